//! A line of a catalog as it is shown: whole where it fits, otherwise cut around what matters, with `…` at the cuts. A cut
//! falls between words, never inside a path or an anchor, although a long one then reaches beyond the width: a terminal
//! wraps it, and it can be copied. The work is bounded by what is shown, not by the line: a table row can have 400 KB.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::sanitize;
use crate::text::parts_words;

/// Longest word that is shown whole beyond the width, in bytes: nearly all addresses are shorter.
const LONGEST_WORD: usize = 400;
/// Columns that a tab is counted as at most; the renderer sets it to the next multiple of 4.
const TAB: usize = 4;

/// A line as it is shown, harmless on a terminal.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ShortenedLine {
    pub(super) text: String,
    /// Ranges of the marks in the text, in the order in which they were given.
    pub(super) marks: Vec<Range<usize>>,
}

/// Cuts a line to about `width` columns so that the beginning of every mark is seen.
pub(super) fn cut(line: &str, marks: &[Range<usize>], width: usize) -> ShortenedLine {
    let mut windows = windows(line, marks, width);
    windows.sort_unstable_by_key(|window| window.start);
    windows.dedup_by(|next, window| {
        let touches = next.start <= window.end + '…'.len_utf8();
        if touches {
            window.end = window.end.max(next.end);
        }
        touches
    });
    let mut text = String::with_capacity(line.len().min(4 * width));
    // Pairs of places: in the line and in what is shown of it. Between two of them that are as far apart in the one as
    // in the other, all is shown as it stands.
    let mut pairs = Vec::new();
    let mut done = 0;
    for window in windows {
        if window.start > done {
            text.push('…');
        }
        let part = line.get(window.clone()).unwrap_or_default();
        let clean = sanitize::is_plain(part);
        if clean {
            pairs.push((window.start, text.len()));
            text.push_str(part);
        }
        let mut guard = sanitize::HarmfulScanner::default();
        for (at, c) in part.char_indices().take_while(|_| !clean) {
            pairs.push((window.start + at, text.len()));
            if guard.stops(c) && c != '\t' {
                sanitize::push_escape(c, &mut text);
            } else {
                text.push(c);
            }
        }
        pairs.push((window.end, text.len()));
        done = window.end;
    }
    if done < line.len() {
        text.push('…');
    }
    let shown = |at: usize| {
        let next = pairs.partition_point(|&(place, _)| place < at);
        let before = next.checked_sub(1).and_then(|before| pairs.get(before));
        match (before, pairs.get(next)) {
            (Some(a), Some(b)) if b.0 - a.0 == b.1 - a.1 => a.1 + (at - a.0),
            (_, b) => b.or(pairs.last()).map_or(0, |&(_, shown)| shown),
        }
    };
    let marks = marks.iter().map(|mark| shown(mark.start)..shown(mark.end).max(shown(mark.start)));
    let marks = marks.map(|mark| within_width(&text, mark, width)).collect();
    ShortenedLine { text, marks }
}

/// Ends a mark where the width ends, so that what is drawn under it stays on one line; its first character stays.
fn within_width(text: &str, mark: Range<usize>, width: usize) -> Range<usize> {
    let (fitting, _) = ahead(text, width);
    let first = text.get(mark.clone()).and_then(|marked| marked.chars().next()).map_or(0, char::len_utf8);
    let end = mark.end.min(fitting.max(mark.start + first));
    mark.start..end
}

/// The parts of the line that are shown, one a mark; the whole line where it fits.
fn windows(line: &str, marks: &[Range<usize>], width: usize) -> Vec<Range<usize>> {
    if ahead(line, width).0 == line.len() {
        return std::iter::once(0..line.len()).collect();
    }
    let budget = (width / marks.len().max(1)).saturating_sub(2).max(8);
    marks.iter().map(|mark| window(line, mark, budget)).collect()
}

/// The part of the line around one mark: a third of the spare room before it, the rest behind it.
fn window(line: &str, mark: &Range<usize>, budget: usize) -> Range<usize> {
    let (head, tail) = line.split_at_checked(mark.start).unwrap_or((line, ""));
    let marked = tail.get(..mark.len()).unwrap_or(tail);
    let (inside, taken) = ahead(marked, budget);
    let rest = tail.get(inside..).unwrap_or_default();
    let spare = budget - taken;
    let (mut before, used) = behind(head, spare / 3);
    let (after, used) = ahead(rest, spare - used);
    if after == rest.len() {
        (before, _) = behind(head, spare - used);
    }
    let start = start_between_words(line, mark.start - before, mark.start);
    // Of a mark that is cut itself, one character is shown at least.
    let least = if inside < marked.len() { marked.chars().next().map_or(0, char::len_utf8) } else { inside };
    start..end_between_words(line, mark.start + inside + after, mark.start + least)
}

/// The first place from `at` to `most` where a word begins, or else the last in front of `at`.
fn start_between_words(line: &str, at: usize, most: usize) -> usize {
    let places = |range: Range<usize>| range.filter(|&at| line.is_char_boundary(at));
    let is_start = |&at: &usize| can_cut(line, at);
    let inner = places(at..most + 1).find(is_start);
    let start = inner.or_else(|| places(at.saturating_sub(LONGEST_WORD)..at).rev().find(is_start)).unwrap_or(at);
    let kept = line.get(start..most).unwrap_or_default();
    most - kept.trim_start().len()
}

/// The last place from `at` back to `least` where a word ends, or else the first behind `at`.
fn end_between_words(line: &str, at: usize, least: usize) -> usize {
    let places = |range: Range<usize>| range.filter(|&at| line.is_char_boundary(at));
    let is_end = |&at: &usize| can_cut(line, at);
    let inner = places(least..at + 1).rev().find(is_end);
    let furthest = line.len().min(at + LONGEST_WORD);
    let end = inner.or_else(|| places(at..furthest + 1).find(is_end)).unwrap_or(at);
    let kept = line.get(least..end).unwrap_or_default();
    least + kept.trim_end().len()
}

/// Returns true if a line may be cut at a place: between words, beside the bar between two cells, and between the text of a
/// link and its address.
fn can_cut(line: &str, at: usize) -> bool {
    let Some((before, after)) = line.split_at_checked(at) else { return false };
    parts_words(line, at) || before.ends_with('|') || after.starts_with('|') || before.ends_with("](")
}

/// Returns the number of bytes from the front that fit into so many columns, and the columns they take.
fn ahead(text: &str, budget: usize) -> (usize, usize) {
    let plain = text.bytes().take(budget).take_while(|byte| matches!(byte, b' '..=b'~')).count();
    if plain == budget.min(text.len()) { (plain, plain) } else { fit(text.chars(), budget) }
}

/// Returns the number of bytes from the back that fit into so many columns, and the columns they take.
fn behind(text: &str, budget: usize) -> (usize, usize) {
    let plain = text.bytes().rev().take(budget).take_while(|byte| matches!(byte, b' '..=b'~')).count();
    if plain == budget.min(text.len()) { (plain, plain) } else { fit(text.chars().rev(), budget) }
}

fn fit(chars: impl Iterator<Item = char>, budget: usize) -> (usize, usize) {
    let (mut bytes, mut columns) = (0, 0);
    for c in chars {
        let next = columns + cost(c);
        if next > budget {
            break;
        }
        columns = next;
        bytes += c.len_utf8();
    }
    (bytes, columns)
}

/// Columns that a character takes, never none: a thousand accents on one letter are cut too.
fn cost(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\t' => TAB,
        _ if sanitize::is_hostile('\0', c) => c.escape_unicode().len(),
        _ => c.width().unwrap_or(0).max(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text under each mark, as it is shown.
    fn marked(line: &str, marks: &[(usize, usize)], width: usize) -> (String, Vec<String>) {
        let marks = marks.iter().map(|&(start, end)| start..end).collect::<Vec<_>>();
        let ShortenedLine { text, marks } = cut(line, &marks, width);
        let under = marks.into_iter().map(|mark| text.get(mark).unwrap().to_owned()).collect();
        (text, under)
    }

    #[test]
    fn a_line_that_fits_stays_whole() {
        assert_eq!(marked("a bc d", &[(2, 4)], 10), ("a bc d".into(), vec!["bc".into()]));
        assert_eq!(marked("", &[(0, 0)], 10), (String::new(), vec![String::new()]));
    }

    #[test]
    fn a_long_line_is_cut_between_words_around_the_mark() {
        let line = format!("{}the cell that matters {}", "before words ".repeat(40), "behind words ".repeat(40));
        let at = line.find("cell").unwrap();
        let (text, under) = marked(&line, &[(at, at + 4)], 50);
        assert_eq!(under, ["cell"]);
        assert_eq!(text, "…words the cell that matters behind words…");
    }

    #[test]
    fn a_long_word_is_never_cut() {
        let address = "http://grammar.example.org/capitalization/rules-for-capitalization-in-titles.html";
        let line = format!("{}see [the rules]({address}) before you write", "words ".repeat(20));
        let at = line.find("http").unwrap();
        let (text, under) = marked(&line, &[(at, at + address.len())], 60);
        assert_eq!(text, format!("…{address})…"));
        assert!(address.starts_with(&under[0]) && under[0].len() < 60, "{under:?}");
        let name = line.find("the rules").unwrap();
        assert_eq!(marked(&line, &[(name, name + 9)], 60).0, "…words see [the rules](…");
        let word = "x".repeat(100_000);
        assert!(marked(&word, &[(50_000, 50_004)], 60).0.len() < 3 * LONGEST_WORD);
    }

    #[test]
    fn a_mark_at_either_end_has_one_cut() {
        let line = format!("first {}last", "more words ".repeat(40));
        assert_eq!(marked(&line, &[(0, 5)], 30).0, "first more words more words…");
        assert_eq!(marked(&line, &[(line.len() - 4, line.len())], 30).0, "…more words more words last");
    }

    #[test]
    fn two_marks_far_apart_are_both_seen() {
        let line = format!("one {}two {}", "x ".repeat(300), "y ".repeat(300));
        let two = line.find("two").unwrap();
        let (text, under) = marked(&line, &[(two, two + 3), (0, 3)], 60);
        assert_eq!(under, ["two", "one"]);
        assert_eq!(text.matches('…').count(), 2, "{text}");
    }

    #[test]
    fn a_mark_wider_than_the_room_is_cut_itself() {
        let line = "数".repeat(400);
        let (text, under) = marked(&line, &[(30, 900)], 40);
        assert!(text.chars().count() <= 21 && text.starts_with('…') || text.ends_with('…'), "{text}");
        assert!(under[0].chars().count() >= 15, "{under:?}");
    }

    proptest! {
        #[test]
        fn marks_stay_in_the_text(line in "[ a数\u{202e}\u{301}\t|👩]{0,300}", picks in prop::collection::vec((0usize..300, 0usize..300), 1..5), width in 8usize..90) {
            let places = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect::<Vec<_>>();
            let marks = picks.iter().map(|&(a, b)| {
                let (a, b) = (places[a % places.len()], places[b % places.len()]);
                a.min(b)..a.max(b)
            }).collect::<Vec<_>>();
            let shown = cut(&line, &marks, width);
            prop_assert!(shown.text.len() <= 8 * (width + (40 + 2 * LONGEST_WORD) * marks.len()));
            for (mark, seen) in marks.iter().zip(&shown.marks) {
                let under = shown.text.get(seen.clone());
                prop_assert!(under.is_some());
                let first = line.get(mark.clone()).unwrap().chars().next();
                if let Some(c) = first.filter(|c| !sanitize::is_hostile('\0', *c)) {
                    prop_assert!(under.unwrap().starts_with(c), "{:?} {:?}", shown, mark);
                }
            }
        }
    }
}
