//! Hostile shapes of text: each grows with a size in bytes, and no command may take more than a multiple of that size to
//! handle it.
//!
//! To add a shape, write a line `shape("name", |n| …)` into the file of its kind; [`make`] has what shapes are built from.
//! The names are sorted into files by what reads them: blocks, inline, html, characters, records,
//! look-ups, folders of several files.

use std::path::Path;

mod blocks;
mod characters;
mod folders;
mod html;
mod inline;
mod lookups;
mod make;
mod records;

/// A text, or a folder of several, that grows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Its name, unique among the shapes.
    pub(crate) name: &'static str,
    make: Make,
}

/// Makes what is checked, of about so many bytes.
#[derive(Debug, Clone, Copy)]
enum Make {
    Text(fn(usize) -> String),
    /// Paths and their texts.
    Folder(fn(usize) -> Vec<(String, String)>),
}

/// The bytes that cost about what it costs to find, open and report a file.
const FILE: usize = 512;
/// The file that the commands take their configuration from; a shape may have one.
pub(crate) const CONFIG: &str = "catalint.toml";

const fn shape(name: &'static str, make: fn(usize) -> String) -> Shape {
    Shape { name, make: Make::Text(make) }
}

const fn folder(name: &'static str, make: fn(usize) -> Vec<(String, String)>) -> Shape {
    Shape { name, make: Make::Folder(make) }
}

impl Shape {
    /// Writes the shape into an empty folder. Returns its weight in bytes, to which each further file adds [`FILE`].
    pub(crate) fn write(&self, size: usize, folder: &Path) -> std::io::Result<usize> {
        std::fs::write(folder.join(CONFIG), "")?;
        let files = match self.make {
            Make::Text(make) => vec![("shape.md".to_owned(), make(size))],
            Make::Folder(make) => make(size),
        };
        for (path, text) in &files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
            std::fs::write(path, text)?;
        }
        Ok(files.iter().map(|(_, text)| text.len()).sum::<usize>() + (files.len() - 1) * FILE)
    }
}

/// An empty text.
pub(crate) const EMPTY: Shape = shape("empty", |_| String::new());

/// Returns all shapes.
pub(crate) fn all() -> Vec<Shape> {
    let texts = [blocks::SHAPES, inline::SHAPES, html::SHAPES, characters::SHAPES, records::SHAPES, lookups::SHAPES];
    [&texts[..], &[folders::SHAPES]].concat().concat()
}
