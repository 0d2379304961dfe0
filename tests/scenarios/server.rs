//! The fault server: many hosts by name on one address of loopback, each answering by a script, byte by byte where it must.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::LazyConfigAcceptor;

use crate::{certificates, certificates::Shows, world::LeapingClock};
use jiff::Timestamp;

/// The address that all hosts have: on loopback, and no other's.
pub(crate) const ADDRESS: [u8; 4] = [127, 7, 7, 7];

/// A request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) host: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// How often the same host was asked for the same path before, by any method.
    pub(crate) before: usize,
    pub(crate) https: bool,
    /// When, by the clock of the test.
    pub(crate) at: Timestamp,
    /// The connection that it came on.
    pub(crate) connection: usize,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }
}

/// What a host does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// These bytes, and the connection stays for the next request.
    Bytes(Vec<u8>),
    /// These bytes, and the connection is closed.
    Last(Vec<u8>),
    /// These bytes, and the connection is reset.
    Reset(Vec<u8>),
    /// Nothing, ever.
    Hang,
    /// The first bytes, then the second ones over and over.
    Flood(Vec<u8>, Vec<u8>),
    /// The first bytes at once, the second ones one by one, so many milliseconds apart; then nothing, ever.
    Drip(Vec<u8>, Vec<u8>, u64),
}

/// An answer, as a server usually gives it.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    Reply::Bytes([head.as_bytes(), body].concat())
}

/// A page.
pub(crate) fn page(body: &str) -> Reply {
    answer(200, &[("content-type", "text/html; charset=utf-8")], body)
}

/// A page with another status.
pub(crate) fn page_with(status: u16, body: &str) -> Reply {
    answer(status, &[("content-type", "text/html; charset=utf-8")], body)
}

/// A redirect.
pub(crate) fn redirect(status: u16, to: &str) -> Reply {
    answer(status, &[("location", to)], "")
}

type Script = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;
type Raw = Arc<dyn Fn(TcpStream, usize) -> tokio::task::JoinHandle<()> + Send + Sync>;

#[derive(Default)]
struct State {
    scripts: HashMap<String, Script>,
    shows: HashMap<String, Shows>,
    journal: Vec<Asked>,
    counts: HashMap<(String, String), usize>,
    connections: usize,
    under_way: HashMap<String, (usize, usize)>,
    flooded: usize,
}

/// The server; it ends with the runtime that it was started on.
#[derive(Clone)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
    clock: LeapingClock,
    pub(crate) plain: SocketAddr,
    pub(crate) tls: SocketAddr,
}

impl Server {
    pub(crate) async fn start(clock: LeapingClock) -> Self {
        let plain = TcpListener::bind(SocketAddr::from((ADDRESS, 0))).await.expect("a listener");
        let tls = TcpListener::bind(SocketAddr::from((ADDRESS, 0))).await.expect("a listener");
        let server = Self {
            state: Arc::default(),
            clock,
            plain: plain.local_addr().expect("an address"),
            tls: tls.local_addr().expect("an address"),
        };
        let own = server.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = plain.accept().await.expect("a connection");
                stream.set_nodelay(true).expect("an option of the socket");
                let (own, connection) = (own.clone(), own.connected());
                tokio::spawn(async move { own.serve(stream, connection, false).await });
            }
        });
        let own = server.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = tls.accept().await.expect("a connection");
                stream.set_nodelay(true).expect("an option of the socket");
                let (own, connection) = (own.clone(), own.connected());
                tokio::spawn(async move { own.serve_tls(stream, connection).await });
            }
        });
        server
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no script panics")
    }

    fn connected(&self) -> usize {
        let mut state = self.state();
        state.connections += 1;
        state.connections
    }

    /// Lets a host answer by a script, over http and https.
    pub(crate) fn host(&self, name: &str, shows: Shows, script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
        let mut state = self.state();
        state.scripts.insert(name.to_owned(), Arc::new(script));
        state.shows.insert(name.to_owned(), shows);
    }

    /// A listener that does with each connection what it is told, and its address.
    pub(crate) async fn raw(&self, act: Raw) -> SocketAddr {
        let listener = TcpListener::bind(SocketAddr::from((ADDRESS, 0))).await.expect("a listener");
        let address = listener.local_addr().expect("an address");
        let own = self.clone();
        tokio::spawn(async move {
            let mut nth = 0;
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                own.connected();
                act(stream, nth);
                nth += 1;
            }
        });
        address
    }

    /// What was asked, in the order in which it came.
    pub(crate) fn journal(&self) -> Vec<Asked> {
        self.state().journal.clone()
    }

    /// Connections that were made.
    pub(crate) fn connections(&self) -> usize {
        self.state().connections
    }

    /// Bytes of interim answers that were sent by HTTP/2.
    pub(crate) fn flooded(&self) -> usize {
        self.state().flooded
    }

    /// The most requests that a host had under way at once.
    pub(crate) fn most_under_way(&self, host: &str) -> usize {
        self.state().under_way.get(host).map_or(0, |(_, most)| *most)
    }

    async fn serve_tls(&self, stream: TcpStream, connection: usize) {
        let acceptor = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream);
        let Ok(start) = acceptor.await else { return };
        let host = start.client_hello().server_name().unwrap_or_default().to_owned();
        let shows = self.state().shows.get(&host).copied().unwrap_or(Shows::Good);
        let Ok(mut stream) = start.into_stream(certificates::config(&host, shows)).await else { return };
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        if http2 && shows == Shows::FloodByHttp2 {
            // SETTINGS, then HEADERS of a stream with the status 103, spelt out (RFC 7541, 6.2.2).
            let _ = stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await;
            // What the client says first: its preface, SETTINGS and the request.
            let _ = stream.read(&mut [0; 4096]).await;
            pause(20).await;
            let _ = stream.read(&mut [0; 4096]).await;
            let interim = [&[0, 0, 5, 1, 4, 0, 0, 0, 1][..], &[0x08, 3], b"103"].concat().repeat(100);
            while stream.write_all(&interim).await.is_ok() {
                self.state().flooded += interim.len();
            }
            return;
        }
        if http2 {
            // The frames of a server that goes away at once: SETTINGS, then GOAWAY with PROTOCOL_ERROR.
            let frames =
                [&[0, 0, 0, 4, 0, 0, 0, 0, 0][..], &[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]].concat();
            let _ = stream.write_all(&frames).await;
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            return;
        }
        self.serve(stream, connection, true).await;
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin + MayReset>(&self, mut stream: S, connection: usize, https: bool) {
        let mut buffer = Vec::new();
        while let Some(head) = read_head(&mut stream, &mut buffer).await {
            let Some(body) = read_body(&mut stream, &mut buffer, &head).await else { return };
            let Some(asked) = self.note(&head, body, connection, https) else { return };
            let script = self.state().scripts.get(&asked.host).cloned();
            let missing = || answer(404, &[], "no such host");
            let reply = script.map_or_else(missing, |script| script(&asked));
            tokio::task::yield_now().await;
            let going_on = act(&mut stream, reply, asked.is_head()).await;
            if let Some((now, _)) = self.state().under_way.get_mut(&asked.host) {
                *now -= 1;
            }
            if !going_on {
                return;
            }
        }
    }

    fn note(&self, head: &str, body: String, connection: usize, https: bool) -> Option<Asked> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let host = headers.iter().find(|(name, _)| name == "host").map(|(_, value)| value.as_str()).unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default().to_owned();
        let mut state = self.state();
        let before = state.counts.entry((host.clone(), path.clone())).or_default();
        *before += 1;
        let before = *before - 1;
        let (now, most) = state.under_way.entry(host.clone()).or_default();
        *now += 1;
        *most = (*most).max(*now);
        let at = self.clock.moment();
        let asked = Asked { host, method, path, headers, body, before, https, at, connection };
        state.journal.push(asked.clone());
        Some(asked)
    }
}

/// Reads up to the end of a head; none where there is no other.
async fn read_head<S: AsyncRead + Unpin>(stream: &mut S, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head: Vec<u8> = buffer.drain(..end + 4).collect();
            return Some(String::from_utf8_lossy(&head).into_owned());
        }
        let mut more = [0; 4096];
        let length = stream.read(&mut more).await.ok().filter(|length| *length > 0)?;
        buffer.extend_from_slice(&more[..length]);
    }
}

/// Reads the body that a head announces; none where the connection ends before it does.
async fn read_body<S: AsyncRead + Unpin>(stream: &mut S, buffer: &mut Vec<u8>, head: &str) -> Option<String> {
    let announced = head.to_ascii_lowercase();
    let length = announced.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let length: usize = length.unwrap_or_default();
    while buffer.len() < length {
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await.ok().filter(|read| *read > 0)?;
        buffer.extend_from_slice(&more[..read]);
    }
    Some(String::from_utf8_lossy(&buffer.drain(..length).collect::<Vec<u8>>()).into_owned())
}

/// Does what a reply says; whether the connection goes on.
async fn act<S: AsyncRead + AsyncWrite + Unpin + MayReset>(stream: &mut S, reply: Reply, head: bool) -> bool {
    match reply {
        Reply::Bytes(bytes) => {
            let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(bytes.len(), |end| end + 4);
            let bytes = if head { &bytes[..end] } else { &bytes[..] };
            return stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok();
        }
        Reply::Last(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            if !bytes.is_empty() {
                // What was sent must be there before the connection is not.
                pause(20).await;
            }
            stream.reset();
        }
        Reply::Hang => wait_for_end(stream).await,
        Reply::Flood(first, more) => {
            let mut sent = stream.write_all(&first).await;
            while sent.is_ok() {
                sent = stream.write_all(&more).await;
            }
        }
        Reply::Drip(first, bytes, apart) => {
            if stream.write_all(&first).await.is_err() || stream.flush().await.is_err() {
                return false;
            }
            for byte in bytes {
                if stream.write_all(&[byte]).await.is_err() || stream.flush().await.is_err() {
                    return false;
                }
                pause(apart).await;
            }
            wait_for_end(stream).await;
        }
    }
    false
}

/// A moment of real time, which no clock of a test can stand for: what is between two ends of a connection.
#[expect(clippy::disallowed_methods, reason = "connections are real")]
pub(crate) async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// Waits until the client goes away.
async fn wait_for_end<S: AsyncRead + Unpin>(stream: &mut S) {
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await.is_ok_and(|length| length > 0) {}
}

/// A connection that can be cut at once.
pub(crate) trait MayReset {
    fn reset(&mut self);
}

impl MayReset for TcpStream {
    fn reset(&mut self) {
        self.set_zero_linger().expect("an option of the socket");
    }
}

impl MayReset for tokio_rustls::server::TlsStream<TcpStream> {
    fn reset(&mut self) {
        self.get_mut().0.set_zero_linger().expect("an option of the socket");
    }
}
