//! The table of rules: one line a rule. A rule is a page in `rules/`, a function in the module of its family, and a line
//! here that binds them.

mod address;
mod answer;
mod comments;
mod contents;
mod count;
mod coverage;
mod date;
mod distance;
mod elsewhere;
mod file;
mod found;
mod fragment;
mod fragment_draft;
mod license;
mod link;
mod link_place;
mod lookup;
mod neighbors;
mod page;
mod page_fault;
mod parity;
mod predicate;
mod protected;
mod record;
mod reference;
mod rot;
mod row_cells;
mod run;
mod suppression;
mod text;
mod toc;
mod verdicts;
mod wording;

pub use answer::{ActiveRule, Answer, Answers, Context, Draft};
pub use comments::Comments;
pub use count::ClaimCounts;
pub use found::CheckResult;
pub use lookup::{Files, Lookup, NoFiles};
pub use neighbors::Neighbors;
pub use page::{FixKind, OptionSpec, RulePage, RulePageHeader, is_identity, read_head};
pub use page_fault::RulePageError;
pub use predicate::{Predicate, UserRules, WrongPage, user_rules};
pub use run::{check, check_beside, check_judged, default_rules};
pub use suppression::Suppressions;
pub use verdicts::{JudgedLink, Verdicts};

use std::sync::LazyLock;

use page::{head_block, title, yes};
use rustc_hash::FxHashMap;

use crate::catalog::{Claim, Entity, LinkTarget, Mention, Record};
use crate::markdown::Link;
use crate::probe::Verdict;

/// The subject of a rule, with the function that judges it.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each record.
    Record(fn(&Context<'_, '_>, &Record<'_>) -> Answer),
    /// Each entity: the records of one name.
    Entity(fn(&Context<'_, '_>, &Entity) -> Answer),
    /// Each claim, with what was worked out for those before it.
    Claim(for<'c, 't> fn(&Context<'c, 't>, &'c Claim, &mut ClaimCounts<'c, 't>) -> Answer),
    /// Each mention.
    Mention(fn(&Context<'_, '_>, &Mention) -> Answer),
    /// Each link, with the target that it shares with the other links to the same address.
    Link(fn(&Context<'_, '_>, &Link<'_>, &LinkTarget<'_>) -> Answer),
    /// Each link that was asked for, with what was judged of it.
    Verdict(fn(&Context<'_, '_>, &Link<'_>, &LinkTarget<'_>, &Verdict) -> Answer),
    /// Each table, by its index.
    Table(fn(&Context<'_, '_>, u32) -> Answer),
    /// Each section, by its index.
    Section(fn(&Context<'_, '_>, u32) -> Answer),
    /// Each file, once.
    Document(fn(&Context<'_, '_>, &mut Answers)),
    /// Each record or entity, by a user's predicate.
    Predicate(&'static Predicate),
    /// The suppression comments, which are looked at when all else is done.
    Suppression(fn(&Suppressions<'_, '_>, &mut Answers)),
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Identity, `family/name`.
    pub name: &'static str,
    /// Its check.
    pub check: Check,
    /// Its page.
    pub page: RulePage,
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
            page: RulePage::new(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $name, ".md"))),
        };
        &RULE
    }};
}

/// All rules, in the order in which they are listed everywhere.
pub static RULES: &[&Rule] = &[
    rule!("coverage/no-records", Check::Document(coverage::no_records)),
    rule!("coverage/unread", Check::Document(coverage::unread)),
    rule!("record/missing-name", Check::Record(record::missing_name)),
    rule!("record/missing-link", Check::Document(record::missing_link)),
    rule!("record/missing-field", Check::Document(record::missing_field)),
    rule!("record/ragged-row", Check::Document(record::ragged_row)),
    rule!("record/stray-row", Check::Document(record::stray_row)),
    rule!("record/cell-type", Check::Document(record::cell_type)),
    rule!("record/duplicate", Check::Document(record::duplicate)),
    rule!("record/conflict", Check::Entity(record::conflict)),
    rule!("record/shared-link", Check::Document(record::shared_link)),
    rule!("record/out-of-order", Check::Document(record::out_of_order)),
    rule!("record/placeholder", Check::Document(record::placeholder)),
    rule!("record/contradiction", Check::Record(record::contradiction)),
    rule!("count/summary", Check::Claim(count::summary)),
    rule!("count/section", Check::Claim(count::section)),
    rule!("count/badge", Check::Claim(count::badge)),
    rule!("count/total", Check::Claim(count::total)),
    rule!("count/bucket", Check::Mention(count::bucket)),
    rule!("count/mention", Check::Mention(count::mention)),
    rule!("count/breakdown", Check::Document(count::breakdown)),
    rule!("count/row", Check::Document(count::row)),
    rule!("count/stale", Check::Claim(count::stale)),
    rule!("count/unit", Check::Document(count::unit)),
    rule!("count/share", Check::Document(count::share)),
    rule!("count/numbering", Check::Document(count::numbering)),
    rule!("reference/unknown", Check::Document(reference::unknown)),
    rule!("reference/near-miss", Check::Document(reference::near_miss)),
    rule!("reference/ambiguous", Check::Mention(reference::ambiguous)),
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
    rule!("date/impossible", Check::Document(date::impossible)),
    rule!("date/disagreement", Check::Document(date::disagreement)),
    rule!("date/expired", Check::Document(date::expired)),
    rule!("date/out-of-scope", Check::Document(date::out_of_scope)),
    rule!("toc/broken-anchor", Check::Document(toc::broken_anchor)),
    rule!("toc/missing-section", Check::Document(toc::missing_section)),
    rule!("toc/wrong-text", Check::Document(toc::wrong_text)),
    rule!("toc/order", Check::Document(toc::order)),
    rule!("link/malformed", Check::Document(link::malformed)),
    rule!("link/empty", Check::Link(link::empty)),
    rule!("link/missing-scheme", Check::Link(link::missing_scheme)),
    rule!("link/insecure", Check::Link(link::insecure)),
    rule!("link/shortener", Check::Link(link::shortener)),
    rule!("link/home-page", Check::Record(link::home_page)),
    rule!("link/credentials", Check::Link(link::credentials)),
    rule!("link/signed", Check::Link(link::signed)),
    rule!("link/tracking", Check::Link(link::tracking)),
    rule!("link/private-address", Check::Link(link::private_address)),
    rule!("link/look-alike-host", Check::Link(link::look_alike_host)),
    rule!("link/vague-text", Check::Link(link::vague_text)),
    rule!("link/missing-file", Check::Document(link::missing_file)),
    rule!("link/orphan-page", Check::Document(link::orphan_page)),
    rule!("link/broken-fragment", Check::Document(link::broken_fragment)),
    rule!("link/undefined-reference", Check::Document(link::undefined_reference)),
    rule!("link/unused-reference", Check::Document(link::unused_reference)),
    rule!("link/retired-platform", Check::Link(link::retired_platform)),
    rule!("rot/not-found", Check::Verdict(rot::told)),
    rule!("rot/gone", Check::Verdict(rot::told)),
    rule!("rot/withdrawn", Check::Verdict(rot::told)),
    rule!("rot/soft-404", Check::Verdict(rot::told)),
    rule!("rot/parked", Check::Verdict(rot::told)),
    rule!("rot/dns", Check::Verdict(rot::told)),
    rule!("rot/tls", Check::Verdict(rot::told)),
    rule!("rot/unreachable", Check::Verdict(rot::told)),
    rule!("rot/server-error", Check::Verdict(rot::told)),
    rule!("rot/redirect", Check::Verdict(rot::told)),
    rule!("rot/content", Check::Verdict(rot::told)),
    rule!("rot/moved", Check::Verdict(rot::moved)),
    rule!("rot/fragment", Check::Verdict(rot::told)),
    rule!("rot/access-drift", Check::Verdict(rot::told)),
    rule!("rot/archived", Check::Verdict(rot::told)),
    rule!("rot/blocked", Check::Verdict(rot::told)),
    rule!("rot/license-drift", Check::Verdict(rot::told)),
    rule!("rot/login", Check::Verdict(rot::told)),
    rule!("rot/opaque", Check::Verdict(rot::told)),
    rule!("rot/private-address", Check::Verdict(rot::private_address)),
    rule!("text/mojibake", Check::Document(text::mojibake)),
    rule!("text/invisible", Check::Document(text::invisible)),
    rule!("text/bidirectional", Check::Document(text::bidirectional)),
    rule!("text/replacement", Check::Document(text::replacement)),
    rule!("file/encoding", Check::Document(file::encoding)),
    rule!("file/too-large", Check::Document(file::too_large)),
    rule!("parity/missing-record", Check::Document(parity::missing_record)),
    rule!("parity/different-link", Check::Document(parity::different_link)),
    rule!("parity/different-count", Check::Document(parity::different_count)),
    rule!("suppression/unknown-rule", Check::Suppression(suppression::unknown_rule)),
    rule!("suppression/no-reason", Check::Suppression(suppression::no_reason)),
    rule!("suppression/expired", Check::Suppression(suppression::expired)),
    // Last: a comment that suppresses what the others say is used.
    rule!("suppression/unused", Check::Suppression(suppression::unused)),
];

/// Returns true if a rule can say something only where links were asked for.
pub fn wants_links(rule: &Rule) -> bool {
    matches!(rule.check, Check::Verdict(_))
}

/// The rules whose answers hang on more than the text of the file that they are asked about: on other files, or, as
/// suppressions do, on the answers of such rules.
const LOOK_AROUND: &[&str] = &[
    "count/summary",
    "count/section",
    "count/badge",
    "count/stale",
    "parity/missing-record",
    "parity/different-link",
    "parity/different-count",
    "link/missing-scheme",
    "link/missing-file",
    "link/orphan-page",
    "link/broken-fragment",
    "suppression/unused",
];

/// Returns true if a rule's answers hang on the text of the file alone, so that the same text gets the same answers.
pub fn looks_only_at_its_file(rule: &str) -> bool {
    !LOOK_AROUND.contains(&rule)
}

/// The rule of a name, an old name too. Findings, comments and keys of a configuration look rules up by the thousand.
pub fn find(name: &str) -> Option<&'static Rule> {
    static BY_NAME: LazyLock<FxHashMap<&str, &'static Rule>> = LazyLock::new(|| {
        let old = |rule: &'static Rule| rule.page.head().renamed_from.iter().map(move |old| (old.as_str(), rule));
        // A rule's name wins over the old name of another, and the first of several old names over the others.
        let mut by_name: FxHashMap<_, _> = RULES.iter().rev().copied().flat_map(old).collect();
        by_name.extend(RULES.iter().map(|&rule| (rule.name, rule)));
        by_name
    });
    BY_NAME.get(name).copied()
}

/// The rule of a name among some rules, of an old name too.
pub fn find_among(rules: &[&'static Rule], name: &str) -> Option<&'static Rule> {
    let renamed = |rule: &&&Rule| rule.page.head().renamed_from.iter().any(|old| old == name);
    rules.iter().find(|rule| rule.name == name).or_else(|| rules.iter().find(renamed)).copied()
}
