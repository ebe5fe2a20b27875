//! Completions and manual pages: made of the list of flags, so that none is missing.

use super::Place;
use std::{fs, process::Command};

#[test]
fn every_shell_completes_commands_and_flags() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = place.run(&["completions", shell]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{shell}");
        for word in ["search", "trail", "council", "all-copies"] {
            assert!(said.out.contains(word), "{shell} knows no {word}");
        }
        // A process that reads papers is nobody's command.
        assert!(!said.out.contains("extract-worker"), "{shell}");
    }
    assert_eq!(place.run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn the_completions_are_a_script_that_bash_reads() {
    let place = Place::new();
    place.write("complete.bash", place.run(&["completions", "bash"]).out);
    let Ok(read) = Command::new("bash").arg("-n").arg(place.at("complete.bash")).status() else {
        println!("skipped: there is no bash");
        return;
    };
    assert!(read.success());
}

#[test]
fn a_manual_page_tells_what_help_tells() {
    let place = Place::new();
    let page = place.run(&["man", "search"]);
    assert_eq!(page.code, 0);
    let title = format!(".TH scrutineer-search 1  \"scrutineer {}\"", env!("CARGO_PKG_VERSION"));
    assert!(page.out.contains(&title), "{}", page.out);
    let plain = page.out.replace('\\', "");
    let help = place.run(&["search", "--help"]).out;
    let flags = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
    let flags: Vec<&str> = flags.map(|flag| flag.trim_end_matches([',', '.', ':', ';'])).collect();
    assert!(flags.len() > 15, "{flags:?}");
    for flag in flags.iter().filter(|flag| flag[2..].chars().all(|c| c.is_ascii_lowercase() || c == '-')) {
        assert!(plain.contains(flag), "{flag} is not in the manual page");
    }
    assert!(plain.contains("Exit codes"), "{plain}");

    let unknown = place.run(&["man", "saerch"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("saerch") && unknown.err.contains("search"), "{}", unknown.err);
}

#[test]
fn all_manual_pages_are_written_into_a_folder() {
    let place = Place::new();
    assert_eq!(place.run(&["man", "--all", "pages/man1"]).code, 0);
    let mut names: Vec<String> = fs::read_dir(place.at("pages/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    for name in ["scrutineer.1", "scrutineer-search.1", "scrutineer-forget.1"] {
        assert!(names.iter().any(|found| found == name), "{name} is not among {names:?}");
    }
    let overview = fs::read_to_string(place.at("pages/man1/scrutineer.1")).unwrap().replace('\\', "");
    for name in names.iter().filter_map(|name| name.strip_suffix(".1")) {
        assert!(overview.contains(name), "{name} is not in the overview");
    }
    place.write("file", "");
    let refused = place.run(&["man", "--all", "file"]);
    assert!(refused.code == 2 && refused.err.contains("file"), "{}", refused.err);
}
