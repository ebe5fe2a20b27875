//! scratch
pub mod analysis;
