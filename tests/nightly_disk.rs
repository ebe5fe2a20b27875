//! A disk that has no more room, as the system tells it: a small file system where one may be mounted, and a limit on
//! the size of files everywhere. Each step of a build failing in turn is tried by the library's own tests.
#![cfg(unix)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Builds with little room, asks, makes room, builds. `$1` is the program; what each command ends with follows its output.
const FULL: &str = r#"
mkdir index
mount -t tmpfs -o size=1m none index || exit 77
"$1" index papers --index index; echo "= $?"
cp -r more/. papers
"$1" index papers --index index; echo "= $?"
ls -d index/g*
"$1" search --index index lamps; echo "= $?"
mount -o remount,size=200m index
"$1" index papers --index index; echo "= $?"
"$1" search --index index gullies; echo "= $?"
"$1" verify --index index; echo "= $?"
"#;

/// The same with a file of at most 64 kB; without the trap the signal that comes with it would end the program.
const LIMITED: &str = r#"
trap '' XFSZ
"$1" index papers --index index; echo "= $?"
cp -r more/. papers
(ulimit -f 128; "$1" index papers --index index; echo "= $?")
ls -d index/g*
"$1" search --index index lamps; echo "= $?"
"$1" index papers --index index; echo "= $?"
"$1" search --index index gullies; echo "= $?"
"$1" verify --index index; echo "= $?"
"#;

fn run(program: &[&str], script: &str, folder: &Path) -> Option<Output> {
    fs::create_dir_all(folder.join("papers")).unwrap();
    fs::create_dir_all(folder.join("more")).unwrap();
    fs::write(folder.join("papers/lamps.txt"), "LAMPS\n\nLamps were lit.\n").unwrap();
    for paper in 0..300 {
        let words: String = (0..800).map(|word| format!("gullies{} ", (word * 31 + paper * 17) % 9973)).collect();
        fs::write(folder.join(format!("more/{paper}.txt")), format!("GULLIES {paper}\n\n{words}\n")).unwrap();
    }
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).args(["-c", script, "sh", env!("CARGO_BIN_EXE_scrutineer")]);
    command.current_dir(folder).output().ok()
}

/// What both scripts must bring about.
fn check(output: &Output) {
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let codes: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("= ")).collect();
    assert_eq!(codes, ["0", "2", "0", "0", "0", "0"], "{out}\n{errors}");
    assert!(errors.contains("room on the disk"), "{errors}");
    let [_, given_up, asked, ..] = out.split("= ").collect::<Vec<_>>()[..] else { unreachable!("six commands") };
    assert!(!given_up.contains("generation"), "{given_up}");
    assert_eq!(asked.matches("index/g").count(), 1, "nothing is left over: {asked}");
    assert!(asked.contains("Lamps were lit."), "{asked}");
}

#[test]
fn on_a_full_disk_the_old_generation_answers_and_with_room_the_next_build_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    match run(&["unshare", "-rm", "sh"], FULL, folder.path()) {
        Some(output) if output.status.code() == Some(77) || output.stdout.is_empty() => {
            let errors = String::from_utf8_lossy(&output.stderr);
            println!("skipped: no file system may be mounted here: {}", errors.lines().next().unwrap_or_default());
        }
        Some(output) => {
            check(&output);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(errors.contains("No space left on device"), "{errors}");
        }
        None => println!("skipped: there is no `unshare` here"),
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["sh"], LIMITED, folder.path()).unwrap();
    check(&output);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("File too large"), "{errors}");
}
