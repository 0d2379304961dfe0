//! Why a request came to nothing, from the chain of errors that the libraries give.

use std::{error::Error, io};

use crate::{probe::FetchError, text::shorten};

use url::Url;

use super::tls;

/// Characters of an error that are kept.
const MOST: usize = 200;

/// An exchange that failed.
#[derive(Debug)]
pub(super) enum HttpFailure {
    /// The request cannot be written as HTTP.
    Unsendable,
    /// No connection within the time.
    ConnectTimeout,
    /// No connection, or no TLS on it.
    Connect(io::Error),
    /// No head of an answer within the time.
    AnswerTimeout,
    /// More bytes or answers before the head than are read.
    TooLarge,
    /// An error of HTTP.
    Exchange(hyper::Error),
}

/// Returns the fault of a failed exchange; of a chain of errors, the innermost that says something first.
pub(super) fn of(failure: &HttpFailure) -> FetchError {
    let chain = match failure {
        HttpFailure::Unsendable => return FetchError::Protocol("the address cannot be sent".to_owned()),
        HttpFailure::ConnectTimeout => return FetchError::ConnectTimeout,
        HttpFailure::AnswerTimeout => return FetchError::AnswerTimeout,
        HttpFailure::TooLarge => return FetchError::Stalled,
        HttpFailure::Connect(error) => chain(error),
        HttpFailure::Exchange(error) => chain(error),
    };
    if let Some(error) = chain.iter().find_map(|error| error.downcast_ref::<rustls::Error>()) {
        return FetchError::Tls(tls::fault(error));
    }
    if let Some(fault) = chain.iter().find_map(|error| of_http(error.downcast_ref::<hyper::Error>()?)) {
        return fault;
    }
    if let Some(fault) = chain.iter().rev().find_map(|error| of_io(error.downcast_ref::<io::Error>()?)) {
        return fault;
    }
    if matches!(failure, HttpFailure::Connect(_)) {
        FetchError::Unreachable(words(&chain))
    } else {
        FetchError::Protocol(words(&chain))
    }
}

/// Returns the address of the certificate that a server forgot to send.
pub(super) fn missing_issuer(failure: &HttpFailure) -> Option<Url> {
    let HttpFailure::Connect(error) = failure else { return None };
    let chain = chain(error);
    let of_tls = chain.iter().find_map(|error| error.downcast_ref::<rustls::Error>())?;
    tls::missing(of_tls).cloned()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut chain = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        chain.push(error);
        // An error of input and output does not give what it was made of as its source.
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source());
    }
    chain
}

fn of_http(error: &hyper::Error) -> Option<FetchError> {
    // The library tells this one by its words alone.
    if error.is_parse() && error.to_string().contains("too large") {
        return Some(FetchError::Stalled);
    }
    if error.is_parse() {
        return Some(FetchError::Protocol(shorten(&error.to_string(), MOST).into_owned()));
    }
    (error.is_incomplete_message() || error.is_closed() || error.is_canceled()).then_some(FetchError::Reset)
}

fn of_io(error: &io::Error) -> Option<FetchError> {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => Some(FetchError::Refused),
        Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::BrokenPipe
        | Kind::UnexpectedEof
        | Kind::NotConnected => Some(FetchError::Reset),
        Kind::TimedOut => Some(FetchError::ConnectTimeout),
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable | Kind::NetworkDown => {
            Some(FetchError::Unreachable(shorten(&error.to_string(), MOST).into_owned()))
        }
        _ => None,
    }
}

fn words(chain: &[&(dyn Error + 'static)]) -> String {
    chain.last().map(|error| shorten(&error.to_string(), MOST).into_owned()).unwrap_or_default()
}
