//! Host names and the domains that they belong to.

/// True if a host is a domain itself, or a name below it. Both are in lower case.
pub fn is_within_domain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Returns the domains above a host, from the nearest.
pub(super) fn parents(host: &str) -> impl Iterator<Item = &str> {
    host.match_indices('.').filter_map(move |(at, _)| host.get(at + 1..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_within_its_own_domain_and_those_above() {
        for (host, domain, wanted) in [
            ("example.org", "example.org", true),
            ("www.example.org", "example.org", true),
            ("notexample.org", "example.org", false),
            ("example.org", "www.example.org", false),
            ("example.org.evil.net", "example.org", false),
        ] {
            assert_eq!(is_within_domain(host, domain), wanted, "{host} {domain}");
        }
        assert_eq!(parents("a.b.org").collect::<Vec<_>>(), ["b.org", "org"]);
    }
}
