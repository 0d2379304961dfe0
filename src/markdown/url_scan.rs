//! Addresses that stand bare in the text, which GitHub makes links of ("extended autolinks" of GitHub Flavored Markdown).

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use crate::source::Span;

/// Places in a text where a bare address may stand: those of `://`, `www.` and `@`.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    places: Vec<u32>,
    next: usize,
}

/// A bare address that was found.
#[derive(Debug)]
pub(super) struct BareUrl<'t> {
    pub(super) span: Span,
    pub(super) target: Cow<'t, str>,
}

impl Candidates {
    /// The places in a range of the text.
    pub(super) fn find(text: &str, range: Range<usize>) -> Self {
        let bytes = text.as_bytes();
        let (begin, part) = (range.start, bytes.get(range).unwrap_or_default());
        // A link's own target is the common case, and follows `](` or `<`: it is not a candidate, but where a blank in it
        // keeps it from being a link.
        let mut places: Vec<u32> = Vec::new();
        let mut end = begin;
        for at in memmem::find_iter(part, b"://").map(|at| begin + at) {
            let scheme =
                at - bytes.get(..at).unwrap_or_default().iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
            let before = scheme.checked_sub(1).and_then(|index| bytes.get(index)).copied();
            let behind =
                before == Some(b'(') && scheme.checked_sub(2).and_then(|index| bytes.get(index)) == Some(&b']');
            let linked = behind && {
                // The end of a target is that of all targets that open in it.
                if end < at {
                    let rest = bytes.get(at..).unwrap_or_default();
                    end = memchr::memchr3(b')', b' ', b'\n', rest).map_or(bytes.len(), |end| at + end);
                }
                bytes.get(end) == Some(&b')')
            };
            if !linked && before != Some(b'<') {
                places.push(at as u32);
            }
        }
        let sorted = places.len();
        places.extend(memmem::find_iter(part, b"www.").map(|at| (begin + at) as u32));
        places.extend(memchr::memchr_iter(b'@', part).map(|at| (begin + at) as u32));
        if places.len() > sorted {
            places.sort_unstable();
        }
        Self { places, next: 0 }
    }

    /// The first candidate in a span; those before it are done with.
    pub(super) fn next_in(&mut self, span: Span) -> Option<u32> {
        while self.places.get(self.next).is_some_and(|&place| place < span.start) {
            self.next += 1;
        }
        self.places.get(self.next).copied().filter(|&place| place < span.end)
    }

    /// The first candidate of a span behind `candidate` and not before `until`.
    pub(super) fn after(&mut self, candidate: u32, until: u32, span: Span) -> Option<u32> {
        while self.places.get(self.next).is_some_and(|&place| place <= candidate || place < until) {
            self.next += 1;
        }
        self.places.get(self.next).copied().filter(|&place| place < span.end)
    }
}

/// The bare address around a candidate, which may begin at `from` and end at `limit`.
pub(super) fn bare(text: &str, candidate: u32, from: u32, limit: u32) -> Option<BareUrl<'_>> {
    let (at, from) = (candidate as usize, from as usize);
    let limit = (limit as usize).min(text.len());
    match text.as_bytes().get(at)? {
        b':' => with_scheme(text, at, from, limit),
        b'w' => {
            // As the autolink extension of cmark-gfm has it; a `|` bounds the cell.
            let free = |before: char| before.is_whitespace() || matches!(before, '*' | '_' | '~' | '(' | '|');
            text.get(from..at)?.chars().next_back().is_none_or(free).then_some(())?;
            let span = extent(text, at, at + 4, limit)?;
            Some(BareUrl { span, target: Cow::Owned(format!("http://{}", span.of(text))) })
        }
        _ => mail(text, at, from, limit),
    }
}

fn with_scheme(text: &str, at: usize, from: usize, limit: usize) -> Option<BareUrl<'_>> {
    let before = text.get(from..at)?;
    let length = ["https", "http", "ftp"].iter().find_map(|scheme| {
        let tail = before.get(before.len().checked_sub(scheme.len())?..)?;
        tail.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    })?;
    // Whatever stands before the scheme, be it `arxiv:` or `"`, GitHub makes a link, but for a letter: that is another
    // scheme.
    let letter = before.as_bytes().get(..before.len() - length)?.last().is_some_and(u8::is_ascii_alphabetic);
    (!letter).then_some(())?;
    let span = extent(text, at - length, at + 3, limit)?;
    Some(BareUrl { span, target: Cow::Borrowed(span.of(text)) })
}

/// From `start` to where the address ends, whose host begins at `host`.
fn extent(text: &str, start: usize, host: usize, limit: usize) -> Option<Span> {
    let rest = text.get(host..limit)?;
    // Before the end is searched: a run of thousands that are no addresses is not walked for each of them.
    rest.chars().next()?.is_alphanumeric().then_some(())?;
    let dotted = start + 4 < host || {
        let domain =
            rest.split(|c: char| c.is_whitespace() || matches!(c, '<' | '|' | '/' | '?' | '#' | ':')).next()?;
        domain.contains('.') || domain.eq_ignore_ascii_case("localhost")
    };
    dotted.then_some(())?;
    let length = rest.find(|c: char| c.is_whitespace() || c == '<' || c == '|').unwrap_or(rest.len());
    let mut end = host + length;
    end -= trailing(text.get(start..end)?);
    let domain = text.get(host..end)?;
    let domain = domain.split(['/', '?', '#', ':']).next()?;
    let valid = !domain.is_empty()
        && domain.chars().next()?.is_alphanumeric()
        && (domain.contains('.') || domain.eq_ignore_ascii_case("localhost") || start + 4 < host);
    valid.then(|| Span::new(start, end))
}

/// Returns the number of bytes at the end of an address that are punctuation of the sentence.
fn trailing(address: &str) -> usize {
    let mut kept = address;
    let count = |mark| memchr::memchr_iter(mark, address.as_bytes()).count();
    let mut unopened = count(b')').saturating_sub(count(b'('));
    loop {
        let before = kept.len();
        kept = kept.trim_end_matches([
            '?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', '`', '，', '。', '）', '、', '；', ']',
        ]);
        if unopened > 0
            && let Some(rest) = kept.strip_suffix(')')
        {
            kept = rest;
            unopened -= 1;
        }
        let entity = kept.strip_suffix(';').map(|named| named.trim_end_matches(|c: char| c.is_ascii_alphanumeric()));
        if let Some(before) = entity.and_then(|named| named.strip_suffix('&')) {
            kept = before;
        }
        if kept.len() == before {
            return address.len() - kept.len();
        }
    }
}

/// An address of mail around an `@`.
fn mail(text: &str, at: usize, from: usize, limit: usize) -> Option<BareUrl<'_>> {
    let local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let before = text.get(from..at)?.as_bytes().iter().rev().take_while(|b| local(b)).count();
    let domain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let after = text.get(at + 1..limit)?.as_bytes().iter().take_while(|b| domain(b)).count();
    let host = text.get(at + 1..at + 1 + after)?.trim_end_matches('.');
    let valid = before > 0 && host.contains('.') && !host.ends_with(['-', '_']) && !host.starts_with('.');
    let span = Span::new(at - before, at + 1 + host.len());
    // `user@host` inside an address (`https://medium.com/@name`, `git@github.com:…`) is none of its own.
    let outside = text
        .get(from..at - before)?
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '*' | '|' | ':'));
    let ends = text.as_bytes().get(span.end as usize) != Some(&b':');
    (valid && outside && ends).then(|| BareUrl { span, target: Cow::Owned(format!("mailto:{}", span.of(text))) })
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// What GitHub links, by the rules of the autolink extension of cmark-gfm: before a scheme anything but a letter, before
    /// `www.` a blank or one of `*_~(`.
    #[test]
    fn bare_addresses_are_links_where_github_makes_them() {
        for (text, targets) in [
            ("- arxiv:https://arxiv.org/abs/1804.02767", vec!["https://arxiv.org/abs/1804.02767"]),
            ("see,https://a.org/x, and", vec!["https://a.org/x"]),
            ("\"https://a.org/x\"", vec!["https://a.org/x"]),
            ("2https://a.org/x", vec!["https://a.org/x"]),
            ("论文https://a.org/x。", vec!["https://a.org/x"]),
            ("git+https://a.org/x.git", vec!["https://a.org/x.git"]),
            ("HTTPS://a.org", vec!["HTTPS://a.org"]),
            ("xhttps://a.org/x", vec![]),
            ("https://a.org/(x))), and", vec!["https://a.org/(x)"]),
            ("https://a.org/x(.)).", vec!["https://a.org/x(.)"]),
            ("https://a.org/x&amp;", vec!["https://a.org/x"]),
            ("https://a.org/x&a;b;", vec!["https://a.org/x&a;b;"]),
            ("http://)http://a.org", vec!["http://a.org"]),
            ("www.a/*www.a.org", vec!["http://www.a.org"]),
            ("*www.a.org*", vec!["http://www.a.org"]),
            ("(www.a.org)", vec!["http://www.a.org"]),
            (":www.a.org", vec![]),
            ("\"www.a.org\"", vec![]),
            ("xwww.a.org", vec![]),
            ("https://web.archive.org/web/https://a.org/x", vec!["https://web.archive.org/web/https://a.org/x"]),
            ("[text](https://a.org/x)", vec!["https://a.org/x"]),
            ("`https://a.org/x`", vec![]),
        ] {
            let document = parse(text);
            let found: Vec<_> = document.links.iter().map(|link| &*link.target).collect();
            assert_eq!(found, targets, "{text}");
        }
    }
}
