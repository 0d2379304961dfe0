//! Numbers as catalogs write them: `22,022`, `1,000+`, `~500`, `300–500`, `2M+`, `131+70`, `97患者/237套`.
//!
//! A number is read as the [`Interval`] of all values that it can stand for, so that a comparison is a contradiction only
//! where no value fits both sides. Digits that are part of a name (`KiTS23`), a version, a date or a URL are no numbers.

mod breakdown;
mod figure;
mod interval;
mod quantity;
mod scan;
#[cfg(test)]
mod tests;
mod unit;
mod vocabulary;
mod words;

pub use breakdown::{BreakdownPart, StatedBreakdown, breakdown};
pub use interval::{Comparison, Interval};
pub use quantity::{Quantity, QuantityKind, stated};
pub use vocabulary::{divides_exhaustively, divides_whole, is_measure, is_total_row};

/// The separator of thousands in a column or row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Separators {
    /// Not known: `2.400` has two readings, `2,400` is 2400.
    #[default]
    Unknown,
    /// `2.400` is 2400, `2,4` is a decimal.
    European,
    /// `2,400` is 2400, `2.400` is a decimal.
    English,
}

/// All quantities of a cell or sentence, in order, where nothing is known of its separators.
pub fn quantities(text: &str) -> Vec<Quantity<'_>> {
    quantities_with(text, Separators::Unknown)
}

/// All quantities of a cell or sentence, in order. Words like `Multiple` or `Various` are no quantity, and not zero.
pub fn quantities_with(text: &str, separators: Separators) -> Vec<Quantity<'_>> {
    if text.bytes().any(|byte| byte.is_ascii_digit()) { scan::scan(text, separators) } else { Vec::new() }
}
