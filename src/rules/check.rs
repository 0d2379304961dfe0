//! The subjects of rules: each rule names those that it judges one by one, and the loop in `run` walks over them.

use super::age_statement::AgeStatement;
use super::contents::Contents;
use super::record_license::RecordLicense;
use super::suppression::Suppressions;
use super::wide_run::WideRun;
use super::{Answer, Answers, ClaimCounts, Context, Predicate};
use crate::catalog::{Claim, Entity, LinkTarget, Mention, Record};
use crate::markdown::{Block, Definition, Link, Undefined};
use crate::probe::Verdict;

/// A question about each subject of one kind, with all that it needs to know of the others: a rule prepares it once for
/// a catalog, and answers about one subject at a time.
pub type Question<'c, S> = Box<dyn FnMut(S) -> Answer + 'c>;

/// A link, with the target that it shares with the other links to the same address.
#[derive(Debug, Clone, Copy)]
pub struct TargetedLink<'c, 't> {
    /// Its index among the links of the document.
    pub index: u32,
    /// The link.
    pub link: &'c Link<'t>,
    /// The index of its target among the targets of the catalog.
    pub target_index: u32,
    /// Its target.
    pub target: &'c LinkTarget<'t>,
}

/// A record, with its index among the records of the catalog.
#[derive(Debug, Clone, Copy)]
pub struct IndexedRecord<'c, 't> {
    /// Its index.
    pub index: u32,
    /// The record.
    pub record: &'c Record<'t>,
}

/// The subject of a rule, with the function that judges it. Where the answer about one subject hangs on others, the
/// function prepares a [`Question`].
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each record by itself.
    Record(fn(&Context<'_, '_>, &Record<'_>) -> Answer),
    /// Each record, compared with others.
    Records(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>>),
    /// Each entity: the records of one name.
    Entity(fn(&Context<'_, '_>, &Entity) -> Answer),
    /// Each licence that a record states.
    Licenses(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>>),
    /// Each statement of a date on which the catalog was brought up to date.
    AgeStatements(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c AgeStatement>),
    /// Each claim, with the results for those before it.
    Claim(for<'c, 't> fn(&Context<'c, 't>, &'c Claim, &mut ClaimCounts<'c, 't>) -> Answer),
    /// Each mention by itself.
    Mention(fn(&Context<'_, '_>, &Mention) -> Answer),
    /// Each mention, compared with others.
    Mentions(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c Mention>),
    /// Each link by itself.
    Link(fn(&Context<'_, '_>, &Link<'_>, &LinkTarget<'_>) -> Answer),
    /// Each link, compared with others.
    Links(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, TargetedLink<'c, 't>>),
    /// Each link that was requested, with the verdict on it.
    Verdict(fn(&Context<'_, '_>, &Link<'_>, &LinkTarget<'_>, &Verdict) -> Answer),
    /// Each label in brackets that nothing defines.
    Undefined(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c Undefined>),
    /// Each definition of a label.
    Definitions(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c Definition<'t>>),
    /// Each table of contents.
    Contents(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c Contents>),
    /// Each entry of the tables of contents.
    ContentsEntries(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c Link<'t>>),
    /// Each table, by its index.
    Tables(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, u32>),
    /// Each block of text: a paragraph, a cell, the own text of an item.
    Blocks(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, &'c Block>),
    /// Each stretch of text that is not ASCII.
    WideRuns(for<'c, 't> fn(&Context<'c, 't>) -> Question<'c, WideRun<'t>>),
    /// The file as such, or what has no parts that are judged one by one.
    Document(fn(&Context<'_, '_>, &mut Answers)),
    /// Each record or entity, by a user's predicate.
    Predicate(&'static Predicate),
    /// The suppression comments, which are judged when all else is done.
    Suppression(fn(&Suppressions<'_, '_>, &mut Answers)),
}
