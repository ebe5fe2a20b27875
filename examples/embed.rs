//! Search inside another tool: build, ask, print. Run it with
//! `cargo run --no-default-features --example embed -- corpus "edge of care"`.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use scrutineer::{Index, index::Builder, query::Request};
use std::env;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let papers = arguments.next().unwrap_or_else(|| "corpus".to_owned());
    let question = arguments.next().unwrap_or_else(|| "early help".to_owned());

    let folder = env::temp_dir().join(format!("scrutineer-embed-{}", std::process::id()));
    let report = Builder::new(papers, &folder).build()?;
    println!("{} papers, {} sections", report.papers.new, report.sections);

    let answer = Index::open(&folder)?.search(&Request::new(question).limit(3))?;
    println!("{}: {} sections", answer.head.read_as, answer.head.total);
    for hit in &answer.hits {
        println!("\n{}. {}", hit.rank, hit.citation);
        for snippet in &hit.snippets {
            println!("   {}", snippet.text);
        }
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
