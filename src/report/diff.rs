//! What a run would change, as a unified diff: made visible for people and logs, or byte for byte for `patch` and
//! `git apply`.

use std::{borrow::Cow, fmt::Write as _, io};

use similar::{Algorithm, ChangeTag, TextDiff};

use super::{Appearance, sanitize};
use crate::{catalog::secret::blanked, source::File};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// Who reads a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffStyle {
    /// A person, on a terminal or in a log: what could steer either is made visible, and secrets of addresses are blanked.
    Shown(Appearance),
    /// `patch` and `git apply`: every byte is as it is in the files.
    Exact,
}

/// Writes how a file changes. Returns true if every byte of the change was written, so that it can be applied.
pub fn write_diff(old: &File, new: &str, style: DiffStyle, out: &mut dyn io::Write) -> io::Result<bool> {
    let exact = unified(old, new);
    let DiffStyle::Shown(appearance) = style else {
        out.write_all(exact.as_bytes())?;
        return Ok(true);
    };
    let masked = blanked(&exact);
    let plain = shown(&masked, false);
    let is_exact = plain == exact;
    let text = if appearance.color { shown(&masked, true) } else { plain };
    out.write_all(text.as_bytes())?;
    Ok(is_exact)
}

/// Returns the exact diff. A line ends at `\n` alone, as `patch` and `git apply` have it; `TextDiff::diff_lines` also
/// ends one at a lone `\r`.
fn unified(old: &File, new: &str) -> String {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
        (old.text().split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    // Lines of a catalog are mostly different from each other, which this one is quick with.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old_lines, &new_lines);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        if text.is_empty() {
            let _ = writeln!(text, "--- {}\n+++ {}", file_name("a/", old.path()), file_name("b/", old.path()));
        }
        let _ = writeln!(text, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let line = change.value();
            let ending = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            let _ = write!(text, "{sign}{line}{ending}");
        }
    }
    text
}

/// Returns a name as the header of a diff has it: in quotes with escapes where a character would end the name or the
/// line, and with a tab behind a name with a space, as git writes it.
fn file_name<'a>(prefix: &str, path: &'a str) -> Cow<'a, str> {
    let needs_quotes = |c: char| c.is_control() || matches!(c, '"' | '\\');
    if !path.contains(needs_quotes) {
        return Cow::Owned(format!("{prefix}{path}{}", if path.contains(' ') { "\t" } else { "" }));
    }
    let mut quoted = format!("\"{prefix}");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// Returns a diff as it can be looked at. Tabs and the `\r` of a `\r\n` stay: neither moves the cursor out of its line,
/// and with them a diff without anything hostile in it is still exact.
fn shown(exact: &str, color: bool) -> String {
    let mut shown = String::with_capacity(exact.len());
    for line in exact.split_inclusive('\n') {
        let [start, end] = match line.bytes().next() {
            Some(b'+') if color => ["\x1b[32m", "\x1b[0m"],
            Some(b'-') if color => ["\x1b[31m", "\x1b[0m"],
            Some(b'@') if color => ["\x1b[36m", "\x1b[0m"],
            _ => [""; 2],
        };
        let text = line.strip_suffix('\n').unwrap_or(line);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let ending = line.get(text.len()..).unwrap_or_default();
        let _ = write!(shown, "{start}{}{end}{ending}", sanitize::terminal_block(text));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(old: &str, new: &str, style: DiffStyle) -> (String, bool) {
        let mut out = Vec::new();
        let is_exact = write_diff(&File::from_text("a.md", old), new, style, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), is_exact)
    }

    #[test]
    fn what_is_looked_at_cannot_steer_a_terminal_or_a_runner() {
        for hostile in ["\u{1b}]0;x\u{7}", "\u{202e}gpj", "##[error]x", "::error::x", "a\rb", "\u{200b}", "\u{e0041}"] {
            let (old, new) = (format!("{hostile}\na\n{hostile}"), format!("{hostile}\nb\n{hostile}"));
            for color in [true, false] {
                let style = DiffStyle::Shown(Appearance { color, ..Appearance::default() });
                let (diff, is_exact) = written(&old, &new, style);
                assert!(!is_exact && !diff.contains(hostile), "{}", diff.escape_debug());
                assert!(!diff.contains("##[") && !diff.contains(" ::"), "{}", diff.escape_debug());
            }
            assert_eq!(written(&old, &new, DiffStyle::Exact).0.matches(hostile).count(), 2, "{hostile:?}");
        }
        let plain = "- a\tb\r\n- ä\r\n";
        let shown = written(plain, &plain.replace('b', "c"), DiffStyle::Shown(Appearance::default()));
        assert_eq!(shown, (written(plain, &plain.replace('b', "c"), DiffStyle::Exact).0, true));
        assert_eq!(written("a", "a", DiffStyle::Exact).0, "");
    }

    #[test]
    fn a_name_cannot_end_the_header() {
        for (path, wanted) in [
            ("docs/ä.md", "a/docs/ä.md"),
            ("a b.md", "a/a b.md\t"),
            ("a\nb\".md", "\"a/a\\012b\\\".md\""),
            ("\u{85}", "\"a/\\302\\205\""),
        ] {
            assert_eq!(file_name("a/", path), wanted);
        }
    }
}
