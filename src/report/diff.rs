//! What a run would change, as a unified diff that `patch` and `git apply` take.

use std::{fmt::Write as _, io};

use similar::{Algorithm, TextDiff};

use super::{Appearance, sanitize};
use crate::source::File;

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// Writes how a file changes. On a terminal, what could steer it is shown in a harmless way; elsewhere each line is written
/// as it is, since a diff that is not exact cannot be applied.
pub fn write_diff(
    old: &File,
    new: &str,
    appearance: Appearance,
    is_terminal: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let path = sanitize::terminal_line(old.path());
    // Lines of a catalog are mostly different from each other, which this one is quick with.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old.text(), new);
    let (from, to) = (format!("a/{path}"), format!("b/{path}"));
    let unified = diff.unified_diff().context_radius(CONTEXT).header(&from, &to).to_string();
    if !is_terminal && !appearance.color {
        return out.write_all(unified.as_bytes());
    }
    let mut shown = String::with_capacity(unified.len());
    for line in unified.split_inclusive('\n') {
        let [color, plain] = match line.bytes().next() {
            Some(b'+') if appearance.color => ["\x1b[32m", "\x1b[0m"],
            Some(b'-') if appearance.color => ["\x1b[31m", "\x1b[0m"],
            Some(b'@') if appearance.color => ["\x1b[36m", "\x1b[0m"],
            _ => [""; 2],
        };
        let text = line.trim_end_matches(['\r', '\n']);
        let _ = writeln!(shown, "{color}{}{plain}", sanitize::terminal_line(text));
    }
    out.write_all(shown.as_bytes())
}
