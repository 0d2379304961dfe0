//! The words and tables of `rules/vocabulary/`, compiled in. [`vocabulary!`] is the only way to read one: it writes the
//! test that reads the file, so that a file that does not parse never leaves the development tree.

use serde::de::DeserializeOwned;

/// Writes a function that reads a file of `rules/vocabulary/`, and a test of the same name that fails where the file does
/// not parse. Without panicking at run time, such a file counts as empty.
///
/// ```ignore
/// vocabulary! { fn read_hosts() -> HostsFile = "hosts.toml" }
/// ```
macro_rules! vocabulary {
    ($(#[$attribute:meta])* fn $read:ident() -> $type:ty = $file:literal) => {
        $(#[$attribute])*
        fn $read() -> $type {
            let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/vocabulary/", $file));
            $crate::vocabulary::parse(text).unwrap_or_default()
        }

        #[cfg(test)]
        mod $read {
            use super::*;

            #[test]
            fn parses() {
                let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/vocabulary/", $file));
                let parsed: Result<$type, _> = $crate::vocabulary::parse(text);
                assert!(parsed.is_ok(), "{}: {}", $file, parsed.err().map(|e| e.to_string()).unwrap_or_default());
            }
        }
    };
}
pub(crate) use vocabulary;

/// Parses a file of the vocabulary.
///
/// # Errors
/// Where it is no TOML, or not of the type. Only [`vocabulary!`] calls this, and its test shows the error.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, toml::de::Error> {
    toml::from_str(text)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    fn sources(folder: &Path, all: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                all.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn every_file_is_read_by_the_macro_and_none_is_read_past_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        sources(&root.join("src"), &mut all);
        for (path, text) in all.iter().filter(|(path, _)| !path.ends_with("src/vocabulary.rs")) {
            assert!(!text.contains(concat!("vocabulary", "/")) || !text.contains("include_str!(\"../../"), "{path}");
        }
        for entry in fs::read_dir(root.join("rules/vocabulary")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let called = |text: &str| {
                text.split("vocabulary! {")
                    .skip(1)
                    .any(|rest| rest.split_once('}').is_some_and(|(call, _)| call.contains(&format!("= \"{name}\""))))
            };
            assert!(all.iter().any(|(_, text)| called(text)), "no `vocabulary!` reads {name}");
        }
    }
}
