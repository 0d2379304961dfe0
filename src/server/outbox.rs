//! Messages to the client.

use std::io::Write;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{MessageType, ShowMessageParams, notification, request};
use serde_json::Value;

use crate::error::Failure;

/// Writes messages, each at once.
pub(super) struct Outbox<'o> {
    out: &'o mut dyn Write,
    /// Requests that were sent, which gives the next its number.
    sent: i32,
}

impl<'o> Outbox<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, sent: 0 }
    }

    fn send(&mut self, message: impl Into<Message>) -> Result<(), Failure> {
        // `Message::write` wants a type of known size.
        let mut out: &mut dyn Write = self.out;
        message.into().write(&mut out).map_err(Failure::output)
    }

    pub(super) fn answer(&mut self, id: RequestId, result: Value) -> Result<(), Failure> {
        self.send(Response { id, response_result: Ok(result) })
    }

    pub(super) fn refuse(&mut self, id: RequestId, code: ErrorCode, why: &str) -> Result<(), Failure> {
        self.send(Response::new_err(id, code as i32, why.to_owned()))
    }

    pub(super) fn notify<N: notification::Notification>(&mut self, params: N::Params) -> Result<(), Failure> {
        self.send(Notification::new(N::METHOD.to_owned(), params))
    }

    /// Asks the client for something whose answer changes nothing.
    pub(super) fn request<R: request::Request>(&mut self, params: R::Params) -> Result<(), Failure> {
        self.sent += 1;
        self.send(Request::new(self.sent.into(), R::METHOD.to_owned(), params))
    }

    /// Shows a message to the person at the editor.
    pub(super) fn show(&mut self, message: String) -> Result<(), Failure> {
        self.notify::<notification::ShowMessage>(ShowMessageParams { typ: MessageType::WARNING, message })
    }
}
