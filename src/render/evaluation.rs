//! What a run measures, and how it differs from another, for people.

use super::{
    Style,
    words::{counted, grouped},
    wrap::Sheet,
};
use crate::relevance::{Comparison, Evaluation, Measure};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many questions that moved are shown.
const MOVED: usize = 20;
/// Columns that a question has at least beside its figures.
const LEAST: usize = 20;

/// The measures of a run: their means, and with `per_query` a line for each question.
///
/// The width is in columns; below 20 it counts as 20.
pub fn evaluation(evaluation: &Evaluation, per_query: bool, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let questions = counted(evaluation.questions.len() as u64, "judged question", "judged questions");
    sheet.set("", 0, &[(style.title, &questions)]);
    let found = counted(evaluation.found(), "paper was", "papers were");
    let (relevant_found, relevant) = (grouped(evaluation.relevant_found()), grouped(evaluation.relevant()));
    sheet.plain(0, &format!("{found} found, and {relevant_found} of the {relevant} that are relevant are among them."));
    left_out(&mut sheet, evaluation);
    sheet.gap();
    for measure in Measure::ALL {
        let value = format!("{:.4}", evaluation.mean.get(measure));
        sheet.set(&format!("{:<10}", measure.name()), 12, &[(style.text, &value)]);
    }
    if per_query && !evaluation.questions.is_empty() {
        sheet.gap();
        sheet.set("nDCG@10      AP      RR  recall@100  found  first  ", 0, &[(style.heading, "question")]);
        for one in &evaluation.questions {
            let [ndcg, precision, reciprocal, recall] =
                [Measure::NdcgAt10, Measure::AveragePrecision, Measure::ReciprocalRank, Measure::RecallAt100]
                    .map(|measure| one.measures.get(measure));
            let found = format!("{}/{}", one.relevant_found, one.relevant);
            let label = format!(
                "{ndcg:>7.4}  {precision:.4}  {reciprocal:.4}  {recall:>10.4}  {found:>5}  {:>5}",
                rank(one.first_relevant)
            );
            line(&mut sheet, width, &label, &one.id, one.query.as_deref());
        }
    }
    sheet.into_text()
}

fn left_out(sheet: &mut Sheet<'_>, evaluation: &Evaluation) {
    let style = *sheet.style;
    let mut note = |text: &str| sheet.set("", 0, &[(style.note, "note: "), (style.text, text)]);
    if let Some(first) = evaluation.unjudged.first() {
        let questions = evaluation.unjudged.len() as u64;
        let questions =
            counted(questions, "question without judgments is left out", "questions without judgments are left out");
        note(&format!("{questions}, such as {first}."));
    }
    if evaluation.not_asked > 0 {
        let questions = counted(evaluation.not_asked, "judged question was", "judged questions were");
        note(&format!("{questions} not asked, and not counted."));
    }
}

/// A run beside a baseline: the measures of both, how sure the differences are, and the questions that moved most.
///
/// The width is in columns; below 20 it counts as 20.
pub fn comparison(comparison: &Comparison, baseline: &str, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let questions = counted(comparison.questions, "question", "questions");
    sheet.set("", 0, &[(style.title, &format!("Compared with {baseline} over {questions}"))]);
    sheet.gap();
    let header = "              here  baseline  difference  better  worse   same ";
    sheet.set(header, 0, &[(style.heading, "p")]);
    for one in &comparison.measures {
        let label = format!(
            "{:<10}  {:.4}    {:.4}     {:>+7.4}  {:>6} {:>6} {:>6} ",
            one.measure.name(),
            one.value,
            one.baseline,
            one.difference,
            grouped(one.better),
            grouped(one.worse),
            grouped(one.same)
        );
        let p = if one.p < 0.0001 { "<0.0001".to_owned() } else { format!("{:.4}", one.p) };
        sheet.set(&label, 0, &[(style.text, &p)]);
    }
    sheet.gap();
    sheet.set(
        "",
        0,
        &[(
            style.small,
            "p: how likely so large a difference is if both were equally good (paired randomization test, two-sided).",
        )],
    );
    sheet.gap();
    let moved: Vec<_> =
        comparison.moved.iter().filter(|one| one.measures.ndcg_at_10 != one.baseline.ndcg_at_10).collect();
    if moved.is_empty() {
        sheet.plain(0, "nDCG@10 is the same for every question.");
        return sheet.into_text();
    }
    let most = moved.len().min(MOVED);
    sheet.plain(0, &format!("The questions whose nDCG@10 moved most, {most} of {}:", grouped(moved.len() as u64)));
    sheet.set("nDCG@10  baseline  difference    first relevant  ", 0, &[(style.heading, "question")]);
    for one in &moved[..most] {
        let (here, there) = (one.measures.ndcg_at_10, one.baseline.ndcg_at_10);
        let first = format!("{} was {}", rank(one.first_relevant), rank(one.baseline_first_relevant));
        let label = format!("{here:>7.4}    {there:.4}     {:>+7.4}  {first:>16}", here - there);
        line(&mut sheet, width, &label, &one.id, one.query.as_deref());
    }
    sheet.into_text()
}

/// Figures, then a question with its id: one line, so that tables can be read down; a long question is cut.
fn line(sheet: &mut Sheet<'_>, width: usize, label: &str, id: &str, query: Option<&str>) {
    let style = *sheet.style;
    let label = format!("{label}  ");
    let room = width.saturating_sub(label.len() + id.width() + 1).max(LEAST);
    let mut question = query.map(|query| format!(" {query}")).unwrap_or_default();
    if question.width() > room {
        let mut taken = 0;
        let cut = question.char_indices().find(|(_, character)| {
            taken += character.width().unwrap_or_default();
            taken >= room
        });
        question.truncate(cut.map_or(question.len(), |(end, _)| end));
        question.push('…');
    }
    sheet.set(&label, 0, &[(style.small, id), (style.text, &question)]);
}

fn rank(rank: Option<u64>) -> String {
    rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string())
}
