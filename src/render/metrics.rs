//! The figures of a build as Prometheus reads them.
//!
//! In comes the report of a build; out comes text in the exposition format, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>), for the textfile collector of a node's exporter.

use crate::index::{BuildReport, Ending};
use std::fmt::Write as _;

/// The figures of the last build, one metric a line with its help.
///
/// ```
/// use scrutineer::{index::Builder, render::metrics};
///
/// let folder = tempfile::tempdir()?;
/// let papers = folder.path().join("papers");
/// std::fs::create_dir(&papers)?;
/// let report = Builder::new(&papers, folder.path().join("index")).build()?;
/// assert!(metrics::build(&report).contains("scrutineer_build_success 1\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build(report: &BuildReport) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(&str, f64)]| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP scrutineer_{name} {help}\n# TYPE scrutineer_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "scrutineer_{name}{labels} {value}");
        }
    };
    let papers = &report.papers;
    let succeeded = f64::from(u8::from(report.ending != Ending::Failed));
    gauge("build_success", "Whether the last build succeeded, also where it found nothing to do.", &[("", succeeded)]);
    let published = f64::from(u8::from(report.ending == Ending::Published));
    gauge("build_published", "Whether the last build published a new generation.", &[("", published)]);
    if let Ok(started) = report.started.parse::<jiff::Timestamp>() {
        let seconds = started.as_second() as f64;
        gauge("build_start_time_seconds", "When the last build began, in seconds since 1970.", &[("", seconds)]);
    }
    gauge("build_duration_seconds", "How long the last build took.", &[("", report.seconds)]);
    let states = [
        ("{state=\"new\"}", papers.new as f64),
        ("{state=\"changed\"}", papers.changed as f64),
        ("{state=\"unchanged\"}", papers.unchanged as f64),
        ("{state=\"removed\"}", papers.removed as f64),
    ];
    gauge("build_papers", "Papers by what the last build found of them.", &states);
    let indexed = (papers.new + papers.changed + papers.unchanged) as f64;
    gauge("papers", "Papers in the index.", &[("", indexed)]);
    gauge("sections", "Sections in the index.", &[("", report.sections as f64)]);
    gauge("skipped", "Files and records that could not be read.", &[("", report.skipped.len() as f64)]);
    let kept = report.skipped.iter().filter(|skipped| skipped.kept).count();
    gauge("kept_at_older_copy", "Files of which an earlier version is indexed.", &[("", kept as f64)]);
    gauge("corpus_bytes", "Bytes of the files that can be read.", &[("", report.bytes_read as f64)]);
    if let Some(peak) = report.peak_memory_bytes {
        gauge("build_peak_memory_bytes", "Anonymous memory of the build at its peak.", &[("", peak as f64)]);
    }
    text
}
