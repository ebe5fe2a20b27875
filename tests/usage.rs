//! The command where users lean on it: help, exit codes over several builds, flags, colours, hostile text, ids, paths.
//!
//! Its everyday answers are tested in `command`.

mod citing;
mod counts;
#[cfg(target_os = "linux")]
mod door;
mod manual;
mod questions;
mod tables;

use crate::support::project;
use assert_cmd::Command;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// What one run said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A fresh folder to run in.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With the bundled sample as `corpus`.
    pub(crate) fn with_sample() -> Self {
        let place = Self::new();
        copy(&project("corpus"), &place.at("corpus"));
        place
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.at(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("scrutineer").unwrap();
        command.current_dir(self.folder.path()).args(arguments).env("COLUMNS", "80");
        for variable in ["SCRUTINEER_INDEX", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_HYPERLINK"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }
}

fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The value of a field of the first object of JSON Lines.
fn field(said: &Said, pointer: &str) -> serde_json::Value {
    let line = said.out.lines().next().unwrap();
    serde_json::from_str::<serde_json::Value>(line).unwrap().pointer(pointer).unwrap().clone()
}

#[test]
fn the_help_tells_commands_examples_and_exit_codes() {
    let place = Place::new();
    let long = place.run(&["--help"]);
    assert_eq!(long.code, 0);
    for word in ["search", "index", "show", "inspect", "status", "Examples:", "SCRUTINEER_INDEX"] {
        assert!(long.out.contains(word), "{word} is not in\n{}", long.out);
    }
    for code in ["  0  ", "  1  ", "  2  ", "  3  "] {
        assert!(long.out.contains(code), "{code} is not in\n{}", long.out);
    }
    let short = place.run(&["-h"]);
    assert!(short.out.len() < long.out.len());
}

#[test]
fn the_short_help_of_a_search_fits_one_screen() {
    let help = Place::new().run(&["search", "-h"]);
    insta::assert_snapshot!(help.out, @r#"
    Find the paragraphs that answer a question

    Usage: scrutineer search [OPTIONS] [QUERY]...

    Arguments:
      [QUERY]...  The question; several words need no quotes. Without one, what is
                  indexed is said

    Options:
          --sort <ORDER>     The order [default: relevance] [possible values:
                             relevance, newest, oldest]
      -n, --limit <PAPERS>   How many papers to show [default: 10, trec: 1000]
          --offset <PAPERS>  How many papers to pass over first [default: 0]
          --all-words        Only sections with all the words; without this,
                             sections that lack some may follow
          --all-copies       Show each copy of a passage as a hit of its own
          --snippets <N>     How many passages a paper may show [default: 1]
          --text             Show the section's whole text too
          --explain          Say of each hit why it stands where it stands: what
                             each word counts, and what else
          --facets           Count the papers found by council, committee, year,
                             kind and section too
          --queries <FILE>   Ask the questions of this file: an id, a tab, the
                             question, one a line. `-` is standard input
          --index <DIR>      The folder of the index; else SCRUTINEER_INDEX, else
                             ./index
      -h, --help             Print help (see more with '--help')

    Filters:
          --council <COUNCIL>      Only papers of this council: slug, name or alias;
                                   `unknown` for papers without one
          --committee <COMMITTEE>  Only papers of committees with these words in
                                   their name
          --kind <KIND>            Only papers of this kind: agenda, minutes,
                                   report, letter, presentation, plan, form, motion
          --section <SECTION>      Only sections of this kind: summary,
                                   recommendations, findings, financial, risk,
                                   next-steps and others
          --role <ROLE>            Only sections with a recommendation, resolution
                                   or action
          --title <TITLE>          Only papers with these words in their title
          --since <DATE>           Only papers of this day, month or year, or later
          --until <DATE>           Only papers of this day, month or year, or
                                   earlier
          --date <DATE>            Only papers of this date: 2019, 2019-03, 2018/19,
                                   2018-01..2019-03, unknown
          --scope <WHERE>          Where all the words must stand together:
                                   paragraph, section or paper. Default: section
          --no-expand              Do not search short forms as what they stand for
                                   too, nor the other way round

    Output:
          --color <WHEN>     When to use colours; NO_COLOR is heeded too [default:
                             auto] [possible values: auto, always, never]
          --format <FORMAT>  How to print: for people, JSON Lines, for a
                             spreadsheet, or as a TREC run [default: text] [possible
                             values: text, json, csv, trec]

    Example: scrutineer search early help --council northmarch --since 2018
    More of them, and exit codes: --help. How to ask: scrutineer help query
    "#);
}

#[test]
fn help_is_asked_for_as_a_command_too() {
    let place = Place::new();
    assert_eq!(place.run(&["help"]).out, place.run(&["--help"]).out);
    assert_eq!(place.run(&["help", "search"]).out, place.run(&["search", "--help"]).out);
    let page = place.run(&["help", "query"]);
    assert_eq!(page.code, 0);
    for words in ["gullies OR drains", "NEAR/5", "scope:paragraph", "date:2018/19"] {
        assert!(page.out.contains(words), "{words} is not in\n{}", page.out);
    }
    assert!(page.out.lines().all(|line| line.chars().count() <= 80), "{}", page.out);
    let unknown = place.run(&["help", "nothing"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("query, search, index, show"), "{}", unknown.err);
}

#[test]
fn a_search_is_narrowed_to_a_paragraph_or_widened_to_a_paper() {
    let place = Place::with_sample();
    let total = |scope: &str| {
        let said = place.run(&["search", "early", "help", "hubs", "--scope", scope, "--all-words", "--format", "json"]);
        field(&said, "/total_papers").as_u64().unwrap()
    };
    let (paragraph, section, paper) = (total("paragraph"), total("section"), total("paper"));
    assert!(0 < paragraph && paragraph <= section && section <= paper, "{paragraph} {section} {paper}");
}

#[test]
fn every_example_of_a_search_in_the_help_can_be_run() {
    let place = Place::with_sample();
    place.write("questions.tsv", "1\tearly help\n2\troad closures\n");
    let help = place.run(&["search", "--help"]).out;
    let examples: Vec<&str> = help.lines().filter_map(|line| line.trim().strip_prefix("scrutineer search ")).collect();
    assert!(examples.len() > 5, "{help}");
    for example in examples {
        // A comment stands two blanks or more to the right, and a redirection is the shell's.
        let typed = example.split("  ").next().unwrap().split(" > ").next().unwrap();
        let said = place
            .run(&[&["search"], shell_words(typed).iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat());
        assert!(said.code <= 1, "{typed}: {}", said.err);
    }
}

/// The words of a shell's line with simple quotes.
pub(crate) fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in line.trim().chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words
}

#[test]
fn a_folder_named_corpus_that_is_not_the_sample_is_not_indexed_unasked() {
    let place = Place::new();
    place.write("corpus/a.txt", "Gullies\n\n1. The gullies were cleaned.\n");
    let said = place.run(&["search", "gullies"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.starts_with("scrutineer: there is no index in ./index\nBuild one with"), "{}", said.err);
    assert!(!place.at("index").exists());
}

#[test]
fn a_mistyped_index_is_named_and_nothing_is_built() {
    let place = Place::with_sample();
    for command in ["search", "show", "status"] {
        let argument: &[&str] = if command == "status" { &[] } else { &["abcdef"] };
        let said = place.run(&[&[command, "--index", "idnex"], argument].concat());
        assert_eq!((said.code, said.out.as_str()), (2, ""));
        assert!(said.err.contains("given with --index: idnex"), "{}", said.err);
    }
    let said = said(place.command(&["search", "help"]).env("SCRUTINEER_INDEX", "elsewhere"));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("SCRUTINEER_INDEX names: elsewhere"), "{}", said.err);
    assert!(!place.at("index").exists() && !place.at("idnex").exists() && !place.at("elsewhere").exists());
}

#[test]
fn the_exit_code_tells_found_from_nothing_found_from_wrong_usage() {
    let place = Place::with_sample();
    assert_eq!(place.run(&["search", "early", "help"]).code, 0);
    let nothing = place.run(&["search", "xyzzyplugh"]);
    assert_eq!(nothing.code, 1);
    assert!(nothing.out.contains("47 papers"), "{}", nothing.out);
    assert_eq!(place.run(&["search", "--colour"]).code, 2);
    assert_eq!(place.run(&["serach"]).code, 2);
    assert_eq!(place.run(&[]).code, 2);
    assert_eq!(place.run(&["--version"]).code, 0);
}

#[test]
fn a_build_ends_with_3_when_papers_are_newly_skipped_and_strictly_always() {
    let place = Place::new();
    place.write("papers/a.txt", "Gullies\n\n1. The gullies were cleaned.\n");
    place.write("papers/empty.txt", "");
    let build = |more: &[&str]| place.run(&[&["index", "papers"], more].concat()).code;
    assert_eq!(build(&[]), 3, "at the first build everything is new");
    assert_eq!(build(&[]), 0, "long known by now");
    assert_eq!(build(&["--strict"]), 3);
    place.write("papers/empty-too.txt", "");
    assert_eq!(build(&[]), 3);
    assert_eq!(build(&[]), 0, "long known by now");
    let report = place.run(&["index", "papers", "--format", "json"]);
    assert_eq!(field(&report, "/type"), "build");
    assert_eq!(field(&report, "/papers/skipped"), 2);
    let status = place.run(&["status"]);
    assert!(status.out.contains("empty-too.txt"), "{}", status.out);
}

#[test]
fn a_filter_given_twice_means_either() {
    let place = Place::with_sample();
    let total = |filters: &[&str]| {
        let said = place.run(&[&["search", "early", "help", "--format", "json"], filters].concat());
        field(&said, "/total").as_u64().unwrap()
    };
    let (north, wex) = (total(&["--council", "northmarch"]), total(&["--council", "wexbourne"]));
    assert!(north > 0 && wex > 0);
    assert_eq!(total(&["--council", "northmarch", "--council", "wexbourne"]), north + wex);
}

#[test]
fn a_word_after_a_dash_is_left_out_wherever_it_stands() {
    let place = Place::with_sample();
    let query =
        |arguments: &[&str]| field(&place.run(&[&["search", "--format", "json"], arguments].concat()), "/read_as");
    let left_out = query(&["early", "-hubs"]);
    assert!(left_out.as_str().unwrap().contains("hubs"), "{left_out}");
    assert_eq!(query(&["-hubs", "early"]), left_out);
    assert_eq!(query(&["--", "early", "-hubs"]), left_out);
    assert_eq!(query(&["early", "-hubs", "-n", "3"]), left_out);
}

#[test]
fn colour_is_given_when_asked_for_and_never_to_a_pipe() {
    let place = Place::with_sample();
    let escapes = |said: Said| said.out.contains('\u{1b}');
    assert!(!escapes(place.run(&["search", "help"])));
    assert!(escapes(place.run(&["search", "help", "--color", "always"])));
    assert!(!escapes(place.run(&["search", "help", "--color", "never"])));
    assert!(!escapes(said(place.command(&["search", "help"]).env("NO_COLOR", "1"))));
    assert!(escapes(said(place.command(&["search", "help"]).env("CLICOLOR_FORCE", "1"))));
    let forced = ["search", "help", "--format", "json", "--color", "always"];
    assert!(!escapes(place.run(&forced)), "JSON has no colours");
}

#[test]
fn what_papers_and_arguments_say_cannot_drive_the_terminal() {
    let place = Place::new();
    // Escape and bell make a file binary; what drives a terminal as well and may stand in text gets in.
    place.write("papers/a.txt", "Gullies\n\n1. The gullies \u{9b}2J were \u{202e}denaelc\u{202c}.\n");
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    assert_eq!(place.run(&["search", "gullies"]).code, 0);
    let hostile = "gullies \u{1b}[2J\u{202e}";
    let runs: [&[&str]; 7] = [
        &["search", "gullies"],
        &["search", "gullies", "--format", "json"],
        &["search", hostile],
        &["search", "--index", hostile, "x"],
        &["--\u{1b}[2J\u{202e}"],
        &["inspect", "papers/a.txt"],
        &["inspect", hostile],
    ];
    for arguments in runs {
        let said = place.run(arguments);
        let both = format!("{}{}", said.out, said.err);
        assert!(!both.is_empty());
        assert!(!both.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{202c}']), "{arguments:?}: {both:?}");
    }
}

#[test]
fn columns_say_how_wide_the_lines_are() {
    let place = Place::with_sample();
    for columns in ["40", "100"] {
        let said = said(place.command(&["search", "early", "help"]).env("COLUMNS", columns));
        let width = columns.parse::<usize>().unwrap();
        // A path stays whole, however long.
        let wide = |line: &&str| line.chars().count() > width && !line.contains('/');
        assert_eq!(said.out.lines().find(wide), None);
    }
}

#[test]
fn a_section_is_shown_by_any_prefix_of_its_id_that_fits_one_paper() {
    let place = Place::with_sample();
    let hits = place.run(&["search", "early", "help", "-n", "1", "--format", "json"]);
    let hit: serde_json::Value = serde_json::from_str(hits.out.lines().nth(1).unwrap()).unwrap();
    let id = hit["section"]["id"].as_str().unwrap();
    let (paper, ordinal) = id.rsplit_once(':').unwrap();
    let whole = place.run(&["show", id]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    assert!(whole.out.contains(hit["paper"]["path"].as_str().unwrap()));
    assert_eq!(place.run(&["show", &format!("{}:{ordinal}", &paper[..6])]).out, whole.out);
    assert_eq!(field(&place.run(&["show", id, "--format", "json"]), "/section/id"), id);
    let around = place.run(&["show", id, "-C", "1", "--format", "json"]).out.lines().count();
    assert!((2..=3).contains(&around));
    let short = place.run(&["show", &paper[..5]]);
    assert_eq!(short.code, 2);
    assert!(short.err.contains("at least 6 characters"), "{}", short.err);
    assert_eq!(place.run(&["show", "zzzzzz"]).code, 2);
}

#[test]
fn an_id_that_fits_several_papers_lists_them() {
    let place = Place::new();
    place.write(
        "papers/a.jsonl",
        "{\"id\":\"report-1\",\"title\":\"One\",\"text\":\"Gullies.\"}\n{\"id\":\"report-2\",\"title\":\"Two\",\"text\":\"Drains.\"}\n",
    );
    assert_eq!(place.run(&["index", "papers"]).code, 0);
    let several = place.run(&["show", "report"]);
    assert_eq!((several.code, several.out.as_str()), (2, ""));
    assert!(several.err.contains("report-1") && several.err.contains("report-2"), "{}", several.err);
    assert_eq!(place.run(&["show", "report-2"]).code, 0);
}

#[test]
fn inspect_understands_a_paper_as_the_index_does_however_its_path_is_typed() {
    let place = Place::with_sample();
    let indexed = place.run(&["search", "early help hubs council:northmarch date:2014", "--format", "json"]);
    let hit: serde_json::Value = serde_json::from_str(indexed.out.lines().nth(1).unwrap()).unwrap();
    let path = hit["paper"]["path"].as_str().unwrap();
    let relative = format!("corpus/{path}");
    let crooked = format!("corpus/../corpus/{path}");
    let absolute = place.at(&relative);
    for typed in [&relative, &crooked, absolute.to_str().unwrap()] {
        let said = place.run(&["inspect", "--format", "json", typed]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert_eq!(field(&said, "/id"), hit["paper"]["id"], "{typed}");
        assert_eq!(field(&said, "/path"), path, "{typed}");
    }
}

#[test]
fn inspect_reads_what_it_can_and_says_what_it_cannot() {
    let place = Place::new();
    place.write("a.txt", "Gullies\n\n1. The gullies were cleaned.\n");
    place.write("empty.txt", "");
    assert_eq!(place.run(&["inspect", "a.txt"]).code, 0);
    let both = place.run(&["inspect", "--format", "json", "empty.txt", "a.txt"]);
    assert_eq!(both.code, 3);
    assert_eq!(field(&both, "/type"), "skipped");
    assert_eq!(field(&both, "/reason"), "empty");
    assert_eq!(both.out.lines().count(), 2);
    let missing = place.run(&["inspect", "a.txt", "nowhere.txt"]);
    assert_eq!((missing.code, missing.out.as_str()), (2, ""));
    assert!(missing.err.contains("there is no such file: nowhere.txt"), "{}", missing.err);
}

#[test]
fn csv_is_for_spreadsheets_and_notices_go_beside_it() {
    let place = Place::with_sample();
    let said = place.run(&["search", "early help colour:red", "--format", "csv"]);
    assert!(said.out.starts_with("rank,council,committee,date,title,kind,heading,"), "{}", said.out);
    assert!(!said.out.contains("note:"));
    assert!(said.err.contains("note: "), "{}", said.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::with_sample();
    assert_eq!(place.run(&["status"]).code, 2, "only a search builds by itself");
    assert_eq!(place.run(&["search", "early help"]).code, 0);
    let binary = assert_cmd::cargo::cargo_bin("scrutineer");
    let mut child = std::process::Command::new(binary)
        .current_dir(place.at(""))
        .args(["search", "early help", "-n", "100", "--text"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
