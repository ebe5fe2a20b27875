//! XML, one node after the other, under limits.
//!
//! In comes the text of a part; out come starts, ends and texts. Prefixes of names are not looked at: in the parts that are
//! read no two elements differ only by them where it matters. Entities are the five of XML and numbers; a document type
//! is passed over, so that nothing it declares is ever expanded. Of alternatives for readers of different ages the first is taken.

use crate::corpus::{Limits, Skip, SkipReason};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesEnd, BytesStart, Event},
    name::QName,
};
use std::borrow::Cow;

/// What comes next.
pub(super) enum Node<'x> {
    /// An element begins; one without content ends next.
    Start(Tag<'x>),
    /// An element ends.
    End(Close<'x>),
    /// Text inside the element that began last.
    Text(Cow<'x, str>),
}

/// The beginning of an element.
pub(super) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name())
    }

    /// The attribute of this name without its prefix.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        // Without the check for names that come twice: it compares each with all before it.
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|found| local(found.key) == name)?;
        Some(found.normalized_value(XmlVersion::Explicit1_0).unwrap_or_else(|_| found.value.clone()))
    }

    /// What `take` makes of the first attribute of this name, whatever its prefix, of which it makes something.
    pub(super) fn find<T>(&self, name: &str, take: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut attributes = self.0.attributes();
        let mut found = attributes.with_checks(false).flatten().filter(|found| local(found.key) == name);
        found.find_map(|found| take(&found.value))
    }

    /// The attribute of this name as a number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a property such as `<w:b/>` or `<w:b w:val="0"/>` is on.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// The end of an element.
pub(super) struct Close<'x>(BytesEnd<'x>);

impl Close<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name())
    }
}

fn local(name: QName<'_>) -> &str {
    name.0.rsplit_once(':').map_or(name.0, |(_, local)| local)
}

/// A part that is being read.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
    most: usize,
    /// For each set of alternatives that is open, its depth and whether one was taken.
    alternatives: Vec<(usize, bool)>,
}

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str, limits: &Limits) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0, most: limits.nesting, alternatives: Vec::new() }
    }

    /// The next node; `None` at the end.
    ///
    /// # Errors
    ///
    /// `malformed` where it is not well formed or nested too deeply.
    pub(super) fn next(&mut self) -> Result<Option<Node<'x>>, Skip> {
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let tag = Tag(start);
                    match tag.name() {
                        "AlternateContent" => self.alternatives.push((self.depth, false)),
                        "Choice" | "Fallback" => {
                            if let Some((_, taken)) =
                                self.alternatives.last_mut().filter(|(depth, _)| depth + 1 == self.depth)
                                && std::mem::replace(taken, true)
                            {
                                self.skip()?;
                                continue;
                            }
                        }
                        _ => {}
                    }
                    return Ok(Some(Node::Start(tag)));
                }
                Event::End(end) => {
                    if self.alternatives.last().is_some_and(|(depth, _)| *depth == self.depth + 1) {
                        self.alternatives.pop();
                    }
                    return Ok(Some(Node::End(Close(end))));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.into_inner()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.into_inner()))),
                Event::GeneralRef(reference) => {
                    let character = match &*reference {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    if let Some(character) = character {
                        return Ok(Some(Node::Text(Cow::Owned(character.to_string()))));
                    }
                }
                Event::Eof if self.depth > 0 => return Err(malformed("its XML breaks off")),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Empty(_) => {}
            }
        }
    }

    /// Passes over the rest of the element whose start was the last node, its end too.
    ///
    /// # Errors
    ///
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), Skip> {
        let outside = self.depth.saturating_sub(1);
        self.alternatives.retain(|(depth, _)| *depth <= outside);
        while self.depth > outside {
            if let Event::Eof = self.event()? {
                return Err(malformed("its XML breaks off"));
            }
        }
        Ok(())
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next start inside the element that was open at `depth`; `None` when that ends. For property lists.
    ///
    /// # Errors
    ///
    /// As [`Xml::next`].
    pub(super) fn child(&mut self, depth: usize) -> Result<Option<Tag<'x>>, Skip> {
        while self.depth >= depth {
            match self.next()? {
                Some(Node::Start(tag)) => return Ok(Some(tag)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(None)
    }

    fn event(&mut self) -> Result<Event<'x>, Skip> {
        let event = self.reader.read_event().map_err(|error| malformed(format!("its XML is broken: {error}")))?;
        match event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > self.most {
                    return Err(malformed(format!("its XML is nested deeper than {} levels", self.most)));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(event)
    }
}

fn malformed(detail: impl Into<String>) -> Skip {
    Skip::new(SkipReason::Malformed, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<String, Skip> {
        let limits = Limits::default();
        let mut xml = Xml::new(text, &limits);
        let mut words = String::new();
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(tag) if tag.name() == "skip" => xml.skip()?,
                Node::Text(text) => words.push_str(&text),
                _ => {}
            }
        }
        Ok(words)
    }

    #[test]
    fn of_alternatives_the_first_is_taken() {
        let text = "<a><mc:AlternateContent><mc:Choice>one</mc:Choice><mc:Choice>two</mc:Choice><mc:Fallback>three</mc:Fallback></mc:AlternateContent> and <mc:AlternateContent><mc:Fallback>four</mc:Fallback></mc:AlternateContent></a>";
        assert_eq!(words(text).unwrap(), "one and four");
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let text = "<!DOCTYPE a [<!ENTITY b \"bomb\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><a>x &amp; y &b;&c;&#163;5</a>";
        assert_eq!(words(text).unwrap(), "x & y £5");
    }

    #[test]
    fn what_is_skipped_ends_with_its_own_end() {
        assert_eq!(words("<a>1<skip>2<skip>3</skip>4</skip>5</a>").unwrap(), "15");
        assert_eq!(words("<a>1<skip/>5</a>").unwrap(), "15");
    }

    #[test]
    fn broken_xml_is_malformed() {
        for text in ["<a><b></a>", "<a>text", "<a", "<a><skip>", &"<a>".repeat(1000)] {
            assert_eq!(words(text).unwrap_err().reason, SkipReason::Malformed, "{text}");
        }
    }
}
