//! The tests of the library and the command from outside, in one binary: each more costs a link of some 100 MB.
//!
//! Alone are `rules`, which has its own harness, and `scenarios` and `simulation`, which run for longer and on their own.

mod action;
mod architecture;
mod audit;
mod changes;
mod command;
mod links;
mod properties;
mod reading;
mod readme;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod wording;
