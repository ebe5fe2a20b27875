//! The tree of a question, settled against an index.
//!
//! In comes what was typed; out comes what is looked for: patterns of words with prefixes, misspellings and acronyms
//! resolved, conditions with their councils. How tantivy is asked is left to `compile.rs`; how a paragraph is marked,
//! to `matching.rs`.

use super::{
    answer::Notice,
    councils,
    dates::Days,
    dictionary::{self, MOST_WORDS},
    expansion::{self, Also},
    notices::{self, Code, counted, notice},
    syntax::{Field, Filter, Leaf, Node, Parsed},
};
use crate::{
    Index, Result,
    analysis::{Analyzer, exact_term, is_function_word, stem},
    document::{CouncilName, PaperKind, Role, SectionKind},
};
use tantivy::Term as IndexTerm;

/// Fewest words and filters of a question that is typed as one speaks.
const QUESTION_WORDS: usize = 3;

/// Of how many sections that have a word, in whatever letters, one must have it as an acronym: a word that a few headings
/// shout is none, though `SEND` is one beside those that send something.
const ACRONYM_AMONG: u64 = 3;

/// Most unknown councils that are named, each with the nearest name, which is looked for among all councils.
const MOST_UNKNOWN: usize = 4;

const INTERROGATIVES: [&str; 24] = [
    "what", "whats", "who", "whos", "whose", "whom", "when", "where", "wheres", "why", "how", "hows", "which", "is",
    "are", "was", "were", "do", "does", "did", "has", "have", "can", "could",
];

/// After "how": how many, how long.
const MEASURES: [&str; 6] = ["many", "much", "long", "often", "far", "soon"];

/// Verbs that a question needs and its answer says otherwise: "who gets help", "what happened to the hubs".
const LIGHT_VERBS: [&str; 15] = [
    "get",
    "gets",
    "got",
    "getting",
    "go",
    "goes",
    "gone",
    "went",
    "come",
    "comes",
    "came",
    "happen",
    "happens",
    "happened",
    "happening",
];

/// What a word, phrase or pair of words matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Words with these stems in a row.
    Stems(Vec<String>),
    /// Words of these exact forms in a row.
    Exact(Vec<String>),
    /// One word of any of these exact forms; of none, if the index has none.
    OneOf(Vec<String>),
    /// An acronym, capitals kept.
    Acronym(String),
    /// Two rows at most so many words apart.
    Near(Row, Row, u32),
}

impl Pattern {
    /// The stems of its words.
    pub(super) fn stems(&self) -> Vec<String> {
        let of_exact = |words: &[String]| words.iter().map(|word| stem(word)).collect();
        let of_row = |row: &Row| if row.exact { of_exact(&row.words) } else { row.words.clone() };
        match self {
            Self::Stems(stems) => stems.clone(),
            Self::Exact(words) | Self::OneOf(words) => of_exact(words),
            Self::Acronym(_) => Vec::new(),
            Self::Near(left, right, _) => [of_row(left), of_row(right)].concat(),
        }
    }
}

/// Words in a row: exact forms, or stems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) words: Vec<String>,
    pub(super) exact: bool,
}

/// Something that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    pub(super) leaf: Leaf,
    pub(super) pattern: Pattern,
    /// What else says the same; see [`expansion`].
    pub(super) also: Vec<Also>,
}

impl Sought {
    /// As typed, and nothing else.
    pub(super) fn new(leaf: Leaf, pattern: Pattern) -> Self {
        Self { leaf, pattern, also: Vec::new() }
    }

    /// The stems of its words, and of what else says the same.
    pub(super) fn stems(&self) -> Vec<String> {
        let also = self.also.iter().flat_map(|also| also.pattern.stems());
        self.pattern.stems().into_iter().chain(also).collect()
    }

    /// Whether it says nothing about what is asked.
    pub(super) fn is_function_word(&self) -> bool {
        matches!(&self.leaf, Leaf::Word { exact, .. } if exact.iter().all(|word| is_function_word(word)))
            && !matches!(self.pattern, Pattern::Acronym(_))
    }
}

/// A condition on paper or section, with its council settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// One of these councils; none of them is known if there are none.
    Council {
        typed: String,
        councils: Vec<CouncilName>,
    },
    CouncilUnknown,
    Words(Field, String, Row),
    Kind(Vec<PaperKind>),
    Section(Vec<SectionKind>),
    Role(Vec<Role>),
    Date(Days),
    DateUnknown,
    Added(u64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plan {
    Text(Sought),
    Filter(Condition),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
    /// Words that are a council's name: matched as words, or as the council.
    Named(Vec<Sought>, CouncilName),
}

impl Plan {
    /// All that is looked for and should be found, in the order of the question.
    pub(super) fn sought(&self) -> Vec<&Sought> {
        match self {
            Self::Text(sought) => vec![sought],
            Self::Named(words, _) => words.iter().collect(),
            Self::All(plans) | Self::Any(plans) => plans.iter().flat_map(Self::sought).collect(),
            Self::Filter(_) | Self::Not(_) => Vec::new(),
        }
    }

    /// Whether it is words, none of which says what is asked.
    pub(super) fn is_function_words(&self) -> bool {
        let sought = self.sought();
        !sought.is_empty() && sought.iter().all(|sought| sought.is_function_word())
    }

    /// The plan with each written word that is several, such as `wing-flutter`, as these several: for sections that need
    /// not hold all of a question. Numbers such as `2018/19` mean nothing in parts and stay.
    pub(super) fn loosened(&self) -> Self {
        let mut loose = Vec::new();
        for part in self.parts() {
            match part {
                Self::Text(Sought {
                    leaf: Leaf::Word { exact, stems, .. },
                    pattern: Pattern::Stems(pattern),
                    also,
                }) if pattern.len() > 1 && exact.iter().all(|word| word.chars().all(char::is_alphabetic)) => {
                    loose.extend(exact.iter().zip(stems).map(|(exact, stem)| {
                        let (exact, stems) = (vec![exact.clone()], vec![stem.clone()]);
                        let leaf = Leaf::Word { text: exact[0].clone(), exact, stems: stems.clone(), acronym: None };
                        Self::Text(Sought { leaf, pattern: Pattern::Stems(stems), also: also.clone() })
                    }));
                }
                part => loose.push(part.clone()),
            }
        }
        Self::All(once(loose))
    }

    /// The children of the outermost AND; the plan itself where it is none.
    pub(super) fn parts(&self) -> &[Plan] {
        match self {
            Self::All(plans) => plans,
            plan => std::slice::from_ref(plan),
        }
    }

    /// Whether a section must hold some words to match, and not only meet conditions or be a council's.
    pub(super) fn needs_words(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Filter(_) | Self::Not(_) | Self::Named(..) => false,
            Self::All(plans) => plans.iter().any(Self::needs_words),
            Self::Any(plans) => plans.iter().all(Self::needs_words),
        }
    }

    /// Whether words are sought or left out, so that it matters where they stand.
    pub(super) fn has_text(&self) -> bool {
        match self {
            Self::Text(_) | Self::Named(..) => true,
            Self::Filter(_) => false,
            Self::All(plans) | Self::Any(plans) => plans.iter().any(Self::has_text),
            Self::Not(plan) => plan.has_text(),
        }
    }

    /// The plan without what is to be left out: whatever meets the plan meets this. `None` where nothing remains.
    pub(super) fn without_exclusions(&self) -> Option<Self> {
        match self {
            Self::Not(_) => None,
            Self::All(plans) => {
                let plans: Vec<Self> = plans.iter().filter_map(Self::without_exclusions).collect();
                (!plans.is_empty()).then_some(Self::All(plans))
            }
            Self::Any(plans) => {
                plans.iter().map(Self::without_exclusions).collect::<Option<Vec<Self>>>().map(Self::Any)
            }
            plan => Some(plan.clone()),
        }
    }

    /// The plan with each condition replaced by what `change` makes of it.
    pub(super) fn with_conditions(&self, change: &impl Fn(&Condition) -> Condition) -> Self {
        match self {
            Self::Filter(condition) => Self::Filter(change(condition)),
            Self::All(plans) => Self::All(plans.iter().map(|plan| plan.with_conditions(change)).collect()),
            Self::Any(plans) => Self::Any(plans.iter().map(|plan| plan.with_conditions(change)).collect()),
            // What is excluded leaves out what is known to match it, unknown values never.
            Self::Text(_) | Self::Named(..) | Self::Not(_) => self.clone(),
        }
    }

    /// Whether a condition that `test` accepts must hold.
    pub(super) fn has_condition(&self, test: &impl Fn(&Condition) -> bool) -> bool {
        match self {
            Self::Filter(condition) => test(condition),
            Self::All(plans) | Self::Any(plans) => plans.iter().any(|plan| plan.has_condition(test)),
            Self::Text(_) | Self::Named(..) | Self::Not(_) => false,
        }
    }
}

/// Settles a question against an index; with `expand`, short forms are also looked for as what they stand for.
pub(super) fn settle(
    index: &Index,
    parsed: &Parsed,
    expand: bool,
    analyzer: &mut Analyzer,
    notices: &mut Vec<Notice>,
) -> Result<Option<Plan>> {
    let Some(tree) = &parsed.tree else { return Ok(None) };
    let lone = tree.sought().len() == 1;
    let mut settler =
        Settler { index, notices, has_lower_case: parsed.has_lower_case, lone, unknown_councils: 0, analyzer };
    let mut plan = settler.node(tree)?;
    if expand {
        plan = expansion::expand(index, plan, settler.analyzer, settler.notices)?;
    }
    let plan = settler.without_question_words(plan, parsed.is_question);
    Ok(Some(settler.with_council_name(plan)))
}

struct Settler<'i> {
    index: &'i Index,
    notices: &'i mut Vec<Notice>,
    has_lower_case: bool,
    lone: bool,
    /// How many names were no council's so far.
    unknown_councils: usize,
    analyzer: &'i mut Analyzer,
}

impl Settler<'_> {
    // Recursion is bounded by the depth of the tree.
    fn node(&mut self, node: &Node) -> Result<Plan> {
        Ok(match node {
            Node::Text(leaf) => Plan::Text(self.sought(leaf)?),
            Node::Filter(filter) => Plan::Filter(self.condition(filter)),
            Node::All(nodes) => Plan::All(once(nodes.iter().map(|node| self.node(node)).collect::<Result<_>>()?)),
            Node::Any(nodes) => Plan::Any(nodes.iter().map(|node| self.node(node)).collect::<Result<_>>()?),
            Node::Not(node) => Plan::Not(Box::new(self.node(node)?)),
        })
    }

    fn sought(&mut self, leaf: &Leaf) -> Result<Sought> {
        let pattern = match leaf {
            Leaf::Word { stems, acronym, exact, .. } => match (acronym, &exact[..]) {
                (Some(acronym), [exact]) if self.is_acronym(acronym, exact)? => {
                    self.notices.push(notice(
                        Code::Acronym,
                        format!("{acronym} was read as the acronym; write it in small letters for the word."),
                    ));
                    Pattern::Acronym(acronym.clone())
                }
                _ => Pattern::Stems(stems.clone()),
            },
            Leaf::Phrase { exact, .. } => Pattern::Exact(exact.clone()),
            Leaf::Prefix { exact, .. } => {
                let (words, more) = dictionary::with_prefix(self.index, exact)?;
                self.expanded(leaf, &words, more);
                Pattern::OneOf(words)
            }
            Leaf::Fuzzy { exact, distance, .. } => {
                let (words, more) = dictionary::similar(self.index, exact, *distance)?;
                self.expanded(leaf, &words, more);
                Pattern::OneOf(words)
            }
            Leaf::Near { left, right, words } => Pattern::Near(row(left), row(right), *words),
        };
        Ok(Sought::new(leaf.clone(), pattern))
    }

    fn expanded(&mut self, leaf: &Leaf, words: &[String], more: bool) {
        let Some(first) = words.first() else { return };
        let typed = notices::shortened(&leaf.text());
        let shown: Vec<&str> = words.iter().take(5).map(String::as_str).collect();
        let text = match (words.len(), more) {
            (1, _) => format!("\"{typed}\" stands for \"{first}\"."),
            (count, false) if count <= shown.len() => format!("\"{typed}\" stands for {}.", shown.join(", ")),
            (count, false) => format!("\"{typed}\" stands for {count} words: {} and others.", shown.join(", ")),
            (_, true) => {
                format!(
                    "\"{typed}\" stands for the {MOST_WORDS} most frequent words that fit: {} and others.",
                    shown.join(", ")
                )
            }
        };
        self.notices.push(notice(Code::Expansion, text));
    }

    /// Whether a word in capitals is read as an acronym.
    fn is_acronym(&self, acronym: &str, exact: &str) -> Result<bool> {
        if !self.has_lower_case && !self.lone {
            return Ok(false);
        }
        means_acronym(self.index, acronym, exact)
    }

    fn condition(&mut self, filter: &Filter) -> Condition {
        match filter {
            Filter::Council(typed) => {
                let councils = councils::named(self.index, typed);
                match &councils[..] {
                    [] => self.unknown_council(typed),
                    [_] => {}
                    several => {
                        let names: Vec<&str> = several.iter().map(|council| council.name.as_str()).collect();
                        self.notices.push(notice(
                            Code::AmbiguousCouncil,
                            format!(
                                "\"{}\" may be {}; all were searched.",
                                notices::shortened(typed),
                                names.join(", ")
                            ),
                        ));
                    }
                }
                Condition::Council { typed: typed.clone(), councils }
            }
            Filter::CouncilUnknown => Condition::CouncilUnknown,
            Filter::Words(field, text, quoted) => {
                let stems = self.analyzer.tokens(text).into_iter().map(|token| token.stem).collect();
                Condition::Words(*field, text.clone(), Row { words: stems, exact: *quoted })
            }
            Filter::Kind(kinds) => Condition::Kind(kinds.clone()),
            Filter::Section(kinds) => Condition::Section(kinds.clone()),
            Filter::Role(roles) => Condition::Role(roles.clone()),
            Filter::Date(days) => Condition::Date(*days),
            Filter::DateUnknown => Condition::DateUnknown,
            Filter::Added(build) => Condition::Added(build.unwrap_or_else(|| self.index.latest_addition())),
        }
    }

    /// Says that a name is no council's; of many such names only that there are more.
    fn unknown_council(&mut self, typed: &str) {
        self.unknown_councils += 1;
        let text = match self.unknown_councils {
            ..=MOST_UNKNOWN => {
                let near = councils::nearest(self.index, typed);
                let hint = near.map_or_else(String::new, |name| format!(" The nearest name in the index is {name}."));
                format!("No council known here is called \"{}\", so it finds nothing.{hint}", notices::shortened(typed))
            }
            count if count == MOST_UNKNOWN + 1 => "More of the councils asked for are not known here.".to_owned(),
            _ => return,
        };
        self.notices.push(notice(Code::UnknownCouncil, text));
    }

    /// Leaves out the words of a question typed as one speaks that say nothing about what is asked.
    fn without_question_words(&mut self, plan: Plan, ends_with_mark: bool) -> Plan {
        let Plan::All(parts) = plan else { return plan };
        let words: Vec<&Sought> =
            parts.iter().filter_map(|part| if let Plan::Text(sought) = part { Some(sought) } else { None }).collect();
        let begins = matches!(
            words.first().map(|sought| &sought.leaf),
            Some(Leaf::Word { exact, .. }) if exact.iter().any(|word| INTERROGATIVES.contains(&word.as_str()))
        );
        let idle: Vec<bool> = (0..parts.len())
            .map(|place| is_idle(&parts[place], place.checked_sub(1).map(|before| &parts[before])))
            .collect();
        let says_something = |part: &Plan| part.needs_words() || matches!(part, Plan::Filter(_));
        let has_content = parts.iter().zip(&idle).any(|(part, idle)| says_something(part) && !idle);
        if parts.len() < QUESTION_WORDS || !(begins || ends_with_mark) || !has_content || !idle.contains(&true) {
            return Plan::All(parts);
        }
        let (mut dropped, mut kept) = (Vec::new(), Vec::new());
        for (part, idle) in parts.into_iter().zip(idle) {
            if idle { dropped.push(part) } else { kept.push(part) }
        }
        let dropped: Vec<String> = dropped.iter().flat_map(Plan::sought).map(|sought| sought.leaf.text()).collect();
        self.notices.push(notice(
            Code::QuestionWords,
            format!("Read as a question: {} need not be found.", counted_words(&dropped)),
        ));
        if kept.len() > 1 { Plan::All(kept) } else { kept.pop().unwrap_or(Plan::All(Vec::new())) }
    }

    /// Reads the longest row of plain words that is the name of a council in the index as that council, too.
    fn with_council_name(&mut self, plan: Plan) -> Plan {
        let parts = match plan {
            Plan::All(parts) => parts,
            plan @ Plan::Text(_) => vec![plan],
            plan => return plan,
        };
        let texts: Vec<Option<&str>> = parts
            .iter()
            .map(|part| match part {
                Plan::Text(Sought { leaf: Leaf::Word { text, .. }, .. }) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let found = councils::longest_name(self.index, &texts);
        let unchanged = |mut parts: Vec<Plan>| if parts.len() == 1 { parts.remove(0) } else { Plan::All(parts) };
        let Some((range, council)) = found else { return unchanged(parts) };
        if range.len() == 1 && parts.iter().filter(|part| part.needs_words()).count() > 1 {
            return unchanged(parts);
        }
        self.notices.push(notice(
            Code::CouncilName,
            format!(
                "{} was also read as the council: all its papers count, whether or not the name stands in them.",
                council.name
            ),
        ));
        let mut parts = parts;
        let start = range.start;
        let words = parts
            .drain(range)
            .filter_map(|part| if let Plan::Text(sought) = part { Some(sought) } else { None })
            .collect();
        parts.insert(start, Plan::Named(words, council));
        unchanged(parts)
    }
}

/// Whether the papers mean the acronym where they have the word, rather than shout it here and there.
pub(super) fn means_acronym(index: &Index, acronym: &str, exact: &str) -> Result<bool> {
    let fields = index.fields();
    let frequency = |field, term: &str| index.frequency(&IndexTerm::from_field_text(field, term));
    let as_acronym = frequency(fields.body, acronym)?;
    let in_text = frequency(fields.body, &exact_term(exact))?;
    if in_text > 0 {
        return Ok(as_acronym.saturating_mul(ACRONYM_AMONG) >= in_text);
    }
    // It may stand in the plural only, which is another word.
    Ok(as_acronym > 0 || frequency(fields.heading, acronym)? > 0 || frequency(fields.names, acronym)? > 0)
}

/// Without words that stand there already: said twice, a word is not asked for twice.
fn once(plans: Vec<Plan>) -> Vec<Plan> {
    let mut once: Vec<Plan> = Vec::with_capacity(plans.len());
    for plan in plans {
        let same = |other: &Plan| match (&plan, other) {
            (Plan::Text(one), Plan::Text(other)) => one.pattern == other.pattern,
            _ => false,
        };
        if !once.iter().any(same) {
            once.push(plan);
        }
    }
    once
}

/// Whether a word of a question typed as one speaks says nothing about what is asked.
fn is_idle(part: &Plan, before: Option<&Plan>) -> bool {
    let one_of = |part: &Plan, words: &[&str]| match part {
        Plan::Text(Sought { leaf: Leaf::Word { exact, .. }, pattern: Pattern::Stems(_), .. }) => {
            matches!(&exact[..], [word] if words.contains(&word.as_str()))
        }
        _ => false,
    };
    matches!(part, Plan::Text(sought) if sought.is_function_word())
        || one_of(part, &LIGHT_VERBS)
        || one_of(part, &MEASURES) && before.is_some_and(|before| one_of(before, &["how"]))
}

fn counted_words(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    if quoted.len() > 8 { counted(quoted.len() as u64, "word", "words") } else { quoted.join(", ") }
}

fn row(leaf: &Leaf) -> Row {
    match leaf {
        Leaf::Word { stems, .. } => Row { words: stems.clone(), exact: false },
        Leaf::Phrase { exact, .. } => Row { words: exact.clone(), exact: true },
        Leaf::Prefix { exact, .. } | Leaf::Fuzzy { exact, .. } => Row { words: vec![exact.clone()], exact: true },
        // The parser never puts a pair into a pair.
        Leaf::Near { left, .. } => Row { words: vec![left.text()], exact: true },
    }
}
