//! Observations over nights become the standing of each link: since when, how often, how bad, and what changed.
//!
//! Nothing here knows how to make a request: what asks, and what carries, is handed in. An audit is one call:
//! [`gather`] the links of the catalogs, [`Store::open`] the memory, and [`run`]; [`Store::last`] and [`Store::history`]
//! tell of it later, without a request.

mod agreed;
mod archive;
mod book;
mod confirm;
mod due;
mod fault;
mod forget;
mod history;
mod link;
mod network;
mod outcome;
mod patience;
mod read;
mod read_only;
mod run;
mod save;
mod schema;
mod settle;
mod standing;
mod store;
mod stored;
#[cfg(test)]
mod tests;
mod verify;

pub use archive::{ARCHIVE, Archive};
pub use confirm::{Confirmation, Confirmations, confirm, is_eased};
pub use due::{Due, DueReason, LinkMemory, due};
pub use fault::StoreError;
pub use history::{CurrentStanding, LinkHistory, PastObservation};
pub use link::{AuditLink, gather};
pub use outcome::{
    AuditOutcome, AuditSummary, AuditedLink, ChangeIndices, HostSummary, LinkPlace, RunMark, RunSummary,
};
pub use patience::{Patience, PatienceEffect, PatienceTerm, in_one_look, patience};
pub use run::{AuditOptions, Engine, Surveyor, run};
pub use standing::{CALM, CauseNights, Change, LinkStanding, StandingInput};
pub use store::{DEFAULT_PATH, Store};
