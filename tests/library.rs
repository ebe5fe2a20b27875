//! What an embedder relies on beside the answers: what comes with the library, and what it never does.

use crate::support::project;
use std::{fs, path::Path, process::Command};

/// The names of the packages that come with the library when it has these arguments.
fn tree(features: &[&str]) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(project("")).args(["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none"]);
    let output = cargo.args(features).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    String::from_utf8(output.stdout).unwrap().lines().map(name).collect()
}

/// What only the command or the server needs.
const NOT_FOR_EMBEDDERS: [&str; 15] = [
    "anstream",
    "anyhow",
    "axum",
    "clap",
    "clap_complete",
    "ctrlc",
    "hyper",
    "indicatif",
    "maud",
    "rmcp",
    "schemars",
    "supports-hyperlinks",
    "terminal_size",
    "tokio",
    "tower",
];

#[test]
fn the_library_without_default_features_brings_nothing_of_the_command_or_the_server() {
    for features in [&["--no-default-features"][..], &["--no-default-features", "--features", "pdf,office"]] {
        let names = tree(features);
        assert!(names.iter().any(|name| name == "tantivy"), "{names:?}");
        let brought: Vec<_> = names.iter().filter(|name| NOT_FOR_EMBEDDERS.contains(&name.as_str())).collect();
        assert!(brought.is_empty(), "{features:?}: {brought:?}");
    }
    // The list is one of names that are in the tree otherwise, and not of misspelt ones.
    let all = tree(&[]);
    for name in NOT_FOR_EMBEDDERS {
        assert!(all.iter().any(|known| known == name), "{name}");
    }
}

/// The lines of code of a file, without comments and what is only there for tests.
fn code(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let mut code = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            // An item ends with its first line, or at the bracket that is set in as far as it is.
            let end = line.replace("#[cfg(test)]", "}");
            let mut first = lines.by_ref().skip_while(|line| line.trim().starts_with(['#', '/']));
            if first.next().is_some_and(|line| !line.ends_with([';', ','])) {
                lines.by_ref().find(|line| line.starts_with(&end));
            }
        } else if !line.trim_start().starts_with("//") {
            code.push(line.split(" // ").next().unwrap_or_default().to_owned());
        }
    }
    code
}

#[test]
fn the_library_never_prints_ends_the_process_or_keeps_state_of_its_own() {
    let never = [
        "println!",
        "eprintln!",
        "print!(",
        "eprint!(",
        "dbg!",
        "stdout()",
        "stderr()",
        "process::exit",
        "process::abort",
        "panic!(",
        ".unwrap()",
        ".expect(",
        "unreachable!",
        "todo!",
        "unimplemented!",
        "static mut",
        "thread_local!",
        "set_hook",
        "set_var",
        "set_current_dir",
    ];
    let mut checked = 0;
    for entry in walkdir::WalkDir::new(project("src")) {
        let path = entry.unwrap().into_path();
        let shown = path.strip_prefix(project("src")).unwrap().to_string_lossy().replace('\\', "/");
        let is_test = shown.contains("/tests") || shown.ends_with("faults.rs");
        if !shown.ends_with(".rs") || shown.starts_with("bin/") || is_test {
            continue;
        }
        let code = code(&path);
        checked += 1;
        for what in never {
            for line in code.iter().filter(|line| line.contains(what)) {
                assert!(is_allowed(&shown, line), "{shown}: {line}");
            }
        }
        // What is static is made once, and the same for everybody.
        for line in code.iter().filter(|line| {
            line.trim_start().starts_with("static ") || line.starts_with("pub") && line.contains(" static ")
        }) {
            let changes = ["Mutex", "RwLock", "Atomic", "Cell<"].iter().any(|cell| line.contains(cell));
            assert!(!changes, "{shown}: {line}");
        }
    }
    assert!(checked > 150, "{checked}");
}

/// Where answers go that are asked for on standard input: to whoever runs a process for just that. A pattern of ours is one
/// that a test has compiled.
fn is_allowed(file: &str, line: &str) -> bool {
    ["corpus/worker/mod.rs", "serve/mcp/mod.rs"].contains(&file)
        && (line.contains("stdout()") || line.contains("stderr()"))
        || (line.contains("Regex::new(") || line.contains("RegexBuilder::new(")) && line.contains(".unwrap()")
}

#[test]
fn what_is_shared_between_threads_can_be() {
    fn shared<T: Send + Sync>() {}
    shared::<scrutineer::Index>();
    shared::<scrutineer::Builder>();
    shared::<scrutineer::Request>();
    shared::<scrutineer::Answer>();
    shared::<scrutineer::Error>();
    shared::<scrutineer::PaperSource>();
    shared::<scrutineer::document::Reader>();
}
