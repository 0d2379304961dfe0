//! Why a request came to nothing, from the chain of errors that the libraries give.

use std::{error::Error, io};

use crate::{probe::Fault, text::shorten};

use url::Url;

use super::tls;

/// Characters of an error that are kept.
const MOST: usize = 200;

/// An exchange that failed.
#[derive(Debug)]
pub(super) enum Failure {
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
pub(super) fn of(failure: &Failure) -> Fault {
    let chain = match failure {
        Failure::Unsendable => return Fault::Protocol("the address cannot be sent".to_owned()),
        Failure::ConnectTimeout => return Fault::ConnectTimeout,
        Failure::AnswerTimeout => return Fault::AnswerTimeout,
        Failure::TooLarge => return Fault::Stalled,
        Failure::Connect(error) => chain(error),
        Failure::Exchange(error) => chain(error),
    };
    if let Some(error) = chain.iter().find_map(|error| error.downcast_ref::<rustls::Error>()) {
        return Fault::Tls(tls::fault(error));
    }
    if let Some(fault) = chain.iter().find_map(|error| of_http(error.downcast_ref::<hyper::Error>()?)) {
        return fault;
    }
    if let Some(fault) = chain.iter().rev().find_map(|error| of_io(error.downcast_ref::<io::Error>()?)) {
        return fault;
    }
    if matches!(failure, Failure::Connect(_)) {
        Fault::Unreachable(words(&chain))
    } else {
        Fault::Protocol(words(&chain))
    }
}

/// Where the certificate is said to be that a server forgot to show.
pub(super) fn missing_issuer(failure: &Failure) -> Option<Url> {
    let Failure::Connect(error) = failure else { return None };
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

fn of_http(error: &hyper::Error) -> Option<Fault> {
    // The library tells this one by its words alone.
    if error.is_parse() && error.to_string().contains("too large") {
        return Some(Fault::Stalled);
    }
    if error.is_parse() {
        return Some(Fault::Protocol(shorten(&error.to_string(), MOST).into_owned()));
    }
    (error.is_incomplete_message() || error.is_closed() || error.is_canceled()).then_some(Fault::Reset)
}

fn of_io(error: &io::Error) -> Option<Fault> {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => Some(Fault::Refused),
        Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::BrokenPipe
        | Kind::UnexpectedEof
        | Kind::NotConnected => Some(Fault::Reset),
        Kind::TimedOut => Some(Fault::ConnectTimeout),
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable | Kind::NetworkDown => {
            Some(Fault::Unreachable(shorten(&error.to_string(), MOST).into_owned()))
        }
        _ => None,
    }
}

fn words(chain: &[&(dyn Error + 'static)]) -> String {
    chain.last().map(|error| shorten(&error.to_string(), MOST).into_owned()).unwrap_or_default()
}
