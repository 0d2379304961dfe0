//! Catalint reads a catalog that is written in markdown as the database it is, and reports where it contradicts itself.
//!
//! Data flows one way; each module imports only from the modules to its left:
//!
//! ```text
//! source text ─▶ markdown ─▶ catalog ─▶ rules ─▶ findings ─▶ report
//!                                │         ▲                   ▲
//!                                └─ links ─▶ probe ─▶ audit ────┘
//! ```
//!
//! - [`source`] turns a file, standard input or a git revision into text with a line index.
//! - [`markdown`] turns text into a [`markdown::Document`]: headings, tables, list items and links, with their spans.
//! - [`links`] reads addresses, and decides which are requested.
//! - [`catalog`] turns a document into a [`catalog::Catalog`]: records, claims, mentions, targets of links.
//! - [`rules`] turns a catalog into findings, and holds the table of all rules.
//! - [`finding`] holds findings: fingerprints, the baseline, the comparison with a base revision, fixes.
//! - [`query`] fills tables in memory with what was read and found, and runs SQL over them.
//! - [`probe`] requests links, and turns what it saw into verdicts.
//! - [`audit`] keeps verdicts over many runs in a store, and decides which links are broken.
//! - [`report`] turns findings and audits into output for people and programs.
//! - [`config`] reads `catalint.toml`, and joins it with flags into the settings of each file.
//! - [`examples`] runs the examples of rule pages, and writes their results into the pages.
//! - [`cli`] defines the arguments, and the session that every subcommand works with.
//! - `workspace` reads the files of a run, with the configuration of each and the files beside them.
//! - `probing` requests the links of a run, with the engine that flags and configuration make.
//! - `server` serves an editor with diagnostics, fixes and rule pages.
//! - [`command`] runs the subcommands: one file each, which connects the modules above.
//! - [`text`] folds, counts, shortens and quotes text; it imports nothing of the crate.
//! - [`id`] defines typed indices and the lists that they are of.
//! - [`environment`] reads the clock, the variables, the folder and the terminal; nothing else does.
//! - [`error`] holds what stops a run: what is wrong, where, and what to do next.
//! - [`exit`] holds the exit codes.
//!
//! `docs/architecture.md` follows one entry and one link through them.
//!
//! This library exists for the command, its tests, its benchmarks and its fuzz targets. It is not a stable API: any
//! release may change it. What is stable is the command: exit codes, output formats, names of rules.

pub mod audit;
pub mod catalog;
pub mod cli;
pub mod command;
pub mod config;
pub mod environment;
pub mod error;
pub mod examples;
pub mod exit;
pub mod finding;
mod html;
pub mod id;
pub mod links;
pub mod markdown;
pub mod probe;
mod probing;
pub mod query;
pub mod report;
pub mod rules;
mod server;
pub mod source;
pub mod text;
mod vocabulary;
mod workspace;
