//! TLS: which certificates are trusted, and what exactly is wrong with those that are not.

use std::sync::Arc;

use jiff::Timestamp;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _};

use url::Url;

use super::issuer::{self, Issuers, MissingIssuer};
use crate::probe::TlsError;

/// Names of a certificate that are told.
const MOST_NAMES: usize = 10;

/// Reads certificates that are trusted beside those that everybody trusts, from the text of a PEM file.
///
/// # Errors
///
/// Where a certificate cannot be read, or there is none: a lowercase fragment without a full stop.
pub fn read_roots(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match roots {
        Ok(roots) if roots.is_empty() => Err("there is no certificate in it".to_owned()),
        Ok(roots) => Ok(roots),
        Err(error) => Err(format!("a certificate cannot be read: {error}")),
    }
}

/// Builds the configuration of TLS, with the user's own roots; by `protocols`, the best first.
pub(super) fn config(
    roots: &[CertificateDer<'static>],
    issuers: &Arc<Issuers>,
    protocols: &[&[u8]],
) -> Result<ClientConfig, String> {
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in roots {
        store.add(root.clone()).map_err(|error| format!("a certificate cannot be trusted: {error}"))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(store, issuers, &provider)?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}

/// The usual verifier, which in addition tells a certificate that signs itself from one whose issuer is not known, and
/// knows the certificates that servers forgot.
#[derive(Debug)]
struct Verifier {
    usual: Arc<WebPkiServerVerifier>,
    issuers: Arc<Issuers>,
}

#[derive(Debug)]
struct SignsItself;

impl std::fmt::Display for SignsItself {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the certificate signs itself")
    }
}

impl std::error::Error for SignsItself {}

impl Verifier {
    fn new(roots: RootCertStore, issuers: &Arc<Issuers>, provider: &Arc<CryptoProvider>) -> Result<Self, String> {
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { usual, issuers: Arc::clone(issuers) })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = self.usual.verify_server_cert(leaf, chain, name, ocsp, now);
        let Err(Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::Other(_))) = shown else {
            return shown;
        };
        let other = |error| Err(Error::InvalidCertificate(CertificateError::Other(OtherError(error))));
        if signs_itself(leaf) {
            return other(Arc::new(SignsItself));
        }
        let host = if let ServerName::DnsName(host) = name { host.as_ref() } else { "" };
        if let Some(fetched) = self.issuers.of(host) {
            let chain: Vec<_> = chain.iter().cloned().chain([fetched]).collect();
            // What was fetched may be anything; where it does not help, what was shown is what is wrong.
            return self.usual.verify_server_cert(leaf, &chain, name, ocsp, now).or(shown);
        }
        match issuer::place(chain.last().unwrap_or(leaf)) {
            Some(place) => other(Arc::new(MissingIssuer(place))),
            None => shown,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// Returns true if a certificate names itself as its issuer: the two names stand in it as the same bytes (RFC 5280,
/// 4.1).
fn signs_itself(certificate: &[u8]) -> bool {
    let names = || {
        let (_, certificate, _) = element(certificate)?;
        let (_, mut fields, _) = element(certificate)?;
        // The version is the one field that may be left out.
        if fields.first() == Some(&0xa0) {
            fields = element(fields)?.2;
        }
        let (_, _, fields) = element(fields)?; // the serial number
        let (_, _, fields) = element(fields)?; // the algorithm
        let (_, issuer, fields) = element(fields)?;
        let (_, _, fields) = element(fields)?; // the time that it is good for
        let (_, subject, _) = element(fields)?;
        Some((issuer, subject))
    };
    names().is_some_and(|(issuer, subject)| issuer == subject)
}

/// The first element of DER: its tag, what is in it, and what comes after.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f)).filter(|(bytes, _)| bytes.len() <= 4)?;
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (inside, after) = rest.split_at_checked(length)?;
    Some((tag, inside, after))
}

/// Returns the address of the certificate that a server forgot.
pub(super) fn missing(error: &Error) -> Option<&Url> {
    let Error::InvalidCertificate(CertificateError::Other(other)) = error else { return None };
    other.0.downcast_ref::<MissingIssuer>().map(|MissingIssuer(place)| place)
}

/// Converts an error of TLS.
pub(super) fn fault(error: &Error) -> TlsError {
    match error {
        Error::InvalidCertificate(error) => certificate(error),
        Error::AlertReceived(alert) => alerted(*alert),
        Error::PeerIncompatible(_) => TlsError::Legacy,
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } | Error::PeerSentOversizedRecord => {
            TlsError::NotTls
        }
        Error::NoCertificatesPresented => TlsError::BadCertificate("there is none".to_owned()),
        Error::UnsupportedNameType => TlsError::WrongName(Vec::new()),
        _ => TlsError::Handshake(None),
    }
}

fn alerted(alert: AlertDescription) -> TlsError {
    match alert {
        AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity => TlsError::Legacy,
        AlertDescription::CertificateRequired => TlsError::ClientCertificate,
        other => TlsError::Handshake(Some(u8::from(other))),
    }
}

fn certificate(error: &CertificateError) -> TlsError {
    match error {
        CertificateError::Expired => TlsError::Expired(None),
        CertificateError::ExpiredContext { not_after, .. } => {
            let when = i64::try_from(not_after.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            TlsError::Expired(when)
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsError::NotYetValid,
        CertificateError::NotValidForName => TlsError::WrongName(Vec::new()),
        CertificateError::NotValidForNameContext { presented, .. } => {
            TlsError::WrongName(presented.iter().take(MOST_NAMES).map(|name| bare_name(name)).collect())
        }
        CertificateError::UnknownIssuer => TlsError::UnknownIssuer,
        CertificateError::Revoked => TlsError::Revoked,
        CertificateError::Other(other) if other.0.is::<SignsItself>() => TlsError::SelfSigned,
        CertificateError::Other(other) if other.0.is::<MissingIssuer>() => TlsError::UnknownIssuer,
        other => TlsError::BadCertificate(other.to_string()),
    }
}

/// A name as a certificate presents it, without the word for its kind: `DnsName("example.org")`.
fn bare_name(name: &str) -> String {
    let inside = name.split_once("(\"").and_then(|(_, rest)| rest.strip_suffix("\")"));
    inside.unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart() {
        for (error, fault_of_it) in [
            (Error::InvalidCertificate(CertificateError::Revoked), TlsError::Revoked),
            (Error::InvalidCertificate(CertificateError::Expired), TlsError::Expired(None)),
            (Error::InvalidCertificate(CertificateError::UnknownIssuer), TlsError::UnknownIssuer),
            (Error::AlertReceived(AlertDescription::HandshakeFailure), TlsError::Handshake(Some(40))),
            (Error::AlertReceived(AlertDescription::ProtocolVersion), TlsError::Legacy),
            (Error::AlertReceived(AlertDescription::UnrecognisedName), TlsError::Handshake(Some(112))),
            (Error::AlertReceived(AlertDescription::CertificateRequired), TlsError::ClientCertificate),
            (Error::DecryptError, TlsError::Handshake(None)),
        ] {
            assert_eq!(fault(&error), fault_of_it, "{error:?}");
        }
    }

    #[test]
    fn what_is_no_certificate_does_not_sign_itself() {
        for der in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"\x30\x03\x30\x01\xa0"] {
            assert!(!signs_itself(der), "{der:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_certificate_breaks_the_reading(der: Vec<u8>) {
            let _ = signs_itself(&der);
        }
    }

    #[test]
    fn roots_are_read() {
        assert!(read_roots(b"").is_err());
        assert!(read_roots(b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").is_err());
        let certificate = rcgen::generate_simple_self_signed(vec!["example.org".to_owned()]).expect("a certificate");
        assert_eq!(read_roots(certificate.cert.pem().as_bytes()).map(|roots| roots.len()), Ok(1));
        assert!(signs_itself(certificate.cert.der()));
    }
}
