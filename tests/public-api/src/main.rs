//! The library's public interface beside the snapshot of it in the tree, `tests/snapshots/public-api.txt`, so that a
//! signature that changes is seen in review.
//!
//! ```console
//! cargo run --manifest-path tests/public-api/Cargo.toml              # compares; ends with 1 where they differ
//! cargo run --manifest-path tests/public-api/Cargo.toml -- --renew   # writes the snapshot anew
//! ```
//!
//! What is public is told by rustdoc's JSON, with the default features. That output is not stable yet: this program stands
//! in for `rustdoc`, and lets it, and nothing else, have what is unstable, so that no crate is compiled anew for it. Another
//! version of Rust writes some paths otherwise: with one that is not the `rust-version` of `Cargo.toml`, nothing is compared.

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

/// Set for the process that stands in for rustdoc.
const STAND_IN: &str = "SCRUTINEER_STAND_IN_FOR_RUSTDOC";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if env::var_os(STAND_IN).is_some() {
        let status = Command::new("rustdoc").args(env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").status()?;
        return Ok(ExitCode::from(u8::from(!status.success())));
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let (wanted, present) = versions(&project)?;
    let renew = env::args().nth(1).is_some_and(|argument| argument == "--renew");
    if wanted != present {
        println!("skipped: the snapshot is of Rust {wanted}, and this is {present}");
        return Ok(ExitCode::from(u8::from(renew)));
    }
    let file = project.join("tests/snapshots/public-api.txt");
    let interface = interface(&rustdoc(&project)?)?;
    if renew {
        fs::write(&file, interface)?;
        println!("written: {}", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let snapshot = fs::read_to_string(&file)?;
    if snapshot == interface {
        println!("the public interface is as in {}", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let difference = similar::TextDiff::from_lines(&snapshot, &interface);
    println!("{}", difference.unified_diff().header("the snapshot", "the public interface"));
    println!("If that is meant: cargo run --manifest-path tests/public-api/Cargo.toml -- --renew");
    Ok(ExitCode::FAILURE)
}

/// The version of Rust that the snapshot is of, and the one at hand, such as `1.95`.
fn versions(project: &Path) -> Result<(String, String), Box<dyn Error>> {
    let manifest = fs::read_to_string(project.join("Cargo.toml"))?;
    let wanted = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let output = Command::new("rustdoc").arg("--version").output()?;
    let present = String::from_utf8(output.stdout)?;
    let number = present.split_whitespace().nth(1).ok_or("rustdoc does not tell its version")?;
    // A nightly of the same number is another version.
    let present = match number.split_once('-') {
        Some(_) => number,
        None => number.rsplit_once('.').map_or(number, |(minor, _)| minor),
    };
    Ok((wanted.ok_or("Cargo.toml has no rust-version")?.trim_matches('"').to_owned(), present.to_owned()))
}

/// Has rustdoc write what is public as JSON; gives the file.
fn rustdoc(project: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.join("target"), PathBuf::from);
    let status = Command::new(cargo)
        .current_dir(project)
        .args(["rustdoc", "--locked", "--lib", "--quiet", "--target-dir"])
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format", "json", "--cap-lints", "allow"])
        .env("RUSTDOC", env::current_exe()?)
        .env(STAND_IN, "1")
        .status()?;
    if !status.success() {
        return Err("rustdoc failed".into());
    }
    Ok(target.join("doc/scrutineer.json"))
}

/// One line for each public item. Of traits that are derived there is the line that says so, without their functions.
fn interface(json: &Path) -> Result<String, Box<dyn Error>> {
    let builder = public_api::Builder::from_rustdoc_json(json).omit_blanket_impls(true).omit_auto_trait_impls(true);
    let written: BTreeSet<String> =
        builder.clone().omit_auto_derived_impls(true).build()?.items().map(ToString::to_string).collect();
    let mut text = String::new();
    for item in builder.build()?.items().map(ToString::to_string) {
        if written.contains(&item) || item.starts_with("impl") && !item.contains("::StructuralPartialEq ") {
            writeln!(text, "{item}")?;
        }
    }
    Ok(text)
}
