//! Opening a generation and reading from it, without a lock and without writing anything.

use super::{
    acronyms::{self, Acronyms},
    blocks::{Blocks, SUMS},
    columns::{Columns, SectionColumns},
    copies::Copies,
    documents::{Documents, Stored},
    entry::Entry,
    manifest::{Manifest, hashed, spelled},
    pointer::Pointer,
    reading::engine,
    record::SectionRecord,
    schema::{FORMAT_VERSION, Fields},
    segment::SegmentWriter,
    sources::Sources,
    statistics::Statistics,
    tables::Tables,
    texts::{Numbering, Words},
    writing::make_known,
};
use crate::{
    Error, ErrorKind, Result,
    document::{Council, CouncilName, Gazetteer, Paper},
};
use std::{
    cmp::Ordering,
    collections::BTreeSet,
    fmt, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{self, AtomicUsize},
    },
};
use tantivy::{
    DocAddress, IndexReader, ReloadPolicy, Searcher, SegmentOrdinal, Term,
    directory::{MmapDirectory, OwnedBytes, RamDirectory},
    query::Bm25StatisticsProvider as _,
};

/// What a generation says of itself.
pub(super) const MANIFEST: &str = "manifest.json";

/// Writes sections as one segment of an index, if there are any.
fn add_segment<'p>(
    index: &tantivy::Index,
    entries: impl Iterator<Item = Entry<'p>>,
    fields: &Fields,
    numbering: &Numbering,
) -> Result<()> {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return Ok(());
    }
    let mut writer = SegmentWriter::begin(index).map_err(engine)?;
    entries.try_for_each(|entry| writer.add_entry(&entry, fields, numbering))?;
    make_known(index, vec![writer.finish().map_err(engine)?])
}

/// One published generation, open for reading.
///
/// Cheap to clone and safe to share between threads. It goes on answering from its generation when a later one is
/// published, also after its files were removed; open again to see the later one.
///
/// ```
/// use scrutineer::{Index, document::Gazetteer};
///
/// let index = Index::in_memory(&[], Gazetteer::builtin())?;
/// assert_eq!(index.manifest().papers, 0);
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

/// The names that a process with one question asks about, and some more.
const FIRST_NAMES: usize = 64;

struct Inner {
    folder: Option<PathBuf>,
    manifest: Manifest,
    /// The built-in one is made when it is first asked for: questions look names up by [`Gazetteer::lookup_builtin`].
    gazetteer: OnceLock<Gazetteer>,
    has_own_gazetteer: bool,
    /// How often it was asked which councils a name can mean.
    names_asked: AtomicUsize,
    /// See [`Manifest::councils_by_name`].
    councils: OnceLock<Vec<(u64, usize)>>,
    fields: Fields,
    searcher: Searcher,
    statistics: Statistics,
    columns: Columns,
    documents: Documents,
    tables: Tables,
    // Keeps the files mapped for as long as anybody searches.
    _reader: IndexReader,
}

impl Index {
    /// Opens the published generation of the index in `folder`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoIndex`] where there is none, [`ErrorKind::IndexFormat`] where another version wrote it,
    /// [`ErrorKind::DamagedIndex`] where a file is missing or cut short, [`ErrorKind::Io`] where it may not be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let mut entry = Pointer::load(folder)?.published().cloned().ok_or_else(|| no_index(folder))?;
        loop {
            match Self::open_generation(&folder.join(&entry.name), &entry.manifest) {
                Ok(mut index) => {
                    if let Some(inner) = Arc::get_mut(&mut index.inner) {
                        inner.folder = Some(folder.to_path_buf());
                    }
                    return Ok(index);
                }
                // Between the two steps another generation may have been published and this one removed.
                Err(error) => match Pointer::load(folder)?.published() {
                    Some(now) if *now != entry => entry = now.clone(),
                    _ => return Err(error),
                },
            }
        }
    }

    /// The published generation, if it is another one than this; for those who answer questions for a long time.
    ///
    /// Cheap when nothing was published: it reads a small file.
    ///
    /// # Errors
    ///
    /// Those of [`Index::open`]. This index goes on answering whatever they are.
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// std::fs::write(papers.join("lamps.txt"), "Lamps\n\nLamps were lit.\n")?;
    /// Builder::new(&papers, &index).build()?;
    /// let mut open = Index::open(&index)?;
    /// assert!(open.newer()?.is_none());
    ///
    /// std::fs::write(papers.join("gullies.txt"), "Gullies\n\nGullies were cleaned.\n")?;
    /// Builder::new(&papers, &index).build()?;
    /// if let Some(newer) = open.newer()? {
    ///     open = newer;
    /// }
    /// assert_eq!(open.manifest().papers, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn newer(&self) -> Result<Option<Self>> {
        let Some(folder) = self.folder() else { return Ok(None) };
        let pointer = Pointer::load(folder)?;
        let present = &self.manifest().generation;
        if pointer.published().is_some_and(|entry| entry.name == *present) {
            return Ok(None);
        }
        Self::open(folder).map(Some)
    }

    /// Opens a generation by its own folder, published or not. An empty sum of its manifest is not checked.
    pub(super) fn open_generation(folder: &Path, manifest_sum: &str) -> Result<Self> {
        let manifest = read_manifest(folder, manifest_sum)?;
        check_sizes(folder, &manifest)?;
        let blocks = read_file(folder, &manifest, SUMS)?;
        let blocks = Blocks::from_bytes(&blocks).ok_or_else(|| damaged(&folder.join(SUMS)))?;
        // Other damage may make it panic, too.
        catch_unwind(AssertUnwindSafe(|| {
            let directory = MmapDirectory::open(folder).map_err(|error| damaged(folder).caused_by(error))?;
            let directory = super::read_only::ReadOnly::new(directory, blocks);
            let tables = Tables::open(folder, &directory)?;
            let index = tantivy::Index::open(directory).map_err(|error| damaged(folder).caused_by(error))?;
            Self::from_parts(index, manifest, None, tables).map_err(|error| match error.kind() {
                ErrorKind::Internal => damaged(folder).caused_by(error),
                _ => error,
            })
        }))
        .unwrap_or_else(|_| Err(damaged(folder)))
    }

    /// An index of the given papers in memory, for tests and for small tools.
    ///
    /// A pack's own object (kind `pack`) is left aside; its parts are papers.
    pub fn in_memory(papers: &[Paper], gazetteer: Gazetteer) -> Result<Self> {
        let internal = |error| Error::new(ErrorKind::Internal, "cannot write to memory").caused_by(error);
        let fields = Fields::new();
        let directory = RamDirectory::create();
        let index = tantivy::Index::create(directory, fields.schema.clone(), tantivy::IndexSettings::default());
        let index = index.map_err(internal)?;
        Fields::register(&index);
        let mut manifest = Manifest { generation: "memory".to_owned(), build: 1, ..Manifest::new() };
        let (mut sources, numbering) = (Sources::default(), Numbering::new());
        let is_new = |paper: &&Paper| sources.add(&paper.path, paper, 0, manifest.build);
        let entries = papers.iter().filter(is_new).flat_map(|paper| Entry::of_paper(paper, 1));
        add_segment(&index, entries, &fields, &numbering)?;
        sources.count_into(&mut manifest);
        Self::from_parts(index, manifest, Some(gazetteer), Tables::in_memory(numbering.words()))
    }

    /// An index in memory as builds leave it that change an earlier one: each batch is a segment of its own and replaces
    /// papers of earlier batches that have the same id, then the `removed` are deleted, and nothing is merged.
    #[cfg(test)]
    pub(crate) fn in_memory_of_batches(batches: &[Vec<Paper>], removed: &[&str], gazetteer: Gazetteer) -> Self {
        let (fields, numbering) = (Fields::new(), Numbering::new());
        let index = tantivy::Index::create_in_ram(fields.schema.clone());
        Fields::register(&index);
        let delete = |papers: &mut dyn Iterator<Item = &str>| {
            let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
            for id in papers {
                writer.delete_term(Term::from_field_text(fields.paper, id));
            }
            writer.commit().unwrap();
        };
        let mut living: std::collections::BTreeMap<&str, &Paper> = Default::default();
        for batch in batches {
            delete(&mut batch.iter().map(|paper| paper.id.as_str()));
            living.extend(batch.iter().map(|paper| (paper.id.as_str(), paper)));
            let entries = batch.iter().flat_map(|paper| Entry::of_paper(paper, 1));
            add_segment(&index, entries, &fields, &numbering).unwrap();
        }
        delete(&mut removed.iter().copied());
        living.retain(|id, _| !removed.contains(id));
        let mut manifest = Manifest { generation: "memory".to_owned(), build: 1, ..Manifest::new() };
        let mut sources = Sources::default();
        for paper in living.values() {
            sources.add(&paper.path, paper, 0, manifest.build);
        }
        sources.count_into(&mut manifest);
        Self::from_parts(index, manifest, Some(gazetteer), Tables::in_memory(numbering.words())).unwrap()
    }

    fn from_parts(
        index: tantivy::Index,
        manifest: Manifest,
        gazetteer: Option<Gazetteer>,
        tables: Tables,
    ) -> Result<Self> {
        let internal = |error| Error::new(ErrorKind::Internal, "cannot open the index").caused_by(error);
        let gazetteer = match gazetteer {
            None if manifest.gazetteer.is_empty() => None,
            None => Some(Gazetteer::builtin().with_corpus_csv(&manifest.gazetteer)?),
            given => given,
        };
        let has_own_gazetteer = gazetteer.is_some();
        let gazetteer = gazetteer.map_or_else(OnceLock::new, OnceLock::from);
        let fields = Fields::new();
        Fields::register(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(internal)?;
        let searcher = reader.searcher();
        let statistics = Statistics::new(&searcher, &manifest.lengths);
        let (columns, documents) = (Columns::new(&searcher), Documents::new(&searcher));
        let inner = Inner {
            folder: None,
            manifest,
            gazetteer,
            has_own_gazetteer,
            names_asked: AtomicUsize::new(0),
            councils: OnceLock::new(),
            fields,
            searcher,
            statistics,
            columns,
            documents,
            tables,
            _reader: reader,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What is in it.
    pub fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    /// The councils that it knows by name: the built-in ones and the corpus' own.
    pub fn gazetteer(&self) -> &Gazetteer {
        self.inner.gazetteer.get_or_init(Gazetteer::builtin)
    }

    /// The councils that a slug or name can mean; see [`Gazetteer::lookup`]. The built-in table is not made for the first names that
    /// are asked for.
    pub(crate) fn councils_called(&self, name: &str) -> Vec<Council> {
        if self.inner.has_own_gazetteer {
            self.gazetteer().lookup(name).into_iter().cloned().collect()
        } else {
            let is_early = self.inner.names_asked.fetch_add(1, atomic::Ordering::Relaxed) < FIRST_NAMES;
            Gazetteer::lookup_builtin(name, is_early)
        }
    }

    /// The councils with papers that are called so, by slug or name.
    pub(crate) fn councils_with_papers<'i>(&'i self, name: &'i str) -> impl Iterator<Item = &'i CouncilName> {
        let councils = self.inner.councils.get_or_init(|| self.manifest().councils_by_name());
        let key = hashed(name);
        let start = councils.partition_point(|(other, _)| *other < key);
        let places = councils[start..].iter().take_while(move |(other, _)| *other == key);
        let councils = places.filter_map(|(_, place)| self.manifest().councils.get(*place));
        let is = |other: &str| spelled(other).eq(spelled(name));
        councils.filter(move |council| is(&council.slug) || is(&council.name))
    }

    /// The number of the last build that added a section which is still there; where that cannot be read, of the last one
    /// that was published. A build that only takes papers out is no such, nor is the forgetting of one.
    pub(crate) fn latest_addition(&self) -> u64 {
        let latest = self.searcher().segment_readers().iter().map(|reader| {
            let added = reader.fast_fields().column_opt::<u64>("added").ok()??;
            reader.doc_ids_alive().filter_map(|document| added.first(document)).max()
        });
        latest.max().flatten().unwrap_or(self.manifest().build)
    }

    /// The folder given to [`Index::open`]; absent for an index in memory.
    pub fn folder(&self) -> Option<&Path> {
        self.inner.folder.as_deref()
    }

    /// The section with this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] where there is none; [`ErrorKind::DamagedIndex`] where it cannot be read.
    pub fn section(&self, id: &str) -> Result<SectionRecord> {
        self.contained(|| self.record_with_id(id))
    }

    /// All sections of the paper with this id, in order; empty where there is no such paper.
    pub fn sections_of(&self, paper: &str) -> Result<Vec<SectionRecord>> {
        self.contained(|| self.read_sections_of(paper))
    }

    fn read_sections_of(&self, paper: &str) -> Result<Vec<SectionRecord>> {
        let mut records = self.records_with(&Term::from_field_text(self.fields().paper, paper))?;
        records.sort_by_key(|record| record.ordinal);
        Ok(records)
    }

    /// The section with this id, without a look at the others of its paper.
    pub(crate) fn record_with_id(&self, id: &str) -> Result<SectionRecord> {
        self.record(self.address_of(id)?.ok_or_else(|| not_found(id))?)
    }

    /// Where the section with this id is stored; `None` where there is none.
    pub(crate) fn address_of(&self, id: &str) -> Result<Option<DocAddress>> {
        let parsed =
            id.rsplit_once(':').and_then(|(paper, ordinal)| Some((paper, ordinal, ordinal.parse::<u64>().ok()?)));
        // One way to write a number is the section's.
        let Some((paper, _, ordinal)) = parsed.filter(|(_, text, ordinal)| *text == ordinal.to_string()) else {
            return Ok(None);
        };
        for address in self.addresses_with(&Term::from_field_text(self.fields().paper, paper))? {
            let columns = self.searcher().segment_reader(address.segment_ord).fast_fields();
            let ordinals = columns.u64("ordinal").map_err(|error| self.damage(error))?;
            if ordinals.first(address.doc_id) == Some(ordinal) {
                return Ok(Some(address));
            }
        }
        Ok(None)
    }

    /// The living sections that have a term.
    fn records_with(&self, term: &Term) -> Result<Vec<SectionRecord>> {
        self.addresses_with(term)?.into_iter().map(|address| self.record(address)).collect()
    }

    fn addresses_with(&self, term: &Term) -> Result<Vec<DocAddress>> {
        let mut addresses = Vec::new();
        for (segment, reader) in self.searcher().segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(term.field()).map_err(|error| self.damage(error))?;
            let postings = inverted
                .read_postings(term, tantivy::schema::IndexRecordOption::Basic)
                .map_err(|error| self.damage(error.into()))?;
            let Some(mut postings) = postings else { continue };
            let mut document = tantivy::DocSet::doc(&postings);
            while document != tantivy::TERMINATED {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(document)) {
                    addresses.push(DocAddress::new(segment as u32, document));
                }
                document = tantivy::DocSet::advance(&mut postings);
            }
        }
        Ok(addresses)
    }

    /// The ids of the papers that `prefix` may stand for: the one that equals it, else all that begin with it, at most
    /// `limit` of them, in order.
    pub fn papers_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.contained(|| self.read_papers_with_prefix(prefix, limit))
    }

    fn read_papers_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let mut ids = BTreeSet::new();
        for (segment, reader) in self.searcher().segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(self.fields().paper).map_err(|error| self.damage(error))?;
            let mut terms = (inverted.terms().range().ge(prefix.as_bytes()).into_stream())
                .map_err(|error| self.damage(error.into()))?;
            let mut taken = 0;
            while taken < limit && terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let living = self.statistics().in_segment(segment, &inverted, terms.value());
                if living.map_err(|error| self.damage(error.into()))? > 0 {
                    taken += 1;
                    ids.insert(String::from_utf8_lossy(terms.key()).into_owned());
                }
            }
        }
        if ids.contains(prefix) {
            return Ok(vec![prefix.to_owned()]);
        }
        Ok(ids.into_iter().take(limit).collect())
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.inner.fields
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.inner.searcher
    }

    /// The figures for ranking, of the living sections alone.
    pub(crate) fn statistics(&self) -> &Statistics {
        &self.inner.statistics
    }

    /// What columns say of the sections of a segment.
    pub(crate) fn section_columns(&self, segment: SegmentOrdinal) -> tantivy::Result<Arc<SectionColumns>> {
        self.inner.columns.of_segment(self.searcher(), segment)
    }

    /// Whether it is known that no paper has living sections in two places, so that those of each follow each other.
    pub(crate) fn has_whole_papers(&self) -> bool {
        self.inner.columns.are_whole()
    }

    /// What short forms stand for in the papers.
    pub(crate) fn short_forms(&self) -> Result<&Acronyms> {
        let make = || acronyms::of(self.searcher()).map_err(|error| self.damage(error));
        self.inner.tables.acronyms.get(Acronyms::from_file, make)
    }

    /// Which sections are near-copies of others.
    pub(crate) fn copies(&self) -> Result<&Arc<Copies>> {
        let searcher = self.searcher();
        let read = |bytes: OwnedBytes| {
            let file = postcard::from_bytes(&bytes).ok()?;
            Copies::from_file(file, searcher).map(Arc::new)
        };
        self.inner.tables.copies.get(read, || Copies::find(searcher).map(Arc::new))
    }

    /// In how many living sections a term stands.
    pub(crate) fn frequency(&self, term: &Term) -> Result<u64> {
        self.statistics().doc_freq(term).map_err(|error| self.damage(error))
    }

    /// Reads a stored record. Tantivy panics on some kinds of damage to its store; that is caught here.
    pub(crate) fn record(&self, address: DocAddress) -> Result<SectionRecord> {
        self.contained(|| {
            let stored = self.stored(address)?;
            let words = self.inner.tables.words.get(Words::from_bytes, || Err(self.damaged_here()))?;
            SectionRecord::from_stored(stored.record(), stored.text(), words)
        })
    }

    /// As [`record`](Self::record), without the paragraphs of the section.
    pub(crate) fn record_without_text(&self, address: DocAddress) -> Result<SectionRecord> {
        self.contained(|| SectionRecord::from_stored_without_text(self.stored(address)?.record()))
    }

    fn stored(&self, address: DocAddress) -> Result<Stored> {
        let Inner { documents, searcher, fields, .. } = &*self.inner;
        documents.stored(searcher, address, fields).map_err(|error| self.damage(error))
    }

    /// Runs what reads the index, and makes an error of a panic: tantivy takes what stands in its files on trust.
    pub(crate) fn contained<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(self.damaged_here()))
    }

    /// The error for a failed read of the index.
    pub(crate) fn damage(&self, error: tantivy::TantivyError) -> Error {
        self.damaged_here().caused_by(error)
    }

    fn damaged_here(&self) -> Error {
        damaged(self.folder().unwrap_or(Path::new("memory")))
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { folder, manifest, .. } = &*self.inner;
        f.debug_struct("Index").field("folder", folder).field("generation", &manifest.generation).finish()
    }
}

fn not_found(id: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("no section has the id '{id}'"))
        .with_hint("Copy the id from a hit; ids change when the paper's bytes change.")
}

pub(super) fn no_index(folder: &Path) -> Error {
    let what = if folder.is_dir() { "there is no index in this folder" } else { "there is no such folder of an index" };
    Error::new(ErrorKind::NoIndex, what)
        .at(folder)
        .with_hint("Build one with `scrutineer index FOLDER-OF-PAPERS --index DIR`, or check the folder's name.")
}

pub(super) fn damaged(folder: &Path) -> Error {
    Error::new(ErrorKind::DamagedIndex, "the index is damaged").at(folder).with_hint(
        "Build it again with `scrutineer index --check content`, which looks at every byte of the index too; the \
             papers themselves are not touched.",
    )
}

/// A whole file of a generation, checked against its sum.
pub(super) fn read_file(folder: &Path, manifest: &Manifest, name: &str) -> Result<Vec<u8>> {
    let path = folder.join(name);
    let bytes = fs::read(&path).map_err(|error| damaged(&path).caused_by(error))?;
    match manifest.files.get(name) {
        Some(sum) if blake3::hash(&bytes).to_hex().as_str() == sum.blake3 => Ok(bytes),
        _ => Err(damaged(&path).caused_by(NOT_AS_WRITTEN)),
    }
}

const NOT_AS_WRITTEN: &str = "its bytes are not those that were written";

/// Whether the files of a generation have their sizes. Tantivy panics on a file that is cut short; a look at the sizes
/// costs next to nothing.
pub(super) fn check_sizes(folder: &Path, manifest: &Manifest) -> Result<()> {
    for (name, sum) in &manifest.files {
        let path = folder.join(name);
        let bytes = fs::metadata(&path).map_err(|error| damaged(&path).caused_by(error))?.len();
        if bytes != sum.bytes {
            let cause = format!("the file has {bytes} bytes and was written with {}", sum.bytes);
            return Err(damaged(&path).caused_by(cause));
        }
    }
    Ok(())
}

/// Whether a generation is of a format later than this version's.
pub(super) fn is_later(generation: &Path) -> bool {
    #[derive(serde::Deserialize)]
    struct Version {
        format: u32,
    }
    let version = fs::read(generation.join(MANIFEST)).ok().and_then(|text| serde_json::from_slice(&text).ok());
    version.is_some_and(|Version { format }| format > FORMAT_VERSION)
}

/// The manifest of a generation, whose sum the pointer has; an empty sum is not checked.
pub(super) fn read_manifest(generation: &Path, sum: &str) -> Result<Manifest> {
    #[derive(serde::Deserialize)]
    struct Version {
        format: u32,
        #[serde(default)]
        written_by: String,
    }
    let path = generation.join(MANIFEST);
    let text = fs::read(&path).map_err(|error| damaged(&path).caused_by(error))?;
    if !sum.is_empty() && blake3::hash(&text).to_hex().as_str() != sum {
        return Err(damaged(&path).caused_by(NOT_AS_WRITTEN));
    }
    // Once where it can be: with what is unknown of every paper it is long.
    let manifest = serde_json::from_slice(&text);
    if let Ok(manifest @ Manifest { format: FORMAT_VERSION, .. }) = manifest {
        return Ok(manifest);
    }
    let Version { format, written_by } =
        serde_json::from_slice(&text).map_err(|error| damaged(&path).caused_by(error))?;
    let refuse = |age: &str, hint: &str| {
        let what = format!(
            "the index is of the {age} format {format} (scrutineer {written_by}), and this version of scrutineer reads \
             format {FORMAT_VERSION}"
        );
        Err(Error::new(ErrorKind::IndexFormat, what).at(generation).with_hint(hint))
    };
    match format.cmp(&FORMAT_VERSION) {
        Ordering::Less => {
            refuse("earlier", "Build it again with `scrutineer index`; the papers are all that it needs.")
        }
        Ordering::Greater => refuse("later", "Use that version, or build into another folder with --index."),
        Ordering::Equal => manifest.map_err(|error| damaged(&path).caused_by(error)),
    }
}
