//! Certificates of every kind, made by the test: one authority that the client trusts, one that it does not.

use std::sync::{Arc, LazyLock};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// What a host shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Good,
    Expired,
    NotYetValid,
    OtherName,
    SelfSigned,
    UnknownIssuer,
    /// Its issuer is not shown, and neither is it known.
    Incomplete,
    /// The same, and its certificate says that its issuer's is at `http://ca.org/between.der`.
    IncompleteAndSaid,
    /// The same, and it says that it is at this machine's metadata.
    IncompleteAndMeansHarm,
    /// Its name stands only where names stood before 2000.
    OnlyCommonName,
    /// It wants a certificate of the client.
    WantsOurs,
    /// A good one, by HTTP/2 and, where that is not spoken, HTTP/1.1.
    GoodAndHttp2,
    /// Speaks HTTP/2, and answers each request with interim answers without end.
    FloodByHttp2,
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

static TRUSTED: LazyLock<Issuer> = LazyLock::new(|| authority("Trusted"));
static UNKNOWN: LazyLock<Issuer> = LazyLock::new(|| authority("Unknown"));
static BETWEEN: LazyLock<Issuer> = LazyLock::new(|| {
    let key = KeyPair::generate().expect("a key");
    Issuer::signed_by(authority_of("Between"), key, &TRUSTED).expect("a certificate")
});

/// The authority that the client trusts.
pub(crate) fn trusted() -> CertificateDer<'static> {
    TRUSTED.der().clone()
}

/// The same, as a file of certificates.
pub(crate) fn trusted_pem() -> String {
    TRUSTED.pem()
}

fn authority_of(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn authority(name: &str) -> Issuer {
    Issuer::self_signed(authority_of(name), KeyPair::generate().expect("a key")).expect("a certificate")
}

/// The certificate of the authority between the trusted one and those who forget to show it.
pub(crate) fn between() -> Vec<u8> {
    BETWEEN.der().to_vec()
}

/// That the certificate of the issuer is at an address (RFC 5280, 4.2.2.1).
fn issuer_at(url: &str) -> CustomExtension {
    let of = |tag: u8, inside: &[u8]| [&[tag, u8::try_from(inside.len()).expect("a short one")], inside].concat();
    let at = [of(6, &[0x2b, 6, 1, 5, 5, 7, 0x30, 2]), of(0x86, url.as_bytes())].concat();
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], of(0x30, &of(0x30, &at)))
}

/// How a host serves TLS.
pub(crate) fn config(host: &str, shows: Shows) -> Arc<ServerConfig> {
    let names = match shows {
        Shows::OtherName => vec!["other.org".to_owned(), "*.other.org".to_owned()],
        Shows::OnlyCommonName => Vec::new(),
        _ => vec![host.to_owned()],
    };
    let mut params = CertificateParams::new(names).expect("names");
    params.distinguished_name.push(DnType::CommonName, host);
    match shows {
        Shows::Expired => params.not_after = date_time_ymd(2020, 2, 3),
        Shows::IncompleteAndSaid => params.custom_extensions.push(issuer_at("http://ca.org/between.der")),
        Shows::IncompleteAndMeansHarm => params.custom_extensions.push(issuer_at("http://127.0.0.1:2375/between.der")),
        Shows::NotYetValid => params.not_before = date_time_ymd(2090, 1, 1),
        _ => {}
    }
    let key = KeyPair::generate().expect("a key");
    let certificate = match shows {
        Shows::SelfSigned => params.self_signed(&key),
        Shows::UnknownIssuer => params.signed_by(&key, &*UNKNOWN),
        Shows::Incomplete | Shows::IncompleteAndSaid | Shows::IncompleteAndMeansHarm => {
            params.signed_by(&key, &*BETWEEN)
        }
        _ => params.signed_by(&key, &*TRUSTED),
    };
    let chain = vec![certificate.expect("a certificate").der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = if shows == Shows::WantsOurs {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(trusted()).expect("a root");
        let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_single_cert(chain, key).expect("a certificate and its key");
    if matches!(shows, Shows::GoodAndHttp2 | Shows::FloodByHttp2) {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Arc::new(config)
}
