//! `scrutineer serve`: what programs, browsers and feed readers rely on, asked over real sockets.

mod client;
mod hostile;
mod limits;
mod living;
mod schema;

use crate::support::index_of;
use client::{Got, ask, get};
use scrutineer::{
    Index,
    query::Request,
    render::{csv, json},
    serve::http::{Running, Server},
};
use std::{fs, io::Read as _, net::SocketAddr, path::Path};

/// Where tests listen: any free port.
const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// Three papers, one with numbered paragraphs and one with signs that pages and feeds must escape.
fn papers(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write(
        "lamps.txt",
        "Devon County Council\nHighways Scrutiny Committee\n6 March 2019\n\nStreet lamps\n\n1 Background\n\n1.1 Lamps in \
         the lanes were repaired in the autumn.\n\n1.2 The contractor was late with nine of them.\n",
    );
    write(
        "gullies.txt",
        "Cornwall Council\nEnvironment Scrutiny Panel\n4 June 2021\n\nGullies\n\nGullies beside the lamps were cleaned.\n",
    );
    write(
        "hostile.jsonl",
        "{\"id\":\"a/b <i>&\\u202e\\u0007\",\"title\":\"<script>alert(1)</script>\",\"url\":\"javascript:alert(1)\",\"text\":\"Lamps & \\\"signs\\\" \\u202e]]> \\u0000 end.\"}\n",
    );
}

/// A server over the three papers, and an index of its own of the same generation.
fn served() -> (tempfile::TempDir, Index, Running) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("papers")).unwrap();
    papers(&folder.path().join("papers"));
    let (held, index) = index_of(&folder.path().join("papers"));
    let running = Server::new(index.clone()).address(ANY).bind().unwrap().start().unwrap();
    (held, index, running)
}

fn id_of(index: &Index, query: &str) -> String {
    index.search(&Request::new(query)).unwrap().hits[0].paper.id.clone()
}

/// What differs from time to time taken out.
fn timeless(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = rest.find("\"took_ms\":") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once(',').unwrap().1;
    }
    out + rest
}

#[test]
fn every_route_answers_with_its_kind_and_tells_browsers_to_be_careful() {
    let (_folder, index, running) = served();
    let paper = id_of(&index, "contractor");
    for (target, status, kind) in [
        ("/".to_owned(), 200, "text/html; charset=utf-8"),
        ("/search?q=lamps".to_owned(), 200, "text/html; charset=utf-8"),
        (format!("/papers/{paper}?q=lamps"), 200, "text/html; charset=utf-8"),
        ("/help".to_owned(), 200, "text/html; charset=utf-8"),
        ("/status".to_owned(), 200, "text/html; charset=utf-8"),
        ("/nowhere".to_owned(), 404, "text/html; charset=utf-8"),
        ("/papers/nosuchpaper".to_owned(), 404, "text/html; charset=utf-8"),
        ("/assets/nosuchfile".to_owned(), 404, "text/html; charset=utf-8"),
        ("/api/search?q=lamps".to_owned(), 200, "application/json"),
        ("/api/facets?q=lamps".to_owned(), 200, "application/json"),
        (format!("/api/papers/{paper}"), 200, "application/json"),
        (format!("/api/sections/{paper}:1"), 200, "application/json"),
        ("/api/status".to_owned(), 200, "application/json"),
        ("/api/openapi.json".to_owned(), 200, "application/json"),
        ("/api/nowhere".to_owned(), 404, "application/json"),
        ("/feed?q=lamps".to_owned(), 200, "application/atom+xml; charset=utf-8"),
        ("/healthz".to_owned(), 200, "text/plain; charset=utf-8"),
        ("/metrics".to_owned(), 200, "text/plain; version=0.0.4; charset=utf-8"),
    ] {
        let got = get(running.address(), &target);
        assert_eq!((got.status, got.header("content-type")), (status, kind), "{target}");
        assert!(got.header("content-security-policy").starts_with("default-src 'none';"), "{target}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(got.header("cross-origin-resource-policy"), "same-origin", "{target}");
        assert_eq!((got.header("set-cookie"), got.header("access-control-allow-origin")), ("", ""), "{target}");
        assert_eq!(got.header("content-length"), got.body.len().to_string(), "{target}");
    }
    running.stop();
}

#[test]
fn a_search_answers_as_the_command_does_in_each_format() {
    let (_folder, index, running) = served();
    let answer = index.search(&Request::new("lamps").limit(2).facets(true)).unwrap();
    let asked =
        |format: &str| get(running.address(), &format!("/api/search?q=lamps&limit=2&facets=true&format={format}"));
    assert_eq!(timeless(asked("jsonl").text()), timeless(&json::answer(&answer).unwrap()));
    let object = asked("json").json();
    let mut lines: Vec<serde_json::Value> =
        json::answer(&answer).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(object["facets"], lines.pop().unwrap());
    // One object has no addresses that are not of the web; lines are those of the command.
    let unlinked = |mut hit: serde_json::Value| {
        if hit["citation_url"].as_str().is_some_and(|url| !url.starts_with("http")) {
            hit["citation_url"] = serde_json::Value::Null;
        }
        hit
    };
    let hits: Vec<serde_json::Value> = lines[1..].iter().cloned().map(unlinked).collect();
    assert_eq!(object["hits"].as_array().unwrap()[..], hits[..]);
    assert_eq!(object["read_as"], lines[0]["read_as"]);
    assert_eq!(object["type"], "search");

    let table = index.search(&Request::new("lamps")).unwrap();
    assert_eq!(get(running.address(), "/api/search?q=lamps&format=csv").text(), csv::answer(&table).unwrap());
    let counts = get(running.address(), "/api/facets?q=lamps&format=csv");
    assert_eq!(counts.text(), csv::facets(answer.facets.as_ref().unwrap()).unwrap());
    let facets = get(running.address(), "/api/facets?q=lamps").json();
    assert_eq!(facets["facets"], object["facets"]);
    assert!(facets.get("hits").is_none() && object.get("hits").is_some());
}

#[test]
fn filters_and_choices_are_those_of_the_command() {
    let (_folder, _, running) = served();
    let found = |query: &str| {
        let hits = get(running.address(), &format!("/api/search?{query}")).json()["hits"].clone();
        hits.as_array().unwrap().iter().map(|hit| hit["paper"]["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("q=lamps&sort=newest"), ["gullies.txt", "lamps.txt", "hostile.jsonl"]);
    assert_eq!(found("q=lamps&sort=newest&offset=1&limit=1"), ["lamps.txt"]);
    assert_eq!(found("q=lamps&until=2020"), ["lamps.txt"]);
    assert_eq!(found("q=lamps&council=devon&council=bristol&sort=oldest"), ["lamps.txt"]);
    assert_eq!(found("q=lamps&date=unknown"), ["hostile.jsonl"]);
    assert_eq!(found("since=2021"), ["gullies.txt"]);
}

#[test]
fn papers_and_sections_are_read_by_their_ids() {
    let (_folder, index, running) = served();
    let id = id_of(&index, "contractor");
    let paper = get(running.address(), &format!("/api/papers/{id}")).json();
    assert_eq!((paper["type"].as_str(), paper["paper"]["id"].as_str()), (Some("sections"), Some(id.as_str())));
    assert_eq!(paper["generation"], index.manifest().generation.as_str());
    let sections = paper["sections"].as_array().unwrap();
    let last = sections.last().unwrap();
    let section = get(running.address(), &format!("/api/sections/{}", last["id"].as_str().unwrap())).json();
    assert_eq!((&section["section"], &section["citation"]), (last, &paper["citation"]));
    assert_eq!(get(running.address(), &format!("/api/papers/{}", &id[..8])).json()["sections"], paper["sections"]);

    let odd = get(running.address(), "/api/papers/a%2Fb%20%3Ci%3E%26%E2%80%AE%07");
    assert_eq!(odd.json()["paper"]["title"], "<script>alert(1)</script>");
    let search = get(running.address(), "/api/search?q=signs").json();
    let section = get(running.address(), "/api/sections/a%2Fb%20%3Ci%3E%26%E2%80%AE%07:0").json();
    for one in [&search["hits"][0], &odd.json(), &section] {
        assert_eq!(one["paper"]["url"], "javascript:alert(1)", "{one}");
        assert!(one["citation_url"].is_null(), "{one}");
    }
    assert!(
        !odd.text().chars().any(|sign| sign == '\u{202e}' || (sign.is_control() && sign != '\n')),
        "{}",
        odd.text()
    );
    for (target, code) in [
        ("/api/papers/nosuchpaper".to_owned(), "not-found"),
        ("/api/papers/x".to_owned(), "no-id"),
        (format!("/api/papers/{id}:1"), "not-found"),
        (format!("/api/sections/{id}"), "not-found"),
        (format!("/api/sections/{id}:99"), "not-found"),
    ] {
        let problem = get(running.address(), &target);
        assert_eq!((problem.status, problem.json()["code"].as_str()), (404, Some(code)), "{target}");
        assert!(problem.json()["hint"].is_string(), "{target}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let (_folder, _, running) = served();
    for (target, status, code) in [
        ("/api/search?q=a&councl=b".to_owned(), 400, "unknown-parameter"),
        ("/api/status?q=a".to_owned(), 400, "unknown-parameter"),
        ("/api/search?limit=101".to_owned(), 400, "wrong-value"),
        ("/api/search?offset=10001".to_owned(), 400, "wrong-value"),
        ("/api/search?snippets=11".to_owned(), 400, "wrong-value"),
        ("/api/search?q=a&q=b".to_owned(), 400, "repeated"),
        ("/api/search?q=%ff%fe".to_owned(), 400, "not-utf-8"),
        ("/api/papers/%ff%fe".to_owned(), 400, "not-utf-8"),
        (format!("/api/search?q={}", "a".repeat(2001)), 400, "query-too-long"),
        (format!("/api/search?council={}", "a".repeat(201)), 400, "value-too-long"),
        (format!("/api/search?q={}", "a".repeat(40_000)), 414, "address-too-long"),
    ] {
        let problem = get(running.address(), &target);
        let object = problem.json();
        let target = &target[..target.len().min(60)];
        assert_eq!((problem.status, object["code"].as_str()), (status, Some(code)), "{target}");
        assert_eq!((object["type"].as_str(), object["status"].as_u64()), (Some("error"), Some(u64::from(status))));
        assert!(object["message"].as_str().unwrap().ends_with('.'), "{target}");
        assert_eq!(problem.header("cache-control"), "no-store");
    }
    // A page passes over what other sites add to links, and refuses what it would have to guess at.
    assert_eq!(get(running.address(), "/search?q=lamps&fbclid=1&council=&limit=").status, 200);
    assert_eq!(get(running.address(), "/search?limit=many").status, 400);
}

#[test]
fn what_a_client_has_is_not_sent_again_until_the_generation_changes() {
    let (_folder, index, running) = served();
    for target in ["/api/search?q=lamps", "/api/status", "/feed?q=lamps", "/search?q=lamps", "/api/openapi.json"] {
        let first = get(running.address(), target);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && tag.ends_with('"'), "{target}: {tag}");
        assert_eq!((first.header("cache-control"), first.header("vary")), ("no-cache", "accept-encoding"), "{target}");
        for known in [tag.clone(), tag[2..].to_owned(), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = ask(running.address(), "GET", target, &format!("If-None-Match: {known}\r\n"));
            assert_eq!(
                (again.status, again.header("etag"), again.body.len()),
                (304, tag.as_str(), 0),
                "{target} {known}"
            );
        }
        assert_eq!(ask(running.address(), "GET", target, "If-None-Match: \"x\"\r\n").status, 200, "{target}");
    }
    let tag = get(running.address(), "/api/status").header("etag").to_owned();
    assert!(tag.contains(&index.manifest().generation), "{tag}");
    let paper = id_of(&index, "contractor");
    for target in [format!("/api/papers/{paper}"), format!("/api/sections/{paper}:0"), format!("/papers/{paper}")] {
        assert_eq!(ask(running.address(), "GET", &target, "If-None-Match: *\r\n").status, 304, "{target}");
    }
    for target in
        ["/api/papers/nosuchpaper", "/api/sections/nosuchpaper:1", "/papers/nosuchpaper", "/assets/nosuchfile"]
    {
        let known = format!("If-None-Match: *, {tag}\r\n");
        assert_eq!(ask(running.address(), "GET", target, &known).status, 404, "{target}");
    }
    let wrong = ask(running.address(), "GET", "/api/search?limit=x", "If-None-Match: *\r\n");
    assert_eq!(wrong.status, 400);
}

#[test]
fn an_answer_is_packed_for_who_can_unpack_it() {
    let (_folder, _, running) = served();
    let plain = get(running.address(), "/api/openapi.json");
    let packed = ask(running.address(), "GET", "/api/openapi.json", "Accept-Encoding: br, gzip\r\n");
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    assert_eq!(packed.header("vary"), "accept-encoding");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.text());
    assert!(packed.body.len() * 3 < plain.body.len());
}

#[test]
fn only_reading_is_answered() {
    let (_folder, _, running) = served();
    for target in ["/api/status", "/help", "/healthz", "/api/openapi.json"] {
        let (full, head) = (get(running.address(), target), ask(running.address(), "HEAD", target, ""));
        assert_eq!((head.status, head.body.len()), (200, 0), "{target}");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(head.header(name), full.header(name), "{target} {name}");
        }
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "LOOK"] {
        for target in ["/api/search?q=lamps", "/search", "/nowhere"] {
            let refused = ask(running.address(), method, target, "Content-Length: 3\r\n");
            assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD"), "{method} {target}");
        }
    }
}

#[test]
fn on_loopback_only_own_names_are_answered() {
    let (_folder, index, running) = served();
    let under = |host: &str| {
        let request = format!("GET /api/status HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Got::parse(&client::send(running.address(), request.as_bytes()), false).unwrap().0
    };
    assert_eq!(under("localhost:8017").status, 200);
    let refused = under("papers.example.org");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (421, Some("unknown-host")));
    assert!(refused.json()["hint"].as_str().unwrap().contains("--public-url"));
    let whole = b"GET http://evil.test/api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(Got::parse(&client::send(running.address(), whole), false).unwrap().0.status, 421);

    for twice in [
        "GET /api/status HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/status HTTP/1.1\r\nConnection: close\r\n\r\n",
    ] {
        let refused = Got::parse(&client::send(running.address(), twice.as_bytes()), false).unwrap().0;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("no-host")), "{twice}");
    }
    let old = b"GET /healthz HTTP/1.0\r\n\r\n";
    assert_eq!(Got::parse(&client::send(running.address(), old), false).unwrap().0.status, 200);

    let below = Server::new(index.clone()).public_url("https://papers.example.org/scrutiny/").unwrap_err();
    assert!(below.hint().unwrap().contains("leave out the path"), "{below:?}");
    let known = Server::new(index).address(ANY).public_url("https://papers.example.org/").unwrap();
    let known = known.bind().unwrap().start().unwrap();
    let request = "GET /feed?q=lamps HTTP/1.1\r\nHost: papers.example.org\r\nConnection: close\r\n\r\n";
    let feed = Got::parse(&client::send(known.address(), request.as_bytes()), false).unwrap().0;
    assert!(
        feed.text().contains("<link rel=\"self\" href=\"https://papers.example.org/feed?q=lamps"),
        "{}",
        feed.text()
    );
}

#[test]
fn a_feed_is_well_formed_newest_first_and_keeps_its_ids() {
    let (_folder, _, running) = served();
    let feed = get(running.address(), "/feed?q=lamps");
    let text = feed.text();
    let mut reader = quick_xml::Reader::from_str(text);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    let of = |text: &str, name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        text.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let updated = of(text, "updated");
    assert_eq!(
        updated,
        ["2021-06-04T00:00:00Z", "2021-06-04T00:00:00Z", "2019-03-06T00:00:00Z", "1970-01-01T00:00:00Z"]
    );
    assert!(text.contains("&lt;script&gt;") && !text.contains("<script") && !text.contains('\u{202e}'), "{text}");
    let link = format!("<link rel=\"alternate\" href=\"http://{}/papers/", running.address());
    assert_eq!(text.matches(&link).count(), 3, "{text}");
    assert!(text.contains("?q=lamps#para-1.1\"/>"), "{text}");
    let fewer = get(running.address(), "/feed?q=lamps&limit=2");
    assert_eq!(of(fewer.text(), "id"), of(text, "id")[..3]);
    assert_ne!(of(get(running.address(), "/feed?q=gullies").text(), "id")[..2], of(text, "id")[..2]);
    assert_eq!(of(get(running.address(), "/feed").text(), "entry").len(), 0);

    let title = |query: &str| of(get(running.address(), &format!("/feed?{query}")).text(), "title")[0].clone();
    assert_eq!(title("q=lamps"), "lamps, newest first");
    let titles =
        [title("q=lamps"), title("q=lamps&council=devon"), title("q=lamps&council=cornwall"), title("council=devon")];
    for (at, one) in titles.iter().enumerate() {
        assert!(!titles[at + 1..].contains(one), "{titles:?}");
    }
    // Copies would be entries with one id.
    assert_eq!(get(running.address(), "/feed?q=lamps&all_copies=true").status, 400);
}

#[test]
fn the_figures_tell_what_was_done() {
    let (_folder, index, running) = served();
    get(running.address(), "/api/search?q=lamps");
    get(running.address(), "/api/search?limit=x");
    get(running.address(), "/nowhere");
    let figures = get(running.address(), "/metrics");
    let manifest = index.manifest();
    for line in [
        "scrutineer_http_requests_total{route=\"/api/search\",status=\"2xx\"} 1".to_owned(),
        "scrutineer_http_requests_total{route=\"/api/search\",status=\"4xx\"} 1".to_owned(),
        "scrutineer_http_requests_total{route=\"none\",status=\"4xx\"} 1".to_owned(),
        "scrutineer_http_requests_in_progress 1".to_owned(),
        format!(
            "scrutineer_index_info{{generation=\"{}\",version=\"{}\"}} 1",
            manifest.generation,
            env!("CARGO_PKG_VERSION")
        ),
        format!("scrutineer_index_papers {}", manifest.papers),
        "scrutineer_index_reload_failures_total 0".to_owned(),
    ] {
        assert!(figures.text().lines().any(|one| one == line), "{line}\n{}", figures.text());
    }
    assert_eq!(get(running.address(), "/healthz").text(), "ok\n");
}
