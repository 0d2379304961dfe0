//! What a run is handed: the clock, the transport, the guard and the seed are parameters.

use std::sync::Arc;

use crate::probe::{Clock, Guard, Transport};

/// What a run works with.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Tells the time and waits.
    pub clock: Arc<dyn Clock>,
    /// Carries the requests.
    pub transport: Arc<dyn Transport>,
    /// Says which addresses may be asked for.
    pub guard: Arc<Guard>,
    /// The hosts whose addresses the user gave, in lower case: what they do says nothing about the network.
    pub pinned: Vec<String>,
    /// What is random is drawn from it: the same seed draws the same.
    pub seed: u64,
}

impl Tools {
    /// Tools with a guard that makes no exceptions.
    pub fn new(clock: Arc<dyn Clock>, transport: Arc<dyn Transport>) -> Self {
        Self { clock, transport, guard: Arc::default(), pinned: Vec::new(), seed: 0 }
    }
}
