//! The simple rule by which plain contestants read papers.
//!
//! A paper is `<council-slug>/<yyyy-mm-dd>-….md`; a section begins with each line that starts with `# ` or `## `.
//! Nothing is worked out from the text: that is what scrutineer does beside.

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A file of the corpus, known without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it is.
    pub file: PathBuf,
    /// Relative to the folder of papers, with `/`.
    pub path: String,
    /// By which a change is told.
    pub stamp: Stamp,
}

/// Size and time of a file: what plain contestants tell a change by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub bytes: u64,
    /// Modified, in nanoseconds since 1970.
    pub modified: u64,
}

/// All papers of a folder, in the order of their paths.
pub fn sources(papers: &Path) -> Result<Vec<Source>> {
    if !papers.is_dir() {
        bail!("there is no folder {}; make a corpus with `peers generate` first", papers.display());
    }
    let mut sources = Vec::new();
    for entry in walkdir::WalkDir::new(papers).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let metadata = entry.metadata()?;
        let modified = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let stamp = Stamp { bytes: metadata.len(), modified: modified.as_nanos() as u64 };
        let path = entry.path().strip_prefix(papers)?.to_string_lossy().replace('\\', "/");
        sources.push(Source { file: entry.into_path(), path, stamp });
    }
    Ok(sources)
}

/// The bytes of all papers of a folder.
pub fn bytes(papers: &Path) -> Result<u64> {
    Ok(sources(papers)?.iter().map(|source| source.stamp.bytes).sum())
}

/// The council that a path states: its folder.
pub fn council(path: &str) -> &str {
    path.split_once('/').map_or("", |(council, _)| council)
}

/// The day that a path states, as the number yyyymmdd; 0 where it states none.
pub fn day(path: &str) -> u64 {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.get(..10).and_then(day_of).unwrap_or(0)
}

/// `2019-03-06` as 20190306; an incomplete date as its first day.
pub fn day_of(date: &str) -> Option<u64> {
    let mut parts = date.split('-').map(|part| part.parse::<u64>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    Some(year * 10_000 + month * 100 + day)
}

/// As [`day_of`], an incomplete date as its last day.
pub fn last_day_of(date: &str) -> Option<u64> {
    let first = day_of(date)?;
    Some(match date.len() {
        4 => first / 10_000 * 10_000 + 1231,
        7 => first / 100 * 100 + 31,
        _ => first,
    })
}

/// The sections of a paper: heading without its marks, and the whole text with the line of the heading.
pub fn cut(text: &str) -> Vec<(&str, &str)> {
    let mut begins: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("# ") || line.starts_with("## ") {
            begins.push(at);
        }
        at += line.len();
    }
    if begins.first() != Some(&0) && !text.is_empty() {
        begins.insert(0, 0);
    }
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    begins.iter().zip(ends).map(|(begin, end)| &text[*begin..end]).map(|section| (heading(section), section)).collect()
}

fn heading(section: &str) -> &str {
    let line = section.lines().next().unwrap_or("");
    match line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")) {
        Some(heading) => heading.trim(),
        None => "",
    }
}

/// What an index of a plain contestant was built from, beside it: `sources.json`.
pub type Stamps = BTreeMap<String, Stamp>;

/// What is to be done to bring an index up to date.
#[derive(Debug, Default)]
pub struct Difference {
    /// New or changed.
    pub add: Vec<Source>,
    /// Paths that are gone or changed.
    pub remove: Vec<String>,
    /// All there is now.
    pub now: Stamps,
}

/// Walks `papers` and compares it with what `index` was built from.
pub fn difference(papers: &Path, index: &Path) -> Result<Difference> {
    let before: Stamps = match std::fs::read(index.join("sources.json")) {
        Ok(bytes) => serde_json::from_slice(&bytes)?,
        Err(_) => Stamps::new(),
    };
    let mut difference = Difference::default();
    for source in sources(papers)? {
        difference.now.insert(source.path.clone(), source.stamp);
        match before.get(&source.path) {
            Some(stamp) if *stamp == source.stamp => continue,
            Some(_) => difference.remove.push(source.path.clone()),
            None => {}
        }
        difference.add.push(source);
    }
    difference.remove.extend(before.keys().filter(|path| !difference.now.contains_key(*path)).cloned());
    Ok(difference)
}

/// Writes what an index was built from.
pub fn keep(index: &Path, now: &Stamps) -> Result<()> {
    Ok(std::fs::write(index.join("sources.json"), serde_json::to_vec(now)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_goes_from_its_heading_to_the_next() {
        let cut = cut("# Gullies\nOne.\n## 2 Drains\n#hash\n### three\n");
        assert_eq!(cut, [("Gullies", "# Gullies\nOne.\n"), ("2 Drains", "## 2 Drains\n#hash\n### three\n")]);
    }

    #[test]
    fn the_sections_joined_give_the_text_back() {
        for text in ["", "no heading\nat all", "before\n# A\nafter\n## B"] {
            assert_eq!(cut(text).iter().map(|(_, section)| *section).collect::<String>(), text);
        }
    }

    #[test]
    fn a_path_states_council_and_day() {
        let path = "northmarch/2019-03-06-2-gullies.md";
        assert_eq!((council(path), day(path)), ("northmarch", 20_190_306));
        assert_eq!(day("northmarch/gullies.md"), 0);
        assert_eq!(
            (day_of("2019"), last_day_of("2019"), last_day_of("2019-02")),
            (Some(20_190_101), Some(20_191_231), Some(20_190_231))
        );
    }

    #[test]
    fn a_changed_file_is_removed_and_added_and_a_gone_one_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
        std::fs::create_dir_all(papers.join("a")).unwrap();
        std::fs::create_dir_all(&index).unwrap();
        for name in ["1.md", "2.md", "3.md"] {
            std::fs::write(papers.join("a").join(name), "# A\n").unwrap();
        }
        let first = difference(&papers, &index).unwrap();
        assert_eq!((first.add.len(), first.remove.len()), (3, 0));
        keep(&index, &first.now).unwrap();
        std::fs::write(papers.join("a/2.md"), "# A\nmore\n").unwrap();
        std::fs::remove_file(papers.join("a/3.md")).unwrap();
        let second = difference(&papers, &index).unwrap();
        assert_eq!(second.remove, ["a/2.md", "a/3.md"]);
        assert_eq!(second.add.iter().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["a/2.md"]);
    }
}
