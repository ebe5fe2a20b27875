//! What of a segment in the making lies on the disk, because memory was full.
//!
//! In come the lists of a segment's fields as far as they have grown, and its columns: a run, which is written in the order
//! of terms. Out go the terms of all runs together, each once with its lists one after the other, and the columns as one:
//! an external merge (Knuth, The Art of Computer Programming, volume 3, section 5.4). So a segment is written once, however
//! large it is, where tantivy would write many and then all of them again. Files of runs lie in the folder of the draft;
//! they are mapped to be read, and removed when the segment is done. When memory is full is left to
//! [`writers`](super::writers).

use super::{
    field_writer::FieldWriter,
    postings::Postings,
    varint::{put, take},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    io::{self, Write},
    ops::Range,
    path::{Path, PathBuf},
};
use tantivy::{
    Directory, Segment,
    columnar::{ColumnType, ColumnarReader, MergeRowOrder, StackMergeOrder, merge_columnar},
    directory::{FileSlice, OwnedBytes, TerminatingWrite as _, WritePtr},
    fastfield::FastFieldsWriter,
    postings::InvertedIndexSerializer,
    schema::Field,
};

/// What the name of a run's file ends with; it begins with a dot, as tantivy keeps no account of such.
const RUN: &str = "run";

/// Whether a file is a run, and need not survive the loss of power.
pub(super) fn is_run(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == RUN)
}

/// The runs of a segment, the earliest documents first.
#[derive(Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
}

struct Run {
    path: PathBuf,
    /// What is in the file of each field that has terms.
    fields: BTreeMap<Field, Part>,
    columns: Range<usize>,
}

/// The terms of a field in a run.
struct Part {
    /// See [`Postings::length`].
    length: u64,
    range: Range<usize>,
}

impl Runs {
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Writes a run: fields with their lists, and the columns of the same documents.
    pub(super) fn add(
        &mut self,
        segment: &Segment,
        fields: impl Iterator<Item = (Field, Postings)>,
        mut columns: FastFieldsWriter,
    ) -> tantivy::Result<()> {
        // What a build leaves that dies is removed with its draft.
        let path = PathBuf::from(format!(".{}-{}.{RUN}", segment.id().uuid_string(), self.runs.len()));
        let mut file = Counted { inner: segment.index().directory().open_write(&path)?, bytes: 0 };
        let mut parts = BTreeMap::new();
        for (field, postings) in fields.filter(|(_, postings)| !postings.is_empty()) {
            let (length, start) = (postings.length(), file.bytes);
            write_terms(postings, &mut file)?;
            parts.insert(field, Part { length, range: start..file.bytes });
        }
        let start = file.bytes;
        columns.serialize(&mut file, None)?;
        let columns = start..file.bytes;
        file.inner.terminate()?;
        self.runs.push(Run { path, fields: parts, columns });
        Ok(())
    }

    /// Opens the files.
    pub(super) fn open<'r>(&'r self, segment: &Segment) -> tantivy::Result<Opened<'r>> {
        let directory = segment.index().directory();
        let open = |run: &'r Run| Ok((run, directory.open_read(&run.path)?));
        Ok(Opened { runs: self.runs.iter().map(open).collect::<tantivy::Result<_>>()? })
    }

    /// Removes the files.
    pub(super) fn remove(&self, segment: &Segment) -> tantivy::Result<()> {
        let directory = segment.index().directory();
        self.runs.iter().try_for_each(|run| Ok(directory.delete(&run.path).map_err(io::Error::other)?))
    }
}

/// Runs that are read.
pub(super) struct Opened<'r> {
    runs: Vec<(&'r Run, FileSlice)>,
}

impl Opened<'_> {
    /// Writes the terms of a field that has any.
    pub(super) fn write_field(
        &self,
        field: Field,
        has_positions: bool,
        serializer: &mut InvertedIndexSerializer,
    ) -> io::Result<()> {
        let parts = self.runs.iter().filter_map(|(run, file)| Some((run.fields.get(&field)?, file)));
        let length = parts.clone().map(|(part, _)| part.length).sum();
        let bytes: Vec<OwnedBytes> =
            parts.map(|(part, file)| file.slice(part.range.clone()).read_bytes()).collect::<io::Result<_>>()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let mut writer = FieldWriter::begin(serializer, field, length, has_positions)?;
        each_term(bytes.iter().map(|bytes| bytes.as_slice()), |name, terms| {
            writer.begin_term(name, terms.iter().map(|term| term.documents).sum())?;
            terms.iter().for_each(|term| writer.add_list(std::iter::once(term.list)));
            writer.end_term()
        })?;
        writer.close()
    }

    /// Writes the columns.
    pub(super) fn write_columns(&self, mut file: impl Write) -> io::Result<()> {
        let open = |(run, file): &(&Run, FileSlice)| ColumnarReader::open(file.slice(run.columns.clone()));
        let columns: Vec<ColumnarReader> = self.runs.iter().map(open).collect::<io::Result<_>>()?;
        // Or numbers that may have a sign would become such.
        let mut types: BTreeMap<String, ColumnType> = BTreeMap::new();
        for columns in &columns {
            types.extend(columns.list_columns()?.into_iter().map(|(name, column)| (name, column.column_type())));
        }
        let (columns, types): (Vec<&ColumnarReader>, Vec<_>) = (columns.iter().collect(), types.into_iter().collect());
        merge_columnar(&columns, &types, MergeRowOrder::Stack(StackMergeOrder::stack(&columns)), &mut file)
    }
}

/// Writes each term: its name, in how many documents it stands, and its list, name and list after how long they are.
fn write_terms(postings: Postings, file: &mut impl Write) -> io::Result<()> {
    let (mut head, mut list) = (Vec::new(), Vec::new());
    postings.each_term(|name, listed| {
        head.clear();
        list.clear();
        let documents = listed.put(&mut list);
        put(name.len() as u64, &mut head);
        head.extend_from_slice(name);
        put(documents.into(), &mut head);
        put(list.len() as u64, &mut head);
        file.write_all(&head)?;
        file.write_all(&list)
    })
}

/// A term of a run. The order is that of names, and of one name that of runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct RunTerm<'a> {
    name: &'a [u8],
    run: usize,
    documents: u32,
    list: &'a [u8],
}

/// The next term of a run, if there is one; an error where what was written is not what is read.
fn next<'a>(bytes: &mut &'a [u8], run: usize) -> io::Result<Option<RunTerm<'a>>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut whole = || {
        let name = split(bytes)?;
        let documents = take(bytes)? as u32;
        Some(RunTerm { name, run, documents, list: split(bytes)? })
    };
    whole().map(Some).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// Takes so many bytes as the number says that they begin with.
fn split<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take(bytes)?;
    let (first, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(first)
}

/// Tells the terms of runs in order, each once as it stands in those that have it.
fn each_term<'a>(
    runs: impl Iterator<Item = &'a [u8]>,
    mut tell: impl FnMut(&[u8], &[RunTerm<'a>]) -> io::Result<()>,
) -> io::Result<()> {
    let mut runs: Vec<&[u8]> = runs.collect();
    let mut heap = BinaryHeap::with_capacity(runs.len());
    for (run, bytes) in runs.iter_mut().enumerate() {
        heap.extend(next(bytes, run)?.map(Reverse));
    }
    let mut terms: Vec<RunTerm<'_>> = Vec::with_capacity(runs.len());
    while let Some(Reverse(term)) = heap.pop() {
        heap.extend(next(&mut runs[term.run], term.run)?.map(Reverse));
        if let Some(first) = terms.first().filter(|first| first.name != term.name) {
            tell(first.name, &terms)?;
            terms.clear();
        }
        terms.push(term);
    }
    terms.first().map_or(Ok(()), |first| tell(first.name, &terms))
}

/// A file that is written, and how many bytes it has.
struct Counted {
    inner: WritePtr,
    bytes: usize,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
