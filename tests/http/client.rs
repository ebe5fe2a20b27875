//! A client of HTTP/1.1 that sends what it is told to, also what no other client would, and reads what comes back.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long an answer may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) status: u16,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Got {
    /// The value of a header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The answer in these bytes, and how many of them it takes; `None` where they end before it does.
    pub(crate) fn parse(bytes: &[u8], head: bool) -> Option<(Self, usize)> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
        let text = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = text.trim_end().split("\r\n");
        let status = lines.next().unwrap().strip_prefix("HTTP/1.").unwrap()[2..5].parse().unwrap();
        let pair =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())).unwrap();
        let mut got = Self { status, headers: lines.map(pair).collect(), body: Vec::new() };
        if head || status == 304 {
            return Some((got, end));
        }
        if got.header("transfer-encoding") == "chunked" {
            let (body, used) = chunks(&bytes[end..])?;
            got.body = body;
            return Some((got, end + used));
        }
        let length: usize = got.header("content-length").parse().unwrap_or(0);
        got.body = bytes.get(end..end + length)?.to_vec();
        Some((got, end + length))
    }
}

fn chunks(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let line = bytes[at..].windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[at..at + line]).unwrap(), 16).unwrap();
        at += line + 2;
        body.extend_from_slice(bytes.get(at..at + size)?);
        at += size + 2;
        if size == 0 {
            return Some((body, at));
        }
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends bytes, and gives what comes back until the server closes. That it closes early is no failure.
pub(crate) fn send(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    let _ = stream.write_all(bytes);
    let mut back = Vec::new();
    let _ = stream.read_to_end(&mut back);
    back
}

/// Asks with a method and headers, each ended by a line end.
pub(crate) fn ask(address: SocketAddr, method: &str, target: &str, headers: &str) -> Got {
    let request = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    let back = send(address, request.as_bytes());
    let got = Got::parse(&back, method == "HEAD");
    got.unwrap_or_else(|| panic!("{target}: {:?}", String::from_utf8_lossy(&back))).0
}

pub(crate) fn get(address: SocketAddr, target: &str) -> Got {
    ask(address, "GET", target, "")
}
