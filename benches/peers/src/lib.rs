//! scrutineer measured beside its peers, over papers that this package makes itself.
//!
//! [`generate`] makes papers and questions; [`contest`] measures scrutineer beside its peers over them; [`layouts`] weighs layouts of the index against each other;
//! [`pages`] reads PDF beside `pdftotext`; [`same`] writes what must not change while the code gets quicker.

pub mod contest;
pub mod generate;
pub mod layouts;
pub mod pages;
pub mod question;
pub mod same;
pub mod statistics;

pub use question::{Form, Question};

/// Seconds of processor time of this process so far, all threads, user and system.
pub fn cpu_seconds() -> f64 {
    // Fields 14 and 15 of proc_pid_stat(5), in ticks; the second field, a name in brackets, may hold blanks.
    let Ok(text) = std::fs::read_to_string("/proc/self/stat") else { return 0.0 };
    let after = text.rsplit(") ").next().unwrap_or_default();
    let ticks = after.split(' ').skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    // USER_HZ is 100 on every architecture that Linux runs on today.
    ticks.sum::<f64>() / 100.0
}
