//! The start of an entry: a link, a bold name, a name in front of `[pdf]` links, or none of these.

use super::column_stats::numbering;
use super::name_bounds::{before_metadata, is_titled, is_year, separator, shortcode, trimmed, without_full_stop};
use super::recurring::Lexicon;
use crate::links::{TargetKind, is_fragment, target_kind};
use crate::markdown::{Block, Document, Link, LinkKind, MarkKind, TextMark};

/// Bytes of the longest tag in brackets before a name: `[**CVPR 2024**]`. What is longer is a link whose address is wrong.
const LONGEST_TAG: usize = 39;
/// Bytes behind a tag that can hold a name.
const SHORTEST_BEHIND_TAG: usize = 4;
/// Bytes of the shortest sentence that describes a link.
const SHORTEST_SENTENCE: usize = 11;

/// Marks and blanks between a name and the links behind it.
const BEHIND_A_NAME: &[char] =
    &[' ', '\t', '\u{a0}', '[', '(', '（', ':', '：', ',', '，', '、', '-', '–', '—', '|', '*', '\n', '.', '。'];

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
    /// With text, and a link in it whose text may be a name: `Author, [Title](…), 2015`.
    Inner,
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
pub(super) fn head(document: &Document<'_>, words: &Lexicon<'_>, block: &Block) -> EntryStart {
    let text = document.text_of(block);
    let marks = document.marks_of(block);
    let linked = marks.iter().any(|mark| leads_out(document, mark));
    let mut at = 0;
    loop {
        at += lead(text.get(at..).unwrap_or_default());
        at += numbering(text.get(at..).unwrap_or_default());
        let covering = |kind: MarkKind| {
            marks.iter().find(|mark| mark.kind == kind && mark.text.0 as usize <= at && at < mark.text.1 as usize)
        };
        let strong = covering(MarkKind::Strong);
        if let Some(mark) = covering(MarkKind::Link) {
            // `[[CVPR](…)] Title` and `[2012](…) - Title`: a tag in front of the name.
            if let Some(after) = linked_tag(document, words, text, mark) {
                at = after;
                continue;
            }
            return link_head(document, words, (text, marks), mark, (linked, strong.is_some()));
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
        // `` `name` - description ``
        if let Some(mark) = covering(MarkKind::Code).filter(|mark| linked && is_described_code(text, marks, mark)) {
            return EntryStart { kind: HeadKind::Strong, name: trimmed(text, mark.text), linked };
        }
        if text.get(..at).is_some_and(|before| before.ends_with('['))
            && let Some(close) = text.get(at..).and_then(|rest| rest.find(']')).filter(|&close| close <= LONGEST_TAG)
            && !marks.is_empty()
            && text.get(at + close + 1..).is_some_and(|rest| !rest.trim().is_empty())
        {
            // `[Name][https://…]`, `[Name](https://… with a blank)`: meant as a link, and no tag.
            let rest = text.get(at + close + 1..).unwrap_or_default();
            let named = || text.get(at..at + close).is_some_and(|own| own.contains(char::is_alphabetic));
            let addressed = ["(http", "[http"].iter().any(|start| rest.starts_with(start));
            if linked && (addressed || rest.trim_start().starts_with("http") && named()) {
                return EntryStart {
                    kind: HeadKind::Labelled,
                    name: trimmed(text, (at as u32, (at + close) as u32)),
                    linked,
                };
            }
            at += close + 1;
            continue;
        }
        // `(As of 2019) [Name](…)`
        if let Some(after) = aside_before_link(text, marks, at) {
            at = after;
            continue;
        }
        return plain_head(document, words, text, marks, at, linked);
    }
}

/// Returns the number of bytes of decoration that a text begins with: white space, emoji, be they written `:book:`,
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

/// Returns the end of a linked tag in front of a name: a label in square brackets, or a year.
fn linked_tag(document: &Document<'_>, words: &Lexicon<'_>, text: &str, mark: &TextMark) -> Option<usize> {
    let (start, end) = (mark.text.0 as usize, mark.text.1 as usize);
    let own = text.get(start..end)?.trim();
    let rest = text.get(end..)?;
    let link = document.links.get(mark.link as usize).filter(|link| !is_fragment(&link.target))?;
    let until = document.marks_of(document.block(link.block)?).iter().filter(|other| other.kind == MarkKind::Link);
    let until = until.map(|other| other.text.0 as usize).find(|&at| at >= end && at > start).unwrap_or(text.len());
    let named = text.get(end..until)?.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_BEHIND_TAG;
    let bracketed = text.get(..start)?.ends_with('[') && rest.starts_with(']')
        || own.starts_with('[') && own.ends_with(']') && own.len() > 2;
    let label = || words.is_label(own) || words.is_recurring_label(own);
    if named && bracketed && label() {
        return Some(end + usize::from(rest.starts_with(']')));
    }
    // `[2012](…) - **Maker** - Title`
    let year = words.has_recurring_year() && is_year(own) && is_followed_by_dash(text, mark.text.1);
    let second = document.marks_of(document.block(link.block)?).iter().find(|other| {
        let between = text.get(end..other.text.0 as usize).unwrap_or_default();
        other.kind == MarkKind::Strong && !between.is_empty() && !between.contains(char::is_alphanumeric)
    });
    let second = second.filter(|second| is_followed_by_dash(text, second.text.1)).map(|second| second.text.1 as usize);
    (named && year).then(|| second.unwrap_or(end))
}

/// Returns true if a dash with a blank in front of it stands behind an offset of a text.
pub(super) fn is_followed_by_dash(text: &str, at: u32) -> bool {
    let rest = text.get(at as usize..).unwrap_or_default();
    rest.starts_with([' ', '\u{a0}']) && rest.trim_start().starts_with(['-', '–', '—'])
}

/// Returns true if a dash and words stand behind code, not a link that says what the code stands for.
fn is_described_code(text: &str, marks: &[TextMark], code: &TextMark) -> bool {
    let rest = text.get(code.text.1 as usize..).unwrap_or_default();
    let words = rest.trim_start_matches([' ', '-', '–', '—', '\u{a0}']);
    let at = (text.len() - words.len()) as u32;
    is_followed_by_dash(text, code.text.1) && !words.is_empty() && !begins_with_link(marks, at)
}

/// Returns true if a link covers an offset of a text.
fn begins_with_link(marks: &[TextMark], at: u32) -> bool {
    marks.iter().any(|mark| mark.kind == MarkKind::Link && mark.text.0 <= at && at < mark.text.1)
}

/// Returns the end of a remark in brackets right in front of a link.
fn aside_before_link(text: &str, marks: &[TextMark], at: usize) -> Option<usize> {
    text.get(..at)?.ends_with('(').then_some(())?;
    let close = at + text.get(at..)?.find(')')? + 1;
    let next = close + text.get(close..)?.len() - text.get(close..)?.trim_start().len();
    let is_link =
        |mark: &&TextMark| mark.kind == MarkKind::Link && mark.text.0 as usize == next && mark.text.1 > mark.text.0;
    marks.iter().any(|mark| is_link(&mark)).then_some(next)
}

/// Returns true if a link stands in square brackets of its own, as labels do: `[[ref](…)]`, `[`[pdf]`](…)`.
fn is_bracketed_link(text: &str, mark: &TextMark) -> bool {
    let (start, end) = (mark.text.0 as usize, mark.text.1 as usize);
    let own = text.get(start..end).unwrap_or_default().trim();
    own.len() <= LONGEST_TAG
        && (own.starts_with('[') && own.ends_with(']')
            || text.get(..start).is_some_and(|before| before.ends_with('['))
                && text.get(end..).is_some_and(|after| after.starts_with(']')))
}

fn link_head(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    (text, marks): (&str, &[TextMark]),
    mark: &TextMark,
    (linked, bold): (bool, bool),
) -> EntryStart {
    let name = mark.text;
    let own = text.get(name.0 as usize..name.1 as usize).unwrap_or_default();
    let link = document.links.get(mark.link as usize);
    let bare = |link: &Link<'_>| matches!(link.kind, LinkKind::Bare | LinkKind::Autolink);
    let alone = || own.len() == text.trim().len() || is_described_address(text, name);
    let kind = match link {
        Some(link) if is_fragment(&link.target) => HeadKind::Fragment,
        Some(link) if bare(link) && alone() && own.contains("://") => {
            return EntryStart { kind: HeadKind::Bare, name, linked };
        }
        Some(link) if link.kind == LinkKind::Bare || link.kind == LinkKind::Autolink => HeadKind::Prose,
        Some(_) if !bold && words.is_label(own) && !stands_alone((text, marks), name) => HeadKind::Label,
        // In bold even such a word is a name, but where it is all that an item says.
        Some(_) if bold && is_rest_blank(text, name) && words.is_label(own) => HeadKind::Label,
        Some(_) => HeadKind::Link,
        None => HeadKind::Plain,
    };
    // `[owner/](…)[name](…)`
    let next =
        || marks.iter().find(|next| next.kind == MarkKind::Link && next.text.0 == name.1 && next.text.1 > name.1);
    let name = if own.ends_with('/') { (name.0, next().map_or(name.1, |next| next.text.1)) } else { name };
    EntryStart { kind, name: trimmed(text, name), linked }
}

/// Returns true if an address begins a text and a description of it follows: `https://… -> what it is`.
fn is_described_address(text: &str, address: (u32, u32)) -> bool {
    let rest = text.get(address.1 as usize..).unwrap_or_default();
    text.get(..address.0 as usize).is_some_and(|before| before.trim().is_empty())
        && rest.starts_with([' ', '\n', ':', ','])
        && ["- ", "-> ", "– ", "— ", ": ", ", ", "(", "["].iter().any(|mark| rest.trim_start().starts_with(mark))
}

pub(super) fn is_rest_blank(text: &str, name: (u32, u32)) -> bool {
    text.get(name.1 as usize..).is_none_or(|rest| !rest.contains(char::is_alphanumeric))
}

/// Returns true if a link is the first of a sentence that describes it, `[Video](…) - what it is`: then even a word
/// that is
/// often a label is a name.
fn stands_alone((text, marks): (&str, &[TextMark]), name: (u32, u32)) -> bool {
    let rest = text.get(name.1 as usize..).unwrap_or_default();
    let rest = rest.trim_start_matches(['*', ' ', ']', ')']);
    let said = rest.strip_prefix(['-', '–', '—', ':']).unwrap_or_default().trim_start();
    // `[Home Page](…) - [Paper](…)`: one label beside another.
    let at = text.len() - said.len();
    said.trim_end().len() >= SHORTEST_SENTENCE && !begins_with_link(marks, at as u32)
}

fn strong_head(words: &Lexicon<'_>, text: &str, mark: &TextMark, linked: bool) -> EntryStart {
    let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
    let after = text.get(mark.text.1 as usize..).unwrap_or_default().trim_start();
    let keyed = own.trim_end().ends_with([':', '：']) || after.starts_with([':', '：']);
    let kind = if keyed && words.is_detail(own) { HeadKind::Detail } else { HeadKind::Strong };
    let own = before_metadata(own);
    let own = without_full_stop(own);
    EntryStart { kind, name: trimmed(text, (mark.text.0, mark.text.0 + own.len() as u32)), linked }
}

fn plain_head(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    text: &str,
    marks: &[TextMark],
    at: usize,
    linked: bool,
) -> EntryStart {
    let links = || {
        marks
            .iter()
            .filter(|mark| mark.kind == MarkKind::Link && mark.text.0 as usize >= at)
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
    let end = at + lead.trim_end_matches(BEHIND_A_NAME).len();
    let name = (at as u32, end as u32);
    // `Full list - https://…`, `A list of data sets. Source: https://…`
    let own = text.get(at..end).unwrap_or_default();
    let source = || own.rsplit_once(". ").is_some_and(|(_, last)| words.is_detail(last));
    let bare = || links().next().is_some_and(|(_, link)| matches!(link.kind, LinkKind::Bare | LinkKind::Autolink));
    if linked && (words.names_longer_list(own) || bare() && source()) {
        return EntryStart { kind: HeadKind::Detail, name, linked };
    }
    if !linked {
        let end = at + separator(lead).unwrap_or(end - at);
        return EntryStart { kind: HeadKind::Plain, name: (at as u32, end as u32), linked };
    }
    let labelled = links().filter(|(_, link)| !is_fragment(&link.target)).all(|(mark, link)| {
        let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
        // `[Data-1]`, `[Data-2]`
        let numbered = own.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ' '));
        let label = words.is_label(own)
            || own.starts_with("http") && own.contains("://")
            || words.is_recurring_label(own)
            || is_bracketed_link(text, mark)
            || numbered.len() < own.len() && !numbered.is_empty() && words.is_label(numbered);
        link.kind == LinkKind::Bare || link.kind == LinkKind::Autolink || link.has_image || label
    });
    if !labelled && is_titled(text, at..first_link, links().count()) {
        return EntryStart { kind: HeadKind::Titled, name, linked };
    }
    let year = text.get(at..end).is_some_and(is_year);
    let kind = match labelled && end > at {
        // `2019 - https://…`, below a name that comes each year.
        true if year => HeadKind::Detail,
        true => HeadKind::Labelled,
        false => HeadKind::Prose,
    };
    // `Name: description, https://…`, `Name - description [pdf]`: the name ends at the separator.
    let end = match separator(lead) {
        Some(length) if kind == HeadKind::Labelled => at + length,
        _ => end,
    };
    let end = at + before_metadata(text.get(at..end).unwrap_or_default()).len();
    if kind == HeadKind::Prose
        && let Some(name) = inner_name(text, links().map(|(mark, _)| mark), words)
    {
        // `Name - what it is, in [words](…)`
        let dashed = separator(lead).filter(|&length| {
            let rest = lead.get(length..).unwrap_or_default();
            rest.starts_with(' ') && rest.contains(char::is_alphanumeric) && !is_apart(text, name.0)
        });
        let name = dashed.map_or(name, |length| (at as u32, (at + length) as u32));
        return EntryStart { kind: HeadKind::Inner, name, linked };
    }
    EntryStart { kind, name: (name.0, (end as u32).max(name.0)), linked }
}

/// The text of the first link in prose that reads as a name.
fn inner_name<'m>(
    text: &str,
    mut links: impl Iterator<Item = &'m TextMark>,
    words: &Lexicon<'_>,
) -> Option<(u32, u32)> {
    let named = |mark: &&TextMark| {
        let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
        let aside = text.get(..mark.text.0 as usize).is_some_and(|before| before.ends_with(['(', '（', '/']));
        own.chars().filter(|c| c.is_alphabetic()).count() > 1 && !aside && !words.is_label(own)
    };
    links.find(named).map(|mark| trimmed(text, mark.text))
}

/// Returns true if what begins at an offset of a text is a part of its own: punctuation stands in front of it.
pub(super) fn is_apart(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or_default().trim_end();
    let before = before.trim_end_matches(['"', '“', '[', '*', '_', '《', '「']).trim_end();
    before.ends_with([',', '，', ':', '：', '.', '。', '-', '–', '—', '|', ';', '、', ')', ']'])
}
