//! Every step of a build on the disk, made to fail in turn.

use super::{
    Builder, Ending, Index,
    directory::DraftDirectory,
    disk::{Disk, Step, Watch},
    entry::Entry,
    generation::is_generation,
    schema::Fields,
    segment::SegmentWriter,
    texts::Numbering,
    verify,
};
use crate::{
    corpus::PaperSource,
    document::{Paper, Reader},
};
use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// How a step fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Error,
    NoSpace,
    /// Half of the bytes are written.
    Short,
}

impl Fault {
    /// Whether a step of this kind can fail so.
    fn befalls(self, step: Step) -> bool {
        match self {
            Self::Error => true,
            Self::NoSpace => matches!(step, Step::Folder | Step::Create | Step::Write | Step::Link | Step::Rename),
            Self::Short => step == Step::Write,
        }
    }
}

/// Counts steps, and makes the one of a number fail.
struct Nth {
    fails: usize,
    fault: Fault,
    steps: AtomicUsize,
    kinds: Mutex<Vec<Step>>,
}

impl Nth {
    fn new(fails: usize, fault: Fault) -> Arc<Self> {
        Arc::new(Self { fails, fault, steps: AtomicUsize::new(0), kinds: Mutex::default() })
    }
}

impl Watch for Nth {
    fn step(&self, step: Step, _: &Path, bytes: usize) -> io::Result<usize> {
        self.kinds.lock().unwrap().push(step);
        if self.steps.fetch_add(1, Ordering::SeqCst) != self.fails {
            return Ok(bytes);
        }
        match self.fault {
            Fault::Short => Ok(bytes / 2),
            Fault::Error => Err(io::Error::other("a fault that the test made")),
            Fault::NoSpace => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}

/// The first state of a corpus, or the second: one paper changed, one gone, one new, one as it was, one copied.
fn write_papers(papers: &Path, second: bool) {
    fs::create_dir_all(papers).unwrap();
    for (name, text) in [("stays", "Lamps were lit by the panel."), ("changes", "Gullies were cleaned by the panel.")] {
        fs::write(papers.join(format!("{name}.txt")), format!("{}\n\n{text}\n", name.to_uppercase())).unwrap();
    }
    fs::write(papers.join("goes.txt"), "BENCHES\n\nBenches were painted by the panel.\n").unwrap();
    if second {
        fs::write(papers.join("changes.txt"), "GULLIES\n\nGullies were forgotten by the panel.\n").unwrap();
        fs::remove_file(papers.join("goes.txt")).unwrap();
        fs::write(papers.join("comes.txt"), "BUSES\n\nBuses were late for the panel.\n").unwrap();
        fs::write(papers.join("copy.txt"), "STAYS\n\nLamps were lit by the panel.\n").unwrap();
    }
}

/// All that the index holds, in one text.
fn answers(index: &Path) -> String {
    let index = Index::open(index).unwrap();
    let papers = index.papers_with_prefix("", 100).unwrap();
    let sections = papers.iter().flat_map(|paper| index.sections_of(paper).unwrap());
    let mut lines: Vec<String> = sections
        .map(|record| {
            let texts: Vec<&str> = record.section.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
            format!("{} {:?}: {}\n", record.paper.path, record.paper.other_paths, texts.join(" "))
        })
        .collect();
    lines.sort();
    lines.concat()
}

fn builder(root: &Path) -> Builder {
    Builder::new(root.join("papers"), root.join("index")).threads(1).memory(32 << 20).check(super::Check::Content)
}

/// Nothing lies in the folder of the index that the pointer does not name.
fn nothing_is_left_over(index: &Path) {
    let kept = super::generations(index).unwrap();
    for entry in fs::read_dir(index).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!is_generation(&name) || kept.contains(&name), "{name} is left over");
        assert!(!name.ends_with(".next"), "{name} is left over");
    }
    for generation in &kept {
        for entry in fs::read_dir(index.join(generation)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(!name.contains("lock") && !name.starts_with(".tmp"), "{generation}/{name} is left over");
        }
    }
}

#[test]
fn whichever_step_of_a_build_fails_the_index_answers_as_before_and_the_next_build_succeeds() {
    let start = tempfile::tempdir().unwrap();
    write_papers(&start.path().join("papers"), false);
    builder(start.path()).build().unwrap();
    let old = answers(&start.path().join("index"));
    write_papers(&start.path().join("papers"), true);
    let copy = |to: &Path| {
        for entry in walkdir::WalkDir::new(start.path()) {
            let entry = entry.unwrap();
            let to = to.join(entry.path().strip_prefix(start.path()).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    };
    // What a build without faults does, and how many steps it takes.
    let whole = tempfile::tempdir().unwrap();
    copy(whole.path());
    let watch = Nth::new(usize::MAX, Fault::Error);
    builder(whole.path()).disk(Disk::watched(watch.clone())).build().unwrap();
    let new = answers(&whole.path().join("index"));
    assert_ne!(old, new);
    let steps = watch.kinds.lock().unwrap().clone();
    let mut kinds: BTreeMap<Step, usize> = BTreeMap::new();
    steps.iter().for_each(|step| *kinds.entry(*step).or_default() += 1);
    assert_eq!(kinds.len(), 8, "every kind of step is taken: {kinds:?}");

    let (mut injected, mut failed) = (0, 0);
    for fault in [Fault::Error, Fault::NoSpace, Fault::Short] {
        for number in (0..steps.len()).filter(|number| fault.befalls(steps[*number])) {
            let scene = tempfile::tempdir().unwrap();
            copy(scene.path());
            let index = scene.path().join("index");
            let watch = Nth::new(number, fault);
            let outcome = builder(scene.path()).disk(Disk::watched(watch.clone())).build();
            assert!(watch.steps.load(Ordering::SeqCst) > number, "{fault:?} at {number} was not reached");
            injected += 1;
            let now = answers(&index);
            match outcome {
                // A step after the publication, or one that nothing depends on.
                Ok(report) => assert_eq!((report.ending, &now), (Ending::Published, &new), "{fault:?} at {number}"),
                Err(error) => {
                    failed += 1;
                    assert!(now == old || now == new, "{fault:?} at {number}: {error}\n{now}");
                }
            }
            assert!(verify(&index).unwrap().damaged.is_empty(), "{fault:?} at {number}");
            builder(scene.path()).build().unwrap();
            assert_eq!(answers(&index), new, "{fault:?} at {number}: the build after it");
            nothing_is_left_over(&index);
        }
    }
    println!("{injected} faults injected, {failed} builds failed of it; steps of a build: {kinds:?}");
    assert!(injected > steps.len());
}

/// Steps of a kind.
fn count(steps: &[Step], kind: Step) -> usize {
    steps.iter().filter(|step| **step == kind).count()
}

/// A segment of which each section went to the disk before the next, if memory is full.
fn write_segment(
    papers: &[Paper],
    is_full: bool,
    folder: &Path,
    disk: &Disk,
) -> Result<u32, Box<dyn std::error::Error>> {
    let (fields, numbering) = (Fields::new(), Numbering::new());
    let directory = DraftDirectory::open(folder, disk)?;
    let index = tantivy::Index::create(directory, fields.schema.clone(), tantivy::IndexSettings::default())?;
    Fields::register(&index);
    let mut writer = SegmentWriter::begin(&index)?;
    for entry in papers.iter().flat_map(|paper| Entry::of_paper(paper, 1)) {
        writer.add_entry(&entry, &fields, &numbering)?;
        if is_full {
            writer.spill()?;
        }
    }
    Ok(writer.finish()?.meta().max_doc())
}

#[test]
fn whichever_step_fails_of_a_segment_that_is_larger_than_memory_it_is_told() {
    let papers = ["LAMPS\n\nLamps were lit.\n", "GULLIES\n\nGullies were cleaned.\n"].map(|text| {
        let papers = Reader::builtin().read(&PaperSource::new("paper.txt", text)).unwrap();
        papers.into_iter().next().unwrap()
    });
    let write = |is_full: bool, fails: usize, fault: Fault| {
        let watch = Nth::new(fails, fault);
        let folder = tempfile::tempdir().unwrap();
        let outcome = write_segment(&papers, is_full, folder.path(), &Disk::watched(watch.clone()));
        let steps = watch.kinds.lock().unwrap().clone();
        (outcome, steps)
    };
    let (written, steps) = write(true, usize::MAX, Fault::Error);
    assert_eq!(written.unwrap(), 2);
    // Runs are removed, and need not be on the disk before.
    let (_, without_runs) = write(false, usize::MAX, Fault::Error);
    assert_eq!(count(&steps, Step::Remove), 3);
    assert_eq!(count(&steps, Step::Sync), count(&without_runs, Step::Sync));
    for fault in [Fault::Error, Fault::NoSpace, Fault::Short] {
        for number in (0..steps.len()).filter(|number| fault.befalls(steps[*number])) {
            let (outcome, before) = write(true, number, fault);
            assert!(outcome.is_err(), "{fault:?} at {number}, of {:?}", before.last());
        }
    }
}
