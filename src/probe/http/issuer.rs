//! Certificates that a server forgot to show: browsers fetch the one between it and an authority from where the
//! server's own certificate says that it is, and so do we. What is fetched is trusted no more than what is shown.

use std::sync::{Mutex, PoisonError};

use memchr::memmem;
use rustc_hash::FxHashMap;
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use url::Url;

/// The object identifier of "the issuer's certificate is at" (RFC 5280, 4.2.2.1), and the tag of an address.
const AT: &[u8] = &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02, 0x86];

/// Issuers' certificates fetched in a run, by the host that forgot them: no host's word counts for another.
#[derive(Debug, Default)]
pub(super) struct Issuers(Mutex<FxHashMap<String, CertificateDer<'static>>>);

impl Issuers {
    /// Returns the certificate fetched for a host.
    pub(super) fn of(&self, host: &str) -> Option<CertificateDer<'static>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(host).cloned()
    }

    /// Keeps what was fetched for a host. False where something was fetched for it before.
    pub(super) fn keep(&self, host: &str, certificate: CertificateDer<'static>) -> bool {
        let mut own = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        own.insert(host.to_owned(), certificate).is_none()
    }
}

/// The issuer is unknown; its certificate is said to be at this address.
#[derive(Debug)]
pub(super) struct MissingIssuer(pub(super) Url);

impl std::fmt::Display for MissingIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the issuer of the certificate is not known")
    }
}

impl std::error::Error for MissingIssuer {}

/// Returns the address of the issuer's certificate. Only by http: the answer proves itself, and https would need
/// another.
pub(super) fn place(certificate: &[u8]) -> Option<Url> {
    let at = memmem::find(certificate, AT)? + AT.len();
    let length = usize::from(*certificate.get(at)?);
    // Addresses of 128 bytes and more have a longer form of length, and nobody's are.
    let text = certificate.get(at + 1..at + 1 + length).filter(|_| length < 0x80)?;
    let url = Url::parse(std::str::from_utf8(text).ok()?).ok()?;
    (url.scheme() == "http").then_some(url)
}

/// Reads a certificate as it is served: DER, or PEM by mistake.
pub(super) fn read(bytes: &[u8]) -> Option<CertificateDer<'static>> {
    if bytes.starts_with(b"-----BEGIN") {
        return CertificateDer::from_pem_slice(bytes).ok();
    }
    (bytes.first() == Some(&0x30)).then(|| CertificateDer::from(bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(url: &str) -> Vec<u8> {
        let length = u8::try_from(url.len()).unwrap_or(u8::MAX);
        [b"\x30\x82 and so on ", AT, &[length], url.as_bytes(), b" and on"].concat()
    }

    #[test]
    fn the_place_of_an_issuer_is_read() {
        for (said, found) in [
            ("http://ca.org/x.der", Some("http://ca.org/x.der")),
            ("https://ca.org/x.der", None),
            ("ldap://ca.org/x", None),
            ("", None),
            ("nonsense", None),
        ] {
            assert_eq!(place(&certificate(said)).as_ref().map(Url::as_str), found, "{said}");
        }
        let cut = certificate("http://ca.org/x.der");
        for length in 0..cut.len() {
            let _ = place(&cut[..length]);
        }
        assert_eq!(place(&certificate(&format!("http://ca.org/{}", "x".repeat(200)))), None);
    }
}
