//! Catalint reads a catalog that is written in markdown as the database it is, and says what in it contradicts what.
//!
//! Data flows one way; each room knows only the rooms to its left:
//!
//! ```text
//! source text ─▶ markdown ─▶ catalog ─▶ rules ─▶ findings ─▶ report
//!                                │         ▲                   ▲
//!                                └─ links ─▶ probe ─▶ audit ────┘
//! ```
//!
//! `source` turns a file into text and spans, `markdown` text into a [`markdown::Document`], `catalog` a document into
//! a [`catalog::Catalog`] of records, claims and mentions, `rules` a catalog into findings, `report` findings into what
//! people and programs read. `command` has one file a subcommand and wires the rooms together.

pub mod audit;
pub mod catalog;
pub mod cli;
pub mod command;
pub mod config;
pub mod environment;
pub mod error;
pub mod exit;
pub mod finding;
mod html;
pub mod markdown;
pub mod probe;
pub mod report;
pub mod rules;
pub mod source;
