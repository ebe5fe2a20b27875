//! What the words around a council's name say of it.
//!
//! In come a text and a mention of a council in it; out comes whether the mention speaks of the paper's own council, is
//! a name like any other, or belongs to a partner, a person, a road or another body. What that weighs is left to
//! [`councils`](super).

use super::{Zone, shortened};
use crate::document::{
    gazetteer::Mention,
    pattern::{Pattern, pattern},
};
use std::sync::LazyLock;

/// What a mention says of the paper's council.
pub(super) enum Said {
    Nothing,
    /// A name in full, of one with whom or by whom something is done.
    InPassing,
    Name,
    /// The place called by a plan, a service or the like of its own council.
    OfItself,
    /// `Kent County Council ("the Council")`, `Report by the Director of Kent County Council`.
    ItsOwn,
}

pub(super) struct Context<'t> {
    before: &'t str,
    after: &'t str,
    shouted: bool,
    name: &'t str,
}

impl<'t> Context<'t> {
    pub(super) fn of(text: &'t str, mention: &Mention) -> Self {
        let mut start = mention.range.start.saturating_sub(90);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let after = shortened(&text[mention.range.end..], 70);
        let name = &text[mention.range.clone()];
        let shouted = !shortened(text, 400).chars().any(char::is_lowercase);
        Self { before: &text[start..mention.range.start], after, shouted, name }
    }

    pub(super) fn speaks_of(&self, full: bool, zone: Zone) -> Said {
        if PARTNER_BEFORE.is_match(self.before) || PARTNER_AFTER.is_match(self.after) {
            return Said::Nothing;
        }
        if full {
            let own = OWN_AFTER.is_match(self.after)
                || VISIT_BEFORE.is_match(self.before)
                || (zone != Zone::Body && AUTHOR_BEFORE.is_match(self.before));
            return match () {
                () if own => Said::ItsOwn,
                () if zone == Zone::Body && OBJECT_BEFORE.is_match(self.before) => Said::InPassing,
                () => Said::Name,
            };
        }
        if PERSON_BEFORE.is_match(self.before)
            || BODY_AFTER.is_match(self.after)
            || POST_TOWN_AFTER.is_match(self.after)
        {
            return Said::Nothing;
        }
        let common = COMMON_WORDS.contains(&self.name.to_lowercase().trim_end_matches(['\'', '’', 's']));
        let begins = self.before.trim_end().is_empty() || self.before.trim_end().ends_with(['.', ':', '•']);
        if common && (self.shouted || begins) && !SERVICE_AFTER.is_match(self.after) {
            return Said::Nothing;
        }
        if matches!(zone, Zone::Body | Zone::Opening) && !self.shouted && self.follows_a_name() {
            return Said::Nothing;
        }
        if zone == Zone::Body && VISIT_BEFORE.is_match(self.before) {
            return Said::ItsOwn;
        }
        if zone == Zone::Body && SERVICE_AFTER.is_match(self.after) {
            return Said::OfItself;
        }
        if zone == Zone::Body && STREET_BEFORE.is_match(self.before) {
            return Said::Nothing;
        }
        Said::Name
    }

    /// Whether a bare place stands behind a capitalised word as a person's name does: `Colin Foster`.
    fn follows_a_name(&self) -> bool {
        if self.name.contains([' ', '-']) || !self.before.ends_with(' ') {
            return false;
        }
        let word = self.before.trim_end().rsplit(' ').next().unwrap_or_default();
        let name = word.len() > 2
            && word.chars().all(char::is_alphabetic)
            && word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().skip(1).all(char::is_lowercase);
        name && !NOT_FIRST_NAMES.contains(&word.to_lowercase().as_str())
    }
}

static PARTNER_BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?:partner(?:ship|s|ed|ing)?|liaison|shar(?:ed|es|ing)|collaborat\w+|jointly|conjunction|compar(?:ed|ison|able)|benchmark\w*",
        r"|merger?|twinned|twinning)\b[^.;]{0,50}?\b(?:with|to|by|from|between)\b",
        r"|\b(?:partners?|advis[eo]rs?|neighbours?|neighbouring|(?:other|some|similar|peer) (?:\w+ )?(?:authorities|councils)",
        r"|(?:lead|peer) (?:authority|council)|in practice)\b[^.;]{0,30}?[,:(–-]",
        r"|\b(?:neighbouring|such as|like|unlike|formerly (?:of|at)|previously (?:of|at)|seconded (?:from|to)|moved (?:from|to)",
        r"|(?:study|learning) visits? to|learn\w* from|lessons? (?:from|of)|support(?:ed)? (?:from|by)|(?:good )?(?:practice|example|model)\w* (?:of|from|in|at)",
        r"|case of|v)\b\.?)\s*(?:the\s+)?$",
    ))
});

static PARTNER_AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[^.;]{0,45}\b(?:improvement partner|partner in practice|improvement advis[eo]r|lead authority|twin)\b",
        r"|(?:['’]s)?,?\s+\(?(?:(?:who|which|will|is|are|was|has|have|been|to|be|continues?|continued|remains?|acts?|acting|acted|as)\s+){0,5}",
        r"(?:the|our|an?|its|their|this|that)\s+(?:council['’]s\s+|new\s+|corporate\s+|nearest\s+|statistical\s+)?",
        r"(?:partner|advis[eo]r|neighbour|peer)\b)",
    ))
});

/// A person's title, or a body whose name a place completes.
static PERSON_BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?:cllrs?|councillors?|mrs?|ms|miss|dr|sir|lady|lord|professor|prof|dame|rev|revd|ald|alderman)\.?\s+",
        r"(?:[a-z]+\.?\s+){0,2}|\b(?:university|college|school|hospital|diocese|archdiocese|bishop|archbishop|duke|earl|bank|hmp|nhs|port",
        r"|battle|born in|hotel)\s+(?:of\s+|at\s+)?(?:the\s+)?)$",
    ))
});

/// What makes of a place something other than its council.
static BODY_AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s+(?:(?:and|&)\s+\w+\s+)?(?-i:[A-Z][a-z]+\s+)?(?:university|universities|hospitals?|nhs|teaching|police|constabulary|fire|road|rd\b|street",
        r"|avenue|lane|way\b|close\b|square|court\b|house\b|place\b|station|ward\b|wards\b|fc\b|united|rovers|airport|racecourse|building society",
        r"|cathedral|college|school|academy|crown\b|magistrates|grammar|railway|mp\b|ccg\b|icb\b|icbs?\b|clinical|healthcare|acute|royal",
        r"|foundation|ltd\b|limited\b|plc\b|llp\b|times\b|post\b|echo\b|news\b|live\b|city fc|town fc|arena|stadium|festival)",
    ))
});

/// A post town: its county or its postcode follows.
static POST_TOWN_AFTER: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"^[\s,.]{1,3}[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2}\b"));

/// A council that something is done with, for, by or from: not yet the one that tells of it.
static OBJECT_BEFORE: LazyLock<Pattern> = LazyLock::new(|| pattern(r"\b(?:with|from|to|by|than)\s+(?:the\s+)?$"));

/// A street before, as in an address.
static STREET_BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"\b(?:road|street|avenue|lane|square|hall|house|centre|way|place|parade|quay|guildhall|offices),\s*$")
});

/// What belongs to the council of the place: services, plans, its part in an inspection.
static SERVICE_AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:['’]s?)?\s+(?:local authority|local area|council|children|adult|young people|safeguarding|plan\b|strategy|vision|hub\b|cabinet",
        r"|joint strategic|health and wellbeing|health overview|overview and scrutiny|scrutiny|hosc\b|local offer|schools|early help|corporate|county|borough|residents|public health|highways)",
    ))
});

/// `("the Council")`, `(the Council)`, `(hereafter "the Council")`.
static OWN_AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r#"^\s*\((?:hereafter|hereinafter|referred to as)?[\s"'“‘]*(?:the\s+)?(?:county |city |borough |district )?council["'”’]*\)"#,
    )
});

/// `Report by the Director of Finance, Kent County Council`.
static AUTHOR_BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"\b(?:report|paper|briefing|submission|statement|evidence)s?\s+(?:of|by|from|prepared by)\b[^.;]{0,80}$")
});

/// An inspector's `findings of the visit to Kent children's services`.
static VISIT_BEFORE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:focused visit|monitoring visit|inspection|inspectors visited|peer review|area review)s?\s(?:to|of|at|in)?\s?(?:the\s)?$",
    )
});

/// Places whose names are words: in capitals or at the beginning of a sentence they may be no name at all.
const COMMON_WORDS: [&str; 22] = [
    "reading",
    "bury",
    "down",
    "bath",
    "rugby",
    "hart",
    "eden",
    "craven",
    "barking",
    "boston",
    "highland",
    "wells",
    "north east",
    "stroud",
    "arun",
    "fife",
    "angus",
    "poole",
    "dover",
    "moyle",
    "melton",
    "halton",
];

/// Capitalised words before a place that are no first names.
const NOT_FIRST_NAMES: [&str; 58] = [
    "the",
    "for",
    "and",
    "across",
    "within",
    "from",
    "with",
    "that",
    "this",
    "all",
    "our",
    "inspection",
    "visit",
    "services",
    "greater",
    "central",
    "inner",
    "outer",
    "north",
    "south",
    "east",
    "west",
    "mid",
    "county",
    "city",
    "borough",
    "council",
    "improving",
    "healthy",
    "safer",
    "active",
    "visit",
    "transport",
    "connect",
    "invest",
    "destination",
    "children",
    "healthwatch",
    "mind",
    "age",
    "citizens",
    "like",
    "since",
    "where",
    "when",
    "while",
    "although",
    "however",
    "both",
    "nearly",
    "under",
    "into",
    "ofsted",
    "has",
    "royal",
    "new",
    "better",
    "living",
];
