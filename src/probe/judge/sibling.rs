//! A made-up neighbour of an address: what a host says of it, it says of what does not exist.
//!
//! It looks like the address (folder, extension, kinds of characters), so that it takes the same way through the server,
//! and nothing like what scanners ask for: some hosts ban for a month whoever asks for `wp-login`.

use url::Url;

use super::{place, vocabulary::places};
use crate::text::hash::hash_bytes;

/// The fewest characters of a made-up name: so many that no such thing exists by chance.
const SHORTEST: usize = 16;

/// The made-up neighbour of an address; none where it could be taken for an attack. All addresses of one folder and one
/// shape have the same one.
pub(super) fn of(url: &Url) -> Option<Url> {
    let path = url.path().to_ascii_lowercase();
    if !path.is_ascii() || places().alarming.iter().any(|part| path.contains(part.as_str())) {
        return None;
    }
    let mut made = url.clone();
    made.set_fragment(None);
    let telling = url.query_pairs().any(|(key, value)| !place::is_idle_key(&key) && !value.is_empty());
    if telling {
        let mut seed = Seed::of(url, url.path());
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(key, value)| {
                let idle = place::is_idle_key(&key) || value.is_empty();
                let value = if idle { value.into_owned() } else { seed.alike(&value) };
                (key.into_owned(), value)
            })
            .collect();
        made.query_pairs_mut().clear().extend_pairs(pairs);
        return Some(made);
    }
    let segments: Vec<&str> = url.path_segments()?.collect();
    let Some(at) = telling_segment(&segments) else {
        made.set_path(&Seed::of(url, "/").alike("home"));
        return Some(made);
    };
    let (stem, extension) = parts(segments.get(at)?);
    if places().dynamic.iter().any(|dynamic| extension.eq_ignore_ascii_case(dynamic)) {
        return None;
    }
    let mut changed: Vec<String> = segments.iter().map(|&segment| segment.to_owned()).collect();
    // What stands for a thing by its number is often followed by words that the server does not read.
    let numbers: Vec<usize> =
        (0..at).filter(|at| segments.get(*at).is_some_and(|segment| is_number(segment))).collect();
    for number in numbers.iter().copied() {
        *changed.get_mut(number)? = shape(segments.get(number)?);
    }
    *changed.get_mut(at)? = format!("{}{extension}", shape(stem));
    let mut seed = Seed::of(url, &changed.join("/"));
    for number in numbers {
        *changed.get_mut(number)? = seed.alike(segments.get(number)?);
    }
    *changed.get_mut(at)? = format!("{}{extension}", seed.alike(stem));
    made.set_path(&changed.join("/"));
    Some(made)
}

/// The last segment that names a thing, and not what is to be done with it: `lungs` of `/data/lungs/download`.
fn telling_segment(segments: &[&str]) -> Option<usize> {
    let named = |segment: &&str| !segment.is_empty();
    let deed = |segment: &str| places().deeds.contains(&parts(segment).0.to_ascii_lowercase());
    let telling = segments.iter().rposition(|segment| named(segment) && !deed(segment));
    telling.filter(|at| *at > 0 || segments.len() == 1).or_else(|| segments.iter().rposition(named))
}

/// Returns true if a segment is a number or a code that stands for a thing; a year or a version is none.
fn is_number(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let plain = segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let year = segment.len() == 4 && (segment.starts_with("19") || segment.starts_with("20"));
    plain && !year && (digits == segment.len() && digits > 2 || digits > 0 && segment.len() > 7)
}

/// A name and what looks like its extensions: `scan`, `.nii.gz`.
fn parts(segment: &str) -> (&str, &str) {
    let mut at = segment.len();
    for (dot, _) in segment.rmatch_indices('.').take(2) {
        let extension = segment.get(dot + 1..at).unwrap_or_default();
        let letters = extension.bytes().filter(u8::is_ascii_alphabetic).count();
        let plain = extension.bytes().all(|b| b.is_ascii_alphanumeric());
        if dot == 0 || letters == 0 || !plain || extension.len() > 5 {
            break;
        }
        at = dot;
    }
    segment.split_at_checked(at).unwrap_or((segment, ""))
}

/// The kinds of characters in a name, runs as one: two names of one shape take the same way through a server.
fn shape(name: &str) -> String {
    let mut shape = String::new();
    for c in name.chars() {
        let kind = match c {
            c if c.is_ascii_digit() => '0',
            c if c.is_alphabetic() => 'a',
            c => c,
        };
        if !shape.ends_with(kind) {
            shape.push(kind);
        }
    }
    shape
}

/// The source of random characters: an address always gives the same ones.
#[derive(Debug)]
struct Seed(fastrand::Rng);

impl Seed {
    fn of(url: &Url, path: &str) -> Self {
        let authority = url.host_str().unwrap_or_default().bytes().chain([b'/']);
        Self(fastrand::Rng::with_seed(hash_bytes(authority.chain(path.bytes()))))
    }

    /// A name of the same kinds of characters, and so long that it cannot exist by chance.
    fn alike(&mut self, name: &str) -> String {
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) {
            return self.number(name.len());
        }
        let hex = name.len() >= SHORTEST && name.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        let mut made: String = shape_of(name, hex).map(|kind| self.character(kind)).collect();
        while made.len() < SHORTEST {
            made.push(self.character(AddressKind::Lower));
        }
        made
    }

    /// A number of ten digits, or as many as the number has: larger than those given out, and still in 31 bits.
    fn number(&mut self, length: usize) -> String {
        let tail = length.max(10) - 2;
        let digits: String = (0..tail).map(|_| self.character(AddressKind::Digit)).collect();
        format!("19{digits}")
    }

    fn character(&mut self, kind: AddressKind) -> char {
        match kind {
            AddressKind::Digit => self.0.digit(10),
            AddressKind::Hex => self.0.digit(16),
            AddressKind::Upper => self.0.uppercase(),
            AddressKind::Lower => self.0.lowercase(),
            AddressKind::Kept(c) => c,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum AddressKind {
    Digit,
    Hex,
    Upper,
    Lower,
    Kept(char),
}

/// The kinds of a name's characters: letters, digits and what joins them; everything else becomes a letter.
fn shape_of(name: &str, hex: bool) -> impl Iterator<Item = AddressKind> {
    name.chars().take(64).map(move |c| match c {
        '-' | '_' => AddressKind::Kept(c),
        _ if hex => AddressKind::Hex,
        '0'..='9' => AddressKind::Digit,
        'A'..='Z' => AddressKind::Upper,
        _ => AddressKind::Lower,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(url: &str) -> Option<String> {
        of(&Url::parse(url).unwrap()).map(|url| url.to_string())
    }

    #[test]
    fn a_neighbour_looks_like_the_address() {
        for (url, like) in [
            ("https://a.org/data/brats-2021", r"^https://a\.org/data/[a-z]{5}-[0-9]{4}[a-z]{6}$"),
            ("https://a.org/data/Scan_1.nii.gz", r"^https://a\.org/data/[A-Z][a-z]{3}_[0-9][a-z]{10}\.nii\.gz$"),
            ("https://a.org/record/1234/", r"^https://a\.org/record/19[0-9]{8}/$"),
            ("https://a.org/d?id=77&lang=en#top", r"^https://a\.org/d\?id=19[0-9]{8}&lang=en$"),
            ("https://a.org/index.php?id=7", r"^https://a\.org/index\.php\?id=19[0-9]{8}$"),
            ("https://a.org/", r"^https://a\.org/[a-z]{16}$"),
            ("https://a.org/data/lungs/download", r"^https://a\.org/data/[a-z]{16}/download$"),
            ("https://a.org/d/1234/lungs", r"^https://a\.org/d/19[0-9]{8}/[a-z]{16}$"),
            ("https://a.org/file/d/1aBcDeFgHiJkLmNoP/view", r"^https://a\.org/file/d/[0-9][a-zA-Z]{16}/view$"),
            ("https://a.org/2021/05/lungs", r"^https://a\.org/2021/05/[a-z]{16}$"),
            ("https://a.org/x/0123456789abcdef0123", r"^https://a\.org/x/[0-9a-f]{20}$"),
        ] {
            let made = made(url).unwrap();
            assert!(regex::Regex::new(like).unwrap().is_match(&made), "{url}: {made}");
            assert_eq!(of(&Url::parse(url).unwrap()).unwrap().as_str(), made);
        }
    }

    #[test]
    fn neighbours_share_one() {
        assert_eq!(made("https://a.org/record/1234"), made("https://a.org/record/99"));
        assert_ne!(made("https://a.org/record/1234"), made("https://a.org/files/1234"));
    }

    #[test]
    fn nothing_looks_like_an_attack() {
        for url in [
            "https://a.org/page.php",
            "https://a.org/x.aspx",
            "https://a.org/wp-content/uploads/x.pdf",
            "https://a.org/admin/x",
            "https://a.org/.env",
            "https://a.org/etc/passwd",
        ] {
            assert_eq!(made(url), None, "{url}");
        }
    }
}
