//! scrutineer: full-text search over the papers that UK councils put before their scrutiny committees.

mod error;

pub mod analysis;
pub mod corpus;
pub mod document;
pub mod index;
pub mod query;
pub mod render;

pub use error::{Error, ErrorKind, Result};
pub use index::Index;
