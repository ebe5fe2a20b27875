//! The machine, its load, and the versions of what ran on it.

use super::ripgrep;
use serde::{Deserialize, Serialize};
use std::{fs, process::Command};

/// The machine and the versions of the contestants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Cores that the run may use.
    pub cores: usize,
    /// The processor, as it names itself.
    pub processor: String,
    /// Memory in bytes.
    pub memory_bytes: u64,
    /// The kernel.
    pub kernel: String,
    /// The compiler.
    pub rustc: String,
    /// The commit that was measured; with `+` where files were changed since.
    pub commit: String,
    /// Each contestant's version; absent ones say so.
    pub versions: Vec<String>,
}

/// How busy the machine was.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// The day, such as `2026-11-06`, by the machine's clock.
    pub day: String,
    /// Processes that wanted a core, on average over 1, 5 and 15 minutes.
    pub averages: Vec<f64>,
}

impl Load {
    /// Now.
    pub fn now() -> Self {
        let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let averages = text.split_whitespace().take(3).filter_map(|number| number.parse().ok()).collect();
        Self { day: said("date", &["+%Y-%m-%d"]), averages }
    }
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let field = |file: &str, key: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':'));
            line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let memory = field("/proc/meminfo", "MemTotal");
        let commit = said("git", &["rev-parse", "--short", "HEAD"]);
        let dirty = !said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: field("/proc/cpuinfo", "model name"),
            memory_bytes: memory.trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) * 1024,
            kernel: said("uname", &["-sr"]),
            rustc: said("rustc", &["--version"]),
            commit: if dirty { format!("{commit}+") } else { commit },
            versions: vec![
                tantivy::version_string().to_owned(),
                format!("SQLite {}", rusqlite::version()),
                ripgrep::version().unwrap_or_else(|| "ripgrep: absent on this machine".to_owned()),
            ],
        }
    }
}

/// The first line that a program prints; empty where there is no such program.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("").trim().to_owned()
}
