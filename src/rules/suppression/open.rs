//! The ranges that comments began and none has ended yet.

use rustc_hash::FxHashMap;

use super::comment::SuppressionComment;

/// The beginnings without an end, by their indices, and by the names in them. One that was ended is dropped from the
/// stacks when it comes to their top.
#[derive(Debug, Default)]
pub(super) struct Open<'t> {
    all: Vec<usize>,
    by_name: FxHashMap<&'t str, Vec<usize>>,
    is_ended: Vec<bool>,
}

impl<'t> Open<'t> {
    /// Takes a beginning with its index, which is larger than those before it.
    pub(super) fn begin(&mut self, comment: &SuppressionComment<'t>, index: usize) {
        self.all.push(index);
        for name in &comment.names {
            self.by_name.entry(name.text).or_default().push(index);
        }
    }

    /// Returns the beginning that an end belongs to: the last one without an end that names something that the end
    /// names too, or the last one where the end names nothing.
    pub(super) fn end(&mut self, comment: &SuppressionComment<'t>) -> Option<usize> {
        let last = if comment.names.is_empty() {
            top(&mut self.all, &self.is_ended)
        } else {
            let names = comment.names.iter();
            names.filter_map(|name| top(self.by_name.get_mut(name.text)?, &self.is_ended)).max()
        }?;
        if self.is_ended.len() <= last {
            self.is_ended.resize(last + 1, false);
        }
        if let Some(is_ended) = self.is_ended.get_mut(last) {
            *is_ended = true;
        }
        Some(last)
    }
}

/// Returns the last of a stack that has no end, and drops those above it.
fn top(stack: &mut Vec<usize>, is_ended: &[bool]) -> Option<usize> {
    while stack.last().is_some_and(|&last| is_ended.get(last) == Some(&true)) {
        stack.pop();
    }
    stack.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// For each comment of a text, `+names` or `-names`, which beginning an end closes.
    fn ends(text: &str) -> Vec<Option<usize>> {
        let comments: Vec<String> = text
            .split_whitespace()
            .map(|it| format!("<!-- catalint-ignore {}-->", it.replace([',', '+', '-'], " ")))
            .collect();
        let mut open = Open::default();
        let mut closed = Vec::new();
        for (index, (comment, sign)) in comments.iter().zip(text.split_whitespace()).enumerate() {
            let comment = SuppressionComment::read(comment, Span::new(0, comment.len())).unwrap();
            if sign.starts_with('+') {
                open.begin(&comment, index);
            } else {
                closed.push(open.end(&comment));
            }
        }
        closed
    }

    #[test]
    fn an_end_belongs_to_the_last_beginning_that_names_the_same() {
        assert_eq!(ends("+a +b - -"), [Some(1), Some(0)]);
        assert_eq!(ends("+a +b -a -a -b"), [Some(0), None, Some(1)]);
        assert_eq!(ends("+a,b +b,c -a,c - -"), [Some(1), Some(0), None]);
        assert_eq!(ends("-a +a -b -a"), [None, None, Some(1)]);
        assert_eq!(ends("+a +a - -a +a -a"), [Some(1), Some(0), Some(4)]);
    }
}
