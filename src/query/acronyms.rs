//! The short forms that papers explain, as a list: what each stands for, who uses it so, and where that was said first.

use super::councils;
use crate::{
    Error, ErrorKind, Index, Result,
    index::{Meaning, SectionRecord},
};
use serde::{Deserialize, Serialize};

/// A short form with what it stands for in some papers. One with several meanings is as many of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcronymMeaning {
    /// The short form as it is written most, in the singular, such as `SIP`.
    pub short: String,
    /// What it stands for, as it is written most.
    pub long: String,
    /// How many papers explain it so: each counts once however often it does.
    pub papers: u64,
    /// Who explains it so: that of most papers first, then by name; papers of unknown councils last.
    pub councils: Vec<AcronymUse>,
}

/// The papers of a council that explain a short form so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcronymUse {
    /// The council's slug; absent for papers whose council is unknown.
    pub value: Option<String>,
    /// Its name; absent likewise.
    pub name: Option<String>,
    /// How many papers.
    pub papers: u64,
    /// The section that does so first: in the earliest paper, of papers of one day in that with the first id.
    pub first: AcronymPlace,
}

/// Where a short form is explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcronymPlace {
    /// The section's id.
    pub id: String,
    /// How it is cited.
    pub citation: String,
    /// The paper's date; absent where unknown.
    pub date: Option<String>,
    /// Where the paper stands in the corpus.
    pub path: String,
}

impl Index {
    /// What the short forms of the papers stand for, by short form, the meaning of most papers first: all of them or, where
    /// `shorts` names some, in any case, these; of all papers or those of `council`, which is a slug, name or alias, or
    /// `unknown`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] where no council is called so; [`ErrorKind::DamagedIndex`] where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// std::fs::write(papers.join("lamps.txt"), "Lamps\n\n1. The Lamp Renewal Scheme (LRS) began.\n")?;
    /// Builder::new(&papers, &index).build()?;
    /// let found = Index::open(&index)?.acronyms(&["lrs"], None)?;
    /// assert_eq!((found[0].long.as_str(), found[0].papers), ("Lamp Renewal Scheme", 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn acronyms(&self, shorts: &[&str], council: Option<&str>) -> Result<Vec<AcronymMeaning>> {
        self.contained(|| {
            let councils = council.map(|typed| self.asked(typed)).transpose()?;
            let table = self.short_forms()?;
            let mut found: Vec<&Meaning> = match shorts {
                [] => table.all().iter().collect(),
                shorts => shorts.iter().flat_map(|short| table.of(short)).collect(),
            };
            if shorts.len() > 1 {
                // Named twice, a short form is listed once.
                found.sort_by_key(|meaning| std::ptr::from_ref(*meaning));
                found.dedup_by_key(|meaning| std::ptr::from_ref(*meaning));
            }
            let meanings = found.into_iter().map(|meaning| self.meaning(meaning, councils.as_deref()));
            let mut meanings: Vec<AcronymMeaning> = meanings.collect::<Result<_>>()?;
            meanings.retain(|meaning| !meaning.councils.is_empty());
            // The table is in the order of the papers of all councils.
            meanings.sort_by_cached_key(|meaning| (meaning.short.to_uppercase(), std::cmp::Reverse(meaning.papers)));
            Ok(meanings)
        })
    }

    /// The slugs that a council's name stands for; `None` for papers whose council is unknown.
    fn asked(&self, typed: &str) -> Result<Vec<Option<String>>> {
        if typed.eq_ignore_ascii_case("unknown") {
            return Ok(vec![None]);
        }
        let found: Vec<Option<String>> =
            councils::named(self, typed).into_iter().map(|council| Some(council.slug)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let hint = match councils::nearest(self, typed) {
            Some(name) => format!("The nearest name in the index is {name}."),
            None => "`scrutineer status` lists the councils of the index.".to_owned(),
        };
        Err(Error::new(ErrorKind::NotFound, format!("no council known here is called \"{typed}\"")).with_hint(hint))
    }

    fn meaning(&self, meaning: &Meaning, asked: Option<&[Option<String>]>) -> Result<AcronymMeaning> {
        let mut councils = Vec::new();
        for of in meaning.uses().iter().filter(|of| asked.is_none_or(|asked| asked.contains(&of.council))) {
            let name = of.council.as_ref().map(|slug| self.manifest().name_of_council(slug).to_owned());
            let first = match self.place(&of.section, meaning) {
                Ok(first) => first,
                // Of what cannot be looked up the others need not suffer.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            councils.push(AcronymUse { value: of.council.clone(), name, papers: of.papers, first });
        }
        councils.sort_by(|one, other| {
            let order = |of: &AcronymUse| (of.value.is_none(), std::cmp::Reverse(of.papers), of.name.clone());
            order(one).cmp(&order(other))
        });
        let papers = councils.iter().map(|of| of.papers).sum();
        Ok(AcronymMeaning { short: meaning.short.clone(), long: meaning.long.clone(), papers, councils })
    }

    fn place(&self, section: &str, meaning: &Meaning) -> Result<AcronymPlace> {
        let record = self.record_with_id(section)?;
        let SectionRecord { paper, definitions, section, .. } = &record;
        let definition = definitions.iter().find(|definition| meaning.is_of(definition));
        let says_so = |text: &str| {
            definition.is_some_and(|definition| text.contains(&definition.long) && text.contains(&definition.short))
        };
        let paragraph = section.paragraphs.iter().find(|paragraph| says_so(&paragraph.text));
        Ok(AcronymPlace {
            id: section.id.clone(),
            citation: record.citation(paragraph),
            date: paper.date.map(|date| date.date.to_string()),
            path: paper.path.clone(),
        })
    }
}
