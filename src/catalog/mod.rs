//! A document read as a catalog: records with typed fields, entities, claims, mentions, targets of links.

mod claim;
mod column_stats;
pub mod date;
mod entity;
mod entry_start;
mod facts;
mod field;
mod heading_records;
pub mod license;
mod links;
mod list;
mod list_details;
mod list_tally;
mod mention;
pub mod missing;
mod name_bounds;
mod name_column;
mod naming;
pub mod number;
mod prose;
mod queries;
mod read;
mod recurring;
pub mod secret;
mod share;
mod shared_suffix;
mod table;
mod thing;
mod types;
mod unlinked_tables;
mod value_kind;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use crate::links::{HostTraits, Hosts, TargetKind, hosts};
pub(crate) use claim::{badge_parts, counts_links, is_beside_list, is_sample_unit, is_silent_title};
pub use field::{Field, FieldRef, FieldValue};
pub use queries::Counts;
pub(crate) use share::Share;
pub use types::{
    Catalog, Claim, ClaimForm, ClaimPattern, Column, CountedNoun, CountedThing, Entity, LinkTarget, Mention, Record,
    RecordContainer, RecordPlace, StatedNumber, TableReading, TableRole,
};
pub use value_kind::{ColumnKinds, ValueKind};
pub use vocabulary::FieldVocabulary;
