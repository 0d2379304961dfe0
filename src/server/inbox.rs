//! Messages of the client, read on a thread of their own, so that what is waiting can be seen before an answer is made.

use std::{
    collections::VecDeque,
    io::{self, BufRead},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use lsp_server::{Message, RequestId};
use lsp_types::{CancelParams, NumberOrString, notification::Notification as _};

/// The messages that were read and not handled yet.
#[derive(Debug)]
pub(super) struct Inbox {
    receiver: Receiver<io::Result<Message>>,
    waiting: VecDeque<Message>,
    /// The error that ended the reading; none as long as it goes on, or where the client closed its end.
    error: Option<io::Error>,
    is_closed: bool,
}

impl Inbox {
    /// Reads messages from `input` until it ends.
    pub(super) fn open(mut input: impl BufRead + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            while let Some(read) = Message::read(&mut input).transpose() {
                let is_end = read.is_err();
                if sender.send(read).is_err() || is_end {
                    break;
                }
            }
        });
        Self { receiver, waiting: VecDeque::new(), error: None, is_closed: false }
    }

    /// Returns the next message, and waits for it; none where no more will come.
    ///
    /// # Errors
    ///
    /// Where what came is no message.
    pub(super) fn next(&mut self) -> io::Result<Option<Message>> {
        self.collect();
        if self.waiting.is_empty() && !self.is_closed {
            match self.receiver.recv() {
                Ok(message) => self.keep(message),
                Err(_) => self.is_closed = true,
            }
        }
        match (self.waiting.pop_front(), self.error.take()) {
            (None, Some(error)) => Err(error),
            (message, error) => {
                self.error = error;
                Ok(message)
            }
        }
    }

    /// Returns true if a message waits.
    pub(super) fn has_waiting(&mut self) -> bool {
        self.collect();
        !self.waiting.is_empty() || self.is_closed || self.error.is_some()
    }

    /// Waits until a message comes, at most for a pause. Returns true if one did.
    pub(super) fn wait(&mut self, pause: Duration) -> bool {
        if !self.has_waiting() {
            match self.receiver.recv_timeout(pause) {
                Ok(message) => self.keep(message),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => self.is_closed = true,
            }
        }
        true
    }

    /// Returns true if a message that waits cancels a request.
    pub(super) fn cancels(&mut self, request: &RequestId) -> bool {
        self.collect();
        self.waiting.iter().any(|message| match message {
            Message::Notification(one) if one.method == lsp_types::notification::Cancel::METHOD => {
                let params = serde_json::from_value::<CancelParams>(one.params.clone());
                params.is_ok_and(|params| *request == id_of(params.id))
            }
            _ => false,
        })
    }

    fn collect(&mut self) {
        while let Ok(message) = self.receiver.try_recv() {
            self.keep(message);
        }
    }

    fn keep(&mut self, message: io::Result<Message>) {
        match message {
            Ok(message) => self.waiting.push_back(message),
            Err(error) => self.error = Some(error),
        }
    }
}

fn id_of(id: NumberOrString) -> RequestId {
    match id {
        NumberOrString::Number(number) => number.into(),
        NumberOrString::String(text) => text.into(),
    }
}
