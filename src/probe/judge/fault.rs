//! No answer: what a fault means. None of it is held against a link in one look but that its name does not exist.

use super::{CauseEvidence, JudgeCase, NextProbe, text, variant};
use crate::{
    links::hosts,
    probe::{Cause, DnsFailure, FetchError, TlsError, Walk},
};

/// Attempts at a transient failure.
const LOOKS: usize = 3;

pub(super) fn opinion(case: &JudgeCase<'_>, fault: &FetchError) -> CauseEvidence {
    let (class, evidence) = match fault {
        FetchError::Dns(fault) if is_unknown_here(case, *fault) => {
            (Cause::NotPublic, "not requested: the name is not a public one, and does not resolve here".to_owned())
        }
        fault => said(fault),
    };
    let again = case.times(|walk| walk.fault().is_some_and(passes));
    let evidence = if passes(fault) { format!("{evidence}{}", text::times(again)) } else { evidence };
    let opinion = CauseEvidence::new(class, evidence);
    if case.by_head() && !matches!(fault, FetchError::Dns(_) | FetchError::Guarded(_)) {
        return opinion.wishing(Some(NextProbe::Get));
    }
    let wish = match fault {
        _ if !passes(fault) => None,
        _ if again >= LOOKS => None,
        // A server that stumbles over HTTP/2 tells more by HTTP/1.1 than by the same once more.
        FetchError::Protocol(_) if again == 1 => Some(NextProbe::Http1),
        FetchError::Reset | FetchError::Stalled | FetchError::Tls(_) if again == 2 => Some(NextProbe::Http1),
        _ => Some(NextProbe::Again),
    };
    if class != Cause::NotPublic
        && wish.is_none()
        && matches!(fault, FetchError::Dns(DnsFailure::NoName) | FetchError::Tls(TlsError::WrongName(_)))
    {
        return other_name(case, opinion);
    }
    opinion.wishing(wish)
}

/// True if the link itself names a host that ends in no public suffix, and no resolver here knows it: in the private
/// network that it belongs to it may well be alive.
fn is_unknown_here(case: &JudgeCase<'_>, fault: DnsFailure) -> bool {
    let is_unknown = matches!(fault, DnsFailure::NoDomain | DnsFailure::NoName | DnsFailure::NoAddress);
    let host = case.ask.url.host_str().unwrap_or_default();
    is_unknown && case.walk.hops.len() == 1 && hosts().is_unlisted(host)
}

/// Returns true if the same look may end otherwise a moment later.
fn passes(fault: &FetchError) -> bool {
    match fault {
        FetchError::Dns(fault) => matches!(fault, DnsFailure::ServerFailure | DnsFailure::Timeout),
        FetchError::Tls(fault) => matches!(fault, TlsError::Handshake(_) | TlsError::NotTls),
        FetchError::Refused
        | FetchError::Reset
        | FetchError::ConnectTimeout
        | FetchError::AnswerTimeout
        | FetchError::Stalled
        | FetchError::Protocol(_) => true,
        FetchError::Unreachable(_) | FetchError::Guarded(_) => false,
    }
}

/// A host that is not there, or whose certificate is for others, may be there with or without `www`.
fn other_name(case: &JudgeCase<'_>, mut opinion: CauseEvidence) -> CauseEvidence {
    match &case.seen.variant {
        None => opinion.wishing(variant::other_name(&case.ask.url).map(NextProbe::Variant)),
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
fn said(fault: &FetchError) -> (Cause, String) {
    let (cause, words) = match fault {
        FetchError::Dns(fault) => return dns(*fault),
        FetchError::Tls(fault) => return tls(fault),
        FetchError::Refused => (Cause::Refused, "nothing listens there: the connection was refused"),
        FetchError::Reset => (Cause::Reset, "the connection was cut before an answer"),
        FetchError::ConnectTimeout => (Cause::ConnectTimeout, "no connection within the time"),
        FetchError::AnswerTimeout => (Cause::AnswerTimeout, "no answer within the time"),
        FetchError::Stalled => (Cause::Stalled, "the head of the answer came too slowly or is too large"),
        FetchError::Unreachable(why) => {
            return (Cause::Unreachable, format!("no way leads there: {}", text::quote(why)));
        }
        FetchError::Protocol(why) => {
            return (Cause::Protocol, format!("what answers does not speak HTTP: {}", text::quote(why)));
        }
        FetchError::Guarded(address) => {
            return (Cause::PrivateAddress, format!("not requested: {address}"));
        }
    };
    (cause, words.to_owned())
}

fn dns(fault: DnsFailure) -> (Cause, String) {
    let (cause, words) = match fault {
        DnsFailure::NoDomain => (Cause::NoDomain, "the domain does not exist"),
        DnsFailure::NoName => (Cause::NoHost, "the host does not exist, its domain does"),
        DnsFailure::NoAddress => (Cause::NoAddress, "the host exists and has no address"),
        DnsFailure::ServerFailure => (Cause::DnsFailure, "the name servers of the domain fail"),
        DnsFailure::Timeout => (Cause::DnsTimeout, "the name servers of the domain do not answer"),
        DnsFailure::Disagreement => (Cause::DnsDisagreement, "resolvers disagree on whether the host exists"),
    };
    (cause, words.to_owned())
}

fn tls(fault: &TlsError) -> (Cause, String) {
    let (cause, words) = match fault {
        TlsError::Expired(Some(when)) => {
            let day = when.strftime("%Y-%m-%d").to_string();
            return (Cause::TlsExpired, format!("the certificate expired on {day}"));
        }
        TlsError::Expired(None) => (Cause::TlsExpired, "the certificate expired"),
        TlsError::NotYetValid => (Cause::TlsNotYetValid, "the certificate is not valid yet"),
        TlsError::WrongName(names) => {
            let names: Vec<_> = names.iter().take(3).map(|name| text::quote(name)).collect();
            let whose = if names.is_empty() { "other names".to_owned() } else { names.join(", ") };
            return (Cause::TlsName, format!("the certificate is for {whose}"));
        }
        TlsError::SelfSigned => (Cause::TlsSelfSigned, "the certificate signs itself"),
        TlsError::UnknownIssuer => (Cause::TlsIssuer, "the issuer of the certificate is not known"),
        TlsError::Revoked => (Cause::TlsRevoked, "the certificate was revoked"),
        TlsError::BadCertificate(why) => {
            return (Cause::TlsCertificate, format!("the certificate cannot be used: {}", text::quote(why)));
        }
        TlsError::ClientCertificate => (Cause::TlsClient, "the server wants a certificate of its visitors"),
        TlsError::Legacy => (Cause::TlsLegacy, "the server speaks only obsolete TLS"),
        TlsError::Handshake(Some(alert)) => {
            return (Cause::TlsHandshake, format!("the server ends the TLS handshake with alert {alert}"));
        }
        TlsError::Handshake(None) => (Cause::TlsHandshake, "the TLS handshake fails"),
        TlsError::NotTls => (Cause::TlsHandshake, "what answers does not speak TLS"),
    };
    (cause, words.to_owned())
}

/// Returns true if a walk ended with a fault or a status that may pass.
pub(super) fn failed(walk: &Walk) -> bool {
    walk.fault().is_some_and(passes)
}
