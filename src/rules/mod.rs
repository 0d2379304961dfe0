//! The table of rules: one line a rule. A rule is a page in `rules/`, a function in the module of its family, and a line
//! here that binds them.

mod answer;
mod date;
pub mod example;
mod fences;
mod file;
mod license;
mod page;
mod record;
mod run;

pub use answer::{Answer, Answers, Asked, Context, Draft, Files, Lookup, NoFiles};
pub use fences::{Example, ExampleFile, ExampleKind, Fence};
pub use page::{FixKind, Head, OptionSpec, Page, PageFault, is_identity, read_head};
pub use run::{check, default_rules};

use crate::catalog::{Claim, Entity, Mention, Record, Target};
use crate::markdown::Link;

/// What a rule is asked about, and the function that answers.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each record.
    Record(fn(&Context<'_, '_>, &Record<'_>) -> Answer),
    /// Each entity: the records of one name.
    Entity(fn(&Context<'_, '_>, &Entity) -> Answer),
    /// Each claim.
    Claim(fn(&Context<'_, '_>, &Claim) -> Answer),
    /// Each mention.
    Mention(fn(&Context<'_, '_>, &Mention) -> Answer),
    /// Each link, with the target that it shares with the other links to the same address.
    Link(fn(&Context<'_, '_>, &Link<'_>, &Target<'_>) -> Answer),
    /// Each table, by its index.
    Table(fn(&Context<'_, '_>, u32) -> Answer),
    /// Each section, by its index.
    Section(fn(&Context<'_, '_>, u32) -> Answer),
    /// Each file, once.
    Document(fn(&Context<'_, '_>, &mut Answers)),
    /// The suppression comments, which are looked at when all else is done.
    Suppression,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Identity, `family/name`.
    pub name: &'static str,
    /// What it is asked about.
    pub check: Check,
    /// Its page.
    pub page: Page,
}

impl Rule {
    /// The part of the name before the slash.
    pub fn family(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(family, _)| family)
    }
}

/// Binds a rule's function to its page.
macro_rules! rule {
    ($name:literal, $check:expr) => {{
        static RULE: Rule = Rule {
            name: $name,
            check: $check,
            page: Page::new(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $name, ".md"))),
        };
        &RULE
    }};
}

/// All rules, in the order in which they are listed everywhere.
pub static RULES: &[&Rule] = &[
    rule!("record/missing-name", Check::Record(record::missing_name)),
    rule!("record/missing-link", Check::Document(record::missing_link)),
    rule!("license/missing", Check::Document(license::missing)),
    rule!("license/missing-column", Check::Document(license::missing_column)),
    rule!("license/placeholder", Check::Document(license::placeholder)),
    rule!("license/vague", Check::Document(license::vague)),
    rule!("license/unrecognized", Check::Document(license::unrecognized)),
    rule!("license/not-spdx", Check::Document(license::not_spdx)),
    rule!("license/incomplete", Check::Document(license::incomplete)),
    rule!("license/link-mismatch", Check::Document(license::link_mismatch)),
    rule!("license/section-mismatch", Check::Document(license::section_mismatch)),
    rule!("license/conflict", Check::Entity(license::conflict)),
    rule!("date/stale", Check::Document(date::stale)),
    rule!("date/future", Check::Document(date::future)),
    rule!("date/disagreement", Check::Document(date::disagreement)),
    rule!("date/expired", Check::Document(date::expired)),
    rule!("date/out-of-scope", Check::Document(date::out_of_scope)),
    rule!("file/encoding", Check::Document(file::encoding)),
];

/// The rule of a name, an old name too.
pub fn find(name: &str) -> Option<&'static Rule> {
    find_among(RULES, name)
}

/// The rule of a name among some rules, of an old name too.
pub fn find_among(rules: &[&'static Rule], name: &str) -> Option<&'static Rule> {
    let renamed = |rule: &&&Rule| rule.page.head().renamed_from.iter().any(|old| old == name);
    rules.iter().find(|rule| rule.name == name).or_else(|| rules.iter().find(renamed)).copied()
}
