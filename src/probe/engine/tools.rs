//! Parameters of a run: the clock, the transport, the guard and the seed.

use std::sync::Arc;

use super::Judge;
use crate::probe::{AddressGuard, Clock, HostTable, Transport};

/// The tools of a run.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Tells the time and waits.
    pub clock: Arc<dyn Clock>,
    /// Carries the requests.
    pub transport: Arc<dyn Transport>,
    /// Judges what is seen.
    pub judge: Judge,
    /// Says which addresses may be asked for.
    pub guard: Arc<AddressGuard>,
    /// The hosts whose addresses the user gave, in lower case: what they do says nothing about the network.
    pub pinned: Vec<String>,
    /// The settings of single hosts.
    pub hosts: Arc<HostTable>,
    /// Settings of the interfaces of hosts; none where only pages are requested.
    pub interfaces: Option<InterfaceUse>,
    /// Seed of all random numbers: the same seed draws the same.
    pub seed: u64,
}

/// How the interfaces of hosts are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterfaceUse {
    /// True if links wait for another run where the limit of an interface is reached that says so; false where there is
    /// no other run, and pages are requested.
    pub waits: bool,
}

impl Tools {
    /// Tools with a guard that makes no exceptions, which request pages alone.
    pub fn new(clock: Arc<dyn Clock>, transport: Arc<dyn Transport>) -> Self {
        let (judge, guard) = (Judge::default(), Arc::default());
        Self { clock, transport, judge, guard, pinned: Vec::new(), hosts: Arc::default(), interfaces: None, seed: 0 }
    }
}
