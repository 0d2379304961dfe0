//! Where a large text can be cut so that its pieces parse alone to the same as the whole. The parser's tree takes about
//! eight times its text; a 10 MB catalog is read section by section instead.

/// Texts smaller than this are parsed whole.
const WHOLE: usize = 1 << 20;
/// About how large a piece is.
const PIECE: usize = 256 << 10;

/// The offsets at which the pieces of a text begin, the first one 0.
///
/// A cut is made only before an ATX heading of level 1 or 2 at the start of a line behind an empty line, outside of
/// fenced code and of HTML that an empty line does not end. A text with reference definitions or footnotes, which reach
/// over the whole text, is not cut.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    if text.len() < WHOLE || reaches_far(text) {
        return starts;
    }
    let mut fence: Option<(u8, usize)> = None;
    let mut last = 0;
    let mut blank = false;
    let mut line_start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let line = text.as_bytes().get(line_start..end).unwrap_or_default();
        follow_fence(line, &mut fence);
        let heading = line.starts_with(b"# ") || line.starts_with(b"## ");
        if heading && blank && fence.is_none() && line_start - last >= PIECE {
            starts.push(line_start);
            last = line_start;
        }
        blank = line.iter().all(u8::is_ascii_whitespace);
        line_start = end + 1;
    }
    starts
}

/// Follows fenced code over a line: `fence` is the mark and least length that would close the open one.
fn follow_fence(line: &[u8], fence: &mut Option<(u8, usize)>) {
    let trimmed = line.trim_ascii_start();
    let Some(&mark) = trimmed.first().filter(|b| matches!(b, b'`' | b'~')) else { return };
    let length = trimmed.iter().take_while(|&&b| b == mark).count();
    if length < 3 {
        return;
    }
    match *fence {
        None => *fence = Some((mark, length)),
        Some((open, least)) if open == mark && length >= least => *fence = None,
        Some(_) => {}
    }
}

/// Whether something in the text may reach over a cut: reference definitions, footnotes, comments and raw HTML that go
/// on behind an empty line.
fn reaches_far(text: &str) -> bool {
    let bytes = text.as_bytes();
    let far: [&[u8]; 8] = [b"<!", b"<?", b"<pre", b"<script", b"<style", b"<textarea", b"<PRE", b"<SCRIPT"];
    memchr::memmem::find(bytes, b"]:").is_some()
        || memchr::memchr_iter(b'<', bytes)
            .any(|at| bytes.get(at..).is_some_and(|rest| far.iter().any(|mark| rest.starts_with(mark))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_texts_are_whole_and_large_ones_are_cut_before_headings() {
        assert_eq!(starts("# A\n\n# B\n"), [0]);
        let section = format!("## S\n\n{}\n\n```\n## no\n\n## no\n```\n\n", "x ".repeat(150 << 10));
        let text = section.repeat(6);
        let starts = starts(&text);
        assert!(starts.len() > 3);
        assert!(starts.iter().all(|&at| text.get(at..).unwrap().starts_with("## S")));
    }
}
