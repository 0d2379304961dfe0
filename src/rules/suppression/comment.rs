//! Reads suppression comments: `<!-- catalint-ignore license/missing until=2027-01-31: reason -->`.

use jiff::civil::Date;

use crate::source::Span;

/// Prefix of all our words.
pub(super) const MARK: &str = "catalint-";

/// The reason of a comment that an editor inserted, before a person writes one: it is none.
pub const UNWRITTEN_REASON: &str = "because …";

/// The words that a comment can begin with, and what it then speaks of.
pub(super) const WORDS: [(&str, Form); 4] = [
    ("catalint-ignore", Form::Next),
    ("catalint-ignore-file", Form::File),
    ("catalint-ignore-begin", Form::Begin),
    ("catalint-ignore-end", Form::End),
];

/// The form of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The row, item or line that it stands in, or else the next block.
    Next,
    /// The whole file.
    File,
    /// All up to the end that belongs to it.
    Begin,
    /// The end of such a range.
    End,
}

/// A word of a comment, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CommentWord<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
}

/// A comment, read.
#[derive(Debug, Clone)]
pub(super) struct SuppressionComment<'t> {
    /// Its span, `<!--` and `-->` included.
    pub(super) span: Span,
    /// Its first word.
    pub(super) word: CommentWord<'t>,
    /// The meaning of that word; nothing where it is none of ours.
    pub(super) form: Option<Form>,
    /// The rules and families that it names.
    pub(super) names: Vec<CommentWord<'t>>,
    /// True if it says why.
    pub(super) has_reason: bool,
    /// The last day on which it holds, as it is written and as it was understood.
    pub(super) until: Option<(CommentWord<'t>, Option<Date>)>,
}

impl<'t> SuppressionComment<'t> {
    /// Reads a comment; none where it is not for us.
    pub(super) fn read(text: &'t str, span: Span) -> Option<Self> {
        let whole = span.of(text);
        let body = whole.strip_prefix("<!--")?;
        let body = body.strip_suffix("-->").unwrap_or(body);
        // Most comments are not for us.
        if !body.trim_start().starts_with(MARK) {
            return None;
        }
        let base = span.start as usize + "<!--".len();
        let (head, reason) = body.split_once([':', '：']).unwrap_or((body, ""));
        let mut head = words(head, base);
        let word = head.next()?;
        let mut names: Vec<_> = head.collect();
        let form = WORDS.iter().find(|(known, _)| *known == word.text).map(|(_, form)| *form);
        let reason_at = base + body.len() - reason.len();
        let is_until = |word: &CommentWord<'_>| word.text.starts_with("until=");
        let reason: Vec<_> = words(reason, reason_at).collect();
        let until = names.iter().chain(&reason).find(|word| is_until(word)).map(|word| until(*word));
        names.retain(|word| !is_until(word));
        let is_written = |word: &CommentWord<'_>| !UNWRITTEN_REASON.split(' ').any(|unwritten| unwritten == word.text);
        let has_reason = reason.iter().any(|word| !is_until(word) && is_written(word));
        Some(Self { span, word, form, names, has_reason, until })
    }

    /// Returns true if it holds no more, or holds until what is no date.
    pub(super) fn is_expired(&self, now: Date) -> bool {
        self.until.is_some_and(|(_, date)| date.is_none_or(|date| date < now))
    }
}

/// The date behind `until=`, without what a sentence puts behind it.
fn until(word: CommentWord<'_>) -> (CommentWord<'_>, Option<Date>) {
    let text = word.text.strip_prefix("until=").unwrap_or_default().trim_end_matches(['.', ';', ')']);
    let start = word.span.start as usize + "until=".len();
    (CommentWord { text, span: Span::new(start, start + text.len()) }, text.parse().ok())
}

/// The words of a text that begins at `base`, parted by white space and commas.
fn words(text: &str, base: usize) -> impl Iterator<Item = CommentWord<'_>> {
    let mut at = base;
    text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、')).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'));
        (!word.is_empty()).then(|| CommentWord { text: word, span: Span::new(start, start + word.len()) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<SuppressionComment<'_>> {
        SuppressionComment::read(text, Span::new(0, text.len()))
    }

    #[test]
    fn a_comment_names_rules_a_reason_and_a_day() {
        for (text, form, names, has_reason, until) in [
            ("<!-- catalint-ignore a/b: why -->", Form::Next, "a/b", true, None),
            ("<!--catalint-ignore a/b,c , d/e-->", Form::Next, "a/b c d/e", false, None),
            ("<!-- catalint-ignore-file a until=2027-01-31: why -->", Form::File, "a", true, Some("2027-01-31")),
            ("<!-- catalint-ignore-begin a: until=2027-01-31. -->", Form::Begin, "a", false, Some("2027-01-31")),
            ("<!-- catalint-ignore-begin a：许可证，见上 -->", Form::Begin, "a", true, None),
            ("<!--\n catalint-ignore-end\n-->", Form::End, "", false, None),
            ("<!-- catalint-ignore a until=soon", Form::Next, "a", false, Some("soon")),
            ("<!-- catalint-ignore: a/b -->", Form::Next, "", true, None),
            ("<!-- catalint-ignore a/b: because … -->", Form::Next, "a/b", false, None),
            ("<!-- catalint-ignore a/b: because it is -->", Form::Next, "a/b", true, None),
        ] {
            let comment = read(text).unwrap();
            let said: Vec<_> = comment.names.iter().map(|name| name.text).collect();
            assert_eq!((comment.form, &*said.join(" "), comment.has_reason), (Some(form), names, has_reason), "{text}");
            assert_eq!(comment.until.map(|(word, _)| word.text), until, "{text}");
            for word in comment.names.iter().chain(comment.until.as_ref().map(|(word, _)| word)) {
                assert_eq!(word.span.of(text), word.text);
            }
        }
        assert_eq!(read("<!-- catalint-disable a -->").unwrap().form, None);
    }

    #[test]
    fn what_is_not_for_us_is_left_alone() {
        for text in ["<!-- -->", "<!---->", "<!-- see catalint-ignore -->", "<!doctype html>", "<!-->"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
