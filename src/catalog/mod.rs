//! A document read as a catalog.
