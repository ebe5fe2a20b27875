//! From a document as extracted to the papers in it: the stages of this module put together.
//!
//! In comes a [`RawDocument`] with its [`Origin`]; out comes one [`Paper`], or for an agenda pack the pack's own object
//! and then its parts. Each value is taken from the strongest source that has it.

use super::{
    acronyms::acronyms,
    gazetteer::Gazetteer,
    links::{links, lone},
    metadata::{self, Given, Metadata},
    opening::{self, PartView},
    paper::{Evidence, Inferred, KindValue, Paper, PaperKind, Part, Text},
    parts,
    path_rules::PathRules,
    publisher_names::FileName,
    sections::sections,
};
use crate::{
    Error, ErrorKind, Result,
    corpus::{Block, Details, Limits, PaperSource, RawDocument, Skip, SkipReason},
};
use rustc_hash::FxHashSet;
use std::{
    fs,
    io::{self, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Reads documents as papers. Safe to share between threads.
///
/// ```
/// use scrutineer::{corpus, document::{Origin, Reader}};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("gullies.txt");
/// std::fs::write(&file, "Highways Scrutiny Committee\n\n4 July 2022\n\nGULLIES\n\n1. They were cleaned.\n")?;
/// let source = corpus::source(&file, None)?;
/// let mut papers = Vec::new();
/// corpus::read(&source, &corpus::Limits::default(), &mut |_, document| {
///     let origin = Origin::new("0123456789abcdef", "gullies.txt");
///     papers.extend(document.map(|document| Reader::builtin().papers(origin, document)).unwrap_or_default());
/// });
/// assert_eq!(papers[0].date.as_ref().unwrap().value.date.to_string(), "2022-07-04");
/// assert!(papers[0].council.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader {
    gazetteer: Gazetteer,
    rules: PathRules,
}

/// Where a document comes from, and what is said of it from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The paper's id; see [`paper_id`].
    pub id: String,
    /// Relative to the corpus root, with `/`.
    pub path: String,
    /// All places where the same bytes stand, `path` first; may be empty.
    pub paths: Vec<String>,
    /// What the side-file says.
    pub details: Details,
}

impl Origin {
    /// An origin without a side-file.
    pub fn new(id: impl Into<String>, path: impl Into<String>) -> Self {
        Self { id: id.into(), path: path.into(), ..Self::default() }
    }

    /// Sets what the side-file says. Default: nothing.
    #[must_use]
    pub fn details(mut self, details: Details) -> Self {
        self.details = details;
        self
    }

    /// Sets all places where the same bytes stand. Default: only `path`.
    #[must_use]
    pub fn paths(mut self, paths: Vec<String>) -> Self {
        self.paths = paths;
        self
    }
}

impl Reader {
    /// A reader that knows these councils and path rules.
    pub fn new(gazetteer: Gazetteer, rules: PathRules) -> Self {
        Self { gazetteer, rules }
    }

    /// A reader with the built-in gazetteer and no path rules.
    pub fn builtin() -> Self {
        Self::new(Gazetteer::builtin(), PathRules::none())
    }

    /// A reader with the settings of a corpus: its `scrutineer.toml` and `gazetteer.csv`, where it has them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Corpus`] where one of them cannot be read or understood, naming it.
    pub fn for_corpus(root: &Path) -> Result<Self> {
        let path = root.join("gazetteer.csv");
        let gazetteer = match fs::read_to_string(&path) {
            Ok(csv) => Gazetteer::builtin().with_corpus_csv(&csv).map_err(|error| error.at(&path))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Gazetteer::builtin(),
            Err(error) => {
                return Err(Error::new(ErrorKind::Corpus, "cannot read the corpus' list of councils")
                    .at(&path)
                    .caused_by(error)
                    .with_hint("It must be UTF-8 text that you may read."));
            }
        };
        Ok(Self::new(gazetteer, PathRules::load(root)?))
    }

    /// The councils that it knows.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// What the path rules read from a path, as text that counts into the paper's id; empty where none fits.
    pub fn rule_values(&self, path: &str) -> String {
        let details = self.rules.details_for(path);
        if details == Details::default() { String::new() } else { format!("{details:?}") }
    }

    /// The papers of a source in memory, read in this process: one, or a pack's own object and then its parts, or those of
    /// every JSON Lines record that is not restricted. Their ids are those that a build would give them.
    ///
    /// For tests, and for tools that look at a few papers; a build reads many in parallel, under limits of time and memory.
    ///
    /// ```
    /// use scrutineer::{Index, corpus::PaperSource, document::{Gazetteer, Reader}, query::Request};
    ///
    /// let source = PaperSource::new("gullies.txt", "GULLIES\n\n1. They were cleaned in May.\n");
    /// let papers = Reader::builtin().read(&source)?;
    /// let index = Index::in_memory(&papers, Gazetteer::builtin())?;
    /// assert_eq!(index.search(&Request::new("gullies"))?.hits[0].paper.id, papers[0].id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The reason for which it, or a record of it, is not read; [`SkipReason::Restricted`] for what must not be.
    pub fn read(&self, source: &PaperSource) -> Result<Vec<Paper>, Skip> {
        let details = source.stated()?;
        if details.restricted {
            return Err(Skip::new(SkipReason::Restricted, ""));
        }
        let side_file = source.side_file.as_deref().unwrap_or_default();
        let id = paper_id(&source.bytes[..], side_file, &self.rule_values(&source.path))
            .map_err(|error| Skip::unreadable(&error))?;
        let mut papers = Ok(Vec::new());
        source.read(&Limits::default(), &mut |line, document| {
            let Ok(read) = &mut papers else { return };
            let (origin, document) = match (line, document) {
                (None, Ok(document)) => (Origin::new(&id, &source.path).details(details.clone()), document),
                (Some(_), Ok(document)) if document.details.restricted => return,
                (Some(_), Ok(mut document)) => {
                    let id = record_id(&document);
                    let details = std::mem::take(&mut document.details);
                    (Origin::new(id, &source.path).details(details), document)
                }
                (line, Err(skip)) => {
                    let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
                    papers = Err(Skip { detail: format!("{place}{}", skip.detail), ..skip });
                    return;
                }
            };
            match self.understand(origin, document) {
                Ok(understood) => read.extend(understood),
                Err(skip) => papers = Err(skip),
            }
        });
        papers
    }

    /// As [`Self::papers`]; whatever a paper does to the code that understands it costs that paper alone.
    pub(crate) fn understand(&self, origin: Origin, document: RawDocument) -> Result<Vec<Paper>, Skip> {
        catch_unwind(AssertUnwindSafe(|| self.papers(origin, document)))
            .map_err(|_| Skip::new(SkipReason::Crashed, "the code that understands papers failed on it"))
    }

    /// The papers of a document: one, or a pack's own object and then its parts.
    pub fn papers(&self, origin: Origin, document: RawDocument) -> Vec<Paper> {
        let rule = self.rules.details_for(&origin.path);
        let given = Given { path: &origin.path, details: &origin.details, rule: &rule };
        let ranges = if document.plain { None } else { parts::split(&document.blocks) };
        let Some(ranges) = ranges.filter(|ranges| ranges.len() > 1) else {
            let title = given_title(&given).map(|title| title.value.value);
            let view = opening::view(&document.blocks, document.plain, title.as_deref());
            let lone = lone(&document.links, &document.blocks, 0..document.blocks.len());
            let mut paper = self.paper(&origin, &given, &view, document.plain, &lone, None);
            paper.links = links(&document.links, 0..usize::MAX);
            paper.pages_without_text = document.pages_without_text;
            return vec![paper];
        };

        // The front sheet says what the pack is; the side-file and the path rule speak of the pack, too.
        let front = opening::view(slice(&document.blocks, ranges.first()), false, None);
        let metadata = metadata::infer(&front, &given, &self.gazetteer, None);
        let title = given_title(&given).or_else(|| title_of(&front));
        let kind = Some(Inferred {
            value: KindValue { value: PaperKind::Pack },
            source: Evidence::Body,
            confidence: 0.9,
            evidence: format!("an agenda followed by {} more papers", ranges.len() - 1),
        });
        let nothing = Details::default();
        let aside = Given { path: "", details: &nothing, rule: &nothing };
        let of = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
        let mut pack = assemble(&origin, metadata.clone(), title, kind);
        pack.pages_without_text = document.pages_without_text.clone();
        let mut papers = vec![pack];
        for (range, index) in ranges.iter().zip(1..) {
            let view = opening::view(slice(&document.blocks, Some(range)), false, None);
            let id = format!("{}.{index}", origin.id);
            let part = Part { index, of, pack: origin.id.clone(), item: range.item.clone(), pages: range.pages };
            let own = Origin { id, ..origin.clone() };
            let lone = lone(&document.links, &document.blocks, range.blocks.clone());
            let mut paper = self.paper(&own, &aside, &view, false, &lone, Some(&metadata));
            paper.part = Some(part);
            paper.links = links(&document.links, range.blocks.clone());
            let pages = range.pages.filter(|_| document.blocks.iter().any(|block| block.place.page.is_some()));
            let own = |page: &u32| pages.is_some_and(|(first, last)| (first..=last).contains(page));
            paper.pages_without_text = document.pages_without_text.iter().copied().filter(own).collect();
            papers.push(paper);
        }
        papers
    }

    fn paper(
        &self,
        origin: &Origin,
        given: &Given<'_>,
        view: &PartView<'_>,
        plain: bool,
        lone_links: &FxHashSet<usize>,
        pack: Option<&Metadata>,
    ) -> Paper {
        let metadata = metadata::infer(view, given, &self.gazetteer, pack);
        let title = given_title(given).or_else(|| title_of(view));
        let mut paper = assemble(origin, metadata, title, kind_of(given, view, &self.gazetteer));
        paper.sections = sections(&origin.id, view, plain, lone_links);
        paper.acronyms = acronyms(&paper.sections);
        paper
    }
}

fn slice<'b>(blocks: &'b [Block], range: Option<&parts::PartRange>) -> &'b [Block] {
    range.and_then(|range| blocks.get(range.blocks.clone())).unwrap_or_default()
}

fn assemble(
    origin: &Origin,
    metadata: Metadata,
    title: Option<Inferred<Text>>,
    kind: Option<Inferred<KindValue>>,
) -> Paper {
    let Metadata { council, host, committee, date } = metadata;
    let paths = if origin.paths.is_empty() { vec![origin.path.clone()] } else { origin.paths.clone() };
    Paper {
        id: origin.id.clone(),
        path: origin.path.clone(),
        part: None,
        council,
        host,
        committee,
        date,
        title,
        kind,
        sections: Vec::new(),
        acronyms: Vec::new(),
        links: Vec::new(),
        pages_without_text: Vec::new(),
        paths,
        url: origin.details.url.clone(),
    }
}

/// The title that the side-file or the path rule states.
fn given_title(given: &Given<'_>) -> Option<Inferred<Text>> {
    given.sources().into_iter().find_map(|(details, source, confidence)| {
        let value = details.title.clone()?;
        Some(Inferred { evidence: value.clone(), value: Text { value }, source, confidence })
    })
}

fn title_of(view: &PartView<'_>) -> Option<Inferred<Text>> {
    let title = view.title.as_ref()?;
    let place = view.blocks.get(title.blocks.start).and_then(|block| block.place.lines);
    let evidence = match place {
        Some((line, _)) => format!("{} (line {line})", title.text),
        None => title.text.clone(),
    };
    Some(Inferred {
        value: Text { value: title.text.clone() },
        source: Evidence::Heading,
        confidence: title.confidence,
        evidence,
    })
}

fn kind_of(given: &Given<'_>, view: &PartView<'_>, gazetteer: &Gazetteer) -> Option<Inferred<KindValue>> {
    let stated = given.sources().into_iter().find_map(|(details, source, confidence)| {
        let text = details.kind.clone()?;
        let value = KindValue { value: PaperKind::parse(text.trim())? };
        Some(Inferred { value, source, confidence, evidence: text })
    });
    // A confidence of nothing is how the structure says that it does not know.
    let found = (view.kind_confidence > 0.0).then(|| Inferred {
        value: KindValue { value: view.kind },
        source: Evidence::Heading,
        confidence: view.kind_confidence,
        evidence: view.kind_evidence.clone(),
    });
    stated.or_else(|| FileName::of(given.path, gazetteer).and_then(|name| name.kind)).or(found)
}

/// The id of a paper that is a file: the first 16 hexadecimal digits of BLAKE3 over its bytes, its side-file's bytes
/// and what the path rules read from its path.
///
/// # Errors
///
/// Those of reading `source`.
pub fn paper_id(source: impl Read, side_file: &[u8], rule_values: &str) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let bytes = hasher.update_reader(source)?.count();
    // Lengths, so that bytes moved from one part to another make another id.
    for part in [side_file, rule_values.as_bytes()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.update(&bytes.to_le_bytes());
    Ok(hasher.finalize().to_hex()[..16].to_owned())
}

/// The id of a JSON Lines record: the one that it states, else one made from what it says and from nothing else, so that
/// it stays when the lines around it change.
pub fn record_id(document: &RawDocument) -> String {
    if let Some(id) = &document.id {
        return id.clone();
    }
    let mut hasher = blake3::Hasher::new();
    let mut take = |part: &str| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    take(&serde_json::to_string(&document.details).unwrap_or_default());
    document.blocks.iter().for_each(|block| take(&block.text));
    hasher.finalize().to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_changes_with_bytes_side_file_and_rule_and_with_nothing_else() {
        let id = |source: &str, side: &str, rule: &str| paper_id(source.as_bytes(), side.as_bytes(), rule).unwrap();
        let first = id("a", "b", "c");
        assert_eq!(first.len(), 16);
        assert_eq!(first, id("a", "b", "c"));
        for other in [id("ab", "", "c"), id("a", "", "bc"), id("a", "b", ""), id("", "ab", "c")] {
            assert_ne!(first, other);
        }
    }
}
