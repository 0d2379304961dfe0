//! Answers to the requests of the client.

use lsp_server::{ErrorCode, Request};
use lsp_types::{
    CodeAction, CodeActionParams, ExecuteCommandParams, HoverParams, ShowDocumentParams, Uri, request,
    request::Request as _,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    actions::{ActionContext, PendingAction, SelectedRange},
    address::path_of,
    checked::CheckRound,
    client::SELECT,
    desk::Desk,
    diagnostics::DocumentPlaces,
    hover::hover,
};
use crate::error::Failure;

impl Desk<'_> {
    /// Answers a request.
    pub(super) fn answer(&mut self, asked: Request, round: &CheckRound<'_>) -> Result<(), Failure> {
        let Request { id, method, params } = asked;
        let answer = match method.as_str() {
            request::HoverRequest::METHOD => with(params, |it| self.hover(it, round)),
            request::CodeActionRequest::METHOD => with(params, |it| self.actions(&it, round)),
            request::CodeActionResolveRequest::METHOD => with(params, |it| self.resolve(it, round)),
            request::ExecuteCommand::METHOD => with(params, |it| self.execute(it)),
            _ => {
                let why = format!("there is no method {method:?}");
                return self.outbox.refuse(id, ErrorCode::MethodNotFound, &why);
            }
        };
        match answer {
            Ok(answer) => self.outbox.answer(id, answer?),
            Err(wrong) => self.outbox.refuse(id, ErrorCode::InvalidParams, &wrong.to_string()),
        }
    }

    /// Calls back with a document that is open, checked as it is now; nothing where it is not open, or not checked.
    fn with_document<T>(
        &mut self,
        uri: &Uri,
        round: &CheckRound<'_>,
        answer: impl FnOnce(ActionContext<'_>) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(path) = path_of(uri) else { return Ok(None) };
        self.check(&path, round)?;
        let parts = self.documents.get(&path).zip(self.checked.get(&path)).zip(round.project.find(&path));
        let answer = parts.and_then(|((document, checked), own)| {
            let places = DocumentPlaces { document, checked };
            answer(ActionContext { places, documents: &self.documents, own, round, client: &self.client })
        });
        Ok(answer)
    }

    fn hover(&mut self, params: HoverParams, round: &CheckRound<'_>) -> Result<Value, Failure> {
        let at = params.text_document_position_params;
        let found = self.with_document(&at.text_document.uri, round, |context| {
            let rules = round.project.runs.get(context.own.run)?.rules();
            hover(context.places, &rules, at.position)
        });
        found.map(|found| value(&found))
    }

    fn actions(&mut self, params: &CodeActionParams, round: &CheckRound<'_>) -> Result<Value, Failure> {
        let found = self.with_document(&params.text_document.uri, round, |context| Some(context.actions(params)));
        found.map(|found| value(&found.unwrap_or_default()))
    }

    fn resolve(&mut self, action: CodeAction, round: &CheckRound<'_>) -> Result<Value, Failure> {
        let pending = action.data.clone().and_then(|data| serde_json::from_value::<PendingAction>(data).ok());
        let Some(pending) = pending else { return Ok(value(&action)) };
        let given = action.clone();
        let found = self.with_document(&pending.uri, round, |context| Some(context.resolve(given, &pending)));
        found.map(|found| value(&found.unwrap_or(action)))
    }

    /// Selects a range, as the action that was chosen wishes.
    fn execute(&mut self, params: ExecuteCommandParams) -> Result<Value, Failure> {
        let argument = params.arguments.into_iter().next().filter(|_| params.command == SELECT);
        let range = argument.and_then(|argument| serde_json::from_value::<SelectedRange>(argument).ok());
        if let Some(SelectedRange { uri, range }) = range.filter(|_| self.client.shows_ranges) {
            let shown = ShowDocumentParams { uri, external: None, take_focus: Some(true), selection: Some(range) };
            self.outbox.request::<request::ShowDocument>(shown)?;
        }
        Ok(Value::Null)
    }
}

/// Answers by parameters, or reports what is wrong with them.
fn with<P: DeserializeOwned>(
    params: Value,
    answer: impl FnOnce(P) -> Result<Value, Failure>,
) -> Result<Result<Value, Failure>, serde_json::Error> {
    serde_json::from_value(params).map(answer)
}

fn value(answer: &impl Serialize) -> Value {
    serde_json::to_value(answer).unwrap_or_default()
}
