//! Finds the places at which a large text can be cut so that its pieces parse alone to the same as the whole. The
//! parser's tree takes about
//! eight times its text; a 10 MB catalog is read section by section instead.

/// Texts smaller than this are parsed whole.
const WHOLE: usize = 256 << 10;
/// About how large a piece is. The tree of a piece should fit into the processor's cache.
const PIECE: usize = 64 << 10;

/// The offsets at which the pieces of a text begin, the first one 0.
///
/// A cut is made only before an ATX heading of level 1 or 2 at the start of a line behind an empty line, outside of
/// fenced code and of HTML that an empty line does not end. A text with reference definitions or footnotes, which reach
/// over the whole text, is not cut, and none is cut behind a fence of which it is not plain whether it is one.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    if text.len() < WHOLE {
        return starts;
    }
    let bytes = text.as_bytes();
    let (far, fences) = rayon::join(|| reaches_far(text), || fences(bytes));
    if far {
        return starts;
    }
    let mut last = 0;
    for mark in memchr::memmem::find_iter(bytes, b"\n#") {
        let at = mark + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        let heading = rest.starts_with(b"# ") || rest.starts_with(b"## ");
        if at - last >= PIECE && heading && is_blank_before(bytes, mark) && fences.is_outside(at) {
            starts.push(at);
            last = at;
        }
    }
    starts
}

/// Returns true if the line that ends at `end` is empty.
fn is_blank_before(bytes: &[u8], end: usize) -> bool {
    let before = bytes.get(..end).unwrap_or_default();
    let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    before.get(line..).is_some_and(|line| line.iter().all(u8::is_ascii_whitespace))
}

/// Fenced code.
#[derive(Debug, Default)]
struct Fences {
    /// From an opening fence to its closing one.
    inside: Vec<(usize, usize)>,
    /// From where on nothing is sure: a fence stands in a list, a quotation or HTML, or is never closed.
    unsure: Option<usize>,
}

impl Fences {
    fn is_outside(&self, at: usize) -> bool {
        let next = self.inside.partition_point(|&(begin, _)| begin < at);
        let before = next.checked_sub(1).and_then(|index| self.inside.get(index));
        self.unsure.is_none_or(|unsure| at < unsure) && before.is_none_or(|&(_, end)| end <= at)
    }
}

/// The fenced code of a text.
fn fences(bytes: &[u8]) -> Fences {
    let mut fences = Fences::default();
    let mut open: Option<(usize, u8, usize)> = None;
    let finders = [b"```", b"~~~"].map(memchr::memmem::Finder::new);
    let find = |kind: usize, from: usize| {
        let found = finders.get(kind).and_then(|finder| finder.find(bytes.get(from..)?));
        found.map_or(usize::MAX, |at| from + at)
    };
    let mut next = [find(0, 0), find(1, 0)];
    while let Some(at) = next.iter().copied().min().filter(|&at| at < bytes.len()) {
        let mark = bytes.get(at).copied().unwrap_or_default();
        let rest = bytes.get(at..).unwrap_or_default();
        let line = memchr::memchr(b'\n', rest).map_or(rest, |end| rest.get(..end).unwrap_or_default());
        let length = line.iter().take_while(|&&byte| byte == mark).count();
        let info = line.get(length..).unwrap_or_default();
        let done = at + line.len();
        for (kind, next) in next.iter_mut().enumerate().filter(|(_, next)| **next < done) {
            *next = find(kind, done);
        }
        let begins = at == 0 || bytes.get(at - 1) == Some(&b'\n');
        match open {
            // What does not close the open fence is code.
            Some((begin, own, least)) => {
                let closes = own == mark && length >= least && info.iter().all(u8::is_ascii_whitespace);
                if closes && begins {
                    fences.inside.push((begin, done));
                    open = None;
                } else if closes {
                    fences.unsure = Some(begin);
                    return fences;
                }
            }
            None if !begins || info.contains(&mark) || in_html(bytes, at, &fences) => {
                fences.unsure = Some(at);
                return fences;
            }
            None => open = Some((at, mark, length)),
        }
    }
    fences.unsure = open.map(|(begin, ..)| begin);
    fences
}

/// Returns true if a line of the block that goes on at `at` begins with a tag: a fence in a block of HTML is none.
fn in_html(bytes: &[u8], at: usize, fences: &Fences) -> bool {
    // In a block that begins before a fence, that fence would have been none either.
    let begin = fences.inside.last().map_or(0, |&(_, end)| end);
    let bytes = bytes.get(begin..at).unwrap_or_default();
    let mut end = bytes.len();
    loop {
        let before = bytes.get(..end.saturating_sub(1)).unwrap_or_default();
        let begin = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let line = before.get(begin..).unwrap_or_default().trim_ascii();
        if line.is_empty() || line.first() == Some(&b'<') {
            return !line.is_empty();
        }
        end = begin;
    }
}

/// Returns true if something in the text may reach over a cut: reference definitions, footnotes, comments and raw HTML
/// that go
/// on behind an empty line.
fn reaches_far(text: &str) -> bool {
    let bytes = text.as_bytes();
    let far: [&[u8]; 6] = [b"<!", b"<?", b"<pre", b"<script", b"<style", b"<textarea"];
    let begins =
        |at: usize, mark: &[u8]| bytes.get(at..at + mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark));
    memchr::memmem::find(bytes, b"]:").is_some()
        || memchr::memchr_iter(b'<', bytes).any(|at| far.iter().any(|mark| begins(at, mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_texts_are_whole_and_large_ones_are_cut_before_headings() {
        assert_eq!(starts("# A\n\n# B\n"), [0]);
        let section = format!("## S\n\n{}\n\n```\n## no\n\n## no\n```\n\n", "x ".repeat(50 << 10));
        let text = section.repeat(6);
        let starts = starts(&text);
        assert!(starts.len() > 3);
        assert!(starts.iter().all(|&at| text.get(at..).unwrap().starts_with("## S")));
    }

    #[test]
    fn nothing_is_cut_behind_a_doubtful_fence() {
        let section = format!("## S\n\n{}\n\n", "x ".repeat(50 << 10));
        for doubtful in [
            "- ```\n  code\n  ```\n",
            "<details>\n```\n\n```\n",
            "> ~~~\n> code\n> ~~~\n",
            "```\nnever closed\n",
            "```in``` line\n",
        ] {
            let text = format!("{}{doubtful}\n{}", section.repeat(4), section.repeat(4));
            let starts = starts(&text);
            assert_eq!(starts, [0, 1, 2, 3].map(|nth| nth * section.len()), "{doubtful}");
        }
        let plain = format!("{}```sh\n```more\n## no\n\n## no\n```\n\n{}", section.repeat(4), section.repeat(4));
        assert_eq!(starts(&plain).len(), 8);
    }
}
