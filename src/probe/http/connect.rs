//! Connections: to the addresses that were checked and to no others, with TLS where the address asks for it.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
};
use tokio_rustls::TlsConnector;

use super::{
    MOST_HEAD,
    fault::HttpFailure,
    meter::{HeadMeter, Metered},
    pool::{Connection, Sender},
};

/// The time after which the other family of addresses is tried too (RFC 8305 recommends 250 ms, browsers take 300).
const FALLBACK: Duration = Duration::from_millis(300);

/// A place to connect to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// The host of the address, as the certificate must name it; none where TLS is not spoken.
    pub(super) tls: Option<(&'a str, &'a Arc<ClientConfig>)>,
    /// The addresses that were checked.
    pub(super) addresses: &'a [SocketAddr],
    pub(super) timeout: Duration,
}

/// Connects, agrees on TLS where it is spoken, and begins HTTP.
pub(super) async fn connect(target: Target<'_>) -> Result<Connection, HttpFailure> {
    let connection = tokio::time::timeout(target.timeout, begin(target)).await;
    connection.unwrap_or(Err(HttpFailure::ConnectTimeout))
}

async fn begin(target: Target<'_>) -> Result<Connection, HttpFailure> {
    let stream = reach(target.addresses, target.timeout).await.map_err(HttpFailure::Connect)?;
    let peer = stream.peer_addr().map_err(HttpFailure::Connect)?;
    // Requests are written whole, so nothing is gained by waiting for more; where it cannot be set, it is only slower.
    let _ = stream.set_nodelay(true);
    let Some((host, config)) = target.tls else {
        return shake_hands(stream, peer, false).await;
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned()).map_err(|_| HttpFailure::Unsendable)?;
    let stream = TlsConnector::from(Arc::clone(config)).connect(name, stream).await.map_err(HttpFailure::Connect)?;
    let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    shake_hands(stream, peer, http2).await
}

/// Begins HTTP on a connection, with the bounds of a head.
async fn shake_hands<S>(stream: S, peer: SocketAddr, http2: bool) -> Result<Connection, HttpFailure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let meter = Arc::new(HeadMeter::default());
    let stream = TokioIo::new(Metered::new(stream, Arc::clone(&meter), http2));
    let sender = if http2 {
        let (sender, connection) = http2::Builder::new(TokioExecutor::new())
            .max_header_list_size(MOST_HEAD.1)
            .handshake(stream)
            .await
            .map_err(HttpFailure::Exchange)?;
        // What becomes of the connection, its requests are told.
        tokio::spawn(async move { drop(connection.await) });
        Sender::Http2(sender)
    } else {
        let (sender, connection) = http1::Builder::new()
            .max_headers(MOST_HEAD.0)
            .max_buf_size(MOST_HEAD.1 as usize)
            .handshake(stream)
            .await
            .map_err(HttpFailure::Exchange)?;
        tokio::spawn(async move { drop(connection.await) });
        Sender::Http1(sender)
    };
    Ok(Connection { sender, meter, peer })
}

/// Connects to the first address that answers: those of the first one's family in their order, and those of the other
/// beside them, if no connection was made in a moment.
async fn reach(addresses: &[SocketAddr], timeout: Duration) -> io::Result<TcpStream> {
    let (first, other): (Vec<_>, Vec<_>) =
        addresses.iter().partition(|address| addresses.first().is_some_and(|own| own.is_ipv4() == address.is_ipv4()));
    if other.is_empty() {
        return one_by_one(first, timeout).await;
    }
    let mut tries = JoinSet::new();
    tries.spawn(one_by_one(first, timeout));
    let early = tokio::time::timeout(FALLBACK, tries.join_next()).await;
    if let Ok(Some(Ok(Ok(stream)))) = early {
        return Ok(stream);
    }
    tries.spawn(one_by_one(other, timeout));
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    while let Some(ended) = tries.join_next().await {
        match ended {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = error,
            Err(error) => last = io::Error::other(error),
        }
    }
    Err(last)
}

/// Tries addresses one after the other, each for its share of the time; the error is the last one's.
async fn one_by_one(addresses: Vec<SocketAddr>, timeout: Duration) -> io::Result<TcpStream> {
    let share = timeout / u32::try_from(addresses.len()).unwrap_or(u32::MAX).max(1);
    let mut last = io::Error::new(io::ErrorKind::AddrNotAvailable, "there is no address");
    for address in addresses {
        match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(last)
}
