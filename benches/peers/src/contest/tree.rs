//! The papers that are measured: hard links to the corpus, of which some can be changed and put back.
//!
//! The corpus itself is never written to: a changed paper is a new file that takes the place of a link.

use super::sections::{self, Source};
use anyhow::{Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// One paper of so many is changed.
const ONE_OF: usize = 100;
/// The first that is.
const FIRST: usize = 37;
/// What is appended to it.
const PARAGRAPH: &str =
    "\n\n99. Members asked that the further figures be circulated after the meeting, and that a note be added here.\n";

/// A tree of papers that may be changed.
pub struct Tree {
    corpus: PathBuf,
    /// Its folder of papers.
    pub papers: PathBuf,
    sources: Vec<Source>,
}

impl Tree {
    /// Links the papers in `corpus` into `papers`, which is made anew; copies them where links are not to be had.
    pub fn link(corpus: &Path, papers: &Path) -> Result<Self> {
        let sources = sections::sources(corpus)?;
        if sources.is_empty() {
            bail!("{} holds no papers; make a corpus with `peers generate`", corpus.display());
        }
        if papers.exists() {
            fs::remove_dir_all(papers)?;
        }
        let tree = Self { corpus: corpus.to_path_buf(), papers: papers.to_path_buf(), sources };
        for source in &tree.sources {
            tree.put_back(source)?;
        }
        Ok(tree)
    }

    /// How many papers there are and their bytes.
    pub fn size(&self) -> (u64, u64) {
        (self.sources.len() as u64, self.sources.iter().map(|source| source.stamp.bytes).sum())
    }

    /// How many papers a change changes.
    pub fn changed(&self) -> u64 {
        self.chosen().count() as u64
    }

    fn chosen(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().skip(FIRST.min(self.sources.len() - 1)).step_by(ONE_OF)
    }

    /// Appends a paragraph to one paper of a hundred, the same ones each time.
    pub fn change(&self) -> Result<()> {
        for source in self.chosen() {
            let mut text = fs::read(&source.file)?;
            text.extend_from_slice(PARAGRAPH.as_bytes());
            let place = self.papers.join(&source.path);
            fs::remove_file(&place)?;
            fs::write(&place, text)?;
        }
        Ok(())
    }

    /// Undoes [`Self::change`].
    pub fn restore(&self) -> Result<()> {
        for source in self.chosen() {
            fs::remove_file(self.papers.join(&source.path))?;
            self.put_back(source)?;
        }
        Ok(())
    }

    fn put_back(&self, source: &Source) -> Result<()> {
        let (from, to) = (self.corpus.join(&source.path), self.papers.join(&source.path));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to)?;
            let modified = fs::metadata(&from)?.modified()?;
            fs::File::options().write(true).open(&to)?.set_modified(modified)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_the_corpus_alone_and_can_be_undone() {
        let folder = tempfile::tempdir().unwrap();
        let (corpus, papers) = (folder.path().join("corpus"), folder.path().join("papers"));
        fs::create_dir_all(corpus.join("a")).unwrap();
        for number in 0..250 {
            fs::write(corpus.join(format!("a/{number:03}.md")), "# A\ntext\n").unwrap();
        }
        let tree = Tree::link(&corpus, &papers).unwrap();
        let before = sections::sources(&papers).unwrap();
        assert_eq!((tree.size(), tree.changed()), ((250, 2250), 3));
        tree.change().unwrap();
        let changed = sections::sources(&papers).unwrap();
        assert_eq!(changed.iter().zip(&before).filter(|(one, other)| one.stamp.bytes != other.stamp.bytes).count(), 3);
        assert_eq!(
            tree.size().1,
            sections::sources(&corpus).unwrap().iter().map(|source| source.stamp.bytes).sum::<u64>()
        );
        tree.restore().unwrap();
        assert_eq!(sections::sources(&papers).unwrap(), before);
    }

    #[test]
    fn a_corpus_that_is_not_there_is_told_with_what_to_do() {
        let problem = Tree::link(Path::new("none"), Path::new("nowhere")).err().unwrap().to_string();
        assert!(problem.contains("peers generate"), "{problem}");
    }
}
