//! Builders of office files for tests: small documents as Word, PowerPoint and Excel write them.

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A zip container with these parts.
pub(crate) fn container(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The part that names what a part refers to: ids, kinds and targets.
pub(crate) fn relations(list: &[(&str, &str, &str)]) -> String {
    let rows = list
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#));
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"#,
        rows.collect::<String>()
    )
}

/// A Word document that is being written.
#[derive(Default)]
pub(crate) struct Docx {
    body: String,
    parts: Vec<(String, String)>,
    relations: Vec<(String, String, String)>,
}

/// Which part is what, for Word and LibreOffice; not read here.
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>"#;

/// Ids as a Welsh Word writes them; names are English in every language.
const STYLES: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr/></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Teitl"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Pennawd1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Pennawd2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ReportHeading"><w:name w:val="Report Heading"/><w:basedOn w:val="Pennawd2"/></w:style>
<w:style w:type="paragraph" w:styleId="Cynnwys1"><w:name w:val="toc 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Spaced"><w:name w:val="Spaced"/><w:pPr><w:spacing w:after="200"/><w:contextualSpacing/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
</w:styles>"#;

/// List 1 prints 1. and 1.1 and (a), list 2 has bullets.
const NUMBERING: &str = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#61623;"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
</w:numbering>"#;

impl Docx {
    /// A run of text as it stands in a paragraph.
    pub(crate) fn run(text: &str) -> String {
        format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#)
    }

    /// Marks of the body as they are.
    #[must_use]
    pub(crate) fn raw(mut self, xml: &str) -> Self {
        self.body.push_str(xml);
        self
    }

    /// A paragraph with these properties.
    #[must_use]
    pub(crate) fn paragraph(self, properties: &str, text: &str) -> Self {
        let run = Self::run(text);
        self.raw(&format!("<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"))
    }

    #[must_use]
    pub(crate) fn text(self, text: &str) -> Self {
        self.paragraph("", text)
    }

    #[must_use]
    pub(crate) fn title(self, text: &str) -> Self {
        self.paragraph(r#"<w:pStyle w:val="Teitl"/>"#, text)
    }

    #[must_use]
    pub(crate) fn heading(self, level: u8, text: &str) -> Self {
        self.paragraph(&format!(r#"<w:pStyle w:val="Pennawd{level}"/>"#), text)
    }

    /// A paragraph of a list, on a level from 0.
    #[must_use]
    pub(crate) fn listed(self, list: i32, level: usize, text: &str) -> Self {
        let properties = format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#);
        self.paragraph(&properties, text)
    }

    /// A heading with a number.
    #[must_use]
    pub(crate) fn numbered_heading(self, level: u8, text: &str) -> Self {
        let at = level - 1;
        let list = format!(r#"<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr>"#);
        self.paragraph(&format!(r#"<w:pStyle w:val="Pennawd{level}"/>{list}"#), text)
    }

    #[must_use]
    pub(crate) fn table(mut self, rows: &[&[&str]]) -> Self {
        self.body.push_str("<w:tbl>");
        for row in rows {
            let cells = row.iter().map(|cell| format!("<w:tc><w:p>{}</w:p></w:tc>", Self::run(cell)));
            self.body.push_str(&format!("<w:tr>{}</w:tr>", cells.collect::<String>()));
        }
        self.raw("</w:tbl>")
    }

    /// Another part, and the relation of the document to it.
    #[must_use]
    pub(crate) fn part(mut self, id: &str, kind: &str, name: &str, text: &str) -> Self {
        self.parts.push((format!("word/{name}"), text.to_owned()));
        self.relations.push((id.to_owned(), kind.to_owned(), name.to_owned()));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let document = format!(
            r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>"#,
            self.body
        );
        let mut own = vec![("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml")];
        let taken = |kind: &str| self.relations.iter().any(|(_, other, _)| other == kind);
        own.retain(|(_, kind, _)| !taken(kind));
        own.extend(self.relations.iter().map(|(id, kind, name)| (id.as_str(), kind.as_str(), name.as_str())));
        let (package, part) = (relations(&[("rId1", "officeDocument", "word/document.xml")]), relations(&own));
        let mut parts = vec![
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", package.as_str()),
            ("word/_rels/document.xml.rels", part.as_str()),
            ("word/document.xml", document.as_str()),
        ];
        parts.extend(self.parts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        for (kind, name, text) in
            [("styles", "word/styles.xml", STYLES), ("numbering", "word/numbering.xml", NUMBERING)]
        {
            if !taken(kind) {
                parts.push((name, text));
            }
        }
        container(&parts)
    }
}
