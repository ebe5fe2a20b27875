//! Two paragraphs to the words in which they differ.
//!
//! In come two texts and their tokens; out come pieces that join to both texts, the figures that changed, and counts.

use super::{
    FigureChange, Piece, PieceKind, WordCounts,
    edits::hunks,
    tokens::{Kind, Token},
};
use std::ops::Range;

/// A text and its tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
}

/// A stretch of both texts, by tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    is_same: bool,
    old: Range<usize>,
    new: Range<usize>,
}

impl Words<'_> {
    fn slice(&self, tokens: &Range<usize>) -> &str {
        let first = self.tokens.get(tokens.start).filter(|_| !tokens.is_empty());
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        match (first, last) {
            (Some(first), Some(last)) => &self.text[first.range.start..last.range.end],
            _ => "",
        }
    }

    fn words(&self, tokens: &Range<usize>) -> u64 {
        self.tokens[tokens.clone()].iter().filter(|token| token.kind.is_word()).count() as u64
    }

    /// The figures in a stretch as printed, with a comma between each two.
    fn figures(&self, tokens: &Range<usize>) -> String {
        let figures = self.tokens[tokens.clone()].iter().filter(|token| token.kind == Kind::Figure);
        let printed = figures.map(|token| {
            let text = self.text[token.range.clone()].trim_start();
            text.trim_end_matches(|character: char| !character.is_alphanumeric() && character != '%')
        });
        printed.collect::<Vec<_>>().join(", ")
    }
}

/// All of a text as one piece; none of an empty one.
pub(super) fn whole(kind: PieceKind, words: Words<'_>, counts: &mut WordCounts) -> Vec<Piece> {
    let number = words.words(&(0..words.tokens.len()));
    match kind {
        PieceKind::Same => counts.same += number,
        PieceKind::Removed => counts.removed += number,
        PieceKind::Added => counts.added += number,
    }
    let piece = Piece { kind, text: words.text.to_owned(), new_text: None };
    Vec::from_iter((!words.text.is_empty()).then_some(piece))
}

/// Two paragraphs whose tokens are equal, as one piece.
pub(super) fn equal(old: Words<'_>, new: Words<'_>, counts: &mut WordCounts) -> Vec<Piece> {
    counts.same += old.words(&(0..old.tokens.len()));
    Vec::from_iter((!old.text.is_empty() || !new.text.is_empty()).then(|| same(old.text, new.text)))
}

/// Two paragraphs that differ.
pub(super) fn changed(
    old: Words<'_>,
    new: Words<'_>,
    counts: &mut WordCounts,
    figures: &mut Vec<FigureChange>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for Run { is_same, old: from, new: to } in joined(runs(old, new), old) {
        if is_same {
            counts.same += old.words(&from);
            pieces.push(same(old.slice(&from), new.slice(&to)));
            continue;
        }
        counts.removed += old.words(&from);
        counts.added += new.words(&to);
        let change = FigureChange { old: old.figures(&from), new: new.figures(&to) };
        if !change.old.is_empty() && !change.new.is_empty() {
            figures.push(change);
        }
        for (kind, text) in [(PieceKind::Removed, old.slice(&from)), (PieceKind::Added, new.slice(&to))] {
            if !text.is_empty() {
                pieces.push(Piece { kind, text: text.to_owned(), new_text: None });
            }
        }
    }
    pieces
}

fn same(old: &str, new: &str) -> Piece {
    Piece { kind: PieceKind::Same, text: old.to_owned(), new_text: (old != new).then(|| new.to_owned()) }
}

/// The stretches of both, by turns the same and not.
fn runs(old: Words<'_>, new: Words<'_>) -> Vec<Run> {
    let keys = |words: Words<'_>| words.tokens.iter().map(|token| token.key).collect::<Vec<_>>();
    let mut runs = Vec::new();
    let (mut from, mut to) = (0, 0);
    let mut same_until = |runs: &mut Vec<Run>, before: usize, after: usize| {
        if from < before || to < after {
            runs.push(Run { is_same: true, old: from..before, new: to..after });
        }
        (from, to) = (before, after);
    };
    for hunk in hunks(&keys(old), &keys(new)) {
        let (before, after) = (range(&hunk.before), range(&hunk.after));
        same_until(&mut runs, before.start, after.start);
        same_until(&mut Vec::new(), before.end, after.end);
        runs.push(Run { is_same: false, old: before, new: after });
    }
    same_until(&mut runs, old.tokens.len(), new.tokens.len());
    runs
}

fn range(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// The stretches with changes made one across what only looks the same: `of the` between two longer changes says nothing,
/// and hides that a clause was written anew.
fn joined(runs: Vec<Run>, old: Words<'_>) -> Vec<Run> {
    let length = |run: &Run| run.old.len().max(run.new.len());
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    let mut runs = runs.into_iter().peekable();
    while let Some(run) = runs.next() {
        let says_nothing = run.is_same
            && !old.tokens[run.old.clone()].iter().any(|token| token.kind.is_content())
            && joined.last().is_some_and(|before| length(before) > length(&run))
            && runs.peek().is_some_and(|after| length(after) > length(&run));
        match joined.last_mut() {
            Some(before) if !before.is_same && (says_nothing || !run.is_same) => {
                before.old.end = run.old.end;
                before.new.end = run.new.end;
            }
            _ => joined.push(run),
        }
    }
    joined
}
