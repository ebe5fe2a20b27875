//! What is said of folders and files that cannot be read: what happened, to which, the likely cause, what to do.

use super::{Place, Said, field, said};
use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{PermissionsExt as _, symlink},
    },
    process,
};

/// What was printed and how it ended; none of it in the words of programmers.
fn told(said: &Said) -> String {
    for debug in ["Os {", "Error {", "kind:", "Some(", "None", "panicked", "Err(", "\\x"] {
        assert!(!said.err.contains(debug) && !said.out.contains(debug), "{debug} in {}{}", said.out, said.err);
    }
    format!("{}{}ends with {}", said.out, said.err, said.code)
}

#[test]
fn a_folder_that_is_not_there_is_named_with_what_to_do() {
    let place = Place::new();
    insta::assert_snapshot!(told(&place.run(&["index", "nowhere"])), @r#"
    Indexing nowhere into index …
    The build was given up; the index is as it was.
    scrutineer: there is no such folder of papers: nowhere
    Name the folder that holds the papers, for example `scrutineer index papers`.
    ends with 2
    "#);
    insta::assert_snapshot!(told(&place.run(&["inspect", "nowhere/a.pdf"])), @r#"
    scrutineer: there is no such file: nowhere/a.pdf
    Check the name; paths are relative to the present folder.
    ends with 2
    "#);
    assert!(!place.at("index").exists());
}

#[test]
fn a_file_for_a_folder_and_a_folder_for_a_file_are_told() {
    let place = Place::new();
    place.write("papers/a.txt", "The gullies were cleaned.");
    insta::assert_snapshot!(told(&place.run(&["index", "papers/a.txt"])), @r#"
    Indexing papers/a.txt into index …
    The build was given up; the index is as it was.
    scrutineer: a folder of papers is wanted, and this is a file: papers/a.txt
    Name the folder that it lies in; `scrutineer inspect FILE` shows how one file is read.
    ends with 2
    "#);
    insta::assert_snapshot!(told(&place.run(&["index", "papers", "--index", "papers/a.txt"])), @r#"
    Indexing papers into papers/a.txt …
    The build was given up; the index is as it was.
    scrutineer: cannot make the folder of the index: papers/a.txt: File exists (os error 17)
    Name another folder with --index.
    ends with 2
    "#);
    let folder = place.run(&["inspect", "papers"]);
    assert!(folder.err.starts_with("scrutineer: this is a folder, not a file: "), "{}", folder.err);
    assert!(folder.err.ends_with("a whole folder is read by `scrutineer index FOLDER`.\n"), "{}", folder.err);
    assert_eq!((folder.code, folder.out.as_str()), (2, ""));
}

#[test]
fn an_index_that_would_take_in_the_papers_is_refused() {
    let place = Place::new();
    place.write("papers/a.txt", "The gullies were cleaned.");
    insta::assert_snapshot!(told(&place.run(&["index", "papers", "--index", "papers"])), @r#"
    Indexing papers into papers …
    The build was given up; the index is as it was.
    scrutineer: the folder of the index holds the folder of papers: papers
    Name another folder with --index; it may lie in the folder of papers.
    ends with 2
    "#);
    assert_eq!(place.run(&["index", "papers", "--index", "."]).code, 2);
    assert_eq!(place.run(&["index", "papers", "--index", "papers/index"]).code, 0);
}

#[test]
fn links_that_lead_nowhere_or_back_are_told_and_the_rest_is_read() {
    let place = Place::new();
    place.write("papers/a.txt", "The gullies were cleaned.");
    for (target, link) in [
        ("gone", "lost"),
        ("round", "about"),
        ("about", "round"),
        ("../papers", "papers/itself"),
        ("gone.txt", "papers/lost.txt"),
        ("knot.txt", "papers/knot.txt"),
    ] {
        symlink(target, place.at(link)).unwrap();
    }
    insta::assert_snapshot!(told(&place.run(&["index", "lost"])), @r#"
    Indexing lost into index …
    The build was given up; the index is as it was.
    scrutineer: the folder of papers is a link to a folder that is not there: lost
    Mend the link, or name the folder itself.
    ends with 2
    "#);
    insta::assert_snapshot!(told(&place.run(&["index", "round"])), @r#"
    Indexing round into index …
    The build was given up; the index is as it was.
    scrutineer: cannot read the folder of papers: round: Too many levels of symbolic links (os error 40)
    It is a link; name the folder itself.
    ends with 2
    "#);
    let report = place.run(&["index", "papers", "--strict", "--format", "json"]);
    assert_eq!((report.code, field(&report, "/papers/new")), (3, 1.into()));
    let skipped = field(&report, "/skipped");
    let skipped = skipped
        .as_array()
        .unwrap()
        .iter()
        .map(|skip| format!("{}: {}, {}", skip["path"], skip["reason"], skip["detail"]));
    insta::assert_snapshot!(skipped.collect::<Vec<_>>().join("\n"), @r#"
    "knot.txt": "permission", "Too many levels of symbolic links (os error 40)"
    "lost.txt": "permission", "it is a link to a file that is not there"
    "#);
}

#[test]
fn names_that_are_not_utf_8_are_read_and_shown_so_that_they_can_be_told_apart() {
    let place = Place::new();
    place.write("papers/a.txt", "The drains were cleaned.");
    fs::write(place.at("papers").join(OsStr::from_bytes(b"caf\xe9.txt")), "The gullies were cleaned.").unwrap();
    fs::write(place.at("papers").join(OsStr::from_bytes(b"\xff\xfe.txt")), "").unwrap();
    assert_eq!(place.run(&["index", "papers"]).code, 3, "one of them is empty");
    let hit = place.run(&["search", "gullies", "--format", "csv"]);
    assert!(hit.out.contains("caf%E9.txt"), "{}", hit.out);
    assert!(place.run(&["status"]).out.contains("%FF%FE.txt"));
    let mut inspect = place.command(&["inspect", "--format", "json"]);
    let shown = said(inspect.arg(place.at("papers").join(OsStr::from_bytes(b"caf\xe9.txt"))));
    assert_eq!((shown.code, field(&shown, "/path")), (0, "caf%E9.txt".into()));
    let mut missing = place.command(&["index"]);
    insta::assert_snapshot!(told(&said(missing.arg(OsStr::from_bytes(b"caf\xe9")))), @r#"
    Indexing caf� into index …
    The build was given up; the index is as it was.
    scrutineer: there is no such folder of papers: caf�
    Name the folder that holds the papers, for example `scrutineer index papers`.
    ends with 2
    "#);
    let mut query = place.command(&["search"]);
    insta::assert_snapshot!(told(&said(query.arg(OsStr::from_bytes(b"caf\xe9")))), @r#"
    error: invalid UTF-8 was detected in one or more arguments

    Usage: scrutineer search [OPTIONS] [QUERY]...

    For more information, try '--help'.
    ends with 2
    "#);
}

/// What a program and its arguments say where not even an administrator may read what is closed.
fn without_privilege(place: &Place, arguments: &[&str]) -> Option<Said> {
    // Who may not read what is closed needs nothing taken away.
    if fs::read_dir(place.at("closed")).is_err() {
        return Some(place.run(arguments));
    }
    let without = ["--bounding-set=-dac_override,-dac_read_search"];
    let able = process::Command::new("setpriv").args(without).args(["ls"]).arg(place.at("closed")).output();
    if able.is_ok_and(|output| output.status.success() || output.stderr.starts_with(b"setpriv")) {
        return None;
    }
    let mut command = assert_cmd::Command::new("setpriv");
    command.args(without).arg(assert_cmd::cargo::cargo_bin!("scrutineer")).args(arguments);
    Some(said(command.current_dir(place.at("")).env("COLUMNS", "80").env_remove("SCRUTINEER_INDEX")))
}

#[test]
fn what_may_not_be_read_is_told_and_the_rest_is_read() {
    let place = Place::new();
    place.write("papers/a.txt", "The gullies were cleaned.");
    place.write("papers/closed.txt", "The drains were cleaned.");
    place.write("papers/shut/b.txt", "The lamps were lit.");
    fs::create_dir(place.at("closed")).unwrap();
    let closed = ["closed", "papers/closed.txt", "papers/shut"];
    let permit = |mode| {
        for path in closed {
            fs::set_permissions(place.at(path), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    permit(0o000);
    let told_of = |arguments: &[&str]| without_privilege(&place, arguments);
    let runs = [
        told_of(&["index", "closed"]),
        told_of(&["inspect", "papers/closed.txt"]),
        told_of(&["index", "papers", "--index", "closed"]),
        told_of(&["index", "papers", "--strict", "--format", "json"]),
    ];
    // The folder is to be removed.
    permit(0o755);
    let [Some(folder), Some(file), Some(index), Some(report)] = runs else {
        println!("skipped: this user may read everything, and the system has no `setpriv` that takes that away");
        return;
    };
    insta::assert_snapshot!(told(&folder), @r#"
    Indexing closed into index …
    The build was given up; the index is as it was.
    scrutineer: cannot read the folder of papers: closed: Permission denied (os error 13)
    Check who may read it, or run this as somebody who may.
    ends with 2
    "#);
    insta::assert_snapshot!(told(&file), @r#"
      closed.txt not read: The operating system did not allow it to be read.
      (Permission denied (os error 13))
    ends with 3
    "#);
    insta::assert_snapshot!(told(&index), @r#"
    Indexing papers into closed …
    The build was given up; the index is as it was.
    scrutineer: cannot take the lock of the index: closed/lock: Permission denied (os error 13)
    Check that you may write to the folder of the index, or name another with --index.
    ends with 2
    "#);
    assert_eq!((report.code, field(&report, "/papers/new")), (3, 1.into()));
    let skipped = field(&report, "/skipped");
    let paths = skipped.as_array().unwrap().iter().map(|skip| (skip["path"].clone(), skip["reason"].clone()));
    let refused = |path: &str| (path.into(), "permission".into());
    assert_eq!(paths.collect::<Vec<_>>(), [refused("closed.txt"), refused("shut")]);
}
