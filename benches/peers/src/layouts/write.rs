//! Writing a layout, and what that took.

use super::{
    layout::{Acronyms, Exact, Layout, Split, Store},
    sections::Section,
    tokens::{Emit, Words},
};
use anyhow::Result;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use scrutineer::analysis;
use serde::{Deserialize, Serialize};
use std::{fs, path::Path, time::Instant};
use tantivy::{
    Index, IndexSettings, IndexWriter, TantivyDocument,
    indexer::NoMergePolicy,
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions},
    store::{Compressor, ZstdCompressor},
};

/// What writing took and gave.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Written {
    /// Seconds of processor time, all threads, without reading the corpus.
    pub cpu_seconds: f64,
    /// Seconds by the clock, likewise.
    pub wall_seconds: f64,
    /// Sections.
    pub sections: u64,
    /// Segments at the end.
    pub segments: usize,
    /// Bytes of the dictionaries of words.
    pub terms: u64,
    /// Bytes of the lists of sections and counts.
    pub postings: u64,
    /// Bytes of the positions.
    pub positions: u64,
    /// Bytes of the store.
    pub store: u64,
    /// Bytes of everything else.
    pub other: u64,
}

impl Written {
    /// Bytes of the index.
    pub fn bytes(&self) -> u64 {
        self.terms + self.postings + self.positions + self.store + self.other
    }
}

/// The fields of a layout; absent ones are not written.
pub(super) struct Fields {
    pub(super) schema: Schema,
    id: Field,
    council: Field,
    /// Paragraphs, heading, names: as stems, or all the words of a layout with one field.
    pub(super) stems: [Option<Field>; 3],
    pub(super) exact: [Option<Field>; 3],
    acronym: Option<Field>,
    pub(super) record: Field,
    pub(super) text: Field,
}

impl Fields {
    pub(super) fn of(layout: &Layout) -> Self {
        let mut schema = Schema::builder();
        let words = |tokenizer: &str, option| {
            TextOptions::default()
                .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option))
        };
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let stem = if layout.exact == Exact::Terms { analysis::WORDS } else { "stem" };
        let names = ["body", "heading", "names"];
        let used = if layout.split == Split::One { 1 } else { 3 };
        let id = schema.add_text_field("id", STRING);
        let council = schema.add_text_field("council", STRING);
        let (mut stems, mut exact) = ([None; 3], [None; 3]);
        for (area, name) in names.iter().enumerate().take(used) {
            stems[area] = Some(schema.add_text_field(name, words(stem, positions)));
            if layout.exact == Exact::Fields {
                exact[area] = Some(schema.add_text_field(&format!("{name}_exact"), words("exact", positions)));
            }
        }
        let acronym = (layout.acronyms == Acronyms::Field)
            .then(|| schema.add_text_field("acronym", words("acronym", IndexRecordOption::WithFreqs)));
        let record = schema.add_text_field("record", STORED);
        let text = schema.add_text_field("text", STORED);
        Self { schema: schema.build(), id, council, stems, exact, acronym, record, text }
    }

    /// Makes the tokenizers of a layout known.
    pub(super) fn register(index: &Index, layout: &Layout) {
        analysis::register(index.tokenizers());
        let with_exact = layout.acronyms == Acronyms::WithExact;
        let stem = Emit {
            stem: true,
            marked: layout.exact == Exact::Marked,
            marked_always: layout.exact == Exact::MarkedAlways,
            acronym: with_exact && layout.exact != Exact::Fields,
            ..Emit::default()
        };
        let exact = Emit { exact: layout.exact == Exact::Fields, acronym: with_exact, ..Emit::default() };
        index.tokenizers().register("stem", Words::new(stem));
        index.tokenizers().register("exact", Words::new(exact));
        index.tokenizers().register("acronym", Words::new(Emit { acronym: true, ..Emit::default() }));
    }

    fn document(&self, section: &Section) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.id, &section.id);
        if let Some(council) = &section.council {
            document.add_text(self.council, council);
        }
        let mut add = |area: usize, text: &str| {
            let area = if self.stems[area].is_some() { area } else { 0 };
            for field in [self.stems[area], self.exact[area], self.acronym].into_iter().flatten() {
                document.add_text(field, text);
            }
        };
        section.paragraphs.iter().for_each(|text| add(0, text));
        section.heading.iter().for_each(|text| add(1, text));
        section.names.iter().for_each(|text| add(2, text));
        document.add_text(self.record, &section.record);
        document.add_text(self.text, section.paragraphs.join("\n"));
        document
    }
}

pub(super) fn write(sections: &[Section], layout: &Layout, folder: &Path, threads: usize) -> Result<Written> {
    let fields = Fields::of(layout);
    let (docstore_compression, docstore_blocksize) = match layout.store {
        Store::Lz4(block) => (Compressor::Lz4, block),
        Store::Zstd(level, block) => (Compressor::Zstd(ZstdCompressor { compression_level: Some(level) }), block),
    };
    let settings = IndexSettings { docstore_compression, docstore_blocksize, ..IndexSettings::default() };
    let begin = (crate::cpu_seconds(), Instant::now());
    let directory = tantivy::directory::MmapDirectory::open(folder)?;
    let index = Index::create(directory, fields.schema.clone(), settings)?;
    Fields::register(&index, layout);
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, threads * 64_000_000)?;
    if layout.segments != 1 {
        writer.set_merge_policy(Box::new(NoMergePolicy));
    }
    sections.par_iter().try_for_each(|section| writer.add_document(fields.document(section)).map(drop))?;
    writer.commit()?;
    merge(&index, &mut writer, layout.segments)?;
    writer.wait_merging_threads()?;
    let mut written = Written {
        cpu_seconds: crate::cpu_seconds() - begin.0,
        wall_seconds: begin.1.elapsed().as_secs_f64(),
        sections: sections.len() as u64,
        segments: index.searchable_segment_ids()?.len(),
        ..Written::default()
    };
    // Only what the segments at the end are made of: files of merged ones may still wait to be removed.
    for path in index.load_metas()?.list_segment_files() {
        let Ok(bytes) = fs::metadata(folder.join(&path)).map(|metadata| metadata.len()) else { continue };
        *match path.extension().and_then(|extension| extension.to_str()) {
            Some("term") => &mut written.terms,
            Some("idx") => &mut written.postings,
            Some("pos") => &mut written.positions,
            Some("store") => &mut written.store,
            _ => &mut written.other,
        } += bytes;
    }
    Ok(written)
}

/// Merges the segments, smallest first, until `most` are left.
fn merge(index: &Index, writer: &mut IndexWriter, most: usize) -> Result<()> {
    let mut metas = index.searchable_segment_metas()?;
    if most > 0 && metas.len() > most {
        metas.sort_by_key(|meta| meta.num_docs());
        let mut groups: Vec<(u32, Vec<_>)> = vec![(0, Vec::new()); most];
        for meta in metas.iter().rev() {
            if let Some((sections, group)) = groups.iter_mut().min_by_key(|(sections, _)| *sections) {
                *sections += meta.num_docs();
                group.push(meta.id());
            }
        }
        for (_, group) in groups.iter().filter(|(_, group)| group.len() > 1) {
            writer.merge(group).wait()?;
        }
    }
    writer.garbage_collect_files().wait()?;
    Ok(())
}
