//! Text as such: folding, counting nouns, shortening, wrapping, quoting, escaping, near words, invisible characters, hashes. The ground
//! floor: it imports nothing of the crate, and every other module may use it.

pub mod fold;
pub mod hash;
pub mod invisible;
mod nearest;
mod percent;
mod plural;
mod quote;
mod shorten;
pub mod suffix;
mod wrap;

pub use nearest::nearest_word;
pub use percent::ESCAPED_IN_PARTS;
pub use plural::{choose_form, format_count};
pub use quote::{begins_command, quote, replace_hostile};
pub use shorten::{shorten, shorten_by, shorten_line};
pub use wrap::{WORDS, parts_words, shorten_to_words, wrap_options};
