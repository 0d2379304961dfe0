//! Fixes taken round by round until none is left, each round checked before it holds: a fix that brings a finding which
//! was not there before is not taken.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::rise::{FixUnit, Rise};
use super::{Edit, Finding, Fix, apply};
use crate::source::File;

/// Rounds after which the remaining fixes are left: fixes that undo each other would go on for ever.
const ROUNDS: usize = 50;

/// Bytes of text that the rules check again to find the fixes that introduce findings: 40 trials of a catalog of 100 KB.
const TRIAL_BYTES: usize = 4 << 20;

/// Trials of a text of any size: enough to find two or three fixes among thousands that introduce findings.
const LEAST_TRIALS: usize = 16;

/// The result of all rounds.
#[derive(Debug, Default)]
pub struct FixResult {
    /// The files as they are now.
    pub files: Vec<File>,
    /// For each file, how many findings of each rule were fixed.
    pub taken: Vec<BTreeMap<&'static str, usize>>,
    /// Number of fixes that would have brought a new finding.
    pub refused: usize,
    /// Fixes that were not tried: the trials were used up on those before them.
    pub untried: usize,
    /// The findings in the files now.
    pub left: Vec<Vec<Finding>>,
}

/// The source of the findings to fix, and the judge of the fixed texts.
#[expect(missing_debug_implementations, reason = "closures have no debug form")]
pub struct Fixer<'a> {
    /// Returns the findings in each file: the rules of a run, applied to other texts of its files.
    pub judge: &'a dyn Fn(&[File]) -> Vec<Vec<Finding>>,
    /// True if the fix of a finding is wanted, by the index of the file.
    pub wants: &'a dyn Fn(usize, &Finding, &Fix) -> bool,
}

/// Tells findings apart from one round to the next.
type FindingIdentity = (usize, &'static str, Option<String>, String);

/// One round: the texts that it begins with, and what was found in them.
struct Round<'a> {
    files: &'a [File],
    found: &'a [Vec<Finding>],
}

impl Fixer<'_> {
    /// Takes all fixes that are wanted and bring nothing new, as far as the trials go.
    pub fn fix_all(&self, files: Vec<File>) -> FixResult {
        let mut fixed = FixResult { files, ..FixResult::default() };
        fixed.taken.resize(fixed.files.len(), BTreeMap::new());
        fixed.left = (self.judge)(&fixed.files);
        let mut refused: FxHashSet<(FindingIdentity, Vec<String>)> = FxHashSet::default();
        let mut trials = trials(&fixed.files);
        for _ in 0..ROUNDS {
            let round = Round { files: &fixed.files, found: &fixed.left };
            let units = self.units(&round, &refused);
            if units.is_empty() {
                break;
            }
            let mut sorted = Sorted { trials, ..Sorted::default() };
            let after = self.accept(&round, &mut sorted, units);
            trials = sorted.trials;
            refused.extend(sorted.refused.iter().filter_map(|unit| round.key(*unit)));
            if let Some(after) = after {
                for (file, index) in sorted.accepted {
                    let rule = fixed.left.get(file).and_then(|found| found.get(index)).map(|finding| finding.rule);
                    if let Some((taken, rule)) = fixed.taken.get_mut(file).zip(rule) {
                        *taken.entry(rule).or_default() += 1;
                    }
                }
                (fixed.files, fixed.left) = after;
            }
            if !sorted.untried.is_empty() {
                fixed.untried = sorted.untried.len();
                break;
            }
        }
        fixed.refused = refused.len();
        fixed
    }

    /// The fixes that can be taken at once: none of them touches what another does.
    fn units(&self, round: &Round<'_>, refused: &FxHashSet<(FindingIdentity, Vec<String>)>) -> Vec<FixUnit> {
        let mut units = Vec::new();
        for (file, found) in round.found.iter().enumerate() {
            let Some(text) = round.files.get(file).filter(|file| file.is_whole()) else { continue };
            let mut taken = TouchedSpans::default();
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
        sorted: &mut Sorted,
        candidates: Vec<FixUnit>,
    ) -> Option<(Vec<File>, Vec<Vec<Finding>>)> {
        if candidates.is_empty() {
            return None;
        }
        let Some(trials) = sorted.trials.checked_sub(1) else {
            sorted.untried.extend(candidates);
            return None;
        };
        sorted.trials = trials;
        let trial: Vec<FixUnit> = sorted.accepted.iter().chain(&candidates).copied().collect();
        let files = round.with(&trial);
        let found = (self.judge)(&files);
        let rise = Rise::between(round.found, &found, &trial);
        if rise.is_empty() {
            sorted.accepted = trial;
            return Some((files, found));
        }
        if candidates.len() == 1 {
            sorted.refused.extend(candidates);
            return None;
        }
        let suspects = rise.suspects(&files, &found, &round.edits(&trial));
        let is_suspect = |unit: &FixUnit| round.finding(*unit).is_some_and(|finding| suspects.has(*unit, finding));
        let (mut second, mut first): (Vec<FixUnit>, Vec<FixUnit>) = candidates.into_iter().partition(is_suspect);
        // Where every fix is suspected, or none is, halves tell as much.
        if first.is_empty() || second.is_empty() {
            first.append(&mut second);
            second = first.split_off(first.len() / 2);
        }
        let after_first = self.accept(round, sorted, first);
        self.accept(round, sorted, second).or(after_first)
    }
}

/// The candidates of one round, sorted by what came of them.
#[derive(Debug, Default)]
struct Sorted {
    accepted: Vec<FixUnit>,
    refused: Vec<FixUnit>,
    untried: Vec<FixUnit>,
    /// Trials that are left.
    trials: usize,
}

/// Returns how many trials a run has. Each checks all files again, so that the work grows with the text and not with
/// what is found in it.
fn trials(files: &[File]) -> usize {
    let bytes: usize = files.iter().map(|file| file.text().len()).sum();
    (TRIAL_BYTES / bytes.max(1)).clamp(LEAST_TRIALS, TRIAL_BYTES)
}

impl Round<'_> {
    fn finding(&self, (file, index): FixUnit) -> Option<&Finding> {
        self.found.get(file)?.get(index)
    }

    /// Returns the identity of a fix, wherever it is in the text.
    fn key(&self, unit: FixUnit) -> Option<(FindingIdentity, Vec<String>)> {
        let finding = self.finding(unit)?;
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.text.clone());
        Some((identity(unit.0, finding), edits.collect()))
    }

    /// The fixes of some units, by file.
    fn fixes(&self, units: &[FixUnit]) -> BTreeMap<usize, Vec<&Fix>> {
        let mut fixes: BTreeMap<usize, Vec<&Fix>> = BTreeMap::new();
        for unit in units {
            if let Some(fix) = self.finding(*unit).and_then(|finding| finding.fix.as_ref()) {
                fixes.entry(unit.0).or_default().push(fix);
            }
        }
        fixes
    }

    /// The files with some fixes in them.
    fn with(&self, units: &[FixUnit]) -> Vec<File> {
        let fixes = self.fixes(units);
        let fixed = self.files.iter().enumerate().map(|(index, file)| match fixes.get(&index) {
            Some(fixes) => File::from_text(file.path(), apply(file.text(), fixes.iter().copied()).0),
            None => file.clone(),
        });
        fixed.collect()
    }

    /// The edits of some units, each with its unit.
    fn edits(&self, units: &[FixUnit]) -> Vec<(FixUnit, &Edit)> {
        let mut edits = Vec::new();
        for unit in units {
            let fix = self.finding(*unit).and_then(|finding| finding.fix.as_ref());
            edits.extend(fix.into_iter().flat_map(|fix| &fix.edits).map(|edit| (*unit, edit)));
        }
        edits
    }
}

/// Returns true if a fix lies inside the text and changes it.
fn changes(fix: &Fix, text: &str) -> bool {
    fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some())
        && fix.edits.iter().any(|edit| edit.span.of(text) != edit.text)
}

fn identity(file: usize, finding: &Finding) -> FindingIdentity {
    (file, finding.rule, finding.record.clone(), finding.subject.to_string())
}

/// The places that fixes already touch in one file.
#[derive(Debug, Default)]
struct TouchedSpans(BTreeMap<u32, u32>);

impl TouchedSpans {
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

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, cell::Cell};

    use super::*;
    use crate::{finding::Severity, source::Span};

    fn finding(at: usize, subject: String, places: u32, text: &str) -> Finding {
        Finding {
            rule: "a/b",
            severity: Severity::Warning,
            span: Span::new(at, at + 1),
            record: None,
            message: Cow::Borrowed("x"),
            help: Cow::Borrowed(""),
            related: Vec::new(),
            fix: Some(Fix::safe(Span::new(at, at + 1), text)),
            subject: Cow::Owned(subject),
            ordinal: 0,
            places,
        }
    }

    /// Fixes a text, and counts how often it is judged after the first time.
    fn fix(text: &str, judge: impl Fn(&str) -> Vec<Finding>) -> (FixResult, usize) {
        let calls = Cell::new(0);
        let judge = |files: &[File]| {
            calls.set(calls.get() + 1);
            files.iter().map(|file| judge(file.text())).collect()
        };
        let fixed = Fixer { judge: &judge, wants: &|_, _, _| true }.fix_all(vec![File::from_text("a.md", text)]);
        (fixed, calls.get() - 1)
    }

    /// A finding at each of some letters, which a fix turns into the next one.
    fn letters(text: &str, wrong: &[char]) -> Vec<Finding> {
        let found = text.char_indices().filter(|(_, c)| wrong.contains(c));
        found.map(|(at, c)| finding(at, format!("{c}{at}"), 1, if c == 'x' { "y" } else { "z" })).collect()
    }

    #[test]
    fn fixes_that_all_introduce_findings_end_with_the_trials() {
        let text = "a line with x\n".repeat(40_000);
        // Each fix turns an `x` into a `y`, which is another finding.
        let (fixed, trials) = fix(&text, |text| letters(text, &['x', 'y']));
        assert_eq!((trials, fixed.taken[0].len()), (LEAST_TRIALS, 0));
        assert!(fixed.files[0].text() == text && fixed.untried > 39_000, "{}", fixed.untried);
    }

    #[test]
    fn one_fix_among_thousands_that_introduces_a_finding_is_found_by_its_line() {
        let text = format!("{}last x\n", "a line of w\n".repeat(4_000));
        let (fixed, trials) = fix(&text, |text| letters(text, &['w', 'x', 'y']));
        assert_eq!((fixed.taken[0].get("a/b"), fixed.refused, fixed.untried), (Some(&4_000), 1, 0));
        assert!(trials <= 4, "{trials}");
        assert!(fixed.files[0].text().ends_with("last x\n"));
    }

    #[test]
    fn a_finding_that_stands_for_many_places_is_fixed_place_by_place() {
        let judge = |text: &str| {
            let places = text.matches('x').count() as u32;
            text.find('x').map(|at| finding(at, format!("{at}"), places, "z")).into_iter().collect()
        };
        let (fixed, _) = fix(&"x ".repeat(12), judge);
        assert_eq!((fixed.files[0].text(), fixed.refused), (&*"z ".repeat(12), 0));
    }
}
