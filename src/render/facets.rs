//! Counts of papers as bars, for people.
//!
//! A row is the count, a bar as long as the largest count of its list allows, and the value, which wraps under itself:
//! so names are whole however narrow the screen. What is not shown is counted. Above each list stands how to narrow a
//! search by it.

use super::{
    words::{counted, grouped},
    wrap::Sheet,
};
use crate::{
    document::{DateValue, Precision},
    query::{Count, Facets},
};

/// How many rows a list has before "and N more".
const ROWS: usize = 10;
/// How many rows a list in time has: the latest.
const LATEST: usize = 12;
/// Months are shown where the papers are of at most so many years: of more, nobody reads them.
const MOST_YEARS: usize = 2;
/// Columns of a full bar: a quarter of the line, within these.
const LEAST_BAR: usize = 5;
const MOST_BAR: usize = 20;

/// Sets the counts, below an answer.
pub(super) fn facets(sheet: &mut Sheet<'_>, facets: &Facets) {
    if facets.papers == 0 {
        return;
    }
    let style = *sheet.style;
    let papers = counted(facets.papers, "paper", "papers");
    sheet.gap();
    if facets.relaxed {
        let text = format!("No paper matches in full; counted: {papers} with some of the words");
        sheet.set("", 0, &[(style.note, &text)]);
    } else {
        sheet.set("", 0, &[(style.title, &format!("{papers} counted"))]);
    }
    for (field, counts) in facets.lists() {
        let list = match field {
            "year" => List::in_time(counts),
            "month" if facets.year.iter().filter(|year| year.value.is_some()).count() > MOST_YEARS => continue,
            "month" => List::in_time(counts),
            _ => List::of_largest(counts),
        };
        list.set(sheet, field, counts, facets.papers);
    }
}

/// What is shown of a list.
struct List {
    /// Names and counts.
    rows: Vec<(String, u64)>,
    /// The papers of which the value is unknown.
    unknown: u64,
    /// What is said of the rest.
    rest: Option<String>,
}

impl List {
    fn of_largest(counts: &[Count]) -> Self {
        let known: Vec<&Count> = counts.iter().filter(|count| count.value.is_some()).collect();
        let rows = known.iter().take(ROWS).map(|count| (name(count), count.count));
        let more = known.len().saturating_sub(ROWS) as u64;
        let rest = (more > 0).then(|| format!("and {} more", grouped(more)));
        Self { rows: rows.collect(), unknown: unknown(counts), rest }
    }

    /// The latest, with those in between that have no papers: a gap is news.
    fn in_time(counts: &[Count]) -> Self {
        let date = |count: &Count| count.value.as_deref().and_then(DateValue::parse);
        let mut known = counts.iter().filter_map(|count| Some((date(count)?, count.count))).rev().peekable();
        let mut rows = Vec::new();
        let mut present = known.peek().map(|(date, _)| *date);
        while let Some(date) = present.filter(|_| rows.len() < LATEST && known.peek().is_some()) {
            let count = known.next_if(|(next, _)| next.first() >= date.first()).map_or(0, |(_, count)| count);
            rows.push((date.long(), count));
            present = before(date);
        }
        while rows.last().is_some_and(|(_, count)| *count == 0) {
            rows.pop();
        }
        rows.reverse();
        let earlier: u64 = known.map(|(_, count)| count).sum();
        let rest = (earlier > 0).then(|| format!("and {} earlier", counted(earlier, "paper", "papers")));
        Self { rows, unknown: unknown(counts), rest }
    }

    fn set(self, sheet: &mut Sheet<'_>, field: &str, counts: &[Count], papers: u64) {
        let style = *sheet.style;
        let digits = grouped(papers).len();
        let bar = (sheet.width() / 4).clamp(LEAST_BAR, MOST_BAR);
        let indent = 2 + digits + 1 + bar + 1;
        let largest = self.rows.iter().map(|(_, count)| *count).chain([self.unknown]).max().unwrap_or_default();
        let label = |count: u64| format!("  {:>digits$} {}", grouped(count), bar_of(count, largest, bar));
        sheet.gap();
        // Of equals the first; and where all papers have one value, it narrows nothing.
        let known = counts.iter().filter(|count| count.value.is_some() && count.count < papers);
        let hint = known.rev().max_by_key(|count| count.count).and_then(|count| narrowed(field, count));
        let hint = hint.unwrap_or_default();
        let title = if field == "section" { "kind of section" } else { field };
        sheet.set("", 0, &[(style.heading, title), (style.small, &hint)]);
        for (name, count) in &self.rows {
            sheet.set(&label(*count), indent, &[(style.text, name)]);
        }
        if let Some(rest) = self.rest {
            sheet.plain(indent, &rest);
        }
        if self.unknown > 0 {
            let hint = match field {
                "council" => " (see them with --council unknown)",
                "year" => " (see them with --date unknown)",
                _ => "",
            };
            sheet.set(&label(self.unknown), indent, &[(style.note, "unknown"), (style.small, hint)]);
        }
    }
}

fn name(count: &Count) -> String {
    count.name.as_ref().or(count.value.as_ref()).cloned().unwrap_or_default()
}

fn unknown(counts: &[Count]) -> u64 {
    counts.iter().filter(|count| count.value.is_none()).map(|count| count.count).sum()
}

/// How to search for the papers of a count alone. None where a shell would read the value as something else.
fn narrowed(field: &str, count: &Count) -> Option<String> {
    let value = count.value.as_deref()?;
    let flag = if matches!(field, "year" | "month") { "date" } else { field };
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_');
    let value = match value {
        value if value.chars().all(is_plain) => value.to_owned(),
        value if value.contains(['"', '$', '`', '\\', '!']) => return None,
        value => format!("\"{value}\""),
    };
    Some(format!(" (narrow with --{flag} {value})"))
}

/// The year or month before.
fn before(date: DateValue) -> Option<DateValue> {
    let day = date.first().yesterday().ok()?;
    match date.precision() {
        Precision::Year => DateValue::year(day.year()),
        _ => DateValue::month(day.year(), day.month()),
    }
}

/// A bar of `columns` columns for the largest count, in eighths of a column; whatever is counted can be seen. Followed by
/// blanks up to `columns`.
pub(super) fn bar_of(count: u64, largest: u64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let whole = columns as u128 * 8;
    let eighths = u128::from(count) * whole / u128::from(largest.max(1));
    let eighths = eighths.clamp(u128::from(count > 0), whole) as usize;
    let bar = format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8]);
    format!("{bar:<columns$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Style, escape::drives, terminal, tests::answer_to};
    use proptest::prelude::*;

    fn count(value: &str, count: u64) -> Count {
        Count { value: Some(value.into()), name: Some(value.into()), count }
    }

    fn none(count: u64) -> Count {
        Count { value: None, name: None, count }
    }

    fn shown(facets: Facets, width: usize) -> String {
        let style = Style::plain();
        let mut sheet = Sheet::new(&style, width);
        super::facets(&mut sheet, &facets);
        sheet.into_text()
    }

    fn some() -> Facets {
        let kent = Count { name: Some("Kent County Council".into()), ..count("kent", 96) };
        let upon = Count { name: Some("Newcastle upon Tyne City Council".into()), ..count("newcastle-upon-tyne", 41) };
        let committees = (1..=12).map(|number| count(&format!("Panel {number} on Children's Services"), 20 - number));
        Facets {
            papers: 144,
            council: vec![kent, upon, none(7)],
            committee: committees.collect(),
            year: vec![count("2016", 1), count("2018", 120), none(23)],
            month: vec![count("2016-11", 1), count("2018-03", 90), none(53)],
            kind: vec![count("report", 140), count("minutes", 4)],
            section: vec![count("findings", 100), count("recommendations", 61)],
            ..Facets::default()
        }
    }

    #[test]
    fn counts_are_bars_with_the_way_to_narrow_by_them() {
        insta::assert_snapshot!(shown(some(), 80), @r#"
        144 papers counted

        council (narrow with --council kent)
           96 ████████████████████ Kent County Council
           41 ████████▌            Newcastle upon Tyne City Council
            7 █▍                   unknown (see them with --council unknown)

        committee (narrow with --committee "Panel 1 on Children's Services")
           19 ████████████████████ Panel 1 on Children's Services
           18 ██████████████████▉  Panel 2 on Children's Services
           17 █████████████████▉   Panel 3 on Children's Services
           16 ████████████████▊    Panel 4 on Children's Services
           15 ███████████████▊     Panel 5 on Children's Services
           14 ██████████████▋      Panel 6 on Children's Services
           13 █████████████▋       Panel 7 on Children's Services
           12 ████████████▋        Panel 8 on Children's Services
           11 ███████████▌         Panel 9 on Children's Services
           10 ██████████▌          Panel 10 on Children's Services
                                   and 2 more

        year (narrow with --date 2018)
            1 ▏                    2016
            0                      2017
          120 ████████████████████ 2018
           23 ███▊                 unknown (see them with --date unknown)

        month (narrow with --date 2018-03)
           90 ████████████████████ March 2018
                                   and 1 paper earlier
           53 ███████████▊         unknown

        kind (narrow with --kind report)
          140 ████████████████████ report
            4 ▌                    minutes

        kind of section (narrow with --section findings)
          100 ████████████████████ findings
           61 ████████████▏        recommendations
        "#);
    }

    #[test]
    fn on_a_narrow_screen_names_are_whole() {
        let narrow = shown(some(), 40);
        insta::assert_snapshot!(narrow, @r#"
        144 papers counted

        council (narrow with --council kent)
           96 ██████████ Kent County Council
           41 ████▎      Newcastle upon Tyne
                         City Council
            7 ▋          unknown (see them with
                         --council unknown)

        committee (narrow with --committee
        "Panel 1 on Children's Services")
           19 ██████████ Panel 1 on Children's
                         Services
           18 █████████▍ Panel 2 on Children's
                         Services
           17 ████████▉  Panel 3 on Children's
                         Services
           16 ████████▍  Panel 4 on Children's
                         Services
           15 ███████▉   Panel 5 on Children's
                         Services
           14 ███████▎   Panel 6 on Children's
                         Services
           13 ██████▊    Panel 7 on Children's
                         Services
           12 ██████▎    Panel 8 on Children's
                         Services
           11 █████▊     Panel 9 on Children's
                         Services
           10 █████▎     Panel 10 on Children's
                         Services
                         and 2 more

        year (narrow with --date 2018)
            1 ▏          2016
            0            2017
          120 ██████████ 2018
           23 █▉         unknown (see them with
                         --date unknown)

        month (narrow with --date 2018-03)
           90 ██████████ March 2018
                         and 1 paper earlier
           53 █████▉     unknown

        kind (narrow with --kind report)
          140 ██████████ report
            4 ▎          minutes

        kind of section (narrow with --section
        findings)
          100 ██████████ findings
           61 ██████     recommendations
        "#);
        assert!(narrow.lines().all(|line| line.chars().count() <= 40), "{narrow}");
    }

    #[test]
    fn many_years_are_the_latest_without_months() {
        let year = (1990..2020).map(|year| count(&year.to_string(), 2)).collect();
        let month = vec![count("1990-01", 60)];
        let text = shown(Facets { papers: 60, year, month, ..Facets::default() }, 60);
        assert!(!text.contains("month"), "{text}");
        assert!(text.contains(" 2008\n") && text.contains(" 2019\n") && !text.contains("2007"), "{text}");
        assert!(text.contains("and 36 papers earlier"), "{text}");
    }

    #[test]
    fn a_bar_is_as_long_as_its_count_and_never_nothing() {
        assert_eq!(bar_of(10, 10, 4), "████");
        assert_eq!(bar_of(5, 10, 4), "██  ");
        assert_eq!(bar_of(1, 32, 4), "▏   ");
        assert_eq!(bar_of(1, 1_000_000, 4), "▏   ");
        assert_eq!(bar_of(0, 10, 4), "    ");
        assert_eq!(bar_of(u64::MAX, u64::MAX, 4), "████");
    }

    #[test]
    fn further_papers_are_called_so() {
        let text = shown(Facets { relaxed: true, ..some() }, 80);
        assert!(text.contains("No paper matches in full; counted: 144 papers with some of the words"), "{text}");
    }

    proptest! {
        #[test]
        fn no_value_drives_the_terminal_and_any_date_is_set(
            value in any::<String>(), year in "[0-9]{4}", month in "[0-9]{4}-[0-9]{2}", papers in any::<u64>(),
            width in 0..200_usize,
        ) {
            let list = |value: &str| vec![count(value, papers), count("x", 1), none(papers)];
            let mut answer = answer_to("placements");
            answer.facets = Some(Facets {
                papers,
                council: list(&value),
                committee: list(&value),
                year: vec![count("0000", 1), count(&year, papers)],
                month: vec![count("0000-01", 1), count(&month, 1)],
                ..Facets::default()
            });
            let text = terminal::answer(&answer, &Style::plain(), width);
            prop_assert!(!text.chars().any(drives));
        }
    }
}
