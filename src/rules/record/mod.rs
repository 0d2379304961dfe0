//! Rules about single records, and about records held against each other.

mod cell_type;
mod collation;
mod conflict;
mod contradiction;
mod duplicate;
mod field;
mod guide;
mod link_habit;
mod misplaced;
mod moving;
mod naming;
mod order;
mod placeholder;
mod presence;
mod promise;
mod promised;
mod ranking;
mod row;
mod shared_link;
mod stray;

pub(super) use cell_type::cell_type;
pub(super) use conflict::conflict;
pub(super) use contradiction::contradiction;
pub(super) use duplicate::duplicate;
pub(super) use field::{missing_description, missing_field};
pub(super) use guide::{GuideOrder, guide_orders};
pub(super) use order::out_of_order;
pub(super) use placeholder::{placeholder, placeholder_text};
pub(super) use presence::{missing_link, missing_name};
pub(super) use row::ragged_row;
pub(super) use shared_link::shared_link;
pub(super) use stray::stray_row;

use crate::catalog::{Catalog, Field, Record, TargetKind};
use crate::links::leads_out;
use crate::markdown::{Link, LinkKind};
use crate::source::Span;
use crate::text::shorten;

/// The index of the link under which a record's thing is to be had: the one on its name, else the first of its link
/// column, else its first link that leads out of the document.
fn main_link(catalog: &Catalog<'_>, record: &Record<'_>) -> Option<u32> {
    let range = record.links.0 as usize..record.links.1 as usize;
    let links = catalog.document.links.get(range)?;
    let is_outward = |link: &Link<'_>| link.kind != LinkKind::Image && leads_out(&link.target) && !link.has_image;
    let within = |span: Span| links.iter().position(|link| is_outward(link) && span.contains(link.span));
    let on_name = || {
        links.iter().position(|link| {
            is_outward(link) && (link.span.contains(record.name_span) || record.name_span.contains(link.span))
        })
    };
    let in_column = || catalog.field(record, Field::Link).and_then(|field| within(field.span));
    let position = on_name().or_else(in_column).or_else(|| links.iter().position(is_outward))?;
    Some(record.links.0 + position as u32)
}

/// The index of the web address under which a record's thing is to be had, in the catalog's targets.
fn main_target(catalog: &Catalog<'_>, record: &Record<'_>) -> Option<u32> {
    let web = |link: u32| {
        let target = *catalog.target_of.get(link as usize)?;
        catalog.targets.get(target as usize).filter(|target| target.kind == TargetKind::Web).map(|_| target)
    };
    // A name that leads to a page of the catalog itself leaves the thing to the column of links.
    let in_column = || {
        let column = catalog.field(record, Field::Link)?;
        catalog.document.links_in(column.span).find_map(|link| web(link as u32))
    };
    web(main_link(catalog, record)?).or_else(in_column)
}

/// The page on which a record's thing is to be had: the same for two records whose addresses lead to one page.
fn main_page(catalog: &Catalog<'_>, record: &Record<'_>) -> Option<u32> {
    main_target(catalog, record).map(|target| catalog.page_of(target))
}

/// Returns true if a field says in words what an entry is, or is its number, name or link: rows that differ in such alone
/// may be about one thing.
fn is_wordy(field: Field) -> bool {
    matches!(field, Field::Description | Field::Notes | Field::Number | Field::Name | Field::Link)
}

/// A name as a message shows it: at most so long that the message can be read.
fn shown(name: &str) -> String {
    const LONGEST: usize = 48;
    shorten(name, LONGEST).into_owned()
}
