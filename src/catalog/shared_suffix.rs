//! Brackets behind the names of siblings, which hold metadata: `Name (2021)`, `Name (n=12)`.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::share::Share;
use super::types::{Record, RecordContainer};
use crate::markdown::Document;

/// Siblings that make one form of writing.
const SEVERAL: usize = 3;
/// Siblings that all have such brackets, but for one here and there.
const NEARLY_ALL: Share = Share(4, 5);

/// Ends the names of records before brackets with a number in them, where nearly all of their siblings have such.
pub(super) fn trim_shared_brackets(document: &Document<'_>, records: &mut [Record<'_>]) {
    let mut siblings: FxHashMap<RecordContainer, (usize, usize)> = FxHashMap::default();
    for record in &*records {
        let (bracketed, all) = siblings.entry(record.container(document)).or_default();
        *bracketed += usize::from(before_bracket(&record.name).is_some());
        *all += 1;
    }
    siblings.retain(|_, (bracketed, all)| *bracketed >= SEVERAL && NEARLY_ALL.is_reached(*bracketed, *all));
    if siblings.is_empty() {
        return;
    }
    for record in records.iter_mut().filter(|record| siblings.contains_key(&record.container(document))) {
        // A name that is not in the source as it is has no place to end at.
        if let Cow::Borrowed(name) = record.name
            && let Some(own) = before_bracket(name)
            && record.name_span.len() == name.len()
        {
            record.name_span.end = record.name_span.start + own.len() as u32;
            record.name = Cow::Borrowed(own);
        }
    }
}

/// The part of a name in front of a last bracket that holds a number.
fn before_bracket(name: &str) -> Option<&str> {
    let inner = name.strip_suffix([')', '）'])?;
    let open = inner.rfind(['(', '（'])?;
    let own = name.get(..open)?.trim_end();
    (!own.is_empty() && inner.get(open..)?.contains(|c: char| c.is_ascii_digit())).then_some(own)
}
