//! What the server has done, in figures, as Prometheus reads them.
//!
//! In comes each request that was answered or refused and each newer generation; out comes text in the exposition format,
//! version 0.0.4 (<https://prometheus.io/docs/instrumenting/exposition_formats/>). Labels are of a fixed number: no request
//! makes a new one.

use super::route::ROUTES;
use crate::index::Manifest;
use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Upper ends of the buckets of times, in microseconds with their labels in seconds.
const BUCKETS: [(u64, &str); 12] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (10_000_000, "10"),
];

/// The classes of status codes.
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// The media type of the figures.
pub(super) const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The figures since the server was begun.
#[derive(Debug)]
pub(super) struct Metrics {
    /// By route, in the order of the table; last those that no route is for.
    routes: Vec<OfRoute>,
    at_once: AtomicU64,
    busy: AtomicU64,
    late: AtomicU64,
    newer: AtomicU64,
    failed: AtomicU64,
}

#[derive(Debug, Default)]
struct OfRoute {
    classes: [AtomicU64; CLASSES.len()],
    /// Not yet added up.
    buckets: [AtomicU64; BUCKETS.len()],
    count: AtomicU64,
    microseconds: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        let zero = AtomicU64::default;
        let routes = (0..=ROUTES.len()).map(|_| OfRoute::default()).collect();
        Self { routes, at_once: zero(), busy: zero(), late: zero(), newer: zero(), failed: zero() }
    }
}

impl Metrics {
    pub(super) fn begun(&self) {
        self.at_once.fetch_add(1, Relaxed);
    }

    /// A request to a route, by its path in the table, has been answered.
    pub(super) fn answered(&self, path: Option<&str>, status: u16, took: Duration) {
        self.at_once.fetch_sub(1, Relaxed);
        let place = ROUTES.iter().position(|route| Some(route.path) == path).unwrap_or(ROUTES.len());
        let Some(route) = self.routes.get(place) else { return };
        let class = usize::from(status / 100).saturating_sub(2).min(CLASSES.len() - 1);
        route.classes[class].fetch_add(1, Relaxed);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(bucket) = BUCKETS.iter().position(|(end, _)| microseconds <= *end) {
            route.buckets[bucket].fetch_add(1, Relaxed);
        }
        route.count.fetch_add(1, Relaxed);
        route.microseconds.fetch_add(microseconds, Relaxed);
    }

    /// A request was refused, as there was no room for it.
    pub(super) fn busy(&self) {
        self.busy.fetch_add(1, Relaxed);
    }

    /// A request was given up, as it took too long.
    pub(super) fn late(&self) {
        self.late.fetch_add(1, Relaxed);
    }

    /// A newer generation answers.
    pub(super) fn newer(&self) {
        self.newer.fetch_add(1, Relaxed);
    }

    /// A newer generation could not be opened.
    pub(super) fn failed(&self) {
        self.failed.fetch_add(1, Relaxed);
    }

    /// All figures, those of the open generation too.
    pub(super) fn text(&self, manifest: &Manifest) -> String {
        let mut text = String::new();
        self.requests(&mut text);
        self.times(&mut text);
        let refused =
            [("{reason=\"busy\"}", self.busy.load(Relaxed)), ("{reason=\"time-limit\"}", self.late.load(Relaxed))];
        let version = env!("CARGO_PKG_VERSION");
        let info = format!("{{generation=\"{}\",version=\"{version}\"}}", label(&manifest.generation));
        let mut family = |name: &str, kind: &str, help: &str, values: &[(&str, u64)]| {
            head(&mut text, name, kind, help);
            for (labels, value) in values {
                // Writing to a string does not fail, here and below.
                let _ = writeln!(text, "scrutineer_{name}{labels} {value}");
            }
        };
        family("http_refused_total", "counter", "Requests refused though they were in order.", &refused);
        let at_once = self.at_once.load(Relaxed);
        family("http_requests_in_progress", "gauge", "Requests that are being answered.", &[("", at_once)]);
        family("index_info", "gauge", "The generation that answers.", &[(&info, 1)]);
        family("index_papers", "gauge", "Papers in it.", &[("", manifest.papers)]);
        family("index_sections", "gauge", "Sections in it.", &[("", manifest.sections)]);
        let newer = self.newer.load(Relaxed);
        family("index_reloads_total", "counter", "Newer generations that were gone over to.", &[("", newer)]);
        let failed = self.failed.load(Relaxed);
        family("index_reload_failures_total", "counter", "Tries to open a newer one that failed.", &[("", failed)]);
        text
    }

    /// Each route with its label.
    fn labelled(&self) -> impl Iterator<Item = (&'static str, &OfRoute)> {
        ROUTES.iter().map(|route| route.path).chain(["none"]).zip(&self.routes)
    }

    fn requests(&self, text: &mut String) {
        head(text, "http_requests_total", "counter", "Requests answered, by route and class of status.");
        for (path, route) in self.labelled() {
            for (class, count) in CLASSES.iter().zip(&route.classes) {
                let count = count.load(Relaxed);
                if count > 0 {
                    let _ =
                        writeln!(text, "scrutineer_http_requests_total{{route=\"{path}\",status=\"{class}\"}} {count}");
                }
            }
        }
    }

    fn times(&self, text: &mut String) {
        const NAME: &str = "scrutineer_http_request_duration_seconds";
        head(text, "http_request_duration_seconds", "histogram", "From a request's headers to the end of its answer.");
        for (path, route) in self.labelled().filter(|(_, route)| route.count.load(Relaxed) > 0) {
            let mut below = 0;
            for ((_, end), count) in BUCKETS.iter().zip(&route.buckets) {
                below += count.load(Relaxed);
                let _ = writeln!(text, "{NAME}_bucket{{route=\"{path}\",le=\"{end}\"}} {below}");
            }
            // Read after the buckets, it is never below them.
            let count = route.count.load(Relaxed).max(below);
            let seconds = route.microseconds.load(Relaxed) as f64 / 1e6;
            let _ = writeln!(text, "{NAME}_bucket{{route=\"{path}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "{NAME}_sum{{route=\"{path}\"}} {seconds}");
            let _ = writeln!(text, "{NAME}_count{{route=\"{path}\"}} {count}");
        }
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP scrutineer_{name} {help}\n# TYPE scrutineer_{name} {kind}");
}

/// A value of a label, with what would end it escaped.
fn label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Index, document::Gazetteer};

    #[test]
    fn requests_are_counted_by_route_and_class_and_time() {
        let index = Index::in_memory(&[], Gazetteer::builtin()).unwrap();
        let metrics = Metrics::default();
        for (path, status, milliseconds) in [
            (Some("/api/search"), 200, 3),
            (Some("/api/search"), 304, 4),
            (None, 404, 1),
            (Some("/api/search"), 503, 20_000),
        ] {
            metrics.begun();
            metrics.answered(path, status, Duration::from_millis(milliseconds));
        }
        metrics.late();
        let text = metrics.text(index.manifest());
        for line in [
            "scrutineer_http_requests_total{route=\"/api/search\",status=\"2xx\"} 1",
            "scrutineer_http_requests_total{route=\"none\",status=\"4xx\"} 1",
            "scrutineer_http_request_duration_seconds_bucket{route=\"/api/search\",le=\"0.005\"} 2",
            "scrutineer_http_request_duration_seconds_bucket{route=\"/api/search\",le=\"10\"} 2",
            "scrutineer_http_request_duration_seconds_bucket{route=\"/api/search\",le=\"+Inf\"} 3",
            "scrutineer_http_request_duration_seconds_sum{route=\"/api/search\"} 20.007",
            "scrutineer_http_refused_total{reason=\"time-limit\"} 1",
            "scrutineer_http_requests_in_progress 0",
            "scrutineer_index_info{generation=\"memory\",version=\"0.1.0\"} 1",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }
}
