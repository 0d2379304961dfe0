//! A file becomes text with a line index. Nothing here knows markdown.

mod file;
mod path;
mod repository;
mod span;
mod walk;

pub use file::{Fault, File};
pub use path::{absolute, shown_from};
pub use repository::Repository;
pub use span::{Position, Span};
pub use walk::{Found, Request, walk};
