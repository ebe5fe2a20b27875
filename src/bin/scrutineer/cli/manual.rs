//! The arguments of `scrutineer completions` and `scrutineer man`.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

pub(crate) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  scrutineer completions bash > ~/.local/share/bash-completion/completions/scrutineer
  scrutineer completions zsh > ~/.zfunc/_scrutineer     with ~/.zfunc in the shell's fpath
  scrutineer completions fish > ~/.config/fish/completions/scrutineer.fish
  scrutineer completions powershell >> $PROFILE

A shell that is started after that completes commands and flags with the Tab key.";

pub(crate) const MAN_EXAMPLES: &str = "\
Examples:
  scrutineer man | man -l -              read it
  scrutineer man search | man -l -       that of one command
  scrutineer man --all ~/.local/share/man/man1    write them all, for `man scrutineer-search`";

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// The command whose page it is; without one, the page of all.
    #[arg(value_name = "COMMAND")]
    pub(crate) topic: Option<String>,
    /// Write the pages of all commands into this folder, which is made if it is not there.
    #[arg(long, value_name = "DIR", conflicts_with = "topic")]
    pub(crate) all: Option<PathBuf>,
}
