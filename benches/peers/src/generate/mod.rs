//! Papers and questions made by chance, and always the same ones.
//!
//! In come a size and a seed; out come a folder of papers, `questions.jsonl` and `about.json`. A paper follows from the
//! seed and its number alone, so that the bytes do not depend on the number of threads, and any paper can be made again
//! where a question is drawn from it.

mod paper;
mod prose;
mod questions;
mod random;
mod words;

use anyhow::{Context as _, Result};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs,
    io::{BufWriter, Write as _},
    path::Path,
};

/// Papers made at once before they are written in their order: bounds memory.
const BATCH: u64 = 256;

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The seed.
    pub seed: u64,
    /// Megabytes asked for.
    pub megabytes: u64,
    /// Bytes of the papers.
    pub bytes: u64,
    /// Papers.
    pub papers: u64,
    /// Sections, as [`Question`](crate::Question)s find them.
    pub sections: u64,
    /// Words of the sections.
    pub words: u64,
    /// Councils that have papers.
    pub councils: u64,
    /// Papers that are near-copies of earlier ones.
    pub copies: u64,
    /// BLAKE3 of all the papers' texts in their order.
    pub hash: String,
}

/// Makes a corpus of about so many megabytes in `folder`, which must be empty or not there.
///
/// # Errors
///
/// Where the folder holds something or the disk refuses.
pub fn generate(folder: &Path, megabytes: u64, seed: u64) -> Result<About> {
    let papers = folder.join("papers");
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        anyhow::bail!("{} is not empty; name another folder or remove it", folder.display());
    }
    fs::create_dir_all(&papers).with_context(|| format!("cannot make {}", papers.display()))?;
    let mut about = About { seed, megabytes, ..About::default() };
    let mut councils = BTreeSet::new();
    let mut hasher = blake3::Hasher::new();
    let most = megabytes * 1_000_000;
    'all: loop {
        let batch: Vec<paper::Paper> =
            (about.papers..about.papers + BATCH).into_par_iter().map(|number| paper::paper(seed, number)).collect();
        for paper in batch {
            // The last paper goes in where that comes nearer to the size asked for.
            if about.bytes + paper.text.len() as u64 / 2 > most {
                break 'all;
            }
            if councils.insert(paper.council) {
                fs::create_dir_all(papers.join(paper.council))?;
            }
            let path = papers.join(&paper.path);
            fs::write(&path, &paper.text).with_context(|| format!("cannot write {}", path.display()))?;
            hasher.update(paper.text.as_bytes());
            about.bytes += paper.text.len() as u64;
            about.papers += 1;
            about.sections += paper.sections as u64;
            about.words += paper.words as u64;
            about.copies += u64::from(paper.is_copy);
        }
    }
    about.councils = councils.len() as u64;
    about.hash = hasher.finalize().to_hex().to_string();
    let mut file = BufWriter::new(fs::File::create(folder.join("questions.jsonl"))?);
    for question in questions::questions(seed, about.papers) {
        serde_json::to_writer(&mut file, &question)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    fs::write(folder.join("about.json"), serde_json::to_vec_pretty(&about)?)?;
    Ok(about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{self, Form};

    fn corpus(megabytes: u64, seed: u64, threads: usize) -> (tempfile::TempDir, About) {
        let folder = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let about = pool.install(|| generate(folder.path(), megabytes, seed)).unwrap();
        (folder, about)
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
        let ((one, first), (two, second)) = (corpus(1, 7, 1), corpus(1, 7, 3));
        assert_eq!(first, second);
        let questions = |folder: &tempfile::TempDir| fs::read(folder.path().join("questions.jsonl")).unwrap();
        assert_eq!(questions(&one), questions(&two));
        assert_ne!(corpus(1, 8, 2).1.hash, first.hash);
    }

    #[test]
    fn the_size_is_that_asked_for_and_every_section_begins_with_a_mark() {
        let (folder, about) = corpus(3, 1, 2);
        assert!((2_910_000..3_090_000).contains(&about.bytes), "{}", about.bytes);
        let mut marks = 0;
        for council in fs::read_dir(folder.path().join("papers")).unwrap() {
            for paper in fs::read_dir(council.unwrap().path()).unwrap() {
                let text = fs::read_to_string(paper.unwrap().path()).unwrap();
                marks += text.lines().filter(|line| line.starts_with('#')).count() as u64;
            }
        }
        assert_eq!(marks, about.sections);
        // Three megabytes are too few papers for one in fifty to be among them for sure.
        let copies = (0..500).filter(|number| paper::paper(1, *number).is_copy).count();
        assert!((1..30).contains(&copies), "{copies}");
    }

    #[test]
    fn there_are_two_hundred_questions_and_the_plain_ones_have_an_answer() {
        let (folder, about) = corpus(1, 3, 2);
        let questions = question::read(&folder.path().join("questions.jsonl")).unwrap();
        assert_eq!(questions.len(), 200);
        let papers: Vec<String> =
            (0..about.papers).map(|number| paper::paper(about.seed, number).text.to_lowercase()).collect();
        for question in &questions {
            if let Form::All(words) | Form::Phrase(words) = &question.form {
                let found = |text: &String| words.iter().all(|word| text.contains(word.as_str()));
                assert!(papers.iter().any(found), "{}: {words:?}", question.id);
            }
        }
    }
}
