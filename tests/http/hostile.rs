//! Requests that no honest client sends, many of them: each is answered or cut off, and the server goes on.

use super::{
    client::{Got, connect, get},
    limits::command,
    served,
};
use std::{
    io::{BufRead as _, ErrorKind, Read as _, Write as _},
    net::SocketAddr,
};

/// How many requests are sent in all.
const MANY: usize = 10_000;
/// How many go over one connection.
const TOGETHER: usize = 50;
/// How much memory the server may have taken for good.
const GROWN: u64 = 64 << 20;

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// A question's text as it stands in an address: nested, long, torn, not UTF-8, or all of these.
fn question(numbers: &mut Numbers) -> String {
    const PARTS: [&str; 28] = [
        "lamps",
        "%28",
        "%29",
        "%22",
        "NOT+",
        "-",
        "OR+",
        "NEAR/5+",
        "council:",
        "date:2018..",
        "since:9999",
        "*",
        "~",
        "+",
        "%00",
        "%1b%5b2J",
        "%ff",
        "%c0%af",
        "%ed%a0%80",
        "%e2%80%ae",
        "%F0%9F%92%A1",
        "%",
        "%zz",
        "&q=",
        "&limit=",
        "&offset=99999999999",
        "%0d%0aX-Injected:+1",
        "%3Cscript%3E",
    ];
    let length = [1, 3, 10, 200][numbers.below(4)];
    let part = PARTS[numbers.below(PARTS.len())];
    if numbers.below(4) == 0 {
        return part.repeat(length);
    }
    (0..length).map(|_| PARTS[numbers.below(PARTS.len())]).collect()
}

/// A path: known, climbing, torn.
fn path(numbers: &mut Numbers) -> String {
    const PATHS: [&str; 22] = [
        "/api/search",
        "/api/facets",
        "/search",
        "/feed",
        "/",
        "/api/papers/..%2f..%2fetc%2fpasswd",
        "/papers/%2e%2e%2f%2e%2e",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%00",
        "/assets/../../Cargo.toml",
        "/../../../etc/passwd",
        "//",
        "/api//search",
        "/api/papers/%ff",
        "/papers/%c0%ae%c0%ae",
        "/api/sections/:",
        "/api/sections/a:18446744073709551616",
        "/api/papers/%20",
        "/%",
        "/papers/%0d%0aSet-Cookie:a=b",
        "*",
        "/api/papers/",
    ];
    PATHS[numbers.below(PATHS.len())].to_owned()
}

fn request(numbers: &mut Numbers) -> Vec<u8> {
    let target = format!("{}?q={}", path(numbers), question(numbers));
    let method = ["GET", "GET", "GET", "HEAD", "POST", "BREW"][numbers.below(6)];
    let extra = match numbers.below(8) {
        0 => "If-None-Match: \"\r\n".to_owned(),
        1 => format!("Accept-Encoding: {}\r\n", "gzip,".repeat(500)),
        2 => format!("X-Long: {}\r\n", "a".repeat(5_000)),
        3 => "X-High: \u{ff}\u{e9}\r\n".to_owned(),
        4 => "Range: bytes=5-1\r\n".to_owned(),
        _ => String::new(),
    };
    format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{extra}\r\n").into_bytes()
}

/// Sends requests over one connection; gives the statuses that came back. The server may close after any of them.
fn converse(address: SocketAddr, requests: &[Vec<u8>]) -> Vec<u16> {
    let mut statuses = Vec::new();
    let mut stream = connect(address);
    let mut back = Vec::new();
    for request in requests {
        if stream.write_all(request).is_err() {
            stream = connect(address);
            continue;
        }
        back.clear();
        let head = request.starts_with(b"HEAD");
        loop {
            if let Some((got, _)) = Got::parse(&back, head) {
                assert!(got.header("x-injected").is_empty() && got.header("set-cookie").is_empty());
                assert!(got.status < 500, "{} {:?}", got.status, String::from_utf8_lossy(request));
                statuses.push(got.status);
                if got.header("connection") == "close" || got.status == 400 && got.header("content-type").is_empty() {
                    stream = connect(address);
                }
                break;
            }
            let mut part = [0; 65_536];
            match stream.read(&mut part) {
                Ok(count @ 1..) => back.extend_from_slice(&part[..count]),
                _ => {
                    stream = connect(address);
                    break;
                }
            }
        }
    }
    statuses
}

/// A process that does not outlive its test.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Anonymous memory of a process in bytes; 0 where it cannot be told.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) << 10
}

#[test]
fn ten_thousand_hostile_requests_leave_it_answering_though_nobody_reads_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let (child, line, mut told) = command(folder.path());
    let child = Ended(child);
    let address = line.trim().rsplit_once("http://").unwrap().1.parse().unwrap();
    let before = get(address, "/api/search?q=lamps").json()["hits"].clone();
    // What is read at first is kept.
    for target in ["/", "/search?q=lamps", "/feed?q=lamps", "/api/facets?q=lamps", "/api/openapi.json"] {
        assert_eq!(get(address, target).status, 200, "{target}");
    }
    let begun = memory(child.0.id());
    let mut statuses = Vec::new();
    for seed in 0..MANY / TOGETHER {
        let mut numbers = Numbers(seed as u64);
        let requests: Vec<Vec<u8>> = (0..TOGETHER).map(|_| request(&mut numbers)).collect();
        statuses.extend(converse(address, &requests));
    }
    assert!(statuses.len() * 10 > MANY * 9, "only {} were answered", statuses.len());
    for status in [200, 400, 404, 405] {
        assert!(statuses.contains(&status), "no {status}");
    }
    assert_eq!(get(address, "/api/search?q=lamps").json()["hits"], before);
    let grown = memory(child.0.id());
    assert!(grown < begun + GROWN, "{begun} to {grown}");

    // What was lost of the log is told where it goes on.
    let mut log = String::new();
    while !log.contains(" lines of the log were dropped") {
        log.clear();
        assert!(told.read_line(&mut log).unwrap() > 0);
    }
}

#[test]
fn rubbish_is_refused_or_cut_off() {
    let (_folder, _, running) = served();
    let address = running.address();
    let nested = format!(
        "GET /api/search?q={}lamps HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "%28".repeat(1_900)
    );
    let headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-A: b\r\n".repeat(5_000));
    let wide = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: {}\r\n\r\n", "a".repeat(1 << 20));
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(1 << 20));
    let piped = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100) + "\0\u{7}rubbish\r\n\r\n";
    for (bytes, allowed) in [
        (nested.as_bytes(), &[200][..]),
        (headers.as_bytes(), &[400, 431]),
        (wide.as_bytes(), &[400, 431]),
        (long.as_bytes(), &[400, 414, 431]),
        (piped.as_bytes(), &[200]),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", &[400]),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[400, 505]),
        (b"GET / HTTP/9.9\r\n\r\n", &[400, 505]),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", &[400]),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", &[400]),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n", &[400, 405]),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: a\r\n\r\n", &[400]),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", &[400, 404]),
    ] {
        let mut stream = connect(address);
        let _ = stream.write_all(bytes);
        // Who will send no more is taken to be gone, so that those that must be answered do not say so. The server may have
        // closed already.
        if !allowed.contains(&200) {
            let _ = stream.shutdown(std::net::Shutdown::Write);
        }
        let mut back = Vec::new();
        let end = stream.read_to_end(&mut back).map_err(|error| error.kind());
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        // What the client still had to send may have cost it the answer; that nothing came for long is no end.
        assert!(matches!(end, Ok(_) | Err(ErrorKind::ConnectionReset)), "{end:?} to {shown:?}");
        match Got::parse(&back, false) {
            Some((got, _)) => assert!(allowed.contains(&got.status), "{} to {shown:?}", got.status),
            None => assert!(back.is_empty() && !allowed.contains(&200), "no answer to {shown:?}"),
        }
    }
    assert_eq!(get(address, "/healthz").status, 200);
}
