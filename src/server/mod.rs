//! A language server: diagnostics, fixes and rule pages in an editor, by the same check as on the command line.
//!
//! It reads the catalogs around the open documents once, and checks each document that changes with the texts that the
//! editor has. One thread reads messages, one answers them; before each check it looks at what else has come, so that of
//! many changes only the last is checked. It makes no request to the network: the rules about what servers answer are
//! never asked.

mod actions;
mod address;
mod beside;
mod checked;
mod client;
mod desk;
mod diagnostics;
mod documents;
mod editor_text;
mod hover;
mod inbox;
mod outbox;
mod project;
mod requests;

use std::io::{self, BufRead, Write};

use lsp_server::{ErrorCode, Message};
use lsp_types::{InitializeParams, notification, notification::Notification as _, request, request::Request as _};

use self::{client::EditorClient, desk::Desk, inbox::Inbox, outbox::Outbox};
use crate::{cli::GlobalFlags, environment::Environment, error::Failure};

/// Serves a client until it goes away. Returns true if it said goodbye first.
///
/// # Errors
///
/// Where the client sends what is no message, or what is for it cannot be written.
pub(crate) fn serve(
    input: impl BufRead + Send + 'static,
    out: &mut dyn Write,
    flags: &GlobalFlags,
    environment: &Environment,
) -> Result<bool, Failure> {
    let (mut inbox, mut outbox) = (Inbox::open(input), Outbox::new(out));
    let Some(client) = greet(&mut inbox, &mut outbox)? else { return Ok(false) };
    Desk::new(client, inbox, outbox).serve(flags, environment)
}

/// Waits for the client to introduce itself; none where it goes away instead.
fn greet(inbox: &mut Inbox, outbox: &mut Outbox<'_>) -> Result<Option<EditorClient>, Failure> {
    while let Some(message) = inbox.next().map_err(|error| unreadable(&error))? {
        match message {
            Message::Request(asked) if asked.method == request::Initialize::METHOD => {
                let params = serde_json::from_value::<InitializeParams>(asked.params);
                match params.map(|params| EditorClient::new(&params)) {
                    Ok(client) => {
                        let offer = serde_json::to_value(client.offer()).unwrap_or_default();
                        outbox.answer(asked.id, offer)?;
                        return Ok(Some(client));
                    }
                    Err(error) => outbox.refuse(asked.id, ErrorCode::InvalidParams, &error.to_string())?,
                }
            }
            Message::Request(asked) => {
                outbox.refuse(asked.id, ErrorCode::ServerNotInitialized, "`initialize` comes first")?;
            }
            Message::Notification(told) if told.method == notification::Exit::METHOD => break,
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
    Ok(None)
}

/// The failure of a client that sends what is no message.
fn unreadable(error: &io::Error) -> Failure {
    let message = format!("the editor sent what is no message of the Language Server Protocol: {error}");
    let help = "`catalint server` is started by an editor, which talks to it on standard input".to_owned();
    Failure::Run { message, help: Some(help) }
}
