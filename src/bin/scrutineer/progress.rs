//! How far a build has come: a bar on a terminal, else one line at the start and one at the end.

use crate::output::Screen;
use indicatif::{ProgressBar, ProgressStyle};
use scrutineer::index::{Progress, Stage};
use std::{
    io::{self, IsTerminal as _},
    path::Path,
};

const TEMPLATE: &str = "{msg} {wide_bar} {pos}/{len} files, {eta} left";

/// The display of one build.
pub(crate) struct Display {
    bar: Option<ProgressBar>,
}

impl Display {
    /// Says what begins.
    pub(crate) fn start(corpus: &Path, index: &Path, screen: &Screen) -> Self {
        screen.complain(&format!("Indexing {} into {} …", corpus.display(), index.display()));
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            // The template is a constant; should it not parse, the default bar will do.
            if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
                bar.set_style(style);
            }
            bar
        });
        Self { bar }
    }

    /// What the builder calls.
    pub(crate) fn listener(&self) -> impl Fn(Progress) + Send + Sync + 'static {
        let bar = self.bar.clone();
        move |progress| {
            let Some(bar) = &bar else { return };
            bar.set_length(progress.files_total);
            bar.set_position(progress.files);
            bar.set_message(match progress.stage {
                Stage::Walking => "Finding papers",
                Stage::Reading => "Reading",
                Stage::Publishing => "Publishing",
                _ => "Working",
            });
        }
    }

    /// Takes the bar away and says how it ended.
    pub(crate) fn end(self, ending: &str, screen: &Screen) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        screen.complain(ending);
    }
}
