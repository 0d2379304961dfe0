//! Finds the quantities of a text: one pass over its bytes, which passes over names, versions, dates, tags and URLs.

use super::figure::{WrittenFigure, figure, follows};
use super::unit::{skip_gap, unit};
use super::vocabulary::{BoundMark, vocabulary};
use super::{Interval, Quantity, QuantityKind, Separators};
use crate::catalog::date::{ends_with_month, starts_with_month};
use std::ops::Range;

/// Bytes of the longest label between a plus and the next number: `120 CT + 40 MR`.
const LONGEST_LABEL: usize = 24;
/// Decimals from which on a number before a slash is part of an address or a DOI (`10.1234/…`), and no figure.
const DECIMALS_OF_DOI: i32 = 4;
/// The largest number that is glued to `D` as a dimension: `4D`.
const MOST_DIMENSIONS: f64 = 4.0;

/// Bytes within which the end of a tag, comment or link target is looked for, so that the time stays linear in the
/// text.
const WINDOW: usize = 2000;
/// Dashes between the ends of a range; words are in the vocabulary.
const DASHES: [char; 7] = ['-', '\u{2010}', '\u{2011}', '–', '—', '−', '~'];

/// All quantities of `text`, in order.
pub(super) fn scan(text: &str, separators: Separators) -> Vec<Quantity<'_>> {
    let mut scanner = Scanner { text, separators, at: 0, closed: 0, found: Vec::new() };
    while let Some(byte) = text.as_bytes().get(scanner.at) {
        match byte {
            b'0'..=b'9' => scanner.number(),
            b'<' | b']' | b':' | b'w' => scanner.markup(),
            _ => scanner.at += 1,
        }
    }
    scanner.found
}

/// Returns the length of the dash, or of the word glued to two figures, that a text begins with.
fn dash_length(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if first.is_ascii() || DASHES.contains(&first) {
        return DASHES.contains(&first).then(|| first.len_utf8());
    }
    let mut words = vocabulary().ranges.glued.iter();
    words.find(|word| text.starts_with(word.as_str())).map(String::len)
}

struct Scanner<'a> {
    text: &'a str,
    separators: Separators,
    at: usize,
    /// The end of the last tag, whose `>` is no comparison.
    closed: usize,
    found: Vec<Quantity<'a>>,
}

/// A figure with its multiplier.
struct ScaledFigure {
    figure: WrittenFigure,
    scale: Option<f64>,
    /// The byte after the multiplier.
    end: usize,
}

impl<'a> Scanner<'a> {
    /// The text from `at`.
    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Passes over a tag, a comment, a link's target or a URL, or else over one byte.
    fn markup(&mut self) {
        let rest = self.rest(self.at);
        let window = rest.as_bytes().get(..WINDOW).unwrap_or(rest.as_bytes());
        let close = |mark: &[u8]| memchr::memmem::find(window, mark).map(|at| at + mark.len());
        let is_tag =
            rest.starts_with('<') && rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/');
        let length = if rest.starts_with("<!--") {
            close(b"-->")
        } else if is_tag {
            close(b">")
        } else if rest.starts_with("](") {
            close(b")")
        } else if rest.starts_with("://") || rest.starts_with("www.") {
            let is_end = |b: &u8| b.is_ascii_whitespace() || b"<>()[]\"'|`,".contains(b);
            Some(window.iter().position(is_end).unwrap_or(window.len()))
        } else {
            None
        };
        self.at += length.filter(|length| *length > 0).unwrap_or(1);
        if length.is_some() && rest.starts_with('<') {
            self.closed = self.at;
        }
    }

    /// Reads the number at the cursor, or passes over the name that it is part of.
    fn number(&mut self) {
        let start = self.at;
        let read = if self.is_glued(start) { None } else { self.quantity(start) };
        if let Some(mut quantity) = read {
            self.at = quantity.whole.end.max(start + 1);
            quantity.joined = self.found.last().is_some_and(|last| self.joins(last.whole.end, quantity.range.start));
            self.found.push(quantity);
        } else {
            self.at = self.identifier_end(start);
        }
    }

    /// Returns true if a plus and at most a label stand between two numbers.
    fn joins(&self, from: usize, to: usize) -> bool {
        let between = self.text.get(from..to).unwrap_or_default().trim();
        let label = between.strip_prefix(['+', '＋']);
        label.is_some_and(|label| label.len() <= LONGEST_LABEL && label.chars().all(|c| c.is_alphabetic() || c == ' '))
    }

    /// Returns true if the digit at `start` is part of a name, an index, a time or a path.
    fn is_glued(&self, start: usize) -> bool {
        let mut before = self.text.get(..start).unwrap_or_default().chars().rev();
        let Some(last) = before.next() else { return false };
        let earlier = before.next();
        let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_cjk(c));
        match last {
            '_' | '#' | '@' | '^' | '±' | '№' | '§' | '\\' | '.' | '×' | '%' => true,
            // There is no catalog of less than nothing.
            '-' => earlier.is_none_or(|c| c.is_whitespace() || c == '(') || is_name(earlier),
            '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}' => is_name(earlier),
            '/' => is_name(earlier) && self.found.last().is_none_or(|last| last.whole.end + 1 != start),
            ':' => earlier.is_some_and(|c| c.is_ascii_digit()),
            '+' => earlier == Some('+'),
            _ => is_name(Some(last)),
        }
    }

    /// Returns the end of the name, version or chain of figures that has a digit at `start`.
    fn identifier_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        loop {
            end = self.name_end(end);
            match dimension(self.rest(end)) {
                Some(gap) => end += gap,
                None => return end,
            }
        }
    }

    /// Returns the end of the letters, digits and inner marks that begin at `from`.
    fn name_end(&self, from: usize) -> usize {
        let rest = self.rest(from);
        let mut letters = rest.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            let is_inner = match letter {
                '_' => true,
                '-' | '.' | ',' | '/' | ':' | '×' | '\u{2010}' | '\u{2011}' => {
                    next.is_some_and(|next| next.is_ascii_alphanumeric())
                }
                _ => letter.is_alphanumeric() && !is_cjk(letter),
            };
            if !is_inner {
                return from + at;
            }
        }
        from + rest.len()
    }

    /// The quantity whose first digit stands at `start`.
    fn quantity(&self, start: usize) -> Option<Quantity<'a>> {
        let words = vocabulary();
        let first = self.scaled(start)?;
        let second = self.range_end(&first)?;
        let last = second.as_ref().unwrap_or(&first);
        let mut end = last.end;
        let mut floor = self.rest(end).starts_with('+') && !follows(self.text.as_bytes(), end, b'+');
        end += usize::from(floor);
        let after = self.rest(skip_gap(self.text, end));
        if let Some(length) = words.least_after(after) {
            floor = true;
            end = self.text.len() - after.len() + length;
        }
        let after = self.rest(skip_gap(self.text, end));
        let percent = words.percent_after(after);
        let (begin, bound, is_money) = self.before(start);
        let kind = match percent {
            Some(_) => QuantityKind::Percent,
            None if is_money || words.is_money_after(after) => QuantityKind::Money,
            None => QuantityKind::Count,
        };
        let of = if percent.is_some() { end..end } else { unit(self.text, end) };
        let year = first.figure.is_year() && second.as_ref().is_none_or(|second| second.figure.is_year());
        if self.is_date(&first, start, begin, &of) {
            return None;
        }
        let is_bare = kind == QuantityKind::Count && bound.is_none() && !floor && first.scale.is_none();
        if is_bare && second.is_none() && self.is_version(&first.figure, start, &of) {
            return None;
        }
        let bound = if floor { Some(BoundMark::Least) } else { bound };
        let (interval, other) = readings(&first, second.as_ref(), bound, kind);
        let approximate = bound == Some(BoundMark::About) || first.scale.is_some();
        let unit = self.text.get(of.clone()).unwrap_or_default();
        Some(Quantity {
            interval,
            other,
            range: begin..end,
            whole: begin..of.end.max(end),
            unit,
            kind,
            floor: bound == Some(BoundMark::Least),
            approximate,
            joined: false,
            year: year && is_bare && (unit.is_empty() || unit.starts_with(char::is_uppercase) && self.is_named(start)),
        })
    }

    /// Reads the marks in front of a figure: their start, the bound that they set, and whether it is money.
    fn before(&self, start: usize) -> (usize, Option<BoundMark>, bool) {
        let mut before = self.text.get(..start).unwrap_or_default();
        let mut begin = start;
        let currency = vocabulary().currency_before(before.trim_end_matches(' ')).map(str::len);
        if let Some(length) = currency {
            begin = before.trim_end_matches(' ').len() - length;
            before = before.get(..begin).unwrap_or_default();
        }
        let bound = vocabulary().bound_before(before).filter(|_| before.trim_end().len() > self.closed);
        if let Some((bound, at)) = bound {
            // Marks are part of the number, words are not.
            let is_mark = before.get(at..).is_some_and(|mark| !mark.starts_with(char::is_alphabetic));
            return (if is_mark { at } else { begin }, Some(bound), currency.is_some());
        }
        (begin, None, currency.is_some())
    }

    /// The figure at `start` with its multiplier; none where what is glued to it makes a name of it.
    fn scaled(&self, start: usize) -> Option<ScaledFigure> {
        let words = vocabulary();
        let figure = figure(self.text, start, self.separators)?;
        let mut end = figure.end;
        let rest = self.rest(end);
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let run = rest.get(..length).unwrap_or_default();
        let mut scale = words.glued(run);
        if scale.is_some() {
            end += length;
        } else if !run.is_empty() {
            return is_glued_unit(run, &figure).then_some(ScaledFigure { figure, scale, end });
        } else {
            let after = rest.trim_start_matches([' ', '\u{a0}']);
            if let Some((found, length)) = words.multiplier(after) {
                scale = Some(found);
                end += rest.len() - after.len() + length;
            }
        }
        (!self.is_name_after(&figure, end)).then_some(ScaledFigure { figure, scale, end })
    }

    /// Returns true if what stands after a figure makes a name, a path, a time, a power or a format of it.
    fn is_name_after(&self, figure: &WrittenFigure, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        let next = bytes.get(end + 1);
        let is_letter_next = next.is_some_and(u8::is_ascii_alphabetic);
        let is_digit_next = next.is_some_and(u8::is_ascii_digit);
        let is_figure = figure.end == end;
        match self.rest(end).chars().next() {
            Some('-') => is_letter_next,
            Some('.' | '\'') => is_letter_next || is_digit_next,
            Some('/') => is_figure && (is_digit_next || figure.decimals >= DECIMALS_OF_DOI),
            Some(':') => is_digit_next,
            Some('^' | '_' | '@' | '\\' | '²' | '³' | '⁴' | '⁵' | '⁶' | '⁷' | '⁸' | '⁹') => true,
            _ => dimension(self.rest(end)).is_some(),
        }
    }

    /// The other end of a range that begins with `first`. The outer answer is none where the digits are a chain, a date
    /// or a range that falls.
    #[expect(clippy::option_option, reason = "no quantity at all, or one without a second end")]
    fn range_end(&self, first: &ScaledFigure) -> Option<Option<ScaledFigure>> {
        let Some((start, is_spaced)) = self.range_mark(first.end) else { return Some(None) };
        let second = self.scaled(start).filter(|second| !self.is_chain(second.end));
        let Some(second) = second else { return if is_spaced { Some(None) } else { None } };
        let rises = first.figure.value(1.0, first.figure.decimals) < second.figure.value(1.0, second.figure.decimals)
            || second.scale.unwrap_or(1.0) > first.scale.unwrap_or(1.0);
        let mixes_year = first.figure.is_year() && first.scale.is_none() && !second.figure.is_year();
        match (rises && !mixes_year, is_spaced) {
            (true, _) => Some(Some(second)),
            (false, true) => Some(None),
            (false, false) => None,
        }
    }

    /// Returns the start of the second figure of a range, and whether blanks surround its dash.
    fn range_mark(&self, end: usize) -> Option<(usize, bool)> {
        let rest = self.rest(end);
        let after = rest.trim_start_matches([' ', '\u{a0}']);
        let gap = rest.len() - after.len();
        let glued = dash_length(after);
        let length = glued.or_else(|| {
            let mut words = vocabulary().ranges.spaced.iter().filter(|_| gap > 0);
            words.find(|word| after.starts_with(word.as_str())).map(String::len)
        })?;
        let tail = after.get(length..)?;
        let blanks = tail.len() - tail.trim_start_matches([' ', '\u{a0}']).len();
        let start = end + gap + length + blanks;
        let is_digit = self.text.as_bytes().get(start).is_some_and(u8::is_ascii_digit);
        let is_even = (gap > 0) == (blanks > 0) || glued.is_none();
        // `5 -3` is no range, `5~ 3` neither.
        (is_digit && is_even).then_some((start, gap > 0))
    }

    /// Returns true if a third figure is chained to a range, as in `2023-04-05` or a telephone number.
    fn is_chain(&self, end: usize) -> bool {
        let rest = self.rest(end);
        let tail = dash_length(rest).and_then(|length| rest.get(length..));
        tail.is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// Returns true if a figure is part of a date: `Sept 30, 2023`, `30 September`, `2026 年`, `2023-04`.
    fn is_date(&self, first: &ScaledFigure, start: usize, begin: usize, of: &Range<usize>) -> bool {
        let figure = &first.figure;
        if first.scale.is_some() || figure.decimals > 0 || figure.grouped {
            return false;
        }
        let is_day = (1.0..=31.0).contains(&figure.digits);
        let after = self.rest(skip_gap(self.text, figure.end));
        if vocabulary().is_date_after(after) {
            return true;
        }
        let unit = self.text.get(of.clone()).unwrap_or_default();
        let before = self.text.get(..begin.min(start)).unwrap_or_default();
        (is_day || figure.is_year()) && starts_with_month(unit)
            || is_day && ends_with_month(before.trim_end_matches([' ', '.', '\u{a0}']))
    }

    /// Returns true if a bare decimal is a version: `AbdomenAtlas 1.1`, or one with nothing that it could measure.
    fn is_version(&self, figure: &WrittenFigure, start: usize, of: &Range<usize>) -> bool {
        if figure.decimals == 0 || figure.ambiguous {
            return false;
        }
        of.is_empty() || self.is_named(start)
    }

    /// Returns true if the word before a figure is a name, or says that the figure is a version.
    fn is_named(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or_default().trim_end_matches(' ');
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        word.starts_with(char::is_uppercase) || word.eq_ignore_ascii_case("version") || word == "v"
    }
}

/// The readings of a number under what bounds it.
fn readings(
    first: &ScaledFigure,
    second: Option<&ScaledFigure>,
    bound: Option<BoundMark>,
    kind: QuantityKind,
) -> (Interval, Option<Interval>) {
    // `10-20k` is from 10k; `500-1k` is from 500.
    let shared = second
        .and_then(|second| second.scale)
        .filter(|_| second.is_some_and(|second| first.figure.digits < second.figure.digits) && first.scale.is_none());
    let scale = first.scale.or(shared);
    let reading = |is_decimal: bool| {
        let low = span(first, scale, is_decimal, bound);
        let high = second.map_or(low, |second| span(second, second.scale, is_decimal, bound));
        low.hull(high)
    };
    let figures = [Some(first), second];
    let is_ambiguous = figures.iter().flatten().any(|scaled| scaled.figure.ambiguous);
    if !is_ambiguous {
        return (reading(false), None);
    }
    // A multiplier, a percent sign or money leaves only decimals.
    if scale.is_some() || kind != QuantityKind::Count {
        (reading(true), None)
    } else {
        (reading(false), Some(reading(true)))
    }
}

/// The values of one figure.
fn span(scaled: &ScaledFigure, scale: Option<f64>, is_decimal: bool, bound: Option<BoundMark>) -> Interval {
    let figure = &scaled.figure;
    let decimals = if is_decimal && figure.ambiguous { 3 } else { figure.decimals };
    let value = figure.value(scale.unwrap_or(1.0), decimals);
    let is_rounded = scale.is_some() || decimals > 0;
    // Half a step of the last digit that is written, to either side.
    let edge = |half: f64| (figure.digits + half) * scale.unwrap_or(1.0) / 10_f64.powi(decimals);
    let rounded = if is_rounded { Interval { low: edge(-0.5), high: edge(0.5) } } else { Interval::exact(value) };
    match bound {
        None => rounded,
        Some(BoundMark::Least) => Interval::at_least(value),
        Some(BoundMark::Most) => Interval::at_most(value),
        Some(BoundMark::About) => rounded.hull(Interval::about(value)),
    }
}

/// Returns true if letters that are glued to a figure are its unit (`40CT`, `11934s`, `0.5um`) and make no name (`3D`,
/// `2x`).
fn is_glued_unit(run: &str, figure: &WrittenFigure) -> bool {
    let is_letters = run.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_dimension = figure.digits <= MOST_DIMENSIONS && run.starts_with(['D', 'd']);
    let is_single = run.len() == 1 && (!matches!(run, "s" | "h") || figure.is_year());
    is_letters && !is_dimension && !is_single && !vocabulary().is_ordinal(run)
}

/// The length of the cross that `text` begins with, if a digit follows it: `256 x 256`, `34×1,200`.
fn dimension(text: &str) -> Option<usize> {
    let after = text.trim_start_matches(' ');
    let tail =
        ["x", "X", "×", "*", "✕"].into_iter().find_map(|cross| after.strip_prefix(cross))?.trim_start_matches(' ');
    tail.starts_with(|c: char| c.is_ascii_digit()).then_some(text.len() - tail.len())
}

/// Returns true if a letter is of a script that writes no blanks.
fn is_cjk(letter: char) -> bool {
    letter >= '\u{2e80}'
}
