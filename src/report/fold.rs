//! Findings of one file that are alike, shown to people as one: 300 links that use plain HTTP are one thing to read about,
//! and 300 places to fix. Programs get each of them.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::FindingEntry;

/// Findings of a file that are alike, from which on only the first of them is shown whole.
const FEW: usize = 5;

/// A finding that is shown, and the lines of those like it that are not.
#[derive(Debug)]
pub(super) struct FoldedEntry<'a> {
    pub(super) entry: FindingEntry<'a>,
    /// The lines of the others, counted from 0, in the order of the text.
    pub(super) others: Vec<usize>,
}

/// Folds findings that are alike into the first of them.
pub(super) fn fold<'a>(entries: &[FindingEntry<'a>]) -> Vec<FoldedEntry<'a>> {
    let key = |entry: &FindingEntry<'a>| (entry.sheet.places.file().path(), entry.finding.rule, kind(entry));
    let mut counts: FxHashMap<_, usize> = FxHashMap::default();
    for entry in entries {
        *counts.entry(key(entry)).or_default() += 1;
    }
    let mut shown: Vec<FoldedEntry<'a>> = Vec::with_capacity(counts.len());
    let mut first: FxHashMap<_, usize> = FxHashMap::default();
    for entry in entries {
        let key = key(entry);
        let is_many = counts.get(&key).is_some_and(|count| *count > FEW);
        if let Some(folded) = first.get(&key).filter(|_| is_many).and_then(|&index| shown.get_mut(index)) {
            folded.others.push(entry.sheet.places.file().line_of(entry.finding.span.start as usize));
        } else {
            first.insert(key, shown.len());
            shown.push(FoldedEntry { entry: *entry, others: Vec::new() });
        }
    }
    shown
}

/// Returns what a finding is about, without its place: the message without the hosts and addresses in it.
fn kind<'a>(entry: &FindingEntry<'a>) -> Cow<'a, str> {
    let message = &*entry.finding.message;
    let is_address = |word: &str| word.trim_end_matches([',', ';', ':']).contains('.') && !word.contains(['"', '`']);
    if !message.split(' ').any(is_address) {
        return Cow::Borrowed(message);
    }
    let words: Vec<&str> = message.split(' ').filter(|word| !is_address(word)).collect();
    Cow::Owned(words.join(" "))
}
