//! Rules about numbers that the catalog says of itself and of its entries. What they share: a number is wrong only when
//! it is wrong under every reasonable reading of what it counts.

mod claims;
mod columns;
mod judgement;
mod known;
mod linked;
mod mentions;
mod number;
mod numbering;
mod reading;
mod records_by_word;
mod scope_counts;
mod share;
mod stated_sums;
mod sum_words;
mod sums;
mod table_sums;
mod terms;
mod totals;
mod word;

pub(super) use claims::{badge, section, stale, summary};
pub(super) use columns::{breakdown, row, unit};
pub use known::ClaimCounts;
pub(super) use mentions::{bucket, mention};
pub(super) use numbering::numbering;
pub(super) use share::share;
pub(super) use sums::sums;
pub(super) use table_sums::table_sums;
pub(super) use totals::total;
