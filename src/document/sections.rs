//! Blocks to sections: headings with their paths, numbered paragraphs with their roles.
//!
//! In comes the view of one paper; out come its sections. Every block of the body lands in exactly one heading or
//! paragraph; of the opening, what is neither title nor committee nor date is kept in a section without a heading.

use super::{
    dates::dates,
    headings::{self, Heading},
    numbers::{self, Form},
    opening::PartView,
    paper::{Paragraph, Section, SectionKind},
    roles::Roles,
    standing,
};
use crate::corpus::{Block, BlockKind};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// The sections of a paper; one without text at the least. `plain` text has no headings but those that are marked.
/// `links` are the blocks that are a link and nothing else.
pub(crate) fn sections(paper: &str, view: &PartView<'_>, plain: bool, links: &FxHashSet<usize>) -> Vec<Section> {
    let mut outline =
        Outline { paper, stack: Vec::new(), appendix: false, numbered: false, open: None, done: Vec::new() };
    for (at, block) in view.blocks.iter().enumerate().take(view.body.start).skip(view.opening.start) {
        let title = view.title.as_ref().is_some_and(|title| title.blocks.contains(&at));
        if !title && block.kind != BlockKind::PageBreak && !is_bare(block) {
            outline.paragraph(block);
        }
    }
    let contents = contents(view);
    let listed: Vec<(String, String)> = view.blocks[contents.clone()]
        .iter()
        .filter_map(|block| numbers::split(&block.text))
        .map(|(number, name)| (number.printed, name.to_owned()))
        .collect();
    for (at, block) in view.blocks.iter().enumerate().take(view.body.end).skip(view.body.start) {
        if block.kind == BlockKind::PageBreak {
            continue;
        }
        let heading = if contents.contains(&at) {
            None
        } else {
            headings::heading(view.blocks, at, plain, &listed, links.contains(&at))
        };
        match heading {
            // Contacts of the council and those for the report are one section.
            Some(heading) if outline.is_of_contacts() && headings::is_of_contacts(heading.text) => {
                outline.paragraph(block)
            }
            Some(heading) => {
                let in_contents = heading
                    .number
                    .as_ref()
                    .is_some_and(|number| listed.iter().any(|(listed, _)| *listed == number.printed));
                // An entry of the contents after an appendix is the paper going on.
                outline.appendix &= !(in_contents && heading.marked.is_none());
                outline.heading(&heading, block);
            }
            None => outline.paragraph(block),
        }
    }
    outline.end()
}

/// Whether a line of the opening is a date or a committee and nothing else; they are fields of the paper.
fn is_bare(block: &Block) -> bool {
    let text = block.text.as_str();
    let words = text.split(' ').count();
    let lower = text.to_lowercase();
    let body = ["committee", "panel", "board", "commission", "pwyllgor"].iter().any(|name| lower.contains(name));
    let dated = dates(text).first().is_some_and(|date| date.range.len() * 2 > text.len());
    block.furniture.is_none() && words <= 14 && (dated || (body && !text.contains(':')) || lower == "agenda")
}

/// The lines of a list of contents: short numbered lines under that name, which come again as headings.
fn contents(view: &PartView<'_>) -> Range<usize> {
    let body = view.body.clone();
    let blocks = view.blocks.get(body.clone()).unwrap_or_default();
    let named = |block: &Block| {
        let name = block.text.trim_end_matches(':');
        ["contents", "table of contents", "index"].iter().any(|contents| name.eq_ignore_ascii_case(contents))
    };
    let Some(first) = blocks.iter().take(60).position(named) else { return 0..0 };
    let mut end = first + 1;
    let mut seen: Vec<String> = Vec::new();
    for block in &blocks[first + 1..] {
        let short = block.text.len() <= 160 && !matches!(block.kind, BlockKind::Heading { .. });
        let number = numbers::split(&block.text).map(|(number, _)| number.printed);
        let again = number.as_ref().is_some_and(|number| seen.contains(number));
        if !short
            || again
            || (number.is_none() && !matches!(block.kind, BlockKind::TableRow { .. } | BlockKind::ListItem { .. }))
        {
            break;
        }
        seen.extend(number);
        end += 1;
        if seen.len() > 200 {
            break;
        }
    }
    if seen.is_empty() { 0..0 } else { body.start + first + 1..body.start + end }
}

/// The section that is being filled, with what its paragraphs need.
struct Open {
    section: Section,
    roles: Roles,
    standing: bool,
}

struct Outline<'p> {
    paper: &'p str,
    /// Level, heading with its number, and kind of the headings above.
    stack: Vec<(usize, String, SectionKind)>,
    /// Whether an appendix has begun, under which numbering begins again.
    appendix: bool,
    /// Whether the headings are numbered: then numbers decide the level, and marks do not.
    numbered: bool,
    open: Option<Open>,
    done: Vec<Section>,
}

impl Outline<'_> {
    fn heading(&mut self, heading: &Heading<'_>, block: &Block) {
        self.close();
        // "Minutes:" below a numbered item heads what was said on it; the minutes of the last meeting are an item.
        let said = self.numbered && heading.number.is_none() && heading.text.eq_ignore_ascii_case("minutes:");
        let own = if said { None } else { headings::kind_of(heading.text) };
        let level = self.level(heading, own);
        while self.stack.last().is_some_and(|(above, ..)| *above >= level) {
            self.stack.pop();
        }
        let above = self.stack.last().map(|(_, _, kind)| *kind);
        let kind = own.or(above).unwrap_or(SectionKind::Other);
        let printed = heading.number.as_ref().map(|number| number.printed.clone());
        let whole = match &printed {
            Some(number) => format!("{number} {}", heading.text),
            None => heading.text.to_owned(),
        };
        self.stack.push((level, whole, kind));
        let path = self.stack.iter().map(|(_, heading, _)| heading.clone()).collect();
        self.begin(printed, Some(heading.text.to_owned()), path, kind, block);
    }

    /// Whether the present section says whom to ask.
    fn is_of_contacts(&self) -> bool {
        let heading = self.open.as_ref().and_then(|open| open.section.heading.as_deref());
        heading.is_some_and(headings::is_of_contacts)
    }

    fn level(&mut self, heading: &Heading<'_>, kind: Option<SectionKind>) -> usize {
        let upper = heading.text.to_uppercase();
        if heading.number.is_none()
            && ["APPENDIX", "ANNEX"]
                .iter()
                .any(|word| upper.starts_with(word) && upper.len() > word.len() && !upper.starts_with("APPENDICES"))
        {
            self.appendix = true;
            self.numbered = false;
            return 1;
        }
        let base = usize::from(self.appendix);
        if let Some(number) = &heading.number {
            let depth = match number.form {
                Form::Decimal(depth) => depth,
                _ => 1,
            };
            self.numbered = true;
            return base + depth;
        }
        let closing = matches!(kind, Some(SectionKind::Contact | SectionKind::Appendix));
        if closing {
            return base + 1;
        }
        if self.numbered {
            // Stands under the last numbered heading, beside other unnumbered ones there.
            let number = self.stack.iter().rfind(|(_, heading, _)| numbers::split(heading).is_some());
            return number.map_or(base + 1, |(level, ..)| level + 1);
        }
        match heading.marked {
            Some(marked) => base + usize::from(marked),
            None => base + 1,
        }
    }

    fn begin(
        &mut self,
        number: Option<String>,
        heading: Option<String>,
        path: Vec<String>,
        kind: SectionKind,
        block: &Block,
    ) {
        let id = format!("{}:{}", self.paper, self.done.len());
        let standing = heading
            .as_deref()
            .is_some_and(|heading| standing::is_standing_heading(heading) || headings::is_of_contacts(heading));
        let pages = block.place.page.map(|page| (page, page));
        let section =
            Section { id, number, heading, path, kind, pages, lines: block.place.lines, paragraphs: Vec::new() };
        self.open = Some(Open { section, roles: Roles::of(kind), standing });
    }

    fn paragraph(&mut self, block: &Block) {
        if self.open.is_none() {
            self.begin(None, None, Vec::new(), SectionKind::Other, block);
        }
        let Some(open) = &mut self.open else { return };
        let row = matches!(block.kind, BlockKind::TableRow { .. });
        let split = if row || block.furniture.is_some() { None } else { numbers::split(&block.text) };
        let (number, text) = match &split {
            Some((number, rest)) => (Some(number.printed.clone()), *rest),
            None => (None, block.text.as_str()),
        };
        let boilerplate = block.furniture.is_some() || open.standing || standing::is_standing(text);
        let item = split.as_ref().is_some_and(|(number, _)| number.form == Form::Letter);
        let role = if boilerplate { None } else { open.roles.next(block, text, item, number.as_deref()) };
        let section = &mut open.section;
        if let Some((first, last)) = block.place.lines {
            section.lines = Some(section.lines.map_or((first, last), |(start, end)| (start, end.max(last))));
        }
        if let Some(page) = block.place.page {
            section.pages = Some(section.pages.map_or((page, page), |(first, last)| (first, last.max(page))));
        }
        let (page, lines) = (block.place.page, block.place.lines);
        let machine_read = block.machine_read;
        section.paragraphs.push(Paragraph {
            number,
            role,
            page,
            lines,
            boilerplate,
            machine_read,
            text: text.to_owned(),
        });
    }

    fn close(&mut self) {
        self.done.extend(self.open.take().map(|open| open.section));
    }

    fn end(mut self) -> Vec<Section> {
        self.close();
        if self.done.is_empty() {
            let id = format!("{}:0", self.paper);
            let kind = SectionKind::Other;
            let (number, heading, pages, lines) = (None, None, None, None);
            self.done.push(Section {
                id,
                number,
                heading,
                path: Vec::new(),
                kind,
                pages,
                lines,
                paragraphs: Vec::new(),
            });
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::opening::{self, tests::blocks};

    #[test]
    fn contacts_of_several_kinds_are_one_section_and_stand_aside() {
        let blocks = blocks(
            "Place Scrutiny Committee\n\n4 May 2018\n\nFORDS\n\nBackground\n\nThere are seven.\n\nContact Points\n\nCounty Council Contact Points\n\nA Reed, Head of Fords\n\nSpecific Contact Points for this report\n\n01999 555555\n\nBackground Papers\n\nNone of them was kept.\n",
        );
        let sections = sections("x", &opening::view(&blocks, false, None), false, &FxHashSet::default());
        let named: Vec<_> = sections.iter().filter_map(|section| section.heading.as_deref()).collect();
        assert_eq!(named, ["Background", "Contact Points", "Background Papers"]);
        let contacts = sections.iter().find(|section| section.kind == SectionKind::Contact).unwrap();
        assert_eq!(contacts.paragraphs.len(), 4);
        assert!(contacts.paragraphs.iter().all(|paragraph| paragraph.boilerplate));
    }
}
