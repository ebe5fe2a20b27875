//! Web pages to blocks.

pub(in crate::corpus) mod guard;
