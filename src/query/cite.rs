//! A paper, section or paragraph to what a reference says of it.
//!
//! In comes an id, and perhaps the number of a paragraph; out comes a [`Citation`], which holds what is known and nothing
//! else. How it is written down (a sentence, Markdown, CSL-JSON, BibTeX) is left to `render`.

use super::{HitPaper, HitSection};
use crate::{
    Error, ErrorKind, Index, Result,
    document::{DateBasis, Paragraph},
    index::{Lookup, PaperSummary, SectionRecord},
};

/// How many numbers of paragraphs an error names.
const NAMED: usize = 20;

/// What a reference says of a paper, a section or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Citation {
    /// The id of what is cited: a section's, or a paper's where no section is.
    pub id: String,
    /// A key for bibliographies, such as `northmarch-2019-1a2b3c4d5e6f7081-5`: the council's slug and the year where known,
    /// and the id. ASCII letters, digits, `.`, `_` and `-` only. The same for the same paper in any index.
    pub key: String,
    /// The paper.
    pub paper: HitPaper,
    /// What happened on the paper's date; absent where the date is.
    pub date_basis: Option<DateBasis>,
    /// The section; absent where the paper is cited.
    pub section: Option<HitSection>,
    /// The paragraph's number; absent where no paragraph is cited.
    pub paragraph: Option<String>,
    /// First and last page, the same for a paragraph: the page where it begins. Absent where the source has no pages, and for
    /// a whole paper.
    pub pages: Option<(u32, u32)>,
    /// In short, as hits have it: council, committee, date, paragraph, page.
    pub citation: String,
    /// Where it can be read on the web; see [`PaperSummary::url_at`].
    pub url: Option<String>,
}

impl Index {
    /// What a reference says of the paper or section with this id (see [`Index::lookup`]), or of the paragraph of it with
    /// this printed number, such as `2.2.1` or `7`.
    ///
    /// # Errors
    ///
    /// Those of [`Index::lookup`]. [`ErrorKind::NotFound`] where there is no such paragraph, whose hint names those that there
    /// are; [`ErrorKind::Ambiguous`] where several sections of the paper have one with that number.
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder, render::citation};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// let line = r#"{"id":"lamps-2019","title":"Lamps","text":"7. Lamps were lit.","meeting_date":"2019-03-06",
    ///     "url":"https://example.org/lamps"}"#;
    /// std::fs::write(papers.join("lamps.jsonl"), line.replace('\n', ""))?;
    /// Builder::new(&papers, &index).build()?;
    /// let index = Index::open(&index)?;
    ///
    /// let cited = index.cite("lamps-2019:0", Some("7"))?;
    /// assert_eq!(citation::plain(&cited), "‘Lamps’, 6 March 2019, para 7, https://example.org/lamps");
    /// assert_eq!(cited.key, "2019-lamps-2019-0-para-7");
    /// let error = index.cite("lamps-2019:0", Some("8")).unwrap_err();
    /// assert_eq!(error.hint(), Some("The numbers there are: 7."));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cite(&self, id: &str, paragraph: Option<&str>) -> Result<Citation> {
        let found = self.lookup(id)?;
        if let Some(number) = paragraph {
            let (record, paragraph) = numbered(&found, id, number)?;
            return Ok(Citation::of(record, Some(paragraph)));
        }
        Ok(match found.records() {
            [record] if found.asked.is_some() => Citation::of(record, None),
            _ => Citation::of_paper(&found.paper),
        })
    }
}

impl Citation {
    /// What a reference says of a section or a paragraph of it.
    pub fn of(record: &SectionRecord, paragraph: Option<&Paragraph>) -> Self {
        let number = paragraph.and_then(|paragraph| paragraph.number.clone());
        let id = &record.section.id;
        Self {
            key: key(&record.paper, id, number.as_deref()),
            section: Some(HitSection::of(record)),
            pages: match paragraph {
                Some(paragraph) => paragraph.page.map(|page| (page, page)),
                None => record.section.pages,
            },
            citation: record.citation(paragraph),
            url: record.url(paragraph),
            paragraph: number,
            id: id.clone(),
            ..Self::of_paper(&record.paper)
        }
    }

    /// What a reference says of a paper.
    pub fn of_paper(paper: &PaperSummary) -> Self {
        Self {
            id: paper.id.clone(),
            key: key(paper, &paper.id, None),
            paper: HitPaper::of(paper),
            date_basis: paper.date.map(|date| date.basis),
            section: None,
            paragraph: None,
            pages: None,
            citation: paper.citation(),
            url: paper.url_at(None),
        }
    }
}

/// The paragraph with this number among what was found.
fn numbered<'f>(found: &'f Lookup, id: &str, number: &str) -> Result<(&'f SectionRecord, &'f Paragraph)> {
    let wanted = bare(number);
    let has = |record: &'f SectionRecord| {
        let is_wanted = |one: &&Paragraph| one.number.as_deref().is_some_and(|number| bare(number) == wanted);
        record.section.paragraphs.iter().find(is_wanted).map(|paragraph| (record, paragraph))
    };
    let mut those: Vec<_> = found.records().iter().filter_map(has).collect();
    if those.len() > 1 {
        let sections: Vec<&str> = those.iter().take(NAMED).map(|(record, _)| record.section.id.as_str()).collect();
        let hint = format!("Name the section: {}.", sections.join(", "));
        let what = format!("several sections have a paragraph {number}: {id}");
        return Err(Error::new(ErrorKind::Ambiguous, what).with_hint(hint));
    }
    those.pop().ok_or_else(|| {
        let elsewhere = found.sections.iter().find_map(has);
        let hint = match elsewhere {
            Some((record, _)) => format!("It stands in another section of the paper: {}.", record.section.id),
            None => numbers(found.records()),
        };
        let what = format!("there is no paragraph {number} in {id}");
        Error::new(ErrorKind::NotFound, what).with_hint(hint)
    })
}

/// The numbers that there are, in words.
fn numbers(records: &[SectionRecord]) -> String {
    let all = records.iter().flat_map(|record| &record.section.paragraphs);
    let numbers: Vec<&str> = all.filter_map(|paragraph| paragraph.number.as_deref()).collect();
    let named = numbers.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match numbers.len() {
        0 => "None of its paragraphs has a number; leave out the paragraph to cite the section.".to_owned(),
        count if count > NAMED => format!("The numbers there are: {named} and {} more.", count - NAMED),
        _ => format!("The numbers there are: {named}."),
    }
}

/// A number as one compares it: `7`, `7.`, `(7)` and `para 7` are one.
fn bare(number: &str) -> String {
    let number = number.trim().to_lowercase();
    let number = ["paragraph ", "para "].iter().find_map(|word| number.strip_prefix(word)).unwrap_or(&number);
    number.trim_matches(|character: char| character.is_whitespace() || matches!(character, '(' | ')' | '.')).to_owned()
}

/// The key of a citation. An id with other characters than a key may have is told from its like by its hash.
fn key(paper: &PaperSummary, id: &str, paragraph: Option<&str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(paper.council.as_ref().map(|council| council.slug.clone()));
    parts.extend(paper.date.map(|date| date.date.first().year().to_string()));
    parts.push(match id.strip_prefix(paper.id.as_str()) {
        Some(section) => format!("{}{}", paper.id, section.replace(':', "-")),
        None => id.to_owned(),
    });
    parts.extend(paragraph.map(|number| format!("para-{number}")));
    let text = parts.join("-");
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
    if text.chars().all(is_plain) {
        return text;
    }
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let plain: String = text.chars().map(|character| if is_plain(character) { character } else { '-' }).collect();
    format!("{plain}-{}", &hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Gazetteer, query::tests::draft};

    fn index() -> Index {
        let northmarch = draft("1a2b3c4d5e6f7081")
            .council("northmarch", "Northmarch County Council")
            .date("2019-03")
            .title("Gullies")
            .section("Findings", &["one", "two"])
            .section("Costs", &["three"])
            .paper();
        let mut restarted = draft("notes/7 of May").section("", &["one"]).section("B", &["two"]).paper();
        restarted.sections[1].paragraphs[0].number = Some("1.1".into());
        Index::in_memory(&[northmarch, restarted], Gazetteer::builtin()).unwrap()
    }

    fn told(result: Result<Citation>) -> String {
        let error = result.unwrap_err();
        format!("{error}. {}", error.hint().unwrap())
    }

    #[test]
    fn a_paper_a_section_and_a_paragraph_each_have_a_key_of_their_own() {
        let index = index();
        let key = |id: &str, paragraph| index.cite(id, paragraph).unwrap().key;
        assert_eq!(key("1a2b3c", None), "northmarch-2019-1a2b3c4d5e6f7081");
        assert_eq!(key("1a2b3c:1", None), "northmarch-2019-1a2b3c4d5e6f7081-1");
        assert_eq!(key("1a2b3c:0", Some("1.2")), "northmarch-2019-1a2b3c4d5e6f7081-0-para-1.2");
        let odd = key("notes/7 of May:0", None);
        assert!(odd.starts_with("notes-7-of-May-0-") && odd.len() == "notes-7-of-May-0-".len() + 8, "{odd}");
    }

    #[test]
    fn a_paragraph_is_named_by_its_number_however_it_is_typed() {
        let index = index();
        for number in ["1.2", " 1.2. ", "(1.2)", "para 1.2"] {
            let cited = index.cite("1a2b3c", Some(number)).unwrap();
            assert_eq!((cited.id.as_str(), cited.paragraph.as_deref()), ("1a2b3c4d5e6f7081:0", Some("1.2")));
            assert_eq!(cited.pages, Some((1, 1)));
            assert_eq!(cited.citation, "Northmarch County Council, March 2019, para 1.2, p. 1");
        }
    }

    #[test]
    fn a_paragraph_that_is_not_there_is_told_with_those_that_are() {
        let index = index();
        assert_eq!(
            told(index.cite("1a2b3c:1", Some("9"))),
            "there is no paragraph 9 in 1a2b3c:1. The numbers there are: 2.1."
        );
        assert_eq!(
            told(index.cite("1a2b3c:1", Some("1.1"))),
            "there is no paragraph 1.1 in 1a2b3c:1. It stands in another section of the paper: 1a2b3c4d5e6f7081:0."
        );
        assert_eq!(
            told(index.cite("notes/7 of May", Some("1.1"))),
            "several sections have a paragraph 1.1: notes/7 of May. Name the section: notes/7 of May:0, notes/7 of \
             May:1."
        );
    }
}
