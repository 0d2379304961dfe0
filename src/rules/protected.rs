//! Where no fix may change a text: code, HTML comments and front matter mean themselves, and what looks wrong in them may
//! be an example of what is wrong.

use crate::catalog::Catalog;
use crate::finding::{Edit, Finding};
use crate::markdown::MarkKind;
use crate::source::Span;

/// The places of one catalog that no fix may change.
#[derive(Debug)]
pub(super) struct Protected {
    /// In order, none in another.
    places: Vec<ProtectedPlace>,
}

#[derive(Debug, Clone, Copy)]
struct ProtectedPlace {
    span: Span,
    kind: ProtectedKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProtectedKind {
    /// A code span: many lists write a licence as one.
    CodeSpan,
    Comment,
    /// A code block, `<pre>` or front matter.
    Verbatim,
}

impl Protected {
    /// Finds the places.
    pub(super) fn of(catalog: &Catalog<'_>) -> Self {
        let document = &catalog.document;
        let codes = document.marks.iter().filter(|mark| mark.kind == MarkKind::Code);
        let mut places: Vec<ProtectedPlace> =
            codes.map(|mark| ProtectedPlace { span: mark.span, kind: ProtectedKind::CodeSpan }).collect();
        places.extend(
            document.comments.iter().map(|comment| ProtectedPlace { span: comment.span, kind: ProtectedKind::Comment }),
        );
        places.extend(document.verbatim.iter().map(|&span| ProtectedPlace { span, kind: ProtectedKind::Verbatim }));
        // The outer one first, which the inner one is dropped for.
        places.sort_by_key(|place| (place.span.start, std::cmp::Reverse(place.span.end)));
        let mut end = 0;
        places.retain(|place| {
            let is_outer = place.span.end > end;
            end = end.max(place.span.end);
            is_outer
        });
        Self { places }
    }

    /// Drops the fix of a finding that changes a protected place. The finding stays.
    pub(super) fn check(&self, text: &str, finding: &mut Finding) {
        let rule = finding.rule;
        let is_allowed = |edit: &Edit| self.touched(edit.span).all(|place| is_its_own(rule, place, edit, text));
        if finding.fix.as_ref().is_some_and(|fix| !fix.edits.iter().all(is_allowed)) {
            finding.fix = None;
        }
    }

    /// The places that an edit reaches into. One that an edit holds as a whole is moved or taken out with what it is in.
    fn touched(&self, span: Span) -> impl Iterator<Item = ProtectedPlace> + '_ {
        let first = self.places.partition_point(|place| place.span.end <= span.start);
        let places = self
            .places
            .iter()
            .skip(first)
            .copied()
            .take_while(move |place| place.span.start < span.end.max(span.start + 1));
        places.filter(move |place| {
            let is_inside_of_edit = span.start <= place.span.start && place.span.end <= span.end;
            // An insertion in front of a place, or behind it, leaves it as it is.
            let is_beside = span.is_empty() && span.start <= place.span.start;
            !is_inside_of_edit && !is_beside
        })
    }
}

/// True if a place is what the rule is about: the comments that suppress, and a code span that is a licence as a whole.
fn is_its_own(rule: &str, place: ProtectedPlace, edit: &Edit, text: &str) -> bool {
    match place.kind {
        ProtectedKind::Comment => rule.starts_with("suppression/"),
        ProtectedKind::CodeSpan => {
            rule.starts_with("license/") && place.span.of(text).trim_matches('`').trim() == edit.span.of(text)
        }
        ProtectedKind::Verbatim => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FieldVocabulary;
    use crate::finding::Fix;
    use crate::rules::{Draft, default_rules, found};
    use crate::source::File;

    /// True if a rule's fix of the bytes of `part` in `text` stays.
    fn stays(rule: &str, text: &str, part: &str) -> bool {
        let file = File::from_text("a.md", text);
        let catalog = Catalog::read(&file, &FieldVocabulary::default());
        let at = text.find(part).unwrap();
        let span = Span::new(at, at + part.len());
        let asked = default_rules().into_iter().find(|asked| asked.rule.name == rule).unwrap();
        let mut finding =
            found::finding_near(&asked, &catalog, Draft::new(span, "x").fix(Fix::safe(span, "")), None, &mut 0);
        Protected::of(&catalog).check(text, &mut finding);
        finding.fix.is_some()
    }

    #[test]
    fn no_fix_reaches_into_code_comments_or_front_matter() {
        for (text, part, wanted) in [
            ("a X b\n", "X", true),
            ("a `b X` c\n", "X", false),
            ("a ``X`` c\n", "X", false),
            ("a <code>X</code> c\n", "X", false),
            ("a `b` X `c`\n", "X", true),
            ("- `b`\n- d\n", "- `b`\n", true),
            ("- `b`\n- d\n", "b`\n", false),
            ("a\n\n```\nX\n```\n\nb\n", "X", false),
            ("a\n\n    X\n", "X", false),
            ("- a\n\n  ~~~\n  X\n  ~~~\n", "X", false),
            ("a\n\n```\nb\n```\n\nX\n", "X", true),
            ("<pre>\nX\n</pre>\n\nb\n", "X", false),
            ("<pre>\nb\n</pre>\n\nX\n", "X", true),
            ("a <!-- X --> b\n", "X", false),
            ("<!--\nX\n-->\n\nb\n", "X", false),
            ("---\ntitle: X\n---\n\n# b\n", "X", false),
            ("---\ntitle: a\n---\n\n# X\n", "X", true),
        ] {
            assert_eq!(stays("link/malformed", text, part), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_rule_changes_the_comment_or_the_licence_that_it_is_about() {
        for (rule, text, part, wanted) in [
            ("license/not-spdx", "- [A](https://a.org) - B. `Apache 2`\n", "Apache 2", true),
            ("license/not-spdx", "- [A](https://a.org) - B. `Apache 2 x`\n", "Apache 2", false),
            ("suppression/unused", "a <!-- X --> b\n", "X", true),
            ("suppression/unused", "a `<!-- X -->` b\n", "X", false),
        ] {
            assert_eq!(stays(rule, text, part), wanted, "{text:?}");
        }
    }
}
