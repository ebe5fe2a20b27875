//! Limits on clients that dawdle, and how a server ends.

use super::{
    ANY,
    client::{Got, connect, get},
    served,
};
use assert_cmd::cargo::cargo_bin;
use scrutineer::{
    index::Builder,
    serve::http::{Event, Limits, Server},
};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

const SHORT: Duration = Duration::from_millis(300);

#[test]
fn who_does_not_finish_a_request_is_cut_off() {
    let (_folder, index, _running) = served();
    let limits = Limits::default().headers(SHORT);
    let running = Server::new(index).address(ANY).limits(limits).bind().unwrap().start().unwrap();
    for half in ["", "GET /heal", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let mut stream = connect(running.address());
        stream.write_all(half.as_bytes()).unwrap();
        // The end of the stream comes from the server: this side neither closes nor goes on.
        let mut back = Vec::new();
        let _ = stream.read_to_end(&mut back);
        assert!(back.is_empty() || back.starts_with(b"HTTP/1.1 408"), "{:?}", String::from_utf8_lossy(&back));
    }
    // A body is never waited for.
    let mut stream = connect(running.address());
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nslow").unwrap();
    let mut back = Vec::new();
    let _ = stream.read_to_end(&mut back);
    assert_eq!(Got::parse(&back, false).unwrap().0.text(), "ok\n");
    assert_eq!(get(running.address(), "/healthz").status, 200);
}

#[test]
fn who_takes_nothing_of_the_answers_is_cut_off() {
    let (_folder, index, _running) = served();
    let limits = Limits::default().stalled(SHORT);
    let running = Server::new(index).address(ANY).limits(limits).bind().unwrap().start().unwrap();
    // Far more than the machine's own buffers hold.
    let request = b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000);
    let mut stream = connect(running.address());
    let _ = stream.write_all(&request);
    // However long a busy machine takes for it: a connection that has ended takes no more.
    let cut_off = (0..600).any(|_| {
        std::thread::sleep(SHORT / 6);
        stream.write_all(b"\r\n").is_err()
    });
    assert!(cut_off);
    assert_eq!(get(running.address(), "/healthz").status, 200);
}

#[test]
fn idle_connections_make_room_for_others_the_longest_idle_first() {
    let (_folder, index, _running) = served();
    let limits = Limits::default().connections(2);
    let running = Server::new(index).address(ANY).limits(limits).bind().unwrap().start().unwrap();
    let answered = |stream: &mut std::net::TcpStream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        matches!(stream.read(&mut [0; 1024]), Ok(1..))
    };
    let mut held = [connect(running.address()), connect(running.address())];
    assert!(held.iter_mut().all(answered));
    let ended = |stream: &mut std::net::TcpStream| matches!(stream.read(&mut [0; 1024]), Ok(0) | Err(_));
    let mut third = connect(running.address());
    assert!(answered(&mut third));
    let [first, second] = &mut held;
    assert!(ended(first));
    assert!(answered(second) && answered(&mut third));

    // Those that never ask anything make room too, long before they are cut off for their silence.
    let _silent = [connect(running.address()), connect(running.address()), connect(running.address())];
    for _ in 0..3 {
        assert_eq!(get(running.address(), "/healthz").status, 200);
    }
}

#[test]
fn the_log_has_a_line_for_each_request_that_nothing_in_it_can_break() {
    let (_folder, index, _running) = served();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let server = Server::new(index).address(ANY).log(move |event: &Event| {
        assert!(matches!(event, Event::Answered(access) if access.client.is_some()));
        sink.lock().unwrap().push(event.to_string());
    });
    let running = server.bind().unwrap().start().unwrap();
    let bytes = get(running.address(), "/api/search?q=lamps%0A%1B[2J'").body.len();
    get(running.address(), "/nowhere");
    running.stop();
    let lines = lines.lock().unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("method=GET target=\"/api/search?q=lamps%0A%1B[2J'\" status=200"), "{}", lines[0]);
    assert!(lines[0].contains(&format!(" bytes={bytes} ms=")) && !lines[0].contains("127.0.0.1"), "{}", lines[0]);
    assert!(lines[1].contains("target=\"/nowhere\" status=404"), "{}", lines[1]);
}

/// The command over an index of a few papers, with the line that says where it listens.
pub(crate) fn command(folder: &std::path::Path) -> (std::process::Child, String, BufReader<std::process::ChildStderr>) {
    std::fs::create_dir(folder.join("papers")).unwrap();
    super::papers(&folder.join("papers"));
    Builder::new(folder.join("papers"), folder.join("index")).build().unwrap();
    let mut child = Command::new(cargo_bin!("scrutineer"))
        .args(["serve", "--address", "127.0.0.1:0", "--index"])
        .arg(folder.join("index"))
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    (child, line, told)
}

#[cfg(unix)]
#[test]
fn the_command_says_where_it_listens_and_stops_in_good_order() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, line, mut told) = command(folder.path());
    let address = line.trim().rsplit_once("http://").unwrap().1.parse().unwrap();
    assert!(line.starts_with("Answering from 3 papers (generation g0"), "{line}");
    assert_eq!(get(address, "/api/search?q=lamps").json()["total_papers"], 3);

    // An address that is taken is said to be.
    let other = assert_cmd::Command::new(cargo_bin!("scrutineer"))
        .args(["serve", "--address", &address.to_string(), "--index"])
        .arg(folder.path().join("index"))
        .assert()
        .code(2);
    let said = String::from_utf8(other.get_output().stderr.clone()).unwrap();
    assert!(said.contains(&format!("cannot listen on {address}")) && said.contains("Choose another port"), "{said}");

    // One that is idle does not keep it from ending.
    let mut idle = connect(address);
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 1024]).unwrap() > 0);
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("target=\"/api/search?q=lamps\" status=200") && rest.contains("Stopping"), "{rest}");
    assert!(std::net::TcpStream::connect(address).is_err());
}
