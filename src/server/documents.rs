//! The documents that are open in the editor.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use lsp_types::{DidChangeTextDocumentParams, DidOpenTextDocumentParams, Uri};

use super::{
    address::path_of,
    editor_text::{EditorText, PositionUnit},
};

/// A document that is open in the editor.
#[derive(Debug)]
pub(super) struct OpenDocument {
    /// The address under which the client knows it.
    pub(super) uri: Uri,
    /// The version that the client gave its text.
    pub(super) version: i32,
    /// The text as the editor has it.
    pub(super) text: EditorText,
}

/// The documents that are open, by their paths from the root.
#[derive(Debug, Default)]
pub(super) struct OpenDocuments {
    unit: PositionUnit,
    documents: BTreeMap<PathBuf, OpenDocument>,
}

impl OpenDocuments {
    pub(super) fn new(unit: PositionUnit) -> Self {
        Self { unit, documents: BTreeMap::new() }
    }

    pub(super) fn get(&self, path: &Path) -> Option<&OpenDocument> {
        self.documents.get(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Path, &OpenDocument)> {
        self.documents.iter().map(|(path, document)| (path.as_path(), document))
    }

    /// Takes a document that was opened. Returns its path; none for what is no file.
    pub(super) fn open(&mut self, params: DidOpenTextDocumentParams) -> Option<PathBuf> {
        let opened = params.text_document;
        let path = path_of(&opened.uri)?;
        let text = EditorText::new(opened.text, self.unit);
        self.documents.insert(path.clone(), OpenDocument { uri: opened.uri, version: opened.version, text });
        Some(path)
    }

    /// Makes changes. Returns the path of the document, if it is open.
    pub(super) fn change(&mut self, params: DidChangeTextDocumentParams) -> Option<PathBuf> {
        let path = path_of(&params.text_document.uri)?;
        let document = self.documents.get_mut(&path)?;
        let empty = EditorText::new(String::new(), self.unit);
        let text = std::mem::replace(&mut document.text, empty);
        document.text = params.content_changes.into_iter().fold(text, EditorText::changed);
        document.version = params.text_document.version;
        Some(path)
    }

    /// Takes out a document that was closed.
    pub(super) fn close(&mut self, path: &Path) -> Option<OpenDocument> {
        self.documents.remove(path)
    }
}
