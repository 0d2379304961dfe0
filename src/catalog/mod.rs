//! A document read as a catalog.

pub mod date;
pub mod license;
pub mod missing;
pub mod number;
