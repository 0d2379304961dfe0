//! Words of natural languages are data: they are in `rules/vocabulary/`, where people who speak the language find them,
//! and not in the code.

use std::fs;
use std::path::Path;

use super::files;

/// The folders of `src/` that read what people wrote. The others compare names of protocols and formats.
const READERS: [&str; 3] = ["catalog", "links", "rules"];

/// So many words in a row are a list: two are the two cases of something.
const LEAST_LISTED: usize = 3;

/// Literals that look like words and are none: the file, a part of the literal, and the reason.
const NO_WORDS: &[(&str, &str, &str)] = &[
    ("links/hosts.rs", "аеорс", "letters that look like Latin ones in the names of hosts"),
    ("rules/fragment.rs", "footnote-label", "fragments that browsers and GitHub give to every page"),
    ("rules/link/local_path.rs", "sftp", "schemes of addresses"),
    ("rules/link/near_file.rs", "markdown", "endings of files"),
    ("rules/text/mojibake.rs", "πµΩ", "signs that a code page has in place of letters"),
];

/// A token of a source, as far as it matters here.
#[derive(Debug, PartialEq)]
enum Token {
    /// A string or a character, without its quotes and with its escapes.
    Literal(String),
    /// `,` and `|`, which stand between the words of a list and between patterns.
    Separator,
    /// Anything else.
    Other,
}

#[test]
fn words_of_natural_languages_are_in_the_vocabulary() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut used = vec![false; NO_WORDS.len()];
    let (mut wrong, mut total) = (Vec::new(), 0);
    for path in READERS.iter().flat_map(|folder| files(&src.join(folder))) {
        let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        if name.ends_with("tests.rs") || name.contains("/tests/") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let tokens = tokens(text.split("#[cfg(test)]\nmod ").next().unwrap());
        total += tokens.iter().filter(|token| matches!(token, Token::Literal(_))).count();
        for found in foreign_words(&tokens).chain(lists(&tokens)) {
            let is_known = |(file, part, _): &(&str, &str, &str)| *file == name && found.contains(part);
            match NO_WORDS.iter().position(is_known) {
                Some(known) => used[known] = true,
                None => wrong.push(format!("{name}: {found}")),
            }
        }
    }
    assert!(total > 1_000, "only {total} literals were found: the test looks at nothing");
    assert!(wrong.is_empty(), "these words belong into rules/vocabulary:\n{}", wrong.join("\n"));
    assert!(used.iter().all(|used| *used), "NO_WORDS holds what no file has: {used:?}");
}

/// The literals with letters beyond ASCII.
fn foreign_words(tokens: &[Token]) -> impl Iterator<Item = String> {
    tokens.iter().filter_map(|token| match token {
        Token::Literal(text) if text.contains(|c: char| !c.is_ascii() && c.is_alphabetic()) => Some(text.clone()),
        _ => None,
    })
}

/// The lists of words, each as one text.
fn lists(tokens: &[Token]) -> impl Iterator<Item = String> {
    let runs = tokens.split(|token| *token == Token::Other).map(|run| {
        let words = run.iter().filter_map(|token| match token {
            Token::Literal(text) if is_word(text) => Some(text.as_str()),
            _ => None,
        });
        words.collect::<Vec<_>>()
    });
    runs.filter(|words| words.len() >= LEAST_LISTED).map(|words| words.join(", "))
}

/// Returns true if a literal is one or several words in small letters.
fn is_word(text: &str) -> bool {
    let is_part = |c: char| c.is_alphabetic() && !c.is_uppercase() || matches!(c, ' ' | '\'' | '-' | '_');
    text.chars().all(is_part) && text.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// Takes a source apart. It reads text, not Rust: what a macro makes is not seen.
fn tokens(source: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '"' => literal(rest, 1, "\"", true),
            'r' if rest.starts_with("r\"") => literal(rest, 2, "\"", false),
            'r' if rest.starts_with("r#\"") => literal(rest, 3, "\"#", false),
            '\'' if is_character(rest) => literal(rest, 1, "'", true),
            ',' | '|' => (Some(Token::Separator), 1),
            _ if first.is_whitespace() => (None, first.len_utf8()),
            // A name is passed over whole: it may end with an `r`.
            _ if first.is_alphanumeric() || first == '_' => {
                let is_inside = |c: char| c.is_alphanumeric() || c == '_';
                (Some(Token::Other), rest.find(|c| !is_inside(c)).unwrap_or(rest.len()))
            }
            _ => (Some(Token::Other), first.len_utf8()),
        };
        found.extend(token);
        rest = &rest[length..];
    }
    found
}

/// Reads the literal at the beginning of `rest`, whose text begins at `start`, and returns it with its whole length.
fn literal(rest: &str, start: usize, close: &str, has_escapes: bool) -> (Option<Token>, usize) {
    let mut at = start;
    while let Some(next) = rest[at..].chars().next() {
        if has_escapes && next == '\\' {
            at += 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8);
        } else if rest[at..].starts_with(close) {
            break;
        } else {
            at += next.len_utf8();
        }
    }
    (Some(Token::Literal(rest[start..at].to_owned())), (at + close.len()).min(rest.len()))
}

/// Returns true if a quote begins a character, and no lifetime.
fn is_character(rest: &str) -> bool {
    let mut inside = rest.chars().skip(1);
    inside.next().is_some_and(|first| first == '\\' || inside.next() == Some('\''))
}

#[test]
fn lists_and_words_are_told_from_other_literals() {
    let found = |source: &str| {
        let tokens = tokens(source);
        foreign_words(&tokens).chain(lists(&tokens)).collect::<Vec<_>>()
    };
    assert_eq!(found("[\"the\", \"a\", \"an\", \"of\"]"), ["the, an, of"]);
    assert_eq!(found("matches!(word, \"of\" | \"from\" | \"and so\")"), ["of, from, and so"]);
    assert_eq!(found("let x: &'static str = r#\"数 \"量\"#; // 总"), ["数 \"量"]);
    assert_eq!(found("contains(['数', ',', '\\''])"), ["数"]);
    assert_eq!(found("f(\"a\", \"b\", \"MIT\", \"::\") + g(\"of\", x, \"to\")"), Vec::<String>::new());
}
