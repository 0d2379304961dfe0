//! Refusals: why an address is not requested that is one of the web.

/// Why an address was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The host is, or leads to, an address of a private network: private, loopback, link-local, metadata.
    PrivateAddress(String),
    /// A port that no web site is served at.
    Port(u16),
    /// Not http or https.
    Scheme(String),
    /// A name or a password stands before the host.
    Credentials,
    /// The configuration leaves it out.
    Excluded,
    /// The run, or what the host may be asked in one run, was used up.
    Budget,
}
