//! The decision whether an address is requested: one for `links`, `records`, `check --links` and `audit`.

use std::fmt;

use url::Url;

use super::{Address, AddressGuard, Excluded, HostTraits, Refusal, TargetKind};

/// What a run requests and what it leaves out.
#[derive(Debug, Clone, Copy)]
pub struct LinkPolicy<'a> {
    /// The addresses that the configuration leaves out.
    pub excluded: &'a Excluded,
    /// The addresses that must not be requested, whatever the configuration says.
    pub guard: &'a AddressGuard,
}

/// The decision about one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disposition {
    /// It is requested, in this form. A host that resolves nowhere, or to a private network, is found out then.
    Request(Url),
    /// It is not requested.
    Skip(SkipReason),
}

impl Disposition {
    /// Returns the reason why it is not requested; none where it is.
    pub fn skip_reason(&self) -> Option<&SkipReason> {
        match self {
            Self::Request(_) => None,
            Self::Skip(reason) => Some(reason),
        }
    }
}

/// Why an address is not requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// There is no address.
    Empty,
    /// It is a place in the document itself.
    Fragment,
    /// It is a file of the project.
    File,
    /// It has a host and no scheme: `//example.org/`.
    MissingScheme,
    /// It is a mail address.
    Mail,
    /// It is written as one of the web, and has no host.
    NoHost,
    /// It is written as one of the web, and no server can have it.
    Malformed,
    /// It could be requested, and must not be.
    Refused(Refusal),
}

impl SkipReason {
    /// True if the address leads to something outside of the project that could have been requested, had it been written
    /// or configured otherwise. Reports of an audit list these.
    pub fn is_of_the_web(&self) -> bool {
        !matches!(self, Self::Empty | Self::Fragment | Self::File | Self::Mail)
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Fragment => "a place in the same file",
            Self::File => "a file of the project",
            Self::MissingScheme => "an address without a scheme",
            Self::Mail => "a mail address",
            Self::NoHost => "no address at all",
            Self::Malformed => "no host can have that name",
            Self::Refused(Refusal::PrivateAddress(_)) => "a private address",
            Self::Refused(Refusal::Port(_)) => "a port that no web site is served at",
            Self::Refused(Refusal::Scheme(_)) => "not http or https",
            Self::Refused(Refusal::Credentials) => "a name or a password in the address",
            Self::Refused(Refusal::Excluded) => "left out by the configuration",
            Self::Refused(Refusal::Budget) => "the run had no room for it",
        })
    }
}

/// Decides whether an address is requested. `url` is the address as it is written, `address` what was read of it.
pub fn disposition(url: &str, address: Address, policy: LinkPolicy<'_>) -> Disposition {
    let reason = match address.kind {
        TargetKind::Web => match web(url, address, policy) {
            Ok(url) => return Disposition::Request(url),
            Err(reason) => reason,
        },
        TargetKind::Empty => SkipReason::Empty,
        TargetKind::Fragment => SkipReason::Fragment,
        TargetKind::Path if url.starts_with("//") => SkipReason::MissingScheme,
        TargetKind::Path => SkipReason::File,
        TargetKind::Mail => SkipReason::Mail,
        TargetKind::Other => {
            let scheme = url.split_once(':').map_or(url, |(scheme, _)| scheme);
            SkipReason::Refused(Refusal::Scheme(scheme.to_ascii_lowercase()))
        }
    };
    Disposition::Skip(reason)
}

fn web(url: &str, address: Address, policy: LinkPolicy<'_>) -> Result<Url, SkipReason> {
    if address.host.0 == address.host.1 {
        return Err(SkipReason::NoHost);
    }
    // A name that no registry lists may be one of a private network: whether it is, only a resolver can tell.
    if address.traits.has(HostTraits::INVALID_HOST) && !address.traits.has(HostTraits::UNLISTED) {
        return Err(SkipReason::Malformed);
    }
    let parsed = Url::parse(url).map_err(|_| SkipReason::Malformed)?;
    if policy.excluded.matches(url) {
        return Err(SkipReason::Refused(Refusal::Excluded));
    }
    policy.guard.look_at(&parsed).map_err(SkipReason::Refused)?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::{AddressReader, ExcludePattern};

    fn decide(url: &str, policy: LinkPolicy<'_>) -> String {
        match disposition(url, AddressReader::default().read(url), policy) {
            Disposition::Request(url) => url.to_string(),
            Disposition::Skip(reason) => reason.to_string(),
        }
    }

    #[test]
    fn each_form_of_address_is_requested_or_skipped_with_a_reason() {
        let excluded = Excluded(vec![ExcludePattern::Host("left-out.org".to_owned())]);
        let guard = AddressGuard::default();
        let policy = LinkPolicy { excluded: &excluded, guard: &guard };
        for (url, wanted) in [
            ("https://a.org", "https://a.org/"),
            ("http://wiki/x", "http://wiki/x"),
            ("http://wiki.lab/x", "http://wiki.lab/x"),
            ("http://nas.corp/", "http://nas.corp/"),
            ("https://github.con/a", "https://github.con/a"),
            ("", "empty"),
            ("#a", "a place in the same file"),
            ("docs/a.md", "a file of the project"),
            ("//a.org/x", "an address without a scheme"),
            ("mailto:a@b.org", "a mail address"),
            ("ftp://a.org/x", "not http or https"),
            ("https://", "no address at all"),
            ("https:/a.org", "no address at all"),
            ("https://a..b.org/", "no host can have that name"),
            ("http://127.1/", "a private address"),
            ("http://localhost/", "a private address"),
            ("http://a.org:22/", "a port that no web site is served at"),
            ("http://me:pw@a.org/", "a name or a password in the address"),
            ("https://www.left-out.org/x", "left out by the configuration"),
        ] {
            assert_eq!(decide(url, policy), wanted, "{url}");
        }
    }

    #[test]
    fn an_exception_of_the_user_is_requested() {
        let guard = AddressGuard::allowing(vec!["127.0.0.0/8".parse().unwrap()]);
        let policy = LinkPolicy { excluded: &Excluded::default(), guard: &guard };
        assert_eq!(decide("http://127.0.0.1:8080/", policy), "http://127.0.0.1:8080/");
        assert_eq!(decide("http://10.0.0.1/", policy), "a private address");
    }
}
