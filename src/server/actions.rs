//! Code actions: the fix of a finding, all safe fixes, and the comment that suppresses a finding with a reason.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};

use super::{
    checked::{CheckRound, CheckedDocument},
    client::{EditorClient, FIX_ALL, SELECT},
    diagnostics::DocumentPlaces,
    documents::OpenDocuments,
    project::ProjectFile,
};
use crate::{
    catalog::Catalog,
    finding::{Edit, Finding, Fix, Fixer},
    report::sanitize,
    rules::{UNWRITTEN_REASON, ignore_edit},
    source::{File, Span},
};

/// Findings that actions are made for at one place: a selection of the whole text is no question about each finding.
const MOST_FINDINGS: usize = 20;

/// A document that actions are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActionContext<'d> {
    pub(super) places: DocumentPlaces<'d>,
    pub(super) documents: &'d OpenDocuments,
    pub(super) own: ProjectFile,
    pub(super) round: &'d CheckRound<'d>,
    pub(super) client: &'d EditorClient,
}

/// An action whose edit is made when it is chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PendingAction {
    pub(super) uri: Uri,
    version: i32,
    task: ActionTask,
}

/// The edit of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ActionTask {
    /// All safe fixes.
    FixAll,
    /// A comment for the finding of this index.
    Ignore(usize),
}

/// A range to select once an edit is made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SelectedRange {
    pub(super) uri: Uri,
    pub(super) range: Range,
}

impl ActionContext<'_> {
    /// Returns the actions for a range.
    pub(super) fn actions(self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let only = params.context.only.as_deref();
        let wants = |kind: &CodeActionKind| only.is_none_or(|only| only.iter().any(|asked| covers(asked, kind)));
        let mut actions = Vec::new();
        if wants(&CodeActionKind::QUICKFIX) {
            let here: Vec<_> = self.places.findings_at(params.range).take(MOST_FINDINGS).collect();
            actions.extend(here.iter().filter_map(|(_, finding)| self.fix(finding)));
            actions.extend(here.iter().filter_map(|(index, finding)| self.ignore(*index, finding)));
        }
        // Trying all fixes takes longer than an answer may: without a wish for it only where it can be done later.
        if wants(&FIX_ALL) && (only.is_some() || self.client.resolves_edits) {
            actions.extend(self.fix_all());
        }
        actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    /// Makes the edit of an action that was chosen; none where the text is another by now.
    pub(super) fn resolve(self, action: CodeAction, pending: &PendingAction) -> CodeAction {
        if pending.version != self.places.document.version {
            return action;
        }
        match pending.task {
            ActionTask::FixAll => CodeAction { edit: self.all_fixes(), ..action },
            ActionTask::Ignore(index) => {
                let finding = self.places.checked.findings.get(index);
                let (edit, command) = finding.and_then(|finding| self.comment(finding)).unzip();
                CodeAction { edit, command: command.flatten(), ..action }
            }
        }
    }

    fn fix(self, finding: &Finding) -> Option<CodeAction> {
        let fix = finding.fix.as_ref()?;
        let message = sanitize::terminal_line(&finding.message);
        let review = if fix.safe { "" } else { " (review the change)" };
        let edits = fix.edits.iter().map(|edit| self.text_edit(edit)).collect();
        Some(CodeAction {
            title: format!("Fix: {message}{review}"),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.places.diagnostic(finding, self.client)]),
            edit: Some(self.workspace_edit(edits)),
            is_preferred: Some(fix.safe),
            ..CodeAction::default()
        })
    }

    fn ignore(self, index: usize, finding: &Finding) -> Option<CodeAction> {
        let action = CodeAction {
            title: format!("Ignore {} here, because …", finding.rule),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.places.diagnostic(finding, self.client)]),
            is_preferred: Some(false),
            ..CodeAction::default()
        };
        if self.client.resolves_edits {
            return Some(CodeAction { data: self.pending(ActionTask::Ignore(index)), ..action });
        }
        let (edit, command) = self.comment(finding)?;
        Some(CodeAction { edit: Some(edit), command, ..action })
    }

    fn fix_all(self) -> Option<CodeAction> {
        let is_safe = |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.safe);
        self.places.checked.findings.iter().find(|finding| is_safe(finding))?;
        let title = "Make all safe fixes of catalint".to_owned();
        let action = CodeAction { title, kind: Some(FIX_ALL), ..CodeAction::default() };
        if self.client.resolves_edits {
            return Some(CodeAction { data: self.pending(ActionTask::FixAll), ..action });
        }
        Some(CodeAction { edit: Some(self.all_fixes()?), ..action })
    }

    fn pending(self, task: ActionTask) -> Option<serde_json::Value> {
        let document = self.places.document;
        serde_json::to_value(PendingAction { uri: document.uri.clone(), version: document.version, task }).ok()
    }

    /// The comment that suppresses a finding, and the command that selects its reason.
    fn comment(self, finding: &Finding) -> Option<(WorkspaceEdit, Option<Command>)> {
        let CheckedDocument { file, hidden, .. } = self.places.checked;
        let run = self.round.project.runs.get(self.own.run)?;
        let catalog: Catalog<'_> = run.loaded.catalog_of(run.loaded.files.get(self.own.file)?, file);
        let edit = ignore_edit(&catalog, finding, UNWRITTEN_REASON)?;
        let reason = edit.span.start as usize + edit.text.find(UNWRITTEN_REASON)?;
        let (before, after) = file.text().split_at_checked(edit.span.start as usize)?;
        let changed = format!("{before}{}{after}", edit.text);
        let changed = self.places.document.text.with_text(changed.get(*hidden..)?.to_owned());
        let place = |at: usize| -> Position { changed.position(at.saturating_sub(*hidden)) };
        let range = Range { start: place(reason), end: place(reason + UNWRITTEN_REASON.len()) };
        let selected = SelectedRange { uri: self.places.document.uri.clone(), range };
        let command = self.client.shows_ranges.then(|| Command {
            title: "Select the reason".to_owned(),
            command: SELECT.to_owned(),
            arguments: serde_json::to_value(selected).ok().map(|argument| vec![argument]),
        });
        Some((self.workspace_edit(vec![self.text_edit(&edit)]), command))
    }

    /// All safe fixes, taken as `catalint fix` takes them, as one edit of the part of the text that changes.
    fn all_fixes(self) -> Option<WorkspaceEdit> {
        let CheckedDocument { file, hidden, .. } = self.places.checked;
        // A fixer wants files that are what is on the disk, byte for byte; what an editor shows is that already.
        let file = File::from_text(file.path(), file.text());
        let judge = |files: &[File]| {
            files.iter().map(|file| self.round.judge(self.own, file, self.documents)).collect::<Vec<_>>()
        };
        let wants = |_: usize, _: &Finding, fix: &Fix| fix.safe;
        let fixed = Fixer { judge: &judge, wants: &wants }.fix_all(vec![file.clone()]);
        let (old, new) = (file.text(), fixed.files.first()?.text());
        if old == new {
            return None;
        }
        let edit = changed_part(old.get(*hidden..)?, new.get(*hidden..)?);
        let text = &self.places.document.text;
        let range =
            Range { start: text.position(edit.span.start as usize), end: text.position(edit.span.end as usize) };
        Some(self.workspace_edit(vec![TextEdit { range, new_text: edit.text }]))
    }

    fn text_edit(self, edit: &Edit) -> TextEdit {
        TextEdit { range: self.places.range(edit.span), new_text: edit.text.clone() }
    }

    #[expect(clippy::mutable_key_type, reason = "an address caches nothing that its hash is made of")]
    fn workspace_edit(self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        let document = self.places.document;
        if !self.client.has_versioned_edits {
            let changes = std::iter::once((document.uri.clone(), edits)).collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let text_document =
            OptionalVersionedTextDocumentIdentifier { uri: document.uri.clone(), version: Some(document.version) };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
        WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
    }
}

/// True if who asks for a kind of actions gets those of another: `source` covers `source.fixAll`.
fn covers(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(asked.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
}

/// Returns the edit that makes one text of another: all lines from the first that changes to the last.
fn changed_part(old: &str, new: &str) -> Edit {
    let same = |(a, b): &(&str, &str)| a == b;
    let before: usize =
        old.split_inclusive('\n').zip(new.split_inclusive('\n')).take_while(same).map(|(line, _)| line.len()).sum();
    let (old_rest, new_rest) = (old.get(before..).unwrap_or_default(), new.get(before..).unwrap_or_default());
    let lines = |text: &'_ str| text.split_inclusive('\n').map(str::len).collect::<Vec<_>>();
    let (old_lines, new_lines) = (lines(old_rest), lines(new_rest));
    let (mut old_end, mut new_end) = (old_rest.len(), new_rest.len());
    for (old_line, new_line) in old_lines.iter().rev().zip(new_lines.iter().rev()) {
        let own = old_rest.get(old_end - old_line..old_end);
        if own != new_rest.get(new_end - new_line..new_end) {
            break;
        }
        (old_end, new_end) = (old_end - old_line, new_end - new_line);
    }
    let text = new_rest.get(..new_end).unwrap_or_default().to_owned();
    Edit { span: Span::new(before, before + old_end), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_change_are_replaced() {
        for (old, new, start, end, text) in [
            ("a\nb\nc\n", "a\nB\nc\n", 2, 4, "B\n"),
            ("a\nb\nc\n", "a\nc\n", 2, 4, ""),
            ("a\nc\n", "a\nb\nc\n", 2, 2, "b\n"),
            ("a\na\n", "a\n", 2, 4, ""),
            ("a\nb", "x\nb", 0, 2, "x\n"),
            ("a", "b", 0, 1, "b"),
            ("", "b\n", 0, 0, "b\n"),
        ] {
            let edit = changed_part(old, new);
            assert_eq!((edit.span.start, edit.span.end, edit.text.as_str()), (start, end, text), "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_kind_covers_those_below_it() {
        let covers = |asked: &'static str| covers(&CodeActionKind::new(asked), &FIX_ALL);
        assert!(covers("") && covers("source") && covers("source.fixAll") && covers("source.fixAll.catalint"));
        assert!(!covers("source.fix") && !covers("quickfix"));
    }
}
