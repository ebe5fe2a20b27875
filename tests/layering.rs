//! The layering of the house: a module imports only from modules before it in the direction in which data flows.

use std::{fs, path::Path};

/// The modules of the library, in the direction in which data flows. `error` may be imported by all.
const ORDER: [&str; 8] = ["analysis", "corpus", "document", "index", "query", "relevance", "render", "serve"];

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names of the library's modules that the text of a file reaches through `crate::`, tests and docs aside.
fn imports(text: &str) -> Vec<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // The first names of a group, at its own depth.
            let mut depth = 0;
            let mut name = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => names.push(std::mem::take(&mut name)),
                    _ if depth == 0 => name.push(character),
                    _ => {}
                }
            }
            names.push(name);
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect());
        }
    }
    let first = |name: &String| name.trim().split("::").next().unwrap_or_default().trim().to_owned();
    names.iter().map(first).filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_module_imports_only_from_modules_before_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    for (position, module) in ORDER.iter().enumerate().filter(|(_, module)| source.join(module).exists()) {
        let mut files = Vec::new();
        rust_files(&source.join(module), &mut files);
        for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
            for import in imports(&fs::read_to_string(file).unwrap()) {
                if let Some(place) = ORDER.iter().position(|module| **module == import) {
                    assert!(place <= position, "{} imports crate::{import}, which comes later", file.display());
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 10, "only {checked} imports were found: the reading of `use` lines is broken");
}

#[test]
fn the_reading_of_imports_sees_groups_and_paths() {
    let text = "use crate::{\n    Error, corpus::{self, Block},\n    query,\n};\n// crate::serve\nlet x = crate::render::y;\n#[cfg(test)]\nuse crate::serve;";
    assert_eq!(imports(text), ["Error", "corpus", "query", "render"]);
}

#[test]
fn the_command_uses_only_the_public_library() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin"), &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("#[path"), "{} reaches into the library's files", file.display());
    }
}
