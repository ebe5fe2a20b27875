//! Answers and sections for people: wrapped text with hanging indents, what matched in its own ink.

use super::{
    Ink, Style, citation,
    explanation::explanation,
    facets, link,
    words::{BY_MACHINE, counted, grouped, long_date, page_span},
    wrap::Sheet,
};
use crate::{
    document::Paragraph,
    index::{Lookup, SectionRecord, numbered},
    query::{Answer, Citation, Copy, Hit, HitPaper, Snippet},
    relevance::Question,
};

pub use super::{
    acronyms::acronyms,
    count::{not_read, papers_with_copies, tally},
    difference::difference,
    evaluation::{comparison, evaluation},
    inspect::{paper, skipped},
    language::language,
    repeats::repeats,
    status::{build, coverage, status, verification},
    trail::{copies_of_mentions, mentions_not_shown, trail},
    watch::watch,
};

/// So many papers are named in which a passage stands too.
const COPIES_NAMED: usize = 2;

/// An answer: totals and how the question was read, the notices, the hits, the counts.
///
/// The width is in columns; below 20 it counts as 20.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer, query::Request, render::{Style, terminal}};
///
/// let answer = Index::in_memory(&[], Gazetteer::builtin())?.search(&Request::new("gullies"))?;
/// let text = terminal::answer(&answer, &Style::plain(), 80);
/// assert!(text.starts_with("Nothing found: sections with \"gullies\""));
/// # Ok::<(), scrutineer::Error>(())
/// ```
pub fn answer(answer: &Answer, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let head = &answer.head;
    let further = (head.relaxed > 0).then(|| counted(head.relaxed, "further section", "further sections"));
    let totals = match (head.total, further) {
        (0, None) => "Nothing found".to_owned(),
        (0, Some(further)) => format!("Nothing has it all; {further}"),
        (total, further) => {
            let found = counted(total, "section", "sections");
            let papers = counted(head.total_papers, "paper", "papers");
            let once = match head.copied_papers + head.named_papers {
                0 => String::new(),
                papers => format!(" ({} named below others that say the same)", grouped(papers)),
            };
            format!("{found} in {papers}{once}{}", further.map(|further| format!(", {further}")).unwrap_or_default())
        }
    };
    // Where nothing was asked, a notice says so and what is indexed.
    if !head.notices.iter().any(|notice| matches!(notice.code, "empty-query" | "only-exclusions")) {
        sheet.plain(0, &format!("{totals}: {}", head.read_as));
    }
    for notice in &head.notices {
        sheet.set("", 0, &[(style.note, "note: "), (style.text, &notice.text)]);
    }
    // Who asks for counts need not want hits.
    if answer.hits.is_empty() && answer.facets.is_none() && head.total + head.relaxed > 0 {
        sheet.set(
            "",
            0,
            &[(style.note, "note: "), (style.text, "No hits were asked for, or this page lies past the last.")],
        );
    }
    let mut full = true;
    for one in &answer.hits {
        sheet.gap();
        if full && !one.missing.is_empty() {
            sheet.set("", 0, &[(style.note, "Further sections, without some of the words:")]);
            sheet.gap();
            full = false;
        }
        hit(&mut sheet, one);
    }
    if let Some(counts) = &answer.facets {
        facets::facets(&mut sheet, counts);
    }
    sheet.into_text()
}

/// The answer to one of several questions: its id and the question above [`answer`], and an empty line below.
pub fn answer_to(question: &Question, answer: &Answer, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    sheet.set("", 0, &[(style.heading, &format!("{}: {}", question.id, question.query))]);
    format!("{}{}\n", sheet.into_text(), self::answer(answer, style, width))
}

/// A hit: its paper, its headings, its passages, and where they stand.
pub(super) fn hit(sheet: &mut Sheet<'_>, hit: &Hit) {
    let style = *sheet.style;
    let paper = &hit.paper;
    let label = format!("{:>2}.", hit.rank);
    let indent = label.len() + 1;
    let mut names = vec![paper.council_name.as_deref().unwrap_or("council unknown").to_owned()];
    names.extend(paper.committee.clone());
    names.push(long_date(paper.date.as_deref()));
    sheet.set_parts(&label, indent, style.title, &names);

    let title = paper.title.iter().chain(&hit.section.path).map(String::as_str).collect::<Vec<_>>();
    sheet.link(hit.citation_url.as_deref());
    sheet.plain(indent, &title.join(" › "));
    if let Some(text) = &hit.text {
        for paragraph in text.split('\n') {
            sheet.plain(indent, paragraph);
        }
    }
    // The last line says where a lone snippet stands; of several, each says so itself.
    let several = hit.snippets.len() > 1;
    for one in &hit.snippets {
        snippet(sheet, indent, one, several);
    }
    if !hit.missing.is_empty() {
        sheet.set("", indent, &[(style.note, &format!("without: {}", hit.missing.join(", ")))]);
    }
    if !hit.elsewhere.is_empty() {
        sheet.set("", indent, &[(style.note, &format!("elsewhere in the paper: {}", hit.elsewhere.join(", ")))]);
    }
    sheet.set_parts("", indent, style.small, &place(hit));
    if let Some(also) = also_in(hit) {
        sheet.set("", indent, &[(style.small, &also)]);
    }
    if let Some(why) = &hit.explanation {
        explanation(sheet, indent, hit, why);
    }
}

/// A passage with its marks, and before it where it stands.
pub(super) fn snippet(sheet: &mut Sheet<'_>, indent: usize, snippet: &Snippet, with_place: bool) {
    let style = *sheet.style;
    let mut pieces: Vec<(Ink, &str)> = Vec::new();
    let place = paragraph_and_page(snippet).filter(|_| with_place).map(|place| format!("{place}: "));
    pieces.extend(place.as_deref().map(|place| (style.small, place)));
    if snippet.cut[0] {
        pieces.push((style.text, "… "));
    }
    let mut end = 0;
    for &(from, to) in &snippet.marks {
        // A mark that does not fit the text is passed over: the fields are public.
        if let (Some(before), Some(mark)) = (snippet.text.get(end..from), snippet.text.get(from..to)) {
            pieces.extend([(style.text, before), (style.mark, mark)]);
            end = to;
        }
    }
    pieces.push((style.text, snippet.text.get(end..).unwrap_or_default()));
    if snippet.cut[1] {
        pieces.push((style.text, " …"));
    }
    sheet.set("", indent, &pieces);
}

/// `para 3.2.4, p. 4`, as far as known, and whether it was read by machine.
pub(super) fn paragraph_and_page(snippet: &Snippet) -> Option<String> {
    let paragraph = snippet.paragraph.as_deref().map(numbered);
    let mut known: Vec<String> = paragraph.into_iter().chain(snippet.page.map(|page| format!("p. {page}"))).collect();
    known.extend(snippet.machine_read.then(|| BY_MACHINE.to_owned()));
    (!known.is_empty()).then(|| known.join(", "))
}

/// Where a hit stands: paragraph, page, path, part of a pack, how many more there are, id.
fn place(hit: &Hit) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(match hit.snippets.as_slice() {
        [] => page_span(hit.section.pages),
        [only] => paragraph_and_page(only),
        _ => None,
    });
    parts.extend(file(&hit.paper));
    if hit.more_in_paper > 0 {
        parts.push(format!("{} more in this paper", grouped(hit.more_in_paper)));
    }
    parts.push(format!("id {}", hit.section.id));
    parts
}

/// Where a paper stands: its path, and which part of a pack it is.
pub(super) fn file(paper: &HitPaper) -> Vec<String> {
    let part = paper.part.as_ref().map(|part| match &part.item {
        Some(item) => format!("item {item} of the pack"),
        None => format!("part {} of {}", part.index, part.of),
    });
    [paper.path.clone()].into_iter().chain(part).collect()
}

/// Where else the passage stands: the first few papers, and how many more.
fn also_in(hit: &Hit) -> Option<String> {
    let name = |copy: &Copy| match copy.more_in_paper {
        0 => format!("{} (id {})", copy.citation, copy.section),
        more => format!("{} (id {}, {} more in it)", copy.citation, copy.section, grouped(more)),
    };
    let named: Vec<String> = hit.copies.iter().take(COPIES_NAMED).map(name).collect();
    let more = hit.copies.len() as u64 - named.len() as u64 + hit.more_copies;
    let more = if more > 0 { format!("; and {}", counted(more, "more paper", "more papers")) } else { String::new() };
    (!named.is_empty()).then(|| format!("also in: {}{more}", named.join("; ")))
}

/// Sections with their paragraphs, as `show` prints them, below a line that names the paper. Of one section with its
/// context, a `>` stands before the one that was asked for.
pub fn sections(found: &Lookup, context: usize, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let records = found.around(context);
    let paper = &found.paper;
    let mut names = vec![paper.council.as_ref().map_or("council unknown", |council| &council.name).to_owned()];
    names.extend(paper.committee.clone());
    names.push(paper.date.map_or_else(|| "undated".to_owned(), |date| date.date.long()));
    sheet.set_parts("", 0, style.title, &names);
    sheet.link(paper.url_at(None).as_deref());
    sheet.plain(0, paper.title.as_deref().unwrap_or_default());
    let asked = found.asked.and_then(|place| found.sections.get(place)).filter(|_| records.len() > 1);
    for record in records {
        let is_asked = asked.is_some_and(|asked| asked.ordinal == record.ordinal);
        sheet.gap();
        section(&mut sheet, record, is_asked);
    }
    sheet.into_text()
}

/// References, each on a line of its own however long, so that it can be copied.
pub fn citations(citations: &[Citation], style: &Style) -> String {
    let line = |one: &Citation| {
        let text = citation::plain(one);
        let link = one.url.as_deref().filter(|_| style.links).and_then(|url| link::begin(url, 1));
        link.map_or_else(|| format!("{text}\n"), |link| format!("{link}{text}{}\n", link::END))
    };
    citations.iter().map(line).collect()
}

fn section(sheet: &mut Sheet<'_>, record: &SectionRecord, is_asked: bool) {
    let style = *sheet.style;
    let (paper, section) = (&record.paper, &record.section);
    let mark = if is_asked { "> " } else { "" };
    let heading = match section.path.as_slice() {
        [] if is_asked => "before the first heading".to_owned(),
        path => path.join(" › "),
    };
    sheet.link(record.url(None).as_deref());
    sheet.set("", 0, &[(style.note, mark), (style.heading, &heading)]);
    for one in &section.paragraphs {
        paragraph(sheet, one);
    }
    let of = format!("section {} of {}", record.ordinal + 1, record.of);
    let mut parts = vec![record.citation(None)];
    parts.extend(page_span(section.pages));
    parts.extend([paper.path.clone(), of, format!("id {}", section.id)]);
    sheet.set_parts("", 0, style.small, &parts);
}

fn paragraph(sheet: &mut Sheet<'_>, paragraph: &Paragraph) {
    let style = *sheet.style;
    let number = paragraph.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
    let role = paragraph.role.map(|role| format!("[{role}] ")).unwrap_or_default();
    let ink = if paragraph.boilerplate { style.small } else { style.text };
    let by_machine = if paragraph.machine_read { format!("[{BY_MACHINE}] ") } else { String::new() };
    sheet.set("", 2, &[(style.small, &number), (style.note, &role), (style.note, &by_machine), (ink, &paragraph.text)]);
}
