//! Looks for the record's name on the page: a checker that knows addresses alone cannot do that.

use url::Url;

use super::{
    page::HtmlPage,
    place,
    vocabulary::{logins, missing},
    words::{self, TitleLine},
};
use crate::text::{fold, suffix::registrable};

/// The fewest letters and digits of a name that tells anything.
const SHORTEST: usize = 3;
/// The fewest with which a name is known inside of other words too: `BraTS2021`.
const SHORTEST_INSIDE: usize = 7;

/// The words of a page, without those that repeat its own address.
#[derive(Debug)]
pub(super) struct PageWords {
    words: String,
}

impl PageWords {
    /// Reads the words of a page. `echoing` where the page says that something is not there: a name spelt as in the
    /// address is
    /// an echo then.
    pub(super) fn of(page: &HtmlPage, asked: &Url, echoing: bool) -> Self {
        let mut all = page.lines().collect::<Vec<_>>().join(" \n ");
        for text in [&page.text, &page.data] {
            all.push_str(" \n ");
            all.push_str(text);
        }
        for echo in echoes(asked, echoing) {
            all = all.replace(&echo, " ");
        }
        Self { words: fold::words(&all) }
    }

    /// Returns true if it bears one of the names; none where no name tells anything.
    pub(super) fn bears(&self, names: &[String]) -> Option<bool> {
        let (mut told, mut whole) = (false, None);
        for name in names.iter().flat_map(|name| spellings(name)) {
            let (words, key) = (fold::words(name), fold::key(name));
            let is_login = || logins().titles.are(&TitleLine::of(name));
            if key.chars().count() < SHORTEST || missing().page.generic.contains(&words) || is_login() {
                continue;
            }
            told = true;
            let inside = key.chars().count() >= SHORTEST_INSIDE || !key.is_ascii();
            let mut anywhere = || whole.get_or_insert_with(|| self.words.replace(' ', "")).contains(&key);
            if words::contains(&self.words, &words) || inside && anywhere() {
                return Some(true);
            }
        }
        told.then_some(false)
    }

    /// Returns true if it says a word of one of the names, as a page about the thing does even where it is called otherwise.
    pub(super) fn shares_word_with(&self, names: &[String]) -> bool {
        let mut words = names.iter().flat_map(|name| telling_words(name));
        words.any(|word| words::contains(&self.words, &word))
    }

    /// Returns true if it says none of the words of its address; none where the address has no words.
    pub(super) fn lacks_words_of(&self, asked: &Url) -> Option<bool> {
        let words = address_words(asked);
        (!words.is_empty()).then(|| !words.iter().any(|word| self.words.contains(word.as_str())))
    }
}

/// A name as it is written, and its parts that stand for it alone: what stands in brackets, what stands before a colon.
fn spellings(name: &str) -> impl Iterator<Item = &str> {
    let bracket = name.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside.trim());
    let before = name.split_once(" (").map(|(before, _)| before.trim());
    let head = name.split_once(": ").or_else(|| name.split_once(" - ")).or_else(|| name.split_once(" – "));
    let head = head.map(|(head, _)| head.trim());
    let telling = |part: &&str| part.chars().filter(|c| c.is_alphanumeric()).count() > SHORTEST;
    std::iter::once(name).chain([bracket, before, head].into_iter().flatten().filter(telling))
}

/// Returns true if a host is called as a name: `lungs-of-mice.org`, `Lungs of mice`, `lungsofmice`.
pub(super) fn is_of_host(name: &str, url: &Url) -> bool {
    let host = url.host_str().map(registrable).unwrap_or_default();
    let label = fold::key(host.split('.').next().unwrap_or_default());
    let own = fold::key(name);
    let own = own.strip_prefix("www").unwrap_or(&own);
    label.chars().count() >= SHORTEST && (own == label || own == fold::key(host))
}

/// Returns the parts of its address that a page may repeat: the path, and the last segment where it is an echo.
fn echoes(asked: &Url, echoing: bool) -> Vec<String> {
    let path = asked.path().trim_matches('/');
    let mut echoes = Vec::new();
    let decoded = decode(path);
    if path.len() > 3 && path.contains('/') || echoing && path.len() > 3 {
        echoes.extend([path.to_owned(), decoded.clone()]);
    }
    if echoing {
        let last = decoded.rsplit('/').next().unwrap_or_default();
        let stem = last.split('.').next().unwrap_or_default();
        echoes.extend([last, stem].into_iter().filter(|part| part.len() > 2).map(str::to_owned));
        echoes.extend(asked.query_pairs().map(|(_, value)| value.into_owned()).filter(|value| value.len() > 2));
    }
    echoes
}

fn decode(path: &str) -> String {
    // A query is decoded as a path is, but for `+`.
    let query = path.replace('+', "%2B").replace(['&', '='], " ");
    url::form_urlencoded::parse(query.as_bytes()).next().map_or_else(String::new, |(key, _)| key.into_owned())
}

/// The words of an address that tell what is asked for: of its last segment that has any, and of its query's values.
fn address_words(asked: &Url) -> Vec<String> {
    let segments: Vec<String> = asked.path_segments().into_iter().flatten().map(decode).collect();
    let last = segments.iter().rev().map(|segment| telling_words(segment)).find(|words| !words.is_empty());
    let values = asked.query_pairs().filter(|(key, _)| !place::is_idle_key(key));
    let values = values.flat_map(|(_, value)| telling_words(&value));
    last.into_iter().flatten().chain(values).collect()
}

fn telling_words(text: &str) -> Vec<String> {
    let stem = text.split_once('.').map_or(text, |(stem, _)| stem);
    let words = fold::words(stem);
    let generic = |word: &str| missing().page.generic.contains(word);
    let tells = |word: &&str| word.chars().all(char::is_alphabetic) && word.chars().count() > 3 && !generic(word);
    words.split(' ').filter(tells).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str, url: &str, echoing: bool) -> PageWords {
        PageWords::of(&HtmlPage::read(html, &[]), &Url::parse(url).unwrap(), echoing)
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let page = said("<title>BraTS2021 – LIDC/IDRI</title><p>The Cancer Imaging Archive", "https://a.org/x", false);
        for (name, bears) in [
            ("BraTS 2021", Some(true)),
            ("LIDC-IDRI", Some(true)),
            ("Some Archive (LIDC-IDRI)", Some(true)),
            ("The Cancer Imaging Archive: more", Some(true)),
            ("KiTS", Some(false)),
            ("Paper", None),
            ("CT", None),
        ] {
            assert_eq!(page.bears(&[name.to_owned()]), bears, "{name}");
        }
        assert_eq!(page.bears(&[]), None);
    }

    #[test]
    fn a_host_may_be_called_as_the_record() {
        let url = Url::parse("https://www.lungs-of-mice.org/data").unwrap();
        for (name, own) in [
            ("lungs-of-mice.org", true),
            ("www.lungs-of-mice.org", true),
            ("Lungs of Mice", true),
            ("LungsOfMice", true),
            ("Lungs", false),
            ("Lungs of mice 2019", false),
        ] {
            assert_eq!(is_of_host(name, &url), own, "{name}");
        }
    }

    #[test]
    fn an_echo_is_no_name() {
        let html = "<h1>Not found</h1><p>Nothing at /data/lidc-idri here.";
        let names = ["LIDC-IDRI".to_owned()];
        assert_eq!(said(html, "https://a.org/data/lidc-idri", false).bears(&names), Some(false));
        assert_eq!(said("<h1>lidc-idri not found", "https://a.org/lidc-idri", true).bears(&names), Some(false));
        assert_eq!(said("<h1>LIDC-IDRI", "https://a.org/lidc-idri", true).bears(&names), Some(true));
    }

    #[test]
    fn addresses_have_words() {
        let words = |url: &str| address_words(&Url::parse(url).unwrap());
        assert_eq!(words("https://a.org/collections/lung-scans_2021.html"), ["lung", "scans"]);
        assert_eq!(words("https://a.org/lungs/1234/download"), ["lungs"]);
        assert!(words("https://a.org/dataset/1234").is_empty());
    }
}
