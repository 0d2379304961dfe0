//! Text becomes a [`Document`]: headings, tables, list items, links and comments, each with its span. Nothing here knows
//! what a record is.

mod attribute;
mod build;
mod chunk;
mod document;
mod html;
mod join;
mod math;
mod nesting;
mod parse;
mod slug;
mod text;
mod url_scan;

pub use attribute::attribute_value;
pub use document::{
    Anchor, Block, BlockKind, Definition, Document, Footnote, HtmlComment, Item, Link, LinkKind, List, ListId,
    MarkKind, NONE, Section, SectionId, Table, TableRow, TextMark, Undefined,
};
pub use nesting::DEEPEST;
pub use parse::{OPTIONS, parse};
pub use slug::slug;
pub use text::BlockText;
