//! A file becomes text with a line index. Nothing here knows markdown.

mod file;
mod span;

pub use file::{Fault, File};
pub use span::{Position, Span};
