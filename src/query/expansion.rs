//! Short forms and what they stand for, each searched as the other, too.
//!
//! In comes a settled question; out comes the same one in which a short form that the papers explain is also looked for as
//! its long form, a row of words, and each word of a long form also as the short one. So `service improvement plan` is
//! `(service OR SIP) (improvement OR SIP) (plan OR SIP)`, which is what `(service improvement plan) OR SIP` would be, and
//! every word stays one of the question that a section may lack. What is in quotation marks, left out, or near something
//! is looked for as typed. How the papers explain short forms is left to [`index`](crate::index).

use super::{
    answer::Notice,
    councils,
    notices::{Code, listed, notice, shortened},
    plan::{Condition, Pattern, Plan, Sought, means_acronym},
    syntax::Leaf,
};
use crate::{
    Index, Result,
    analysis::{Analyzer, fold},
    document::{CouncilName, is_small},
    index::{Acronyms, Meaning},
};

/// Most short and long forms of a question that are looked for as the other.
const MOST: usize = 8;
/// Most long forms that a short one is looked for as.
const MOST_MEANINGS: usize = 4;
/// Most words of a long form.
const LONGEST: usize = 12;
/// Most councils that a notice names.
const MOST_NAMED: usize = 3;
/// Short forms of so many letters stand for too much: they are looked for only where councils explain them so.
const AMBIGUOUS: usize = 2;

/// Another way to say a word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Also {
    /// Stems in a row, or an acronym.
    pub(super) pattern: Pattern,
    /// As it is written.
    pub(super) text: String,
    /// In whose papers alone it says the same; in all where there are none.
    pub(super) councils: Vec<CouncilName>,
    /// Which row of words it stands for; `None` where it is for the one word.
    pub(super) run: Option<usize>,
}

/// The question with what its short and long forms are also searched as, which the notices tell.
pub(super) fn expand(index: &Index, plan: Plan, analyzer: &mut Analyzer, notices: &mut Vec<Notice>) -> Result<Plan> {
    let sought = plan.sought();
    if !sought.iter().any(|sought| matches!(sought.leaf, Leaf::Word { .. })) {
        return Ok(plan);
    }
    let table = index.short_forms()?;
    let lone = sought.len() == 1;
    let mut asked = Vec::new();
    councils_of(&plan, &mut asked);
    let mut expander = Expander { index, table, lone, asked, done: 0, analyzer, notices };
    if table.all().is_empty() { Ok(plan) } else { expander.node(plan) }
}

/// The slugs of the councils that are asked for.
// Recursion is bounded by the depth of the plan.
fn councils_of(plan: &Plan, slugs: &mut Vec<String>) {
    match plan {
        Plan::Filter(Condition::Council { councils, .. }) => {
            slugs.extend(councils.iter().map(|council| council.slug.clone()));
        }
        Plan::All(plans) | Plan::Any(plans) => plans.iter().for_each(|plan| councils_of(plan, slugs)),
        Plan::Filter(_) | Plan::Text(_) | Plan::Named(..) | Plan::Not(_) => {}
    }
}

struct Expander<'i> {
    index: &'i Index,
    table: &'i Acronyms,
    /// Whether the question is one word.
    lone: bool,
    /// The slugs of the councils that are asked for.
    asked: Vec<String>,
    /// How many forms were expanded.
    done: usize,
    analyzer: &'i mut Analyzer,
    notices: &'i mut Vec<Notice>,
}

impl Expander<'_> {
    // Recursion is bounded by the depth of the plan.
    fn node(&mut self, plan: Plan) -> Result<Plan> {
        Ok(match plan {
            Plan::All(mut parts) => {
                self.runs(&mut parts);
                Plan::All(parts.into_iter().map(|part| self.node(part)).collect::<Result<_>>()?)
            }
            Plan::Any(parts) => Plan::Any(parts.into_iter().map(|part| self.node(part)).collect::<Result<_>>()?),
            Plan::Text(mut sought) if sought.also.is_empty() => {
                self.short(&mut sought)?;
                Plan::Text(sought)
            }
            plan => plan,
        })
    }

    /// A short form: also looked for as what it stands for.
    fn short(&mut self, sought: &mut Sought) -> Result<()> {
        let Leaf::Word { text, exact, acronym, .. } = &sought.leaf else { return Ok(()) };
        if exact.len() != 1 {
            return Ok(());
        }
        let typed = acronym.as_deref().unwrap_or(text);
        let has_capitals = typed.chars().filter(|character| character.is_uppercase()).count() > 1;
        if self.done == MOST || sought.is_function_word() || !(has_capitals || self.lone) {
            return Ok(());
        }
        let mut meanings: Vec<&Meaning> = Vec::new();
        for meaning in self.table.of(typed) {
            let short = &meaning.short;
            let is_meant = match &sought.pattern {
                Pattern::Acronym(_) => true,
                // Written as `CiC`, it is no acronym to the index; in other letters it may be a word.
                _ if short.bytes().any(|byte| byte.is_ascii_lowercase()) => typed.starts_with(short.as_str()),
                _ => means_acronym(self.index, short, &fold(short))?,
            };
            if is_meant {
                meanings.push(meaning);
            }
        }
        if meanings.iter().any(|meaning| meaning.is_used_by(&self.asked)) {
            meanings.retain(|meaning| meaning.is_used_by(&self.asked));
        }
        meanings.truncate(MOST_MEANINGS);
        let also = |meaning: &&Meaning| Also {
            pattern: Pattern::Stems(meaning.stems()),
            text: meaning.long.clone(),
            councils: Vec::new(),
            run: None,
        };
        sought.also = meanings.iter().map(also).collect();
        if !meanings.is_empty() {
            let longs: Vec<String> =
                meanings.iter().map(|meaning| format!("\"{}\"{}", meaning.long, self.used_by(meaning))).collect();
            self.tell(text, &listed(&longs, "and"), "Put it in quotation marks to search it alone.");
        }
        Ok(())
    }

    /// Rows of words that are long forms: also looked for as their short forms. Of rows that begin with one word the longest
    /// counts.
    fn runs(&mut self, parts: &mut [Plan]) {
        let mut start = 0;
        while start < parts.len() && self.done < MOST {
            let longest = parts[start..].iter().take(LONGEST).take_while(|part| plain(part).is_some()).count();
            // No name begins or ends with a small word, though it may be typed with others within than it has.
            let ends_small =
                |length: usize| [start, start + length - 1].iter().any(|place| is_small_word(&parts[*place]));
            let found = (1..=longest).rev().filter(|length| !ends_small(*length)).find_map(|length| {
                let also = self.shorts(&parts[start..start + length], start);
                (!also.is_empty()).then_some((length, also))
            });
            let Some((length, also)) = found else {
                start += 1;
                continue;
            };
            let words = &mut parts[start..start + length];
            let typed: Vec<String> = words.iter().flat_map(Plan::sought).map(|sought| sought.leaf.text()).collect();
            let shorts: Vec<String> = also
                .iter()
                .map(|also| match &also.councils[..] {
                    [] => format!("\"{}\"", also.text),
                    councils => format!("\"{}\" in the papers of {}", also.text, names(councils)),
                })
                .collect();
            self.tell(&typed.join(" "), &listed(&shorts, "and"), "To search it alone, use --no-expand.");
            for word in words {
                if let Plan::Text(sought) = word {
                    sought.also.clone_from(&also);
                }
            }
            start += length;
        }
    }

    /// The short forms of a row of words.
    fn shorts(&mut self, parts: &[Plan], run: usize) -> Vec<Also> {
        let stems = parts.iter().filter_map(plain).flatten().map(String::as_str);
        let mut telling: Vec<&str> = Vec::new();
        for stem in stems.filter(|stem| !is_small(stem)) {
            if !telling.contains(&stem) {
                telling.push(stem);
            }
        }
        let stems = telling;
        if stems.len() < 2 {
            return Vec::new();
        }
        let mut found = Vec::new();
        for meaning in self.table.with_stems(&stems) {
            // What the index knows as no acronym could be any word.
            let is_acronym = matches!(
                &self.analyzer.tokens(&meaning.short)[..],
                [token] if token.acronym.as_ref() == Some(&meaning.short)
            );
            let differs = self.table.of(&meaning.short).len() > 1;
            // The initials of a council are others' too: they are its name in its own papers.
            let named = councils::named(self.index, &meaning.long);
            let is_restricted = differs || meaning.short.len() <= AMBIGUOUS || !named.is_empty();
            let councils = match (is_restricted, named.is_empty()) {
                (true, true) => self.councils(meaning),
                _ => named,
            };
            let is_elsewhere = differs && !self.asked.is_empty() && !meaning.is_used_by(&self.asked);
            if is_acronym && !is_elsewhere && (!is_restricted || !councils.is_empty()) {
                let pattern = Pattern::Acronym(meaning.short.clone());
                found.push(Also { pattern, text: meaning.short.clone(), councils, run: Some(run) });
            }
        }
        found
    }

    /// The known councils whose papers explain it so.
    fn councils(&self, meaning: &Meaning) -> Vec<CouncilName> {
        let uses = meaning.uses();
        let slugs = uses.iter().filter_map(|of| of.council.as_ref());
        let manifest = self.index.manifest();
        let named = |slug: &String| CouncilName { slug: slug.clone(), name: manifest.name_of_council(slug).to_owned() };
        slugs.map(named).collect()
    }

    /// Who uses it so, in brackets.
    fn used_by(&self, meaning: &Meaning) -> String {
        let councils = self.councils(meaning);
        if councils.is_empty() { String::new() } else { format!(" ({})", names(&councils)) }
    }

    /// Says what else is searched, and how that is switched off: in quotation marks a row of words would be a phrase.
    fn tell(&mut self, typed: &str, others: &str, otherwise: &str) {
        self.done += 1;
        let told =
            notice(Code::AlsoSearched, format!("\"{}\" is also searched as {others}. {otherwise}", shortened(typed)));
        if !self.notices.contains(&told) {
            self.notices.push(told);
        }
    }
}

/// The stems of a plain word that is not yet looked for as something else.
fn plain(part: &Plan) -> Option<&[String]> {
    match part {
        Plan::Text(Sought { leaf: Leaf::Word { .. }, pattern: Pattern::Stems(stems), also }) if also.is_empty() => {
            Some(stems)
        }
        _ => None,
    }
}

fn is_small_word(part: &Plan) -> bool {
    matches!(part, Plan::Text(Sought { leaf: Leaf::Word { exact, .. }, .. }) if exact.iter().all(|word| is_small(word)))
}

/// The names of councils, the first few of many.
pub(super) fn names(councils: &[CouncilName]) -> String {
    let mut names: Vec<String> = councils.iter().take(MOST_NAMED).map(|council| council.name.clone()).collect();
    match councils.len().saturating_sub(MOST_NAMED) {
        0 => {}
        1 => names.push("one other council".to_owned()),
        more => names.push(format!("{more} other councils")),
    }
    listed(&names, "and")
}
