//! Rules about licences: whether one is said, whether what is said is one, and whether two places agree.

mod agreement;
mod missing;
mod spelling;

pub(super) use agreement::{conflict, link_mismatch, section_mismatch};
pub(super) use missing::{missing, missing_column, missing_in_list, placeholder};
pub(super) use spelling::{incomplete, not_spdx, unrecognized, vague};

use super::{AlikeFindings, Answer, Draft};

/// A text that stands for the licence in more places of a catalog than this is its own way to write it.
const OWN_WORDS: usize = 4;

/// The findings on one text that the catalog repeats: `academic` in 41 rows is one choice of its maintainer, and one
/// thing to explain.
fn one_choice(group: u64) -> AlikeFindings {
    AlikeFindings { group, most: OWN_WORDS, fold: fold_alike }
}

/// Words the finding that stands for several which are alike.
fn fold_alike(drafts: Vec<Draft>) -> Answer {
    let count = drafts.len();
    let Some(mut first) = drafts.into_iter().next() else { return Answer::CannotTell };
    first.message = format!("{}, here and in {} other places", first.message, count - 1).into();
    first.places(count as u32).into()
}
