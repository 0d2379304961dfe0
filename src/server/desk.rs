//! The loop of the server: it takes messages, keeps the documents, and checks those whose findings may be others by now.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use lsp_server::{ErrorCode, Message, Notification, Request};
use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, PublishDiagnosticsParams, Registration,
    RegistrationParams, Uri, notification, notification::Notification as _, request, request::Request as _,
};
use rustc_hash::FxHashSet;
use serde::de::DeserializeOwned;

use super::{
    address::path_of,
    checked::{CheckRound, CheckedDocument},
    client::EditorClient,
    diagnostics::DocumentPlaces,
    documents::OpenDocuments,
    inbox::Inbox,
    outbox::Outbox,
    project::Project,
    unreadable,
};
use crate::{cli::GlobalFlags, environment::Environment, error::Failure, report::sanitize};

/// Files whose changes are taken up: catalogs, configurations, baselines, rule pages, and what git leaves out.
const WATCHED: [&str; 4] = ["**/*.{md,markdown}", "**/catalint*.{toml,json}", "**/.catalint/**", "**/.gitignore"];

/// Bytes of text for each of which a check waits a microsecond for another change: a text of 1 MB is checked once for
/// several keystrokes, and one of 100 KB at once.
const BYTES_A_MILLISECOND: usize = 10_000;
/// Texts shorter than this are checked at once.
const SMALL: usize = 1_000_000;
/// The longest wait for another change.
const LONGEST_PAUSE: Duration = Duration::from_millis(300);

/// The reason why a round of checks ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RoundEnd {
    /// Files changed: they are read anew.
    Reload,
    /// The client went away; true if it said so first.
    Gone(bool),
}

/// All that the server keeps.
pub(super) struct Desk<'o> {
    pub(super) client: EditorClient,
    pub(super) inbox: Inbox,
    pub(super) outbox: Outbox<'o>,
    pub(super) documents: OpenDocuments,
    /// The findings of documents as they were last published.
    pub(super) checked: BTreeMap<PathBuf, CheckedDocument>,
    /// Documents to check, those that changed themselves first.
    edited: BTreeSet<PathBuf>,
    stale: BTreeSet<PathBuf>,
    /// True if the client asked for the end.
    is_leaving: bool,
    must_reload: bool,
    /// Problems that were shown already.
    shown: FxHashSet<String>,
}

impl<'o> Desk<'o> {
    pub(super) fn new(client: EditorClient, inbox: Inbox, outbox: Outbox<'o>) -> Self {
        let documents = OpenDocuments::new(client.unit);
        Self {
            client,
            inbox,
            outbox,
            documents,
            checked: BTreeMap::new(),
            edited: BTreeSet::new(),
            stale: BTreeSet::new(),
            is_leaving: false,
            must_reload: false,
            shown: FxHashSet::default(),
        }
    }

    /// Answers messages until the client goes away. Returns true if it said so first.
    pub(super) fn serve(mut self, flags: &GlobalFlags, environment: &Environment) -> Result<bool, Failure> {
        loop {
            // A server runs for days.
            let environment = environment.at_moment(flags.now);
            let project = Project::read(&self.documents, &self.client.folders, &flags.choice(), &environment);
            let catalogs = project.catalogs();
            self.show_failures(&project)?;
            self.checked.clear();
            self.stale = self.documents.iter().map(|(path, _)| path.to_owned()).collect();
            match self.work(&CheckRound::new(&project, &catalogs))? {
                RoundEnd::Reload => {}
                RoundEnd::Gone(is_polite) => return Ok(is_polite),
            }
        }
    }

    /// Answers messages and checks documents until files must be read anew.
    fn work(&mut self, round: &CheckRound<'_>) -> Result<RoundEnd, Failure> {
        self.must_reload = false;
        loop {
            let is_idle = self.edited.is_empty() && self.stale.is_empty();
            if is_idle || self.inbox.has_waiting() {
                let Some(message) = self.inbox.next().map_err(|error| unreadable(&error))? else {
                    return Ok(RoundEnd::Gone(false));
                };
                if let Some(end) = self.take(message, round)? {
                    return Ok(end);
                }
                if self.must_reload && !self.inbox.has_waiting() {
                    return Ok(RoundEnd::Reload);
                }
            } else if self.must_reload {
                return Ok(RoundEnd::Reload);
            } else if let Some(path) = self.edited.first().or(self.stale.first()).cloned()
                && !self.waits_for(&path)
            {
                self.check(&path, round)?;
                self.publish(&path)?;
            }
        }
    }

    /// Waits for another change of a long text. Returns true if something came.
    fn waits_for(&mut self, path: &Path) -> bool {
        let size = self.documents.get(path).map_or(0, |document| document.text.as_str().len());
        let pause = Duration::from_millis((size / BYTES_A_MILLISECOND) as u64);
        size >= SMALL && self.inbox.wait(pause.min(LONGEST_PAUSE))
    }

    /// Checks a document, if it is not checked in this version.
    pub(super) fn check(&mut self, path: &Path, round: &CheckRound<'_>) -> Result<(), Failure> {
        let is_stale = self.edited.remove(path) | self.stale.remove(path);
        let Some(document) = self.documents.get(path).filter(|_| is_stale) else { return Ok(()) };
        let checked = match round.project.find(path) {
            Some(own) => round.check(own, document, &self.documents),
            None => Ok(CheckedDocument::empty(document)),
        };
        let checked = match checked {
            Ok(checked) => checked,
            Err(failure) => {
                let empty = CheckedDocument::empty(document);
                self.show(&failure)?;
                empty
            }
        };
        self.checked.insert(path.to_owned(), checked);
        Ok(())
    }

    /// Publishes the findings of a document that was checked.
    pub(super) fn publish(&mut self, path: &Path) -> Result<(), Failure> {
        let Some((document, checked)) = self.documents.get(path).zip(self.checked.get(path)) else { return Ok(()) };
        let places = DocumentPlaces { document, checked };
        let diagnostics = checked.findings.iter().map(|finding| places.diagnostic(finding, &self.client)).collect();
        let params =
            PublishDiagnosticsParams { uri: document.uri.clone(), diagnostics, version: Some(document.version) };
        self.outbox.notify::<notification::PublishDiagnostics>(params)
    }

    fn take(&mut self, message: Message, round: &CheckRound<'_>) -> Result<Option<RoundEnd>, Failure> {
        match message {
            Message::Request(asked) => self.take_request(asked, round).map(|()| None),
            Message::Notification(told) if told.method == notification::Exit::METHOD => {
                Ok(Some(RoundEnd::Gone(self.is_leaving)))
            }
            Message::Notification(told) => self.take_notification(told).map(|()| None),
            Message::Response(_) => Ok(None),
        }
    }

    fn take_request(&mut self, asked: Request, round: &CheckRound<'_>) -> Result<(), Failure> {
        if self.inbox.cancels(&asked.id) {
            return self.outbox.refuse(asked.id, ErrorCode::RequestCanceled, "the request was cancelled");
        }
        if self.is_leaving {
            return self.outbox.refuse(asked.id, ErrorCode::InvalidRequest, "the server is shutting down");
        }
        if asked.method == request::Shutdown::METHOD {
            self.is_leaving = true;
            return self.outbox.answer(asked.id, serde_json::Value::Null);
        }
        self.answer(asked, round)
    }

    fn take_notification(&mut self, told: Notification) -> Result<(), Failure> {
        match told.method.as_str() {
            notification::Initialized::METHOD => return self.watch(),
            notification::DidOpenTextDocument::METHOD => {
                if let Some(path) =
                    params::<notification::DidOpenTextDocument>(told).and_then(|it| self.documents.open(it))
                {
                    self.edited.insert(path);
                    self.must_reload = true;
                }
            }
            notification::DidChangeTextDocument::METHOD => {
                let changed = params::<notification::DidChangeTextDocument>(told);
                if let Some(path) = changed.and_then(|changed| self.documents.change(changed)) {
                    self.edited.insert(path);
                    // What others say of it may be another thing now.
                    self.stale.extend(self.documents.iter().map(|(path, _)| path.to_owned()));
                }
            }
            notification::DidCloseTextDocument::METHOD => {
                let closed = params::<notification::DidCloseTextDocument>(told);
                return closed.map_or(Ok(()), |closed| self.close(closed.text_document.uri));
            }
            notification::DidSaveTextDocument::METHOD | notification::DidChangeWatchedFiles::METHOD => {
                self.must_reload = true;
            }
            notification::DidChangeWorkspaceFolders::METHOD => {
                if let Some(changed) = params::<notification::DidChangeWorkspaceFolders>(told) {
                    let gone: Vec<_> = changed.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
                    self.client.folders.retain(|folder| !gone.contains(folder));
                    self.client.folders.extend(changed.event.added.iter().filter_map(|folder| path_of(&folder.uri)));
                    self.must_reload = true;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, uri: Uri) -> Result<(), Failure> {
        let Some(path) = path_of(&uri) else { return Ok(()) };
        if self.documents.close(&path).is_none() {
            return Ok(());
        }
        self.edited.remove(&path);
        self.must_reload = true;
        let params = PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None };
        self.outbox.notify::<notification::PublishDiagnostics>(params)
    }

    /// Asks the client to report changes of files.
    fn watch(&mut self) -> Result<(), Failure> {
        if !self.client.watches_files {
            return Ok(());
        }
        let watchers = WATCHED
            .iter()
            .map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String((*glob).to_owned()), kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.collect() };
        let method = notification::DidChangeWatchedFiles::METHOD.to_owned();
        let register_options = serde_json::to_value(options).ok();
        let registrations = vec![Registration { id: "catalint-files".to_owned(), method, register_options }];
        self.outbox.request::<request::RegisterCapability>(RegistrationParams { registrations })
    }

    /// Shows what is wrong with configurations and files. That a folder has no catalog is nothing that an editor asked about.
    fn show_failures(&mut self, project: &Project) -> Result<(), Failure> {
        let failures = project.failures.iter().filter(|failure| !matches!(failure, Failure::Misuse { .. }));
        for failure in failures {
            self.show(failure)?;
        }
        Ok(())
    }

    /// Shows what kept a document from being checked, once.
    fn show(&mut self, failure: &Failure) -> Result<(), Failure> {
        let text = sanitize::terminal_block(&failure.render(false, 80)).into_owned();
        if self.shown.insert(text.clone()) { self.outbox.show(text) } else { Ok(()) }
    }
}

/// The parameters of a notification; none where they are wrong, of which the client cannot be told.
fn params<N: notification::Notification<Params: DeserializeOwned>>(told: Notification) -> Option<N::Params> {
    serde_json::from_value(told.params).ok()
}
