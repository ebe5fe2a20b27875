//! One file a command, and `batch` for a search with many questions.

pub(crate) mod acronyms;
pub(crate) mod batch;
pub(crate) mod cite;
pub(crate) mod count;
pub(crate) mod diff;
pub(crate) mod evaluate;
pub(crate) mod help;
pub(crate) mod index;
pub(crate) mod inspect;
pub(crate) mod keep;
pub(crate) mod manual;
#[cfg(feature = "mcp")]
pub(crate) mod mcp;
pub(crate) mod repeats;
pub(crate) mod search;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod trail;
pub(crate) mod watch;
