//! Answers for those who ask from elsewhere: assistants over the Model Context Protocol.
//!
//! In come questions; out go the objects of [`query`](crate::query) as [`render`](crate::render) writes them.

#[cfg(feature = "mcp")]
pub mod mcp;
