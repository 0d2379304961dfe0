//! The connections of a run that wait for their next request.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http_body_util::Full;
use hyper::{
    HeaderMap, Request, Response, Uri,
    body::{Bytes, Incoming},
    client::conn::{TrySendError, http1, http2},
};
use rustc_hash::FxHashMap;
use tokio::time::Instant;

use super::{fault::HttpFailure, meter::HeadMeter};

/// A request as the library takes it.
pub(super) type Outgoing = Request<Full<Bytes>>;

/// The end of a connection that takes requests.
#[derive(Debug)]
pub(super) enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// A connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) sender: Sender,
    pub(super) meter: Arc<HeadMeter>,
    pub(super) peer: SocketAddr,
}

impl Connection {
    /// Another end of the same connection, where it carries several requests at once.
    fn share(&self) -> Option<Self> {
        let Sender::Http2(sender) = &self.sender else { return None };
        let sender = Sender::Http2(sender.clone());
        Some(Self { sender, meter: Arc::clone(&self.meter), peer: self.peer })
    }

    fn is_ready(&self) -> bool {
        !self.meter.exceeded()
            && match &self.sender {
                Sender::Http1(sender) => sender.is_ready(),
                Sender::Http2(sender) => sender.is_ready(),
            }
    }

    async fn ready(&mut self) -> bool {
        match &mut self.sender {
            Sender::Http1(sender) => sender.ready().await.is_ok(),
            Sender::Http2(sender) => sender.ready().await.is_ok(),
        }
    }

    /// Sends a request, and gives the head of its answer; with a failure, true if nothing of the request was sent.
    pub(super) async fn exchange(&mut self, request: Outgoing) -> Result<Response<Incoming>, (HttpFailure, bool)> {
        self.meter.begin(matches!(self.sender, Sender::Http1(_)));
        let answer = match &mut self.sender {
            Sender::Http1(sender) => sender.try_send_request(origin_form(request, &self.meter)).await,
            Sender::Http2(sender) => sender.try_send_request(request).await,
        };
        if let Ok(answer) = &answer {
            self.meter.end(size(answer.headers()));
        }
        if self.meter.exceeded() {
            return Err((HttpFailure::TooLarge, false));
        }
        answer.map_err(|error: TrySendError<_>| {
            let unsent = error.message().is_some();
            (HttpFailure::Exchange(error.into_error()), unsent)
        })
    }
}

/// Bytes of the fields of a head.
pub(super) fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

/// The request as HTTP/1.1 has it: a path and a `Host`. Its interim answers are counted.
fn origin_form(mut request: Outgoing, meter: &Arc<HeadMeter>) -> Outgoing {
    let authority = request.uri().authority().and_then(|host| host.as_str().parse().ok());
    if let Some(authority) = authority {
        request.headers_mut().insert(hyper::header::HOST, authority);
    }
    if let Some(path) = request.uri().path_and_query().cloned() {
        *request.uri_mut() = Uri::from(path);
    }
    let meter = Arc::clone(meter);
    hyper::ext::on_informational(&mut request, move |interim| meter.count_interim(size(interim.headers())));
    request
}

/// The origin that a connection serves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PoolKey {
    pub(super) https: bool,
    pub(super) host: String,
    pub(super) port: u16,
}

/// The connections that wait.
#[derive(Debug)]
pub(super) struct Pool {
    waiting: Mutex<WaitingRequest>,
    /// Connections of an origin that wait at most.
    most: usize,
    /// The time that one waits at most.
    idle: Duration,
}

#[derive(Debug)]
struct WaitingRequest {
    connections: FxHashMap<PoolKey, Vec<(Connection, Instant)>>,
    swept: Instant,
}

impl Pool {
    pub(super) fn new(most: usize, idle: Duration) -> Self {
        let waiting = WaitingRequest { connections: FxHashMap::default(), swept: Instant::now() };
        Self { waiting: Mutex::new(waiting), most, idle }
    }

    /// Takes the connection to an origin that was used last.
    pub(super) fn take(&self, origin: &PoolKey) -> Option<Connection> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let own = waiting.connections.get_mut(origin)?;
        own.retain(|(connection, since)| since.elapsed() < self.idle && connection.is_ready());
        let (connection, since) = own.last_mut()?;
        if let Some(shared) = connection.share() {
            *since = Instant::now();
            return Some(shared);
        }
        own.pop().map(|(connection, _)| connection)
    }

    /// Keeps a connection for the next request; one that carries several at once is kept once.
    pub(super) fn put(&self, origin: PoolKey, connection: Connection) {
        if !connection.is_ready() {
            return;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        // Hosts that are not asked again would keep their connections until the run ends.
        if now.duration_since(waiting.swept) >= self.idle {
            waiting.swept = now;
            waiting.connections.retain(|_, own| {
                own.retain(|(connection, since)| since.elapsed() < self.idle && connection.is_ready());
                !own.is_empty()
            });
        }
        let own = waiting.connections.entry(origin).or_default();
        if own.len() < self.most {
            own.push((connection, now));
        }
    }

    /// Keeps a connection once its answer is at its end. `whole` is true if its body was read to the end; of another the
    /// library reads on where little is left, and closes the connection otherwise.
    pub(super) async fn put_when_ready(self: &Arc<Self>, origin: PoolKey, mut connection: Connection, whole: bool) {
        // Kept when its first request was sent.
        if matches!(connection.sender, Sender::Http2(_)) {
            return;
        }
        if whole {
            if connection.ready().await {
                self.put(origin, connection);
            }
            return;
        }
        let pool = Arc::clone(self);
        tokio::spawn(async move {
            if connection.ready().await {
                pool.put(origin, connection);
            }
        });
    }

    /// Keeps another end of a connection that carries several requests at once, before its first one is answered.
    pub(super) fn put_shared(&self, origin: &PoolKey, connection: &Connection) {
        if let Some(shared) = connection.share() {
            self.put(origin.clone(), shared);
        }
    }
}
