//! How an entry begins: with a link, with a bold name, with a name in front of `[pdf]` links, or with nothing of these.

use super::Vocabulary;
use super::types::TargetKind;
use crate::markdown::{Block, Document, LinkKind, Mark, MarkKind};

/// How a block begins.
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
    /// With text, and a link somewhere in it.
    Prose,
    /// With text, and no link at all.
    Plain,
}

/// The beginning of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) kind: HeadKind,
    /// The range of the block's text that is the name.
    pub(super) name: (u32, u32),
    /// Whether the block has a link that leads out of the document.
    pub(super) linked: bool,
}

/// Reads how a block begins.
pub(super) fn head(document: &Document<'_>, words: &Vocabulary, block: &Block) -> Head {
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
        if let Some(mark) = strong {
            // `[**CVPR 2024**] Title` and `**[CVPR 2024]** Title`: a tag in front of the name.
            if let Some(after) = bracketed(text, mark) {
                at = after;
                continue;
            }
            return strong_head(words, text, mark, linked);
        }
        if text.get(..at).is_some_and(|before| before.ends_with('['))
            && let Some(close) = text.get(at..).and_then(|rest| rest.find(']')).filter(|&close| close < 40)
            && !marks.is_empty()
            && text.get(at + close + 1..).is_some_and(|rest| !rest.trim().is_empty())
        {
            // `[Name][https://…]`, `[Name](https://… with a blank)`: meant as a link, and no tag.
            let rest = text.get(at + close + 1..).unwrap_or_default();
            if linked && ["(http", "[http"].iter().any(|start| rest.starts_with(start)) {
                return Head {
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

/// How many bytes of decoration a text begins with: white space, emoji, bullets, brackets.
fn lead(text: &str) -> usize {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '$' | '<' | '"' | '\'');
    text.find(word).unwrap_or(text.len())
}

fn leads_out(document: &Document<'_>, mark: &Mark) -> bool {
    mark.kind == MarkKind::Link
        && document.links.get(mark.link as usize).is_some_and(|link| {
            matches!(super::links::kind(&link.target), TargetKind::Web | TargetKind::Path | TargetKind::Other)
        })
}

/// Where a tag in brackets ends, if the bold text is one.
fn bracketed(text: &str, mark: &Mark) -> Option<usize> {
    let (start, end) = (mark.text.0 as usize, mark.text.1 as usize);
    let inner = text.get(start..end)?;
    let own = inner.starts_with(['[', '(']) && inner.trim_end().ends_with([']', ')']);
    let outer = text.get(..start)?.ends_with('[') && text.get(end..)?.starts_with(']');
    let rest = text.get(end..)?;
    ((own || outer) && rest.len() > 3).then_some(if outer { end + 1 } else { end })
}

fn link_head(
    document: &Document<'_>,
    words: &Vocabulary,
    text: &str,
    mark: &Mark,
    (linked, bold): (bool, bool),
) -> Head {
    let name = mark.text;
    let own = text.get(name.0 as usize..name.1 as usize).unwrap_or_default();
    let link = document.links.get(mark.link as usize);
    let kind = match link {
        Some(link) if link.target.starts_with('#') => HeadKind::Fragment,
        Some(link) if link.kind == LinkKind::Bare || link.kind == LinkKind::Autolink => HeadKind::Prose,
        Some(_) if words.is_label(own) && !bold && !stands_alone(text, name) => HeadKind::Label,
        Some(_) => HeadKind::Link,
        None => HeadKind::Plain,
    };
    Head { kind, name: trimmed(text, name), linked }
}

/// Whether a link is the first of a sentence that describes it, `[Video](…) - what it is`: then even a word that is
/// often a label is a name.
fn stands_alone(text: &str, name: (u32, u32)) -> bool {
    let rest = text.get(name.1 as usize..).unwrap_or_default();
    let rest = rest.trim_start_matches(['*', ' ', ']', ')']);
    rest.strip_prefix(['-', '–', '—', ':']).is_some_and(|rest| rest.trim().len() > 10)
}

fn strong_head(words: &Vocabulary, text: &str, mark: &Mark, linked: bool) -> Head {
    let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
    let after = text.get(mark.text.1 as usize..).unwrap_or_default().trim_start();
    let keyed = own.trim_end().ends_with([':', '：']) || after.starts_with([':', '：']);
    let kind = if keyed && words.is_detail(own) { HeadKind::Detail } else { HeadKind::Strong };
    Head { kind, name: trimmed(text, mark.text), linked }
}

fn plain_head(
    document: &Document<'_>,
    words: &Vocabulary,
    text: &str,
    marks: &[Mark],
    at: usize,
    linked: bool,
) -> Head {
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
        return Head { kind: HeadKind::Detail, name: (at as u32, (at + colon) as u32), linked };
    }
    let end = at + lead.trim_end_matches([' ', '[', '(', ':', ',', '-', '–', '—', '|', '*', '\n', '.', '：']).len();
    let name = (at as u32, end as u32);
    if !linked {
        let end = at + separator(lead).unwrap_or(end - at);
        return Head { kind: HeadKind::Plain, name: (at as u32, end as u32), linked };
    }
    let labelled = links().filter(|(_, link)| !link.target.starts_with('#')).all(|(mark, link)| {
        let own = text.get(mark.text.0 as usize..mark.text.1 as usize).unwrap_or_default();
        link.kind == LinkKind::Bare || link.kind == LinkKind::Autolink || link.has_image || words.is_label(own)
    });
    let kind = if labelled && end > at { HeadKind::Labelled } else { HeadKind::Prose };
    // `Name: description, https://…`, `Name - description [pdf]`: the name ends at the separator.
    let end = match separator(lead) {
        Some(length) if kind == HeadKind::Labelled => at + length,
        _ => end,
    };
    Head { kind, name: (name.0, (end as u32).max(name.0)), linked }
}

/// Where a short name in front of a separator ends.
fn separator(text: &str) -> Option<usize> {
    let at = [": ", " - ", " – ", " — ", "：", " -> "].iter().filter_map(|mark| text.find(mark)).min()?;
    (at > 0 && at <= 80).then_some(at)
}

/// A range without the white space and the punctuation around its text.
fn trimmed(text: &str, range: (u32, u32)) -> (u32, u32) {
    let own = text.get(range.0 as usize..range.1 as usize).unwrap_or_default();
    let start = own.len() - own.trim_start().len();
    let end = own.trim_end().trim_end_matches([':', '：']).trim_end().len().max(start);
    (range.0 + start as u32, range.0 + end as u32)
}
