//! Tantivy's part of a build: opening a draft for it, and bringing what was written to an end.

use super::{
    directory::DraftDirectory,
    disk::Disk,
    generation::{Draft, META},
    manifest::Manifest,
    memory::PeakMemory,
    merging,
    reading::engine,
    schema::Fields,
    statistics,
    tables::tables,
    texts::{self, Numbering, WORDS},
};
use crate::{Error, ErrorKind, Result};
use rustc_hash::FxHashSet;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use tantivy::{
    Directory as _, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, Segment, TantivyDocument, Term,
    indexer::NoMergePolicy, schema::Value as _,
};

/// Memory of a writer that adds nothing, in bytes: tantivy refuses less.
const SMALLEST_ARENA: usize = 15_000_000;
/// So many merges go on at a time.
const MERGES: usize = 2;

/// How much of what is stored is packed together, in bytes. Less takes more room, and a hit unpacks less that it does not show:
/// half of tantivy's own costs 1 % of the disk and spares a part of the time to read ten hits.
const BLOCK_BYTES: usize = 8 << 10;

/// The tantivy index of a draft: what it takes over, or nothing.
pub(super) fn open_draft(
    draft: &mut Draft,
    before: Option<&Manifest>,
    fields: &Fields,
    disk: &Disk,
) -> Result<tantivy::Index> {
    if let Some(before) = before {
        draft.take_over(before)?;
    }
    let directory = DraftDirectory::open(&draft.folder(), disk).map_err(|error| engine(error.into()))?;
    let index = match before {
        Some(_) => tantivy::Index::open(directory),
        None => {
            let settings = IndexSettings { docstore_blocksize: BLOCK_BYTES, ..IndexSettings::default() };
            tantivy::Index::create(directory, fields.schema.clone(), settings)
        }
    };
    let index = index.map_err(engine)?;
    Fields::register(&index);
    Ok(index)
}

/// What changes in a draft beside what it takes over.
pub(super) struct Changes<'a> {
    /// The segments that were written.
    pub(super) written: Vec<Segment>,
    /// The ids of the papers that go.
    pub(super) gone: &'a [String],
    /// Whether everything that was ever deleted leaves the disk, too.
    pub(super) purge: bool,
    /// Whether nothing was taken over.
    pub(super) fresh: bool,
}

/// Deletes what is gone, makes the segments known that were written, takes from the disk what is to leave it, writes some
/// segments anew, and says what there is then.
pub(super) fn finish(
    index: &tantivy::Index,
    changes: Changes<'_>,
    fields: &Fields,
    numbering: &Numbering,
    peak: &PeakMemory,
) -> Result<Finished> {
    let Changes { written, gone, purge, fresh } = changes;
    // First, as what was written may be a later version of what goes, with the same ids.
    if !gone.is_empty() {
        let mut writer = writer(index)?;
        for id in gone {
            writer.delete_term(Term::from_field_text(fields.paper, id));
        }
        writer.commit().map_err(engine)?;
        writer.wait_merging_threads().map_err(engine)?;
    }
    make_known(index, written)?;
    let sizes = index.searchable_segment_metas().map_err(engine)?.into_iter().map(|meta| merging::Size {
        id: meta.id(),
        all: u64::from(meta.max_doc()),
        deleted: u64::from(meta.num_deleted_docs()),
        must: purge && meta.has_deletes(),
    });
    let groups = merging::groups(sizes.collect(), fresh);
    if !groups.is_empty() {
        let mut writer = writer(index)?;
        // On threads of tantivy's, which take memory each; a writer that is merely dropped kills the merges just begun.
        for groups in groups.chunks(MERGES) {
            let merges: Vec<_> = groups.iter().map(|group| writer.merge(group)).collect();
            // All of them, also where one fails: none may go on writing when the draft is removed.
            let merged: Vec<_> = merges.into_iter().map(|merge| merge.wait()).collect();
            merged.into_iter().collect::<tantivy::Result<Vec<_>>>().map_err(engine)?;
            peak.give_back();
        }
        writer.garbage_collect_files().wait().map_err(engine)?;
        writer.wait_merging_threads().map_err(engine)?;
    }
    let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(engine)?;
    let lengths =
        statistics::lengths(&reader.searcher(), &[fields.body, fields.heading, fields.names]).map_err(engine)?;
    let mut tables = tables(&reader.searcher())?;
    let words = if purge { words_in_use(&reader.searcher(), fields, numbering)? } else { numbering.to_file(|_| true) };
    tables.push((WORDS, words));
    let segments = index.load_metas().map_err(engine)?.list_segment_files().into_iter().collect();
    Ok(Finished { segments, lengths, tables })
}

/// The list of words without those that stand in no text any more: what must not be found again may have had them.
fn words_in_use(searcher: &Searcher, fields: &Fields, numbering: &Numbering) -> Result<Vec<u8>> {
    let mut used = FxHashSet::default();
    for reader in searcher.segment_readers() {
        let store = reader.get_store_reader(1).map_err(|error| engine(error.into()))?;
        for document in store.iter::<TantivyDocument>(reader.alive_bitset()) {
            let document = document.map_err(engine)?;
            let packed = document.get_first(fields.text).and_then(|value| value.as_bytes()).unwrap_or_default();
            let told = texts::numbers(packed, |number| {
                used.insert(number);
            });
            told.ok_or_else(|| Error::new(ErrorKind::DamagedIndex, "a section's stored text cannot be read"))?;
        }
    }
    Ok(numbering.to_file(|number| used.contains(&number)))
}

/// A writer of tantivy's, which deletes and merges, and adds nothing.
fn writer(index: &tantivy::Index) -> Result<IndexWriter> {
    let writer: IndexWriter = index.writer_with_num_threads(1, SMALLEST_ARENA).map_err(engine)?;
    // Merges of the writer's own, begun by a commit, would take segments away from those that end the build.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// Enters segments in tantivy's list of those that are searched.
pub(super) fn make_known(index: &tantivy::Index, written: Vec<Segment>) -> Result<()> {
    if written.is_empty() {
        return Ok(());
    }
    let mut metas = index.load_metas().map_err(engine)?;
    metas.segments.extend(written.iter().map(|segment| segment.meta().clone()));
    let text = serde_json::to_vec_pretty(&metas)
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the list of segments").caused_by(error))?;
    let directory = index.directory();
    let write = || directory.sync_directory().and_then(|()| directory.atomic_write(Path::new(META), &text));
    write().map_err(|error| engine(error.into()))
}

/// What a draft holds in the end.
pub(super) struct Finished {
    /// The files that its segments may have.
    pub(super) segments: Vec<PathBuf>,
    /// See [`Manifest::lengths`].
    pub(super) lengths: BTreeMap<String, u64>,
    /// The files that are worked out from all of its sections, by name.
    pub(super) tables: Vec<(&'static str, Vec<u8>)>,
}
