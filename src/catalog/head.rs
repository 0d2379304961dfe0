//! The start of an entry: a link, a bold name, a name in front of `[pdf]` links, or none of these.

use super::FieldVocabulary;
use crate::links::{TargetKind, is_fragment, target_kind};
use crate::markdown::{Block, Document, Link, LinkKind, MarkKind, TextMark};

/// Bytes of the longest tag in brackets before a name: `[**CVPR 2024**]`. What is longer is a link whose address is wrong.
const LONGEST_TAG: usize = 39;
/// Bytes behind a tag that can hold a name.
const SHORTEST_BEHIND_TAG: usize = 4;
/// Bytes of the shortest sentence that describes a link.
const SHORTEST_SENTENCE: usize = 11;
/// Bytes of the longest name before a title that is a link.
const LONGEST_NAME: usize = 40;
/// Bytes of the longest name before a separator: what is longer is a sentence with a colon or a dash in it.
const LONGEST_BEFORE_SEPARATOR: usize = 80;

/// The form in which a block starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadKind {
    /// With a link whose text is a name.
    Link,
    /// With a link to a place in the same document.
    Fragment,
    /// With a bold name.
    Strong,
    /// With a name in plain text, and links that say what kind of thing stands behind them.
    Labelled,
    /// With a key and a colon, or a link whose text is a label: a detail of something else.
    Detail,
    /// With a link whose text is a label, which may be a name beside other names: `[Docker](…)`.
    Label,
    /// With a name, a dash and one link, whose text is a title: `GAN - [Generative Adversarial Networks](…)`.
    Titled,
    /// With an address that is all there is.
    Bare,
    /// With text, and a link somewhere in it.
    Prose,
    /// With text, and no link at all.
    Plain,
}

/// The beginning of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryStart {
    pub(super) kind: HeadKind,
    /// The range of the block's text that is the name.
    pub(super) name: (u32, u32),
    /// True if the block has a link that leads out of the document.
    pub(super) linked: bool,
}

/// Reads how a block begins.
pub(super) fn head(document: &Document<'_>, words: &FieldVocabulary, block: &Block) -> EntryStart {
    let text = document.text_of(block);
    let marks = document.marks_of(block);
    let linked = marks.iter().any(|mark| leads_out(document, mark));
    let mut at = 0;
    loop {
        at += lead(text.get(at..).unwrap_or_default());
        let covering = |kind: MarkKind| {
            marks.iter().find(|mark| mark.kind == kind && mark.text.0 as usize <= at && at < mark.text.1 as usize)
        };
        let strong = covering(MarkKind::Strong);
        if let Some(mark) = covering(MarkKind::Link) {
            return link_head(document, words, text, mark, (linked, strong.is_some()));
        }
        // `**13224⭐**` in front of a name counts something.
        if let Some(mark) = strong.or_else(|| covering(MarkKind::Code)).filter(|mark| is_tally(text, mark)) {
            at = mark.text.1 as usize;
            continue;
        }
        if let Some(mark) = strong {
            // `[**CVPR 2024**] Title` and `**[CVPR 2024]** Title`: a tag in front of the name.
            if let Some(after) = bracketed(text, mark) {
                at = after;
                continue;
            }
            return strong_head(words, text, mark, linked);
        }
        if text.get(..at).is_some_and(|before| before.ends_with('['))
            && let Some(close) = text.get(at..).and_then(|rest| rest.find(']')).filter(|&close| close <= LONGEST_TAG)
            && !marks.is_empty()
            && text.get(at + close + 1..).is_some_and(|rest| !rest.trim().is_empty())
        {
            // `[Name][https://…]`, `[Name](https://… with a blank)`: meant as a link, and no tag.
            let rest = text.get(at + close + 1..).unwrap_or_default();
            if linked && ["(http", "[http"].iter().any(|start| rest.starts_with(start)) {
                return EntryStart {
                    kind: HeadKind::Labelled,
                    name: trimmed(text, (at as u32, (at + close) as u32)),
                    linked,
                };
            }
            at += close + 1;
            continue;
        }
        return plain_head(document, words, text, marks, at, linked);
    }
}

/// Returns the number of bytes of decoration a text begins with: white space, emoji, be they written `:book:`,
/// bullets, brackets.
fn lead(text: &str) -> usize {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '$' | '<' | '"' | '\'');
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let begin = rest.find(|c| word(c) || c == ':').unwrap_or(rest.len());
        at += begin;
        match rest.get(begin..) {
            Some(rest) if rest.starts_with(':') => at += shortcode(rest).unwrap_or(1),
            _ => return at,
        }
    }
}

/// Returns the length of the emoji in letters that a text starts with: `:book:`, `:+1:`.
pub(super) fn shortcode(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(':')?;
    let name = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'+' | b'-');
    let length = inner.bytes().take_while(name).count();
    (length > 0 && inner.as_bytes().get(length) == Some(&b':')).then_some(length + 2)
}

fn leads_out(document: &Document<'_>, mark: &TextMark) -> bool {
    mark.kind == MarkKind::Link
        && document.links.get(mark.link as usize).is_some_and(|link| {
            matches!(target_kind(&link.target), TargetKind::Web | TargetKind::Path | TargetKind::Other)
        })
}

/// Returns true if a mark holds only numbers with stars, forks or other signs.
fn is_tally(text: &str, mark: &TextMark) -> bool {
    let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default().trim();
    !own.is_ascii() && !own.contains(char::is_alphabetic) && own.starts_with(|c: char| c.is_ascii_digit() || c == '?')
}

/// Returns the end of a tag in brackets, if the bold text is one.
fn bracketed(text: &str, mark: &TextMark) -> Option<usize> {
    let (start, end) = (mark.text.0 as usize, mark.text.1 as usize);
    let inner = text.get(start..end)?;
    let own = inner.starts_with(['[', '(']) && inner.trim_end().ends_with([']', ')']);
    let outer = text.get(..start)?.ends_with('[') && text.get(end..)?.starts_with(']');
    let rest = text.get(end..)?;
    ((own || outer) && rest.len() >= SHORTEST_BEHIND_TAG).then_some(if outer { end + 1 } else { end })
}

fn link_head(
    document: &Document<'_>,
    words: &FieldVocabulary,
    text: &str,
    mark: &TextMark,
    (linked, bold): (bool, bool),
) -> EntryStart {
    let name = mark.text;
    let own = text.get(name.0 as usize..name.1 as usize).unwrap_or_default();
    let link = document.links.get(mark.link as usize);
    let bare = |link: &Link<'_>| matches!(link.kind, LinkKind::Bare | LinkKind::Autolink);
    let alone = || own.len() == text.trim().len();
    let kind = match link {
        Some(link) if is_fragment(&link.target) => HeadKind::Fragment,
        Some(link) if bare(link) && alone() && own.contains("://") => {
            // The scheme is no part of a name.
            let scheme = own.find("://").map_or(0, |at| at as u32 + 3);
            return EntryStart { kind: HeadKind::Bare, name: (name.0 + scheme, name.1), linked };
        }
        Some(link) if link.kind == LinkKind::Bare || link.kind == LinkKind::Autolink => HeadKind::Prose,
        Some(_) if !bold && words.is_label(own) && !stands_alone(text, name) => HeadKind::Label,
        // In bold even such a word is a name, but where it is all that an item says.
        Some(_) if bold && is_rest_blank(text, name) && words.is_label(own) => HeadKind::Label,
        Some(_) => HeadKind::Link,
        None => HeadKind::Plain,
    };
    EntryStart { kind, name: trimmed(text, name), linked }
}

fn is_rest_blank(text: &str, name: (u32, u32)) -> bool {
    text.get(name.1 as usize..).is_none_or(|rest| !rest.contains(char::is_alphanumeric))
}

/// Returns true if a link is the first of a sentence that describes it, `[Video](…) - what it is`: then even a word
/// that is
/// often a label is a name.
fn stands_alone(text: &str, name: (u32, u32)) -> bool {
    let rest = text.get(name.1 as usize..).unwrap_or_default();
    let rest = rest.trim_start_matches(['*', ' ', ']', ')']);
    rest.strip_prefix(['-', '–', '—', ':']).is_some_and(|rest| rest.trim().len() >= SHORTEST_SENTENCE)
}

fn strong_head(words: &FieldVocabulary, text: &str, mark: &TextMark, linked: bool) -> EntryStart {
    let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
    let after = text.get(mark.text.1 as usize..).unwrap_or_default().trim_start();
    let keyed = own.trim_end().ends_with([':', '：']) || after.starts_with([':', '：']);
    let kind = if keyed && words.is_detail(own) { HeadKind::Detail } else { HeadKind::Strong };
    EntryStart { kind, name: trimmed(text, mark.text), linked }
}

fn plain_head(
    document: &Document<'_>,
    words: &FieldVocabulary,
    text: &str,
    marks: &[TextMark],
    at: usize,
    linked: bool,
) -> EntryStart {
    let links = || {
        marks
            .iter()
            .filter(|mark| mark.kind == MarkKind::Link)
            .filter_map(|mark| document.links.get(mark.link as usize).map(|link| (mark, link)))
    };
    let line_end = text.find('\n').unwrap_or(text.len()).max(at);
    let first_link = links().map(|(mark, _)| mark.text.0 as usize).min().unwrap_or(text.len());
    let until = line_end.min(first_link).max(at);
    let lead = text.get(at..until).unwrap_or_default();
    // `Name](https://…`
    let lead = lead.strip_suffix("](").unwrap_or(lead);
    let colon = lead.find([':', '：']);
    if let Some(colon) = colon
        && words.is_detail(lead.get(..colon).unwrap_or_default())
    {
        return EntryStart { kind: HeadKind::Detail, name: (at as u32, (at + colon) as u32), linked };
    }
    let end = at + lead.trim_end_matches([' ', '[', '(', ':', ',', '-', '–', '—', '|', '*', '\n', '.', '：']).len();
    let name = (at as u32, end as u32);
    if !linked {
        let end = at + separator(lead).unwrap_or(end - at);
        return EntryStart { kind: HeadKind::Plain, name: (at as u32, end as u32), linked };
    }
    let labelled = links().filter(|(_, link)| !is_fragment(&link.target)).all(|(mark, link)| {
        let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
        // `[Data-1]`, `[Data-2]`
        let numbered = own.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ' '));
        let label =
            words.is_label(own) || numbered.len() < own.len() && !numbered.is_empty() && words.is_label(numbered);
        link.kind == LinkKind::Bare || link.kind == LinkKind::Autolink || link.has_image || label
    });
    if !labelled && is_titled(text, at..first_link, links().count()) {
        return EntryStart { kind: HeadKind::Titled, name, linked };
    }
    let kind = if labelled && end > at { HeadKind::Labelled } else { HeadKind::Prose };
    // `Name: description, https://…`, `Name - description [pdf]`: the name ends at the separator.
    let end = match separator(lead) {
        Some(length) if kind == HeadKind::Labelled => at + length,
        _ => end,
    };
    EntryStart { kind, name: (name.0, (end as u32).max(name.0)), linked }
}

/// Returns true if what stands before the first link is a short name and a dash, and there is one link only.
fn is_titled(text: &str, before: std::ops::Range<usize>, links: usize) -> bool {
    let before = text.get(before).unwrap_or_default();
    let name = before.trim_end().strip_suffix(['-', '–', '—']).unwrap_or_default();
    links == 1
        && name.ends_with(' ')
        && name.len() <= LONGEST_NAME
        && separator(name).is_none()
        && !name.trim().is_empty()
}

/// Returns the end of a short name in front of a separator.
fn separator(text: &str) -> Option<usize> {
    let at = [": ", " - ", " – ", " — ", "：", " -> "].iter().filter_map(|mark| text.find(mark)).min()?;
    (1..=LONGEST_BEFORE_SEPARATOR).contains(&at).then_some(at)
}

/// A range without the white space, the punctuation and the emoji in letters around its text.
fn trimmed(text: &str, range: (u32, u32)) -> (u32, u32) {
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
