//! The licence that a record states, as the rules about licences are asked about it.

use crate::catalog::license::{LicenseStatement, StatedLicense};
use crate::catalog::{Catalog, Record};

/// The licence statement of one record, with its reading.
#[derive(Debug, Clone, Copy)]
pub struct RecordLicense<'c, 't> {
    /// The statement.
    pub stated: &'c LicenseStatement,
    /// What it means.
    pub reading: &'c StatedLicense,
    /// The record.
    pub record: &'c Record<'t>,
}

/// The licences that the records of a catalog state, in the order of the records.
pub(super) fn all<'c, 't>(catalog: &'c Catalog<'t>) -> impl Iterator<Item = RecordLicense<'c, 't>> {
    let licenses = catalog.licenses();
    licenses.stated.iter().filter_map(move |stated| {
        let record = catalog.records.get(stated.record as usize)?;
        Some(RecordLicense { stated, reading: licenses.reading(stated)?, record })
    })
}
