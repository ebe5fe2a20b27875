//! Results to a page: the table of ratios, the agreement of the answers, the machine, the unfairnesses.

use super::{
    agreement,
    contestant::{ENTRIES, REFERENCE, SUBJECT},
    measures::{Against, Bar, MEASURES, Measure},
    results::{Begin, Results},
    run,
    unfair::UNFAIRNESSES,
};
use crate::statistics::Spread;
use std::fmt::Write as _;

/// The whole page, in Markdown.
pub fn page(results: &Results) -> String {
    let mut page = String::new();
    if let Some(begin) = &results.begin {
        corpus(&mut page, begin, results);
    }
    if !run::has_reference(results) {
        page.push_str("The reference took no part, so there are no ratios.\n\n");
    }
    ratios(&mut page, results);
    floors(&mut page, results);
    held(&mut page, results);
    agreed(&mut page, results);
    if let Some(begin) = &results.begin {
        machine(&mut page, begin, results);
    }
    page.push_str("## What is unfair\n\n");
    for unfairness in UNFAIRNESSES {
        line(&mut page, format_args!("- {unfairness}"));
    }
    page
}

fn corpus(page: &mut String, begin: &Begin, results: &Results) {
    let rounds = results.measured.iter().map(|measured| measured.round).max().unwrap_or(0);
    line(page, format_args!("# scrutineer beside its peers\n"));
    line(
        page,
        format_args!(
            "{:.1} MB in {} files, {} questions, {} files changed, {rounds} rounds, caches warm. Median (least-most) \
             of the rounds; ratios are of medians, scrutineer to tuned tantivy unless said.\n",
            begin.bytes as f64 / 1e6,
            begin.files,
            begin.questions,
            begin.changed
        ),
    );
}

fn others() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.name).filter(|name| ![SUBJECT, REFERENCE].contains(name))
}

fn ratios(page: &mut String, results: &Results) {
    let mut head = vec!["measure", "scrutineer", "tuned", "ratio", "bar", "aim", "met", "ratio with mimalloc"];
    head.extend(others());
    row(page, &head);
    row(page, &vec!["---"; head.len()]);
    for measure in MEASURES {
        let subject = measure.spread(results, SUBJECT);
        let mut cells = vec![
            measure.name.to_owned(),
            spread(measure, subject),
            spread(measure, measure.spread(results, REFERENCE)),
            number(measure.against(results, SUBJECT)),
        ];
        cells.extend(bar(measure, measure.held_to_bar(results, SUBJECT)));
        cells.push(number(measure.against(results, "scrutineer+mimalloc")));
        cells.extend(others().map(|name| spread(measure, measure.spread(results, name))));
        row(page, &cells);
    }
    if let Some(speeds) = &results.pages {
        let mut cells = vec![
            "PDF, pages per CPU s (beside pdftotext)".to_owned(),
            shown(speeds.own),
            shown(speeds.peer),
            number(Some(speeds.ratio())),
            format!("at least {LEAST_PAGES}"),
            "1".to_owned(),
            met(-speeds.ratio(), -LEAST_PAGES, -1.0).to_owned(),
        ];
        cells.resize(head.len(), "-".to_owned());
        row(page, &cells);
    }
    page.push('\n');
}

/// How many of `pdftotext`'s pages per second of processor time are wanted at least.
const LEAST_PAGES: f64 = 0.7;

/// Whether a value that is better the less it is comes up to the bar, or to the aim.
fn met(value: f64, most: f64, aim: f64) -> &'static str {
    match value {
        value if value <= aim => "aim",
        value if value <= most => "yes",
        _ => "**no**",
    }
}

/// The bar, the aim, and whether they are met.
fn bar(measure: &Measure, value: Option<f64>) -> [String; 3] {
    let Some(Bar { most, aim, against }) = measure.bar else { return [(); 3].map(|()| "-".to_owned()) };
    let unit = match against {
        Against::Reference => "",
        Against::Walk => " × walk",
        Against::Smaller => " × smaller",
        Against::SmallerByBytes => " × smaller, by bytes",
        Against::Nothing => " MiB",
    };
    let met = value.map_or("-", |value| met(value, most, aim));
    [format!("{most}{unit}"), format!("{aim}{unit}"), met.to_owned()]
}

fn floors(page: &mut String, results: &Results) {
    let floor = |name: &str, piece, wall: bool| {
        let spread = super::measures::floor(results, piece, wall);
        format!("{name} {}", spread.map_or("-".to_owned(), |spread| format!("{:.1}", spread.median * 1000.0)))
    };
    use super::child::Piece::{Read, Walk};
    line(
        page,
        format_args!(
            "Floors, in ms: {}, {}; {}, {}.\n",
            floor("walk and stat of the tree: CPU", Walk, false),
            floor("wall", Walk, true),
            floor("reading all papers: CPU", Read, false),
            floor("wall", Read, true)
        ),
    );
}

/// What each index holds: a wrong one cannot look fast.
fn held(page: &mut String, results: &Results) {
    use super::child::Piece::{Build, Changed};
    page.push_str("## What was indexed\n\n");
    row(page, &["contestant", "papers", "sections", "touched by the change", "questions answered", "hits", "further"]);
    row(page, &["---"; 7]);
    for entry in ENTRIES {
        let built = |piece| {
            let rounds = results.rounds(entry.name, piece);
            rounds.into_values().flatten().next().and_then(|measured| measured.told.built)
        };
        let answers = results.answers(entry.name);
        if built(Build).is_none() && answers.is_empty() {
            row(page, &[entry.name, "absent", "-", "-", "-", "-", "-"].map(str::to_owned));
            continue;
        }
        let count = |value: Option<u64>| value.map_or("-".to_owned(), |value| value.to_string());
        row(
            page,
            &[
                entry.name.to_owned(),
                count(built(Build).map(|built| built.papers)),
                count(built(Build).map(|built| built.sections)),
                count(built(Changed).map(|built| built.touched)),
                answers.len().to_string(),
                answers.values().map(|answer| answer.found.hits).sum::<u64>().to_string(),
                answers.values().map(|answer| answer.found.relaxed).sum::<u64>().to_string(),
            ],
        );
    }
    page.push('\n');
}

fn agreed(page: &mut String, results: &Results) {
    let (table, differences) = agreement::compare(results);
    page.push_str("## Answers equal to tuned tantivy's\n\n");
    page.push_str(
        "Of the questions of each shape: equal number of hits · best hit in the same paper · in the same section.\n\n",
    );
    let contestants: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).filter(|name| *name != REFERENCE).collect();
    let mut head = vec!["shape"];
    head.extend(&contestants);
    row(page, &head);
    row(page, &vec!["---"; head.len()]);
    for shape in agreement::shapes(&table) {
        let cells = contestants.iter().map(|contestant| match table.get(&(*contestant, shape)) {
            None => "-".to_owned(),
            Some(agreed) => {
                format!("{} · {} · {} of {}", agreed.hits, agreed.paper, agreed.section, agreed.questions)
            }
        });
        row(page, &std::iter::once(shape.to_owned()).chain(cells).collect::<Vec<_>>());
    }
    line(
        page,
        format_args!(
            "\n{} differences; `peers run` lists them in `differences.jsonl` where it writes its results.\n",
            differences.len()
        ),
    );
}

fn machine(page: &mut String, begin: &Begin, results: &Results) {
    let load = |averages: &[f64]| averages.iter().map(|load| format!("{load:.2}")).collect::<Vec<_>>().join(" ");
    let machine = &begin.machine;
    page.push_str("## The machine\n\n");
    line(
        page,
        format_args!(
            "{}: {} cores of {}, {:.1} GiB, {}, {}. Commit {}. {}. Load over 1, 5 and 15 minutes: {} at the beginning, {} at \
             the end.\n",
            begin.load.day,
            machine.cores,
            machine.processor,
            machine.memory_bytes as f64 / f64::from(1 << 30),
            machine.kernel,
            machine.rustc,
            machine.commit,
            machine.versions.join("; "),
            load(&begin.load.averages),
            results.end.as_ref().map_or("not known (broken off)".to_owned(), |end| load(&end.averages)),
        ),
    );
}

fn spread(measure: &Measure, spread: Option<Spread>) -> String {
    let show = |value: f64| shown(value * measure.scale);
    match spread {
        None => "-".to_owned(),
        Some(spread) if show(spread.min) == show(spread.max) => show(spread.median),
        Some(spread) => format!("{} ({}-{})", show(spread.median), show(spread.min), show(spread.max)),
    }
}

/// Three figures, or whole numbers.
fn shown(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

fn number(ratio: Option<f64>) -> String {
    ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"))
}

fn row<S: AsRef<str>>(page: &mut String, cells: &[S]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.as_ref().replace('|', "\\|")).collect();
    line(page, format_args!("| {} |", cells.join(" | ")));
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contest::{
        child::{Piece, Told},
        measure::OnDisk,
        results::{Line, Measured},
    };

    fn measured(contestant: &str, piece: Piece, round: u32, seconds: f64) -> Line {
        let told = Told { peak_anonymous_bytes: 300 << 20, ..Told::default() };
        let contestant = contestant.to_owned();
        let on_disk = OnDisk { length_bytes: 1_000_000, block_bytes: 1_000_000 };
        Line::Measured(Measured { round, contestant, piece, cpu_s: seconds, wall_s: seconds, on_disk, told })
    }

    fn results() -> Results {
        let speeds = crate::pages::Speeds { own: 1000.0, peer: 100.0 };
        let mut results = Results { pages: Some(speeds), ..Results::default() };
        for (round, seconds) in [(1, 8.0), (2, 9.0), (3, 12.0)] {
            results.push(measured("scrutineer", Piece::Build, round, seconds));
            results.push(measured("tuned", Piece::Build, round, 10.0));
            results.push(measured("scrutineer", Piece::Unchanged, round, 0.010));
            results.push(measured("", Piece::Walk, round, 0.008));
        }
        results.push(Line::Begin(Begin { bytes: 200, larger_bytes: Some(2000), ..Begin::default() }));
        results.push(measured("scrutineer", Piece::BuildLarger, 1, 99.0));
        results
    }

    #[test]
    fn a_measure_has_both_values_the_ratio_the_bar_and_whether_it_is_met() {
        let page = page(&results());
        let row = |begin: &str| page.lines().find(|line| line.starts_with(begin)).unwrap().to_owned();
        let wall = row("| full build, wall, s ");
        assert!(
            wall.starts_with("| full build, wall, s | 9.00 (8.00-12.0) | 10.0 | 0.90 | 0.8 | 0.6 | **no** | - |"),
            "{wall}"
        );
        assert!(row("| full build, anonymous memory").contains("| 300 | 300 | 1.00 | 256 MiB | 128 MiB | **no** |"));
        let unchanged = row("| nothing changed, wall");
        assert!(unchanged.contains("| 10.0 | - | 1.25 | 1.5 × walk | 1.1 × walk | yes |"), "{unchanged}");
        let larger = row("| larger corpus: full build, CPU");
        assert!(
            larger.contains("| 99.0 | - | 1.10 | 1.15 × smaller, by bytes | 1 × smaller, by bytes | yes |"),
            "{larger}"
        );
        assert!(row("| larger corpus: anonymous memory").contains("| 300 | - | - | 256 MiB | 128 MiB | **no** |"));
        assert!(row("| PDF").contains("| 1000 | 100 | 10.00 | at least 0.7 | 1 | aim |"));
    }

    #[test]
    fn what_was_not_measured_is_a_dash_and_an_empty_page_has_no_ratios() {
        let page = page(&Results::default());
        assert!(page.contains("there are no ratios"));
        assert!(page.contains("| ripgrep | absent |"));
        for unfairness in UNFAIRNESSES {
            assert!(page.contains(unfairness));
        }
    }
}
