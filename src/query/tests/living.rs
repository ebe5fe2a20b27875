//! What was deleted leaves no trace: an index that was changed answers as a fresh one of the same papers.

use super::{Draft, ask, draft};
use crate::{
    Index,
    document::{Gazetteer, Paper, PaperKind, Role, SectionKind},
    query::{Answer, Request, Sort},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Words that papers share, forms of one word among them.
const WORDS: [&str; 36] = [
    "care",
    "cares",
    "caring",
    "carer",
    "social",
    "early",
    "help",
    "road",
    "roads",
    "closures",
    "closure",
    "budget",
    "library",
    "libraries",
    "school",
    "the",
    "of",
    "and",
    "SEND",
    "send",
    "MASH",
    "A&E",
    "10:30",
    "Covid-19",
    "panel",
    "adequate",
    "inadequate",
    "inadequacies",
    "placement",
    "placements",
    "Ofsted",
    "families",
    "children's",
    "bus",
    "buses",
    "this",
];

/// Words that hardly any paper has, so that often only deleted ones do.
const RARE: [&str; 8] = ["gullies", "gulley", "quorum", "inadequately", "zebra", "zebras", "closured", "HMCI"];

/// Paragraphs that papers have in common: equals but for date and id.
const COPIED: [&str; 5] = [
    "The panel heard that early help for families was inadequate. Ofsted agreed.",
    "Road closures and the library budget: the panel asked for a report on placements.",
    "Members are reminded to declare interests.",
    "Social care placements cost more than the budget of the school.",
    "Help early; care socially.",
];

const QUESTIONS: [&str; 76] = [
    "care",
    "roads",
    "the",
    "gullies",
    "budget",
    "zebra",
    "social care",
    "early help",
    "road closures budget",
    "early help families",
    "panel budget library school",
    "the panel of the school",
    "care of the children's families",
    "what did the panel say about early help and road closures",
    "Ofsted inadequate placements social care budget",
    "which schools were inadequate?",
    "zebra crossing near the school library budget",
    "help families early road closures library placements Ofsted bus",
    "\"early help\"",
    "\"social care placements\"",
    "\"cares\"",
    "\"road closures\" budget",
    "\"the panel\" -\"early help\"",
    "care OR road",
    "(care OR road) budget",
    "(early help) OR (road closures) OR library",
    "early help families OR road closures library OR zebra quorum bus",
    "panel NOT budget",
    "panel -help",
    "school -\"social care\" -zebra",
    "panel NOT (budget OR help)",
    "(panel -budget) OR (library -help)",
    "early NEAR/3 families",
    "panel NEAR/5 budget",
    "\"early help\" NEAR/4 inadequate",
    "care NEAR/2 care",
    "panel budget NEAR/6 library",
    "inadeq*",
    "clos*",
    "g*",
    "z*",
    "s* care",
    "p* b*",
    "inadequte~",
    "zebr~",
    "gulies~",
    "librarys~ budget",
    "SEND",
    "send",
    "pupils SEND",
    "MASH care",
    "HMCI",
    "A&E",
    "10:30",
    "Covid-19",
    "covid19",
    "gullys",
    "zebrass",
    "inadequatley",
    "closurs road",
    "carre budgit",
    "quorm panel",
    "title:plan",
    "title:\"road plan\" care",
    "heading:care budget",
    "committee:health",
    "committee:\"health scrutiny\" panel",
    "council:birmingham",
    "council:leeds care",
    "leeds",
    "birmingham budget",
    "kind:minutes",
    "kind:report date:2019 care",
    "section:recommendations",
    "role:recommendation panel",
    "panel -kind:minutes -council:leeds",
];

fn requests() -> Vec<Request> {
    let mut requests: Vec<Request> = QUESTIONS.iter().map(|question| Request::new(*question).limit(50)).collect();
    requests.extend([
        Request::new(""),
        Request::new("date:unknown"),
        Request::new("council:unknown care"),
        Request::new("since:2018 until:2019-06"),
        Request::new("date:2018/19 budget"),
        Request::new("care budget").filter("date", "2019"),
        Request::new("panel").filter("council", "leeds"),
        Request::new("panel").sort(Sort::Newest),
        Request::new("panel").sort(Sort::Oldest).limit(3),
        Request::new("care panel library").sort(Sort::Oldest),
        Request::new("kind:report").sort(Sort::Oldest).limit(2).offset(1),
        Request::new("panel budget library school").limit(2),
        Request::new("panel budget library school").limit(2).offset(2),
        Request::new("early help families budget").fill(true).limit(30),
        Request::new("social care placements").all_words(true),
        Request::new("road closures library").snippets(3).text(true),
        Request::new("panel").facets(true),
        Request::new("early help zebra quorum").facets(true),
        Request::new("").facets(true),
    ]);
    requests
}

/// Fails unless two answers are the same but for the time that they took.
fn compare(changed: &Answer, fresh: &Answer, request: &Request) -> Result<(), TestCaseError> {
    let mut head = changed.head.clone();
    head.took_ms = fresh.head.took_ms;
    prop_assert_eq!(&head, &fresh.head, "{:?}", request);
    let ids = |answer: &Answer| answer.hits.iter().map(|hit| hit.section.id.clone()).collect::<Vec<_>>();
    prop_assert_eq!(ids(changed), ids(fresh), "{:?}", request);
    prop_assert_eq!(&changed.facets, &fresh.facets, "{:?}", request);
    for (hit, expected) in changed.hits.iter().zip(&fresh.hits) {
        prop_assert!((hit.score - expected.score).abs() <= 1e-6, "{:?}: {:?} {:?}", request, hit, expected);
        let mut hit = hit.clone();
        hit.score = expected.score;
        prop_assert_eq!(&hit, expected, "{:?}", request);
    }
    Ok(())
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![12 => select(&WORDS[..]), 1 => select(&RARE[..])];
    vec(word, 0..14).prop_map(|words| words.join(" "))
}

fn paragraph() -> impl Strategy<Value = String> {
    prop_oneof![2 => words(), 1 => select(&COPIED[..]).prop_map(str::to_owned)]
}

fn section(draft: Draft, (heading, paragraphs, kind, standing): (u8, Vec<String>, u8, bool)) -> Draft {
    let heading = ["", "Care", "Budget and closures", "2 Early help", "Recommendations"][usize::from(heading)];
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let (kind, role) = match kind {
        0 => (SectionKind::Recommendations, Some(Role::Recommendation)),
        1 => (SectionKind::Background, None),
        _ => (SectionKind::Other, None),
    };
    draft.section_of(kind, heading, &paragraphs, role, standing)
}

/// A paper that has no id yet.
fn paper() -> impl Strategy<Value = Paper> {
    let sections = vec((0..5_u8, vec(paragraph(), 0..4), 0..5_u8, prop::bool::weighted(0.1)), 1..4);
    let council = option::of(select(&[("leeds", "Leeds City Council"), ("birmingham", "Birmingham City Council")][..]));
    let committee = option::of(select(&["Health Scrutiny Committee", "Roads Panel"][..]));
    let date = option::of(select(&["2019-03-06", "2018-10", "2019-03-06", "2015", "2019-06-01"][..]));
    let title = option::of(select(&["Road plan", "Early help for families", "Zebra crossings plan"][..]));
    let kind = option::of(select(&[PaperKind::Minutes, PaperKind::Report][..]));
    (sections, council, committee, date, title, kind).prop_map(|(sections, council, committee, date, title, kind)| {
        let mut paper = sections.into_iter().fold(draft(""), section);
        paper = council.into_iter().fold(paper, |paper, (slug, name)| paper.council(slug, name));
        paper = committee.into_iter().fold(paper, Draft::committee);
        paper = date.into_iter().fold(paper, Draft::date);
        paper = title.into_iter().fold(paper, Draft::title);
        kind.into_iter().fold(paper, Draft::kind).paper
    })
}

fn named(mut paper: Paper, id: &str) -> Paper {
    paper.id = id.to_owned();
    paper.path = format!("{id}.txt");
    paper.paths = vec![paper.path.clone()];
    for (ordinal, section) in paper.sections.iter_mut().enumerate() {
        section.id = format!("{id}:{ordinal}");
    }
    paper
}

/// What becomes of a paper.
#[derive(Debug, Clone)]
enum Fate {
    Stays,
    Removed,
    /// Takes the place of an earlier paper with the same id.
    Replaces(Box<Paper>),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![3 => Just(Fate::Stays), 1 => Just(Fate::Removed), 1 => paper().prop_map(|paper| Fate::Replaces(paper.into()))]
}

const BATCHES: usize = 4;

/// The same papers twice: as an index that was changed, and as a fresh one.
fn indexes(papers: &[(Paper, Fate, usize)]) -> (Index, Index) {
    let mut batches: Vec<Vec<Paper>> = vec![Vec::new(); BATCHES + 1];
    let (mut removed, mut living) = (Vec::new(), Vec::new());
    for (number, (paper, fate, batch)) in papers.iter().enumerate() {
        // In an order that is not that of the batches.
        let id = format!("paper-{:02}", number * 7 % 31);
        let paper = named(paper.clone(), &id);
        match fate {
            Fate::Stays => living.push(paper.clone()),
            Fate::Removed => removed.push(id),
            Fate::Replaces(earlier) => {
                batches[*batch].push(named((**earlier).clone(), &id));
                batches[batch + 1].push(paper.clone());
                living.push(paper);
                continue;
            }
        }
        batches[*batch].push(paper);
    }
    let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
    let changed = Index::in_memory_of_batches(&batches, &removed, Gazetteer::builtin());
    living.sort_by(|paper, other| paper.id.cmp(&other.id));
    (changed, Index::in_memory(&living, Gazetteer::builtin()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_changed_index_answers_as_a_fresh_one(papers in vec((paper(), fate(), 0..BATCHES), 1..24)) {
        let (changed, fresh) = indexes(&papers);
        for request in requests() {
            compare(&changed.search(&request).unwrap(), &fresh.search(&request).unwrap(), &request)?;
        }
        for prefix in ["", "paper-", "paper-0", "paper-1", "paper-14"] {
            prop_assert_eq!(
                changed.papers_with_prefix(prefix, 5).unwrap(),
                fresh.papers_with_prefix(prefix, 5).unwrap()
            );
        }
    }
}

#[test]
fn words_that_only_deleted_papers_have_take_no_place_among_those_of_a_prefix() {
    let letters = || ('a'..='z').flat_map(|one| ('a'..='z').map(move |other| format!("gul{one}{other}")));
    let dead: Vec<String> = letters().take(200).collect();
    let dead = draft("dead").section("", &[&dead.join(" ")]).section("", &[&dead.join(" ")]);
    let living = draft("living").section("", &["gully gullies gulzz zebra"]);
    let batch = vec![dead.paper, living.paper];
    let index = Index::in_memory_of_batches(&[batch], &["dead"], Gazetteer::builtin());
    let texts = |query| ask(&index, query).head.notices.into_iter().map(|notice| notice.text).collect::<Vec<_>>();
    assert_eq!(texts("gul*"), ["\"gul*\" stands for gullies, gully, gulzz."]);
    assert_eq!(texts("gulzx~"), ["\"gulzx~\" stands for \"gulzz\"."]);
    assert_eq!(texts("gulza").pop().unwrap(), "Instead of \"gulza\", did you mean \"gulzz\" (one section)?");
}

#[test]
fn the_best_of_many_equal_sections_do_not_hang_on_segments() {
    let texts = ["early help for families", "help families early on, and their school", "families and help, early"];
    let paper = |number: usize| {
        let id = format!("p{:03}", number * 7919 % 1000);
        let date = ["2019-03-06", "2018-10", "2015"][number % 3];
        draft(&id).date(date).section("", &[texts[number % 2]]).section("", &[texts[number / 2 % 3]]).paper
    };
    let papers: Vec<Paper> = (0..700).map(paper).collect();
    let (removed, living): (Vec<&Paper>, Vec<&Paper>) = papers.iter().partition(|paper| paper.id.ends_with('3'));
    let removed: Vec<&str> = removed.iter().map(|paper| paper.id.as_str()).collect();
    let batches: Vec<Vec<Paper>> = papers.chunks(290).rev().map(<[Paper]>::to_vec).collect();
    let changed = Index::in_memory_of_batches(&batches, &removed, Gazetteer::builtin());
    let living: Vec<Paper> = living.into_iter().cloned().collect();
    let fresh = Index::in_memory(&living, Gazetteer::builtin()).unwrap();
    for question in ["early help", "early help families", "school families help early", "date:2018", "help -school"] {
        for limit in [1, 10, 100] {
            let request = Request::new(question).limit(limit);
            compare(&changed.search(&request).unwrap(), &fresh.search(&request).unwrap(), &request).unwrap();
        }
    }
}
