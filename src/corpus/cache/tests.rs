//! What the cache gives back, what it passes over, and what goes first.

use super::*;
use crate::corpus::{Block, BlockKind, Details, Furniture, Link, Media, Place};
use std::thread;

fn key(content: u8) -> Key {
    key_of(content, 1, &Limits::default())
}

fn key_of(content: u8, version: u32, limits: &Limits) -> Key {
    let extractor = Extractor::new(Media::Pdf, version, true, |_, _| Err(Skip::new(SkipReason::Empty, "")));
    Key::new([content; 32], &extractor, limits)
}

/// Every kind of value that is kept.
fn document() -> RawDocument {
    let kinds = [
        BlockKind::Heading { level: 2 },
        BlockKind::Paragraph,
        BlockKind::ListItem { depth: 1 },
        BlockKind::TableRow { cells: vec!["4 June".into()], headers: vec!["Date".into()] },
        BlockKind::PageBreak,
    ];
    let furniture = [None, Some(Furniture::Stamp), Some(Furniture::RunningHead), Some(Furniture::BlankPage), None];
    let blocks = kinds.into_iter().zip(furniture).enumerate().map(|(number, (kind, furniture))| Block {
        kind,
        text: "The gullies were cleaned. ".repeat(number),
        bold: number % 2 == 0,
        furniture,
        machine_read: number == 1,
        gap_before: number % 2 == 1,
        place: Place { page: Some(3), lines: Some((4, 5)), bytes: 6..7 },
    });
    let details = Details { council: Some("kent".into()), restricted: true, ..Details::default() };
    RawDocument {
        id: Some("1".into()),
        details,
        blocks: blocks.collect(),
        plain: true,
        ignored_keys: 8,
        pages_without_text: vec![9],
        unread_pages: vec![(9, Skip::new(SkipReason::TimeLimit, "late"))],
        links: vec![Link { text: "Report".into(), url: "https://example.org".into(), block: 1 }],
    }
}

fn files(cache: &Cache) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = cache.files().unwrap().iter().map(fs::DirEntry::path).collect();
    files.sort();
    files
}

fn fresh() -> (tempfile::TempDir, Cache) {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(folder.path().join("cache"), 1 << 20);
    (folder, cache)
}

#[test]
fn what_was_put_in_comes_out() {
    let (_folder, cache) = fresh();
    assert_eq!(cache.get(&key(1)), None);
    let unreadable = Err(Skip::new(SkipReason::NoTextLayer, "12 pages"));
    cache.put(&key(1), &Ok(document()));
    cache.put(&key(2), &unreadable);
    assert_eq!(cache.get(&key(1)), Some(Ok(document())));
    assert_eq!(cache.get(&key(2)), Some(unreadable));
    assert_eq!(cache.get(&key(3)), None);
}

#[test]
fn another_version_or_a_limit_that_alters_what_is_read_is_another_entry() {
    let (_folder, cache) = fresh();
    cache.put(&key(1), &Ok(document()));
    let limits = Limits::default();
    assert_eq!(cache.get(&key_of(1, 2, &limits)), None);
    assert_eq!(cache.get(&key_of(1, 1, &Limits { pages: 7, ..limits })), None);
    assert!(cache.get(&key_of(1, 1, &Limits { wall: Duration::ZERO, address_space: 1, ..limits })).is_some());
}

#[test]
fn what_tells_of_the_machine_is_not_kept() {
    let (_folder, cache) = fresh();
    use SkipReason::{Crashed, MemoryLimit, Permission, TimeLimit, Unsupported};
    for reason in [Crashed, MemoryLimit, Permission, TimeLimit, Unsupported] {
        cache.put(&key(1), &Err(Skip::new(reason, "")));
        assert_eq!(cache.get(&key(1)), None, "{reason}");
    }
    assert!(!cache.folder.exists());
}

#[test]
fn damaged_and_foreign_entries_are_passed_over_and_written_anew() {
    let (_folder, cache) = fresh();
    cache.put(&key(1), &Ok(document()));
    let file = files(&cache).remove(0);
    let whole = fs::read(&file).unwrap();
    for bytes in (0..whole.len()).step_by(7) {
        let mut flipped = whole.clone();
        flipped[bytes] ^= 0x10;
        for damaged in [&whole[..bytes], &flipped] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(cache.get(&key(1)), None, "at byte {bytes}");
        }
    }
    cache.put(&key(1), &Ok(document()));
    assert_eq!(cache.get(&key(1)), Some(Ok(document())));
    // A whole entry under the name of another file is not that file's.
    fs::create_dir_all(cache.path(&key(2)).parent().unwrap()).unwrap();
    fs::copy(&file, cache.path(&key(2))).unwrap();
    assert_eq!(cache.get(&key(2)), None);
}

#[test]
#[cfg(unix)]
fn entries_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, cache) = fresh();
    cache.put(&key(1), &Ok(document()));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&cache.folder), 0o700);
    assert_eq!(mode(&files(&cache)[0]), 0o600);
}

#[test]
fn files_of_the_present_corpus_stay_longest_and_then_those_used_last() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = Cache::new(folder.path(), 1 << 20);
    for content in 1..=5 {
        earlier.put(&key(content), &Ok(document()));
        let used = SystemTime::now() - Duration::from_secs(10_000 - 100 * u64::from(content));
        File::options().write(true).open(earlier.path(&key(content))).unwrap().set_modified(used).unwrap();
    }
    let size = fs::metadata(earlier.path(&key(1))).unwrap().len();
    let left = |cache: &Cache| (1..=5).filter(|content| cache.path(&key(*content)).exists()).collect::<Vec<u8>>();

    let cache = Cache::new(folder.path(), 3 * size);
    assert!(cache.get(&key(2)).is_some(), "it has been used and is of the present corpus");
    cache.trim().unwrap();
    assert_eq!(left(&cache), [2, 4, 5]);
    let smaller = Cache::new(folder.path(), 2 * size);
    smaller.trim().unwrap();
    assert_eq!(left(&smaller), [2, 5], "2 was used last, whoever used it");
    Cache::new(folder.path(), 0).trim().unwrap();
    assert!(left(&cache).is_empty());
    assert!(folder.path().join(TAG.0).exists());
}

#[test]
fn a_run_does_not_write_more_than_fits() {
    let (_folder, cache) = fresh();
    cache.put(&key(1), &Ok(document()));
    let size = fs::metadata(cache.path(&key(1))).unwrap().len();
    let folder = tempfile::tempdir().unwrap();
    let small = Cache::new(folder.path(), 2 * size);
    (1..=5).for_each(|content| small.put(&key(content), &Ok(document())));
    assert_eq!(files(&small).len(), 2);
}

#[test]
fn everything_that_is_kept_goes_on_request() {
    let (_folder, cache) = fresh();
    cache.clear().unwrap();
    cache.put(&key(1), &Ok(document()));
    cache.put(&key_of(1, 2, &Limits::default()), &Ok(document()));
    cache.clear().unwrap();
    assert!(files(&cache).is_empty() && cache.get(&key(1)).is_none());
    cache.put(&key(2), &Ok(document()));
    assert_eq!(files(&cache), [cache.path(&key(2))]);
}

#[test]
fn the_folder_may_be_deleted_while_it_is_used() {
    let (_folder, cache) = fresh();
    cache.put(&key(1), &Ok(document()));
    fs::remove_dir_all(&cache.folder).unwrap();
    assert_eq!(cache.get(&key(1)), None);
    cache.trim().unwrap();
    cache.put(&key(1), &Ok(document()));
    assert!(cache.get(&key(1)).is_some());
}

#[test]
fn what_was_never_finished_is_removed_when_nobody_can_be_writing_it() {
    let (_folder, cache) = fresh();
    cache.put(&key(1), &Ok(document()));
    let folder = files(&cache)[0].parent().unwrap().to_path_buf();
    for (name, age) in [("old", UNFINISHED.1 * 2), ("new", Duration::ZERO)] {
        let file = File::create(folder.join(format!("{}{name}", UNFINISHED.0))).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }
    cache.trim().unwrap();
    let names: Vec<String> =
        files(&cache).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, [format!("{}new", UNFINISHED.0), key(1).name]);
}

#[test]
fn several_at_once_see_whole_entries_or_none() {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let cache = Cache::new(folder.path(), 1 << 30);
                for round in 0..200_u32 {
                    let content = (round % 5) as u8;
                    if let Some(found) = cache.get(&key(content)) {
                        assert_eq!(found, Ok(document()));
                    }
                    cache.put(&key(content), &Ok(document()));
                    if round % 50 == 0 {
                        cache.clear().unwrap();
                        Cache::new(folder.path(), 100).trim().unwrap();
                    }
                }
            });
        }
    });
}

/// Where this fails, the way in which documents are written has changed, and entries of earlier builds would be
/// misread: raise `FORMAT`, and put the new sum here.
#[test]
fn the_format_of_entries_is_the_one_that_its_number_stands_for() {
    let written = postcard::to_stdvec(&Ok::<_, Skip>(document())).unwrap();
    let skipped = postcard::to_stdvec(&Err::<RawDocument, _>(Skip::new(SkipReason::Unsupported, "x"))).unwrap();
    let sum = blake3::hash(&[written, skipped].concat()).to_hex()[..16].to_owned();
    assert_eq!((FORMAT, sum.as_str()), (2, "de305b81cd651d78"));
}
