//! The same address otherwise spelt: with or without a closing slash or `www`, its percent-encoding normalised.

use url::{Position, Url};

/// Another spelling of an address that was not found; none where there is no likely one.
pub(super) fn other_spelling(url: &Url) -> Option<Url> {
    normalised(url).or_else(|| other_slash(url)).filter(|other| other != url)
}

/// The same address at the host with `www.`, or without it.
pub(super) fn other_name(url: &Url) -> Option<Url> {
    let host = url.domain()?;
    let other = match host.strip_prefix("www.") {
        Some(bare) => bare.to_owned(),
        None if crate::text::suffix::registrable(host) == host => format!("www.{host}"),
        None => return None,
    };
    let mut changed = url.clone();
    changed.set_host(Some(&other)).ok()?;
    changed.set_fragment(None);
    Some(changed)
}

/// An address as text, with the fragment of another where it has none of its own.
pub(super) fn with_fragment(url: &Url, asked: &Url) -> String {
    match (url.fragment(), asked.fragment()) {
        (None, Some(fragment)) => format!("{}#{fragment}", &url[..Position::AfterQuery]),
        _ => url.to_string(),
    }
}

/// The path with what needs no percent-encoding decoded, what was encoded twice encoded once, and what a sentence left
/// behind the address cut.
fn normalised(url: &Url) -> Option<Url> {
    let path = url.path();
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let behind = from.get(3..).unwrap_or_default();
        match from.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => plain.push(char::from(byte)),
            Some(b'%') if is_hex(behind.get(..2)) => plain.push('%'),
            Some(byte) => plain.extend(format!("%{byte:02X}").chars()),
            None => {
                plain.push('%');
                rest = from.get(1..).unwrap_or_default();
                continue;
            }
        }
        rest = behind;
    }
    plain.push_str(rest);
    let cut = plain.trim_end_matches(['.', ',', ';', ')', '\'', '*', '`']).trim_end_matches("%20");
    // A closing bracket that was opened belongs to the address.
    let cut = if plain.contains('(') { plain.as_str() } else { cut };
    if cut == path {
        return None;
    }
    let mut changed = url.clone();
    changed.set_path(cut);
    changed.set_fragment(None);
    (changed.path() != path).then_some(changed)
}

fn is_hex(digits: Option<&str>) -> bool {
    digits.is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The path with a slash at its end, or without the one that it has; not where it names a file.
fn other_slash(url: &Url) -> Option<Url> {
    let path = url.path();
    let changed_path = match path.strip_suffix('/') {
        Some("") => return None,
        Some(bare) => bare.to_owned(),
        None if path.rsplit('/').next().is_some_and(|last| last.contains('.')) => return None,
        None => format!("{path}/"),
    };
    let mut changed = url.clone();
    changed.set_path(&changed_path);
    changed.set_fragment(None);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_spelt_otherwise() {
        for (url, other) in [
            ("https://a.org/data", Some("https://a.org/data/")),
            ("https://a.org/data/", Some("https://a.org/data")),
            ("https://a.org/data?x=1#y", Some("https://a.org/data/?x=1")),
            ("https://a.org/", None),
            ("https://a.org/data.zip", None),
            ("https://a.org/%7Eme/data%2Ezip", Some("https://a.org/~me/data.zip")),
            ("https://a.org/a%2520b.csv", Some("https://a.org/a%20b.csv")),
            ("https://a.org/%c3%a9.csv", Some("https://a.org/%C3%A9.csv")),
            ("https://a.org/data.zip).", Some("https://a.org/data.zip")),
            ("https://a.org/Data_(set)", Some("https://a.org/Data_(set)/")),
            ("https://a.org/100%", Some("https://a.org/100%/")),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(other_spelling(&url).as_ref().map(Url::as_str), other, "{url}");
        }
    }

    #[test]
    fn a_host_has_another_name() {
        for (url, other) in [
            ("https://a.org/x#y", Some("https://www.a.org/x")),
            ("https://www.a.org/x", Some("https://a.org/x")),
            ("https://data.a.org/x", None),
            ("https://127.0.0.1/x", None),
        ] {
            assert_eq!(other_name(&Url::parse(url).unwrap()).as_ref().map(Url::as_str), other, "{url}");
        }
    }
}
