//! How a worker is started.

use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The running program's own file on Linux, also when another has been put in its place meanwhile.
const OWN_FILE: &str = "/proc/self/exe";

/// The program that workers are, with its arguments. It calls [`run`](super::run).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCommand {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
}

impl WorkerCommand {
    /// A program by its path.
    pub fn new(program: impl AsRef<Path>) -> Self {
        Self { program: program.as_ref().to_path_buf(), arguments: Vec::new(), environment: Vec::new() }
    }

    /// The program that is running now.
    ///
    /// # Errors
    ///
    /// Where the system does not tell where it is.
    pub fn this_program() -> io::Result<Self> {
        if cfg!(target_os = "linux") && Path::new(OWN_FILE).exists() {
            return Ok(Self::new(OWN_FILE));
        }
        env::current_exe().map(Self::new)
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Sets a variable of its environment; the others are the parent's.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// The program's file, for people.
    pub(super) fn program(&self) -> PathBuf {
        let own = Some(&self.program).filter(|program| **program == Path::new(OWN_FILE));
        own.and_then(|_| env::current_exe().ok()).unwrap_or_else(|| self.program.clone())
    }

    /// The command, with all three streams as pipes.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // A backtrace of a panic takes time and memory, and nobody reads it.
        command.args(&self.arguments).env("RUST_BACKTRACE", "0");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            // Ctrl-C at the terminal is for the parent alone, which ends its workers itself.
            command.process_group(0);
            if let Some(name) = env::args_os().next().filter(|_| self.program == Path::new(OWN_FILE)) {
                command.arg0(name);
            }
        }
        command
    }
}
