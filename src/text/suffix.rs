//! The public suffix list, asked in one place: its tables are generated code, and every place that asks it gets a copy.

/// The public suffix of a host that registries know, in lower case: `co.uk` of `www.example.co.uk`.
#[inline(never)]
pub fn known_suffix(host: &str) -> Option<&str> {
    let suffix = psl::suffix(host.as_bytes()).filter(psl::Suffix::is_known)?;
    std::str::from_utf8(suffix.as_bytes()).ok()
}

/// The domain that somebody registered, of a host in lower case: `example.co.uk` of `www.example.co.uk`. A host without
/// a known suffix is its own.
pub fn registrable(host: &str) -> &str {
    let Some(suffix) = known_suffix(host) else { return host };
    let Some(before) = host.strip_suffix(suffix).and_then(|before| before.strip_suffix('.')) else { return host };
    let label = before.rfind('.').map_or(0, |at| at + 1);
    host.get(label..).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_those_that_were_registered() {
        for (host, domain) in [
            ("www.example.co.uk", "example.co.uk"),
            ("a.b.github.io", "b.github.io"),
            ("example.com", "example.com"),
            ("com", "com"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(registrable(host), domain, "{host}");
        }
    }
}
