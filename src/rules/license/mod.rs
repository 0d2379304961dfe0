//! Rules about licences: whether one is said, whether what is said is one, and whether two places agree.

mod agreement;
mod missing;
mod spelling;

pub(super) use agreement::{conflict, link_mismatch, section_mismatch};
pub(super) use missing::{missing, missing_column, placeholder};
pub(super) use spelling::{incomplete, not_spdx, unrecognized, vague};

use super::{Answer, Answers, Context};
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
