//! What stands at the head of a paper.

use super::PaperKind;
use crate::corpus::Block;
use std::ops::Range;

/// The title as found.
#[derive(Debug, Clone)]
pub(crate) struct TitleLine {
    pub(crate) text: String,
    pub(crate) blocks: Range<usize>,
    pub(crate) confidence: f32,
}

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelName {
    Committee,
    Date,
    Author,
    Title,
    Classification,
    Item,
    Ward,
    Contact,
    Decision,
    Other,
}

/// A label with its value.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) name: LabelName,
    pub(crate) value: String,
    pub(crate) block: usize,
}

/// One paper's blocks as the structural half sees them.
#[derive(Debug)]
pub(crate) struct PartView<'b> {
    pub(crate) blocks: &'b [Block],
    pub(crate) opening: Range<usize>,
    pub(crate) title: Option<TitleLine>,
    pub(crate) labels: Vec<Label>,
    pub(crate) kind: PaperKind,
    pub(crate) kind_evidence: String,
    pub(crate) kind_confidence: f32,
    pub(crate) body: Range<usize>,
}
