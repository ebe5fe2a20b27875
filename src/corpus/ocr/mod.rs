//! Pages that are pictures, read by machine.
//!
//! In come a file and the document that was read of it, with the pages that show pictures and no text; out comes the
//! document with the blocks of those pages, each marked as read by machine. [`program`] runs the two programs that do the
//! work, [`words`] makes blocks of what they tell, [`merge`] puts them in their places. Which pages have no text, the
//! format's own reader says.

mod merge;
mod program;
#[cfg(test)]
#[cfg(unix)]
mod tests;
mod words;

use super::{
    Block, Cache, RawDocument, Skip, SkipReason,
    cache::{Key, Stamp},
};
use crate::{Error, ErrorKind, Result};
use program::{Allowance, Failure, Printed};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// Raised whenever the same table of words gives other blocks.
const VERSION: u32 = 1;
/// After so many pages that could not be read the rest of a file is not tried.
const MOST_FAILURES: usize = 8;
/// The largest picture of a page, in bytes: one for a dot. A sheet of A1 at 300 dots an inch has 70 million.
const MOST_PICTURE: u64 = 100 << 20;
/// The longest table of words, in bytes. A page of small print has some 100 thousand.
const MOST_TABLE: u64 = 16 << 20;
/// What a program may take to say its version.
const GREETING: Allowance = Allowance { time: Duration::from_secs(20), memory: 1 << 30, output: 1 << 20 };
/// The name of what tells how a page is turned; it is no language.
const ORIENTATION: &str = "osd";
/// Where the programs come from.
const INSTALL: &str = "Install both: `apt install tesseract-ocr poppler-utils` on Debian and Ubuntu, \
                       `brew install tesseract poppler` on macOS. Or leave out --ocr: scans are then listed as not read.";

/// Reads pages of PDFs that are pictures, with two programs that must be on the machine: `pdftoppm` of
/// [Poppler](https://poppler.freedesktop.org) draws a page, [`tesseract`](https://tesseract-ocr.github.io) reads it.
///
/// Only pages without text of their own are read, a stamp such as `Page 12` aside. What was read is marked, block by block
/// ([`Block::machine_read`]), and so are the paragraphs and passages made of it: a machine misreads words, and a passage
/// should be held against the page before it is cited.
///
/// What it costs: for a full page of print, drawn at 300 dots an inch, 1.7 s of processor time were measured (Poppler 22.12,
/// tesseract 5.3, English), and 110 MiB of memory for each thread that reads: a thousand scanned pages take a quarter of an
/// hour on two processors. Pages of one file are read side by side. With a [`Cache`] each page is read once only, whatever
/// becomes of the build, and again when the programs, the languages or the resolution are others. Data of a language that
/// is exchanged for better data of the same name is not noticed: then empty the cache.
///
/// What it risks: hostile files meet two more large programs, of which Poppler is as exposed as any reader of PDF. They run
/// as processes of their own with the rights of this one. They get no shell and no terminal, are killed with all that they
/// have started when their time is over or the work is stopped, and what they print is limited. On Linux they can besides
/// take no more memory and processor time than they are allowed and write no files; on other systems their memory is not
/// limited. A page that they fail on costs that page alone: it is told in [`RawDocument::unread_pages`].
///
/// ```no_run
/// use scrutineer::{corpus::{Extraction, Ocr}, index::Builder};
///
/// let extraction = Extraction::new().ocr(Ocr::find()?.languages("eng+cym")?);
/// Builder::new("papers", "index").extraction(extraction).build()?;
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Ocr {
    tesseract: Program,
    pdftoppm: Program,
    /// Those that are installed.
    known: Vec<String>,
    languages: String,
    resolution: u32,
    pages: u32,
    page_time: Duration,
    file_time: Duration,
    address_space: u64,
}

#[derive(Debug, Clone)]
struct Program {
    file: PathBuf,
    version: String,
}

impl Ocr {
    /// The programs `tesseract` and `pdftoppm` in the folders of `PATH`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where one is not there or does not run; the hint says how to install them.
    pub fn find() -> Result<Self> {
        let find = |name: &str| {
            program::on_path(name).ok_or_else(|| {
                Error::new(ErrorKind::Io, format!("cannot read scans: the program `{name}` is not installed"))
                    .with_hint(INSTALL)
            })
        };
        let (tesseract, pdftoppm) = (find("tesseract"), find("pdftoppm"));
        Self::with_programs(tesseract?, pdftoppm?)
    }

    /// These programs. Each is asked for its version, tesseract for its languages, too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where one does not run, or tesseract has no English.
    pub fn with_programs(tesseract: impl AsRef<Path>, pdftoppm: impl AsRef<Path>) -> Result<Self> {
        let pdftoppm = Program::new(pdftoppm.as_ref(), "-v")?;
        let tesseract = Program::new(tesseract.as_ref(), "--version")?;
        let known = tesseract.ask("--list-langs")?;
        // The first line says where they lie.
        let known: Vec<String> = known.lines().skip(1).map(|line| line.trim().to_owned()).collect();
        let ocr = Self {
            tesseract,
            pdftoppm,
            known,
            languages: String::new(),
            resolution: 300,
            pages: 1000,
            page_time: Duration::from_secs(120),
            file_time: Duration::from_secs(2 * 3600),
            address_space: 1 << 30,
        };
        ocr.languages("eng")
    }

    /// The languages of the papers by tesseract's names, joined with `+`, such as `eng+cym` for English and Welsh. Default:
    /// `eng`. Each that is added makes reading slower, and some words worse.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] where one is not installed.
    pub fn languages(mut self, languages: &str) -> Result<Self> {
        let is_known = |language: &str| language != ORIENTATION && self.known.iter().any(|known| known == language);
        if let Some(missing) = languages.split('+').find(|language| !is_known(language)) {
            let known: Vec<&str> =
                self.known.iter().map(String::as_str).filter(|known| *known != ORIENTATION).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let what = format!("tesseract has no language '{missing}'; it has {known}");
            let hint = "Install it (on Debian and Ubuntu `apt install tesseract-ocr-cym` for Welsh), or name another.";
            return Err(Error::new(ErrorKind::Usage, what).with_hint(hint));
        }
        languages.clone_into(&mut self.languages);
        Ok(self)
    }

    /// How fine pages are drawn, in dots an inch. Default: 300, which tesseract is made for; kept between 70 and 600.
    #[must_use]
    pub fn resolution(mut self, dots: u32) -> Self {
        self.resolution = dots.clamp(70, 600);
        self
    }

    /// The most pages of one file that are read. Default: 1,000.
    #[must_use]
    pub fn pages(mut self, pages: u32) -> Self {
        self.pages = pages;
        self
    }

    /// How long each program may take for a page. Default: 120 s, for a busy machine; a page usually takes a few.
    #[must_use]
    pub fn page_time(mut self, time: Duration) -> Self {
        self.page_time = time;
        self
    }

    /// How long the pages of one file may take together. Default: two hours. Pages that are not begun by then are left
    /// unread.
    #[must_use]
    pub fn file_time(mut self, time: Duration) -> Self {
        self.file_time = time;
        self
    }

    /// The most address space of each program, in bytes. Default: 1 GiB, a few times what a sheet of A3 takes. Held on
    /// Linux.
    #[must_use]
    pub fn address_space(mut self, bytes: u64) -> Self {
        self.address_space = bytes;
        self
    }

    /// All that decides what is read off a page.
    fn page_settings(&self) -> String {
        let Self { tesseract, pdftoppm, languages, resolution, .. } = self;
        format!(
            "{VERSION} {} | {} | {languages} {resolution} {}",
            tesseract.version,
            pdftoppm.version,
            self.segmentation()
        )
    }

    /// All that decides what is read off a file.
    pub(super) fn settings(&self) -> String {
        format!("{} {}", self.page_settings(), self.pages)
    }

    /// Reads the pages without text of a document, those of the file that it was read of.
    ///
    /// # Errors
    ///
    /// Where a program cannot be started, which is no fault of the file.
    pub(super) fn read(
        &self,
        file: &Path,
        document: RawDocument,
        kept: Option<Kept<'_>>,
        cancel: &AtomicBool,
    ) -> Result<RawDocument> {
        let reading = Reading {
            ocr: self,
            file,
            kept,
            settings: self.page_settings(),
            begun: Instant::now(),
            failures: AtomicUsize::new(0),
            cancel,
        };
        reading.document(document)
    }

    /// How tesseract is to look at a page: turned aright by itself, where it can.
    fn segmentation(&self) -> &'static str {
        if self.known.iter().any(|known| known == ORIENTATION) { "1" } else { "3" }
    }

    /// A page as a picture in grey.
    fn draw(&self, file: &Path, page: u32, cancel: &AtomicBool) -> Result<Vec<u8>, Failure> {
        let (resolution, page) = (self.resolution.to_string(), page.to_string());
        let mut arguments: Vec<OsString> =
            ["-q", "-gray", "-r", &resolution, "-f", &page, "-l", &page].map(OsString::from).into();
        // From the root of the disk, so that no name can be taken for an option.
        arguments.push(std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf()).into_os_string());
        self.pdftoppm.run(&arguments, None, self.allowance(MOST_PICTURE), cancel).map(|printed| printed.output)
    }

    /// The table of words of a picture.
    fn recognise(&self, picture: Vec<u8>, cancel: &AtomicBool) -> Result<Vec<u8>, Failure> {
        let resolution = self.resolution.to_string();
        let arguments =
            ["stdin", "stdout", "-l", &self.languages, "--dpi", &resolution, "--psm", self.segmentation(), "tsv"];
        let printed =
            self.tesseract.run(&arguments.map(OsString::from), Some(picture), self.allowance(MOST_TABLE), cancel);
        printed.map(|printed| printed.output)
    }

    fn allowance(&self, output: u64) -> Allowance {
        Allowance { time: self.page_time, memory: self.address_space, output }
    }
}

/// Where pages are kept, and of which file.
pub(super) struct Kept<'a> {
    pub(super) cache: &'a Cache,
    /// The sum of its bytes.
    pub(super) content: [u8; 32],
    /// Taken before the sum.
    pub(super) stamp: Stamp,
}

/// The reading of one file.
struct Reading<'a> {
    ocr: &'a Ocr,
    file: &'a Path,
    kept: Option<Kept<'a>>,
    settings: String,
    begun: Instant,
    failures: AtomicUsize,
    cancel: &'a AtomicBool,
}

/// What became of a page. One that was not tried is none.
type Page = Option<Result<Vec<Block>, Skip>>;

impl Reading<'_> {
    fn document(&self, mut document: RawDocument) -> Result<RawDocument> {
        let all = std::mem::take(&mut document.pages_without_text);
        let (first, rest) = all.split_at(all.len().min(self.ocr.pages as usize));
        let read: Vec<(u32, Page)> =
            first.par_iter().map(|page| Ok((*page, self.page(*page)?))).collect::<Result<_>>()?;

        let mut pages = Vec::new();
        let mut untried = Vec::new();
        for (page, outcome) in read {
            match outcome {
                Some(Ok(blocks)) if !blocks.is_empty() => {
                    pages.push((page, blocks));
                    continue;
                }
                Some(Ok(_)) => {}
                Some(Err(skip)) => document.unread_pages.push((page, skip)),
                None => untried.push(page),
            }
            document.pages_without_text.push(page);
        }
        document.pages_without_text.extend(rest);
        let why = format!("{MOST_FAILURES} pages of the file failed, or its {:?} were over", self.ocr.file_time);
        document.unread_pages.extend(left_out(&untried, SkipReason::TimeLimit, &why));
        let why = format!("no more than {} pages of a file are read by machine", self.ocr.pages);
        document.unread_pages.extend(left_out(rest, SkipReason::TooLarge, &why));
        merge::merge(&mut document, pages);
        Ok(document)
    }

    fn page(&self, page: u32) -> Result<Page> {
        let key = self.kept.as_ref().map(|kept| (kept, Key::of_page(kept.content, page, &self.settings)));
        if let Some(kept) = key.as_ref().and_then(|(kept, key)| kept.cache.get(key)) {
            return Ok(Some(kept.map(|document| document.blocks)));
        }
        let given_up = self.failures.load(Ordering::Relaxed) >= MOST_FAILURES
            || self.begun.elapsed() >= self.ocr.file_time
            || self.cancel.load(Ordering::Relaxed);
        if given_up {
            return Ok(None);
        }
        let read = self.read(page)?;
        if read.is_err() {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        // The page may be another's where the file has changed since its sum was taken.
        if let Some((kept, key)) = key.filter(|(kept, _)| Stamp::of(self.file) == Some(kept.stamp)) {
            let document = read.clone().map(|blocks| RawDocument { blocks, ..RawDocument::default() });
            kept.cache.put(&key, &document);
        }
        Ok(Some(read))
    }

    fn read(&self, page: u32) -> Result<Result<Vec<Block>, Skip>> {
        let picture = match self.ocr.draw(self.file, page, self.cancel) {
            // Whatever else is a picture for tesseract, it is not to meet here.
            Ok(picture) if picture.starts_with(b"P5") => picture,
            Ok(_) => return Ok(Err(Skip::new(SkipReason::Crashed, "pdftoppm drew no page"))),
            Err(failure) => return self.ocr.pdftoppm.failed(failure, "pdftoppm"),
        };
        match self.ocr.recognise(picture, self.cancel) {
            Ok(table) => Ok(Ok(words::blocks(&String::from_utf8_lossy(&table), page))),
            Err(failure) => self.ocr.tesseract.failed(failure, "tesseract"),
        }
    }
}

/// What is told of pages that were not tried: the first, for all.
fn left_out(pages: &[u32], reason: SkipReason, why: &str) -> Option<(u32, Skip)> {
    let detail = match pages.len() {
        1 => format!("not tried: {why}"),
        count => format!("not tried, nor are {} later pages: {why}", count.checked_sub(1)?),
    };
    pages.first().map(|page| (*page, Skip::new(reason, detail)))
}

impl Program {
    /// A program that answers `question` with its version.
    fn new(file: &Path, question: &str) -> Result<Self> {
        let program = Self { file: file.to_path_buf(), version: String::new() };
        let answer = program.ask(question)?;
        let version = answer.lines().next().unwrap_or_default().trim().to_owned();
        Ok(Self { version, ..program })
    }

    /// What it prints when it is started with an option; the version goes to one stream or the other.
    fn ask(&self, option: &str) -> Result<String> {
        let nobody = AtomicBool::new(false);
        match self.run(&[OsString::from(option)], None, GREETING, &nobody) {
            Ok(Printed { output, complaint }) => {
                Ok(if output.is_empty() { complaint } else { String::from_utf8_lossy(&output).into_owned() })
            }
            Err(failure) => Err(self.not_started(io::Error::other(failure.skip("it").detail))),
        }
    }

    fn run(
        &self,
        arguments: &[OsString],
        input: Option<Vec<u8>>,
        allowance: Allowance,
        cancel: &AtomicBool,
    ) -> Result<Printed, Failure> {
        program::run(&self.file, arguments, input, allowance, cancel)
    }

    /// What its failure means for the page, or for the work where it could not even be started.
    fn failed<T>(&self, failure: Failure, name: &str) -> Result<Result<T, Skip>> {
        match failure {
            Failure::NotStarted(error) => Err(self.not_started(error)),
            failure => Ok(Err(failure.skip(name))),
        }
    }

    fn not_started(&self, error: io::Error) -> Error {
        Error::io("cannot read scans with this program", &self.file, error).with_hint(INSTALL)
    }
}
