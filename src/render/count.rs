//! Papers that match beside papers indexed, for people: `3/12`.
//!
//! Two dimensions of which the second has few, short values are a grid; the rest are rows with bars, under a heading for
//! each combination of the values before the last. Figures stand left and names right, where they wrap under themselves.
//! Of more years than fit side by side, the earlier ones are one column.

use super::{
    facets::bar_of,
    status::unread,
    style::Style,
    words::{counted, grouped},
    wrap::Sheet,
};
use crate::query::{Cell, CellValue, Dimension, Figures, Tally, TallyHead};
use std::collections::BTreeMap;

/// How many files that were not read are named.
const NAMED: usize = 10;
/// Columns that names get at least beside a grid.
const NAME: usize = 24;
/// Columns of a full bar: a quarter of the line, within these; in a grid the least, where there is room.
const LEAST_BAR: usize = 5;
const MOST_BAR: usize = 20;
const BAR_OF_GRID: usize = 8;
/// Fewest years beside that of the earlier ones; with fewer, rows say more.
const FEWEST_YEARS: usize = 3;
/// Longest span of years that has a column for each.
const LONGEST_SPAN: i32 = 60;

/// A tally: what was counted and the totals, the notices, the table, then copies and the files that were not read.
///
/// The width is in columns; below 20 it counts as 20.
pub fn tally(tally: &Tally, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    let TallyHead { totals, by, .. } = &tally.head;
    // Of what is only left out nothing is counted, as the notice says.
    let counts = !tally.head.notices.iter().any(|notice| notice.code == "only-exclusions");
    if counts {
        sheet.plain(0, &title(&tally.head));
    }
    for notice in &tally.head.notices {
        sheet.set("", 0, &[(style.note, "note: "), (style.text, &notice.text)]);
    }
    if totals.indexed > 0 && !by.is_empty() && counts {
        sheet.gap();
        match Grid::of(tally, sheet.width()) {
            Some(grid) => grid.set(&mut sheet, *totals),
            None => rows(&mut sheet, tally),
        }
    }
    if let Some(text) = papers_with_copies(&tally.head) {
        sheet.gap();
        sheet.set("", 0, &[(style.note, "note: "), (style.text, &text)]);
    }
    unread(&mut sheet, "Not read, so not counted:", &tally.unread, NAMED);
    if tally.head.restricted > 0 {
        if tally.unread.is_empty() {
            sheet.gap();
        }
        let files = counted(tally.head.restricted, "restricted file is", "restricted files are");
        sheet.set("", 0, &[(style.note, &format!("{files} not counted."))]);
    }
    sheet.into_text()
}

fn title(head: &TallyHead) -> String {
    let TallyHead { totals, read_as, of, .. } = head;
    let of = of.strip_prefix("papers").unwrap_or_default();
    let papers = format!("{}{of}", counted(totals.indexed, "paper", "papers"));
    if is_plain(head) {
        return if of.is_empty() { format!("{papers} indexed") } else { papers };
    }
    let verb = if totals.matching == 1 { "matches" } else { "match" };
    let share = totals.share.map(|share| format!(" ({})", percent(share))).unwrap_or_default();
    // What is said of the papers need not be said again of the sections.
    let what = read_as.strip_suffix(&format!(",{of}")).filter(|_| !of.is_empty()).unwrap_or(read_as);
    format!("{} of {papers} {verb}{share}: {what}", grouped(totals.matching))
}

/// Whether all papers that are looked into match, as nothing but filters on papers was asked: then figures are plain.
fn is_plain(head: &TallyHead) -> bool {
    head.read_as == head.of && head.totals.matching == head.totals.indexed
}

/// How many of the papers that match only have copies of what others of them have; absent where none does.
pub fn papers_with_copies(head: &TallyHead) -> Option<String> {
    let Figures { matching, copies, .. } = head.totals;
    let have = if copies == 1 { "1 only has".to_owned() } else { format!("{} only have", grouped(copies)) };
    let rest = matching.saturating_sub(copies);
    let text = format!(
        "All papers that match are counted. Of these {}, {have} copies of what another of them has; without copies it is {}.",
        grouped(matching),
        grouped(rest)
    );
    (copies > 0).then_some(text)
}

/// The files that were not read, in a sentence; absent where all were.
pub fn not_read(tally: &Tally) -> Option<String> {
    let restricted = tally.head.restricted;
    let all = tally.unread.len() as u64 + restricted;
    let mut names: Vec<String> = tally.unread.iter().filter_map(|skipped| skipped.path.clone()).take(NAMED).collect();
    let more = (tally.unread.len() - names.len()) as u64;
    names.extend((more > 0).then(|| format!("{} more", grouped(more))));
    names.extend((restricted > 0).then(|| format!("{} restricted", grouped(restricted))));
    let files = counted(all, "file was", "files were");
    (all > 0).then(|| format!("{files} not read, so not counted: {}", names.join(", ")))
}

/// How figures are written.
#[derive(Clone, Copy)]
struct Look {
    /// As plain numbers of papers.
    plain: bool,
    /// What a full bar stands for: a share, or of plain figures a number of papers.
    largest: f64,
}

impl Look {
    fn of(tally: &Tally) -> Self {
        Self { plain: is_plain(&tally.head), largest: 0.0 }
    }

    fn with_largest(self, figures: impl Iterator<Item = Figures>) -> Self {
        Self { largest: figures.map(|figures| self.size(figures)).fold(0.0, f64::max), ..self }
    }

    fn size(self, figures: Figures) -> f64 {
        if self.plain { figures.indexed as f64 } else { figures.share.unwrap_or_default() }
    }

    /// `3/12`; a dot where nothing is indexed.
    fn fraction(self, figures: Figures) -> String {
        match figures.indexed {
            0 => "·".to_owned(),
            indexed if self.plain => grouped(indexed),
            indexed => format!("{}/{}", grouped(figures.matching), grouped(indexed)),
        }
    }

    fn percent(self, figures: Figures) -> String {
        figures.share.filter(|_| !self.plain).map(percent).unwrap_or_default()
    }

    /// Columns of a share, with the blank before it.
    fn percent_columns(self) -> usize {
        if self.plain { 0 } else { 5 }
    }

    fn bar(self, figures: Figures, columns: usize) -> String {
        if columns == 0 || self.largest <= 0.0 {
            return " ".repeat(columns);
        }
        // In steps, of which a bar has far fewer.
        const STEPS: f64 = 1e6;
        bar_of((self.size(figures) / self.largest * STEPS).ceil() as u64, STEPS as u64, columns)
    }

    fn key(self, bars: bool) -> String {
        let (figures, size) = match self.plain {
            true => ("papers indexed", "number"),
            false => ("m/n: m papers match, of n papers indexed", "share"),
        };
        if bars { format!("{figures}; the bar is their {size}") } else { figures.to_owned() }
    }
}

/// `25%`; what is more than nothing is no `0%`, and what is less than all no `100%`.
fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    if share > 0.0 && whole < 1.0 {
        "<1%".to_owned()
    } else if share < 1.0 && whole > 99.0 {
        ">99%".to_owned()
    } else {
        format!("{whole:.0}%")
    }
}

fn name(value: &CellValue) -> &str {
    let known = value.name.as_deref().or(value.value.as_deref());
    known.unwrap_or(match value.dimension {
        Dimension::Council => "council unknown",
        Dimension::Committee => "committee unknown",
        Dimension::Kind => "kind unknown",
        _ => "date unknown",
    })
}

/// ` (2 with copies only)`, behind a name; nothing where there are none.
fn copies_of(figures: Figures) -> String {
    if figures.copies > 0 { format!(" ({} with copies only)", grouped(figures.copies)) } else { String::new() }
}

/// Rows with bars, under headings where there are several dimensions.
fn rows(sheet: &mut Sheet<'_>, tally: &Tally) {
    let style = *sheet.style;
    let by: Vec<&str> = tally.head.by.iter().map(|dimension| dimension.as_str()).collect();
    let cells = || tally.cells.iter().map(|cell| cell.figures);
    let look = Look::of(tally).with_largest(cells());
    let figures = cells().chain([tally.head.totals]);
    let digits = figures.map(|figures| look.fraction(figures).chars().count()).max().unwrap_or_default();
    let columns = (sheet.width() / 4).clamp(LEAST_BAR, MOST_BAR);
    let share = look.percent_columns();
    let indent = 2 + digits + share + 1 + columns + 1;
    let label = |figures: Figures, columns: usize| {
        let bar = look.bar(figures, columns);
        format!("  {:>digits$}{:>share$} {bar}", look.fraction(figures), look.percent(figures))
    };
    let key = look.key(true);
    sheet.set("", 0, &[(style.heading, &format!("by {}", by.join(", "))), (style.small, &format!(" ({key})"))]);
    let heading = |cell: &Cell| {
        let (_, before) = cell.values.split_last()?;
        (!before.is_empty()).then(|| before.iter().map(name).collect::<Vec<_>>().join(" · "))
    };
    for group in tally.cells.chunk_by(|one, other| heading(one) == heading(other)) {
        if let Some(heading) = group.first().and_then(heading) {
            sheet.gap();
            sheet.set("", 0, &[(style.title, &heading)]);
        }
        for run in group.chunk_by(|one, other| one.figures.indexed == 0 && other.figures.indexed == 0) {
            let ([first, ..], [.., last]) = (run, run) else { continue };
            let Some(value) = first.values.last() else { continue };
            if first.figures.indexed > 0 {
                let copies = copies_of(first.figures);
                sheet.set(&label(first.figures, columns), indent, &[(style.text, name(value)), (style.small, &copies)]);
                continue;
            }
            let until = last.values.last().filter(|last| *last != value).map(|last| format!(" to {}", name(last)));
            let none = format!("{}{}: no papers", name(value), until.unwrap_or_default());
            sheet.set(&label(first.figures, columns), indent, &[(style.small, &none)]);
        }
    }
    // One list holds all cells.
    if tally.head.by.len() == 1 {
        // Of plain figures the sum has no bar: beside it all others would be short.
        let columns = if look.plain { 0 } else { columns };
        let copies = copies_of(tally.head.totals);
        sheet.set(&label(tally.head.totals, columns), indent, &[(style.heading, "all"), (style.small, &copies)]);
    }
}

/// A table with a column for each value of the second dimension.
struct Grid<'t> {
    /// What stands above each column.
    columns: Vec<String>,
    /// Names with a figure for each column, and all of them together.
    rows: Vec<(&'t str, Vec<Figures>, Figures)>,
    /// Columns of a bar; 0 where there is no room for one.
    bar: usize,
    look: Look,
}

/// Columns between figures.
const GAP: usize = 2;

impl<'t> Grid<'t> {
    /// `None` where the second dimension has too many or too long values.
    fn of(tally: &'t Tally, width: usize) -> Option<Self> {
        let [_, second] = &tally.head.by[..] else { return None };
        if !matches!(second, Dimension::Kind | Dimension::Year | Dimension::Month) {
            return None;
        }
        // Values in their order, the unknown one last: of times the wire's form is the shortest.
        let mut places: BTreeMap<(bool, String), usize> = BTreeMap::new();
        let place = |value: &CellValue| (value.value.is_none(), value.value.clone().unwrap_or_default());
        for value in tally.cells.iter().filter_map(|cell| cell.values.get(1)) {
            places.insert(place(value), 0);
        }
        if *second == Dimension::Year {
            let years: Vec<i32> = places.keys().filter_map(|(_, year)| year.parse().ok()).collect();
            // A year without papers is news.
            if let ([first, ..], [.., last]) = (&years[..], &years[..])
                && last - first <= LONGEST_SPAN
            {
                places.extend((*first..=*last).map(|year| ((false, format!("{year:04}")), 0)));
            }
        }
        places.values_mut().zip(0..).for_each(|(place, number)| *place = number);
        let mut grid = Self {
            columns: places
                .keys()
                .map(|(unknown, value)| if *unknown { "unknown".to_owned() } else { value.clone() })
                .collect(),
            rows: Vec::new(),
            bar: 0,
            look: Look::of(tally),
        };
        for row in tally.cells.chunk_by(|one, other| one.values.first() == other.values.first()) {
            let mut figures = vec![Figures::default(); grid.columns.len()];
            let mut all = Figures::default();
            for cell in row {
                let place = cell.values.get(1).and_then(|value| places.get(&place(value)));
                if let Some(figure) = place.and_then(|place| figures.get_mut(*place)) {
                    *figure = cell.figures;
                }
                all = all.plus(cell.figures);
            }
            grid.rows.push((row.first()?.values.first().map(name)?, figures, all));
        }
        grid.look = grid.look.with_largest(grid.rows.iter().map(|row| row.2));
        grid.fit(*second, width, tally.head.totals)
    }

    fn fit(mut self, second: Dimension, width: usize, totals: Figures) -> Option<Self> {
        let room = width.saturating_sub(2 + NAME);
        if self.needs(totals) > room && second == Dimension::Year {
            let unknown = usize::from(self.columns.last().is_some_and(|last| last == "unknown"));
            while self.needs(totals) > room && self.columns.len() > FEWEST_YEARS + unknown + 1 {
                self.fold();
            }
        }
        let needs = self.needs(totals);
        if needs > room {
            return None;
        }
        if needs + BAR_OF_GRID < room {
            self.bar = BAR_OF_GRID;
        }
        Some(self)
    }

    /// Makes one column of the two earliest.
    fn fold(&mut self) {
        let second = self.columns.remove(1);
        self.columns[0] = format!("to {second}");
        for (_, figures, _) in &mut self.rows {
            let second = figures.remove(1);
            figures[0] = figures[0].plus(second);
        }
    }

    /// The figures of the last row.
    fn sums(&self) -> Vec<Figures> {
        let sum = |column: usize| self.rows.iter().fold(Figures::default(), |sum, row| sum.plus(row.1[column]));
        (0..self.columns.len()).map(sum).collect()
    }

    /// How wide each column is, and then that of the sums.
    fn widths(&self, totals: Figures) -> (Vec<usize>, usize) {
        let wide = |figures: Figures| self.look.fraction(figures).chars().count();
        let sums = self.sums();
        let column = |(place, title): (usize, &String)| {
            let figures = self.rows.iter().map(|row| row.1[place]).chain([sums[place]]);
            figures.map(wide).chain([title.chars().count()]).max().unwrap_or_default()
        };
        (self.columns.iter().enumerate().map(column).collect(), wide(totals).max("all".len()))
    }

    /// Columns of all figures, with the share of each row.
    fn needs(&self, totals: Figures) -> usize {
        let (columns, all) = self.widths(totals);
        columns.iter().map(|width| width + GAP).sum::<usize>() + all + self.look.percent_columns() + GAP
    }

    fn set(&self, sheet: &mut Sheet<'_>, totals: Figures) {
        let style = *sheet.style;
        let (widths, all) = self.widths(totals);
        let share = self.look.percent_columns();
        let line = |cells: Vec<String>, sum: &str, percent: &str, bar: &str| {
            let mut line = " ".repeat(GAP);
            for (cell, width) in cells.iter().zip(&widths) {
                line.push_str(&format!("{cell:>width$}{}", " ".repeat(GAP)));
            }
            line.push_str(&format!("{sum:>all$}{percent:>share$}"));
            if self.bar > 0 {
                line.push_str(&format!(" {bar:<width$}", width = self.bar));
            }
            line
        };
        let titles = line(self.columns.clone(), "all", "", "");
        let indent = titles.chars().count() + GAP;
        sheet.set("", 0, &[(style.small, &self.look.key(self.bar > 0))]);
        sheet.gap();
        sheet.ruled(&titles, style.heading);
        let row = |sheet: &mut Sheet<'_>, name: &str, figures: &[Figures], sum: Figures, is_sum: bool| {
            let cells = figures.iter().map(|figures| self.look.fraction(*figures)).collect();
            let columns = if is_sum && self.look.plain { 0 } else { self.bar };
            let bar = self.look.bar(sum, columns);
            let label = line(cells, &self.look.fraction(sum), &self.look.percent(sum), &bar);
            sheet.set(&label, indent, &[(if is_sum { style.heading } else { style.text }, name)]);
        };
        for (name, figures, sum) in &self.rows {
            row(sheet, name, figures, *sum, false);
        }
        if self.rows.len() > 1 {
            row(sheet, "all", &self.sums(), totals, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Index,
        document::{CouncilName, DateValue, Gazetteer},
        query::{Request, Tally},
        render::{csv, escape::drives, json, tests::paper},
    };
    use proptest::{collection::vec, prelude::*};

    /// The same paper of several councils and years.
    fn tallied(facts: &[(&str, i16)], query: &str, by: &[Dimension]) -> Tally {
        let papers = facts.iter().enumerate().map(|(number, (council, year))| {
            let mut paper = paper();
            paper.id = format!("paper{number:03}");
            paper.council.as_mut().unwrap().value = CouncilName { slug: (*council).into(), name: (*council).into() };
            paper.date.as_mut().unwrap().value.date = DateValue::year(*year).unwrap();
            paper
        });
        let papers: Vec<_> = papers.collect();
        let index = Index::in_memory(&papers, Gazetteer::builtin()).unwrap();
        index.count(&Request::new(query), by).unwrap()
    }

    #[test]
    fn a_share_is_never_said_to_be_nothing_or_all_when_it_is_not() {
        assert_eq!([0.0, 0.001, 0.25, 0.999, 1.0].map(percent), ["0%", "<1%", "25%", ">99%", "100%"]);
    }

    #[test]
    fn of_more_years_than_fit_the_earlier_are_one_column() {
        let facts: Vec<(&str, i16)> = (2001..2021).map(|year| ("Kent", year)).chain([("Leeds", 2004)]).collect();
        let text = tally(&tallied(&facts, "", &[Dimension::Council, Dimension::Year]), &Style::plain(), 80);
        let titles = text.lines().find(|line| line.contains("2020")).unwrap();
        assert!(titles.starts_with("  to 20") && !titles.contains("2001"), "{text}");
        assert!(text.lines().any(|line| line.ends_with(" 20  Kent") && line.trim_start().starts_with("1")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    proptest! {
        #[test]
        fn no_value_drives_the_terminal(
            names in vec(any::<String>(), 1..4), years in vec(1..9999_i16, 1..6), width in 0..200_usize,
        ) {
            let facts: Vec<(&str, i16)> =
                names.iter().flat_map(|name| years.iter().map(|year| (name.as_str(), *year))).collect();
            for by in [&[Dimension::Council, Dimension::Year][..], &[Dimension::Year, Dimension::Council], &[Dimension::Month]] {
                let counted = tallied(&facts, "placements", by);
                let text = tally(&counted, &Style::plain(), width);
                prop_assert!(!text.chars().any(drives));
                prop_assert!(json::tally(&counted).unwrap().lines().count() > counted.cells.len());
                prop_assert!(csv::tally(&counted).is_ok());
            }
        }
    }
}
