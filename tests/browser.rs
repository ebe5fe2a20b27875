//! The page in a real browser: servers over the sample papers and over papers that try to break out of it, driven by the
//! scenarios in `tests/browser/` (Node, playwright-core, axe-core and Chromium).
//!
//! It is skipped, and says so, where one of these is not there; `npm ci` in `tests/browser` fetches the packages. With
//! `SCRUTINEER_BROWSER=required` what is missing is a failure. `SCRUTINEER_CHROMIUM` names the browser, by default
//! `/usr/bin/chromium`; with `SCRUTINEER_SCREENSHOTS` pictures of the pages go into the folder that it names.

use crate::support::project;
use scrutineer::index::Builder;
use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// What the scenarios need, or why they cannot be run.
fn chromium() -> Result<PathBuf, String> {
    let runs = |program: &Path| {
        let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        quiet.is_ok_and(|status| status.success())
    };
    if !runs(Path::new("node")) {
        return Err("node is not installed".to_owned());
    }
    if !project("tests/browser/node_modules").is_dir() {
        return Err("run `npm ci` in tests/browser first".to_owned());
    }
    let chromium = env::var_os("SCRUTINEER_CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from);
    if runs(&chromium) { Ok(chromium) } else { Err(format!("there is no browser at {}", chromium.display())) }
}

/// A server over an index of its own, ended with the test.
struct Server {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Server {
    fn over(papers: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Builder::new(papers, folder.path().join("index")).build().unwrap();
        let mut process = Command::new(assert_cmd::cargo::cargo_bin!("scrutineer"))
            .args(["serve", "--no-log", "--address", "127.0.0.1:0", "--index"])
            .arg(folder.path().join("index"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(process.stderr.take().unwrap());
        let line = told.lines().map_while(Result::ok).find(|line| line.contains("http://"));
        let address = line.and_then(|line| Some(line[line.find("http://")?..].trim_end_matches('/').to_owned()));
        Self { process, address: address.expect("the server says where it listens"), _folder: folder }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Papers that try to break out of the page, in every place that a paper has for text. All of them say "gullies".
fn hostile(folder: &Path) {
    let attacks = [
        "<script>window.pwned = 1</script>",
        "\"><img src=x onerror=\"window.pwned = 1\">",
        "'--></style></title></textarea><svg/onload=window.pwned=1>",
        "<a href=\"javascript:window.pwned=1\">gullies</a>",
        "&lt;script&gt;window.pwned = 1&lt;/script&gt; &#x3c;b&#x3e; &amp;amp;",
        "abc \u{202e}txt.exe\u{202c} \u{2066}\u{200f}\u{61c} \u{7}\u{1b}[31m\u{7f}\u{85}",
        "عربي שלום \u{1f4a9} e\u{301}\u{301}\u{301} \u{feff}\u{200b}\u{ffff}",
        "<style>*{display:none}</style><link rel=stylesheet href=//evil.example><base href=//evil.example>",
        "<iframe src=//evil.example></iframe><form action=//evil.example><input name=q></form><meta http-equiv=refresh content=0>",
        "${window.pwned=1} {{constructor.constructor('window.pwned=1')()}} `window.pwned=1`",
    ];
    let addresses = [
        "javascript:window.pwned=1",
        "data:text/html,<script>window.pwned=1</script>",
        "//evil.example/x",
        "vbscript:x",
    ];
    let mut lines = String::new();
    for (place, attack) in attacks.iter().enumerate() {
        let text = format!("The {attack} gullies of winter number {place} were cleaned {attack}.\n\n{attack} drains.");
        let line = serde_json::json!({
            "id": format!("{place}{attack}/../?#%00\"'"), "title": format!("{attack} Gullies"), "text": text,
            "council": format!("{attack} Council"), "committee": format!("{attack} Panel"), "meeting_date": format!("20{:02}-03-06", 10 + place),
            "url": addresses[place % addresses.len()],
        });
        lines.push_str(&format!("{line}\n"));
    }
    let good = serde_json::json!({
        "id": "good", "title": "Gullies", "text": "Unlike the others, these gullies are quiet and dull.", "url": "https://papers.example/gullies.pdf?a=1&b=\"><script>",
    });
    lines.push_str(&format!("{good}\n"));
    fs::write(folder.join("papers.jsonl"), lines).unwrap();
    let text = format!(
        "{}\n\n1. <b onclick=alert(1)>Heading</b>\n\n1.1 Here gullies were {} to the end.\n",
        "GULLIES".repeat(40),
        "long".repeat(300)
    );
    fs::write(folder.join("<img src=x onerror=alert(1)>.txt"), &text).unwrap();
    fs::write(folder.join("broken <script>alert(1)<script> gullies.pdf"), "%PDF-1.7 torn").unwrap();
}

#[test]
fn the_page_does_in_a_browser_what_people_ask_of_it() {
    let chromium = match chromium() {
        Ok(chromium) => chromium,
        Err(why) => {
            assert_ne!(env::var("SCRUTINEER_BROWSER").as_deref(), Ok("required"), "{why}");
            return println!("skipped: {why}");
        }
    };
    let folder = tempfile::tempdir().unwrap();
    hostile(folder.path());
    let (sample, hostile) = (Server::over(&project("corpus")), Server::over(folder.path()));
    let scenarios = ["search", "accessible", "inert"].map(|name| project(&format!("tests/browser/{name}.test.mjs")));
    let mut node = Command::new("node");
    node.arg("--test").args(["--test-concurrency=1", "--test-reporter=spec"]).args(scenarios);
    node.env("SCRUTINEER_URL", &sample.address).env("SCRUTINEER_HOSTILE_URL", &hostile.address);
    assert!(node.env("SCRUTINEER_CHROMIUM", &chromium).status().unwrap().success(), "see what the scenarios say above");
    if let Some(pictures) = env::var_os("SCRUTINEER_SCREENSHOTS") {
        let mut node = Command::new("node");
        node.arg(project("tests/browser/screenshots.mjs")).arg(&sample.address).arg(pictures);
        assert!(node.env("SCRUTINEER_CHROMIUM", &chromium).status().unwrap().success());
    }
}
