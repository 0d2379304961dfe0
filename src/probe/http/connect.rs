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

/// The time after which the next address is tried beside those that have not answered yet, as RFC 8305 recommends it.
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

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
    let stream = reach(target.addresses).await.map_err(HttpFailure::Connect)?;
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
            // What browsers read past is no reason to call an answer none.
            .ignore_invalid_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .handshake(stream)
            .await
            .map_err(HttpFailure::Exchange)?;
        tokio::spawn(async move { drop(connection.await) });
        Sender::Http1(sender)
    };
    Ok(Connection { sender, meter, peer })
}

/// Connects to the first address that answers, as RFC 8305 has it: the families in turn, each address a moment after the
/// one before or as soon as that one failed, and none given up for the next.
async fn reach(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut waiting = in_turn(addresses).into_iter();
    let mut tries = JoinSet::new();
    let mut failure: Option<io::Error> = None;
    loop {
        match waiting.next() {
            Some(address) => drop(tries.spawn(TcpStream::connect(address))),
            None if tries.is_empty() => break,
            None => {}
        }
        let patience = if waiting.len() > 0 { NEXT_ADDRESS } else { Duration::MAX };
        match tokio::time::timeout(patience, tries.join_next()).await {
            Ok(Some(Ok(Ok(stream)))) => return Ok(stream),
            Ok(Some(Ok(Err(error)))) => failure = Some(more_telling(failure, error)),
            Ok(Some(Err(error))) => failure = Some(more_telling(failure, io::Error::other(error))),
            // The next one is tried beside those that have not answered yet.
            Ok(None) | Err(_) => {}
        }
    }
    Err(failure.unwrap_or_else(|| io::Error::new(io::ErrorKind::AddrNotAvailable, "there is no address")))
}

/// Addresses with their families in turn, the first one's first.
fn in_turn(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let own = |address: &&SocketAddr| addresses.first().is_some_and(|first| first.is_ipv4() == address.is_ipv4());
    let (first, other): (Vec<&SocketAddr>, Vec<&SocketAddr>) = addresses.iter().partition(own);
    let mut other = other.into_iter();
    let mut turns: Vec<SocketAddr> = Vec::with_capacity(addresses.len());
    for address in first {
        turns.push(*address);
        turns.extend(other.next());
    }
    turns.extend(other);
    turns
}

/// Of two failures to connect, the one that tells more of the host: that a family of addresses has no way from here tells
/// nothing of it.
fn more_telling(before: Option<io::Error>, error: io::Error) -> io::Error {
    use io::ErrorKind as Kind;
    let no_way = |error: &io::Error| {
        matches!(error.kind(), Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::AddrNotAvailable)
    };
    match before {
        Some(before) if !no_way(&before) || no_way(&error) => before,
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let all =
            |texts: &[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect::<Vec<SocketAddr>>();
        for (addresses, turns) in [
            (
                &["1.1.1.1:1", "2.2.2.2:1", "[::1]:1", "[::2]:1"][..],
                &["1.1.1.1:1", "[::1]:1", "2.2.2.2:1", "[::2]:1"][..],
            ),
            (&["[::1]:1", "[::2]:1", "1.1.1.1:1"], &["[::1]:1", "1.1.1.1:1", "[::2]:1"]),
            (&["1.1.1.1:1", "[::1]:1", "[::2]:1"], &["1.1.1.1:1", "[::1]:1", "[::2]:1"]),
            (&[], &[]),
        ] {
            assert_eq!(in_turn(&all(addresses)), all(turns), "{addresses:?}");
        }
    }
}
