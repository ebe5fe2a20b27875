//! The kind of a paper.
//!
//! In come its blocks, its opening's end, title and labels; out comes the kind with the words that decided and how sure
//! it is. Packs are found by [`parts`](super::parts).

use super::{
    PaperKind,
    opening::{Label, LabelName, lines},
    pattern::{Parts, Pattern, lower, pattern},
};
use crate::corpus::{Block, BlockKind};
use std::sync::LazyLock;

/// How many blocks of the text are looked at.
const SAMPLE: usize = 400;

/// A kind with its evidence.
pub(crate) struct Kind {
    /// The kind.
    pub(crate) value: PaperKind,
    /// The words that decided.
    pub(crate) evidence: String,
    /// From 0 to 1.
    pub(crate) confidence: f32,
}

/// What the text shows, counted.
#[derive(Default)]
struct Signs {
    /// A line that says minutes follow, in or right after the opening.
    minutes_line: Option<String>,
    agenda_line: Option<String>,
    motion_line: Option<String>,
    record_line: Option<String>,
    present: usize,
    apologies: usize,
    resolved: usize,
    closed: usize,
    item_rows: usize,
    short_items: usize,
    this_council: usize,
    slides: usize,
    boxes: usize,
    questions: usize,
    bullets: usize,
    long: usize,
    blocks: usize,
    pages: usize,
    numbered: usize,
    sections: usize,
    asked: usize,
    valediction: bool,
    action_columns: bool,
}

/// Works out the kind of a paper.
pub(crate) fn of(blocks: &[Block], opening: usize, title: Option<&str>, labels: &[Label], letter: bool) -> Kind {
    let signs = signs(blocks, opening);
    let title = title.unwrap_or_default();
    let said = |value, confidence, evidence: &str| Kind { value, evidence: evidence.to_owned(), confidence };
    if letter {
        return said(PaperKind::Letter, if signs.valediction { 0.98 } else { 0.9 }, "a letter's greeting");
    }
    if let Some(line) = &signs.record_line {
        return said(PaperKind::Other, 0.8, line);
    }
    // The web page of a meeting says that it is its agenda and minutes, whatever it holds.
    let both = signs.agenda_line.as_ref().is_some_and(|line| line.to_lowercase().contains("minutes"));
    let items = signs.item_rows >= 2 || signs.short_items >= 3 || both;
    let minutes = 2 * usize::from(signs.minutes_line.is_some())
        + 2 * usize::from(signs.present > 0)
        + usize::from(signs.apologies > 0)
        + signs.resolved.min(2)
        + signs.closed.min(1);
    if let Some(line) = &signs.agenda_line
        && items
        && (signs.minutes_line.is_none() || signs.resolved == 0)
    {
        return said(PaperKind::Agenda, 0.95, line);
    }
    if minutes >= 4 || (signs.minutes_line.is_some() && minutes >= 3) {
        let evidence = signs.minutes_line.as_deref().unwrap_or("who was present, apologies and what was resolved");
        return said(PaperKind::Minutes, if minutes >= 5 { 0.97 } else { 0.85 }, evidence);
    }
    if let Some(line) = &signs.motion_line {
        return said(PaperKind::Motion, 0.95, line);
    }
    if signs.this_council >= 2 {
        return said(PaperKind::Motion, 0.8, "This Council notes, believes or resolves");
    }
    let reportlike = signs.sections >= 2 || signs.asked > 0 || (signs.sections >= 1 && signs.numbered >= 3);
    if let Some(kind) = by_title(title, &signs, reportlike) {
        return kind;
    }
    if signs.slides >= 2 {
        return said(PaperKind::Presentation, 0.9, "numbered slides");
    }
    if signs.boxes >= 4 || (signs.questions >= 5 && signs.questions * 4 >= signs.blocks) {
        return said(PaperKind::Form, 0.75, "questions and boxes to tick");
    }
    if reportlike || signs.numbered >= 3 {
        return said(
            PaperKind::Report,
            if reportlike { 0.9 } else { 0.75 },
            "a report's sections and numbered paragraphs",
        );
    }
    if signs.action_columns {
        return said(PaperKind::Plan, 0.7, "a table of actions with their owners");
    }
    if signs.pages >= 3 && signs.long == 0 && signs.bullets * 2 >= signs.blocks.saturating_sub(signs.pages) {
        return said(PaperKind::Presentation, 0.6, "pages of bullets without running text");
    }
    if signs.minutes_line.is_some() && signs.resolved + signs.present > 0 {
        return said(PaperKind::Minutes, 0.7, "a line that says minutes follow");
    }
    let labelled =
        labels.iter().any(|label| matches!(label.name, LabelName::Author | LabelName::Committee | LabelName::Title));
    let authored = blocks[..opening.min(blocks.len())].iter().any(|block| lines::is_author(&block.text));
    if (labelled || authored) && signs.blocks > 0 || signs.numbered >= 1 && signs.long >= 1 {
        return said(PaperKind::Report, 0.6, "labels of a report");
    }
    if signs.long >= 3 && !title.is_empty() {
        return said(PaperKind::Report, 0.4, "running text under a title");
    }
    said(PaperKind::Other, 0.3, "")
}

/// What the title's words tell.
fn by_title(title: &str, signs: &Signs, reportlike: bool) -> Option<Kind> {
    static FORM: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\b(?:equality|equalities|community|integrated|health) (?:and \w+ )?(?:impact|analysis)(?: needs)? ?(?:assessment|analysis)?\b|\b(?:pro ?forma|questionnaire|call-in (?:form|request|notice)|request form)\b|\bform\W*$",
        )
    });
    static PLAN: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^\W*(?:draft |the |joint |annual |our )*(?:[\w'’&,-]+ ){0,7}(?:action|improvement|delivery|business|corporate|implementation|recovery|council|local) plan\b|\b(?:strategy|action plan|improvement plan)(?: [\d/–-]+)*(?: to [\d/]+)?\W*$",
        )
    });
    static ABOUT: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\b(?:update|reports?|review|progress|monitoring|feedback|findings|response|outcomes?|comments|performance|briefing|towards|consultation|development of|scrutiny of|adoption)\b",
        )
    });
    static REPORT: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\b(?:reports?|update|review|inquiry|findings|monitoring|inspection|briefing (?:note|paper)|work(?:ing)? programme|observations|comments)\b",
        )
    });
    static SLIDES: LazyLock<Pattern> = LazyLock::new(|| pattern(r"\b(?:presentation|slides)\b"));
    static MOTION: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"^\W*(?:notices? of )?(?:motions?|amendment to (?:the )?motion)\b"));
    let said = |value, confidence| Some(Kind { value, evidence: title.to_owned(), confidence });
    match () {
        () if title.is_empty() => None,
        () if MOTION.is_match(title) && title.len() < 160 => said(PaperKind::Motion, 0.85),
        () if FORM.is_match(title) && !ABOUT.is_match(title) && (!reportlike || signs.boxes + signs.questions > 1) => {
            said(PaperKind::Form, 0.9)
        }
        () if PLAN.is_match(title) && !ABOUT.is_match(title) && !reportlike => said(PaperKind::Plan, 0.88),
        () if SLIDES.is_match(title) && !reportlike && signs.numbered < 3 => said(PaperKind::Presentation, 0.85),
        () if signs.slides < 2 && REPORT.is_match(title) && (signs.long > 0 || reportlike || signs.numbered > 0) => {
            said(PaperKind::Report, if reportlike { 0.95 } else { 0.8 })
        }
        () => None,
    }
}

/// One of these is in each way to say that something was resolved.
const RESOLVING_PARTS: [&str; 4] = ["olved", "econded", "agreed", "moved"];
/// One of these is in each way to ask a committee for something.
const ASKING_PARTS: [&str; 6] = ["this report", "purpose of", "asked", "recommended", "invited", "requested"];

static RESOLVED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:resolved|it was (?:resolved|agreed|moved)|agreed\s*[:–-])|\b(?:it was\s+resolved|resolved(?:\s*[:–-]|\s+that)|was seconded)\b",
    )
});
static COUNCIL: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:this |the )?council (?:further |also |therefore )*(?:notes|believes|resolves|welcomes|recognises|calls on|regrets|requests|acknowledges)\b",
    )
});
static SLIDE: LazyLock<Pattern> = LazyLock::new(|| pattern(r"^\W*slide (?:no\.? ?)?\d{1,3}\b"));
static ASKED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:committee|panel|board|commission|members|cabinet|council) (?:is|are) (?:being )?(?:asked|recommended|invited|requested)\b|\bpurpose of (?:the|this) report\b|\bthis report\b",
    )
});
static EITHER: LazyLock<Parts> = LazyLock::new(|| Parts::new(&[&RESOLVING_PARTS[..], &ASKING_PARTS].concat()));
static RESOLVING: LazyLock<Parts> = LazyLock::new(|| Parts::new(&RESOLVING_PARTS));
static ASKING: LazyLock<Parts> = LazyLock::new(|| Parts::new(&ASKING_PARTS));

/// Whether a text in small letters of ASCII may say that something was resolved, and whether it may ask for something: what
/// the patterns need is looked for first.
fn may_resolve_or_ask(lower: &str) -> (bool, bool) {
    let either = EITHER.stand_in(lower);
    // Of letters that are no ASCII, in any case only ſ and K are s and k.
    let is_odd = || !lower.is_ascii() && (lower.contains('ſ') || lower.contains('\u{212a}'));
    (either && RESOLVING.stand_in(lower), either && ASKING.stand_in(lower) || is_odd())
}

/// Whether the first word of a text may begin with one of these small letters, in any case.
fn may_begin_with(text: &str, letters: &[u8]) -> bool {
    let first = text.bytes().find(|byte| !byte.is_ascii() || byte.is_ascii_alphanumeric() || *byte == b'_');
    first.is_some_and(|first| !first.is_ascii() || letters.contains(&first.to_ascii_lowercase()))
}

fn signs(blocks: &[Block], opening: usize) -> Signs {
    static CLOSED: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\bmeeting (?:was )?(?:closed|ended|concluded|finished|rose|terminated|adjourned)\b|\bchair(?:man|woman|person)?['’]s signature\b",
        )
    });
    static MOTION: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"^\W*(?:notices? of motions?|motions? on notice|amendment to (?:the )?motion)\b"));
    static RECORD: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"^\W*(?:record of (?:\w+ ){0,4}decisions?|decision (?:notice|record|sheet)|(?:officer |delegated |executive )+decision (?:notice|record))\b",
        )
    });
    let mut signs = Signs::default();
    for (index, block) in blocks.iter().enumerate().take(SAMPLE) {
        if block.kind == BlockKind::PageBreak {
            signs.pages += 1;
        }
        signs.slides +=
            usize::from(block.text.len() < 80 && may_begin_with(&block.text, b"s") && SLIDE.is_match(&block.text));
        if lines::is_passing(block) {
            continue;
        }
        signs.blocks += 1;
        let text = lines::beginning(&block.text, 1000);
        let begin = lower(lines::beginning(text, 40));
        let head = index < opening + 4;
        if head || index < 60 && text.len() < 200 {
            if signs.minutes_line.is_none() && head && !text.ends_with(':') && lines::is_minutes_line(text) {
                signs.minutes_line = Some(text.to_owned());
            }
            if lines::is_agenda_line(text) {
                signs.agenda_line.get_or_insert_with(|| text.to_owned());
            }
            if head && text.len() < 160 && MOTION.is_match(text) {
                signs.motion_line.get_or_insert_with(|| text.to_owned());
            }
            if head && text.len() < 160 && RECORD.is_match(text) {
                signs.record_line.get_or_insert_with(|| text.to_owned());
            }
        }
        let present =
            begin.starts_with("present") && (text.len() < 12 || begin[7..].trim_start().starts_with([':', '-', '–']));
        signs.present +=
            usize::from(present || begin.starts_with("in attendance") || begin.starts_with("councillors present"));
        signs.apologies += usize::from(begin.contains("apologies"));
        let (may_resolve, may_ask) = may_resolve_or_ask(&text.to_ascii_lowercase());
        signs.resolved += usize::from(may_resolve && RESOLVED.is_match(text));
        signs.this_council += usize::from(may_begin_with(text, b"tc") && COUNCIL.is_match(text));
        signs.asked += usize::from(may_ask && ASKED.is_match(text));
        // Before the characters themselves their first byte is looked for, which is rare enough.
        signs.boxes += memchr::memchr_iter('☐'.encode_utf8(&mut [0; 4]).as_bytes()[0], text.as_bytes())
            .filter(|at| text[*at..].starts_with(['☐', '☒', '☑', '□']))
            .count();
        signs.boxes += memchr::memchr_iter(b'[', text.as_bytes())
            .filter(|at| ["[ ]", "[x]"].iter().any(|square| text[*at..].starts_with(square)))
            .count();
        signs.questions += usize::from(text.ends_with('?') && !lines::is_long(text));
        signs.bullets += usize::from(matches!(block.kind, BlockKind::ListItem { .. }));
        signs.long += usize::from(!lines::is_row(block) && lines::is_long(text));
        signs.sections += usize::from(lines::is_section(text));
        match &block.kind {
            BlockKind::TableRow { cells, headers } => {
                let number = cells.first().is_some_and(|cell| super::parts::item_number(cell).is_some());
                signs.item_rows += usize::from(number && cells.len() >= 2);
                let names = |word: &str| headers.iter().chain(cells).any(|cell| cell.trim().eq_ignore_ascii_case(word));
                signs.action_columns |= headers.len().max(cells.len()) >= 3 && (names("action") || names("actions"));
            }
            _ => {
                if let Some((number, rest)) = lines::numbered(text) {
                    let short = lines::words(rest) <= 20
                        && !rest.ends_with('.')
                        && number.bytes().filter(|byte| *byte == b'.').count() <= 1;
                    signs.short_items += usize::from(short);
                    signs.numbered += 1;
                }
            }
        }
    }
    let tail = blocks.len().saturating_sub(60);
    for block in &blocks[tail..] {
        signs.closed += usize::from(block.text.len() < 400 && CLOSED.is_match(&block.text));
        signs.valediction |= lines::is_valediction(&block.text);
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PIECES: &str = "[Rr]esolved|reſolved|RESOLVED|it was|agreed|moved|was seconded|that|[:–-]|committee|panel|are|is|being|\
        asked|aſked|invited|reque|requested|recommended|purpose of|thiſ|this|the|report|council|Council|further|notes|\
        resolves|slide|ſlide|no\\.|7|as\u{212a}ed|committee is|members are|purpose of the|council notes|[a-z]{1,3}|[.“(•_é]";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_pattern_matches_a_text_that_it_is_not_asked_about(
            pieces in prop::collection::vec(PIECES, 1..7),
            gaps in prop::collection::vec("[ \u{a0}\n]?| | ", 7),
        ) {
            let text: String = pieces.iter().zip(&gaps).flat_map(|(piece, gap)| [piece.as_str(), gap.as_str()]).collect();
            let lower = text.to_ascii_lowercase();
            let (may_resolve, may_ask) = may_resolve_or_ask(&lower);
            prop_assert!(may_resolve || !RESOLVED.is_match(&text), "{text}");
            prop_assert!(may_ask || !ASKED.is_match(&text), "{text}");
            prop_assert!(may_begin_with(&text, b"tc") || !COUNCIL.is_match(&text), "{text}");
            prop_assert!(may_begin_with(&text, b"s") || !SLIDE.is_match(&text), "{text}");
        }
    }
}
