//! The one list of commands and flags, as clap knows it, with the commands in groups: what parses the arguments, and what
//! help, completions and manual pages are made of.

use super::Cli;
use clap::{Command, CommandFactory as _, builder::StyledStr};
use std::fmt::Write as _;

/// The commands, by what they are for.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Ask", &["search", "count", "trail", "repeats", "acronyms", "watch"]),
    ("Read and cite", &["show", "cite", "diff"]),
    ("Build and keep an index", &["index", "status", "inspect", "verify", "rollback", "gc", "forget"]),
    ("For others to ask", &["serve", "mcp"]),
    ("More", &["help", "completions", "man", "evaluate"]),
];

/// The command line, with its commands in groups.
pub(crate) fn command() -> Command {
    let command = Cli::command();
    let template = template(&command);
    command.help_template(template)
}

/// What clap would write, with a heading over each group.
fn template(command: &Command) -> StyledStr {
    let styles = command.get_styles();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let mut text = StyledStr::from("{about-with-newline}\n{usage-heading} {usage}\n\n");
    for (group, names) in GROUPS {
        let _ = writeln!(text, "{header}{group}:{header:#}");
        // Which commands there are depends on the features that were built in.
        for found in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = found.get_about().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {literal}{:<11}{literal:#}  {about}", found.get_name());
        }
        let _ = writeln!(text);
    }
    let _ = write!(text, "{header}Options:{header:#}\n{{options}}{{after-help}}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn each_command_is_in_one_group() {
        let command = Cli::command();
        for name in command.get_subcommands().map(Command::get_name) {
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&name)).count();
            assert_eq!(groups, 1, "{name} is in {groups} groups");
        }
    }

    #[test]
    fn the_list_of_commands_fits_a_narrow_terminal() {
        let help = command().render_help().to_string();
        for line in help.lines().take_while(|line| !line.starts_with("Options:")).filter(|line| line.starts_with(' ')) {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
    }
}
