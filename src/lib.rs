//! scrutineer: full-text search over the papers that UK councils put before their scrutiny committees.

mod error;

pub mod corpus;
pub mod document;

pub use error::{Error, ErrorKind, Result};
