//! A file becomes text with a line index. Nothing here knows markdown.

mod contain;
mod file;
pub mod git;
mod ignore_file;
mod path;
mod read;
mod repository;
mod span;
mod tracked;
mod version;
mod walk;
mod write;

pub use contain::{contained, contained_from};
pub use file::{EncodingError, File};
pub use path::{absolute, shown_from};
pub use read::{MAX_FILE_SIZE, MEBIBYTE, expect_ordinary, read_file};
pub use repository::{RepositoryFolder, repositories_around};
pub use span::{Position, Span};
pub use version::{FileVersion, Snapshot};
pub use walk::{SourceFile, WalkRequest, has_markdown_name, stdin_bytes, walk};
pub use write::{replace, write_whole};
