//! Weights of your own beside the default ones, on one question. Run it with
//! `cargo run --no-default-features --example ranking -- corpus "early help" heading=0.5 close=0`.
//!
//! Each argument after the question is a weight with its value; `Weight` has what they mean. Only the question changes, and
//! not the index. To weigh many judged questions at once, see `scrutineer::relevance`.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use scrutineer::{Builder, Index, Request, Weights, query::Weight};
use std::{collections::BTreeMap, env, error::Error};

/// A weight as typed: `heading=0.5`.
fn typed(weights: Weights, argument: &str) -> Result<Weights, Box<dyn Error>> {
    let (name, value) = argument.split_once('=').ok_or("a weight looks like heading=0.5")?;
    let weight = Weight::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Weight::ALL.iter().map(|weight| weight.name()).collect();
        format!("there is no weight '{name}'; there are {}", names.join(", "))
    })?;
    Ok(weights.with(weight, value.parse()?)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let papers = arguments.next().unwrap_or_else(|| "corpus".to_owned());
    let question = arguments.next().unwrap_or_else(|| "early help".to_owned());
    let mut own = Weights::default();
    for argument in arguments {
        own = typed(own, &argument)?;
    }

    let folder = tempfile::tempdir()?;
    Builder::new(papers, folder.path()).build()?;
    let index = Index::open(folder.path())?;
    let request = Request::new(question).limit(10);
    let default = index.search(&request)?;
    let ranks: BTreeMap<_, _> = default.hits.iter().map(|hit| (&hit.section.id, hit.rank)).collect();

    println!("rank  was  citation");
    for hit in index.search(&request.clone().weights(own))?.hits {
        let was = ranks.get(&hit.section.id).map_or("-".to_owned(), ToString::to_string);
        println!("{:4} {was:>4}  {}", hit.rank, hit.citation);
    }
    Ok(())
}
