//! The end of a name: in front of metadata, a separator, a footnote, a full stop, and emoji in letters.

/// Bytes of the longest name before a title that is a link.
const LONGEST_NAME: usize = 40;
/// Bytes of the longest name before a separator: what is longer is a sentence with a colon or a dash in it.
const LONGEST_BEFORE_SEPARATOR: usize = 80;
/// Words of the shortest name in bold that is a sentence with a full stop, as titles of articles are.
const SENTENCE: usize = 4;

/// Returns the length of the emoji in letters that a text starts with: `:book:`, `:+1:`.
pub(super) fn shortcode(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(':')?;
    let name = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'+' | b'-');
    let length = inner.bytes().take_while(name).count();
    (length > 0 && inner.as_bytes().get(length) == Some(&b':')).then_some(length + 2)
}

/// The part of a name in front of metadata: of `name  2018-6 | Not | EN` only `name`.
pub(super) fn before_metadata(name: &str) -> &str {
    let bar = |(at, _): &(usize, &str)| {
        let (before, after) = (name.get(..*at).unwrap_or_default(), name.get(*at + 1..).unwrap_or_default());
        before.ends_with(char::is_whitespace) && (after.is_empty() || after.starts_with(char::is_whitespace))
    };
    // A bar alone may be part of a title.
    let mut bars = name.match_indices('|').filter(bar);
    let first = bars.next().filter(|(at, _)| {
        bars.next().is_some()
            || name.get(at + 1..).is_some_and(|rest| rest.trim_start().starts_with('[') || rest.trim().is_empty())
    });
    let own = first.map_or(name, |(at, _)| name.get(..at).unwrap_or_default().trim_end());
    // `Title  What it is about`, in one cell.
    let gap = own.find("  ").filter(|at| own.len() > LONGEST_BEFORE_SEPARATOR && *at <= LONGEST_BEFORE_SEPARATOR * 2);
    let own = gap.and_then(|at| own.get(..at)).unwrap_or(own);
    let mut own = own;
    // `Name [1a], [1b]`
    while let Some((before, last)) = own.rsplit_once(char::is_whitespace)
        && !before.trim_start().is_empty()
        && (first.is_some() && is_month(last) || is_footnote(last))
    {
        own = before.trim_end();
    }
    own
}

/// A name without the full stop that ends a title: a short one may end with a word cut short, `Inc.`.
pub(super) fn without_full_stop(name: &str) -> &str {
    name.strip_suffix('.').filter(|own| own.split(' ').count() >= SENTENCE).unwrap_or(name)
}

/// Returns true if a text is a year of four digits.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns true if a word is a year and a month: `2018-6`.
fn is_month(word: &str) -> bool {
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    word.split_once(['-', '/', '.']).is_some_and(|(year, month)| digits(year, 4..=4) && digits(month, 1..=2))
}

/// Returns true if a word is the mark of a footnote: `[1a]`, and `[1a],` in front of the next.
fn is_footnote(word: &str) -> bool {
    let inner =
        word.trim_end_matches([',', ';']).strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    let letters = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    letters.len() < inner.len()
        && inner.len() <= 3
        && letters.len() <= 1
        && letters.bytes().all(|b| b.is_ascii_lowercase())
}

/// Returns true if what stands before the first link is a short name and a dash, and there is one link only.
pub(super) fn is_titled(text: &str, before: std::ops::Range<usize>, links: usize) -> bool {
    let before = text.get(before).unwrap_or_default();
    let name = before.trim_end().strip_suffix(['-', '–', '—']).unwrap_or_default();
    links == 1
        && name.ends_with(' ')
        && name.len() <= LONGEST_NAME
        && separator(name).is_none()
        && !name.trim().is_empty()
}

/// Returns the end of a short name in front of a separator.
pub(super) fn separator(text: &str) -> Option<usize> {
    // What stands further back ends no name.
    let near = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_BEFORE_SEPARATOR + 4).last();
    let text = near.filter(|_| text.len() > LONGEST_BEFORE_SEPARATOR + 4).and_then(|at| text.get(..at)).unwrap_or(text);
    let outside = |at: &usize| {
        // Not in brackets: `SICP (Python: the basics)`.
        let before = text.get(..*at).unwrap_or_default();
        let count = |marks: [char; 2]| before.matches(marks).count();
        count(['(', '（']) <= count([')', '）'])
    };
    let marks = [": ", " - ", " – ", " — ", "：", " -> "];
    let at = marks.iter().filter_map(|mark| text.match_indices(mark).map(|(at, _)| at).find(outside)).min()?;
    (1..=LONGEST_BEFORE_SEPARATOR).contains(&at).then_some(at)
}

/// A range without the white space, the punctuation and the emoji in letters around its text.
pub(super) fn trimmed(text: &str, range: (u32, u32)) -> (u32, u32) {
    let own = text.get(range.0 as usize..range.1 as usize).unwrap_or_default();
    let named = undecorated(own);
    let end = named.end - named.start;
    let inner = own.get(named.clone()).unwrap_or_default();
    let end = named.start + inner.trim_end().trim_end_matches([':', '：']).trim_end().len().min(end);
    (range.0 + named.start as u32, range.0 + end as u32)
}

/// A text without white space and emoji in letters around it, `:rocket: Name :star:`, unless it is nothing else.
pub(super) fn undecorated(text: &str) -> std::ops::Range<usize> {
    let (mut start, mut end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    while let Some(own) = text.get(start..end).filter(|own| own.starts_with(':'))
        && let Some(length) = shortcode(own).filter(|&length| length < own.len())
    {
        start = end - own.get(length..).unwrap_or_default().trim_start().len();
    }
    while let Some(own) = text.get(start..end).filter(|own| own.ends_with(':'))
        && let Some(at) =
            own.rfind(" :").filter(|&at| shortcode(own.get(at + 1..).unwrap_or_default()) == Some(own.len() - at - 1))
    {
        end = start + own.get(..at).unwrap_or_default().trim_end().len();
    }
    start.min(end)..end
}
