//! One written figure: its digits, what groups them in thousands, and its decimals.

use super::Separators;

/// Digits of a group: `1,234,567`.
const GROUP: usize = 3;

/// Separators of groups of three digits. A comma and a space are taken for one only before a zero (`10, 000`):
/// `85, 350` is more likely a list.
const GROUPING: [&str; 9] = [", ", ",", ".", " ", "\u{a0}", "\u{2009}", "\u{202f}", "'", "\u{2019}"];
/// Longer runs are identifiers, and `f64` would not hold them exactly.
const MOST_DIGITS: usize = 15;

/// A figure as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WrittenFigure {
    /// The byte after it.
    pub end: usize,
    /// All its digits as one whole number.
    pub digits: f64,
    /// Number of the digits that are decimals; of `2.400`, in the reading as thousands.
    pub decimals: i32,
    /// True if it is like `2.400`: the dot may group thousands, or begin decimals.
    pub ambiguous: bool,
    /// True if something groups its thousands.
    pub grouped: bool,
}

impl WrittenFigure {
    /// Its value times `scale`, with so many decimals. The division comes last, so that `2.3k` is 2300 exactly.
    pub(super) fn value(&self, scale: f64, decimals: i32) -> f64 {
        self.digits * scale / 10_f64.powi(decimals)
    }

    /// Returns true if it is a bare year of our time.
    pub(super) fn is_year(&self) -> bool {
        !self.grouped && self.decimals == 0 && !self.ambiguous && (1900.0..=2100.0).contains(&self.digits)
    }
}

/// The figure whose first digit stands at `start`; none for versions (`2.0.0`), ordinals (`007`) and long runs.
pub(super) fn figure(text: &str, start: usize, separators: Separators) -> Option<WrittenFigure> {
    let bytes = text.as_bytes();
    let run = digits_end(bytes, start);
    let leading_zero = bytes.get(start) == Some(&b'0');
    if run == start || leading_zero && run - start > 1 {
        return None;
    }
    let (mut end, groups, separator) =
        if run - start <= GROUP && !leading_zero { grouped(text, run) } else { (run, 0, "") };
    let mut decimals = 0;
    let mut ambiguous = false;
    let mut grouped = groups > 0;
    match (separator, groups, separators) {
        (".", 1, Separators::English) | (",", 1, Separators::European) => (decimals, grouped) = (3, false),
        (".", 1, Separators::Unknown) if !follows(bytes, end, b',') => ambiguous = true,
        _ => {
            let comma = separators == Separators::European || leading_zero || separator == ".";
            let point = if separator == "." { None } else { bytes.get(end).filter(|b| **b == b'.') };
            if point.is_some() && follows(bytes, end, b'.') || comma && follows(bytes, end, b',') {
                let tail = digits_end(bytes, end + 1);
                decimals = i32::try_from(tail - end - 1).ok()?;
                end = tail;
            }
        }
    }
    let is_version = follows(bytes, end, b'.');
    let written = text.get(start..end)?;
    let digits = written.bytes().filter(u8::is_ascii_digit);
    if is_version || digits.clone().count() > MOST_DIGITS {
        return None;
    }
    let digits = digits.fold(0.0, |sum, digit| sum * 10.0 + f64::from(digit - b'0'));
    Some(WrittenFigure { end, digits, decimals, ambiguous, grouped })
}

/// Returns the end of the groups of three digits behind a first run, their number, and their separator.
fn grouped(text: &str, mut end: usize) -> (usize, usize, &'static str) {
    let mut found = "";
    let mut groups = 0;
    while let Some(separator) = GROUPING
        .into_iter()
        .filter(|separator| found.is_empty() || found == *separator)
        .find(|separator| text.get(end..).is_some_and(|rest| groups_next(rest, separator)))
    {
        found = separator;
        groups += 1;
        end += separator.len() + 3;
    }
    (end, groups, found)
}

/// Returns true if `rest` begins with `separator` and exactly three digits that it may group.
fn groups_next(rest: &str, separator: &str) -> bool {
    let Some(group) = rest.strip_prefix(separator).map(str::as_bytes) else { return false };
    let three = group.len() >= GROUP && digits_end(group, 0) == GROUP;
    three
        && match separator {
            ", " => group.first() == Some(&b'0'),
            // `6 100x100` is two numbers.
            " " => !group.get(3).is_some_and(u8::is_ascii_alphabetic),
            _ => true,
        }
}

/// Returns the end of the run of ASCII digits that begins at `start`.
pub(super) fn digits_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Returns true if `mark` and then a digit stand at `at`.
pub(super) fn follows(bytes: &[u8], at: usize, mark: u8) -> bool {
    bytes.get(at) == Some(&mark) && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}
