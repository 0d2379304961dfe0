//! A document read as a catalog: records with typed fields, entities, claims, mentions, targets of links.

pub mod date;
mod entity;
mod facts;
pub mod fold;
mod head;
pub mod license;
mod links;
mod list;
pub mod missing;
pub mod number;
mod prose;
mod read;
mod table;
mod types;
mod vocabulary;

pub use types::{
    Catalog, Claim, ClaimForm, Column, Counted, Entity, Field, FieldRef, FieldValue, Mention, Place, Record,
    TableReading, TableRole, Target, TargetKind,
};
pub use vocabulary::Vocabulary;
