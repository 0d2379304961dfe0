//! Two versions compared: which findings of the new one the old one did not have.
//!
//! Findings are told apart by rule, record and what contradicts, never by line. Of several that are alike in these, as
//! many are old as the old version had; which ones, the text of their lines says.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Finding;
use crate::source::File;

/// A file and what was found in it.
#[derive(Debug, Clone, Copy)]
pub struct ComparedFile<'a> {
    /// The file.
    pub file: &'a File,
    /// The findings in it.
    pub findings: &'a [Finding],
}

/// Tells the findings of one file apart.
type FindingKey<'a> = (&'a str, Option<&'a str>, &'a str);

fn identity(finding: &Finding) -> FindingKey<'_> {
    (finding.rule, finding.record.as_deref(), &finding.subject)
}

/// For each pair of a new file and the old one of which it is another version: for each finding of the new file, whether
/// the old version did not have it. `gone` are old files that no new file is a version of.
///
/// What was moved from one file to another with its line is not new either.
pub fn brought<'a>(
    pairs: &[(ComparedFile<'a>, Option<ComparedFile<'a>>)],
    gone: &[ComparedFile<'a>],
) -> Vec<Vec<bool>> {
    let mut all = Vec::with_capacity(pairs.len());
    let mut left: Vec<(&File, &Finding)> = Vec::new();
    for (new, old) in pairs {
        let Some(old) = old else {
            all.push(vec![true; new.findings.len()]);
            continue;
        };
        let (is_new, unmatched) = matched(new, old);
        left.extend(unmatched.into_iter().map(|finding| (old.file, finding)));
        all.push(is_new);
    }
    left.extend(gone.iter().flat_map(|side| side.findings.iter().map(|finding| (side.file, finding))));
    let mut moved: FxHashMap<(FindingKey<'_>, &str), usize> = FxHashMap::default();
    for (file, finding) in left {
        if let Some(line) = distinct_line(file, finding) {
            *moved.entry((identity(finding), line)).or_default() += 1;
        }
    }
    for ((new, _), is_new) in pairs.iter().zip(&mut all) {
        for (finding, is_new) in new.findings.iter().zip(is_new).filter(|(_, is_new)| **is_new) {
            let Some(line) = distinct_line(new.file, finding) else { continue };
            if let Some(count) = moved.get_mut(&(identity(finding), line)).filter(|count| **count > 0) {
                *count -= 1;
                *is_new = false;
            }
        }
    }
    all
}

/// Returns the findings of one version that the other lacks, and the reverse.
fn matched<'a>(new: &ComparedFile<'_>, old: &ComparedFile<'a>) -> (Vec<bool>, Vec<&'a Finding>) {
    let mut is_new = vec![true; new.findings.len()];
    let mut is_left = vec![true; old.findings.len()];
    // First those on lines that are as they were, then whatever is left of the same identity, in the order of the text.
    pair(new, old, |file, finding| (identity(finding), line(file, finding)), &mut is_new, &mut is_left);
    pair(new, old, |_, finding| identity(finding), &mut is_new, &mut is_left);
    pair_renamed(new, old, &mut is_new, &mut is_left);
    let left = old.findings.iter().zip(is_left).filter(|(_, is_left)| *is_left);
    (is_new, left.map(|(finding, _)| finding).collect())
}

/// Pairs the findings that speak of a section by its heading, where only the heading was renamed: the lines that they begin
/// on, and those behind them, are as they were.
fn pair_renamed(new: &ComparedFile<'_>, old: &ComparedFile<'_>, is_new: &mut [bool], is_left: &mut [bool]) {
    if !is_new.contains(&true) || !is_left.contains(&true) {
        return;
    }
    let (new_titles, old_titles) = (lines_as_titles(new.file), lines_as_titles(old.file));
    // Each side keeps what the other does not say any more: a heading that both have was not renamed.
    let is_renamed = |finding: &Finding| {
        let subject = &*finding.subject;
        !subject.is_empty() && new_titles.contains(subject) != old_titles.contains(subject)
    };
    let kept = |side: &ComparedFile<'_>, flags: &[bool]| -> Vec<bool> {
        side.findings.iter().zip(flags).map(|(finding, flag)| *flag && is_renamed(finding)).collect()
    };
    let (mut new_flags, mut old_flags) = (kept(new, is_new), kept(old, is_left));
    let key = |file, finding| {
        let finding: &Finding = finding;
        (finding.rule, finding.record.as_deref(), lines_from(file, finding))
    };
    let (new_before, old_before) = (new_flags.clone(), old_flags.clone());
    pair(new, old, key, &mut new_flags, &mut old_flags);
    let paired = |flags: &mut [bool], before: &[bool], after: &[bool]| {
        for ((flag, before), after) in flags.iter_mut().zip(before).zip(after) {
            *flag &= !*before || *after;
        }
    };
    paired(is_new, &new_before, &new_flags);
    paired(is_left, &old_before, &old_flags);
}

/// Every line as the title that it would be.
fn lines_as_titles(file: &File) -> FxHashSet<&str> {
    file.text().lines().map(|line| line.trim().trim_matches('#').trim()).collect()
}

/// The text from the line that a finding begins in on: of a table its header and its first row.
fn lines_from<'f>(file: &'f File, finding: &Finding) -> &'f str {
    const LINES: usize = 3;
    let first = file.line_of(finding.span.start as usize);
    let start = file.line_span(first);
    let rest = file.text().get(start.start as usize..).unwrap_or_default();
    let length = rest.split_inclusive('\n').take(LINES).map(str::len).sum();
    rest.get(..length).unwrap_or_default().trim()
}

/// Pairs the findings of two versions that have one key, in the order of the text.
fn pair<'f, K: std::hash::Hash + Eq>(
    new: &ComparedFile<'f>,
    old: &ComparedFile<'f>,
    key: impl Fn(&'f File, &'f Finding) -> K,
    is_new: &mut [bool],
    is_left: &mut [bool],
) {
    let mut waiting: FxHashMap<K, Vec<usize>> = FxHashMap::default();
    let olds = old.findings.iter().enumerate().zip(&*is_left).rev();
    for ((index, finding), _) in olds.filter(|(_, is_left)| **is_left) {
        waiting.entry(key(old.file, finding)).or_default().push(index);
    }
    for (finding, is_new) in new.findings.iter().zip(is_new).filter(|(_, is_new)| **is_new) {
        let partner = waiting.get_mut(&key(new.file, finding)).and_then(Vec::pop);
        if let Some(is_left) = partner.and_then(|index| is_left.get_mut(index)) {
            (*is_new, *is_left) = (false, false);
        }
    }
}

/// The text of the line that a finding begins in.
fn line<'f>(file: &'f File, finding: &Finding) -> &'f str {
    file.slice(file.line_span(file.line_of(finding.span.start as usize))).trim()
}

/// The same where it is long enough to be recognised elsewhere.
fn distinct_line<'f>(file: &'f File, finding: &Finding) -> Option<&'f str> {
    const LEAST: usize = 12;
    Some(line(file, finding)).filter(|line| line.len() >= LEAST)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::{finding::Severity, source::Span};

    /// Findings, one at the beginning of each line that holds a `!`, which is about what stands before it.
    fn found(text: &str) -> (File, Vec<Finding>) {
        let file = File::from_text("a.md", text);
        let mut findings = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some((subject, _)) = line.split_once('!') {
                findings.push(Finding {
                    rule: "a/b",
                    severity: Severity::Warning,
                    span: Span::at(at),
                    record: None,
                    message: Cow::Borrowed("x"),
                    help: Cow::Borrowed(""),
                    related: Vec::new(),
                    fix: None,
                    subject: Cow::Owned(subject.to_owned()),
                    ordinal: 0,
                    places: 1,
                });
            }
            at += line.len();
        }
        (file, findings)
    }

    fn side((file, findings): &(File, Vec<Finding>)) -> ComparedFile<'_> {
        ComparedFile { file, findings }
    }

    fn lines_brought(new: &str, old: Option<&str>, gone: &[&str]) -> Vec<usize> {
        let new = found(new);
        let old = old.map(found);
        let gone: Vec<_> = gone.iter().map(|text| found(text)).collect();
        let gone: Vec<_> = gone.iter().map(side).collect();
        let is_new = brought(&[(side(&new), old.as_ref().map(side))], &gone);
        let lines = new.1.iter().zip(&is_new[0]).filter(|(_, is_new)| **is_new);
        lines.map(|(finding, _)| new.0.line_of(finding.span.start as usize) + 1).collect()
    }

    #[test]
    fn what_moved_is_old_and_what_is_one_too_many_is_new() {
        for (new, old, gone, wanted) in [
            ("a!\nb!\n", Some("b!\na!\n"), &[][..], &[][..]),
            ("\n\n\na! changed\n", Some("a!\n"), &[], &[]),
            // Of three that are alike the one on a new line is new, wherever it stands.
            ("a! one\na! new\na! two\n", Some("a! one\na! two\n"), &[], &[2]),
            ("a! new\na! one\na! two\n", Some("a! one\na! two\n"), &[], &[1]),
            ("a! x\na! y\n", Some("a! z\n"), &[], &[2]),
            ("a!\n", None, &[], &[1]),
            // Moved out of a file that is gone, with its line.
            ("some subject! and text\n", None, &["\nsome subject! and text\n"], &[]),
            ("some subject! and text\n", None, &["some subject! and another text\n"], &[1]),
            ("a!\n", None, &["a!\n"], &[1]),
        ] {
            assert_eq!(lines_brought(new, old, gone), wanted, "{new:?} {old:?} {gone:?}");
        }
    }
}
