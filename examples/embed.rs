//! Search inside another tool: build, ask, print. Run it with
//! `cargo run --no-default-features --features pdf,office --example embed -- corpus "edge of care"`.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use scrutineer::{
    Index,
    corpus::{
        EXTRACTORS, Extraction, Isolation,
        worker::{self, WorkerCommand},
    },
    index::Builder,
    query::Request,
};
use std::env;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1).peekable();
    // PDF and its like are read in processes of their own, which are this program again: a file that brings its reader
    // down does not end the tool.
    if arguments.next_if(|first| first == "read-papers").is_some() {
        return Ok(worker::run(EXTRACTORS)?);
    }
    let workers = Isolation::Workers(WorkerCommand::this_program()?.arg("read-papers"));
    let papers = arguments.next().unwrap_or_else(|| "corpus".to_owned());
    let question = arguments.next().unwrap_or_else(|| "early help".to_owned());

    let folder = tempfile::tempdir()?;
    let report = Builder::new(papers, folder.path()).extraction(Extraction::new().isolation(workers)).build()?;
    println!("{} papers, {} sections", report.papers.new, report.sections);

    let answer = Index::open(folder.path())?.search(&Request::new(question).limit(3))?;
    println!("{}: {} sections", answer.head.read_as, answer.head.total);
    for hit in &answer.hits {
        println!("\n{}. {}", hit.rank, hit.citation);
        for snippet in &hit.snippets {
            println!("   {}", snippet.text);
        }
    }
    Ok(())
}
