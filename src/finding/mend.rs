//! Fixes taken round by round until none is left, each round checked before it holds: a fix that brings a finding which
//! was not there before is not taken.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Edit, Finding, Fix, apply};
use crate::source::File;

/// After so many rounds what is left is left: fixes that undo each other would go on for ever.
const ROUNDS: usize = 50;

/// What all rounds came to.
#[derive(Debug, Default)]
pub struct Mended {
    /// The files as they are now.
    pub files: Vec<File>,
    /// For each file, how many findings of each rule were mended.
    pub taken: Vec<BTreeMap<&'static str, usize>>,
    /// How many fixes would have brought a new finding.
    pub refused: usize,
    /// What is found in the files now.
    pub left: Vec<Vec<Finding>>,
}

/// What fixes are taken from, and held against.
#[expect(missing_debug_implementations, reason = "closures have no debug form")]
pub struct Mender<'a> {
    /// What is found in files, for each of them: the rules of a run, asked about other texts of its files.
    pub judge: &'a dyn Fn(&[File]) -> Vec<Vec<Finding>>,
    /// Whether the fix of a finding is wanted, by the index of the file.
    pub wants: &'a dyn Fn(usize, &Finding, &Fix) -> bool,
}

/// A fix that can be taken: the file, and which of its findings.
type Unit = (usize, usize);

/// What tells findings apart from one round to the next.
type Identity = (usize, &'static str, Option<String>, String);

/// One round: the texts that it begins with, and what was found in them.
struct Round<'a> {
    files: &'a [File],
    found: &'a [Vec<Finding>],
}

impl Mender<'_> {
    /// Takes all fixes that are wanted and bring nothing new.
    pub fn mend(&self, files: Vec<File>) -> Mended {
        let mut mended = Mended { files, ..Mended::default() };
        mended.taken.resize(mended.files.len(), BTreeMap::new());
        mended.left = (self.judge)(&mended.files);
        let mut refused: FxHashSet<(Identity, Vec<String>)> = FxHashSet::default();
        for _ in 0..ROUNDS {
            let round = Round { files: &mended.files, found: &mended.left };
            let units = self.units(&round, &refused);
            if units.is_empty() {
                break;
            }
            let mut accepted = Vec::new();
            let mut no = Vec::new();
            let Some(after) = self.accept(&round, &mut accepted, &units, &mut no) else {
                refused.extend(no.iter().filter_map(|unit| round.key(*unit)));
                continue;
            };
            refused.extend(no.iter().filter_map(|unit| round.key(*unit)));
            for (file, index) in accepted {
                let rule = mended.left.get(file).and_then(|found| found.get(index)).map(|finding| finding.rule);
                if let Some((taken, rule)) = mended.taken.get_mut(file).zip(rule) {
                    *taken.entry(rule).or_default() += 1;
                }
            }
            (mended.files, mended.left) = after;
        }
        mended.refused = refused.len();
        mended
    }

    /// The fixes that can be taken at once: none of them touches what another does.
    fn units(&self, round: &Round<'_>, refused: &FxHashSet<(Identity, Vec<String>)>) -> Vec<Unit> {
        let mut units = Vec::new();
        for (file, found) in round.found.iter().enumerate() {
            let Some(text) = round.files.get(file).filter(|file| file.is_whole()) else { continue };
            let mut taken = Taken::default();
            for (index, finding) in found.iter().enumerate() {
                let Some(fix) = finding.fix.as_ref().filter(|fix| (self.wants)(file, finding, fix)) else { continue };
                let is_refused =
                    !refused.is_empty() && round.key((file, index)).is_some_and(|key| refused.contains(&key));
                if !is_refused && changes(fix, text.text()) && taken.take(fix) {
                    units.push((file, index));
                }
            }
        }
        units
    }

    /// Takes as many of the candidates beside those that are accepted as bring nothing new: all of them, or else each half
    /// by itself. Gives the texts and findings with all that is accepted, where that is anything.
    fn accept(
        &self,
        round: &Round<'_>,
        accepted: &mut Vec<Unit>,
        candidates: &[Unit],
        refused: &mut Vec<Unit>,
    ) -> Option<(Vec<File>, Vec<Vec<Finding>>)> {
        let trial: Vec<Unit> = accepted.iter().chain(candidates).copied().collect();
        let files = round.with(&trial);
        let found = (self.judge)(&files);
        if !brings_new(round.found, &found, &trial) {
            *accepted = trial;
            return Some((files, found));
        }
        if candidates.len() <= 1 {
            refused.extend(candidates);
            return None;
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let after_first = self.accept(round, accepted, first, refused);
        self.accept(round, accepted, second, refused).or(after_first)
    }
}

impl Round<'_> {
    fn finding(&self, (file, index): Unit) -> Option<&Finding> {
        self.found.get(file)?.get(index)
    }

    /// What a fix is, whatever the place that it has in the text.
    fn key(&self, unit: Unit) -> Option<(Identity, Vec<String>)> {
        let finding = self.finding(unit)?;
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.text.clone());
        Some((identity(unit.0, finding), edits.collect()))
    }

    /// The files with some fixes in them.
    fn with(&self, units: &[Unit]) -> Vec<File> {
        let mended = self.files.iter().enumerate().map(|(index, file)| {
            let own = units.iter().filter(|(file, _)| *file == index);
            let fixes: Vec<&Fix> = own.filter_map(|unit| self.finding(*unit)?.fix.as_ref()).collect();
            if fixes.is_empty() { file.clone() } else { File::from_text(file.path(), apply(file.text(), fixes).0) }
        });
        mended.collect()
    }
}

/// Whether a fix lies inside the text and changes it.
fn changes(fix: &Fix, text: &str) -> bool {
    fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some())
        && fix.edits.iter().any(|edit| edit.span.of(text) != edit.text)
}

fn identity(file: usize, finding: &Finding) -> Identity {
    (file, finding.rule, finding.record.clone(), finding.subject.to_string())
}

/// Whether something is found that was not before. Findings are told apart by rule, record and subject; where a fix
/// changes the name of a record, its other findings come under the new name, and as many are gone under the old one.
fn brings_new(before: &[Vec<Finding>], after: &[Vec<Finding>], taken: &[Unit]) -> bool {
    let mut counts: FxHashMap<Identity, i64> = FxHashMap::default();
    let mut count = |found: &[Vec<Finding>], by: i64| {
        for (file, findings) in found.iter().enumerate() {
            for finding in findings {
                *counts.entry(identity(file, finding)).or_default() += by;
            }
        }
    };
    count(after, 1);
    count(before, -1);
    // What a taken fix mends is gone by right, and makes up for nothing.
    let mut balance: BTreeMap<(usize, &str), (i64, i64)> = BTreeMap::new();
    #[expect(clippy::iter_over_hash_type, reason = "sums do not hang on the order")]
    for ((file, rule, ..), change) in counts {
        let (rose, fell) = balance.entry((file, rule)).or_default();
        if change > 0 { *rose += change } else { *fell -= change }
    }
    for (file, index) in taken {
        if let Some(finding) = before.get(*file).and_then(|found| found.get(*index)) {
            balance.entry((*file, finding.rule)).or_default().1 -= 1;
        }
    }
    balance.values().any(|(rose, fell)| *rose > (*fell).max(0))
}

/// The places that fixes already touch in one file.
#[derive(Debug, Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Takes a fix, unless it touches what another does.
    fn take(&mut self, fix: &Fix) -> bool {
        let fits = fix.edits.iter().all(|edit| self.fits(edit));
        if fits {
            self.0.extend(fix.edits.iter().map(|edit| (edit.span.start, edit.span.end)));
        }
        fits
    }

    fn fits(&self, edit: &Edit) -> bool {
        let (start, end) = (edit.span.start, edit.span.end);
        let before = self.0.range(..=start).next_back();
        let behind = self.0.range(start + 1..).next();
        before.is_none_or(|(other, other_end)| *other < start && *other_end <= start)
            && behind.is_none_or(|(other, _)| end <= *other)
    }
}
