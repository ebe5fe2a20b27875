//! One piece in a fresh process, measured from without.

use super::{
    child::{Piece, Told},
    contestant::Entry,
    measure,
    results::Measured,
};
use anyhow::{Context as _, Result, bail};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// The two tiny binaries, which differ in the allocator alone.
#[derive(Debug, Clone)]
pub struct Binaries {
    system: PathBuf,
    mimalloc: PathBuf,
}

/// What a process works on.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// The folder of papers.
    pub papers: &'a Path,
    /// The contestant's folder of the index.
    pub index: &'a Path,
    /// The file of questions.
    pub questions: &'a Path,
    /// How often each question is asked, or which one.
    pub number: usize,
}

impl Binaries {
    /// Has cargo build them beside this program, because `cargo run` builds only what it runs.
    pub fn build() -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let folder = std::env::current_exe()?.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut command = Command::new(cargo);
        command.args(["build", "--quiet", "--bins", "--manifest-path"]).arg(manifest);
        if folder.ends_with("release") {
            command.arg("--release");
        }
        if !command.status()?.success() {
            bail!("cargo could not build the contestants; see above");
        }
        let [system, mimalloc] = ["contestant-system", "contestant-mimalloc"].map(|name| folder.join(name));
        for binary in [&system, &mimalloc] {
            if !binary.is_file() {
                bail!("{} is not there; run `cargo build --release --bins`", binary.display());
            }
        }
        Ok(Self { system, mimalloc })
    }

    /// Runs a piece to its end.
    pub fn measure(&self, entry: Option<Entry>, piece: Piece, work: Work<'_>, round: u32) -> Result<Measured> {
        let name = entry.map_or("", |entry| entry.name);
        let binary = if entry.is_some_and(|entry| entry.mimalloc) { &self.mimalloc } else { &self.system };
        let mut command = Command::new(binary);
        command
            .arg(piece.name())
            .arg(name)
            .args([work.papers, work.index, work.questions])
            .arg(work.number.to_string());
        command.stdin(Stdio::null()).stderr(Stdio::inherit());
        let cpu = measure::cpu_of_children()?;
        let start = Instant::now();
        let output = command.output()?;
        let wall_s = start.elapsed().as_secs_f64();
        let cpu_s = measure::cpu_of_children()? - cpu;
        if !output.status.success() {
            bail!("{name}: {} ended with {}", piece.name(), output.status);
        }
        let told: Told = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{name}: {}: what it told cannot be read", piece.name()))?;
        let on_disk = measure::on_disk(work.index)?;
        Ok(Measured { round, contestant: name.to_owned(), piece, cpu_s, wall_s, on_disk, told })
    }
}
