//! Arguments of a run, written so that a shell takes them: for the next command that a report proposes.

use super::{GlobalFlags, InputPaths, RuleSelection};

impl InputPaths {
    /// Writes the choice of the configuration and the paths, with a blank before each word.
    pub fn to_shell(&self, global: &GlobalFlags) -> String {
        let mut words = Vec::new();
        if let Some(path) = &global.config {
            words.extend(["--config".to_owned(), shell_word(&path.to_string_lossy())]);
        }
        if global.no_config {
            words.push("--no-config".to_owned());
        }
        let paths = self.paths.iter().map(|path| path.to_string_lossy().into_owned());
        words.extend(paths.map(|path| shell_word(&if path.starts_with('-') { format!("./{path}") } else { path })));
        joined(&words)
    }
}

impl RuleSelection {
    /// Writes the selection of the rules, with a blank before each word.
    pub fn to_shell(&self) -> String {
        let mut words = Vec::new();
        for (flag, rules) in [("--select", &self.select), ("--ignore", &self.ignore)] {
            if !rules.is_empty() {
                words.extend([flag.to_owned(), shell_word(&rules.join(","))]);
            }
        }
        joined(&words)
    }
}

fn joined(words: &[String]) -> String {
    words.iter().map(|word| format!(" {word}")).collect::<Vec<_>>().concat()
}

/// Quotes an argument where a shell would take it for more than a word.
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,:=@%+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_each_argument_as_one_word() {
        for (text, word) in [
            ("docs/list-1.zh.md", "docs/list-1.zh.md"),
            ("my list.md", "'my list.md'"),
            ("$(x)`y`'z", "'$(x)`y`'\\''z'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }
}
