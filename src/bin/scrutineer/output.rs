//! Where text goes: results to standard output, the rest to standard error, coloured or not.

use crate::cli::Color;
use anstream::{AutoStream, ColorChoice};
use scrutineer::render::{Style, escape};
use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
};

/// Columns where the terminal does not tell.
const WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 110;

/// The two streams.
pub(crate) struct Screen {
    choice: ColorChoice,
    /// Whether standard output is a terminal that has links. `FORCE_HYPERLINK` says so too, and 0 there says no.
    links: bool,
}

impl Screen {
    pub(crate) fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        let links = color != Color::Never && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Self { choice, links }
    }

    /// The inks of text for people, none where there is to be no colour, and whether there are links in it. That there are
    /// none of the one says nothing of the other: `NO_COLOR` is about colours.
    pub(crate) fn style(&self) -> Style {
        let inks = if self.has_colours() { Style::ansi() } else { Style::plain() };
        Style { links: self.links, ..inks }
    }

    fn has_colours(&self) -> bool {
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    /// Columns to fill: what `COLUMNS` says, else what the terminal says.
    pub(crate) fn width(&self) -> usize {
        // Who sets the variable wants just that, also where it is wide.
        let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
        let terminal = || terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)).min(WIDEST);
        said.filter(|columns| *columns > 0).unwrap_or_else(terminal)
    }

    /// What clap has to say, help or a wrong usage, with clap's colours only where no argument of the user's stands in
    /// it: an argument may be the name of a file, and drive the terminal.
    pub(crate) fn usage(error: &clap::Error) -> io::Result<()> {
        if error.use_stderr() {
            write!(io::stderr().lock(), "{}", escape(&error.render().to_string()))
        } else {
            error.print()
        }
    }

    /// Prints text for people. It was escaped when it was rendered.
    pub(crate) fn text(&self, text: &str) -> io::Result<()> {
        if !self.has_colours() {
            // There are no inks in it, and a stream that takes them out would take out the links.
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes())?;
            return out.flush();
        }
        let mut out = AutoStream::new(io::stdout(), self.choice).lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Prints text for programs, byte for byte; only a terminal gets it escaped.
    pub(crate) fn data(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if out.is_terminal() {
            out.write_all(escape(text).as_bytes())?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        out.flush()
    }

    /// A line on standard error. When nobody can read it, nothing is to be done about that.
    pub(crate) fn complain(&self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", escape(line));
    }
}

/// Writes a file in place of another: who reads it meanwhile sees the old text or the new one.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut next = tempfile::NamedTempFile::new_in(folder)?;
    next.write_all(text.as_bytes())?;
    next.as_file().sync_all()?;
    readable_by_all(next.path())?;
    next.persist(file)?;
    Ok(())
}

#[cfg(unix)]
fn readable_by_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> io::Result<()> {
    Ok(())
}
