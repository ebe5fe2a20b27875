//! An id as people give it, whole or shortened, to the sections that it stands for.
//!
//! In comes the id of a paper or of a section, or at least six characters of the paper's; out come the sections of that
//! paper and which of them was meant, or an error that says which ids come near.

use super::{
    reader::Index,
    record::{PaperSummary, SectionRecord},
};
use crate::{Error, ErrorKind, Result};

/// The fewest characters of an id that will do.
const SHORTEST: usize = 6;
/// How many papers are named where a short id fits several.
const NAMED: usize = 10;

/// What an id stands for: a paper, or one section of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lookup {
    /// The paper.
    pub paper: PaperSummary,
    /// All sections of the paper, in order; never empty.
    pub sections: Vec<SectionRecord>,
    /// The place among them of the section that was asked for; absent where the whole paper was.
    pub asked: Option<usize>,
}

impl Lookup {
    /// What was asked for: the section, or all of the paper.
    pub fn records(&self) -> &[SectionRecord] {
        self.around(0)
    }

    /// What was asked for with up to `context` sections before and after it; all of the paper where that was asked for.
    pub fn around(&self, context: usize) -> &[SectionRecord] {
        let Some(place) = self.asked else { return &self.sections };
        let end = place.saturating_add(context).saturating_add(1).min(self.sections.len());
        self.sections.get(place.saturating_sub(context)..end).unwrap_or_default()
    }
}

impl Index {
    /// The paper or section that an id stands for. The paper's part may be shortened to any six characters or more that
    /// fit one paper only.
    ///
    /// An id is made of the paper's bytes, its side-file and what path rules say of it, so that it is the same after a
    /// rebuild, in another folder, and after the file has moved (unless a path rule reads the new path otherwise); a paper
    /// whose bytes or side-file change is another paper with another id. Papers of JSON Lines bear the id that their line
    /// gives.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] where no paper or section has the id, [`ErrorKind::Ambiguous`] where a short one fits several
    /// papers, [`ErrorKind::Usage`] where it is too short, [`ErrorKind::DamagedIndex`] where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// std::fs::write(papers.join("lamps.jsonl"), r#"{"id":"lamps-2019","title":"Lamps","text":"Lamps were lit."}"#)?;
    /// Builder::new(&papers, &index).build()?;
    /// let index = Index::open(&index)?;
    ///
    /// assert_eq!(index.lookup("lamps-")?.records()[0].paper.id, "lamps-2019");
    /// let error = index.lookup("lamps-2019:7").unwrap_err();
    /// assert_eq!(error.to_string(), "the paper has no section 7: lamps-2019:7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lookup(&self, id: &str) -> Result<Lookup> {
        let sections = self.sections_of(id)?;
        if let Some(first) = sections.first() {
            return Ok(Lookup { paper: first.paper.clone(), sections, asked: None });
        }
        // An id may hold a colon itself, so that only a number after the last one makes it a section's.
        let section = id.rsplit_once(':').and_then(|(paper, ordinal)| Some((paper, ordinal.parse::<u64>().ok()?)));
        let prefix = section.map_or(id, |(paper, _)| paper);
        let sections = self.sections_of(&self.only_paper(prefix)?)?;
        let Some(paper) = sections.first().map(|record| record.paper.clone()) else { return Err(no_paper(prefix)) };
        let Some((_, ordinal)) = section else { return Ok(Lookup { paper, sections, asked: None }) };
        match sections.iter().position(|record| record.ordinal == ordinal) {
            Some(place) => Ok(Lookup { paper, sections, asked: Some(place) }),
            None => Err(no_section(id, ordinal, &sections)),
        }
    }

    /// The id of the one paper that a prefix stands for.
    fn only_paper(&self, prefix: &str) -> Result<String> {
        let mut ids = self.papers_with_prefix(prefix, NAMED + 1)?;
        let exact = ids.iter().any(|id| id == prefix);
        if prefix.chars().count() < SHORTEST && !exact {
            return Err(Error::new(ErrorKind::Usage, format!("'{prefix}' is too short for an id"))
                .with_hint(format!("Give at least {SHORTEST} characters of it.")));
        }
        match ids.len() {
            0 => Err(no_paper(prefix)),
            1 => Ok(ids.remove(0)),
            _ => Err(self.several(prefix, &ids)?),
        }
    }

    fn several(&self, prefix: &str, ids: &[String]) -> Result<Error> {
        let mut hint = "Give more of it. It may be:".to_owned();
        for id in ids.iter().take(NAMED) {
            let sections = self.sections_of(id)?;
            let path = sections.first().map_or("", |record| &record.paper.path);
            hint.push_str(&format!("\n  {id}  {path}"));
        }
        if ids.len() > NAMED {
            hint.push_str("\n  and more");
        }
        let error = Error::new(ErrorKind::Ambiguous, format!("'{prefix}' fits more than one paper"));
        Ok(error.with_hint(hint))
    }
}

fn no_paper(id: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("no paper in the index has the id '{id}'"))
        .with_hint("Copy the id from a hit; ids change when the paper's bytes change.")
}

fn no_section(id: &str, ordinal: u64, sections: &[SectionRecord]) -> Error {
    let hint = match sections {
        [only] => format!("It has one section: {}.", only.section.id),
        [first, .., last] => format!(
            "It has the sections {} to {}; leave out the number to see them all.",
            first.section.id, last.ordinal
        ),
        [] => "It has none.".to_owned(),
    };
    Error::new(ErrorKind::NotFound, format!("the paper has no section {ordinal}: {id}")).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Gazetteer, query::tests::draft};

    fn index() -> Index {
        let paper = |id: &str| draft(id).section("", &["a"]).section("B", &["b"]).section("C", &["c"]).paper();
        Index::in_memory(&[paper("abcdef01"), paper("abcdef02"), paper("x:1")], Gazetteer::builtin()).unwrap()
    }

    #[test]
    fn the_sections_about_one_end_where_the_paper_ends() {
        let index = index();
        let ordinals = |id: &str, context: usize| {
            let found = index.lookup(id).unwrap();
            found.around(context).iter().map(|record| record.ordinal).collect::<Vec<_>>()
        };
        assert_eq!(ordinals("abcdef01:0", 1), [0, 1]);
        assert_eq!(ordinals("abcdef01:1", 0), [1]);
        assert_eq!(ordinals("abcdef01:2", 1), [1, 2]);
        assert_eq!(ordinals("abcdef01:1", usize::MAX), [0, 1, 2]);
        assert_eq!(ordinals("abcdef01", 0), [0, 1, 2]);
    }

    #[test]
    fn an_id_with_a_colon_is_a_papers_before_it_is_a_sections() {
        let index = index();
        assert_eq!(index.lookup("x:1").unwrap().asked, None);
        assert_eq!(index.lookup("x:1:2").unwrap().asked, Some(2));
    }

    #[test]
    fn an_id_that_is_not_found_says_what_comes_near() {
        let index = index();
        let told = |id: &str| {
            let error = index.lookup(id).unwrap_err();
            (error.kind(), format!("{error}. {}", error.hint().unwrap()))
        };
        let (kind, text) = told("abcdef01:3");
        assert_eq!(kind, ErrorKind::NotFound);
        assert_eq!(
            text,
            "the paper has no section 3: abcdef01:3. It has the sections abcdef01:0 to 2; leave out the number to see \
             them all."
        );
        let (kind, text) = told("abcdef");
        assert_eq!(kind, ErrorKind::Ambiguous);
        assert!(text.contains("abcdef01") && text.contains("abcdef02"), "{text}");
        assert_eq!(told("abcde").0, ErrorKind::Usage);
        assert_eq!(told("abcdef03").0, ErrorKind::NotFound);
        assert_eq!(told("").0, ErrorKind::Usage);
    }
}
