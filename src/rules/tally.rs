//! The answers of one rule, counted here and nowhere else.

use rustc_hash::FxHashMap;

use super::found::finding_near;
use super::{ActiveRule, Answer, Draft};
use crate::catalog::Catalog;
use crate::finding::Finding;

/// Drafts that are alike, each with the name of its record.
type AlikeDrafts = Vec<(Draft, Option<String>)>;

/// The answers of one rule: how many subjects hold, and the findings on the others.
pub(super) struct Tally<'c, 't> {
    pub(super) asked: &'c ActiveRule,
    pub(super) catalog: &'c Catalog<'t>,
    pub(super) holds: usize,
    pub(super) findings: Vec<Finding>,
    /// Drafts that are reported as one where there are many, by their group.
    alike: FxHashMap<u64, AlikeDrafts>,
    /// The record that the last finding is near to: the next one mostly is, too.
    near: usize,
}

impl<'c, 't> Tally<'c, 't> {
    pub(super) fn new(asked: &'c ActiveRule, catalog: &'c Catalog<'t>) -> Self {
        Self { asked, catalog, holds: 0, findings: Vec::new(), alike: FxHashMap::default(), near: 0 }
    }

    /// Counts an answer about a subject, which may be that of a record of some name.
    pub(super) fn take(&mut self, answer: Answer, record: Option<&str>) {
        match answer {
            Answer::CannotTell => {}
            Answer::Holds => self.holds += 1,
            Answer::Broken(draft) => match draft.alike {
                Some(alike) => {
                    let group = self.alike.entry(alike.group).or_default();
                    group.push((*draft, record.map(str::to_owned)));
                }
                None => self.add(*draft, record),
            },
            Answer::Parts(parts) => parts.into_iter().for_each(|part| self.take(part, record)),
        }
    }

    /// Reports the groups of findings that are alike: each finding, or one for all.
    pub(super) fn finish(&mut self) {
        let mut groups: Vec<(u64, AlikeDrafts)> = std::mem::take(&mut self.alike).into_iter().collect();
        groups.sort_unstable_by_key(|(group, _)| *group);
        for (_, drafts) in groups {
            let alike = drafts.first().and_then(|(draft, _)| draft.alike);
            match alike.filter(|alike| drafts.len() > alike.most) {
                Some(alike) => match (alike.fold)(drafts.into_iter().map(|(draft, _)| draft).collect()) {
                    Answer::Broken(draft) => self.add(*draft, None),
                    answer => self.take(answer, None),
                },
                None => drafts.into_iter().for_each(|(draft, record)| self.add(draft, record.as_deref())),
            }
        }
    }

    fn add(&mut self, draft: Draft, record: Option<&str>) {
        let finding = finding_near(self.asked, self.catalog, draft, record, &mut self.near);
        self.findings.push(finding);
    }
}
