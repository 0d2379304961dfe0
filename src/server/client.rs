//! The abilities of a client, and the abilities that the server offers it.

use std::path::PathBuf;

use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, ExecuteCommandOptions,
    HoverProviderCapability, InitializeParams, InitializeResult, OneOf, PositionEncodingKind, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::{address::path_of, editor_text::PositionUnit};

/// The kind of the action that makes all safe fixes.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.catalint");
/// The command that selects the reason of a comment that was just inserted.
pub(super) const SELECT: &str = "catalint.select";

/// A client, as far as the server minds.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability that a client has by itself")]
pub(super) struct EditorClient {
    /// The unit of columns.
    pub(super) unit: PositionUnit,
    /// The folders that are open, from the root.
    pub(super) folders: Vec<PathBuf>,
    /// True if it shows the other places of a finding.
    pub(super) has_related: bool,
    /// True if it asks for the edit of an action when that is chosen.
    pub(super) resolves_edits: bool,
    /// True if edits may name the version of the text that they are for.
    pub(super) has_versioned_edits: bool,
    /// True if it can be asked to watch files.
    pub(super) watches_files: bool,
    /// True if it can be asked to select a range.
    pub(super) shows_ranges: bool,
}

impl EditorClient {
    pub(super) fn new(params: &InitializeParams) -> Self {
        let ClientCapabilities { workspace, text_document, window, general, .. } = &params.capabilities;
        let workspace = workspace.as_ref();
        let text_document = text_document.as_ref();
        let encodings = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let resolve = text_document.and_then(|text| text.code_action.as_ref()?.resolve_support.as_ref());
        Self {
            unit: unit_among(encodings.unwrap_or_default()),
            folders: folders(params),
            has_related: text_document
                .and_then(|text| text.publish_diagnostics.as_ref()?.related_information)
                .unwrap_or_default(),
            resolves_edits: resolve.is_some_and(|resolve| resolve.properties.iter().any(|name| name == "edit")),
            has_versioned_edits: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
                .unwrap_or_default(),
            watches_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or_default(),
            shows_ranges: window.as_ref().and_then(|window| window.show_document.as_ref()).is_some_and(|it| it.support),
        }
    }

    /// Returns the answer to `initialize`.
    pub(super) fn offer(&self) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
            resolve_provider: Some(true),
            ..CodeActionOptions::default()
        };
        let folders =
            WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
        let capabilities = ServerCapabilities {
            position_encoding: Some(self.unit.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![SELECT.to_owned()],
                ..ExecuteCommandOptions::default()
            }),
            workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), file_operations: None }),
            ..ServerCapabilities::default()
        };
        let (name, version) = (env!("CARGO_PKG_NAME").to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        InitializeResult { capabilities, server_info: Some(ServerInfo { name, version: Some(version) }) }
    }
}

/// The unit that costs the server least, of those that the client offers.
fn unit_among(offered: &[PositionEncodingKind]) -> PositionUnit {
    let units = [PositionUnit::Utf8, PositionUnit::Utf16, PositionUnit::Utf32];
    units.into_iter().find(|unit| offered.contains(&unit.kind())).unwrap_or_default()
}

impl PositionUnit {
    fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// The folders that the client has open; of an old client the one root.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.as_deref().unwrap_or_default();
    let folders: Vec<PathBuf> = folders.iter().filter_map(|folder| path_of(&folder.uri)).collect();
    #[expect(deprecated, reason = "clients that know no folders send their root here")]
    let root = params.root_uri.as_ref().and_then(path_of);
    if folders.is_empty() { root.into_iter().collect() } else { folders }
}
