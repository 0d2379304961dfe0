//! Rules about licences: whether one is said, whether what is said is one, and whether two places agree.

mod agreement;
mod missing;
mod spelling;

pub(super) use agreement::{conflict, link_mismatch, section_mismatch};
pub(super) use missing::{missing, missing_column, placeholder};
pub(super) use spelling::{incomplete, not_spdx, unrecognized, vague};

use rustc_hash::FxHashMap;

use super::{Answer, Answers, Context, Draft};
use crate::catalog::Record;
use crate::catalog::license::{LicenseStatement, StatedLicense};

/// The licence statement of one record, with its reading.
#[derive(Debug, Clone, Copy)]
struct RecordLicense<'a, 't> {
    stated: &'a LicenseStatement,
    reading: &'a StatedLicense,
    record: &'a Record<'t>,
}

/// Asks about what each record says of its licence.
fn each<'c, 't>(context: &Context<'c, 't>, answers: &mut Answers, ask: impl Fn(RecordLicense<'c, 't>) -> Answer) {
    let licenses = context.catalog.licenses();
    for stated in &licenses.stated {
        let record = context.catalog.records.get(stated.record as usize);
        if let (Some(reading), Some(record)) = (licenses.reading(stated), record) {
            answers.take(ask(RecordLicense { stated, reading, record }));
        }
    }
}

/// A text that stands for the licence in more places of a catalog than this is its own way to write it.
const OWN_WORDS: usize = 4;

/// Asks about what each record says of its licence, and reports a text that the catalog repeats once: `academic` in 41
/// rows is one choice of its maintainer, and one thing to explain.
fn each_choice<'c, 't>(
    context: &Context<'c, 't>,
    answers: &mut Answers,
    ask: impl Fn(RecordLicense<'c, 't>) -> Answer,
) {
    let licenses = context.catalog.licenses();
    let mut alike: FxHashMap<u32, Vec<Draft>> = FxHashMap::default();
    for stated in &licenses.stated {
        let record = context.catalog.records.get(stated.record as usize);
        let (Some(reading), Some(record)) = (licenses.reading(stated), record) else { continue };
        match ask(RecordLicense { stated, reading, record }) {
            Answer::Broken(draft) => alike.entry(stated.reading).or_default().push(*draft),
            other => answers.take(other),
        }
    }
    for drafts in alike.into_values() {
        fold_alike(drafts, answers);
    }
}

/// Reports findings that are alike: each, or the first for all of them where there are more than [`OWN_WORDS`].
fn fold_alike(drafts: Vec<Draft>, answers: &mut Answers) {
    let count = drafts.len();
    let mut drafts = drafts.into_iter();
    if count <= OWN_WORDS {
        drafts.for_each(|draft| answers.broken(draft));
    } else if let Some(mut first) = drafts.next() {
        first.message = format!("{}, here and in {} other places", first.message, count - 1).into();
        answers.broken(first.places(count as u32));
    }
}
