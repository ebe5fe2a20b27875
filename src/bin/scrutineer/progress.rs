//! How far a build has come: a bar on a terminal; elsewhere a line now and then, for people or for machines.

use crate::{cli::LogFormat, output::Screen};
use indicatif::{ProgressBar, ProgressStyle};
use scrutineer::index::{Progress, Stage};
use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

const TEMPLATE: &str = "{msg} {wide_bar} {binary_bytes_per_sec}, {eta} left";
/// How long a build without a terminal may be silent.
const PAUSE: Duration = Duration::from_secs(10);

/// The display of one build.
#[derive(Clone)]
pub(crate) struct Display {
    bar: Option<ProgressBar>,
    lines: Arc<Lines>,
}

/// What is said where there is no bar.
struct Lines {
    format: LogFormat,
    started: Instant,
    last: Mutex<(Stage, Instant)>,
}

impl Display {
    /// Says what begins. A format that was asked for means lines, also on a terminal.
    pub(crate) fn start(corpus: &Path, index: &Path, format: Option<LogFormat>, screen: &Screen) -> Self {
        let bar = (format.is_none() && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(0);
            // The template is a constant; should it not parse, the default bar will do.
            if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
                bar.set_style(style);
            }
            bar
        });
        let now = Instant::now();
        let lines = Lines { format: format.unwrap_or_default(), started: now, last: Mutex::new((Stage::Walking, now)) };
        let display = Self { bar, lines: Arc::new(lines) };
        let (corpus, index) = (corpus.display().to_string(), index.display().to_string());
        match display.lines.format {
            LogFormat::Text => screen.complain(&format!("Indexing {corpus} into {index} …")),
            LogFormat::Json => log(&serde_json::json!({ "type": "start", "corpus": corpus, "index": index })),
        }
        display
    }

    /// What the builder calls.
    pub(crate) fn listener(&self) -> impl Fn(Progress) + Send + Sync + 'static {
        let Self { bar, lines } = self.clone();
        move |progress| match &bar {
            Some(bar) => {
                bar.set_length(progress.bytes_total);
                bar.set_position(progress.bytes);
                let name = stage(progress.stage);
                bar.set_message(match progress.papers {
                    0 => name.to_owned(),
                    papers => format!("{name}, {papers} papers"),
                });
            }
            None => lines.tell(&progress),
        }
    }

    /// Takes the bar away and says how it ended.
    pub(crate) fn end(self, ending: &str, screen: &Screen) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        match self.lines.format {
            LogFormat::Text => screen.complain(ending),
            LogFormat::Json => log(&serde_json::json!({ "type": "end", "text": ending })),
        }
    }
}

impl Lines {
    /// Says a line where a stage begins and after each pause.
    fn tell(&self, progress: &Progress) {
        {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.0 == progress.stage && last.1.elapsed() < PAUSE {
                return;
            }
            let begins = last.0 != progress.stage;
            *last = (progress.stage, Instant::now());
            if begins && progress.stage == Stage::Reading {
                // The first file tells nothing yet.
                return;
            }
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let rate = progress.bytes as f64 / seconds.max(f64::MIN_POSITIVE);
        // The first few files tell little of the others.
        let left = (progress.bytes > progress.bytes_total / 20)
            .then(|| progress.bytes_total.saturating_sub(progress.bytes) as f64 / rate);
        match self.format {
            LogFormat::Json => log(&serde_json::json!({
                "type": "progress", "stage": stage(progress.stage).to_lowercase(), "files": progress.files,
                "files_total": progress.files_total, "bytes": progress.bytes, "bytes_total": progress.bytes_total,
                "papers": progress.papers, "seconds": seconds, "seconds_left": left,
            })),
            LogFormat::Text if progress.stage == Stage::Reading => {
                let left = left.filter(|left| *left >= 1.0).map(|left| format!(", about {left:.0} s left"));
                let left = left.unwrap_or_default();
                line(&format!(
                    "Reading: {} of {} files, {:.1} MB/s{left}",
                    progress.files,
                    progress.files_total,
                    rate / 1e6
                ));
            }
            LogFormat::Text => line(stage(progress.stage)),
        }
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Walking => "Finding papers",
        Stage::Reading => "Reading",
        Stage::Publishing => "Publishing",
        _ => "Working",
    }
}

fn log(object: &serde_json::Value) {
    line(&object.to_string());
}

/// A log that cannot be written must not end a build.
fn line(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
