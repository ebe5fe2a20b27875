//! Reading papers: what `inspect` says of them, over our own twins and layouts and, where they are, over the real ones.

use crate::support::{papers, plain, project, real, rows};
use scrutineer::document::{Paper, Role};
use serde_json::Value;
use std::fs;

/// Notes every difference, so that one run shows all of them.
#[derive(Default)]
struct Differences {
    found: Vec<String>,
}

impl Differences {
    fn compare(&mut self, place: &str, what: &str, expected: Option<String>, got: Option<String>) {
        if expected.as_deref().map(plain) != got.as_deref().map(plain) {
            let show = |value: Option<String>| value.unwrap_or_else(|| "unknown".to_owned());
            self.found.push(format!("{place}: {what}: expected {}, got {}", show(expected), show(got)));
        }
    }

    fn none(self) {
        assert!(self.found.is_empty(), "{} differences:\n{}", self.found.len(), self.found.join("\n"));
    }
}

fn council(paper: &Paper) -> Option<String> {
    paper.council.as_ref().map(|council| council.value.slug.clone())
}

fn committee(paper: &Paper) -> Option<String> {
    paper.committee.as_ref().map(|committee| committee.value.value.clone())
}

fn date(paper: &Paper) -> Option<String> {
    paper.date.as_ref().map(|date| date.value.date.to_string())
}

fn title(paper: &Paper) -> Option<String> {
    paper.title.as_ref().map(|title| title.value.value.clone())
}

fn kind(paper: &Paper) -> Option<String> {
    paper.kind.as_ref().map(|kind| kind.value.value.to_string())
}

fn judge(place: &str, paper: &Paper, expected: &Value, differences: &mut Differences) {
    let text = |key: &str| expected[key].as_str().map(str::to_owned);
    for (key, got) in [("council", council(paper)), ("committee", committee(paper)), ("title", title(paper))] {
        if expected.get(key).is_some() {
            differences.compare(place, key, text(key), got);
        }
    }
    if let Some(expected) = expected.get("date") {
        let value = expected["value"].as_str().map(str::to_owned);
        differences.compare(place, "date", value, date(paper));
        let basis = paper.date.as_ref().map(|date| serde_json::to_value(date.value.basis).unwrap());
        if let (Some(expected), Some(basis)) = (expected.get("basis"), basis) {
            differences.compare(
                place,
                "basis",
                expected.as_str().map(str::to_owned),
                basis.as_str().map(str::to_owned),
            );
        }
    }
    if let Some(kinds) = expected["kind"].as_array() {
        let got = kind(paper);
        if !kinds.iter().any(|kind| kind.as_str() == got.as_deref()) {
            differences.compare(place, "kind", kinds[0].as_str().map(str::to_owned), got);
        }
    }
    for section in expected["sections"].as_array().into_iter().flatten() {
        judge_section(place, paper, section, differences);
    }
    for joined in expected["joined"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let whole = paper.sections.iter().flat_map(|section| &section.paragraphs);
        if !whole.into_iter().any(|paragraph| paragraph.text.contains(joined)) {
            differences.found.push(format!("{place}: not joined: {joined}"));
        }
    }
    for acronym in expected["acronyms"].as_array().into_iter().flatten() {
        let short = acronym["short"].as_str().unwrap();
        let got = paper.acronyms.iter().find(|acronym| acronym.short == short).map(|acronym| acronym.long.clone());
        differences.compare(place, short, acronym["long"].as_str().map(str::to_owned), got);
    }
}

fn judge_section(place: &str, paper: &Paper, expected: &Value, differences: &mut Differences) {
    let heading = expected["heading"].as_str().map(plain);
    let number = expected["number"].as_str();
    let numbers: Vec<&str> =
        expected["paragraphs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut candidates = paper
        .sections
        .iter()
        .filter(|section| section.heading.as_deref().map(plain) == heading && section.number.as_deref() == number)
        .peekable();
    let name = format!("{place}: section {} {}", number.unwrap_or(""), heading.as_deref().unwrap_or("without heading"));
    if candidates.peek().is_none() {
        differences.found.push(format!("{name}: not found"));
        return;
    }
    // An item's letter is no number that the fixture lists.
    let printed = |paragraph: &&str| paragraph.bytes().any(|byte| byte.is_ascii_digit());
    let got: Vec<Vec<&str>> = candidates
        .map(|section| {
            section.paragraphs.iter().filter_map(|paragraph| paragraph.number.as_deref()).filter(printed).collect()
        })
        .collect();
    if !numbers.is_empty() && !got.contains(&numbers) {
        differences.found.push(format!("{name}: expected paragraphs {numbers:?}, got {got:?}"));
    }
}

#[test]
fn the_twins_of_five_real_papers_are_understood() {
    let folder = project("tests/fixtures/papers");
    let expected: Value = serde_json::from_str(&fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let mut differences = Differences::default();
    for expected in expected["papers"].as_array().unwrap() {
        let file = expected["file"].as_str().unwrap();
        let papers = papers(&folder.join(file));
        let parts = expected["parts"].as_u64().unwrap_or(0);
        if papers.len() as u64 != parts + 1 {
            differences.found.push(format!("{file}: expected {parts} parts, got {}", papers.len() - 1));
            continue;
        }
        // The pack's own object comes first.
        judge(file, &papers[0], expected, &mut differences);
        for (paper, expected) in papers[1..].iter().zip(expected["part"].as_array().into_iter().flatten()) {
            judge(&format!("{file} {}", expected["index"]), paper, expected, &mut differences);
        }
    }
    differences.none();
}

#[test]
fn layouts_of_many_councils_are_understood() {
    let folder = project("tests/fixtures/layouts");
    let mut differences = Differences::default();
    for row in rows(&folder.join("expected.tsv")) {
        let [file, council_, committee_, date_, basis, kind_, title_] = &row[..] else { panic!("{row:?}") };
        let papers = papers(&folder.join(file));
        let paper = &papers[0];
        let stated = paper.date.as_ref().map(|date| serde_json::to_value(date.value.basis).unwrap());
        let stated = stated.and_then(|basis| basis.as_str().map(str::to_owned));
        for (what, expected, got) in [
            ("council", council_, council(paper)),
            ("committee", committee_, committee(paper)),
            ("date", date_, date(paper)),
            ("basis", basis, stated),
            ("kind", kind_, kind(paper)),
            ("title", title_, title(paper)),
        ] {
            let got = got.unwrap_or_else(|| "-".to_owned());
            let right = expected == "*" || expected.split('|').any(|one| plain(one) == plain(&got));
            if !right {
                differences.found.push(format!("{file}: {what}: expected {expected}, got {got}"));
            }
        }
    }
    differences.none();
}

#[test]
fn the_five_real_papers_are_understood() {
    let Some(folder) = real("scrutiny-papers") else { return };
    let paper = |prefix: &str| {
        let mut files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        papers(&files.find(|file| file.file_name().unwrap().to_str().unwrap().starts_with(prefix)).unwrap())
    };
    let mut differences = Differences::default();
    for (prefix, slug, day) in [
        ("000", "worcestershire", "2018-09-06"),
        ("001", "west-sussex", "2021-01-07"),
        ("002", "worcestershire", "2019-03-06"),
        ("003", "worcestershire", "2015-10"),
        ("004", "worcestershire", "2017-10-24"),
    ] {
        let first = &paper(prefix)[0];
        differences.compare(prefix, "council", Some(slug.to_owned()), council(first));
        differences.compare(prefix, "date", Some(day.to_owned()), date(first));
        if committee(first).is_none() || title(first).is_none() {
            differences.found.push(format!("{prefix}: no committee or no title"));
        }
        if first.host.is_some() {
            differences.found.push(format!("{prefix}: a host that is not known"));
        }
    }
    let pack = paper("002");
    let kinds: Vec<_> = pack.iter().filter_map(kind).collect();
    assert_eq!(kinds, ["pack", "agenda", "report", "letter", "report"]);
    differences.compare("002.3", "date", Some("2019-01-31".to_owned()), date(&pack[3]));

    let numbered = paper("001");
    let top: Vec<_> = numbered[0].sections.iter().filter_map(|section| section.number.clone()).collect();
    assert_eq!(top, (1..=14).map(|number| number.to_string()).collect::<Vec<_>>());
    let paragraphs: Vec<_> = numbers(&numbered[0]).into_iter().filter(|number| number.contains('.')).collect();
    assert_eq!((paragraphs[0].as_str(), paragraphs[paragraphs.len() - 1].as_str()), ("1.1", "14.2"));

    let comments = paper("003");
    let expected: Vec<_> = (1..=35).map(|number| number.to_string()).collect();
    assert_eq!(numbers(&comments[0]), expected);
    let recommended = comments[0].sections.iter().flat_map(|section| &section.paragraphs);
    let recommended: Vec<_> = recommended
        .filter(|paragraph| paragraph.role == Some(Role::Recommendation))
        .filter_map(|paragraph| paragraph.number.as_deref())
        .collect();
    assert!(
        !recommended.is_empty() && recommended.iter().all(|number| ["5", "6", "7", "8", "9"].contains(number)),
        "{recommended:?}"
    );
    differences.none();
}

fn numbers(paper: &Paper) -> Vec<String> {
    let paragraphs = paper.sections.iter().flat_map(|section| &section.paragraphs);
    let numbers = paragraphs.filter_map(|paragraph| paragraph.number.clone());
    numbers.filter(|number| number.starts_with(|c: char| c.is_ascii_digit())).collect()
}
