//! Counts of how the items of each list begin, and what all lists of a document say together.

use super::entry_start::{EntryStart, HeadKind};
use super::share::Share;
use crate::markdown::{Document, NONE};

/// Items that make one form of writing: of two, each may be like the other by chance.
pub(super) const SEVERAL: usize = 3;
/// Addresses without a text that make a catalog of addresses. Fewer are often the sources at the end of a page.
pub(super) const SEVERAL_BARE: usize = 5;
/// Items of a list that are all written in one form, but for a slip here and there.
pub(super) const NEARLY_ALL: Share = Share(4, 5);

/// Counts of how the items of a list begin.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ListTally {
    pub(super) items: usize,
    pub(super) links: usize,
    pub(super) fragments: usize,
    pub(super) strong: usize,
    pub(super) strong_linked: usize,
    pub(super) labelled: usize,
    /// Those of them whose name ends at a colon, a dash or a bracket.
    pub(super) parted: usize,
    pub(super) titled: usize,
    pub(super) bare: usize,
    pub(super) details: usize,
    /// Items that begin with a link whose text is a label.
    pub(super) labels: usize,
    /// Items that hold only a nested list, or text above one.
    pub(super) groups: usize,
    /// Those of them whose text is a name above links.
    pub(super) linked_groups: usize,
    /// Items with a name as a link in a part of their own: `Author, [Title](…), 2015`.
    pub(super) inner: usize,
    /// Items with a name as a link somewhere in their text.
    pub(super) text_linked: usize,
    /// Items without a link that begin with a name and a separator: `Name - what it is`.
    pub(super) described: usize,
}

/// Evidence of all lists of a document, used to read each of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListTotals {
    /// The catalog's entries are rows of tables.
    pub(super) tables: bool,
    /// A list of several entries has names in front of links that are labels, so that one alone is an entry too.
    pub(super) labelled: bool,
    /// Most entries are names in front of titles that are links.
    pub(super) titled: bool,
    /// More items are addresses than begin with a name: they are the entries.
    pub(super) bare: bool,
    /// Most links in lists below an item are labels: such lists are details.
    pub(super) nested_labels: bool,
}

impl ListTotals {
    pub(super) fn of(document: &Document<'_>, tallies: &[ListTally], tables: bool) -> Self {
        let named: fn(&ListTally) -> usize = |tally| tally.links + tally.strong_linked;
        let sum = |count: fn(&ListTally) -> usize| tallies.iter().map(count).sum::<usize>();
        let (bare, titled, named) = (sum(|tally| tally.bare), sum(|tally| tally.titled), sum(named));
        let below =
            || tallies.iter().zip(&document.lists).filter(|(_, list)| list.parent != NONE).map(|(tally, _)| tally);
        let labels: usize = below().map(|tally| tally.labels).sum();
        Self {
            tables,
            nested_labels: labels > SEVERAL && labels > below().map(|tally| tally.links + tally.strong_linked).sum(),
            labelled: sum(ListTally::among_labelled) >= SEVERAL,
            titled: titled > named
                && !tables
                && tallies.iter().any(|tally| tally.titled >= SEVERAL && tally.is_titled()),
            bare: bare >= SEVERAL_BARE && bare > named && !tables,
        }
    }
}

impl ListTally {
    /// Returns true if nearly all items are entries by themselves, or names in text beside such.
    pub(super) fn is_mostly_own(&self) -> bool {
        let named = self.own() + self.text_linked + self.described;
        self.is_nearly(self.inner) || self.own() >= SEVERAL && self.is_nearly(named)
    }

    /// Returns true if a part of the items is several, and nearly all of them.
    pub(super) const fn is_nearly(&self, part: usize) -> bool {
        part >= SEVERAL && NEARLY_ALL.is_reached(part, self.items - self.groups)
    }

    /// Returns the number of items that are entries by themselves.
    pub(super) fn own(&self) -> usize {
        self.links + self.strong_linked + self.labelled + self.bare
    }

    /// Returns the number of items that are names in front of links that are labels, in a list of several of which nearly
    /// all are.
    pub(super) fn among_labelled(&self) -> usize {
        if self.labelled > 1 && NEARLY_ALL.is_reached(self.labelled, self.items) { self.labelled } else { 0 }
    }

    /// Returns true if the items are names in front of titles: nearly all, since prose is written so too.
    pub(super) fn is_titled(&self) -> bool {
        self.titled > 0 && NEARLY_ALL.is_reached(self.titled + self.links, self.items)
    }

    pub(super) fn add(
        &mut self,
        head: Option<EntryStart>,
        group: bool,
        linked: impl Fn() -> bool,
        parted: impl Fn(EntryStart) -> bool,
    ) {
        self.items += 1;
        let Some(head) = head else {
            self.groups += 1;
            return;
        };
        match head.kind {
            HeadKind::Link => self.links += 1,
            HeadKind::Fragment => self.fragments += 1,
            HeadKind::Strong => {
                self.strong += 1;
                self.strong_linked += usize::from(head.linked || linked());
            }
            HeadKind::Labelled => {
                self.labelled += 1;
                // Asked of one alone.
                self.parted += usize::from(self.labelled == 1 && parted(head));
            }
            HeadKind::Titled => self.titled += 1,
            HeadKind::Bare => self.bare += 1,
            HeadKind::Detail => self.details += 1,
            HeadKind::Label => self.labels += 1,
            HeadKind::Inner => self.text_linked += 1,
            HeadKind::Prose => {}
            HeadKind::Plain => {
                self.groups += usize::from(group);
                self.linked_groups += usize::from(group && linked());
            }
        }
    }
}
