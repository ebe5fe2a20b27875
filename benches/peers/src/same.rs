//! What must stay the same while the code gets quicker: every answer to the questions of a corpus, with ids, scores and
//! snippets, and every paper as it is understood. Two runs, before and after a change, are compared with `diff`.
//!
//! The processor time that they took, without the writing, is told on standard error.

use crate::{contest::measure, question};
use anyhow::Result;
use scrutineer::{
    Index, corpus,
    document::{Origin, Reader},
    query::Request,
};
use std::{
    io::{self, Write},
    path::Path,
};

/// Writes the answer to each question, a line of JSON each.
///
/// # Errors
///
/// Where the index or the questions cannot be read, or `out` cannot be written to.
pub fn answers(index: &Path, questions: &Path, out: &mut dyn Write) -> Result<f64> {
    let index = Index::open(index)?;
    let mut time = 0.0;
    for question in question::read(questions)? {
        let start = measure::cpu_of_this_process()?;
        let mut answer = index.search(&Request::new(question.scrutineer()))?;
        time += measure::cpu_of_this_process()? - start;
        answer.head.took_ms = 0.0;
        answer.head.generation.clear();
        serde_json::to_writer(&mut *out, &(&question.id, &answer.head, &answer.hits))?;
        out.write_all(b"\n")?;
    }
    Ok(time)
}

/// Writes each paper below a folder as it is understood, a line of JSON each; a file that is not read gives its reason.
///
/// # Errors
///
/// Where the folder cannot be walked, or `out` cannot be written to.
pub fn papers(folder: &Path, out: &mut dyn Write) -> Result<f64> {
    let reader = Reader::for_corpus(folder)?;
    let walk = corpus::walk(folder)?;
    for (path, skip) in &walk.skipped {
        serde_json::to_writer(&mut *out, &(path, skip.to_string()))?;
        out.write_all(b"\n")?;
    }
    let mut time = 0.0;
    for source in walk.sources {
        let mut understood = Vec::new();
        let start = measure::cpu_of_this_process()?;
        corpus::read(&source, &corpus::Limits::default(), &mut |_, document| {
            let origin = Origin::new("0000000000000000", &source.path);
            understood.push(document.map(|document| reader.papers(origin, document)));
        });
        time += measure::cpu_of_this_process()? - start;
        for papers in understood {
            match papers {
                Ok(papers) => serde_json::to_writer(&mut *out, &papers)?,
                Err(skip) => serde_json::to_writer(&mut *out, &(&source.path, skip.to_string()))?,
            }
            out.write_all(b"\n")?;
        }
    }
    Ok(time)
}

/// Runs one of the two into standard output, and tells its time.
///
/// # Errors
///
/// Those of `run`.
pub fn told(run: impl FnOnce(&mut dyn Write) -> Result<f64>) -> Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let time = run(&mut out)?;
    out.flush()?;
    // Whoever closed standard error wants no times.
    let _ = writeln!(io::stderr(), "{:.3} s of processor time", time);
    Ok(())
}
