//! Programs that do what they should, and all that they should not. They are shell scripts.

use super::*;
use crate::corpus::{BlockKind, Place};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// A script that is open for writing while another test forks cannot be run: one test at a time makes its scripts.
static MAKING: Mutex<()> = Mutex::new(());

/// Programs in a fresh folder, and a file that they are given.
struct Fakes {
    folder: tempfile::TempDir,
    ocr: Ocr,
    _alone: MutexGuard<'static, ()>,
}

/// A picture of one dot.
const DRAW: &str = "printf 'P5\\n1 1\\n255\\n\\000'";
/// One word, the number of the page.
const READ: &str = "printf '5\\t1\\t1\\t1\\t1\\t1\\t9\\t9\\t9\\t9\\t96\\tword\\n'";

impl Fakes {
    /// `draw` and `read` are what the programs do for a page; both may use `$folder`, `draw` the number `$page`.
    fn new(draw: &str, read: &str) -> Self {
        let alone = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, body: &str| {
            let file = folder.path().join(name);
            let head = format!("#!/bin/sh\nfolder='{}'\n", folder.path().display());
            fs::write(&file, format!("{head}{body}\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
            file
        };
        let tesseract = script(
            "tesseract",
            &format!(
                "case $1 in --version) echo fake 5; exit;; --list-langs) printf 'in /x:\\neng\\nosd\\n'; exit;; esac\n\
                 {read}"
            ),
        );
        let pdftoppm =
            script("pdftoppm", &format!("case $1 in -v) echo fake 22 >&2; exit;; esac\npage=$6; file=$9\n{draw}"));
        let ocr = Ocr::with_programs(tesseract, pdftoppm).unwrap();
        Self { folder, ocr, _alone: alone }
    }

    fn file(&self) -> PathBuf {
        let file = self.folder.path().join("-l scan.pdf");
        fs::write(&file, "%PDF-").unwrap();
        file
    }

    fn read(&self, pages: &[u32]) -> RawDocument {
        self.read_with(pages, None, &AtomicBool::new(false))
    }

    fn read_with(&self, pages: &[u32], cache: Option<&Cache>, cancel: &AtomicBool) -> RawDocument {
        let file = self.file();
        let stamp = Stamp::of(&file).unwrap();
        let kept = cache.map(|cache| Kept { cache, content: [7; 32], stamp });
        self.ocr.read(&file, document(pages), kept, cancel).unwrap()
    }

    /// What the programs have noted, as folders: they may write no files.
    fn noted(&self, kind: &str) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| name.strip_prefix(kind).map(str::to_owned)).collect()
    }

    /// What became of a page that failed.
    fn failure(&self) -> (SkipReason, String) {
        let document = self.read(&[1]);
        assert_eq!((document.pages_without_text.as_slice(), texts(&document).len()), (&[1][..], 0));
        let (page, skip) = &document.unread_pages[0];
        assert_eq!((*page, document.unread_pages.len()), (1, 1));
        (skip.reason, skip.detail.clone())
    }
}

fn document(pages: &[u32]) -> RawDocument {
    let page_break = |page: &u32| Block {
        kind: BlockKind::PageBreak,
        text: String::new(),
        bold: false,
        furniture: None,
        machine_read: false,
        gap_before: true,
        place: Place { page: Some(*page), ..Place::default() },
    };
    let blocks = pages.iter().map(page_break).collect();
    RawDocument { blocks, pages_without_text: pages.to_vec(), ..RawDocument::default() }
}

fn texts(document: &RawDocument) -> Vec<(u32, &str)> {
    let text = |block: &&Block| !block.text.is_empty();
    document.blocks.iter().filter(text).map(|block| (block.place.page.unwrap(), block.text.as_str())).collect()
}

#[test]
fn pages_are_read_and_marked_and_a_file_name_is_never_an_option() {
    let arguments = "test \"$1 $2 $3 $4 $5 $7\" = '-q -gray -r 300 -f -l' || exit 8";
    let fakes = Fakes::new(&format!("test -f \"$file\" || exit 9\n{arguments}\n{DRAW}"), READ);
    let document = fakes.read(&[2, 5]);
    assert_eq!(texts(&document), [(2, "word"), (5, "word")]);
    assert!(document.blocks.iter().all(|block| block.machine_read != block.text.is_empty()));
    assert!(document.pages_without_text.is_empty() && document.unread_pages.is_empty());
}

#[test]
fn a_page_that_fails_costs_itself_alone() {
    let fakes = Fakes::new(&format!("test $page = 2 && {{ echo 'broken page' >&2; exit 3; }}\n{DRAW}"), READ);
    let document = fakes.read(&[1, 2, 3]);
    assert_eq!(texts(&document), [(1, "word"), (3, "word")]);
    assert_eq!(document.pages_without_text, [2]);
    let skip = Skip::new(SkipReason::Crashed, "pdftoppm failed (exit code 3): broken page");
    assert_eq!(document.unread_pages, [(2, skip)]);
}

#[test]
fn programs_that_misbehave_are_ended_and_told_of() {
    let failure = |draw: &str, read: &str| Fakes::new(draw, read).failure();
    assert_eq!(failure("echo what", READ), (SkipReason::Crashed, "pdftoppm drew no page".to_owned()));
    assert_eq!(failure("exec true", READ).1, "pdftoppm drew no page");
    assert_eq!(failure(DRAW, "exit 1").1, "tesseract failed (exit code 1)");
    assert_eq!(failure(DRAW, "kill -9 $$").1, "tesseract failed (SIGKILL)");
    let (reason, detail) = failure(DRAW, "exec cat /dev/zero");
    assert_eq!((reason, detail.as_str()), (SkipReason::TooLarge, "tesseract printed more than 16777216 bytes"));
    let (reason, _) = failure(DRAW, "cat /dev/zero >&2 & sleep 0.2; kill $!; exit 4");
    assert_eq!(reason, SkipReason::Crashed);
}

#[test]
fn a_program_that_hangs_is_killed_with_what_it_has_started() {
    let mut fakes = Fakes::new(DRAW, "sleep 1000 & mkdir $folder/child-$!; wait");
    fakes.ocr = fakes.ocr.page_time(Duration::from_millis(500));
    assert_eq!(fakes.failure(), (SkipReason::TimeLimit, "tesseract took longer than 0.5 s".to_owned()));
    let child = fakes.noted("child-").remove(0);
    let state = || fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
    // It was killed, though nobody may have taken notice of its end yet.
    while cfg!(target_os = "linux") && !state().is_empty() && !state().contains(") Z ") {
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_is_no_table_of_words_gives_no_words() {
    for garbage in
        ["head -c 100000 /dev/urandom", "printf '5\\t1\\t1'", "printf 'level\\n\\n5\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\tx'"]
    {
        let document = Fakes::new(DRAW, garbage).read(&[1]);
        assert_eq!((texts(&document), document.pages_without_text.as_slice()), (vec![], &[1][..]), "{garbage}");
        assert!(document.unread_pages.is_empty());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_system_holds_a_program_to_its_memory_and_lets_it_write_no_files() {
    let limits = "sleep 0.2; echo $(ulimit -v) $(ulimit -f) >&2; exit 1";
    let mut fakes = Fakes::new(DRAW, limits);
    fakes.ocr = fakes.ocr.address_space(64 << 20);
    assert_eq!(fakes.failure().1, "tesseract failed (exit code 1): 65536 0");
    drop(fakes);
    let fakes = Fakes::new(&format!("sleep 0.2; (echo x > $folder/written) 2> /dev/null\n{DRAW}"), READ);
    fakes.read(&[1]);
    let written = fs::read(fakes.folder.path().join("written")).unwrap_or_default();
    assert!(written.is_empty());
}

#[test]
fn stopped_work_ends_soon_and_tries_no_more_pages() {
    let fakes = Fakes::new("sleep 1000", READ);
    let cancel = Arc::new(AtomicBool::new(false));
    let later = Arc::clone(&cancel);
    let stopping = thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        later.store(true, Ordering::Relaxed);
    });
    let document = fakes.read_with(&(1..=50).collect::<Vec<_>>(), None, &cancel);
    stopping.join().unwrap();
    assert_eq!(document.pages_without_text.len(), 50);
}

#[test]
fn each_page_is_read_once_and_kept() {
    let count = format!("mkdir $folder/drawn-$$\n{DRAW}");
    let mut fakes = Fakes::new(&format!("{count}; test $page != 3"), READ);
    let cache = Cache::new(fakes.folder.path().join("cache"), 1 << 20);
    let never = AtomicBool::new(false);
    let drawn = |fakes: &Fakes| fakes.noted("drawn-").len();
    let first = fakes.read_with(&[1, 2], Some(&cache), &never);
    assert_eq!((fakes.read_with(&[1, 2], Some(&cache), &never), drawn(&fakes)), (first, 2));
    // A page more: those before it are known. What failed is tried again.
    let third = fakes.read_with(&[1, 2, 3], Some(&cache), &never);
    assert_eq!((texts(&third).len(), drawn(&fakes)), (2, 3));
    fakes.read_with(&[3], Some(&cache), &never);
    assert_eq!(drawn(&fakes), 4);
    // Finer pictures may show more.
    fakes.ocr = fakes.ocr.resolution(400);
    fakes.read_with(&[1], Some(&cache), &never);
    assert_eq!(drawn(&fakes), 5);
}

#[test]
fn a_file_of_many_pages_is_given_up_after_some_failures_and_at_its_limits() {
    let fakes = Fakes::new("mkdir $folder/drawn-$$; exit 1", READ);
    let all: Vec<u32> = (1..=300).collect();
    let document = fakes.read(&all);
    let drawn = fakes.noted("drawn-").len();
    assert!(drawn < 200, "{drawn}");
    assert_eq!(document.pages_without_text, all);
    let last = &document.unread_pages.last().unwrap().1;
    assert!(last.detail.starts_with("not tried, nor are"), "{}", last.detail);

    let detail = |document: &RawDocument| document.unread_pages[0].1.detail.clone();
    drop(fakes);
    let mut fakes = Fakes::new(DRAW, READ);
    fakes.ocr = fakes.ocr.pages(2);
    let document = fakes.read(&[1, 4, 6]);
    assert_eq!((texts(&document).len(), document.pages_without_text.as_slice()), (2, &[6][..]));
    assert_eq!(detail(&document), "not tried: no more than 2 pages of a file are read by machine");
    fakes.ocr = fakes.ocr.file_time(Duration::ZERO);
    assert!(detail(&fakes.read(&[1])).contains("its 0ns were over"));
}

#[test]
fn programs_that_are_not_there_are_an_error_that_says_what_to_install() {
    let error = Ocr::with_programs("/nowhere/tesseract", "/nowhere/pdftoppm").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("/nowhere/pdftoppm"), "{error}");
    assert!(error.hint().unwrap().contains("apt install tesseract-ocr poppler-utils"));
    assert_eq!(program::on_path("no-such-program-of-scrutineer"), None);
}

#[test]
fn a_language_that_is_not_installed_is_an_error_that_names_those_that_are() {
    let fakes = Fakes::new(DRAW, READ);
    for languages in ["eng+cym", "osd", "", "eng+", "-l"] {
        let error = fakes.ocr.clone().languages(languages).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage, "{languages}");
        assert!(error.to_string().ends_with("it has eng"), "{error}");
    }
    assert!(fakes.ocr.clone().languages("eng").is_ok());
}
