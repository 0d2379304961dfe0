//! Groups of links in a report: the same groups, in the same order, in every format for people.

use crate::{
    audit::{AuditOutcome, AuditedLink, ChangeIndices},
    probe::LinkState,
};

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

/// The links of a report by group, each group in the order of the audit.
#[derive(Debug)]
pub(super) struct Groups<'a>([Vec<&'a AuditedLink>; ReportGroup::ALL.len()]);

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
        let mut groups = Self(std::array::from_fn(|_| Vec::new()));
        for (link, changed) in audit.links.iter().zip(news) {
            groups.add(group(link, changed), link);
        }
        groups
    }

    fn add(&mut self, group: ReportGroup, link: &'a AuditedLink) {
        if let Some(links) = self.0.get_mut(group as usize) {
            links.push(link);
        }
    }

    /// The links of a group.
    pub(super) fn get(&self, group: ReportGroup) -> &[&'a AuditedLink] {
        self.0.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// The groups that hold links, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ReportGroup, &[&'a AuditedLink])> {
        ReportGroup::ALL.into_iter().map(|group| (group, self.get(group))).filter(|(_, links)| !links.is_empty())
    }
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
