//! Names compared with each other, and with addresses.

use super::promise::WORDS;
use crate::catalog::Share;
use crate::text::fold;

/// Bytes of the shortest word that makes two names kin when both have it, and of the shortest name that is found in an
/// address: what is shorter is in too many (`of`, `3D`).
const SHORTEST_WORD: usize = 3;
/// Bytes that the names of one family begin with: `LiTS`, `LiTS17`.
const SHARED_BEGINNING: usize = 4;
/// Words of the longest name in which one word shared with another makes them kin. Titles of one field share its words.
const LONGEST_NAME: usize = 3;
/// Bytes of the shortest word of a title that counts: shorter ones are mostly articles and prepositions.
const SHORTEST_TITLE_WORD: usize = 4;
/// The share of the words of the shorter of two titles that makes them kin.
const KIN_TITLES: Share = Share::THIRD;

/// Returns true if names share a word, titles several, or begin alike: parts, versions and editions of one thing.
pub(super) fn are_kin(a: &str, b: &str) -> bool {
    let (a, b) = (fold::words(a), fold::words(b));
    let (a, b) = (WORDS.without_article(&a), WORDS.without_article(&b));
    let count = |name: &str| name.split(' ').count();
    let is_title = count(a).min(count(b)) > LONGEST_NAME;
    let shortest = if is_title { SHORTEST_TITLE_WORD } else { SHORTEST_WORD };
    let counted = |name| str::split(name, ' ').filter(move |word| word.len() >= shortest);
    let shared = counted(a).filter(|word| counted(b).any(|other| other == *word)).count();
    let least = counted(a).count().min(counted(b).count());
    let prefix = a.bytes().zip(b.bytes()).take_while(|(left, right)| left == right).count();
    shared > 0 && (!is_title || KIN_TITLES.is_reached(shared, least))
        || prefix >= SHARED_BEGINNING
        || prefix >= a.len().min(b.len())
}

/// Returns true if one name is the other one with something added, and no number tells them apart: `Grappelli` and
/// `django-grappelli`, and not `SQuAD` and `SQuAD 2.0`.
pub(super) fn is_within(a: &str, b: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let (left, right) = (fold::key(a), fold::key(b));
    let (shorter, longer) = if left.len() < right.len() { (&left, &right) } else { (&right, &left) };
    shorter.len() > SHORTEST_WORD && longer.contains(shorter.as_str()) && digits(a) == digits(b)
}

/// Returns true if two names that share words are one title in two wordings, or two titles: they have several words each,
/// and differ in more than their numbers. `CMU-MOSI` and `CMU-MOSEI`, `Llama 3.1` and `Llama 3.2` are members of a family.
pub(super) fn are_retold(a: &str, b: &str) -> bool {
    let has_words = |name: &str| name.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() > 2;
    let letters = |name: &str| fold::words(name).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    has_words(a) && has_words(b) && letters(a) != letters(b)
}

/// Returns true if two names may be those of editions, parts or members of one family, which share a page: kin, one within
/// the other, or with one abbreviation in both (`PKT-UD`, `UD Korean KAIST`).
pub(super) fn are_variants(a: &str, b: &str) -> bool {
    let abbreviations = |name| {
        str::split(name, |letter: char| !letter.is_alphanumeric())
            .filter(|word| word.chars().count() > 1 && word.chars().all(char::is_uppercase))
    };
    are_kin(a, b) || is_within(a, b) || abbreviations(a).any(|word| abbreviations(b).any(|other| other == word))
}

/// Returns true if an address names an entry in its host or in its path, and not only in the account or the folder that
/// the path begins with: `github.com/S2Looking/Dataset` is the page of all that its owner publishes.
pub(super) fn names_a_page(name: &str, other: &str, url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let page = path.split_once('/').map_or(path, |(_, page)| page);
    [host, page].iter().any(|part| NameInAddress::of(name, other, part) == NameInAddress::Named)
}

/// The relation of an address to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameInAddress {
    /// Most letters of the name's words are in the address.
    Named,
    /// Neither a word of the name nor its initials are in the address.
    Absent,
    /// Some are, or the name has no letters that an address is written in.
    Unclear,
}

impl NameInAddress {
    /// Looks for a name in an address, without the words that the name shares with another.
    pub(super) fn of(name: &str, other: &str, url: &str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let address = fold::key(rest);
        let key = fold::key(name);
        if key.len() >= SHORTEST_WORD && address.contains(&key) {
            return Self::Named;
        }
        let (words, others) = (fold::words(name), fold::words(other));
        if !words.is_ascii() {
            return Self::Unclear;
        }
        let own = || words.split(' ').filter(|word| others.split(' ').all(|other| other != *word));
        let (mut all, mut found) = (0, 0);
        for word in own().filter(|word| word.len() >= SHORTEST_WORD) {
            all += word.len();
            found += if address.contains(word) { word.len() } else { 0 };
        }
        if all == 0 {
            return Self::Unclear;
        }
        // A short word of a long name is in an address by chance.
        if Share::QUARTER.is_exceeded(found, all) {
            return if Share::HALF.is_exceeded(found, all) { Self::Named } else { Self::Unclear };
        }
        // Addresses abbreviate: `Natural Scenes Dataset` is at `/nsd`, `Semantic Segmentation` at `/semseg`.
        let initials: String = words.split(' ').filter_map(|word| word.chars().next()).collect();
        let begins = own().any(|word| word.get(..SHARED_BEGINNING).is_some_and(|start| address.contains(start)));
        if begins || initials.len() >= SHORTEST_WORD && address.contains(&initials) {
            Self::Unclear
        } else {
            Self::Absent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_an_entry_or_does_not() {
        use NameInAddress::{Absent, Named, Unclear};
        for (name, other, url, wanted) in [
            ("emoMusic", "EMO-Soundscapes", "https://cvml.example.org/databases/emoMusic", Named),
            ("EMO-Soundscapes", "emoMusic", "https://cvml.example.org/databases/emoMusic", Absent),
            ("IBM Watson", "Diffbot", "https://developer.example.com/watson/", Named),
            ("Natural Scenes Dataset", "BOLD5000", "https://data.example.org/nsd", Unclear),
            ("@narkdown/render-with-cjs", "@narkdown/query", "https://github.com/narkdown/query", Absent),
            ("医学影像", "MedMNIST", "https://medmnist.example.com/", Unclear),
            ("R", "Python", "https://python.example.org/", Unclear),
        ] {
            assert_eq!(NameInAddress::of(name, other, url), wanted, "{name} {url}");
        }
    }

    #[test]
    fn the_page_of_a_publisher_names_no_entry() {
        let names = |name, other, url| names_a_page(name, other, url);
        assert!(!names("S2Looking", "LEVIR-CD+", "https://github.com/S2Looking/Dataset"));
        assert!(
            names("Feast", "PyTorch", "https://github.com/gojek/feast") && names("Jan", "Witsy", "https://jan.ai/")
        );
        assert!(names("Watson", "Diffbot", "https://developer.example.com/watson/"));
    }

    #[test]
    fn names_of_one_family_are_variants() {
        assert!(are_variants("PKT-UD", "UD Korean KAIST") && are_variants("EWISER+WNGC", "EWISER"));
        assert!(are_variants("BraTS Africa", "BraTS Peds") && !are_variants("TSLint", "ESLint"));
        assert!(!are_variants("EMO-Soundscapes", "emoMusic"));
    }

    #[test]
    fn a_name_with_something_added_is_of_the_same_thing() {
        assert!(is_within("Grappelli", "django-grappelli") && is_within("paste.centos", "CentOS paste.centos"));
        assert!(!is_within("SQuAD", "SQuAD 2.0") && !is_within("R", "RStudio") && !is_within("BraTS", "LiTS"));
        assert!(
            are_kin("BraTS Africa", "BraTS Peds") && !are_kin("emoMusic", "KITTI") && !are_kin("The Wire", "The Times")
        );
        assert!(!are_kin(
            "Sector Momentum Rotational System in Equities",
            "Earnings Announcements with Stock Momentum"
        ));
    }
}
