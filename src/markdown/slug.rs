//! Heading anchors as GitHub makes them: lower case, spaces to hyphens, all but letters, marks, digits, `_` and `-`
//! dropped; a slug that was given before gets `-1`, `-2`, …

use rustc_hash::FxHashMap;

/// The slug of a heading's text, before it is made different from the others.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            match c {
                'a'..='z' | '0'..='9' | '_' | '-' => slug.push(c),
                'A'..='Z' => slug.push(c.to_ascii_lowercase()),
                ' ' | '\n' => slug.push('-'),
                _ => {}
            }
        } else if is_word(c) {
            slug.extend(c.to_lowercase());
        }
    }
    slug
}

/// True if GitHub keeps a character that is not ASCII: a letter, a mark, a decimal digit or a connector of words, by
/// Unicode's data. Variation selectors are marks and stay; the zero-width joiners go.
fn is_word(c: char) -> bool {
    !matches!(c, '\u{200c}' | '\u{200d}')
        && regex_syntax::try_is_word_character(c).unwrap_or_else(|_| c.is_alphanumeric())
}

/// Gives each heading of a document its slug.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    given: FxHashMap<String, u32>,
}

impl Slugs {
    pub(super) fn next(&mut self, text: &str) -> String {
        let base = slug(text);
        let mut unique = base.clone();
        if let Some(&seen) = self.given.get(&base) {
            let mut count = seen;
            loop {
                count += 1;
                unique = format!("{base}-{count}");
                if !self.given.contains_key(&unique) {
                    break;
                }
            }
            self.given.insert(base, count);
        }
        self.given.insert(unique.clone(), 0);
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_github_s() {
        for (text, expected) in [
            ("Lung & Thoracic Cancer Datasets", "lung--thoracic-cancer-datasets"),
            ("📋 Table of Contents", "-table-of-contents"),
            ("🛠️ Agent IDEs", "️-agent-ides"),
            (":rocket: Start", "rocket-start"),
            ("C++ / C#", "c--c"),
            ("数据集", "数据集"),
            ("CLI Tools\u{a0}[TOC]", "cli-toolstoc"),
            ("x² ½ ①", "x--"),
            // Digits of Khmer, Myanmar and Adlam, and of mathematics.
            ("១២ ၃၄ 𞥕𞥖 𝟙𝟚", "១២-၃၄-𞥕𞥖-𝟙𝟚"),
            ("a‿b क्‍ष", "a‿b-क्ष"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn a_slug_given_before_is_numbered() {
        let mut slugs = Slugs::default();
        let given: Vec<_> = ["A", "A", "A-1", "A"].iter().map(|text| slugs.next(text)).collect();
        assert_eq!(given, ["a", "a-1", "a-1-1", "a-2"]);
    }
}
