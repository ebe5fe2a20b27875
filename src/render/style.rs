//! The inks of the terminal's text: escape strings, empty by default; and whether there are links in it.

/// What stands before and after a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ink {
    /// Written before the piece.
    pub on: &'static str,
    /// Written after it.
    pub off: &'static str,
}

/// The ink of each part. The default is [`Style::plain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Running text.
    pub text: Ink,
    /// The line that names a paper.
    pub title: Ink,
    /// A section's headings, where its text is shown.
    pub heading: Ink,
    /// What matched.
    pub mark: Ink,
    /// Places, ids and other small print.
    pub small: Ink,
    /// Notices and what is missing.
    pub note: Ink,
    /// Words that only the older of two texts has. Without ink they stand in `[-` and `-]`.
    pub removed: Ink,
    /// Words that only the newer of two texts has. Without ink they stand in `{+` and `+}`.
    pub added: Ink,
    /// Whether citations and titles are links (OSC 8) to where they can be read on the web. Off in both styles below: not
    /// every terminal has links.
    pub links: bool,
}

impl Style {
    /// No escapes at all.
    pub const fn plain() -> Self {
        const NONE: Ink = Ink { on: "", off: "" };
        Self {
            text: NONE,
            title: NONE,
            heading: NONE,
            mark: NONE,
            small: NONE,
            note: NONE,
            removed: NONE,
            added: NONE,
            links: false,
        }
    }

    /// The usual escapes of a terminal: bold, faint, cyan and yellow, red struck out and green underlined.
    pub const fn ansi() -> Self {
        const OFF: &str = "\x1b[0m";
        Self {
            text: Ink { on: "", off: "" },
            title: Ink { on: "\x1b[36m", off: OFF },
            heading: Ink { on: "\x1b[1m", off: OFF },
            mark: Ink { on: "\x1b[1m", off: OFF },
            small: Ink { on: "\x1b[2m", off: OFF },
            note: Ink { on: "\x1b[33m", off: OFF },
            removed: Ink { on: "\x1b[31;9m", off: OFF },
            added: Ink { on: "\x1b[32;4m", off: OFF },
            links: false,
        }
    }
}
