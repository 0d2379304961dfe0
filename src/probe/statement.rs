//! What the records of a catalog say of the things behind their links.

use crate::{
    catalog::{
        Catalog, Field,
        license::{self, License},
    },
    source::Span,
};

/// What a record says of the thing behind one of its links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogStatement {
    /// The licence, as an SPDX expression or a family of them.
    pub license: Option<String>,
    /// Who may have it, in the record's words.
    pub access: Option<String>,
    /// True if the link is the first one of the record.
    pub is_main: bool,
}

impl CatalogStatement {
    /// Returns what the record says that the link at a place belongs to; none where it belongs to no record.
    pub fn of(catalog: &Catalog<'_>, place: Span) -> Option<Self> {
        let record = catalog.record_at(place)?;
        let at = catalog.records.binary_search_by_key(&record.span.start, |own| own.span.start).ok()?;
        let licenses = catalog.licenses();
        let stated = licenses.of_record(u32::try_from(at).ok()?).and_then(|stated| licenses.reading(stated));
        let license = stated.and_then(|stated| license_name(&stated.text));
        let access = catalog.field(record, Field::Access).map(|field| field.text.trim().to_owned());
        let own = catalog.document.links.get(record.links.0 as usize..record.links.1 as usize)?;
        let is_main = own.iter().find(|link| !link.is_image()).is_some_and(|first| first.span == place);
        Some(Self { license, access, is_main })
    }
}

/// Returns the SPDX expression that a text means; of several licences, any may hold.
pub(super) fn license_name(text: &str) -> Option<String> {
    match license::read(text) {
        License::Several { expressions } => Some(expressions.join(" OR ")),
        read => read.named().map(str::to_owned),
    }
}
