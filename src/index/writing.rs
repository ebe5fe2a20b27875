//! Tantivy's part of a build: opening a draft for it, and bringing what was written to an end.

use super::{
    directory::DraftDirectory, disk::Disk, generation::Draft, manifest::Manifest, merging, reading::engine,
    schema::Fields, statistics, tables::tables,
};
use crate::Result;
use std::{collections::BTreeMap, path::PathBuf};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Term, schema::Document};

/// How much stored text is packed together, in bytes. Less takes more room, and a hit unpacks less that it does not show:
/// half of tantivy's own costs 3 % of the disk and spares a third of the time to read ten hits.
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

/// Deletes what is gone, and with `purge` everything that was ever deleted from the disk too. Commits, writes some segments
/// anew, waits for that (a writer that is merely dropped kills the merges just begun), and says what there is then.
pub(super) fn finish<D: Document>(
    index: &tantivy::Index,
    mut writer: IndexWriter<D>,
    fields: &Fields,
    gone: &[String],
    purge: bool,
    fresh: bool,
) -> Result<Finished> {
    let term = |id: &str| Term::from_field_text(fields.paper, id);
    for id in gone {
        writer.delete_term(term(id));
    }
    writer.commit().map_err(engine)?;
    let sizes = index.searchable_segment_metas().map_err(engine)?.into_iter().map(|meta| merging::Size {
        id: meta.id(),
        all: u64::from(meta.max_doc()),
        deleted: u64::from(meta.num_deleted_docs()),
        must: purge && meta.has_deletes(),
    });
    for group in merging::groups(sizes.collect(), fresh) {
        writer.merge(&group).wait().map_err(engine)?;
    }
    writer.garbage_collect_files().wait().map_err(engine)?;
    writer.wait_merging_threads().map_err(engine)?;
    let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(engine)?;
    let lengths =
        statistics::lengths(&reader.searcher(), &[fields.body, fields.heading, fields.names]).map_err(engine)?;
    let tables = tables(&reader.searcher())?;
    let segments = index.load_metas().map_err(engine)?.list_segment_files().into_iter().collect();
    Ok(Finished { segments, lengths, tables })
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
