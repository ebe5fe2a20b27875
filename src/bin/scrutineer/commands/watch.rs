//! `scrutineer watch`: saved questions in, what is new to them out.
//!
//! What is new counts as told when it has been printed, and not before.

use crate::{
    cli::{WatchArguments, WatchFormat},
    exit::{Exit, Failure},
    index_choice,
    output::{self, Screen},
};
use anyhow::{Context as _, Result};
use scrutineer::{
    Index,
    query::{SavedQuestion, Watch, WatchFile, WatchRequest},
    relevance::Questions,
    render::{Style, atom, json, terminal},
};
use std::{
    borrow::Cow,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// New sections of a question in a text for people.
const LIMIT: usize = 20;

pub(crate) fn run(arguments: &WatchArguments, screen: &Screen) -> Result<Exit> {
    let file = &arguments.questions;
    let state = match (&arguments.state, file == Path::new("-")) {
        (Some(state), _) => state.clone(),
        (None, false) => beside(file),
        (None, true) => {
            let hint = "Name a file with --state, the same in every run.";
            return Err(Failure::new("questions from standard input have no place to keep what was told", hint).into());
        }
    };
    let questions = saved(file)?;
    let mut state = WatchFile::open(&state)?;
    let index = index_choice::choose(arguments.index.folder.as_deref()).open_or_build_sample(screen)?;
    let limit = arguments.limit.or((arguments.format == WatchFormat::Text).then_some(LIMIT));
    // The feed reads again what was told.
    let limit = if arguments.format == WatchFormat::Atom { Some(0) } else { limit };
    let watch =
        index.watch(&WatchRequest::new(questions).limit(limit).mark_seen(arguments.mark_seen), state.state())?;
    print(arguments, screen, &index, &watch)?;
    let exit = match &watch.head {
        head if head.to_look_at > 0 => Exit::LookAt,
        head if head.new > 0 || arguments.mark_seen => Exit::Done,
        _ => Exit::NothingFound,
    };
    state.save(watch.state)?;
    Ok(exit)
}

fn print(arguments: &WatchArguments, screen: &Screen, index: &Index, watch: &Watch) -> Result<()> {
    let quiet = watch.is_quiet();
    let output = arguments.output.as_deref();
    let (style, width) = match output {
        Some(_) => (Style::plain(), 80),
        None => (screen.style(), screen.width()),
    };
    let told = match arguments.format {
        WatchFormat::Text if quiet => String::new(),
        WatchFormat::Text => terminal::watch(watch, &style, width),
        WatchFormat::Json => json::watch(watch)?,
        WatchFormat::Atom => atom::feed(&index.told(&watch.state)?, &title(&arguments.questions)),
    };
    match (output, arguments.format) {
        (Some(file), _) => output::replace(file, &told).map_err(|error| {
            let what = format!("cannot write to {}: {error}", file.display());
            Failure::new(what, "Check that its folder is there and that you may write to it. Nothing counts as told.")
        })?,
        (None, WatchFormat::Text) => screen.text(&told)?,
        (None, _) => screen.data(&told)?,
    }
    // Whoever reads a feed or a file is not told otherwise what needs a look.
    if quiet || output.is_some() || arguments.format == WatchFormat::Atom {
        screen.complain(terminal::watch(watch, &Style::plain(), usize::MAX).lines().next().unwrap_or_default());
    }
    if output.is_some() || arguments.format == WatchFormat::Atom {
        for one in watch.questions.iter().filter(|one| one.to_look_at) {
            for notice in one.remarks() {
                screen.complain(&format!("note on {}: {}", one.query_id, notice.text));
            }
        }
    }
    Ok(())
}

/// What the feed is called.
fn title(questions: &Path) -> String {
    match questions.file_stem().filter(|name| *name != "-") {
        Some(name) => format!("scrutineer: new to {}", name.to_string_lossy()),
        None => "scrutineer: new to saved questions".to_owned(),
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".state.json");
    name.into()
}

/// The questions of a file, or of standard input where it is `-`, with the lines that are not UTF-8 among them.
fn saved(file: &Path) -> Result<Vec<SavedQuestion>> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read the questions from standard input")?;
        bytes
    } else {
        fs::read(file).map_err(|error| {
            let what = format!("cannot read the questions: {}: {error}", file.display());
            Failure::new(what, "Check its name and who may read it.")
        })?
    };
    let saved = saved_in(&bytes, file)?;
    if saved.is_empty() {
        let what = format!("there are no questions in {}", file.display());
        return Err(Failure::new(
            what,
            "Write one a line: its id, a tab, the question. Nothing that was told is lost.",
        )
        .into());
    }
    Ok(saved)
}

fn saved_in(bytes: &[u8], file: &Path) -> Result<Vec<SavedQuestion>> {
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let utf_16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let is_bad = |line: &[u8]| !utf_16 && std::str::from_utf8(line).is_err();
    // Such a line must not take the others with it.
    let good: Vec<&[u8]> = lines.iter().map(|line| if is_bad(line) { &b""[..] } else { line }).collect();
    let mut saved = Vec::new();
    for question in &Questions::parse(&good.join(&b'\n'), file)? {
        let line = question.line.checked_sub(1).and_then(|place| lines.get(usize::try_from(place).ok()?));
        // By its number it would be another question when a line above it goes.
        let named = line.is_some_and(|line| line.contains(&b'\t'));
        let id = if named { &question.id } else { &question.query };
        saved.push((question.line, SavedQuestion::new(id, &question.query)));
    }
    for (number, line) in (1..).zip(&lines).filter(|(_, line)| is_bad(line)) {
        let id = line.split(|byte| *byte == b'\t').next().map(String::from_utf8_lossy).unwrap_or(Cow::Borrowed(""));
        let why = format!("Line {number} of the file is not UTF-8. Save the file as UTF-8 text.");
        saved.push((number, SavedQuestion::unread(id.trim(), why)));
    }
    saved.sort_by_key(|(line, _)| *line);
    Ok(saved.into_iter().map(|(_, question)| question).collect())
}
