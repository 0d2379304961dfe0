//! Comments that suppress findings: what each covers, what it was good for, and what is wrong with it.

mod base;
mod comment;
mod cover;
mod insert;
mod open;
mod select;

pub use comment::UNWRITTEN_REASON;
pub use insert::ignore_edit;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use self::comment::{CommentWord, Form, SuppressionComment, WORDS};
use self::open::Open;
use self::select::{Selectors, Suppressible, selects};
use super::tally::Tally;
use super::{ActiveRule, Answers, CheckResult, Comments, Draft, RULES, find, found};
use crate::{
    catalog::Catalog,
    finding::{Edit, Finding, Fix},
    source::Span,
    text::{nearest_word, quote},
};

/// The suppression comments of one catalog.
#[derive(Debug)]
pub struct Suppressions<'c, 't> {
    catalog: &'c Catalog<'t>,
    list: Vec<Suppression<'t>>,
    /// Names of all rules, ours and those that are asked beside them.
    known: Vec<&'static str>,
    selectors: Selectors,
    asked: FxHashSet<&'static str>,
    /// What the comments suppressed.
    dropped: Vec<Finding>,
}

/// One comment.
#[derive(Debug)]
struct Suppression<'t> {
    comment: SuppressionComment<'t>,
    /// The covered span; nothing where it is an end, has none, has expired or is none of ours.
    covers: Option<Span>,
    expired: bool,
    /// For a range, its end; for an end, its beginning.
    partner: Option<Span>,
    /// For each name, whether it suppressed something.
    used: Vec<bool>,
}

/// The use of a name, known when all findings were compared with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SuppressionUse {
    Used,
    Unused,
    /// Its rules were not all asked, or it is none.
    CannotTell,
}

/// Drops what comments suppress from what was found, and asks the rules about those comments.
pub(super) fn settle(catalog: &Catalog<'_>, asked: &[ActiveRule], now: Date, found: &mut CheckResult) {
    let mut suppressions = Suppressions::read(catalog, asked, now);
    if suppressions.list.is_empty() {
        return;
    }
    found.suppressed += suppressions.drop_from(&mut found.findings);
    let mut said = false;
    for (asked, count) in asked.iter().zip(&mut found.counts) {
        let Some(ask) = asked.rule.suppression_check() else { continue };
        let mut answers = Answers::default();
        ask(&suppressions, &mut answers);
        let mut tally = Tally::new(asked, catalog);
        answers.given.into_iter().for_each(|answer| tally.take(answer, None));
        let (holds, mut own) = (tally.holds, tally.findings);
        *count = (holds + own.len(), own.len());
        found::sort(&mut own);
        found::number(&mut own);
        found.suppressed += suppressions.drop_from(&mut own);
        said |= !own.is_empty();
        found.findings.append(&mut own);
    }
    if said {
        found::sort(&mut found.findings);
    }
    found.comments = Comments::new(suppressions);
}

impl<'c, 't> Suppressions<'c, 't> {
    fn read(catalog: &'c Catalog<'t>, asked: &[ActiveRule], now: Date) -> Self {
        let comments =
            spans(catalog).into_iter().filter_map(|span| SuppressionComment::read(catalog.document.text, span));
        let mut list: Vec<Suppression<'t>> = Vec::new();
        let mut open = Open::default();
        for comment in comments {
            let span = comment.span;
            let (mut covers, mut partner) = (None, None);
            match comment.form {
                Some(Form::Next) => covers = Some(trimmed(catalog, cover::covered(catalog, span))),
                Some(Form::File) => covers = Some(Span { start: 0, end: u32::MAX }),
                Some(Form::Begin) => open.begin(&comment, list.len()),
                Some(Form::End) => {
                    if let Some(begin) = open.end(&comment).and_then(|at| list.get_mut(at)) {
                        begin.covers = Some(Span { start: begin.comment.span.end, end: span.start });
                        (begin.partner, partner) = (Some(span), Some(begin.comment.span));
                    }
                }
                None => {}
            }
            let (expired, used) = (comment.is_expired(now), vec![false; comment.names.len()]);
            list.push(Suppression { comment, covers, expired, partner, used });
        }
        if list.is_empty() {
            let (selectors, asked) = (Selectors::default(), FxHashSet::default());
            return Self { catalog, list, known: Vec::new(), selectors, asked, dropped: Vec::new() };
        }
        let mut known: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        known.extend(asked.iter().map(|asked| asked.rule.name).filter(|name| find(name).is_none()));
        let selectors = Selectors::of(&known);
        let asked = asked.iter().map(|asked| asked.rule.name).collect();
        Self { catalog, list, known, selectors, asked, dropped: Vec::new() }
    }

    /// Drops the findings that a comment suppresses, notes which comments did, and tells how many were dropped.
    fn drop_from(&mut self, findings: &mut Vec<Finding>) -> usize {
        let mut suppressible = Suppressible::of(findings);
        for one in self.list.iter_mut().filter(|one| !one.expired) {
            let Some(covers) = one.covers else { continue };
            for (name, used) in one.comment.names.iter().zip(&mut one.used) {
                *used |= suppressible.cover(name.text, covers.start, covers.end);
            }
        }
        let dropped = suppressible.covered(findings.len());
        let before = findings.len();
        let mut flags = dropped.into_iter();
        self.dropped.extend(findings.extract_if(.., |_| flags.next().unwrap_or_default()));
        before - findings.len()
    }

    /// The comments that suppress, or would.
    fn suppressing(&self) -> impl Iterator<Item = &Suppression<'t>> {
        self.list.iter().filter(|one| one.comment.form.is_some_and(|form| form != Form::End))
    }

    fn use_of(&self, name: &str, used: bool) -> SuppressionUse {
        // What suppresses `suppression/unused` has its use only now.
        if used || selects(name, "suppression/unused") {
            return if used { SuppressionUse::Used } else { SuppressionUse::CannotTell };
        }
        let selected = self.selectors.rules(name);
        let is_exact = name.contains('/');
        // A family may leave out the rules that are off unless someone asks for them.
        let matters = |rule: &str| is_exact || find(rule).is_none_or(|rule| rule.page.head().default);
        let was_asked =
            !selected.is_empty() && selected.iter().all(|rule| !matters(rule) || self.asked.contains(*rule));
        if was_asked { SuppressionUse::Unused } else { SuppressionUse::CannotTell }
    }

    /// The families and rules that a name can be.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        let families = self.known.iter().filter_map(|name| Some(name.split_once('/')?.0));
        families.chain(self.known.iter().copied())
    }
}

/// Returns the spans of comments. Behind the last cell of a row no renderer sees them, but that is where people write
/// them.
fn spans(catalog: &Catalog<'_>) -> Vec<Span> {
    let document = &catalog.document;
    if memchr::memmem::find(document.text.as_bytes(), comment::MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut spans: Vec<Span> = document.comments.iter().map(|comment| comment.span).collect();
    for row in document.rows.iter().filter(|row| row.written > row.cells) {
        let shown = document.cells(row).last().map_or(row.span.start, |cell| cell.span.end);
        let rest = Span { start: shown, end: row.span.end.max(shown) };
        let text = rest.of(document.text);
        if let Some((start, end)) = text.find("<!--").zip(text.rfind("-->")).filter(|(start, end)| start < end) {
            spans.push(rest.inner(start..end + "-->".len()));
        }
    }
    spans.sort_unstable();
    spans
}

/// The span without the white space at its end: what stands at the very end of a block still belongs to it.
fn trimmed(catalog: &Catalog<'_>, span: Span) -> Span {
    span.inner(0..span.of(catalog.document.text).trim_end().len())
}

/// `suppression/unknown-rule`
pub(super) fn unknown_rule(suppressions: &Suppressions<'_, '_>, answers: &mut Answers) {
    let mut suggestions = Suggestions { suppressions, known: FxHashMap::default() };
    for one in &suppressions.list {
        let comment = &one.comment;
        if comment.form.is_none() {
            let near =
                nearest_word(comment.word.text, WORDS.iter().map(|(word, _)| *word)).unwrap_or("catalint-ignore");
            let message = format!("{} is no comment that catalint knows", quote(comment.word.text));
            let draft = Draft::new(comment.word.span, message).help(format!("did you mean `{near}`?"));
            answers.broken(draft.subject(comment.word.text.to_owned()));
        } else if comment.names.is_empty() && comment.form != Some(Form::End) {
            let help = "name the rules or families to suppress: `<!-- catalint-ignore license/missing: why -->`";
            answers.broken(Draft::new(comment.span, "the comment names no rule, and suppresses nothing").help(help));
        }
        for name in comment.names.iter().filter(|_| comment.form.is_some()) {
            if !suppressions.selectors.rules(name.text).is_empty() {
                answers.holds();
                continue;
            }
            let help = match suggestions.of(name.text) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`catalint rules` lists all rules; the reason stands behind a colon".to_owned(),
            };
            let draft = Draft::new(name.span, format!("there is no rule {}", quote(name.text))).help(help);
            answers.broken(draft.subject(name.text.to_owned()));
        }
    }
}

/// Different unknown names of a file that get a suggestion: each is compared with all rules, and who misspells more of
/// them has read the first suggestions.
const SUGGESTIONS: usize = 50;

/// The rules that unknown names were probably meant to be, each looked for once.
struct Suggestions<'s, 'c, 't> {
    suppressions: &'s Suppressions<'c, 't>,
    known: FxHashMap<&'s str, Option<&'static str>>,
}

impl<'s> Suggestions<'s, '_, '_> {
    fn of(&mut self, name: &'s str) -> Option<&'static str> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        if self.known.len() >= SUGGESTIONS {
            return None;
        }
        let found = nearest_word(name, self.suppressions.names());
        self.known.insert(name, found);
        found
    }
}

/// `suppression/no-reason`
pub(super) fn no_reason(suppressions: &Suppressions<'_, '_>, answers: &mut Answers) {
    for one in suppressions.suppressing() {
        if one.comment.has_reason {
            answers.holds();
        } else {
            let names = list(&one.comment.names);
            let message = format!("the comment does not say why {names} may be broken here");
            let help = "write the reason behind a colon: `<!-- catalint-ignore license/missing: asked the authors -->`";
            answers.broken(Draft::new(one.comment.span, message).help(help).subject(names));
        }
    }
}

/// `suppression/expired`
pub(super) fn expired(suppressions: &Suppressions<'_, '_>, answers: &mut Answers) {
    for one in suppressions.suppressing() {
        let Some((word, date)) = one.comment.until else { continue };
        if !one.expired {
            answers.holds();
            continue;
        }
        let names = list(&one.comment.names);
        let draft = if date.is_some() {
            let message = format!("{names} was to be suppressed until {}, which is past", word.text);
            Draft::new(word.span, message).help("fix what it suppressed, or set a later day")
        } else {
            let message = format!("{} is no day, so that {names} is not suppressed", quote(word.text));
            Draft::new(word.span, message).help("write the last day on which it holds as `until=2027-01-31`")
        };
        answers.broken(draft.subject(names));
    }
}

/// `suppression/unused`
pub(super) fn unused(suppressions: &Suppressions<'_, '_>, answers: &mut Answers) {
    let catalog = suppressions.catalog;
    for one in suppressions.list.iter().filter(|one| !one.expired) {
        let comment = &one.comment;
        match comment.form {
            Some(Form::End) if one.partner.is_none() => {
                let draft = Draft::new(comment.span, "there is no `catalint-ignore-begin` that this comment ends");
                answers.broken(draft.help("delete the comment").fix(removal(catalog, &[comment.span])));
                continue;
            }
            Some(Form::Begin) if one.covers.is_none() => {
                let draft = Draft::new(comment.span, "the range is never ended, so that nothing is suppressed");
                answers.broken(draft.help("put `<!-- catalint-ignore-end -->` where it ends"));
                continue;
            }
            // What an end names is suppressed by its beginning, which is asked.
            None | Some(Form::End) => continue,
            Some(_) => {}
        }
        let uses = comment.names.iter().zip(&one.used).map(|(name, used)| suppressions.use_of(name.text, *used));
        let uses: Vec<SuppressionUse> = uses.collect();
        let is_all = !uses.is_empty() && uses.iter().all(|found| *found == SuppressionUse::Unused);
        if is_all {
            let spans: Vec<Span> = std::iter::once(comment.span).chain(one.partner).collect();
            let names = list(&comment.names);
            let draft = Draft::new(comment.span, format!("nothing here breaks {names}")).help("delete the comment");
            answers.broken(draft.fix(removal(catalog, &spans)).subject(names));
            continue;
        }
        for (at, found) in uses.into_iter().enumerate() {
            match (found, comment.names.get(at)) {
                (SuppressionUse::Unused, Some(name)) => answers.broken(unused_name(comment, at, *name)),
                (SuppressionUse::Used, _) => answers.holds(),
                _ => {}
            }
        }
    }
}

/// One of several names that suppressed nothing.
fn unused_name(comment: &SuppressionComment<'_>, at: usize, name: CommentWord<'_>) -> Draft {
    let draft = Draft::new(name.span, format!("nothing here breaks `{}`", name.text));
    let draft = draft.help("delete the name").subject(name.text.to_owned());
    // The end of a range may name what its beginning names.
    if comment.form == Some(Form::Begin) {
        return draft;
    }
    let span = match (comment.names.get(at + 1), at.checked_sub(1).and_then(|before| comment.names.get(before))) {
        (Some(next), _) => Span { start: name.span.start, end: next.span.start },
        (None, Some(before)) => Span { start: before.span.end, end: name.span.end },
        (None, None) => name.span,
    };
    draft.fix(Fix::safe(span, ""))
}

/// The names of a comment, as a sentence has them.
fn list(names: &[CommentWord<'_>]) -> String {
    let names: Vec<_> = names.iter().map(|name| quote(name.text)).collect();
    match names.split_last() {
        None => "a rule".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// The edits that take comments out, and leave what stands around them as it is shown.
fn removal(catalog: &Catalog<'_>, comments: &[Span]) -> Fix {
    let edits = comments.iter().map(|comment| Edit { span: removed(catalog, *comment), text: String::new() });
    Fix { safe: true, edits: edits.collect() }
}

fn removed(catalog: &Catalog<'_>, comment: Span) -> Span {
    let text = catalog.document.text;
    let (lines, is_alone) = cover::lines(catalog, comment);
    let before = text.get(..lines.start as usize).unwrap_or_default();
    let after = text.get(lines.end as usize..).unwrap_or_default();
    if !is_alone {
        let line = Span { start: lines.start, end: comment.start }.of(text);
        let blanks = line.len() - line.trim_end_matches([' ', '\t']).len();
        let is_open =
            text.get(comment.end as usize..).is_some_and(|rest| rest.starts_with([' ', '\n', '\r']) || rest.is_empty());
        let taken = if is_open && blanks < line.len() { blanks as u32 } else { 0 };
        return Span { start: comment.start - taken, end: comment.end };
    }
    let end = after.find('\n').map_or(text.len(), |at| lines.end as usize + at + 1);
    let next = text.get(end..).unwrap_or_default().lines().next().unwrap_or_default().trim_start();
    let previous = before.lines().next_back().unwrap_or_default();
    // An empty line stays where the comment kept two paragraphs apart.
    let begins =
        next.is_empty() || next.starts_with(['#', '-', '*', '+']) || next.starts_with(|c: char| c.is_ascii_digit());
    if previous.trim().is_empty() || begins { Span::new(lines.start as usize, end) } else { comment }
}

#[cfg(test)]
mod tests;
