//! A question in words: `read_as`, and the text of the tree.

use super::{
    dates::Days,
    expansion::{Also, names},
    plan::{Condition, Plan},
    syntax::{Field, Filter, Leaf, Node, Parsed, Scope},
};
use crate::document::DateValue;
use std::fmt;

impl fmt::Display for Parsed {
    /// The question in words, such as `"early" and "help", since 1 January 2017`; empty for an empty one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tree {
            Some(tree) => f.write_str(&all_of(parts_of(tree).iter().map(|node| (is_filter(node), of_node(node)))))?,
            None => return Ok(()),
        }
        match self.scope.unwrap_or_default() {
            Scope::Section => Ok(()),
            Scope::Paragraph => f.write_str(", all in one paragraph"),
            Scope::Paper => f.write_str(", all in one paper"),
        }
    }
}

/// What was searched, in words.
pub(super) fn read_as(plan: Option<&Plan>, scope: Scope) -> String {
    let Some(plan) = plan else { return "nothing".to_owned() };
    let (mut conditions, texts): (Vec<&Plan>, Vec<&Plan>) = plan.parts().iter().partition(|part| is_condition(part));
    let mut sentence = match texts.is_empty() {
        true => "papers".to_owned(),
        false => {
            let (without, with): (Vec<&Plan>, Vec<&Plan>) =
                texts.into_iter().partition(|part| matches!(part, Plan::Not(_)));
            let with = of_parts(&with);
            let without: Vec<String> = without.into_iter().map(of_plan).collect();
            let mut text = match scope {
                Scope::Section => "sections",
                Scope::Paragraph => "paragraphs",
                Scope::Paper => "papers",
            }
            .to_owned();
            if !with.is_empty() {
                text.push_str(&format!(" with {}", with.join(" and ")));
            }
            if !without.is_empty() {
                text.push_str(&format!(" {}", without.join(" and ")));
            }
            text
        }
    };
    let bare = sentence == "papers";
    // A kind of section is no paper's.
    let kind = conditions.iter().position(|part| matches!(part, Plan::Filter(Condition::Section(_))));
    if let Some(kind) = kind.filter(|_| bare) {
        let text = of_plan(conditions.remove(kind));
        sentence = text.strip_prefix("in ").map(str::to_owned).unwrap_or(text);
    }
    for (place, condition) in conditions.into_iter().enumerate() {
        sentence.push_str(if sentence == "papers" && place == 0 { " " } else { ", " });
        sentence.push_str(&of_plan(condition));
    }
    sentence
}

pub(super) fn is_condition(plan: &Plan) -> bool {
    match plan {
        Plan::Filter(_) => true,
        Plan::Any(plans) | Plan::All(plans) => plans.iter().all(is_condition),
        Plan::Not(plan) => is_condition(plan),
        Plan::Text(_) | Plan::Named(..) => false,
    }
}

/// A part of a question in words.
pub(super) fn of_plan(plan: &Plan) -> String {
    match plan {
        Plan::Text(sought) => {
            let others: Vec<String> = sought.also.iter().filter(|also| also.run.is_none()).map(of_other).collect();
            let typed = of_leaf(&sought.leaf);
            if others.is_empty() { typed } else { format!("({typed} or {})", others.join(" or ")) }
        }
        Plan::Named(words, council) => {
            let words: Vec<Plan> = words.iter().cloned().map(Plan::Text).collect();
            let words = of_parts(&words.iter().collect::<Vec<_>>());
            format!("({} or of {})", words.join(" and "), council.name)
        }
        Plan::Filter(condition) => of_condition(condition),
        Plan::All(plans) => {
            let texts = of_parts(&plans.iter().collect::<Vec<_>>());
            // A row of words with its short form has brackets already.
            if texts.len() == 1 { texts.concat() } else { format!("({})", texts.join(" and ")) }
        }
        Plan::Any(plans) => {
            let text = plans.iter().map(of_plan).collect::<Vec<_>>().join(" or ");
            if plans.iter().all(|plan| matches!(plan, Plan::Filter(_))) { text } else { format!("({text})") }
        }
        Plan::Not(plan) if is_condition(plan) => format!("not {}", of_plan(plan)),
        Plan::Not(plan) => format!("without {}", of_plan(plan)),
    }
}

/// Parts of a question in words; a row of words with the short form that is looked for instead is one.
fn of_parts(parts: &[&Plan]) -> Vec<String> {
    let run = |part: &Plan| match part {
        Plan::Text(sought) => sought.also.iter().find_map(|also| also.run),
        _ => None,
    };
    let mut texts = Vec::with_capacity(parts.len());
    for row in parts.chunk_by(|one, other| run(one).is_some() && run(one) == run(other)) {
        let words: Vec<String> = row.iter().map(|part| of_plan(part)).collect();
        match row {
            [Plan::Text(sought), ..] if run(row[0]).is_some() => {
                let others: Vec<String> = sought.also.iter().map(of_other).collect();
                texts.push(format!("({}, or {})", words.join(" and "), others.join(" or ")));
            }
            _ => texts.extend(words),
        }
    }
    texts
}

fn of_other(also: &Also) -> String {
    match &also.councils[..] {
        [] => format!("\"{}\"", also.text),
        councils => format!("\"{}\" in the papers of {}", also.text, names(councils)),
    }
}

fn of_leaf(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Phrase { text, .. } => format!("exactly \"{text}\""),
        Leaf::Near { left, right, words: 1 } => format!("{} next to {}", of_leaf(left), of_leaf(right)),
        Leaf::Near { left, right, words } => {
            format!("{} within {words} words of {}", of_leaf(left), of_leaf(right))
        }
        Leaf::Fuzzy { text, .. } => format!("words like \"{text}\""),
        leaf => format!("\"{}\"", leaf.text()),
    }
}

fn of_condition(condition: &Condition) -> String {
    match condition {
        Condition::Council { typed, councils } => match &councils[..] {
            [] => format!("of a council \"{typed}\""),
            councils => {
                let names: Vec<&str> = councils.iter().map(|council| council.name.as_str()).collect();
                format!("of {}", names.join(" or "))
            }
        },
        Condition::CouncilUnknown => "of an unknown council".to_owned(),
        Condition::Words(field, text, _) => of_words(*field, text),
        Condition::Kind(kinds) => {
            format!("of kind {}", kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" or "))
        }
        Condition::Section(kinds) => {
            format!("in sections of kind {}", kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" or "))
        }
        Condition::Role(roles) => {
            format!(
                "with paragraphs of role {}",
                roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" or ")
            )
        }
        Condition::Date(days) => of_days(*days),
        Condition::DateUnknown => "without a known date".to_owned(),
        Condition::Added(build) => format!("added by build {build}"),
    }
}

fn of_words(field: Field, text: &str) -> String {
    match field {
        Field::Committee => format!("of a committee \"{text}\""),
        Field::Title => format!("with \"{text}\" in the title"),
        _ => format!("with \"{text}\" in the heading"),
    }
}

fn of_days(days: Days) -> String {
    let long = |day| DateValue::day(day).long();
    match (days.first, days.last) {
        (Some(first), Some(last)) if first == last => format!("of {}", long(first)),
        (Some(first), Some(last)) => format!("from {} to {}", long(first), long(last)),
        (Some(first), None) => format!("since {}", long(first)),
        (None, Some(last)) => format!("until {}", long(last)),
        (None, None) => "of a known date".to_owned(),
    }
}

fn parts_of(node: &Node) -> &[Node] {
    match node {
        Node::All(nodes) => nodes,
        node => std::slice::from_ref(node),
    }
}

fn is_filter(node: &Node) -> bool {
    match node {
        Node::Filter(_) => true,
        Node::Any(nodes) => nodes.iter().all(is_filter),
        _ => false,
    }
}

/// Words joined by "and", filters after them with commas.
fn all_of(parts: impl Iterator<Item = (bool, String)>) -> String {
    let (filters, texts): (Vec<_>, Vec<_>) = parts.partition(|(is_filter, _)| *is_filter);
    let texts: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
    let filters = filters.into_iter().map(|(_, text)| text);
    let joined = (!texts.is_empty()).then(|| texts.join(" and "));
    joined.into_iter().chain(filters).collect::<Vec<_>>().join(", ")
}

fn of_node(node: &Node) -> String {
    match node {
        Node::Text(leaf) => of_leaf(leaf),
        Node::Filter(filter) => of_filter(filter),
        Node::All(nodes) => format!("({})", nodes.iter().map(of_node).collect::<Vec<_>>().join(" and ")),
        Node::Any(nodes) => format!("({})", nodes.iter().map(of_node).collect::<Vec<_>>().join(" or ")),
        Node::Not(node) => format!("not {}", of_node(node)),
    }
}

fn of_filter(filter: &Filter) -> String {
    match filter {
        Filter::Council(name) => format!("council \"{name}\""),
        Filter::CouncilUnknown => of_condition(&Condition::CouncilUnknown),
        Filter::Words(field, text, _) => of_words(*field, text),
        Filter::Kind(kinds) => of_condition(&Condition::Kind(kinds.clone())),
        Filter::Section(kinds) => of_condition(&Condition::Section(kinds.clone())),
        Filter::Role(roles) => of_condition(&Condition::Role(roles.clone())),
        Filter::Date(days) => of_days(*days),
        Filter::DateUnknown => of_condition(&Condition::DateUnknown),
        Filter::Added(None) => "added by the latest build".to_owned(),
        Filter::Added(Some(build)) => of_condition(&Condition::Added(*build)),
    }
}
