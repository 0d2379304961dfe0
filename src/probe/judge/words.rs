//! Compares titles and sentences as words: without case, accents and punctuation.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::vocabulary::missing;
use crate::text::fold;

/// The most words that may stand beside a phrase in a line that means it; beside a single word, half as many.
const SPARE_WORDS: usize = 4;
/// The same for scripts that are written without gaps, in characters.
const SPARE_CHARACTERS: usize = 12;

/// Phrases, looked for all at once.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Phrases {
    list: Vec<String>,
    search: Option<AhoCorasick>,
}

impl From<Vec<String>> for Phrases {
    fn from(phrases: Vec<String>) -> Self {
        let list: Vec<String> = phrases.iter().map(|phrase| fold::words(phrase)).filter(|p| !p.is_empty()).collect();
        let search = AhoCorasick::new(&list).ok();
        Self { list, search }
    }
}

impl Phrases {
    /// Returns the number of entries.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Those that a text holds, as whole words where words have gaps between them.
    fn all_in<'a>(&'a self, words: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.search.iter().flat_map(move |search| search.find_overlapping_iter(words));
        found
            .filter_map(|found| Some((self.list.get(found.pattern().as_usize())?.as_str(), found.start())))
            .filter(move |(phrase, at)| stands_alone(words, phrase, *at))
            .map(|(phrase, _)| phrase)
    }

    /// The first that a text holds; the text is given as words.
    pub(super) fn within<'a>(&'a self, words: &'a str) -> Option<&'a str> {
        self.all_in(words).next()
    }

    /// Returns the number of different ones that a text holds; the text is given as words.
    pub(super) fn count(&self, words: &str) -> usize {
        self.all_in(words).collect::<FxHashSet<_>>().len()
    }

    /// Returns true if a title or heading holds one of them.
    pub(super) fn in_line(&self, line: &TitleLine) -> bool {
        self.within(&line.words).is_some()
    }

    /// Returns true if a title or heading says one of them, and little else.
    pub(super) fn make(&self, line: &TitleLine) -> bool {
        let most = |part: &String| self.all_in(part).any(|phrase| PhraseRest::beside(part, phrase).is_little());
        line.parts.iter().any(most)
    }

    /// Returns true if a title or heading, or a part of it, is one of them.
    pub(super) fn are(&self, line: &TitleLine) -> bool {
        line.parts.iter().any(|part| self.all_in(part).any(|phrase| phrase == part))
    }
}

/// Titles and headings that mean one thing.
#[derive(Debug, Default)]
pub(super) struct TitleMarks {
    /// Whole lines, or whole parts of one.
    pub(super) whole: Phrases,
    /// In a line with little else in it.
    pub(super) within: Phrases,
}

impl TitleMarks {
    /// Returns true if a title or heading says it, and little else.
    pub(super) fn say(&self, line: &TitleLine) -> bool {
        self.whole.are(line) || self.within.make(line)
    }

    /// Returns true if a title or heading says it, and nothing else.
    pub(super) fn say_plainly(&self, line: &TitleLine) -> bool {
        let plain = |part: &String| self.within.all_in(part).any(|phrase| PhraseRest::beside(part, phrase).own < 2);
        self.whole.are(line) || line.parts.iter().any(plain)
    }
}

/// A title or a heading, and its parts as words.
#[derive(Debug, Clone)]
pub(super) struct TitleLine {
    /// As it is written.
    pub(super) text: String,
    words: String,
    parts: Vec<String>,
}

impl TitleLine {
    pub(super) fn of(text: &str) -> Self {
        let parts = parts(text).map(fold::words).filter(|part| !part.is_empty()).collect();
        Self { text: text.to_owned(), words: fold::words(text), parts }
    }

    /// Returns true if it is a phrase, or a part of it is.
    pub(super) fn is(&self, phrase: &str) -> bool {
        self.parts.iter().any(|part| part == phrase)
    }

    /// Returns true if it holds a phrase.
    pub(super) fn holds(&self, phrase: &str) -> bool {
        contains(&self.words, phrase)
    }
}

/// The parts of a line between the marks that sites put between a page's name and their own.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '–', '—', '·', '»', '«', '•', '›', '\n'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" :: "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Returns true if words hold a phrase, as whole words where words have gaps between them.
pub(super) fn contains(words: &str, phrase: &str) -> bool {
    !phrase.is_empty() && words.match_indices(phrase).any(|(at, _)| stands_alone(words, phrase, at))
}

/// Returns true if a phrase that begins at a place is made of whole words there, where words have gaps between them.
fn stands_alone(words: &str, phrase: &str, at: usize) -> bool {
    let before = words.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(' '));
    let behind = words.get(at + phrase.len()..).is_none_or(|behind| behind.is_empty() || behind.starts_with(' '));
    before && behind || is_gapless(phrase)
}

/// The rest of a line beside a phrase that it holds, in words that carry meaning or in characters.
#[derive(Debug, Clone, Copy)]
struct PhraseRest {
    own: usize,
    most: usize,
}

impl PhraseRest {
    fn beside(words: &str, phrase: &str) -> Self {
        if is_gapless(phrase) {
            return Self { own: characters(words).saturating_sub(characters(phrase)), most: SPARE_CHARACTERS };
        }
        let noise = &missing().page.noise;
        let telling = |word: &&str| !word.bytes().all(|b| b.is_ascii_digit()) && !noise.contains(*word);
        let in_phrase = phrase.split(' ').filter(telling).count();
        let own = words.split(' ').filter(telling).count().saturating_sub(in_phrase);
        Self { own, most: if phrase.contains(' ') { SPARE_WORDS } else { SPARE_WORDS / 2 } }
    }

    fn is_little(self) -> bool {
        self.own <= self.most
    }
}

/// Returns the number of characters a text has; of Hangul, which is taken apart, how many syllables.
fn characters(text: &str) -> usize {
    text.chars().filter(|c| !('\u{1160}'..'\u{1200}').contains(c)).count()
}

/// Returns true if a phrase is of a script that is written without gaps, or that hangs endings onto words.
fn is_gapless(phrase: &str) -> bool {
    phrase.chars().any(|c| ('\u{e00}'..'\u{1e00}').contains(&c) || c >= '\u{2e80}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_say_not_found() {
        for (line, found) in [
            ("404", true),
            ("404 - Zenodo", true),
            ("Page not found | Example", true),
            ("Error 404: The requested page could not be found", true),
            ("Dataset not found", true),
            ("Oops! That page can’t be found.", true),
            ("Seite nicht gefunden – Universität", true),
            ("Die angeforderte Seite wurde nicht gefunden", true),
            ("Page introuvable - CNRS", true),
            ("Página no encontrada", true),
            ("Página não encontrada", true),
            ("Pagina non trovata", true),
            ("Pagina niet gevonden", true),
            ("Nie znaleziono strony", true),
            ("Страница не найдена", true),
            ("页面不存在", true),
            ("抱歉，您访问的页面不存在", true),
            ("ページが見つかりません", true),
            ("페이지를 찾을 수 없습니다", true),
            ("Sayfa bulunamadı", true),
            ("How to fix the error page not found in nginx, Apache and every other web server", false),
            ("A study of 404 errors on the web", false),
            ("Room 404", false),
            ("The lost dataset", false),
            ("BraTS 2021", false),
            ("", false),
        ] {
            assert_eq!(missing().lines.say(&TitleLine::of(line)), found, "{line}");
        }
    }

    #[test]
    fn phrases_are_whole_words() {
        assert!(contains("the page is gone", "page is"));
        assert!(!contains("the homepage is gone", "page is"));
        assert!(!contains("anything", ""));
        let phrases = Phrases::from(vec!["for sale".to_owned(), "Domain for sale".to_owned()]);
        assert_eq!(phrases.within("this domain for sale"), Some("domain for sale"));
        assert_eq!(phrases.within("this domain for sales"), None);
    }
}
