//! One file a command.

pub(crate) mod index;
pub(crate) mod inspect;
pub(crate) mod keep;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod status;
