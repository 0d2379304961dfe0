//! A document read as a catalog: records with typed fields, entities, claims, mentions, targets of links.

mod hosts;
mod links;
mod read;
mod types;

pub use hosts::{Hosts, hosts};
pub use links::Traits;
pub use types::{
    Catalog, Claim, ClaimForm, Column, Counted, Entity, Field, FieldRef, FieldValue, Mention, Place, Record,
    TableReading, TableRole, Target, TargetKind,
};
