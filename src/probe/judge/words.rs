//! What a title or a sentence says, compared as words: without case, accents and punctuation.

use super::vocabulary::{Lines, missing};
use crate::catalog::fold;

/// The most words that may stand beside a phrase in a line that means it; beside a single word, half as many.
const SPARE_WORDS: usize = 4;
/// The same for scripts that are written without gaps, in characters.
const SPARE_CHARACTERS: usize = 12;

/// Whether a title or heading says one of these things, and little else.
pub(super) fn says(line: &str, lines: &Lines) -> bool {
    parts(line).any(|part| {
        let words = fold::words(part);
        lines.whole.contains(&words) || lines.within.iter().any(|phrase| is_most_of(&words, phrase))
    })
}

/// Whether a title or heading says one of these things, and nothing else.
pub(super) fn is_plain(line: &str, lines: &Lines) -> bool {
    parts(line).any(|part| {
        let words = fold::words(part);
        lines.whole.contains(&words)
            || lines.within.iter().any(|phrase| spare(&words, phrase).is_some_and(|(_, own)| own < 2))
    })
}

/// Whether a title or heading, or a part of it, is one of these phrases.
pub(super) fn is_one(line: &str, phrases: &[String]) -> bool {
    parts(line).any(|part| phrases.contains(&fold::words(part)))
}

/// Whether a title or heading says one of these phrases, and little else.
pub(super) fn is_mostly(line: &str, phrases: &[String]) -> bool {
    parts(line).any(|part| {
        let words = fold::words(part);
        phrases.iter().any(|phrase| is_most_of(&words, phrase))
    })
}

/// The parts of a line between the marks that sites put between a page's name and their own.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '–', '—', '·', '»', '«', '•', '›', '\n'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" :: "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Whether words hold a phrase, as whole words where words have gaps between them.
pub(super) fn contains(words: &str, phrase: &str) -> bool {
    if phrase.is_empty() {
        return false;
    }
    if is_gapless(phrase) {
        return words.contains(phrase);
    }
    words.match_indices(phrase).any(|(at, found)| {
        let before = words.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(' '));
        let behind = words.get(at + found.len()..).is_none_or(|behind| behind.is_empty() || behind.starts_with(' '));
        before && behind
    })
}

/// Whether a phrase is most of a line.
fn is_most_of(words: &str, phrase: &str) -> bool {
    spare(words, phrase).is_some_and(|(most, own)| own <= most)
}

/// How much a line says beside a phrase that it holds, in words that tell something or in characters; and how much of
/// it is little.
fn spare(words: &str, phrase: &str) -> Option<(usize, usize)> {
    if !contains(words, phrase) {
        return None;
    }
    if is_gapless(phrase) {
        return Some((SPARE_CHARACTERS, characters(words).saturating_sub(characters(phrase))));
    }
    let noise = &missing().page.noise;
    let telling = |word: &&str| !word.bytes().all(|b| b.is_ascii_digit()) && !noise.iter().any(|own| own == word);
    let own = phrase.split(' ').filter(telling).count();
    let spare = words.split(' ').filter(telling).count().saturating_sub(own);
    Some((if phrase.contains(' ') { SPARE_WORDS } else { SPARE_WORDS / 2 }, spare))
}

/// How many characters a text has; of Hangul, which is taken apart, how many syllables.
fn characters(text: &str) -> usize {
    text.chars().filter(|c| !('\u{1160}'..'\u{1200}').contains(c)).count()
}

/// Whether a phrase is of a script that is written without gaps, or that hangs endings onto words.
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
            assert_eq!(says(line, &missing().lines), found, "{line}");
        }
    }

    #[test]
    fn phrases_are_whole_words() {
        assert!(contains("the page is gone", "page is"));
        assert!(!contains("the homepage is gone", "page is"));
        assert!(!contains("anything", ""));
    }
}
