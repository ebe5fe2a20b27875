//! An index that changes while it is asked.

use super::{ANY, client::get, papers};
use scrutineer::{
    Index,
    index::{self, Builder},
    serve::http::{Event, Server},
};
use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Waits until something is so, far longer than it should take.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} did not come");
        thread::sleep(Duration::from_millis(50));
    }
}

fn build(folder: &Path) {
    Builder::new(folder.join("papers"), folder.join("index")).allow_shrink(true).build().unwrap();
}

fn total(address: SocketAddr, question: &str) -> u64 {
    get(address, &format!("/api/search?q={question}")).json()["total_papers"].as_u64().unwrap()
}

#[test]
fn newer_generations_and_forgotten_papers_show_while_it_is_asked() {
    let held = tempfile::tempdir().unwrap();
    let folder = held.path();
    fs::create_dir(folder.join("papers")).unwrap();
    papers(&folder.join("papers"));
    build(folder);
    let index = Index::open(folder.join("index")).unwrap();
    let first = index.manifest().generation.clone();
    let events = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&events);
    let server = Server::new(index).address(ANY).log(move |event| match event {
        Event::Answered(_) => {}
        event => sink.lock().unwrap().push(event.clone()),
    });
    let running = server.bind().unwrap().start().unwrap();
    let address = running.address();

    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    for target in ["/api/search?q=lamps&facets=true", "/search?q=lamps", "/feed?q=lamps", "/api/status"]
                    {
                        assert_eq!(get(address, target).status, 200, "{target}");
                        asked.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let tag = get(address, "/api/status").header("etag").to_owned();
        assert_eq!(total(address, "cobbles"), 0);
        fs::write(folder.join("papers/cobbles.txt"), "Cobbles\n\nCobbles were laid.\n").unwrap();
        build(folder);
        until("the paper that was added", || total(address, "cobbles") == 1);
        assert_ne!(get(address, "/api/status").header("etag"), tag);

        assert_eq!(index::forget(&folder.join("index"), "gullies.txt").unwrap().papers, 1);
        until("the absence of what was forgotten", || total(address, "gullies") == 0);

        fs::remove_file(folder.join("papers/lamps.txt")).unwrap();
        build(folder);
        until("the absence of what was removed", || total(address, "contractor") == 0);
        assert_eq!(total(address, "gullies"), 0);
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.into_inner() > 8);
    let events = events.lock().unwrap();
    assert!(events.iter().all(|event| matches!(event, Event::Generation { .. })), "{events:?}");
    assert!(events.len() >= 3 && !events[0].to_string().contains(&first), "{events:?}");
}

#[test]
fn a_generation_that_cannot_be_opened_is_told_and_the_one_before_answers() {
    let held = tempfile::tempdir().unwrap();
    let folder = held.path();
    fs::create_dir(folder.join("papers")).unwrap();
    papers(&folder.join("papers"));
    build(folder);
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let server = Server::new(Index::open(folder.join("index")).unwrap()).address(ANY).log(move |event| {
        if let Event::Trouble { what, .. } = event {
            assert!(what.starts_with("the newer generation cannot be opened: "), "{what}");
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    let running = server.bind().unwrap().start().unwrap();
    let pointer = fs::read(folder.join("index/current")).unwrap();
    fs::write(folder.join("index/current"), "torn?\n").unwrap();
    let failures = || {
        let figures = get(running.address(), "/metrics");
        let line = figures
            .text()
            .lines()
            .find(|line| line.starts_with("scrutineer_index_reload_failures_total "))
            .unwrap()
            .to_owned();
        line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap()
    };
    // It is counted each time, and told once.
    until("a second failure", || failures() > 1);
    assert_eq!(told.load(Ordering::Relaxed), 1);
    assert_eq!(total(running.address(), "lamps"), 3);
    fs::write(folder.join("index/current"), pointer).unwrap();
    fs::write(folder.join("papers/cobbles.txt"), "Cobbles\n\nCobbles were laid.\n").unwrap();
    build(folder);
    until("the paper that was added", || total(running.address(), "cobbles") == 1);
}
