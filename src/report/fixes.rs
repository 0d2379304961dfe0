//! What `catalint fix` did, in sentences.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::sanitize::terminal_line;
use crate::{
    finding::{Finding, FixResult},
    source::File,
    text::{choose_form, format_count},
};

/// The outcome of a run of `catalint fix`.
#[derive(Debug, Clone, Copy)]
pub struct FixSummary<'a> {
    /// The files as they were.
    pub old: &'a [&'a File],
    /// The files as they are fixed.
    pub result: &'a FixResult,
    /// True if a diff was asked for: no file was written.
    pub is_diff: bool,
    /// True if nobody may take for a patch what is none.
    pub is_exact: bool,
    /// True if fixes that a person should look at were applied too.
    pub is_unsafe: bool,
}

impl FixSummary<'_> {
    /// Writes which files were fixed and by which rules, what is left, and what to do about it.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let verb = if self.is_diff { "would fix" } else { "fixed" };
        let (mut fixed, mut files) = (0, 0);
        for (&file, taken) in self.old.iter().zip(&self.result.taken) {
            if !file.is_whole() {
                writeln!(out, "left alone {}: {}", terminal_line(file.path()), why_not(file))?;
            } else if !taken.is_empty() {
                writeln!(out, "{verb} {}: {}", terminal_line(file.path()), by_rule(taken))?;
                fixed += taken.values().sum::<usize>();
                files += 1;
            }
        }
        let findings = self.result.left.iter().flatten();
        let left = findings.clone().count();
        let rest = if left == 0 { String::new() } else { format!("; {} left", format_count(left, "finding")) };
        if fixed == 0 {
            writeln!(out, "nothing to fix in {}{rest}", format_count(self.old.len(), "file"))?;
        } else {
            writeln!(out, "{verb} {} in {}{rest}", format_count(fixed, "finding"), format_count(files, "file"))?;
        }
        let refused = self.result.refused;
        if refused > 0 {
            let would = choose_form(refused, "is not taken: it", "are not taken: they");
            writeln!(out, "{} {would} would introduce a finding", format_count(refused, "fix"))?;
        }
        if !self.is_exact {
            let call = "`catalint fix --diff --output patch=FILE`";
            writeln!(out, "the diff shows characters that nobody sees as escapes: {call} writes one to apply")?;
        }
        let untried = self.result.untried;
        if untried > 0 {
            let were = choose_form(untried, "was", "were");
            let why = "too many of them introduce new findings; `--select` a rule to fix its findings alone";
            writeln!(out, "{} {were} not tried: {why}", format_count(untried, "fix"))?;
        }
        let is_unsafe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| !fix.safe);
        let waiting = findings.filter(is_unsafe).count();
        if waiting > 0 && !self.is_unsafe {
            let have = choose_form(waiting, "has a fix", "have fixes");
            let call = "`catalint fix --unsafe --diff`";
            writeln!(out, "{waiting} of them {have} that a person should review: {call} shows them")?;
        }
        Ok(())
    }
}

/// `3 license/not-spdx, 1 text/invisible`
fn by_rule(taken: &BTreeMap<&str, usize>) -> String {
    let parts = taken.iter().map(|(rule, count)| format!("{count} {rule}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn why_not(file: &File) -> String {
    match file.faults().first() {
        Some(fault) => format!("it is not UTF-8 (byte 0x{:02x} at offset {})", fault.byte, fault.offset),
        None => "it is too large".to_owned(),
    }
}
