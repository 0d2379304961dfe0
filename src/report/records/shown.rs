//! One record as it is written.

use std::borrow::Cow;

use serde::Serialize;

use super::value::{TypedValue, value};
use crate::{
    catalog::{Catalog, Field, Record, secret::without_secrets},
    links::{AddressReader, LinkPolicy, disposition},
    markdown::Link,
    report::place::{Characters, PlaceFinder, UnitRange},
    source::Span,
};

/// A catalog that can be asked for places.
pub(super) struct RecordSheet<'a> {
    pub(super) catalog: &'a Catalog<'a>,
    policy: LinkPolicy<'a>,
    places: PlaceFinder<'a>,
}

/// A record with all that was read of it.
#[derive(Serialize)]
pub(super) struct DrawnRecord<'a> {
    pub(super) path: &'a str,
    /// `row`, `item`, `heading` or `paragraph`.
    pub(super) shape: &'static str,
    /// None where the record has no name.
    pub(super) name: Option<&'a str>,
    /// The name that all records of the same thing share.
    pub(super) entity: Option<&'a str>,
    /// The titles of the sections that it stands in, from the outside in.
    pub(super) section: Vec<&'a str>,
    #[serde(flatten)]
    pub(super) place: RecordPosition,
    pub(super) fields: Vec<DrawnField<'a>>,
    pub(super) links: Vec<DrawnLink<'a>>,
}

#[derive(Serialize)]
pub(super) struct DrawnField<'a> {
    /// The field's own name, or `other`.
    pub(super) field: &'static str,
    /// The column's header or the key, as it is written.
    pub(super) label: &'a str,
    pub(super) text: &'a str,
    /// The typed value of the text, where it is more than a text.
    value: Option<TypedValue<'a>>,
    #[serde(flatten)]
    place: RecordPosition,
}

#[derive(Serialize)]
pub(super) struct DrawnLink<'a> {
    /// The address without its secrets, also where the markdown spells it so that the text does not show them.
    pub(super) url: Cow<'a, str>,
    pub(super) text: &'a str,
    /// Why it is not requested; left out where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<String>,
    #[serde(flatten)]
    place: RecordPosition,
}

/// A place: lines and columns from 1, columns in characters; bytes from 0.
#[derive(Serialize)]
pub(super) struct RecordPosition {
    pub(super) line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: u32,
    end: u32,
}

impl<'a> RecordSheet<'a> {
    pub(super) fn new(catalog: &'a Catalog<'_>, policy: LinkPolicy<'a>) -> Self {
        Self { catalog, policy, places: PlaceFinder::new(catalog.file) }
    }

    fn spot(&self, span: Span) -> RecordPosition {
        let UnitRange { start, end } = self.places.region::<Characters>(span);
        let (line, column, end_line, end_column) = (start.line, start.column, end.line, end.column);
        RecordPosition { line, column, end_line, end_column, start: span.start, end: span.end }
    }
}

impl<'a> DrawnRecord<'a> {
    pub(super) fn new(sheet: &'a RecordSheet<'a>, record: &'a Record<'a>) -> Self {
        let catalog = sheet.catalog;
        let entity = catalog.entities.get(record.entity as usize).map(|entity| catalog.entity_name(entity));
        let section = catalog.document.titles_down_to(record.section);
        let fields = catalog.fields(record).map(|field| DrawnField {
            field: field.field.as_str(),
            label: field.label(),
            text: field.text,
            value: value(field.field, field.text),
            place: sheet.spot(field.span),
        });
        let reason = |link: &Link<'_>| {
            let address = AddressReader::default().read(&link.target);
            disposition(&link.target, address, sheet.policy).skip_reason().map(ToString::to_string)
        };
        let links = catalog.links_of(record).map(|link| DrawnLink {
            url: without_secrets(&link.target),
            text: catalog.document.link_text(link).trim(),
            skipped: reason(link),
            place: sheet.spot(link.span),
        });
        Self {
            path: catalog.file.path(),
            shape: record.place.shape(),
            name: record.is_named().then_some(&*record.name),
            entity,
            section,
            place: sheet.spot(record.span),
            fields: fields.collect(),
            links: links.collect(),
        }
    }

    /// The texts of a field; several where the record has it several times.
    pub(super) fn texts(&self, field: Field) -> impl Iterator<Item = &'a str> + '_ {
        let own = self.fields.iter().filter(move |own| own.field == field.as_str());
        own.map(|field| field.text).filter(|text| !text.is_empty())
    }
}
