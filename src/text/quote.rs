//! Text from outside as messages show it: unable to steer a terminal or a runner that reads the log.

use std::sync::Arc;

use super::invisible::is_hostile;

/// Returns a name from outside in backticks, with what could steer a terminal spelt out.
pub fn quote(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('`');
    let mut before = ['\0'; 2];
    for char in name.chars() {
        if begins_command(before, char) {
            text.extend(char.escape_unicode());
        } else if matches!(char, '\\' | '\'' | '"') {
            text.push(char);
        } else {
            text.extend(char.escape_debug());
        }
        before = [before[1], char];
    }
    text.push('`');
    text
}

/// True if a character makes the two before it a command to the runner of GitHub Actions, which reads the log:
/// `##[command]` anywhere in a line, `::command::` at its beginning, where a long message may be broken.
pub fn begins_command(before: [char; 2], char: char) -> bool {
    match char {
        '[' => before == ['#', '#'],
        ':' => before[1] == ':' && !before[0].is_alphanumeric(),
        _ => false,
    }
}

/// Replaces what could steer a terminal by something of the same length in bytes, so that spans still hold.
pub fn replace_hostile(text: &Arc<str>) -> Arc<str> {
    let steers = |before, char| is_hostile(before, char) && !matches!(char, '\t' | '\n' | '\r');
    let mut before = '\0';
    let is_harmless = text.chars().all(|char| !steers(std::mem::replace(&mut before, char), char));
    if is_harmless && !text.contains("##[") {
        return Arc::clone(text);
    }
    let mut harmless = String::with_capacity(text.len());
    let mut before = '\0';
    for char in text.chars() {
        harmless.push(match char.len_utf8() {
            _ if !steers(std::mem::replace(&mut before, char), char) => char,
            1 => '?',
            2 => '·',
            3 => char::REPLACEMENT_CHARACTER,
            _ => '🛇',
        });
    }
    harmless.replace("##[", "##?").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_replaced_by_as_many_bytes() {
        let text: Arc<str> = "a = \u{1b}[2J\u{9b}31m \u{202e}x ##[group]\u{e0041}👨\u{200d}💻".into();
        let harmless = replace_hostile(&text);
        let wanted = "a = ?[2J·31m \u{fffd}x ##?group]🛇👨\u{200d}💻";
        assert_eq!((&*harmless, harmless.len()), (wanted, text.len()));
    }

    #[test]
    fn names_from_outside_cannot_steer_a_terminal() {
        for (name, wanted) in [
            ("a\u{202e}b", "`a\\u{202e}b`"),
            ("许可证 \"x\"", "`许可证 \"x\"`"),
            ("a\u{7}\n", "`a\\u{7}\\n`"),
            ("##[add-mask]x ::error::y a::b", "`##\\u{5b}add-mask]x :\\u{3a}error::y a::b`"),
        ] {
            assert_eq!(quote(name), wanted);
        }
    }
}
