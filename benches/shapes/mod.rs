//! Hostile shapes of text: each grows with a size in bytes, and no command may take more than a multiple of that size to
//! handle it.
//!
//! To add a shape, write a line `shape("name", |n| …)` into the file of its kind; [`make`] has what shapes are built from.
//! The names are sorted into files by what reads them: blocks, inline, html, characters, records,
//! look-ups.

mod blocks;
mod characters;
mod html;
mod inline;
mod lookups;
mod make;
mod records;

/// A text that grows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Its name, unique among the shapes.
    pub(crate) name: &'static str,
    /// Makes the text, of about so many bytes.
    pub(crate) make: fn(usize) -> String,
}

const fn shape(name: &'static str, make: fn(usize) -> String) -> Shape {
    Shape { name, make }
}

/// Returns all shapes.
pub(crate) fn all() -> Vec<Shape> {
    [blocks::SHAPES, inline::SHAPES, html::SHAPES, characters::SHAPES, records::SHAPES, lookups::SHAPES].concat()
}
