//! Groups of links in a report: the same groups, in the same order, in every format for people.

use jiff::SignedDuration;

use crate::{
    audit::{AuditOutcome, AuditedLink, ChangeIndices, RunMark, patience},
    probe::LinkState,
};

/// Tolerance on a number of days: runs do not begin at the same minute.
const DAY_SLACK: SignedDuration = SignedDuration::from_hours(4);

/// A group of links in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ReportGroup {
    New,
    Recovered,
    Moved,
    Still,
    Person,
    Failing,
    Notice,
    Skipped,
    Unclear,
    Alive,
    Unasked,
}

impl ReportGroup {
    pub(super) const ALL: [Self; 11] = [
        Self::New,
        Self::Recovered,
        Self::Moved,
        Self::Still,
        Self::Person,
        Self::Failing,
        Self::Notice,
        Self::Skipped,
        Self::Unclear,
        Self::Alive,
        Self::Unasked,
    ];

    /// Its heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::New => "Newly dead",
            Self::Recovered => "Recovered",
            Self::Moved => "Moved",
            Self::Still => "Still dead",
            Self::Person => "Needs a person",
            Self::Failing => "Failing for now",
            Self::Notice => "Worth knowing",
            Self::Skipped => "Skipped",
            Self::Unclear => "Unclear",
            Self::Alive => "Alive",
            Self::Unasked => "Not requested",
        }
    }

    /// Returns its meaning, in a sentence.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::New => "Failed in enough runs to be sure. Replace or remove them.",
            Self::Recovered => "Were dead, and answer again.",
            Self::Moved => "Moved permanently to another address. Write the new one.",
            Self::Still => "Reported before, and unchanged.",
            Self::Person => "No program can decide these. Open them in a browser.",
            Self::Failing => "Fail, but not in enough runs yet to call them dead. Nothing to do yet.",
            Self::Notice => "Answer, and something about them is worth a look.",
            Self::Skipped => "Are not requested: left out by the configuration, or no address of the public web.",
            Self::Unclear => "Could not be judged this time. Nothing to do yet.",
            Self::Alive => "Answer as they should.",
            Self::Unasked => "Were left out of this run.",
        }
    }

    /// The word that stands for it in anchors.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Recovered => "recovered",
            Self::Moved => "moved",
            Self::Still => "still",
            Self::Person => "person",
            Self::Failing => "failing",
            Self::Notice => "notice",
            Self::Skipped => "skipped",
            Self::Unclear => "unclear",
            Self::Alive => "alive",
            Self::Unasked => "unasked",
        }
    }

    /// Returns true if it is told link by link where room is dear.
    pub(super) fn is_told(self) -> bool {
        self < Self::Unclear
    }
}

/// The links of one group: those that came into it in this run, and those that were in it before.
#[derive(Debug)]
pub(super) struct GroupLinks<'a> {
    pub(super) group: ReportGroup,
    links: Vec<&'a AuditedLink>,
    changed: usize,
}

impl<'a> GroupLinks<'a> {
    /// All links, what changed first.
    pub(super) fn all(&self) -> &[&'a AuditedLink] {
        &self.links
    }

    /// The links that came into the group in this run.
    pub(super) fn changed(&self) -> &[&'a AuditedLink] {
        self.links.get(..self.changed).unwrap_or_default()
    }

    /// The links that an earlier run reported in this group.
    pub(super) fn held(&self) -> &[&'a AuditedLink] {
        self.links.get(self.changed..).unwrap_or_default()
    }
}

/// The links of a report by group; in each part of a group in the order of the audit.
#[derive(Debug)]
pub(super) struct Groups<'a>(Vec<GroupLinks<'a>>);

impl<'a> Groups<'a> {
    pub(super) fn of(audit: &'a AuditOutcome) -> Self {
        let mut news = vec![None; audit.links.len()];
        let ChangeIndices { new, recovered, still } = &audit.changes;
        let marks = [(still, ReportGroup::Still), (recovered, ReportGroup::Recovered), (new, ReportGroup::New)];
        for (links, group) in marks {
            for &link in links {
                if let Some(own) = news.get_mut(link) {
                    *own = Some(group);
                }
            }
        }
        let mut groups = ReportGroup::ALL.map(|group| GroupLinks { group, links: Vec::new(), changed: 0 });
        let mut held: [Vec<&AuditedLink>; ReportGroup::ALL.len()] = std::array::from_fn(|_| Vec::new());
        for (link, changed) in audit.links.iter().zip(news) {
            let group = group(link, changed);
            let (Some(own), Some(held)) = (groups.get_mut(group as usize), held.get_mut(group as usize)) else {
                continue;
            };
            if is_news(link, group, audit) {
                own.links.push(link);
                own.changed += 1;
            } else {
                held.push(link);
            }
        }
        for (own, mut held) in groups.iter_mut().zip(held) {
            own.links.append(&mut held);
        }
        Self(groups.into())
    }

    /// The links of a group.
    pub(super) fn get(&self, group: ReportGroup) -> &[&'a AuditedLink] {
        self.0.get(group as usize).map_or(&[], GroupLinks::all)
    }

    /// The groups that hold links, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &GroupLinks<'a>> {
        self.0.iter().filter(|own| !own.links.is_empty())
    }
}

/// Returns true if a link is reported in its group for the first time in this run, as far as its last nights tell: its
/// cause was not seen often enough before. Where they do not tell, it counts as news, which hides nothing.
fn is_news(link: &AuditedLink, group: ReportGroup, audit: &AuditOutcome) -> bool {
    match group {
        ReportGroup::New | ReportGroup::Recovered => return true,
        ReportGroup::Still => return false,
        _ => {}
    }
    // Causes of one failure may differ from run to run; a notice is another one with each cause.
    let is_same = |night: &&RunMark| {
        night.verdict == link.verdict && (link.verdict != LinkState::Alive || night.cause == link.cause)
    };
    let nights = || link.nights.iter().rev().take_while(is_same);
    let Some(first) = nights().last() else { return true };
    let patience = patience(link.cause);
    let term = link.severity.and(patience.info.or(patience.warning).or(patience.error));
    let needed = term.map_or(1, |term| term.nights as usize).max(1);
    let span = SignedDuration::from_hours(24 * i64::from(term.map_or(0, |term| term.days)));
    // From the newest back: those with enough nights before them.
    let count = nights().count();
    let reported = nights().take(count.saturating_sub(needed - 1));
    let reported = reported.take_while(|night| first.at.duration_until(night.at) + DAY_SLACK >= span);
    reported.last().is_none_or(|night| night.at >= audit.run.started)
}

fn group(link: &AuditedLink, changed: Option<ReportGroup>) -> ReportGroup {
    let is_told = link.severity.is_some();
    match (link.verdict, changed) {
        // Our own refusal is told as an error, and is no death.
        (LinkState::Skipped, _) => {
            if is_told {
                ReportGroup::Person
            } else if link.cause.is_left_out() {
                ReportGroup::Skipped
            } else {
                ReportGroup::Unasked
            }
        }
        // A link stands once: what came back under another address is told as that, with its edit.
        (LinkState::Moved, None | Some(ReportGroup::Still)) => ReportGroup::Moved,
        (_, Some(changed)) => changed,
        (LinkState::Alive, None) => {
            if is_told {
                ReportGroup::Notice
            } else {
                ReportGroup::Alive
            }
        }
        (LinkState::Unclear, None) if !is_told => ReportGroup::Unclear,
        (LinkState::Unclear, None) if link.cause.needs_person() => ReportGroup::Person,
        (LinkState::Dead | LinkState::Unclear, None) => ReportGroup::Failing,
    }
}
