//! Characters that do more than be seen: one table for the rules about them and for every outlet of text.

/// Kind of a character that shows nothing of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// Takes no room or shows nothing, with the name that people know it by.
    Named(&'static str),
    /// Takes no room or shows nothing, and is too rare for a name.
    Nameless,
    /// Embeds, overrides or isolates the direction of reading.
    Direction,
    /// Ends a line in some viewers.
    Separator,
    /// Chooses the form of the character before it.
    Variation,
}

/// Returns the kind of a character that shows nothing of its own; none for all others, control characters included.
pub fn find_unseen(c: char) -> Option<Unseen> {
    Some(match c {
        '\u{ad}' => Unseen::Named("a soft hyphen"),
        '\u{180e}' => Unseen::Named("a Mongolian vowel separator"),
        '\u{200b}' => Unseen::Named("a zero-width space"),
        '\u{200c}' => Unseen::Named("a zero-width non-joiner"),
        '\u{200d}' => Unseen::Named("a zero-width joiner"),
        '\u{200e}' => Unseen::Named("a left-to-right mark"),
        '\u{200f}' => Unseen::Named("a right-to-left mark"),
        '\u{2060}' => Unseen::Named("a word joiner"),
        '\u{2061}'..='\u{2064}' => Unseen::Named("an invisible operator"),
        '\u{3164}' | '\u{115f}' | '\u{1160}' => Unseen::Named("a Hangul filler"),
        '\u{feff}' => Unseen::Named("a byte order mark"),
        // Tags: a second alphabet that nobody sees.
        '\u{e0000}'..='\u{e007f}' => Unseen::Named("a tag character"),
        '\u{34f}'
        | '\u{61c}'
        | '\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'
        | '\u{ffff}' => Unseen::Nameless,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Unseen::Direction,
        '\u{2028}' | '\u{2029}' => Unseen::Separator,
        '\u{fe00}'..='\u{fe0f}' => Unseen::Variation,
        _ => return None,
    })
}

/// True if a character, behind `before`, can do more than be seen: steer a terminal, turn the direction of reading, hide.
pub fn is_hostile(before: char, c: char) -> bool {
    match c {
        ' '..='~' => false,
        // A joiner inside an emoji (👨‍💻) is part of what is seen.
        '\u{200d}' => !matches!(before, '\u{fe0f}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'),
        // C0, DEL and C1.
        _ => find_unseen(c).is_some_and(|unseen| unseen != Unseen::Variation) || c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_hostile_but_in_an_emoji() {
        for (before, c, hostile) in [
            ('a', '\u{200b}', true),
            ('a', '\u{200d}', true),
            ('👨', '\u{200d}', false),
            ('a', '\u{202e}', true),
            ('a', '\u{2028}', true),
            ('a', '\u{61c}', true),
            ('a', '\u{e0041}', true),
            ('a', '\u{1b}', true),
            ('a', '\u{9b}', true),
            ('⚠', '\u{fe0f}', false),
            ('a', 'é', false),
            ('a', '数', false),
        ] {
            assert_eq!(is_hostile(before, c), hostile, "{c:?}");
        }
        assert_eq!(find_unseen('\u{200b}'), Some(Unseen::Named("a zero-width space")));
        assert_eq!(find_unseen('\u{7f}'), None);
    }
}
