//! What was read by machine among the rest of a document.
//!
//! In come a document and the blocks of some of its pages, in the order of pages; out comes the document with each page's
//! blocks at its place.

use crate::corpus::{Block, BlockKind, RawDocument, tidy};

/// Puts the blocks of pages where they belong.
pub(super) fn merge(document: &mut RawDocument, pages: Vec<(u32, Vec<Block>)>) {
    let mut pages = pages.into_iter().peekable();
    let blocks = std::mem::take(&mut document.blocks);
    let mut links = std::mem::take(&mut document.links).into_iter().peekable();
    for (place, block) in blocks.into_iter().enumerate() {
        // A page's blocks stand before its end, and before whatever is of a later page.
        let at = block.place.page.unwrap_or_default();
        let is_after = |page: u32| if block.kind == BlockKind::PageBreak { at >= page } else { at > page };
        while let Some((_, read)) = pages.next_if(|(page, _)| is_after(*page)) {
            document.blocks.extend(read);
        }
        while let Some(mut link) = links.next_if(|link| link.block <= place) {
            link.block = document.blocks.len();
            document.links.push(link);
        }
        document.blocks.push(block);
    }
    pages.for_each(|(_, read)| document.blocks.extend(read));
    // Running heads show, and sentences that pages cut are joined, when the pages stand beside each other. Links count
    // blocks.
    if document.links.is_empty() {
        document.blocks = tidy::tidy(std::mem::take(&mut document.blocks));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Link, Place};

    fn block(page: u32, text: &str) -> Block {
        let kind = if text.is_empty() { BlockKind::PageBreak } else { BlockKind::Paragraph };
        Block {
            kind,
            text: text.to_owned(),
            bold: false,
            furniture: None,
            machine_read: text.starts_with("Read"),
            gap_before: true,
            place: Place { page: Some(page), ..Place::default() },
        }
    }

    fn merged(blocks: Vec<Block>, pages: &[u32]) -> Vec<String> {
        let mut document = RawDocument { blocks, ..RawDocument::default() };
        merge(&mut document, pages.iter().map(|page| (*page, vec![block(*page, &format!("Read {page}."))])).collect());
        document.blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn each_page_stands_in_its_place() {
        let pages =
            || vec![block(1, "One."), block(1, ""), block(2, ""), block(3, "Three."), block(3, ""), block(4, "")];
        assert_eq!(merged(pages(), &[2]), ["One.", "", "Read 2.", "", "Three.", "", ""]);
        assert_eq!(merged(pages(), &[4, 5]), ["One.", "", "", "Three.", "", "Read 4.", "", "Read 5."]);
        assert_eq!(merged(vec![block(1, ""), block(2, "")], &[1, 2, 3]), ["Read 1.", "", "Read 2.", "", "Read 3."]);
        assert_eq!(merged(Vec::new(), &[1]), ["Read 1."]);
        assert_eq!(merged(vec![block(2, "Two.")], &[1, 2]), ["Read 1.", "Two.", "Read 2."]);
    }

    #[test]
    fn a_sentence_that_goes_on_off_a_picture_is_marked_as_read_by_machine() {
        let first = block(1, "The panel heard that the gullies of the county");
        let mut document = RawDocument { blocks: vec![first, block(1, ""), block(2, "")], ..RawDocument::default() };
        let mut second = block(2, "were cleaned in May.");
        second.machine_read = true;
        merge(&mut document, vec![(2, vec![second])]);
        assert_eq!(document.blocks[0].text, "The panel heard that the gullies of the county were cleaned in May.");
        assert!(document.blocks[0].machine_read);
    }

    #[test]
    fn links_go_with_their_blocks() {
        let link = Link { text: "Three".into(), url: "x".into(), block: 1 };
        let blocks = vec![block(1, ""), block(3, "Three.")];
        let mut document = RawDocument { blocks, links: vec![link], ..RawDocument::default() };
        merge(&mut document, vec![(1, vec![block(1, "Read.")]), (2, vec![block(2, "Read.")])]);
        assert_eq!(document.blocks[document.links[0].block].text, "Three.");
    }
}
