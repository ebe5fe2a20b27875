//! The words of an element: what stands in it as one line of text.

use super::{marks, page};
use ego_tree::{NodeRef, iter::Edge};
use scraper::Node;

/// How many nodes are passed where only the beginning is wanted: thousands of empty elements begin nothing.
const MOST_STEPS: usize = 4000;
/// How many bytes more than are wanted are looked at in one piece of text: blanks may stand between its words.
const MORE: usize = 4096;

/// The words of an element; what stands in blocks of its own is parted by blanks, white space is folded.
pub(in crate::corpus) fn of(root: NodeRef<'_, Node>, drops: &impl Fn(NodeRef<'_, Node>) -> bool) -> String {
    fold(&start(root, drops, usize::MAX))
}

/// The first `most` bytes or some more of the words of an element, as they stand in the source.
pub(in crate::corpus) fn start(
    root: NodeRef<'_, Node>,
    drops: &impl Fn(NodeRef<'_, Node>) -> bool,
    most: usize,
) -> String {
    let mut text = String::new();
    let mut edge = Edge::Open(root);
    let mut steps = if most < usize::MAX { MOST_STEPS } else { usize::MAX };
    while text.len() < most && steps > 0 {
        steps -= 1;
        edge = match edge {
            Edge::Open(node) => {
                let goes_in = match node.value() {
                    Node::Text(words) => {
                        // Of white space alone no more is taken than tells words apart.
                        let words: &str = words;
                        let words = &words[..words.floor_char_boundary(most.saturating_add(MORE))];
                        text.push_str(if words.trim().is_empty() { " " } else { words });
                        false
                    }
                    Node::Element(element) => {
                        if !marks::is_inline(element.name()) {
                            part(&mut text);
                        }
                        !drops(node)
                    }
                    Node::Document | Node::Fragment => true,
                    _ => false,
                };
                match node.first_child().filter(|_| goes_in) {
                    Some(child) => Edge::Open(child),
                    None => Edge::Close(node),
                }
            }
            Edge::Close(node) => {
                if node.value().as_element().is_some_and(|element| !marks::is_inline(element.name())) {
                    part(&mut text);
                }
                if node == root {
                    break;
                }
                page::after(node)
            }
        };
    }
    if most < usize::MAX { fold(&text) } else { text }
}

fn part(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// Whether all letters and digits of an element are bold, and there are some.
pub(super) fn is_bold(root: NodeRef<'_, Node>) -> bool {
    let (mut bold, mut any) = (0_usize, false);
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => bold += usize::from(marks::is_bold(element)),
                Node::Text(text) if text.contains(char::is_alphanumeric) => {
                    if bold == 0 {
                        return false;
                    }
                    any = true;
                }
                _ => {}
            },
            Edge::Close(node) => {
                bold -= usize::from(node.value().as_element().is_some_and(marks::is_bold));
            }
        }
    }
    any
}

/// White space, of whatever kind and length, as single blanks.
pub(in crate::corpus) fn fold(text: &str) -> String {
    if is_folded(text) {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Whether the white space of a text is single blanks between its words.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    // All bytes are looked at, many at a time.
    let control = bytes.iter().fold(false, |any, byte| any | (*byte < b' '));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let double = pairs.fold(false, |any, (left, right)| any | (*left == b' ' && *right == b' '));
    let edge = text.starts_with(' ') || text.ends_with(' ');
    let is_rare = |character: char| !character.is_ascii() && character.is_whitespace();
    !control && !double && !edge && (text.is_ascii() || !text.contains(is_rare))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_folded_stays_and_nothing_else(text in "[a-c –\u{a0}\u{85}\t\n\u{1f}]{0,12}") {
            let folded: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(fold(&text), folded.join(" "));
        }
    }
}
