//! Own weights: each does what it says, and none breaks an answer.

use super::{Request, ask, draft, index, ranked};
use crate::Index;
use crate::query::{Answer, Weight, Weights};

fn with(index: &Index, query: &str, chosen: &[(Weight, f32)]) -> Answer {
    let mut weights = Weights::default();
    for (weight, value) in chosen {
        weights = weights.with(*weight, *value).unwrap();
    }
    index.search(&Request::new(query).weights(weights).explain(true)).unwrap()
}

/// One says so in its heading, one in its text.
fn gullies() -> Index {
    let prose = "The lorry came by in May and went on to the depot, and the members thanked the officers for the work.";
    let other =
        "Two crews were hired for the summer; a lorry of theirs broke down near the harbour and was towed away.";
    index([
        draft("heading").section("Gullies", &[&format!("{prose} {prose}")]),
        draft("text").section("Drains", &[&format!("Gullies. {other} {other}")]),
        draft("other").section("Lamps", &["Lamps were lit all along the road to the station, one by one."]),
    ])
}

#[test]
fn what_a_heading_counts_can_be_chosen() {
    let index = gullies();
    assert_eq!(ranked(&ask(&index, "gullies")), ["heading", "text"]);
    assert_eq!(ranked(&with(&index, "gullies", &[(Weight::Heading, 0.1)])), ["text", "heading"]);
}

#[test]
fn whether_words_must_stand_close_together_can_be_chosen() {
    let far = format!(
        "Gullies, gullies, gullies. {}Lamps, lamps, lamps.",
        "Nothing is said of it in this report. ".repeat(20)
    );
    let near = format!("Gullies and lamps. {}", "Nothing is said of it in this report. ".repeat(20));
    let index = index([draft("far").section("", &[&far]), draft("near").section("", &[&near])]);
    assert_eq!(ranked(&ask(&index, "gullies lamps")), ["near", "far"]);
    assert_eq!(
        ranked(&with(&index, "gullies lamps", &[(Weight::Close, 0.0), (Weight::AsTyped, 0.0)])),
        ["far", "near"]
    );
}

#[test]
fn no_weight_at_an_end_of_its_range_breaks_an_answer_or_its_explanation() {
    let index = gullies();
    let mut rankings = vec![Vec::new()];
    for weight in Weight::ALL {
        let (least, greatest) = weight.range().into_inner();
        rankings.extend([vec![(*weight, least)], vec![(*weight, greatest)]]);
    }
    let all = |end: fn(Weight) -> f32| Weight::ALL.iter().map(|weight| (*weight, end(*weight))).collect::<Vec<_>>();
    rankings.push(all(|weight| *weight.range().start()));
    rankings.push(all(|weight| *weight.range().end()));
    for weights in rankings {
        for query in ["gullies", "gullies lorry", "gullies lamps tunnels verges bridges", "scope:paper gullies may"] {
            let answer = with(&index, query, &weights);
            assert!(!answer.hits.is_empty(), "{query} {weights:?}");
            for hit in &answer.hits {
                assert!(hit.score.is_finite(), "{query} {weights:?}: {}", hit.score);
                let sum = hit.explanation.as_ref().unwrap().sum;
                assert!(sum.is_finite() && sum >= 0.0, "{query} {weights:?}: {sum}");
            }
        }
    }
}

#[test]
fn an_explanation_adds_up_under_own_weights() {
    let index = gullies();
    let weights = [(Weight::Saturation, 1.2), (Weight::Names, 2.0), (Weight::Adjacent, 0.4), (Weight::NoText, 0.9)];
    for hit in with(&index, "gullies lorry", &weights).hits {
        let sum = hit.explanation.unwrap().sum;
        assert!((sum - hit.score).abs() <= 0.01 * hit.score, "{sum} {}", hit.score);
    }
}
