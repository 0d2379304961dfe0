//! No answer: what a fault means. None of it is held against a link in one look but that its name does not exist.

use super::{Case, Opinion, Wish, text, variant};
use crate::{
    links::hosts,
    probe::{Cause, DnsFault, Fault, TlsFault, Walk},
};

/// How often a fault that may pass is looked at.
const LOOKS: usize = 3;

pub(super) fn opinion(case: &Case<'_>, fault: &Fault) -> Opinion {
    let (class, evidence) = match fault {
        Fault::Dns(fault) if is_unknown_here(case, *fault) => {
            (Cause::NotPublic, "not asked: the name is not one of the public web, and does not resolve here".to_owned())
        }
        fault => said(fault),
    };
    let again = case.times(|walk| walk.fault().is_some_and(passes));
    let evidence = if passes(fault) { format!("{evidence}{}", text::times(again)) } else { evidence };
    let opinion = Opinion::new(class, evidence);
    if case.by_head() && !matches!(fault, Fault::Dns(_) | Fault::Guarded(_)) {
        return opinion.wishing(Some(Wish::Get));
    }
    let wish = match fault {
        _ if !passes(fault) => None,
        _ if again >= LOOKS => None,
        // A server that stumbles over HTTP/2 tells more by HTTP/1.1 than by the same once more.
        Fault::Protocol(_) if again == 1 => Some(Wish::Http1),
        Fault::Reset | Fault::Stalled | Fault::Tls(_) if again == 2 => Some(Wish::Http1),
        _ => Some(Wish::Again),
    };
    if class != Cause::NotPublic
        && wish.is_none()
        && matches!(fault, Fault::Dns(DnsFault::NoName) | Fault::Tls(TlsFault::WrongName(_)))
    {
        return other_name(case, opinion);
    }
    opinion.wishing(wish)
}

/// True if the link itself names a host that ends in no public suffix, and no resolver here knows it: in the private
/// network that it belongs to it may well be alive.
fn is_unknown_here(case: &Case<'_>, fault: DnsFault) -> bool {
    let is_unknown = matches!(fault, DnsFault::NoDomain | DnsFault::NoName | DnsFault::NoAddress);
    let host = case.ask.url.host_str().unwrap_or_default();
    is_unknown && case.walk.hops.len() == 1 && hosts().is_unlisted(host)
}

/// Whether the same look may end otherwise a moment later.
fn passes(fault: &Fault) -> bool {
    match fault {
        Fault::Dns(fault) => matches!(fault, DnsFault::ServerFailure | DnsFault::Timeout),
        Fault::Tls(fault) => matches!(fault, TlsFault::Handshake(_) | TlsFault::NotTls),
        Fault::Refused
        | Fault::Reset
        | Fault::ConnectTimeout
        | Fault::AnswerTimeout
        | Fault::Stalled
        | Fault::Protocol(_) => true,
        Fault::Unreachable(_) | Fault::Guarded(_) => false,
    }
}

/// A host that is not there, or whose certificate is for others, may be there with or without `www`.
fn other_name(case: &Case<'_>, mut opinion: Opinion) -> Opinion {
    match &case.seen.variant {
        None => opinion.wishing(variant::other_name(&case.ask.url).map(Wish::Variant)),
        Some(walk) if walk.status().is_some_and(|status| (200..300).contains(&status)) => {
            if let Some(host) = walk.hops.first().and_then(|hop| hop.url.host_str()) {
                opinion.evidence = format!("{}; {} answers", opinion.evidence, text::quote(host));
                opinion.suggestion = walk.hops.first().map(|hop| variant::with_fragment(&hop.url, &case.ask.url));
            }
            opinion
        }
        Some(_) => opinion,
    }
}

/// The cause of a fault, and the fault in words.
fn said(fault: &Fault) -> (Cause, String) {
    let (cause, words) = match fault {
        Fault::Dns(fault) => return dns(*fault),
        Fault::Tls(fault) => return tls(fault),
        Fault::Refused => (Cause::Refused, "nothing listens there: the connection was refused"),
        Fault::Reset => (Cause::Reset, "the connection was cut before an answer"),
        Fault::ConnectTimeout => (Cause::ConnectTimeout, "no connection within the time"),
        Fault::AnswerTimeout => (Cause::AnswerTimeout, "no answer within the time"),
        Fault::Stalled => (Cause::Stalled, "the head of the answer came too slowly or is too large"),
        Fault::Unreachable(why) => return (Cause::Unreachable, format!("no way leads there: {}", text::quote(why))),
        Fault::Protocol(why) => {
            return (Cause::Protocol, format!("what answers does not speak HTTP: {}", text::quote(why)));
        }
        Fault::Guarded(address) => {
            return (Cause::PrivateAddress, format!("not asked: {address}"));
        }
    };
    (cause, words.to_owned())
}

fn dns(fault: DnsFault) -> (Cause, String) {
    let (cause, words) = match fault {
        DnsFault::NoDomain => (Cause::NoDomain, "the domain does not exist"),
        DnsFault::NoName => (Cause::NoHost, "the host does not exist, its domain does"),
        DnsFault::NoAddress => (Cause::NoAddress, "the host exists and has no address"),
        DnsFault::ServerFailure => (Cause::DnsFailure, "the name servers of the domain fail"),
        DnsFault::Timeout => (Cause::DnsTimeout, "the name servers of the domain do not answer"),
        DnsFault::Disagreement => (Cause::DnsDisagreement, "resolvers disagree on whether the host exists"),
    };
    (cause, words.to_owned())
}

fn tls(fault: &TlsFault) -> (Cause, String) {
    let (cause, words) = match fault {
        TlsFault::Expired(Some(when)) => {
            let day = when.strftime("%Y-%m-%d").to_string();
            return (Cause::TlsExpired, format!("the certificate expired on {day}"));
        }
        TlsFault::Expired(None) => (Cause::TlsExpired, "the certificate expired"),
        TlsFault::NotYetValid => (Cause::TlsNotYetValid, "the certificate is not valid yet"),
        TlsFault::WrongName(names) => {
            let names: Vec<_> = names.iter().take(3).map(|name| text::quote(name)).collect();
            let whose = if names.is_empty() { "other names".to_owned() } else { names.join(", ") };
            return (Cause::TlsName, format!("the certificate is for {whose}"));
        }
        TlsFault::SelfSigned => (Cause::TlsSelfSigned, "the certificate signs itself"),
        TlsFault::UnknownIssuer => (Cause::TlsIssuer, "the issuer of the certificate is not known"),
        TlsFault::Revoked => (Cause::TlsRevoked, "the certificate was revoked"),
        TlsFault::BadCertificate(why) => {
            return (Cause::TlsCertificate, format!("the certificate cannot be used: {}", text::quote(why)));
        }
        TlsFault::ClientCertificate => (Cause::TlsClient, "the server wants a certificate of its visitors"),
        TlsFault::Legacy => (Cause::TlsLegacy, "the server speaks only obsolete TLS"),
        TlsFault::Handshake(Some(alert)) => {
            return (Cause::TlsHandshake, format!("the server ends the TLS handshake with alert {alert}"));
        }
        TlsFault::Handshake(None) => (Cause::TlsHandshake, "the TLS handshake fails"),
        TlsFault::NotTls => (Cause::TlsHandshake, "what answers does not speak TLS"),
    };
    (cause, words.to_owned())
}

/// Whether a walk ended with a fault or a status that may pass.
pub(super) fn failed(walk: &Walk) -> bool {
    walk.fault().is_some_and(passes)
}
