//! The guide's story, run as it is told: what each command of the page prints is what the page says that it prints.

use crate::{
    support::project,
    usage::{Place, shell_words},
};
use std::fs;

/// What a line of the page may leave out: alone, any lines; at the end of a line, the rest of it.
const LEFT_OUT: &str = "…";

/// A block of the page.
struct Block<'p> {
    language: &'p str,
    lines: Vec<&'p str>,
}

/// The fenced blocks of a page.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(language) => {
                open = true;
                blocks.push(Block { language, lines: Vec::new() });
            }
            None if open => blocks.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    blocks
}

/// Whether these lines are those that the page shows.
fn shown(page: &[&str], lines: &[&str]) -> bool {
    let Some((first, rest)) = page.split_first() else { return lines.is_empty() };
    if *first == LEFT_OUT {
        return (0..=lines.len()).any(|left_out| shown(rest, &lines[left_out..]));
    }
    let fits = |line: &str| match first.strip_suffix(LEFT_OUT) {
        Some(beginning) => line.starts_with(beginning),
        None => line == *first,
    };
    lines.first().is_some_and(|line| fits(line)) && shown(rest, &lines[1..])
}

/// Runs a command of the page, what it prints going to a file where the line ends so; gives what a screen would show.
fn run(place: &Place, typed: &str) -> String {
    let (command, file) = match typed.split_once(" > ") {
        Some((command, file)) => (command, Some(file.trim())),
        None => (typed, None),
    };
    let words = shell_words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ["scrutineer", arguments @ ..] = &words[..] else { panic!("not a command of ours: {typed}") };
    let said = place.run(arguments);
    assert_eq!(said.code, 0, "{typed}: {}", said.err);
    match file {
        Some(file) => {
            place.write(file, &said.out);
            said.err
        }
        None => said.err + &said.out,
    }
}

#[test]
fn the_story_of_the_guide_goes_as_it_is_told() {
    let page = fs::read_to_string(project("src/guide/report.md")).unwrap();
    let place = Place::with_sample();
    let mut commands = 0;
    for block in blocks(&page) {
        if let Some(file) = block.language.strip_prefix("text,") {
            let text = fs::read_to_string(place.at(file)).unwrap();
            assert!(shown(&block.lines, &text.lines().collect::<Vec<_>>()), "{file} holds\n{text}");
            continue;
        }
        assert_eq!(block.language, "console", "{:?}", block.lines);
        let mut lines = &block.lines[..];
        while let Some((typed, rest)) = lines.split_first() {
            let typed = typed.strip_prefix("$ ").unwrap_or_else(|| panic!("not a command: {typed}"));
            let end = rest.iter().position(|line| line.starts_with("$ ")).unwrap_or(rest.len());
            let said = run(&place, typed);
            assert!(shown(&rest[..end], &said.lines().collect::<Vec<_>>()), "{typed} prints\n{said}");
            lines = &rest[end..];
            commands += 1;
        }
    }
    assert!(commands >= 12, "{commands} commands");
}

#[test]
fn a_line_of_the_page_that_the_command_does_not_print_is_found() {
    let said = ["3 sections", "", "1. Lamps", "2. Gullies"];
    assert!(shown(&["3 sections", LEFT_OUT], &said) && shown(&[LEFT_OUT, "2. Gul…"], &said) && shown(&said, &said));
    assert!(!shown(&["3 sections"], &said) && !shown(&["4 sections", LEFT_OUT], &said) && !shown(&[], &said));
}
