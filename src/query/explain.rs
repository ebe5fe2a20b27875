//! Why a hit scored what it did.
//!
//! In comes a hit's section with the settled question; out comes an [`Explanation`], worked out anew from the index by
//! the same queries that ranking adds up, so that the two cannot drift apart. How it is said is left to `render`.

use super::{collect::Best, compile::Compiler, plan::Plan, ranking::Weight, syntax::Scope, words::of_plan};
use crate::{Index, Result, index::is_at};
use serde::Serialize;
use tantivy::query::{EnableScoring, Query};

/// What the score of a hit is made of: the scores of `words`, `side_by_side` and `as_typed` are added up, multiplied by
/// `no_text` and `raised`, and the scores of `learned` are added.
///
/// Scores compare hits of one answer, and mean nothing beyond it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explanation {
    /// The words of the question that count for this section, in the order of the question.
    pub words: Vec<ExplainedWord>,
    /// What by the section is lacking takes from each word's score, as a factor that is in the scores already; 1 for a
    /// full match.
    pub held: f32,
    /// For neighbours in the question that stand side by side here.
    pub side_by_side: f32,
    /// For the form that was typed, where the question is one word.
    pub as_typed: f32,
    /// Less than 1 where the section has hardly any text of its own, or only a heading.
    pub no_text: f32,
    /// More than 1 where all the words stand close together and as typed. Looked at for the best full matches only.
    pub raised: f32,
    /// Words that the first hits use and the question lacks, with what each adds; only for sections that lack words.
    pub learned: Vec<LearnedWord>,
    /// What all this comes to. The hit's own score is less or more where the order of hits asks for it: sections that lack
    /// words score below those that have all, and those that words are learned from above those that they order.
    pub sum: f32,
}

/// What a word of the question, or a group of words, counts for in a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExplainedWord {
    /// As typed.
    pub text: String,
    /// What it adds.
    pub score: f32,
    /// How often it stands in the paragraphs; absent for a group of words in brackets or the name of a council.
    pub in_text: Option<u32>,
    /// How often in the section's heading.
    pub in_heading: Option<u32>,
    /// How often above it: in outer headings, title, committee and council.
    pub in_names: Option<u32>,
    /// In how many sections' paragraphs it stands: the fewer, the more it counts. Where it is also searched as something
    /// else, in how many it or that stands.
    pub sections: Option<u64>,
    /// Of a word that is also searched as something else, such as `SIP` as `service improvement plan`, which of these stand
    /// in the section, what was typed first: the counts are of all of them. Empty for any other word.
    pub stands_as: Vec<String>,
}

/// A word that was learned from the first hits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LearnedWord {
    /// Its stem.
    pub stem: String,
    /// What it adds.
    pub score: f32,
}

/// Explains the hits of one answer.
pub(super) struct Explainer<'s> {
    pub(super) index: &'s Index,
    pub(super) compiler: &'s Compiler<'s>,
    pub(super) scope: Scope,
}

impl Explainer<'_> {
    /// Explains a hit. `plan` is the question as this kind of hit meets it; `learned` the words that ordered it, `None` for
    /// a full match.
    pub(super) fn explain(&self, plan: &Plan, best: &Best, learned: Option<&[(String, f32)]>) -> Result<Explanation> {
        let is_full = learned.is_none();
        // A paper's sections are scored by the words that they hold, a section with a paragraph without what is left out.
        let held_of = match self.scope {
            Scope::Paper if is_full => {
                Plan::All(plan.sought().into_iter().map(|sought| Plan::Text(sought.clone())).collect())
            }
            Scope::Paragraph => plan.without_exclusions().unwrap_or(Plan::All(Vec::new())),
            _ => plan.clone(),
        };
        let of_paper = is_full && self.scope == Scope::Paper;
        let mut words = Vec::new();
        let (mut held, mut all) = (0.0, 0.0);
        let mut lackable = Vec::new();
        for part in held_of.parts() {
            let is_unit = of_paper || !is_full && self.compiler.is_unit(part);
            if !is_full && is_unit && part.is_function_words() {
                continue;
            }
            let rarity = if is_unit { self.compiler.rarity(part)? } else { 0.0 };
            all += rarity;
            if matches!(part, Plan::Filter(_) | Plan::Not(_)) {
                continue;
            }
            let Some(score) = self.score(&*self.compiler.by_names_too(part), best, 1.0)? else { continue };
            held += rarity;
            lackable.push(is_unit);
            words.push(self.word(part, best, score)?);
        }
        let weight = self.compiler.weights().get(Weight::Held);
        let held = if all > 0.0 { 1.0 - weight + weight * held / all } else { 1.0 };
        for (word, _) in words.iter_mut().zip(lackable).filter(|(_, lackable)| *lackable) {
            word.score *= held;
        }
        let beside = |query: Option<Box<dyn Query>>| -> Result<f32> {
            query.map_or(Ok(0.0), |query| Ok(self.score(&*query, best, 1.0)?.unwrap_or(0.0)))
        };
        let beside_of = if of_paper { plan } else { &held_of };
        let side_by_side = beside(self.compiler.side_by_side(beside_of))?;
        let as_typed = if is_full && !of_paper { beside(self.compiler.form_as_typed(beside_of))? } else { 0.0 };
        let mut explained = Vec::new();
        for (stem, worth) in learned.filter(|_| best.learned > 0.0).unwrap_or_default() {
            if let Some(score) = self.score(&*self.compiler.word_in_section(stem), best, *worth)? {
                explained.push(LearnedWord { stem: stem.clone(), score });
            }
        }
        let own: f32 = words.iter().map(|word| word.score).sum::<f32>() + side_by_side + as_typed;
        let sum = own * best.fullness * best.raised + explained.iter().map(|learned| learned.score).sum::<f32>();
        Ok(Explanation {
            words,
            held,
            side_by_side,
            as_typed,
            no_text: best.fullness,
            raised: best.raised,
            learned: explained,
            sum,
        })
    }

    fn word(&self, part: &Plan, best: &Best, score: f32) -> Result<ExplainedWord> {
        let text = if let Plan::Text(sought) = part { sought.leaf.text() } else { of_plan(part) };
        let mut word = ExplainedWord {
            text,
            score,
            in_text: None,
            in_heading: None,
            in_names: None,
            sections: None,
            stands_as: Vec::new(),
        };
        if let Plan::Text(sought) = part {
            let counts = self.compiler.counts(sought, best.address).map_err(|error| self.index.damage(error))?;
            [word.in_text, word.in_heading, word.in_names] = counts.map(Some);
            word.sections = self.compiler.found_anyhow(sought)?;
            if !sought.also.is_empty() {
                let stands_as = self.compiler.stands_as(sought, best.address);
                word.stands_as = stands_as.map_err(|error| self.index.damage(error))?;
            }
        }
        Ok(word)
    }

    /// What a query adds to the score of a section; `None` where it does not match.
    fn score(&self, query: &dyn Query, best: &Best, boost: f32) -> Result<Option<f32>> {
        let (searcher, statistics) = (self.index.searcher(), self.index.statistics());
        let score = || -> tantivy::Result<Option<f32>> {
            let weight = query.weight(EnableScoring::enabled_from_statistics_provider(statistics, searcher))?;
            let mut scorer = weight.scorer(searcher.segment_reader(best.address.segment_ord), boost)?;
            let document = best.address.doc_id;
            Ok(is_at(&mut *scorer, document).then(|| scorer.score()))
        };
        score().map_err(|error| self.index.damage(error))
    }
}
