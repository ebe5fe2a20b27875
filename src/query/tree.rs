//! Rows of operands to one tree.
//!
//! In come the sides of an OR, each a row of operands; out comes one node, with each thing once and the filters where
//! they belong.

use super::syntax::{Field, Filter, Node};

/// What the sides of an OR are together.
pub(super) struct Tidied {
    pub(super) node: Option<Node>,
    /// Whether a side of filters alone became a condition on a side of words alone.
    pub(super) narrowed: bool,
}

/// The sides of an OR to one node: each thing once, filters where they belong.
pub(super) fn tidy(sides: Vec<Vec<Node>>) -> Tidied {
    let filters_alone = |side: &Vec<Node>| side.iter().all(is_filter);
    let words_alone = |side: &Vec<Node>| !side.iter().any(is_filter);
    // `roads council:a OR council:b` means roads in either.
    let own = |side: &Vec<Node>| !filters_alone(side) && !words_alone(side);
    let everywhere = sides.iter().all(own) || sides.iter().all(filters_alone);
    let narrowed = !everywhere && sides.iter().any(filters_alone) && sides.iter().any(words_alone);
    let (mut rows, mut conditions): (Vec<Vec<Node>>, Vec<Vec<Node>>) = (Vec::new(), Vec::new());
    for mut side in sides {
        if !everywhere {
            conditions.push(side.extract_if(.., |node| is_filter(node)).collect());
        }
        rows.push(side);
    }
    let words = either(rows);
    let conditions: Vec<Node> = match of_one_kind(&conditions) {
        true => conditions.into_iter().flatten().collect(),
        false => either(conditions).into_iter().collect(),
    };
    Tidied { node: all(words.into_iter().chain(conditions).collect()), narrowed }
}

/// At least one of these rows, the empty ones aside.
fn either(rows: Vec<Vec<Node>>) -> Option<Node> {
    let mut options: Vec<Node> = rows.into_iter().filter_map(all).flat_map(of_one_field).collect();
    dedup(&mut options);
    any(options)
}

/// Whether it is one field that the sides differ in, as in `since:2018 kind:minutes OR kind:report roads`: then what
/// else stands on one of them holds for all.
fn of_one_kind(sides: &[Vec<Node>]) -> bool {
    let sides: Vec<&Vec<Node>> = sides.iter().filter(|side| !side.is_empty()).collect();
    let Some(first) = sides.first() else { return true };
    let fits = |field: Once| {
        let of_field = |side: &Vec<Node>| side.iter().filter(|node| Once::of(node).as_ref() == Some(&field)).count();
        sides.iter().all(|side| of_field(side) > 0)
            && sides.iter().filter(|side| of_field(side) < side.len()).count() < 2
    };
    sides.len() == 1 || first.iter().filter_map(Once::of).any(fits)
}

/// A filter, filters of a field that a paper has once, or the exclusion of such.
fn is_filter(node: &Node) -> bool {
    match node {
        Node::Filter(_) => true,
        Node::Not(inner) => matches!(**inner, Node::Filter(_)) || Once::of(inner).is_some(),
        node => Once::of(node).is_some(),
    }
}

/// All of these as one node. Filters of a field that a paper has once become any of them.
pub(super) fn all(nodes: Vec<Node>) -> Option<Node> {
    let inner = nodes.into_iter().flat_map(|node| if let Node::All(inner) = node { inner } else { vec![node] });
    let mut flat: Vec<Node> = inner.flat_map(of_one_field).collect();
    dedup(&mut flat);
    // Each place holds one node, or several of one field.
    let mut places: Vec<(Option<Once>, Vec<Node>)> = Vec::with_capacity(flat.len());
    for node in flat {
        let field = Once::of(&node);
        match places.iter_mut().find(|(known, _)| field.is_some() && *known == field) {
            Some((_, nodes)) => nodes.push(node),
            None => places.push((field, vec![node])),
        }
    }
    let mut rest: Vec<Node> = places.into_iter().filter_map(|(_, nodes)| any(nodes)).collect();
    if rest.len() > 1 { Some(Node::All(rest)) } else { rest.pop() }
}

/// The filters of an OR of one field that a paper has once; of anything else, itself.
fn of_one_field(node: Node) -> Vec<Node> {
    match node {
        Node::Any(filters) if Once::of_all(&filters).is_some() => filters,
        node => vec![node],
    }
}

fn dedup(nodes: &mut Vec<Node>) {
    let mut kept: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes.drain(..) {
        if !kept.contains(&node) {
            kept.push(node);
        }
    }
    *nodes = kept;
}

/// Fields of which a paper or section has one value.
#[derive(PartialEq, Eq)]
enum Once {
    Council,
    Committee,
    Kind,
    Section,
    Role,
    Added,
}

impl Once {
    fn of(node: &Node) -> Option<Self> {
        let filter = match node {
            Node::Filter(filter) => filter,
            // What `all` and `tidy` make of such filters is one deep.
            Node::Any(nodes) => return Self::of_all(nodes),
            _ => return None,
        };
        Some(match filter {
            Filter::Council(_) | Filter::CouncilUnknown => Self::Council,
            Filter::Words(Field::Committee, ..) => Self::Committee,
            Filter::Kind(_) => Self::Kind,
            Filter::Section(_) => Self::Section,
            Filter::Role(_) => Self::Role,
            Filter::Added(_) => Self::Added,
            _ => return None,
        })
    }

    /// The one that all of these are of, if any.
    fn of_all(nodes: &[Node]) -> Option<Self> {
        let mut fields = nodes.iter().map(Self::of);
        let first = fields.next()??;
        fields.all(|field| field.as_ref() == Some(&first)).then_some(first)
    }
}

pub(super) fn any(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::Any(nodes)) } else { nodes.pop() }
}
