//! Values that are not there, in all their spellings.

use crate::vocabulary::vocabulary;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// Why a value is not there, as far as its spelling says. Only the column can tell more: a blank beside ticks is a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MissingReason {
    /// `-`, `N/A`, `/`
    NotApplicable,
    /// `?`, `unknown`, `未知`
    NotKnown,
    /// `TBD`, `coming soon`
    ToBeDone,
    /// `none`, `❌`, `无`
    No,
    /// Nothing at all.
    Empty,
}

/// The spellings as `rules/vocabulary/missing.toml` has them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Spellings {
    not_applicable: Vec<String>,
    not_known: Vec<String>,
    to_be_done: Vec<String>,
    no: Vec<String>,
    empty: Vec<String>,
}

/// No spelling is longer, in bytes.
const LONGEST: usize = 32;
/// Characters that may surround a spelling: blanks, emphasis, brackets, and invisible marks.
const AROUND: [char; 16] =
    ['*', '_', '`', '~', '(', ')', '[', ']', '{', '}', '"', '（', '）', '\u{200b}', '\u{feff}', '\u{fe0f}'];

vocabulary! { fn read_spellings() -> Spellings = "missing.toml" }

static SPELLINGS: LazyLock<FxHashMap<String, MissingReason>> = LazyLock::new(|| {
    let lists = read_spellings();
    let kinds = [
        (lists.not_applicable, MissingReason::NotApplicable),
        (lists.not_known, MissingReason::NotKnown),
        (lists.to_be_done, MissingReason::ToBeDone),
        (lists.no, MissingReason::No),
        (lists.empty, MissingReason::Empty),
    ];
    kinds.into_iter().flat_map(|(list, kind)| list.into_iter().map(move |word| (word, kind))).collect()
});

/// Returns true if a text says that there is no value, and why.
pub fn missing(text: &str) -> Option<MissingReason> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || AROUND.contains(&c));
    if text.is_empty() {
        return Some(MissingReason::Empty);
    }
    if text.len() > LONGEST {
        return None;
    }
    let mut buffer = [0; LONGEST];
    let folded = buffer.get_mut(..text.len())?;
    folded.copy_from_slice(text.as_bytes());
    folded.make_ascii_lowercase();
    let folded = std::str::from_utf8(folded).ok()?;
    let find = |word: &str| SPELLINGS.get(word).copied();
    find(folded).or_else(|| find(folded.trim_end_matches(['.', '…', '!', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_spelling_is_longer_than_the_fast_path_allows() {
        assert!(SPELLINGS.keys().all(|word| word.len() <= LONGEST && *word == word.to_lowercase()));
    }

    #[test]
    fn spellings_are_told_apart() {
        use MissingReason::{Empty, No, NotApplicable, NotKnown, ToBeDone};
        let cases = [
            ("", Some(Empty)),
            (" \u{a0}", Some(Empty)),
            ("[]", Some(Empty)),
            ("-", Some(NotApplicable)),
            ("--", Some(NotApplicable)),
            ("–", Some(NotApplicable)),
            ("—", Some(NotApplicable)),
            ("/", Some(NotApplicable)),
            ("**N/A**", Some(NotApplicable)),
            ("n.A.", Some(NotApplicable)),
            ("?", Some(NotKnown)),
            ("Unknown", Some(NotKnown)),
            ("`unknown`", Some(NotKnown)),
            ("未知", Some(NotKnown)),
            ("TBD", Some(ToBeDone)),
            ("_(tba)_", Some(ToBeDone)),
            ("Coming soon!", Some(ToBeDone)),
            ("Coming soon...", Some(ToBeDone)),
            ("[More Information Needed]", Some(ToBeDone)),
            ("None", Some(No)),
            ("无", Some(No)),
            ("❌", Some(No)),
            ("❌\u{fe0f}", Some(No)),
            (":x:", Some(No)),
            ("Various", None),
            ("Variable", None),
            ("Multiple", None),
            ("All", None),
            ("0", None),
            ("Research", None),
            ("✔", None),
            ("Unlimited", None),
            ("A text that is longer than every spelling there is", None),
        ];
        for (text, expected) in cases {
            assert_eq!(missing(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*") {
            let _ = missing(&text);
        }
    }
}
