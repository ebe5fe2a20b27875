//! Workers that misbehave in every way. They are this test binary, run again with [`act_as_worker`] as its only test.

use super::{Pool, Request, WorkerCommand, protocol, run};
use crate::{
    ErrorKind,
    corpus::{Block, BlockKind, Extractor, Limits, Media, Place, RawDocument, Skip, SkipReason},
};
use std::{
    env, fs,
    hint::black_box,
    io::{self, Read as _, Write as _},
    path::Path,
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

const MODE: &str = "SCRUTINEER_TEST_WORKER";

/// Reads files that say what is to happen to their reader.
static TABLE: &[Extractor] = &[Extractor::new(Media::Pdf, 1, true, obey)];

fn obey(bytes: &[u8], _: &Limits) -> Result<RawDocument, Skip> {
    let order = String::from_utf8_lossy(bytes);
    match order.trim() {
        "panic" => panic!("page {} is missing", 7),
        "abort" => process::abort(),
        "exit" => process::exit(7),
        "overflow" => {
            black_box(depth(u64::MAX));
        }
        "loop" => loop {
            black_box(());
        },
        "sleep" => thread::sleep(Duration::from_secs(3600)),
        "one piece of memory" => {
            black_box(vec![1_u8; 3 << 30]);
        }
        "memory in pieces" => {
            let mut pieces = Vec::new();
            loop {
                pieces.push(black_box(Box::new([1_u8; 1 << 16])));
            }
        }
        "leak" => std::mem::forget(black_box(Vec::<u8>::with_capacity(600 << 20))),
        "much memory" => {
            black_box(Vec::<u8>::with_capacity(600 << 20));
        }
        "write" => {
            let written = fs::write(env::temp_dir().join(format!("scrutineer-test-{}", process::id())), "words");
            return Err(Skip::new(SkipReason::Malformed, format!("written: {}", written.is_ok())));
        }
        "print" => {
            io::stdout().write_all(b"\x01\x00\x00\x00 noise on standard output\n").unwrap();
            io::stderr().write_all(&b"noise ".repeat(100_000)).unwrap();
        }
        "giant" => return Ok(document(&"words ".repeat(1 << 18))),
        #[cfg(unix)]
        signal if signal.starts_with("signal ") => {
            let number: i32 = signal.trim_start_matches("signal ").parse().unwrap();
            let signal = rustix::process::Signal::from_named_raw(number).unwrap();
            // Rust's own handler of some signals passes the first one over.
            loop {
                rustix::process::kill_process(rustix::process::getpid(), signal).unwrap();
            }
        }
        _ => {}
    }
    Ok(document(&format!("{} {order}", process::id())))
}

fn depth(left: u64) -> u64 {
    let frame = black_box([left; 128]);
    if left == 0 { 0 } else { depth(frame[0] - 1) + frame[1] / frame[2] }
}

fn document(text: &str) -> RawDocument {
    let block = Block {
        kind: BlockKind::Paragraph,
        text: text.to_owned(),
        bold: false,
        furniture: None,
        machine_read: false,
        gap_before: false,
        place: Place::default(),
    };
    RawDocument { blocks: vec![block], ..RawDocument::default() }
}

#[test]
#[ignore = "the body of the workers of the other tests"]
fn act_as_worker() {
    let Ok(mode) = env::var(MODE) else { return };
    let greeting = |version: &str| {
        let hello = protocol::Hello { version: version.to_owned() };
        [protocol::MAGIC, &protocol::frame(&hello).unwrap()].concat()
    };
    let say = |bytes: &[u8]| {
        io::stdout().write_all(bytes).unwrap();
        io::stdout().flush().unwrap();
    };
    let listen = || io::stdin().lock().read(&mut [0; 1000]).unwrap();
    match mode.as_str() {
        "obey" => run(TABLE).unwrap(),
        "stranger" => say(&b"usage: stranger [OPTIONS]\n".repeat(1000)),
        "other version" => say(&greeting("0.0.0")),
        "silent" => process::exit(3),
        _ => {
            say(&greeting(env!("CARGO_PKG_VERSION")));
            listen();
            match mode.as_str() {
                "garbage" => say(&[7; 100_000]),
                "claim" => say(&[0xff; 4]),
                "half" => say(b"\x10\x00\x00\x00 half"),
                "drip" => {
                    say(b"\x00\x00\x01\x00");
                    loop {
                        say(b"\x01");
                        thread::sleep(Duration::from_millis(20));
                    }
                }
                "deaf" => thread::sleep(Duration::from_secs(3600)),
                other => panic!("{other}"),
            }
            thread::sleep(Duration::from_secs(1));
        }
    }
    process::exit(0);
}

struct Scene {
    folder: tempfile::TempDir,
    limits: Limits,
    pool: Pool,
    cancel: Arc<AtomicBool>,
}

impl Scene {
    fn new(mode: &str) -> Self {
        let command = WorkerCommand::this_program().unwrap().env(MODE, mode);
        let arguments = ["corpus::worker::tests::act_as_worker", "--exact", "--ignored", "--nocapture"];
        let command = arguments.iter().fold(command, WorkerCommand::arg);
        let limits =
            Limits { cpu: Duration::from_secs(2), address_space: 1 << 30, answer_bytes: 1 << 20, ..Limits::default() };
        let folder = tempfile::tempdir().unwrap();
        Self { folder, limits, pool: Pool::new(command.arg("--test-threads=1")), cancel: Arc::default() }
    }

    fn request(&self, order: &str) -> Request {
        let file = self.folder.path().join(order);
        fs::write(&file, order).unwrap();
        Request { media: Media::Pdf, file: file.into_os_string(), bytes: order.len() as u64, limits: self.limits }
    }

    fn read(&self, order: &str) -> Result<RawDocument, Skip> {
        self.pool.read(&self.request(order), &self.cancel).unwrap().document
    }

    fn skip(&self, order: &str) -> (SkipReason, String) {
        let skip = self.read(order).unwrap_err();
        (skip.reason, skip.detail)
    }

    /// The process that reads a file of no harm.
    fn reader(&self) -> u32 {
        let document = self.read("a paper").unwrap();
        document.blocks[0].text.split(' ').next().unwrap().parse().unwrap()
    }

    fn started(&self) -> Vec<u32> {
        self.pool.started.lock().unwrap().clone()
    }

    /// Ends the workers; nothing of any of them may be left, and no zombie.
    fn end(self) {
        let started = self.started();
        drop(self.pool);
        for process in started.iter().filter(|_| cfg!(target_os = "linux")) {
            assert!(!Path::new(&format!("/proc/{process}")).exists(), "process {process} is left");
        }
    }
}

#[test]
fn a_worker_reads_one_file_after_the_other() {
    let scene = Scene::new("obey");
    assert!(scene.started().is_empty(), "a worker is started when it is needed");
    let first = scene.reader();
    assert!((0..20).all(|_| scene.reader() == first));
    assert_eq!(scene.started(), [first]);
    scene.end();
}

#[test]
#[cfg(unix)]
fn whatever_brings_a_reader_down_costs_its_file_alone_and_is_named() {
    use SkipReason::{Crashed, MemoryLimit};
    let scene = Scene::new("obey");
    for (order, reason, detail) in [
        ("panic", Crashed, "its reader panicked: page 7 is missing"),
        ("abort", Crashed, "its reader died (SIGABRT)"),
        ("overflow", Crashed, "the stack of its reader overflowed (SIGABRT)"),
        ("exit", Crashed, "its reader died (exit code 7)"),
        ("signal 11", Crashed, "its reader died (SIGSEGV)"),
        ("signal 9", MemoryLimit, "the system ended its reader (SIGKILL), as it does when memory runs out"),
    ] {
        let before = scene.reader();
        assert_eq!(scene.skip(order), (reason, detail.to_owned()), "{order}");
        assert_ne!(scene.reader(), before, "{order}: the next file is read by a new worker");
    }
    scene.end();
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_takes_too_much_memory_is_told_so() {
    let scene = Scene::new("obey");
    for order in ["one piece of memory", "memory in pieces"] {
        let (reason, detail) = scene.skip(order);
        assert_eq!(reason, SkipReason::MemoryLimit, "{order}: {detail}");
        assert!(detail.contains("1024 MiB"), "{detail}");
        scene.reader();
    }
    scene.end();
}

#[test]
#[cfg(unix)]
fn a_file_that_takes_too_much_time_is_told_so() {
    let mut scene = Scene::new("obey");
    assert_eq!(scene.skip("loop"), (SkipReason::TimeLimit, "it took more than 2 s of processor time".to_owned()));
    scene.reader();
    scene.limits.wall = Duration::from_millis(300);
    assert_eq!(scene.skip("sleep"), (SkipReason::TimeLimit, "it took longer than 0.3 s".to_owned()));
    scene.limits.wall = Duration::from_secs(60);
    scene.reader();
    scene.end();
}

#[test]
fn what_is_read_out_of_a_file_is_bounded_and_the_worker_lives() {
    let scene = Scene::new("obey");
    let before = scene.reader();
    let (reason, detail) = scene.skip("giant");
    assert_eq!(reason, SkipReason::TooLarge);
    assert!(detail.contains("the limit is 1048576"), "{detail}");
    assert_eq!(scene.reader(), before);
    scene.end();
}

#[test]
#[cfg(target_os = "linux")]
fn what_an_earlier_file_has_left_behind_does_not_decide_about_the_next() {
    let scene = Scene::new("obey");
    scene.read("leak").unwrap();
    scene.read("much memory").unwrap();
    assert_eq!(scene.started().len(), 2);
    scene.end();
}

#[test]
#[cfg(unix)]
fn what_a_library_prints_does_no_harm_and_a_worker_writes_no_file() {
    let scene = Scene::new("obey");
    let before = scene.reader();
    scene.read("print").unwrap();
    assert_eq!(scene.reader(), before);
    // The signal for it is sent to who writes.
    assert_eq!(scene.skip("write"), (SkipReason::Crashed, "its reader died (SIGXFSZ)".to_owned()));
    scene.end();
}

#[test]
fn an_answer_that_is_none_is_told_so() {
    for mode in ["garbage", "claim", "half"] {
        let scene = Scene::new(mode);
        let (reason, detail) = scene.skip("a paper");
        assert_eq!(reason, SkipReason::Crashed, "{mode}: {detail}");
        scene.end();
    }
}

#[test]
fn an_answer_that_comes_drop_by_drop_or_never_is_not_waited_for() {
    for mode in ["drip", "deaf"] {
        let mut scene = Scene::new(mode);
        scene.limits.wall = Duration::from_millis(300);
        assert_eq!(scene.skip("a paper").0, SkipReason::TimeLimit, "{mode}");
        scene.end();
    }
}

#[test]
fn a_program_that_is_no_worker_is_an_error_and_no_fault_of_the_file() {
    for (mode, words) in
        [("stranger", "does not greet"), ("other version", "0.0.0"), ("silent", "it ended: exit status: 3")]
    {
        let scene = Scene::new(mode);
        let error = scene.pool.read(&scene.request("a paper"), &scene.cancel).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().contains(words), "{mode}: {error}");
        assert!(error.hint().is_some());
        scene.end();
    }
    let missing = Pool::new(WorkerCommand::new("/no/such/program"));
    let error = missing.read(&Scene::new("obey").request("a paper"), &AtomicBool::new(false)).unwrap_err();
    assert!(error.to_string().contains("/no/such/program"), "{error}");
}

#[test]
fn a_file_is_given_up_when_the_work_is_stopped() {
    let scene = Scene::new("obey");
    scene.reader();
    let cancel = Arc::clone(&scene.cancel);
    let stop = thread::spawn(move || cancel.store(true, Ordering::Relaxed));
    assert_eq!(scene.skip("sleep").1, "the work was stopped");
    stop.join().unwrap();
    scene.end();
}

#[test]
fn no_more_workers_run_than_threads_ask() {
    let scene = Scene::new("obey");
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert!((0..10).all(|_| scene.reader() > 0)));
        }
    });
    assert!((1..=3).contains(&scene.started().len()), "{:?}", scene.started());
    scene.end();
}

#[test]
fn a_file_that_cannot_be_opened_is_skipped_without_a_sum() {
    let scene = Scene::new("obey");
    let mut request = scene.request("a paper");
    request.file = scene.folder.path().join("gone").into_os_string();
    let answer = scene.pool.read(&request, &scene.cancel).unwrap();
    assert_eq!((answer.content, answer.document.unwrap_err().reason), (None, SkipReason::Permission));
    let answer = scene.pool.read(&scene.request("a paper"), &scene.cancel).unwrap();
    assert_eq!(answer.content, Some(*blake3::hash(b"a paper").as_bytes()));
    scene.end();
}
