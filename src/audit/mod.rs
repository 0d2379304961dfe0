//! Observations over nights become the standing of each link: since when, how often, how bad, and what changed.
//!
//! Nothing here knows how to make a request: what asks, and what carries, is handed in. An audit is one call:
//! [`gather`] the links of the catalogs, [`Store::open`] the memory, and [`run`]; [`Store::last`] and [`Store::history`]
//! tell of it later, without a request.

mod archive;
mod book;
mod due;
mod fault;
mod forget;
mod history;
mod keep;
mod link;
mod network;
mod outcome;
mod patience;
mod read;
mod read_only;
mod run;
mod schema;
mod settle;
mod standing;
mod store;
mod stored;
#[cfg(test)]
mod tests;
mod verify;

pub use archive::{ARCHIVE, Archive};
pub use due::{Due, Known, Why, due};
pub use fault::StoreFault;
pub use history::{Held, History, Seen};
pub use link::{Link, gather};
pub use outcome::{Audit, Changes, Host, LinkState, Night, Place, Run, Summary};
pub use patience::{Kind, Patience, Term, in_one_look, patience};
pub use run::{Engine, How, Surveyor, run};
pub use standing::{CALM, Change, Counted, Look, Standing};
pub use store::{DEFAULT_PATH, Store};
