//! From a source to its documents: where a file is read, under which limits, and whether it was read before.
//!
//! In come [`Source`]s, from any thread; out come [`RawDocument`]s or the reasons why not. What a format holds is left to
//! its [`Extractor`], how a process is guarded to [`worker`](super::worker), what is kept to [`Cache`].

use super::{
    Cache, EXTRACTORS, Extractor, Limits, Media, Ocr, RawDocument, SNIFF_BYTES, Skip, Source,
    cache::{self, Key, Stamp},
    check_size, extract, guard, json_lines, media,
    ocr::Kept,
    worker::{self, Answer, Pool, Request, WorkerCommand},
};
use crate::Result;
use std::{
    fs::File,
    io::{self, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
    path,
    sync::{Arc, atomic::AtomicBool},
};

/// Where files of heavy formats are read. The others, text and JSON Lines, are always read in this process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Isolation {
    /// In this process, on a thread with a large stack.
    ///
    /// A reader that panics costs its file. But the libraries that read PDF and its like are known to abort the process
    /// on hostile files, to overflow any stack, to run for ever and to take gigabytes, and none of that can be caught in
    /// a process: it ends the program, or hangs one of its threads. The limits of time, memory and of the answer do not
    /// hold. For papers that are known, or for a process whose end does no harm.
    #[default]
    InProcess,
    /// In processes of their own; see [`worker`](super::worker).
    Workers(WorkerCommand),
}

/// Reads sources. Safe to share between threads, and cheap to clone: clones share their workers and their cache.
///
/// ```
/// use scrutineer::corpus::{Extraction, source};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("gullies.txt");
/// std::fs::write(&file, "GULLIES\n\n1. They were cleaned in May.\n")?;
///
/// let extraction = Extraction::new();
/// let mut blocks = 0;
/// extraction.read(&source(&file, None)?, &mut |_, document| blocks += document.unwrap().blocks.len())?;
/// assert_eq!(blocks, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Extraction {
    pub(crate) limits: Limits,
    pool: Option<Arc<Pool>>,
    cache: Option<Arc<Cache>>,
    extractors: &'static [Extractor],
    cancel: Arc<AtomicBool>,
    ocr: Option<Arc<Ocr>>,
}

impl Default for Extraction {
    fn default() -> Self {
        Self::new()
    }
}

impl Extraction {
    /// Reading in this process, under the default limits, without a cache.
    pub fn new() -> Self {
        Self {
            limits: Limits::default(),
            pool: None,
            cache: None,
            extractors: EXTRACTORS,
            cancel: Arc::default(),
            ocr: None,
        }
    }

    /// The limits. Default: [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where files of heavy formats are read. Default: in this process. Workers are started when they are first needed,
    /// at most one for each thread that reads, and end with the last clone.
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.pool = match isolation {
            Isolation::InProcess => None,
            Isolation::Workers(command) => Some(Arc::new(Pool::new(command))),
        };
        self
    }

    /// Keeps what is read from heavy formats, and uses what was kept. Default: nothing is kept.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(Arc::new(cache));
        self
    }

    /// The table of extractors. Default: [`EXTRACTORS`]. Workers need the same.
    #[must_use]
    pub fn extractors(mut self, extractors: &'static [Extractor]) -> Self {
        self.extractors = extractors;
        self
    }

    /// Gives up a file that a worker is reading soon after `cancel` becomes true. Default: it is waited for.
    #[must_use]
    pub fn cancel(mut self, cancel: Arc<AtomicBool>) -> Self {
        self.cancel = cancel;
        self
    }

    /// Reads pages that are pictures by machine. Default: they are told of and not read.
    #[must_use]
    pub fn ocr(mut self, ocr: Ocr) -> Self {
        self.ocr = Some(Arc::new(ocr));
        self
    }

    /// The extractor of a format.
    ///
    /// # Errors
    ///
    /// `unsupported` where the table has none; it has none for JSON Lines.
    pub fn extractor(&self, media: Media) -> Result<&'static Extractor, Skip> {
        extract::extractor_in(self.extractors, media)
    }

    /// Reads a source whatever its format, and hands each document in it to `sink`, with its line for a JSON Lines file.
    ///
    /// The side-file is not looked at; see [`details()`](super::details()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) where no worker can be started, which is no fault of the file. Whatever is
    /// wrong with the file goes to `sink`.
    pub fn read(&self, source: &Source, sink: &mut dyn FnMut(Option<u64>, Result<RawDocument, Skip>)) -> Result<()> {
        match self.open(source) {
            Ok(Opened { media: Media::JsonLines, start, file }) => {
                let whole = io::BufReader::new(io::Read::chain(&start[..], file));
                json_lines(whole, &self.limits).for_each(|(line, document)| sink(Some(line), document));
            }
            Ok(opened) => sink(None, self.document(source, opened)?),
            Err(skip) => sink(None, Err(skip)),
        }
        Ok(())
    }

    /// Opens a file and looks what it is.
    fn open(&self, source: &Source) -> Result<Opened, Skip> {
        let unreadable = |error: io::Error| Skip::unreadable(&error);
        let mut file = File::open(&source.file).map_err(unreadable)?;
        let mut start = Vec::with_capacity(SNIFF_BYTES as usize);
        file.by_ref().take(SNIFF_BYTES).read_to_end(&mut start).map_err(unreadable)?;
        Ok(Opened { media: media(&start, &source.path)?, start, file })
    }

    /// Reads a file that holds one document.
    fn document(&self, source: &Source, opened: Opened) -> Result<Result<RawDocument, Skip>> {
        let extractor = match self.extractor(opened.media) {
            Ok(extractor) => extractor,
            Err(skip) => return Ok(Err(skip)),
        };
        if let Err(skip) = check_size(source.bytes, extractor.most_bytes(&self.limits)) {
            return Ok(Err(skip));
        }
        if extractor.heavy {
            Ok(self.heavy(source, extractor)?.and_then(extract::judged))
        } else {
            Ok(self.light(source, opened, extractor))
        }
    }

    fn light(&self, source: &Source, mut opened: Opened, extractor: &Extractor) -> Result<RawDocument, Skip> {
        // One byte more than allowed, so that a file which grew since it was found is told.
        let rest = extractor.most_bytes(&self.limits).saturating_add(1);
        // Room for all of it and for seeing that it ends there, so that what was read need not be moved for the rest. Where it
        // is not to be had, reading tells.
        let bytes = usize::try_from(source.bytes.min(rest)).unwrap_or_default().saturating_add(TO_SEE_THE_END);
        let _ = opened.start.try_reserve_exact(bytes.saturating_sub(opened.start.len()));
        opened.file.take(rest).read_to_end(&mut opened.start).map_err(|error| Skip::unreadable(&error))?;
        catch_unwind(AssertUnwindSafe(|| extractor.read(&opened.start, &self.limits)))
            .unwrap_or_else(|panic| Err(guard::crashed(panic.as_ref())))
    }

    fn heavy(&self, source: &Source, extractor: &Extractor) -> Result<Result<RawDocument, Skip>> {
        let most = extractor.most_bytes(&self.limits);
        let stamp = Stamp::of(&source.file);
        let key = match &self.cache {
            Some(_) => match cache::content(&source.file, most) {
                Ok(content) => Some(Key::new(content, extractor, &self.limits)),
                Err(error) => return Ok(Err(Skip::unreadable(&error))),
            },
            None => None,
        };
        let document = self.with_layer(source, extractor, key.as_ref())?;
        match (document, &self.ocr) {
            (Ok(document), Some(ocr)) if !document.pages_without_text.is_empty() => {
                let kept = (self.cache.as_deref().zip(key.as_ref()).zip(stamp)).map(|((cache, key), stamp)| Kept {
                    cache,
                    content: key.content(),
                    stamp,
                });
                ocr.read(&source.file, document, kept, &self.cancel).map(Ok)
            }
            (document, _) => Ok(document),
        }
    }

    /// Reads the text that the file itself has.
    fn with_layer(
        &self,
        source: &Source,
        extractor: &Extractor,
        key: Option<&Key>,
    ) -> Result<Result<RawDocument, Skip>> {
        let kept = self.cache.as_deref().zip(key);
        if let Some(document) = kept.and_then(|(cache, key)| cache.get(key)) {
            return Ok(document);
        }
        let request = Request {
            media: extractor.media,
            file: path::absolute(&source.file).unwrap_or_else(|_| source.file.clone()).into_os_string(),
            bytes: source.bytes,
            limits: self.limits,
        };
        let Answer { content, document, .. } = match &self.pool {
            Some(pool) => pool.read(&request, &self.cancel)?,
            None => worker::answer(&request, self.extractors),
        };
        if let Some((cache, key)) = kept.filter(|(_, key)| content == Some(key.content())) {
            // The file did not change between being summed and being read, or another one's text would be kept.
            cache.put(key, &document);
        }
        Ok(document)
    }

    /// What decides the outcome of reading beside the files, as text: formats, limits, and how scans are read. Another text means that files
    /// may be read otherwise.
    pub(crate) fn settings(&self) -> String {
        let formats: Vec<String> =
            self.extractors.iter().map(|extractor| format!("{:?} {}", extractor.media, extractor.version)).collect();
        let ocr = self.ocr.as_ref().map(|ocr| ocr.settings()).unwrap_or_default();
        format!("{formats:?} {:?} {ocr}", self.limits)
    }

    /// The cache, where there is one.
    pub(crate) fn present_cache(&self) -> Option<&Cache> {
        self.cache.as_deref()
    }
}

/// Room that is left where a file is read whole, in bytes: with less, another read tells where it ends.
const TO_SEE_THE_END: usize = 64;

/// A file of which the beginning was read.
struct Opened {
    media: Media,
    start: Vec<u8>,
    file: File,
}
