//! `scrutineer inspect`: files in, what is understood of them out. No index is needed.

use crate::{
    cli::{Format, InspectArguments},
    exit::{Exit, Failure},
    output::Screen,
};
use anyhow::{Context as _, Result};
use scrutineer::{
    corpus::{Limits, RawDocument, Skip, SkipReason, details, read, source},
    document::{Origin, Paper, Reader, paper_id, record_id},
    render::{json, terminal},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// The files that make a folder a corpus with settings.
const SETTINGS: [&str; 2] = ["scrutineer.toml", "gazetteer.csv"];

pub(crate) fn run(arguments: &InspectArguments, screen: &Screen) -> Result<Exit> {
    if let Some(missing) = arguments.files.iter().find(|file| !file.exists()) {
        let what = format!("there is no such file: {}", missing.display());
        return Err(Failure::new(what, "Check the name; paths are relative to the present folder.").into());
    }
    let mut skipped = false;
    for file in &arguments.files {
        let root = corpus_root(file);
        let reader = match &root {
            Some(root) => Reader::for_corpus(root)?,
            None => Reader::builtin(),
        };
        let mut printer = Printer { screen, format: arguments.format, skipped: false, outcome: Ok(()) };
        inspect(file, root.as_deref(), &reader, &mut printer)?;
        printer.outcome?;
        skipped |= printer.skipped;
    }
    Ok(if skipped { Exit::Skipped } else { Exit::Done })
}

/// The nearest folder above the file with settings of a corpus.
fn corpus_root(file: &Path) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let root = file.ancestors().skip(1).find(|folder| SETTINGS.iter().any(|name| folder.join(name).is_file()));
    root.map(Path::to_path_buf)
}

fn inspect(file: &Path, root: Option<&Path>, reader: &Reader, printer: &mut Printer<'_>) -> Result<()> {
    let source = source(file, root)?;
    let (details, side_file) = match details(&source) {
        Ok(found) => found,
        Err(skip) => {
            printer.skip(&source.path, &skip);
            return Ok(());
        }
    };
    if details.restricted {
        printer.skip(&source.path, &Skip::new(SkipReason::Restricted, ""));
        return Ok(());
    }
    let opened = File::open(&source.file);
    let id = opened.and_then(|bytes| paper_id(bytes, &side_file, &reader.rule_values(&source.path)));
    let id = id.with_context(|| format!("cannot read {}", source.file.display()))?;
    read(&source, &Limits::default(), &mut |line: Option<u64>, document: Result<RawDocument, Skip>| {
        let path = line.map_or_else(|| source.path.clone(), |line| format!("{}#{line}", source.path));
        match document {
            Ok(document) if document.details.restricted => printer.skip(&path, &Skip::new(SkipReason::Restricted, "")),
            Ok(mut document) => {
                let origin = match line {
                    Some(_) => Origin::new(record_id(&document), path).details(std::mem::take(&mut document.details)),
                    None => Origin::new(&id, path).details(details.clone()),
                };
                for paper in reader.papers(origin, document) {
                    printer.paper(&paper);
                }
            }
            Err(skip) => printer.skip(&path, &skip),
        }
    });
    Ok(())
}

/// Prints as papers come; after a failed write it prints no more.
struct Printer<'s> {
    screen: &'s Screen,
    format: Format,
    skipped: bool,
    outcome: Result<()>,
}

impl Printer<'_> {
    fn paper(&mut self, paper: &Paper) {
        let (style, width) = (self.screen.style(), self.screen.width());
        self.print(|| json::paper(paper), || terminal::paper(paper, &style, width));
    }

    fn skip(&mut self, path: &str, skip: &Skip) {
        self.skipped = true;
        let (style, width) = (self.screen.style(), self.screen.width());
        self.print(|| json::skipped(path, skip), || terminal::skipped(path, skip, &style, width));
    }

    fn print(&mut self, json: impl FnOnce() -> scrutineer::Result<String>, text: impl FnOnce() -> String) {
        if self.outcome.is_ok() {
            self.outcome = match self.format {
                Format::Json => json().map_err(Into::into).and_then(|line| self.screen.data(&line).map_err(Into::into)),
                Format::Text => self.screen.text(&text()).map_err(Into::into),
            };
        }
    }
}
