//! Night after night: what changed is brought in, what is gone leaves, nothing is lost, and the answers are those of a
//! fresh build.

use crate::nightly_corpus::{Corpus, answers, ids, questions, tables};
use scrutineer::{
    ErrorKind, Index,
    index::{self, Builder, Check, Ending},
    query::Request,
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// A folder of papers, and an index beside it.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("papers")).unwrap();
        Self { folder }
    }

    fn papers(&self) -> PathBuf {
        self.folder.path().join("papers")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.papers().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn builder(&self) -> Builder {
        Builder::new(self.papers(), self.index())
    }

    fn build(&self) -> index::BuildReport {
        self.builder().build().unwrap()
    }

    fn finds(&self, question: &str) -> u64 {
        Index::open(self.index()).unwrap().search(&Request::new(question).all_words(true)).unwrap().head.total
    }
}

#[test]
fn incremental_builds_answer_as_a_fresh_one_does() {
    let scene = Scene::new();
    let mut corpus = Corpus::new(120);
    corpus.write(&scene.papers());
    scene.builder().threads(2).build().unwrap();
    for night in 1..=4 {
        corpus.next_night(night);
        corpus.write(&scene.papers());
        let report = scene.builder().threads(1 + night as usize % 2).build().unwrap();
        assert!(report.papers.changed > 0 && report.papers.removed > 0 && report.papers.new > 0, "{:?}", report.papers);
        let incremental = Index::open(scene.index()).unwrap();
        for threads in [1, 2] {
            let other = tempfile::tempdir().unwrap();
            Builder::new(scene.papers(), other.path()).threads(threads).build().unwrap();
            let fresh = Index::open(other.path()).unwrap();
            for question in questions() {
                let (expected, found) = (answers(&fresh, &question), answers(&incremental, &question));
                assert_eq!(expected, found, "night {night}, {threads} threads, question {question}");
            }
            assert!(fresh.acronyms(&[], None).unwrap().len() > 4);
            assert_eq!(tables(&fresh), tables(&incremental));
            assert_eq!(ids(&fresh), ids(&incremental));
            let (fresh, incremental) = (fresh.manifest(), incremental.manifest());
            assert_eq!(fresh.searched(), incremental.searched());
            assert_eq!(fresh.papers_by_council, incremental.papers_by_council);
            assert_eq!(fresh.councils, incremental.councils);
            assert_eq!(fresh.unknown, incremental.unknown);
            assert_eq!(fresh.lengths, incremental.lengths);
        }
    }
    println!("{} questions, four nights, fresh builds by one thread and by two", questions().len());
    assert!(questions().len() >= 200);
}

#[test]
fn what_was_not_touched_is_not_read_and_what_was_touched_in_vain_publishes_nothing() {
    let scene = Scene::new();
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.build();
    let generation = index::generations(&scene.index()).unwrap();
    assert_eq!(scene.build().ending, Ending::Unchanged);
    // The same bytes with another time.
    let file = fs::File::options().write(true).open(scene.papers().join("lamps.txt")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).unwrap();
    assert_eq!(scene.build().ending, Ending::Unchanged);
    // A time in the future, and back.
    file.set_modified(SystemTime::now() + Duration::from_secs(1_000_000)).unwrap();
    assert_eq!(scene.build().ending, Ending::Unchanged);
    scene.write("lamps.txt", "LAMPS\n\nLamps were out.\n");
    file.set_modified(SystemTime::now() + Duration::from_secs(1_000_000)).unwrap();
    assert_eq!(scene.build().papers.changed, 1, "as long as the time is to come, the content decides");
    assert_eq!(index::generations(&scene.index()).unwrap()[1..], generation);
    assert_eq!(scene.finds("out"), 1);
}

#[test]
fn of_files_at_rest_only_those_that_were_touched_are_read() {
    let scene = Scene::new();
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.write("gullies.txt", "GULLIES\n\nGullies were cleaned.\n");
    // Nothing can set the time of a file's last change back: a stamp counts when the file has rested.
    std::thread::sleep(Duration::from_millis(2100));
    scene.build();
    let stamps = || fs::read(scene.index().join("stamps")).unwrap();
    let first = stamps();
    assert_eq!(scene.build().ending, Ending::Unchanged);
    assert_eq!(stamps(), first);
    scene.write("lamps.txt", "LAMPS\n\nLamps were out.\n");
    let second = scene.build();
    assert_eq!((second.papers.changed, second.papers.unchanged), (1, 1));
    assert!(stamps().len() < first.len(), "what has just been written is not known by its stamp");
    fs::remove_file(scene.papers().join("gullies.txt")).unwrap();
    assert_eq!(scene.build().papers.removed, 1);
    assert_eq!((scene.finds("out"), scene.finds("gullies")), (1, 0));
}

#[test]
fn in_a_corpus_at_rest_every_kind_of_change_is_seen() {
    let scene = Scene::new();
    for name in ["lamps", "gullies", "benches", "buses"] {
        scene.write(&format!("{name}.txt"), &format!("{}\n\nAbout {name}.\n", name.to_uppercase()));
    }
    scene.write("bins.txt.meta.json", r#"{"restricted": true}"#);
    scene.write("bins.txt", "BINS\n\nAbout bins.\n");
    let rest = || {
        std::thread::sleep(Duration::from_millis(2100));
        scene.build();
        assert_eq!(scene.build().ending, Ending::Unchanged);
    };
    rest();
    scene.write("lamps.txt.meta.json", r#"{"restricted": true}"#);
    assert_eq!((scene.build().papers.removed, scene.finds("lamps")), (1, 0));
    assert_eq!(index::generations(&scene.index()).unwrap().len(), 1, "the earlier one has the restricted paper");
    rest();
    fs::remove_file(scene.papers().join("bins.txt.meta.json")).unwrap();
    assert_eq!((scene.build().papers.new, scene.finds("bins")), (1, 1));
    rest();
    fs::rename(scene.papers().join("gullies.txt"), scene.papers().join("drains.txt")).unwrap();
    assert_eq!(scene.build().ending, Ending::Published);
    rest();
    fs::remove_file(scene.papers().join("benches.txt")).unwrap();
    scene.write("empty.txt", "");
    let report = scene.build();
    assert_eq!((report.papers.removed, report.papers.skipped), (1, 2));
    rest();
    scene.write("gazetteer.csv", "slug,name,aliases,start,end,domains\n");
    assert_eq!(scene.build().ending, Ending::Published, "the settings are another");
    index::forget(&scene.index(), "buses.txt").unwrap();
    assert_eq!((scene.build().ending, scene.finds("buses")), (Ending::Unchanged, 0));
    rest();
    assert!(index::remember(&scene.index(), "buses.txt").unwrap());
    assert_eq!((scene.build().papers.new, scene.finds("buses")), (1, 1));
}

#[test]
fn a_file_changed_behind_its_stamp_is_seen_by_its_content() {
    let scene = Scene::new();
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.build();
    scene.write("lamps.txt", "LAMPS\n\nLamps were out.\n");
    assert_eq!(scene.build().papers.changed, 1, "a file that was written a moment ago is read whatever its stamp");
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    assert_eq!(scene.builder().check(Check::Content).build().unwrap().papers.changed, 1);
    assert_eq!(scene.finds("lit"), 1);
}

#[test]
fn a_paper_that_cannot_be_read_tonight_keeps_its_last_good_version() {
    let scene = Scene::new();
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.write("gullies.txt", "GULLIES\n\nGullies were cleaned.\n");
    scene.build();
    fs::write(scene.papers().join("lamps.txt"), b"LAMPS\0\x01\x02\xff\xfe torn").unwrap();
    let torn = scene.build();
    assert_eq!(torn.skipped.len(), 1);
    assert!(torn.skipped[0].kept && torn.skipped[0].since == torn.generation, "{:?}", torn.skipped);
    assert_eq!((torn.papers.unchanged, torn.papers.removed), (2, 0));
    assert_eq!(scene.finds("lit"), 1);
    assert_eq!(scene.build().ending, Ending::Unchanged);
    scene.write("more.txt", "MORE\n\nMore lamps.\n");
    let later = scene.build();
    assert_eq!(later.skipped[0].since, torn.generation, "it was told when it was new");
    scene.write("lamps.txt", "LAMPS\n\nLamps were mended.\n");
    let mended = scene.build();
    assert_eq!((mended.papers.changed, mended.skipped.len()), (1, 0));
    assert_eq!((scene.finds("lit"), scene.finds("mended")), (0, 1));
    fs::remove_file(scene.papers().join("lamps.txt")).unwrap();
    assert_eq!(scene.build().papers.removed, 1, "what is gone leaves the same night");
    assert_eq!(scene.finds("mended"), 0);
}

#[cfg(unix)]
#[test]
fn the_papers_of_a_folder_that_cannot_be_listed_tonight_stay() {
    let scene = Scene::new();
    let shelf = tempfile::tempdir().unwrap();
    let (there, away) = (shelf.path().join("there"), shelf.path().join("away"));
    fs::create_dir(&there).unwrap();
    fs::write(there.join("gullies.txt"), "GULLIES\n\nGullies were cleaned.\n").unwrap();
    std::os::unix::fs::symlink(&there, scene.papers().join("shelf")).unwrap();
    scene.write("shelf-2.txt", "LAMPS\n\nLamps were lit.\n");
    scene.build();
    fs::rename(&there, &away).unwrap();
    let report = scene.build();
    assert_eq!((report.papers.removed, scene.finds("gullies")), (0, 1));
    let kept: Vec<_> = report.skipped.iter().map(|skipped| (skipped.path.as_deref(), skipped.kept)).collect();
    assert_eq!(kept, [(Some("shelf"), false), (Some("shelf/gullies.txt"), true)]);
    assert_eq!(scene.build().ending, Ending::Unchanged);

    // It is there again, without the paper.
    fs::rename(&away, &there).unwrap();
    fs::remove_file(there.join("gullies.txt")).unwrap();
    let report = scene.build();
    assert_eq!((report.papers.removed, report.skipped.len(), scene.finds("gullies")), (1, 0, 0));
}

#[test]
fn papers_leave_with_their_folder_where_a_file_that_cannot_be_read_stands_in_its_place() {
    let scene = Scene::new();
    fs::create_dir(scene.papers().join("shelf")).unwrap();
    scene.write("shelf/gullies.txt", "GULLIES\n\nGullies were cleaned.\n");
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.build();
    fs::remove_dir_all(scene.papers().join("shelf")).unwrap();
    scene.write("shelf", "\0\u{1}\u{2}\0\0");
    let report = scene.build();
    assert_eq!((report.papers.removed, report.skipped.len(), scene.finds("gullies")), (1, 1, 0));
}

#[test]
fn a_torn_json_lines_file_loses_nothing_and_a_changed_line_is_one_changed_paper() {
    let scene = Scene::new();
    let line =
        |id: u32, word: &str| format!("{{\"id\":\"r{id}\",\"title\":\"Record {id}\",\"text\":\"It says {word}.\"}}\n");
    let all: String = (0..20).map(|id| line(id, &format!("word{id}"))).collect();
    scene.write("a.jsonl", &all);
    scene.write("b.jsonl", &line(3, "elsewhere"));
    let first = scene.build();
    assert_eq!((first.papers.new, first.skipped.len()), (20, 1), "of two lines with one id the first counts");
    scene.write("a.jsonl", &all.replace("word7.", "seven."));
    let changed = scene.build();
    assert_eq!((changed.papers.changed, changed.papers.unchanged, changed.papers.new), (1, 19, 0));
    assert_eq!((scene.finds("word7"), scene.finds("seven"), scene.finds("added:last")), (0, 1, 1));
    scene.write("a.jsonl", &all[..all.len() / 2 + 10]);
    let torn = scene.build();
    assert_eq!(torn.papers.removed, 0, "{:?}", torn.papers);
    assert!(torn.skipped.iter().any(|skipped| skipped.kept));
    assert_eq!(scene.finds("word19"), 1);
    scene.write("a.jsonl", &all.replace(&line(3, "word3"), ""));
    let without = scene.build();
    assert_eq!(without.skipped.len(), 0, "the other line with this id counts now: {:?}", without.skipped);
    assert_eq!((scene.finds("word3"), scene.finds("elsewhere"), scene.finds("word19")), (0, 1, 1));
}

#[test]
fn the_same_paper_in_another_place_is_one_paper_that_moved() {
    let scene = Scene::new();
    scene.write("a/lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.build();
    scene.write("b/lamps.txt", "LAMPS\n\nLamps were lit.\n");
    let copied = scene.build();
    assert_eq!((copied.papers.unchanged, copied.papers.new), (1, 0));
    fs::remove_file(scene.papers().join("a/lamps.txt")).unwrap();
    assert_eq!(scene.build().papers.unchanged, 1);
    let index = Index::open(scene.index()).unwrap();
    let answer = index.search(&Request::new("lamps")).unwrap();
    assert_eq!((answer.hits.len(), answer.hits[0].paper.path.as_str()), (1, "b/lamps.txt"));
    assert_eq!(index.search(&Request::new("added:1")).unwrap().head.total, 1, "a move does not make it new");
}

#[test]
fn a_build_that_would_lose_most_papers_is_refused_unless_it_is_meant() {
    let scene = Scene::new();
    for number in 0..30 {
        scene.write(&format!("{number}.txt"), &format!("LAMP {number}\n\nLamp number {number} was lit.\n"));
    }
    scene.build();
    fs::remove_dir_all(scene.papers()).unwrap();
    fs::create_dir(scene.papers()).unwrap();
    let error = scene.builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Shrunk);
    assert_eq!(error.to_string(), "30 of 30 papers would leave the index");
    assert_eq!(scene.finds("lamp"), 30);
    let report = index::last_report(&scene.index()).unwrap().unwrap();
    assert_eq!(report.ending, Ending::Failed);
    assert!(report.notes[0].contains("30 of 30 papers"), "{:?}", report.notes);
    assert_eq!(scene.builder().allow_shrink(true).build().unwrap().papers.removed, 30);
    assert_eq!(scene.finds("lamp"), 0);
}

#[test]
fn a_change_of_settings_reads_every_paper_again_and_none_of_them_is_new() {
    let scene = Scene::new();
    scene.write("northmarch/lamps.txt", "LAMPS\n\nLamps were lit.\n");
    scene.build();
    scene.write("more.txt", "MORE\n\nMore lamps.\n");
    scene.build();
    scene.write("scrutineer.toml", "paths = [\"{council}/{title}\"]\n");
    scene.write("gazetteer.csv", "slug,name,aliases,start,end,domains\nnorthmarch,Northmarch County Council,,,,\n");
    scene.build();
    let index = Index::open(scene.index()).unwrap();
    assert_eq!(index.search(&Request::new("council:northmarch")).unwrap().head.total, 1);
    assert_eq!(index.search(&Request::new("added:2")).unwrap().head.total, 1);
}

#[test]
fn a_reader_holds_its_generation_over_builds_and_garbage_collection() {
    let scene = Scene::new();
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit in year0.\n");
    scene.build();
    let held = Index::open(scene.index()).unwrap();
    for year in 1..=5 {
        scene.write("lamps.txt", &format!("LAMPS\n\nLamps were lit in year{year}.\n"));
        scene.build();
    }
    assert_eq!(index::generations(&scene.index()).unwrap().len(), 3);
    let collected = index::collect_garbage(&scene.index(), 1).unwrap();
    assert_eq!((collected.removed.len(), collected.kept.len()), (2, 1));
    let answer = held.search(&Request::new("year0")).unwrap();
    assert_eq!(answer.hits[0].snippets[0].text, "Lamps were lit in year0.");
    let newer = held.newer().unwrap().unwrap();
    assert_eq!(newer.search(&Request::new("year5")).unwrap().head.total, 1);
    assert!(newer.newer().unwrap().is_none());
}

#[test]
fn going_back_brings_the_earlier_answers_and_the_next_build_the_present_ones() {
    let scene = Scene::new();
    for year in 0..3 {
        scene.write("lamps.txt", &format!("LAMPS\n\nLamps were lit in year{year}.\n"));
        scene.build();
    }
    let generations = index::generations(&scene.index()).unwrap();
    assert_eq!(index::rollback(&scene.index(), None).unwrap(), generations[1]);
    assert_eq!((scene.finds("year1"), scene.finds("year2")), (1, 0));
    assert_eq!(index::rollback(&scene.index(), None).unwrap(), generations[2]);
    assert_eq!(index::rollback(&scene.index(), None).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(index::rollback(&scene.index(), Some(&generations[0])).unwrap(), generations[0]);
    index::rollback(&scene.index(), Some(&generations[2])).unwrap();
    let next = scene.build();
    assert_eq!(scene.finds("year2"), 1);
    assert!(!generations.contains(&next.generation));
    assert_eq!(index::verify_all(&scene.index()).unwrap().len(), 3);
}

/// Whether bytes stand in any file below a folder.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).any(|entry| {
        entry.file_type().is_file()
            && fs::read(entry.path()).unwrap().windows(bytes.len()).any(|window| window == bytes)
    })
}

#[test]
fn what_becomes_restricted_leaves_the_disk_with_all_its_versions() {
    let scene = Scene::new();
    for number in 0..9 {
        scene.write(&format!("{number}.txt"), &format!("LAMP {number}\n\nLamp number {number} was lit.\n"));
    }
    for version in ["zqversionone", "zqversiontwo"] {
        scene.write(
            "private.html",
            &format!("<html><body><h1>Private</h1><p>It says {version} twice.</p></body></html>"),
        );
        scene.build();
        assert!(holds(&scene.index(), version.as_bytes()));
    }
    scene.write("private.html.meta.json", "{\"restricted\": true}");
    let report = scene.build();
    assert!(report.skipped.iter().any(|skipped| skipped.path.is_none()));
    for version in ["zqversionone", "zqversiontwo"] {
        assert!(!holds(&scene.index(), version.as_bytes()), "{version} is still on the disk");
    }
    assert_eq!(index::generations(&scene.index()).unwrap().len(), 1, "nothing can bring it back");
    assert_eq!((scene.finds("zqversiontwo"), scene.finds("lamp")), (0, 9));
}

#[test]
fn what_is_forgotten_leaves_at_once_and_does_not_come_back() {
    let scene = Scene::new();
    // A word that is met again stands in the list of words, too.
    let section = "<h2>Again</h2><p>It says zqprivate, and zqprivate.</p>".repeat(3);
    scene.write("private.html", &format!("<html><body><h1>Private</h1>{section}</body></html>"));
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    let generation = scene.build().generation;
    let words = fs::read(scene.index().join(&generation).join("words")).unwrap();
    assert!(words.windows(9).any(|bytes| bytes == b"zqprivate"));
    let id = Index::open(scene.index()).unwrap().search(&Request::new("zqprivate")).unwrap().hits[0].paper.id.clone();
    assert_eq!(index::forget(&scene.index(), "nothing-like-it").unwrap_err().kind(), ErrorKind::NotFound);
    let forgot = index::forget(&scene.index(), &id[..8]).unwrap();
    assert_eq!((forgot.papers, forgot.removed.len()), (1, 1));
    assert!(!holds(&scene.index(), b"zqprivate") && !holds(&scene.index(), b"private.html"));
    assert_eq!((scene.finds("zqprivate"), scene.finds("lamps")), (0, 1));
    fs::rename(scene.papers().join("private.html"), scene.papers().join("renamed.html")).unwrap();
    scene.build();
    assert_eq!(scene.finds("zqprivate"), 0, "the same bytes are kept out wherever they lie");
    assert!(index::remember(&scene.index(), &id).unwrap());
    scene.build();
    assert_eq!(scene.finds("zqprivate"), 3, "its sections are back");
    index::forget(&scene.index(), "renamed.html").unwrap();
    scene.write("renamed.html", "<html><body><h1>Private</h1><p>Another zqprivate.</p></body></html>");
    scene.build();
    assert_eq!(scene.finds("zqprivate"), 0, "a path keeps out whatever lies there");
}

#[test]
fn two_builders_at_once_are_one_after_the_other_or_an_error() {
    let scene = Scene::new();
    for number in 0..40 {
        scene.write(&format!("{number}.txt"), &format!("LAMP {number}\n\nLamp number {number} was lit.\n"));
    }
    std::thread::scope(|threads| {
        let run = || scene.builder().wait(Duration::from_secs(300)).build().unwrap().ending;
        let both = [threads.spawn(run), threads.spawn(run)].map(|thread| thread.join().unwrap());
        assert!(both.contains(&Ending::Published) && both.contains(&Ending::Unchanged), "{both:?}");
    });
}

#[test]
fn a_corpus_that_changes_while_it_is_read_is_read_right_in_the_end() {
    let scene = Scene::new();
    let papers = scene.papers();
    for number in 0..60 {
        scene.write(&format!("{number}.txt"), &format!("LAMP {number}\n\nLamp number {number} was lit by night0.\n"));
    }
    std::thread::scope(|threads| {
        let writer = threads.spawn(move || {
            for night in 1..=20 {
                for number in (0..60).step_by(7) {
                    let text = format!("LAMP {number}\n\nLamp number {number} was lit by night{night}.\n");
                    fs::write(papers.join(format!("{number}.txt")), text).unwrap();
                }
            }
        });
        for _ in 0..5 {
            scene.builder().allow_shrink(true).build().unwrap();
            assert!(index::verify(&scene.index()).unwrap().damaged.is_empty());
        }
        writer.join().unwrap();
    });
    scene.build();
    assert_eq!((scene.finds("night20"), scene.finds("night0")), (9, 51));
    assert_eq!(scene.finds("lamp"), 60);
}

#[test]
fn an_index_of_a_later_format_is_left_alone_and_an_earlier_one_is_built_anew() {
    let scene = Scene::new();
    scene.write("lamps.txt", "LAMPS\n\nLamps were lit.\n");
    let report = scene.build();
    let manifest = scene.index().join(&report.generation).join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let format = format!("\"format\": {}", index::FORMAT_VERSION);
    let rewrite = |other: &str| {
        fs::write(&manifest, text.replace(&format, other)).unwrap();
        // A pointer without sums is one of an earlier version.
        fs::write(scene.index().join("current"), format!("{}\n", report.generation)).unwrap();
    };
    rewrite("\"format\": 9999");
    let later = scene.builder().build().unwrap_err();
    assert_eq!(later.kind(), ErrorKind::IndexFormat);
    assert!(later.to_string().contains("later format 9999 (scrutineer 0."), "{later}");
    assert_eq!(Index::open(scene.index()).unwrap_err().kind(), ErrorKind::IndexFormat);
    rewrite("\"format\": 0");
    let anew = scene.build();
    assert!(anew.notes.iter().any(|note| note.contains("earlier format 0")), "{:?}", anew.notes);
    assert_eq!(scene.finds("lamps"), 1);
}
