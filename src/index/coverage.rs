//! Which papers of which council and year are in an index: what a researcher asks before counting anything.

use super::{pointer::Pointer, reader, sources::Sources};
use crate::{Result, document::DateValue};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// Papers by council and year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "coverage")]
#[non_exhaustive]
pub struct Coverage {
    /// The version of the wire format.
    pub version: u32,
    /// The generation that is counted.
    pub generation: String,
    /// The councils by name; papers whose council is unknown come last.
    pub councils: Vec<CouncilCoverage>,
    /// How many files and records could not be read, whose council and year are therefore unknown.
    pub unread: u64,
}

/// The papers of a council.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CouncilCoverage {
    /// Its slug; absent for the papers whose council is unknown.
    pub value: Option<String>,
    /// Its name; absent likewise.
    pub name: Option<String>,
    /// How many papers.
    pub papers: u64,
    /// How many by the year in which their date begins.
    pub years: BTreeMap<i16, u64>,
    /// How many have no date.
    pub undated: u64,
    /// The latest date; absent where none has one.
    pub last: Option<String>,
}

/// What the published generation of an index covers.
///
/// # Errors
///
/// [`ErrorKind::NoIndex`](crate::ErrorKind::NoIndex) where there is none,
/// [`ErrorKind::IndexFormat`](crate::ErrorKind::IndexFormat) where another version wrote it,
/// [`ErrorKind::DamagedIndex`](crate::ErrorKind::DamagedIndex) where its list of papers cannot be read.
///
/// ```
/// use scrutineer::index::{self, Builder};
///
/// let folder = tempfile::tempdir()?;
/// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
/// std::fs::create_dir(&papers)?;
/// std::fs::write(papers.join("lamps.txt"), "Kent County Council\n\nLamps\n\nLamps were lit.\n")?;
/// Builder::new(&papers, &index).build()?;
/// let coverage = index::coverage(&index)?;
/// assert_eq!(coverage.councils[0].papers, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn coverage(index: &Path) -> Result<Coverage> {
    let pointer = Pointer::load(index)?;
    let entry = pointer.published().ok_or_else(|| reader::no_index(index))?;
    let manifest = reader::read_manifest(&index.join(&entry.name), &entry.manifest)?;
    let sources = Sources::load(index, &manifest)?;
    Ok(Coverage { generation: entry.name.clone(), ..of(&sources) })
}

fn of(sources: &Sources) -> Coverage {
    let mut councils: BTreeMap<(bool, Option<String>), (CouncilCoverage, Option<DateValue>)> = BTreeMap::new();
    for (_, paper) in sources.papers() {
        let name = paper.council.as_ref().map(|slug| sources.councils.get(slug).unwrap_or(slug).clone());
        let (council, last) = councils.entry((name.is_none(), name.clone())).or_default();
        council.value.clone_from(&paper.council);
        council.name = name;
        council.papers += 1;
        match paper.date.as_deref().and_then(DateValue::parse) {
            Some(date) => {
                *council.years.entry(date.first().year()).or_default() += 1;
                if last.is_none_or(|last| date.last() > last.last()) {
                    *last = Some(date);
                }
            }
            None => council.undated += 1,
        }
    }
    let councils = councils.into_values();
    let councils =
        councils.map(|(council, last)| CouncilCoverage { last: last.map(|date| date.to_string()), ..council });
    Coverage { version: 1, generation: String::new(), councils: councils.collect(), unread: sources.skipped_count() }
}
