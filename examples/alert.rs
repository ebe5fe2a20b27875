//! An alert tool: saved questions, and what is new to them since it ran last. Run it, and again after papers came, with
//! `cargo run --no-default-features --example alert -- corpus alerts "early help" "role:recommendation transport"`.
//!
//! The folder `alerts` has the index and what was told already. On a day without news it prints nothing, so that
//! `alert … | mail -E -s "New papers" me@example.org` sends no empty mail.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use scrutineer::{
    Builder, Index,
    query::{SavedQuestion, WatchFile, WatchRequest},
};
use std::{env, error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [papers, folder, questions @ ..] = &arguments[..] else {
        return Err("usage: alert PAPERS FOLDER QUESTION…".into());
    };
    let index = Path::new(folder).join("index");
    Builder::new(papers, &index).build()?;

    // A question is known again by its id; here it is its own.
    let questions = questions.iter().map(|question| SavedQuestion::new(question, question));
    // The file is locked until it is dropped: two runs at once do not tell the same twice.
    let mut told = WatchFile::open(Path::new(folder).join("told.json"))?;
    let watch = Index::open(&index)?.watch(&WatchRequest::new(questions).limit(Some(5)), told.state())?;
    for question in watch.questions.iter().filter(|question| !question.is_quiet()) {
        println!("{}: {} new", question.query, question.new);
        // Such as that a filter's council is not known.
        for notice in question.remarks() {
            println!("  note: {}", notice.text);
        }
        for hit in &question.hits {
            println!("  {}", hit.citation);
        }
    }
    // Only now: whoever stops it before is told again.
    told.save(watch.state)?;
    Ok(())
}
