//! One document, checked as `catalint check` would check it if it were saved.

use rayon::prelude::*;

use super::{
    beside::EditedFiles,
    documents::{OpenDocument, OpenDocuments},
    project::{Project, ProjectFile, ProjectRun},
};
use crate::{
    catalog::Catalog,
    error::Failure,
    finding::{CheckOutcome, CheckedFile, Finding, RuleCount},
    rules::{self, Neighbors},
    source::{File, FileVersion},
    workspace::baseline,
};

/// The mark that a file may begin with, which editors keep to themselves.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The catalogs of a project, read from the disk once, and checked with the texts of the editor in their place.
#[derive(Debug)]
pub(super) struct CheckRound<'p> {
    pub(super) project: &'p Project,
    catalogs: &'p [Vec<Catalog<'p>>],
}

/// The findings of a document.
#[derive(Debug)]
pub(super) struct CheckedDocument {
    /// The text that the findings are in.
    pub(super) file: File,
    /// Bytes at the beginning of it that the editor does not have.
    pub(super) hidden: usize,
    /// The findings, in the order of the text.
    pub(super) findings: Vec<Finding>,
}

impl<'p> CheckRound<'p> {
    pub(super) fn new(project: &'p Project, catalogs: &'p [Vec<Catalog<'p>>]) -> Self {
        Self { project, catalogs }
    }

    /// Checks a document that is open; one that `check` leaves out has no findings.
    ///
    /// # Errors
    ///
    /// Where the baseline of its configuration cannot be read.
    pub(super) fn check(
        &self,
        own: ProjectFile,
        document: &OpenDocument,
        documents: &OpenDocuments,
    ) -> Result<CheckedDocument, Failure> {
        let Some((run, catalogs)) = self.project.runs.get(own.run).zip(self.catalogs.get(own.run)) else {
            return Ok(CheckedDocument::empty(document));
        };
        let edited = edited_files(self.project, own.run, documents);
        let fresh: Vec<(usize, Catalog<'_>)> = edited
            .par_iter()
            .filter_map(|(index, file)| Some((*index, run.loaded.catalog_of(run.loaded.files.get(*index)?, file))))
            .collect();
        let mut all: Vec<&Catalog<'_>> = catalogs.iter().collect();
        for (index, catalog) in &fresh {
            if let Some(place) = all.get_mut(*index) {
                *place = catalog;
            }
        }
        let (Some(catalog), Some(asked)) = (all.get(own.file), run.asked.get(own.file)) else {
            return Ok(CheckedDocument::empty(document));
        };
        let beside = EditedFiles::new(&run.environment.directory, documents);
        let neighbors = Neighbors::new(all.iter().copied());
        let found = rules::check_beside(catalog, &neighbors, asked, run.environment.today, &beside, None);
        let count = |asked: &rules::ActiveRule| RuleCount { rule: asked.rule.name, considered: 0, findings: 0 };
        let checked = CheckedFile {
            file: catalog.file.clone(),
            counts: catalog.counts(),
            findings: found.findings,
            suppressed: found.suppressed,
        };
        let outcome =
            CheckOutcome { files: vec![checked], rules: asked.iter().map(count).collect(), ..CheckOutcome::default() };
        let checked = reduced(outcome, run, own.file)?;
        Ok(checked.map_or_else(|| CheckedDocument::empty(document), |checked| CheckedDocument::new(checked, document)))
    }

    /// Checks other texts of a document, beside the texts of the others: what a fix would make of it.
    pub(super) fn judge(&self, own: ProjectFile, file: &File, documents: &OpenDocuments) -> Vec<Finding> {
        let parts = self.project.runs.get(own.run).zip(self.catalogs.get(own.run));
        let Some((run, catalogs)) = parts else { return Vec::new() };
        let Some((loaded, asked)) = run.loaded.files.get(own.file).zip(run.asked.get(own.file)) else {
            return Vec::new();
        };
        let catalog = run.loaded.catalog_of(loaded, file);
        let mut all: Vec<&Catalog<'_>> = catalogs.iter().collect();
        if let Some(place) = all.get_mut(own.file) {
            *place = &catalog;
        }
        let beside = EditedFiles::new(&run.environment.directory, documents);
        let neighbors = Neighbors::new(all);
        rules::check_beside(&catalog, &neighbors, asked, run.environment.today, &beside, None).findings
    }
}

/// The files of a run whose text in the editor is another than on the disk, by their indices.
fn edited_files(project: &Project, run: usize, documents: &OpenDocuments) -> Vec<(usize, File)> {
    let Some(files) = project.runs.get(run).map(|run| &run.loaded.files) else { return Vec::new() };
    let edited = documents.iter().filter_map(|(path, document)| {
        let found = project.find(path).filter(|found| found.run == run)?;
        let loaded = &files.get(found.file)?.file;
        let text = document.text.as_str();
        let hidden = hidden_mark(loaded, document);
        let is_same = loaded.text().get(hidden.len()..) == Some(text);
        (!is_same).then(|| (found.file, File::from_text(loaded.path(), format!("{hidden}{text}"))))
    });
    edited.collect()
}

/// The mark of the file on the disk, where the editor keeps it to itself.
fn hidden_mark(loaded: &File, document: &OpenDocument) -> &'static str {
    let is_hidden = loaded.text().starts_with(BYTE_ORDER_MARK) && !document.text.as_str().starts_with(BYTE_ORDER_MARK);
    if is_hidden { BYTE_ORDER_MARK } else { "" }
}

/// Leaves out the findings of the baseline.
fn reduced(mut outcome: CheckOutcome, run: &ProjectRun, file: usize) -> Result<Option<CheckedFile>, Failure> {
    let paths = run.paths.get(file..=file).unwrap_or_default();
    let settings = run.settings.get(file..=file).unwrap_or_default();
    baseline::reduce(&mut outcome, (paths, settings), None, &FileVersion::Disk, &run.environment)?;
    Ok(outcome.files.pop())
}

impl CheckedDocument {
    fn new(checked: CheckedFile, document: &OpenDocument) -> Self {
        let hidden = checked.file.text().len().saturating_sub(document.text.as_str().len());
        Self { file: checked.file, hidden, findings: checked.findings }
    }

    pub(super) fn empty(document: &OpenDocument) -> Self {
        let file = File::from_text("", document.text.as_str());
        Self { file, hidden: 0, findings: Vec::new() }
    }
}
