//! How a command requests links: the engine that flags, configuration and environment make, the progress that people see,
//! and one survey without a memory.

pub(crate) mod engine;
pub(crate) mod progress;
pub(crate) mod survey;
