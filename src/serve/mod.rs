//! Answers for those who have no terminal: over HTTP to programs and as pages to people, and to assistants over the Model
//! Context Protocol.
//!
//! In comes an open [`Index`](crate::Index); out go the answers of [`query`](crate::query), as [`render`](crate::render) and the
//! pages write them. Nothing here searches or ranks.

#[cfg(feature = "serve")]
pub mod http;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(feature = "serve")]
pub(crate) mod page;
