//! Observations over nights become the standing of each link: since when, how often, how bad, and what changed.
//!
//! Nothing here makes a request.

mod outcome;

pub use outcome::{Audit, Changes, Host, LinkState, Night, Place, Run, Summary};
