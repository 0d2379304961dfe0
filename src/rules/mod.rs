//! The table of rules: one line a rule. A rule is a page in `rules/`, a function in the module of its family, and a line
//! here that binds them.

mod address;
mod age_statement;
mod answer;
mod check;
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
mod record_license;
mod reference;
mod rot;
mod row_cells;
mod rule_run;
mod run;
mod shared_subjects;
mod suppression;
mod tally;
mod template;
mod text;
mod toc;
mod verdicts;
mod wide_run;
mod wording;

pub use age_statement::AgeStatement;
pub use answer::{ActiveRule, AlikeFindings, Answer, Answers, Context, Draft};
pub use check::{Check, IndexedRecord, Question, TargetedLink};
pub use comments::Comments;
pub use contents::Contents;
pub use count::ClaimCounts;
pub use found::CheckResult;
pub use lookup::{Files, Lookup, NoFiles};
pub use neighbors::Neighbors;
pub use page::{FixKind, OptionSpec, RulePage, RulePageHeader, is_identity, read_head};
pub use page_fault::RulePageError;
pub use predicate::{Predicate, UserRules, WrongPage, user_rules};
pub use record_license::RecordLicense;
pub use run::{check, check_beside, check_judged, default_rules};
pub use shared_subjects::SharedSubjects;
pub use suppression::{Suppressions, UNWRITTEN_REASON, ignore_edit};
pub use verdicts::{JudgedLink, Verdicts};
pub use wide_run::WideRun;

use std::sync::LazyLock;

use page::{head_block, title, yes};
use rustc_hash::FxHashMap;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Identity, `family/name`.
    pub name: &'static str,
    /// Its checks: one for each kind of subjects that it judges.
    pub checks: &'static [Check],
    /// Its page.
    pub page: RulePage,
}

impl Rule {
    /// The part of the name before the slash.
    pub fn family(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(family, _)| family)
    }

    /// The check of a rule about suppression comments.
    fn suppression_check(&self) -> Option<fn(&Suppressions<'_, '_>, &mut Answers)> {
        match self.checks {
            [Check::Suppression(ask)] => Some(*ask),
            _ => None,
        }
    }
}

/// Binds a rule's function to its page.
macro_rules! rule {
    ($name:literal, $($check:expr),+) => {{
        static RULE: Rule = Rule {
            name: $name,
            checks: &[$($check),+],
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
    rule!("record/missing-link", Check::Records(record::missing_link)),
    rule!("record/missing-field", Check::Records(record::missing_field), Check::Records(record::missing_description)),
    rule!("record/ragged-row", Check::Tables(record::ragged_row)),
    rule!("record/stray-row", Check::Tables(record::stray_row)),
    rule!("record/cell-type", Check::Document(record::cell_type)),
    rule!("record/duplicate", Check::Entity(record::duplicate)),
    rule!("record/conflict", Check::Entity(record::conflict)),
    rule!("record/shared-link", Check::Records(record::shared_link)),
    rule!("record/out-of-order", Check::Document(record::out_of_order)),
    rule!("record/placeholder", Check::Record(record::placeholder), Check::Document(record::placeholder_text)),
    rule!("record/contradiction", Check::Record(record::contradiction)),
    rule!("count/summary", Check::Claim(count::summary)),
    rule!("count/section", Check::Claim(count::section)),
    rule!("count/badge", Check::Claim(count::badge)),
    rule!("count/total", Check::Claim(count::total)),
    rule!("count/bucket", Check::Mention(count::bucket)),
    rule!("count/mention", Check::Mention(count::mention)),
    rule!(
        "count/breakdown",
        Check::Records(count::breakdown),
        Check::Blocks(count::sums),
        Check::Tables(count::table_sums)
    ),
    rule!("count/row", Check::Records(count::row)),
    rule!("count/stale", Check::Claim(count::stale)),
    rule!("count/unit", Check::Tables(count::unit)),
    rule!("count/share", Check::Blocks(count::share)),
    rule!("count/numbering", Check::Document(count::numbering)),
    rule!("reference/unknown", Check::Mentions(reference::unknown)),
    rule!("reference/near-miss", Check::Mentions(reference::near_miss)),
    rule!("reference/ambiguous", Check::Mention(reference::ambiguous)),
    rule!("license/missing", Check::Licenses(license::missing), Check::Records(license::missing_in_list)),
    rule!("license/missing-column", Check::Tables(license::missing_column)),
    rule!("license/placeholder", Check::Licenses(license::placeholder)),
    rule!("license/vague", Check::Licenses(license::vague)),
    rule!("license/unrecognized", Check::Licenses(license::unrecognized)),
    rule!("license/not-spdx", Check::Licenses(license::not_spdx)),
    rule!("license/incomplete", Check::Licenses(license::incomplete)),
    rule!("license/link-mismatch", Check::Licenses(license::link_mismatch)),
    rule!("license/section-mismatch", Check::Licenses(license::section_mismatch)),
    rule!("license/conflict", Check::Entity(license::conflict)),
    rule!("date/stale", Check::AgeStatements(date::stale)),
    rule!("date/future", Check::AgeStatements(date::future_statement), Check::Record(date::future)),
    rule!(
        "date/impossible",
        Check::Record(date::impossible),
        Check::Blocks(date::impossible_line),
        Check::Links(date::impossible_badge)
    ),
    rule!("date/disagreement", Check::AgeStatements(date::disagreement)),
    rule!("date/expired", Check::Record(date::expired)),
    rule!("date/out-of-scope", Check::Document(date::out_of_scope)),
    rule!("toc/broken-anchor", Check::ContentsEntries(toc::broken_anchor)),
    rule!("toc/missing-section", Check::Document(toc::missing_section)),
    rule!("toc/wrong-text", Check::ContentsEntries(toc::wrong_text)),
    rule!("toc/order", Check::Contents(toc::order)),
    rule!(
        "link/malformed",
        Check::Link(link::malformed),
        Check::Undefined(link::bracketed_address),
        Check::Document(link::malformed_brackets)
    ),
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
    rule!("link/missing-file", Check::Links(link::missing_file)),
    rule!("link/orphan-page", Check::Document(link::orphan_page)),
    rule!("link/broken-fragment", Check::Links(link::broken_fragment)),
    rule!(
        "link/undefined-reference",
        Check::Undefined(link::undefined_reference),
        Check::Link(link::defined_reference)
    ),
    rule!(
        "link/unused-reference",
        Check::Definitions(link::unused_reference),
        Check::Document(link::unused_definition)
    ),
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
    rule!("rot/license-drift", Check::Verdict(rot::license_drift)),
    rule!("rot/login", Check::Verdict(rot::told)),
    rule!("rot/opaque", Check::Verdict(rot::told)),
    rule!("rot/private-address", Check::Verdict(rot::private_address)),
    rule!("text/mojibake", Check::WideRuns(text::mojibake)),
    rule!("text/invisible", Check::WideRuns(text::invisible)),
    rule!("text/bidirectional", Check::WideRuns(text::bidirectional)),
    rule!("text/replacement", Check::WideRuns(text::replacement)),
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
    rule.checks.iter().any(|check| matches!(check, Check::Verdict(_)))
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
