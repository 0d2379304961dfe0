//! The suppression comments of two versions of a file compared: a change cannot suppress what is found in it.

use rustc_hash::FxHashMap;

use super::{Form, Suppression, Suppressions, cover, list, selects};
use crate::{
    catalog::Catalog,
    finding::{Finding, Severity},
    rules::{
        comments::{Comment, Comments},
        found,
    },
    source::Span,
};

/// Length of the part of a line that is compared with other lines, in characters.
const LINE: usize = 200;

impl Comments {
    /// The comments of a catalog, with what they suppressed.
    pub(super) fn new(suppressions: Suppressions<'_, '_>) -> Self {
        let Suppressions { catalog, list, dropped: mut suppressed, .. } = suppressions;
        found::sort(&mut suppressed);
        let comments = list.iter().filter(|one| !one.expired && !one.comment.names.is_empty());
        let mut lines = CoveredLines::default();
        Self { list: comments.filter_map(|one| comment(catalog, one, &mut lines)).collect(), suppressed }
    }

    /// For each comment, whether the base has it too. A comment that is there more often than in the base may be a copy,
    /// and of none of them can be told which.
    fn known(&self, base: &Self) -> Vec<bool> {
        let mut own: FxHashMap<&str, usize> = FxHashMap::default();
        self.list.iter().for_each(|comment| *own.entry(&comment.key).or_default() += 1);
        let mut others: FxHashMap<&str, Vec<&Comment>> = FxHashMap::default();
        base.list.iter().for_each(|comment| others.entry(&comment.key).or_default().push(comment));
        let is_known = |comment: &Comment| {
            let others = others.get(&*comment.key).map(Vec::as_slice).unwrap_or_default();
            own.get(&*comment.key).is_some_and(|own| *own <= others.len())
                && others.iter().any(|other| same_edges(comment, other))
        };
        self.list.iter().map(is_known).collect()
    }

    /// Takes out the suppressed findings for which `matters` holds and that no comment suppresses which the base has too.
    /// Gives them in the order of the text, and beside them one finding for each comment that the base does not have, where
    /// `severity` says how bad that is.
    pub fn without_new(
        self,
        base: Option<&Self>,
        matters: &dyn Fn(&Finding) -> bool,
        severity: Option<Severity>,
    ) -> (Vec<Finding>, Vec<Finding>) {
        let known = base.map_or_else(|| vec![false; self.list.len()], |base| self.known(base));
        let mut left: Vec<Finding> = self.suppressed.into_iter().filter(|finding| matters(finding)).collect();
        let mut holds = vec![false; left.len()];
        for (comment, _) in self.list.iter().zip(&known).filter(|(_, known)| **known) {
            let from = left.partition_point(|finding| finding.span.start < comment.covers.start);
            let to = left.partition_point(|finding| finding.span.start <= comment.covers.end).max(from);
            let covered = left.get(from..to).unwrap_or_default().iter();
            for (finding, holds) in covered.zip(holds.iter_mut().skip(from)) {
                *holds |= comment.names.iter().any(|name| selects(name, finding.rule));
            }
        }
        let mut holds = holds.into_iter();
        left.retain(|_| !holds.next().unwrap_or_default());
        let new = self.list.iter().zip(known).filter(|(_, known)| !known).map(|(comment, _)| comment);
        let mut reported: Vec<Finding> =
            severity.map(|severity| new.map(|one| report(one, severity)).collect()).unwrap_or_default();
        found::number(&mut reported);
        (left, reported)
    }
}

/// The finding of a comment that the base does not have.
fn report(comment: &Comment, severity: Severity) -> Finding {
    Finding {
        rule: "suppression/unused",
        severity,
        span: comment.span,
        record: None,
        message: format!("the base does not have this comment, so that no error of {} is suppressed", comment.listed)
            .into(),
        help: "fix what it suppresses, or have the comment added on the base: a change cannot suppress its own errors"
            .into(),
        related: Vec::new(),
        fix: None,
        subject: format!("not in the base: {}", comment.listed).into(),
        ordinal: 0,
        places: 1,
    }
}

/// What is kept of a comment; none where it covers nothing.
fn comment(catalog: &Catalog<'_>, one: &Suppression<'_>, lines: &mut CoveredLines) -> Option<Comment> {
    let span = one.comment.span;
    let covers = one.covers?;
    let words = span.of(catalog.document.text);
    let (key, edges) = match one.comment.form? {
        Form::File => (format!("file {words}"), None),
        Form::Begin => {
            let end = one.partner?;
            let edges = [span, end].map(|mark| [before(catalog, mark), behind(catalog, mark)]);
            let [[a, b], [c, d]] = edges;
            (format!("range {words}{}", end.of(catalog.document.text)), Some([a, b, c, d]))
        }
        Form::Next => {
            let (_, is_alone) = cover::lines(catalog, span);
            let record = catalog.record_at(Span::at(covers.start as usize)).map(|record| record.name.to_string());
            let what = record.filter(|name| !name.is_empty());
            let what = what.unwrap_or_else(|| lines.line(covers, catalog.document.text).to_owned());
            (format!("next {is_alone} {words}{what}"), None)
        }
        Form::End => return None,
    };
    let names = one.comment.names.iter().map(|name| name.text.to_owned()).collect();
    Some(Comment { span, covers, names, listed: list(&one.comment.names), key, edges })
}

/// The beginning of the line that the last comment covers: thousands of comments may stand in one line.
#[derive(Debug, Default)]
struct CoveredLines(Option<(Span, String)>);

impl CoveredLines {
    fn line(&mut self, covers: Span, text: &str) -> &str {
        let known = self.0.take().filter(|(span, _)| *span == covers);
        &self.0.insert(known.unwrap_or_else(|| (covers, line(covers.of(text))))).1
    }
}

/// True if a range begins and ends where the other does. What is next to it on one side may have changed.
fn same_edges(one: &Comment, other: &Comment) -> bool {
    match (&one.edges, &other.edges) {
        (Some(one), Some(other)) => {
            let is_same = |index: usize| one.get(index) == other.get(index);
            (is_same(0) || is_same(1)) && (is_same(2) || is_same(3))
        }
        (None, None) => true,
        _ => false,
    }
}

/// The last line before a comment that is not empty.
fn before(catalog: &Catalog<'_>, comment: Span) -> String {
    let text = catalog.document.text.get(..comment.start as usize).unwrap_or_default();
    line(text.trim_end().lines().next_back().unwrap_or_default())
}

/// The first line behind a comment that is not empty.
fn behind(catalog: &Catalog<'_>, comment: Span) -> String {
    line(catalog.document.text.get(comment.end as usize..).unwrap_or_default())
}

/// The beginning of the first line of a text.
fn line(text: &str) -> String {
    text.trim_start().lines().next().unwrap_or_default().chars().take(LINE).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::FieldVocabulary,
        rules::{NoFiles, check, default_rules},
        source::File,
    };

    const BAD: &str = "- [Scans](https://a:hunter2@data.example.org/scans) - Anonymised scans of knees.\n";
    const GOOD: &str = "- [Knees](https://knees.example.org/scans) - Anonymised scans of other knees.\n";
    const FILE: &str = "<!-- catalint-ignore-file link: fine -->\n\n";
    const BEGIN: &str = "<!-- catalint-ignore-begin link: fine -->\n\n";
    const END: &str = "\n<!-- catalint-ignore-end -->\n\n";

    fn comments(text: &str) -> Comments {
        let file = File::from_text("a.md", text);
        let catalog = Catalog::read(&file, &FieldVocabulary::default());
        let today = jiff::civil::date(2026, 11, 23);
        check(&catalog, std::slice::from_ref(&catalog), &default_rules(), today, &NoFiles).comments
    }

    #[test]
    fn only_comments_of_the_base_suppress() {
        let marked = |item: &str| item.replace(".\n", ". <!-- catalint-ignore link/credentials: fine -->\n");
        let other = BAD.replace("Scans", "Hips").replace("/scans", "/hips");
        let range = format!("# A\n\n{BEGIN}{BAD}{END}{GOOD}");
        for (base, head, left, reported) in [
            // The base has it.
            (format!("{FILE}{GOOD}"), format!("{FILE}{GOOD}{BAD}"), 0, 0),
            (marked(BAD), marked(&BAD.replace("knees", "some knees")), 0, 0),
            (range.clone(), format!("# A\n\n{GOOD}\n{BEGIN}{BAD}{END}{GOOD}"), 0, 0),
            (range.clone(), format!("# A\n\n{BEGIN}{BAD}{other}{END}{GOOD}"), 0, 0),
            // The change adds it, widens it, moves it to another entry, or copies it.
            (GOOD.to_owned(), format!("{FILE}{GOOD}{BAD}"), 1, 1),
            (GOOD.to_owned(), format!("{FILE}{GOOD}"), 0, 1),
            (format!("{FILE}{GOOD}"), format!("{}{BAD}", FILE.replace("link", "link, count")), 1, 1),
            (range, format!("# A\n\n{BEGIN}{BAD}\n{GOOD}\n{other}{END}"), 2, 1),
            (marked(BAD), format!("{GOOD}{}", marked(&other)), 1, 1),
            (marked(BAD), format!("{0}{0}", marked(BAD)), 2, 2),
            (format!("# A\n\n{BEGIN}{GOOD}"), format!("# A\n\n{BEGIN}{GOOD}{BAD}{END}"), 1, 1),
        ] {
            let matters = |finding: &Finding| finding.severity == Severity::Error;
            let (found, new) = comments(&head).without_new(Some(&comments(&base)), &matters, Some(Severity::Warning));
            assert!(found.iter().all(|finding| finding.rule == "link/credentials"), "{found:?}");
            assert_eq!((found.len(), new.len()), (left, reported), "{base}\n---\n{head}");
        }
        let (found, new) = comments(&format!("{FILE}{BAD}")).without_new(None, &|_| true, None);
        assert_eq!((found.len(), new.len()), (1, 0));
    }
}
