//! `check --add-ignores`: comments that suppress the present findings, each where it covers as little as can be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{files::ProjectFiles, load::LoadedCatalogs};
use crate::{
    catalog::Catalog,
    finding::Finding,
    markdown::BlockKind,
    source::{File, Span},
};

/// Forms of a comment, from the one that covers the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CommentForm {
    /// At the end of the row, item or line.
    Inline,
    /// On a line of its own before the block.
    Before,
    /// At the end of the file, for all of it.
    WholeFile,
}

impl CommentForm {
    fn wider(self) -> Option<Self> {
        match self {
            Self::Inline => Some(Self::Before),
            Self::Before => Some(Self::WholeFile),
            Self::WholeFile => None,
        }
    }
}

/// A file with comments added.
#[derive(Debug)]
pub(crate) struct IgnoringFile {
    /// The new text.
    pub(crate) file: File,
    /// Number of findings that a comment suppresses.
    pub(crate) suppressed: usize,
    /// Number of findings that no comment suppresses.
    pub(crate) left: usize,
}

/// Adds comments with a reason to files, so that the findings that `is_meant` names are suppressed. The new texts are checked: a
/// finding that is still there gets a comment that covers more.
pub(crate) fn add_ignores(
    loaded: &LoadedCatalogs,
    reason: &str,
    is_meant: &dyn Fn(&Finding) -> bool,
    beside: &ProjectFiles,
    today: Date,
) -> Vec<IgnoringFile> {
    let old: Vec<File> = loaded.files.iter().map(|one| one.file.clone()).collect();
    let asked = loaded.asked(false);
    let judged = |files: &[File]| -> Vec<Vec<Finding>> {
        let found = loaded.judge_files(files, &asked, beside, today, None);
        found.into_iter().map(|(_, found)| found.findings.into_iter().filter(|it| is_meant(it)).collect()).collect()
    };
    let findings = judged(&old);
    let catalogs = loaded.catalogs();
    let mut forms: Vec<FxHashMap<String, CommentForm>> = old.iter().map(|_| FxHashMap::default()).collect();
    let mut new = old.clone();
    let mut left: Vec<FxHashSet<String>> = Vec::new();
    // One round for each form, and one that leaves out what no comment suppresses.
    for _ in 0..4 {
        new = (catalogs.iter().zip(&findings).zip(&forms))
            .map(|((catalog, findings), forms)| commented(catalog, findings, forms, reason))
            .collect();
        let still = judged(&new);
        left = still.iter().zip(&new).map(|(found, file)| fingerprints(found, file.path())).collect();
        let mut changed = false;
        for (at, forms) in forms.iter_mut().enumerate() {
            let path = old.get(at).map_or("", File::path);
            for finding in findings.get(at).into_iter().flatten() {
                let key = finding.fingerprint(path);
                if left.get(at).is_some_and(|left| left.contains(&key)) {
                    let form = forms.entry(key).or_insert(CommentForm::Inline);
                    if let Some(wider) = form.wider() {
                        (*form, changed) = (wider, true);
                    }
                }
            }
        }
        if !changed {
            break;
        }
    }
    let counts = findings.iter().map(Vec::len).zip(&left);
    let files = new.into_iter().zip(counts);
    files
        .map(|(file, (all, left))| IgnoringFile { file, suppressed: all - left.len().min(all), left: left.len() })
        .collect()
}

fn fingerprints(findings: &[Finding], path: &str) -> FxHashSet<String> {
    findings.iter().map(|finding| finding.fingerprint(path)).collect()
}

/// A file with a comment for each of its findings, in the form that each has.
fn commented(
    catalog: &Catalog<'_>,
    findings: &[Finding],
    forms: &FxHashMap<String, CommentForm>,
    reason: &str,
) -> File {
    let (path, text) = (catalog.file.path(), catalog.file.text());
    // Where each comment is inserted, its form, and the rules that it names.
    let mut places: BTreeMap<(usize, CommentForm), BTreeSet<&str>> = BTreeMap::new();
    for finding in findings {
        let wanted = forms.get(&finding.fingerprint(path)).copied().unwrap_or(CommentForm::Inline);
        let inline = || inline_place(catalog, finding.span).map(|at| (at, CommentForm::Inline));
        let before = || place_before(catalog, finding.span).map(|at| (at, CommentForm::Before));
        let place = match wanted {
            CommentForm::Inline => inline().or_else(before),
            CommentForm::Before => before(),
            CommentForm::WholeFile => None,
        };
        places.entry(place.unwrap_or((text.len(), CommentForm::WholeFile))).or_default().insert(finding.rule);
    }
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = String::with_capacity(text.len() + 100 * places.len());
    let mut done = 0;
    for ((at, form), rules) in places {
        new.push_str(text.get(done..at).unwrap_or_default());
        done = at;
        let rules = rules.into_iter().collect::<Vec<_>>().join(" ");
        match form {
            CommentForm::Inline => {
                let gap = if new.ends_with([' ', '\t']) { "" } else { " " };
                let behind = if text.get(at..).is_some_and(|rest| rest.starts_with('|')) { " " } else { "" };
                new.extend([gap, "<!-- catalint-ignore ", &rules, ": ", reason, " -->", behind]);
            }
            CommentForm::Before => new.extend(["<!-- catalint-ignore ", &rules, ": ", reason, " -->", ending]),
            CommentForm::WholeFile => {
                let gap = if new.is_empty() || new.ends_with('\n') { "" } else { ending };
                new.extend([gap, ending, "<!-- catalint-ignore-file ", &rules, ": ", reason, " -->", ending]);
            }
        }
    }
    new.push_str(text.get(done..).unwrap_or_default());
    File::from_text(path, new)
}

/// The end of the row, item or line that a finding begins in: before the last bar of a row. None in a header or a heading,
/// whose text readers and anchors have.
fn inline_place(catalog: &Catalog<'_>, span: Span) -> Option<usize> {
    let document = &catalog.document;
    let line = catalog.file.line_span(catalog.file.line_of(span.start as usize));
    let written = line.of(document.text).trim_end();
    let end = line.start as usize + written.len();
    let after = document.tables.partition_point(|table| table.span.start <= span.start);
    let table = after.checked_sub(1).and_then(|at| document.tables.get(at)).filter(|it| it.span.contains(span));
    if let Some(table) = table {
        let is_body = document.body(table).iter().any(|row| row.span.contains(Span::at(span.start as usize)));
        let bar = written.strip_suffix('|').filter(|cells| !cells.ends_with('\\'));
        return is_body.then(|| bar.map_or(end, |cells| line.start as usize + cells.len()));
    }
    let after = document.blocks.partition_point(|block| block.span.start <= span.start);
    let block = after.checked_sub(1).and_then(|at| document.blocks.get(at))?;
    let is_text = matches!(block.kind, BlockKind::Item | BlockKind::Paragraph) && block.span.contains(span);
    is_text.then_some(end)
}

/// The beginning of the line of a block that is part of no list and no quotation.
fn place_before(catalog: &Catalog<'_>, span: Span) -> Option<usize> {
    let document = &catalog.document;
    let after = document.tables.partition_point(|table| table.span.start <= span.start);
    let table = after.checked_sub(1).and_then(|at| document.tables.get(at)).filter(|it| it.span.contains(span));
    let after = document.blocks.partition_point(|block| block.span.start <= span.start);
    let block = after.checked_sub(1).and_then(|at| document.blocks.get(at)).map(|block| block.span);
    let block = table.map_or(block?, |table| table.span);
    let line = catalog.file.line_span(catalog.file.line_of(block.start as usize));
    let is_plain = line.of(document.text).starts_with(|c: char| !c.is_whitespace() && !"-*+>0123456789".contains(c));
    is_plain.then_some(line.start as usize)
}
