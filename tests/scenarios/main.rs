//! What goes wrong on the web, scenario by scenario, against a fault server on loopback: each with its verdict and its
//! cause. The numbers are those of the catalogue of scenarios that the design names; those that are a matter of many
//! nights stand with the audit's tests, those of hosts' own interfaces are in `interfaces`.
//!
//! Waiting leaps: no test sleeps for real. Only where a host hangs, a tenth of a second passes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod basics;
mod certificates;
mod content;
mod interfaces;
mod network;
mod redirects;
mod runs;
mod security;
mod server;
mod verdicts;
mod walls;
mod world;
