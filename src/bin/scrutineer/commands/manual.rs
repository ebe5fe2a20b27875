//! `scrutineer completions` and `scrutineer man`: a shell's completions and manual pages, made of the list of flags.

use crate::{
    cli::{self, CompletionsArguments, ManArguments},
    exit::{Exit, Failure},
    output::Screen,
};
use anyhow::Result;
use clap::Command;
use std::{fs, path::Path};

pub(crate) fn completions(arguments: &CompletionsArguments, screen: &Screen) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut cli::command(), "scrutineer", &mut script);
    screen.data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

pub(crate) fn man(arguments: &ManArguments, screen: &Screen) -> Result<Exit> {
    // Help lines up the commands by a template of its own; a manual page lists them by itself.
    let mut command = cli::command().help_template("{all-args}").disable_help_subcommand(true);
    command.build();
    if let Some(folder) = &arguments.all {
        write_all(&command, folder)?;
        return Ok(Exit::Done);
    }
    let page = match &arguments.topic {
        None => page(&command)?,
        Some(topic) => match command.get_subcommands().find(|command| command.get_name() == topic) {
            Some(command) => page(command)?,
            None => {
                let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
                let hint = format!("Ask for one of these, or for none: {}.", names.join(", "));
                return Err(Failure::new(format!("there is no command '{topic}'"), hint).into());
            }
        },
    };
    screen.data(&page)?;
    Ok(Exit::Done)
}

fn write_all(command: &Command, folder: &Path) -> Result<()> {
    let write = |command: &Command, name: &str| -> Result<()> {
        let file = folder.join(format!("{name}.1"));
        let page = page(command)?;
        fs::write(&file, page).map_err(|error| failure(&file, &error))?;
        Ok(())
    };
    fs::create_dir_all(folder).map_err(|error| failure(folder, &error))?;
    write(command, "scrutineer")?;
    for command in command.get_subcommands() {
        write(command, &format!("scrutineer-{}", command.get_name()))?;
    }
    Ok(())
}

fn failure(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()), "Name a folder that you may write to.")
}

fn page(command: &Command) -> Result<String> {
    let mut page = Vec::new();
    let version = concat!("scrutineer ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone()).manual("scrutineer").source(version).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
