//! Pages per second of processor time: scrutineer's reading of PDF beside Debian's `pdftotext` (poppler), over the same
//! files in the same run.
//!
//! Each file is read by each tool in a process of its own, by turns, so that a busy machine is unkind to both alike; the
//! system counts the time of each process, user and system. Beside the times stand the pages and words that came out: a
//! tool that reads less is quicker. What is unequal: ours gives headings, tables and running heads where the other gives
//! lines of text, and the start of a process, which is counted for both, is a larger share of the quicker one's time.

use crate::contest::measure::cpu_of_children;
use anyhow::{Context as _, Result, bail};
use scrutineer::corpus::{BlockKind, Limits, Media, extract};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What came out of a file, and what that cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Read {
    files: u64,
    pages: u64,
    words: u64,
    /// Seconds of processor time.
    cpu: f64,
}

impl Read {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.pages += other.pages;
        self.words += other.words;
        self.cpu += other.cpu;
    }

    fn pages_a_second(self) -> f64 {
        self.pages as f64 / self.cpu.max(f64::MIN_POSITIVE)
    }
}

/// Reads one PDF in this process and says how many pages and words it has; the body of a process that is measured.
pub fn read_one(file: &Path) -> Result<String> {
    let bytes = fs::read(file)?;
    let document = match extract(Media::Pdf, &bytes, &Limits::default()) {
        Ok(document) => document,
        Err(skip) => bail!("{}: {}", skip.reason, skip.detail),
    };
    let breaks = document.blocks.iter().filter(|block| block.kind == BlockKind::PageBreak).count();
    let words: usize = document.blocks.iter().map(|block| words(&block.text)).sum();
    Ok(format!("{} {words}", breaks + 1))
}

/// Pages per second of processor time of both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Speeds {
    /// scrutineer's.
    pub own: f64,
    /// `pdftotext`'s.
    pub peer: f64,
}

impl Speeds {
    /// How many times as many pages scrutineer reads.
    pub fn ratio(self) -> f64 {
        self.own / self.peer.max(f64::MIN_POSITIVE)
    }
}

/// Measures both over PDFs, and gives the table; and the speeds, where there is a peer.
///
/// # Errors
///
/// Where there is none, or a process cannot be started.
pub fn measure(files: &[PathBuf], rounds: usize) -> Result<(String, Option<Speeds>)> {
    if files.is_empty() {
        bail!("there is no PDF");
    }
    let mut totals = [Read::default(); 2];
    let mut with_peer = has_pdftotext()?;
    let mut unread = Vec::new();
    for round in 0..rounds.max(1) {
        for (number, file) in files.iter().enumerate() {
            // Who is first finds the file not yet in the system's memory.
            let mut tools = [ours as fn(&Path) -> Result<Option<Read>>, theirs];
            let swapped = (round + number) % 2 == 1;
            if swapped {
                tools.reverse();
            }
            let mut both = [None; 2];
            for (place, tool) in tools.into_iter().enumerate() {
                let of = if swapped { 1 - place } else { place };
                if of == 0 || with_peer {
                    both[of] = tool(file)?;
                }
            }
            // A file that one of them refuses counts for neither.
            match both {
                [Some(own), Some(other)] => {
                    totals[0].add(own);
                    totals[1].add(other);
                }
                [Some(own), None] if !with_peer => totals[0].add(own),
                _ if round == 0 => unread.push(file.display().to_string()),
                _ => {}
            }
        }
    }
    with_peer &= totals[1].files > 0;
    let [own, peer] = totals.map(Read::pages_a_second);
    Ok((table(files, rounds, totals, with_peer, &unread), with_peer.then_some(Speeds { own, peer })))
}

fn table(files: &[PathBuf], rounds: usize, [own, other]: [Read; 2], with_peer: bool, unread: &[String]) -> String {
    let mut text = format!("{} files, {rounds} rounds, sums of all rounds\n\n", files.len());
    text.push_str(
        "| tool | files | pages | words | CPU s | pages per CPU s |\n| --- | --: | --: | --: | --: | --: |\n",
    );
    for (name, read) in [("scrutineer", own), ("pdftotext", other)].into_iter().take(1 + usize::from(with_peer)) {
        let Read { files, pages, words, cpu } = read;
        let speed = read.pages_a_second();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {name} | {files} | {pages} | {words} | {cpu:.2} | {speed:.0} |");
    }
    if with_peer {
        let ratio = Speeds { own: own.pages_a_second(), peer: other.pages_a_second() }.ratio();
        let _ = writeln!(text, "\nscrutineer reads {ratio:.2} times as many pages per CPU second as pdftotext");
    } else {
        text.push_str(
            "\npdftotext is not installed (Debian: poppler-utils), so that there is nothing to compare with\n",
        );
    }
    for file in unread {
        let _ = writeln!(text, "not read by both, and left out: {file}");
    }
    text
}

/// All PDFs below a folder.
///
/// # Errors
///
/// Where it cannot be looked through.
pub fn pdfs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot look through {}", folder.display()))?;
        let is_pdf = entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
        if entry.file_type().is_file() && is_pdf {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Whether the peer is installed.
///
/// # Errors
///
/// Where it is there and cannot be started.
pub fn has_pdftotext() -> Result<bool> {
    match Command::new("pdftotext").arg("-v").stderr(Stdio::null()).stdout(Stdio::null()).status() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("cannot start pdftotext"),
    }
}

/// This program again, with its hidden command; `None` where it refuses the file.
fn ours(file: &Path) -> Result<Option<Read>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("read-pdf").arg(file);
    Ok(measured(&mut command)?.and_then(|(text, cpu)| {
        let (pages, words) = text.trim().split_once(' ')?;
        Some(Read { files: 1, pages: pages.parse().ok()?, words: words.parse().ok()?, cpu })
    }))
}

fn theirs(file: &Path) -> Result<Option<Read>> {
    let mut command = Command::new("pdftotext");
    command.arg(file).arg("-");
    Ok(measured(&mut command)?.map(|(text, cpu)| {
        // It ends each page with a form feed.
        let pages = text.matches('\u{c}').count() as u64;
        Read { files: 1, pages, words: words(&text) as u64, cpu }
    }))
}

/// What a process printed, and its processor time; `None` where it failed.
fn measured(command: &mut Command) -> Result<Option<(String, f64)>> {
    let before = cpu_of_children()?;
    let output = command.stderr(Stdio::null()).output()?;
    let cpu = cpu_of_children()? - before;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(output.status.success().then_some((text, cpu)))
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_told_only_where_there_is_a_peer() {
        let own = Read { files: 2, pages: 30, words: 900, cpu: 0.5 };
        let other = Read { cpu: 0.25, ..own };
        let files = [PathBuf::from("a.pdf"), PathBuf::from("b.pdf")];
        let both = table(&files, 1, [own, other], true, &[]);
        assert!(both.contains("| scrutineer | 2 | 30 | 900 | 0.50 | 60 |"), "{both}");
        assert!(both.contains("0.50 times as many pages"), "{both}");
        let alone = table(&files, 1, [own, Read::default()], false, &[]);
        assert!(alone.contains("not installed") && !alone.contains("times as many"), "{alone}");
    }
}
