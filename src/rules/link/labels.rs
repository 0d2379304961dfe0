//! Labels of references: those that nothing defines, and definitions that nothing uses.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::LinkTarget;
use crate::markdown::{Definition, Document, Link, LinkKind, Undefined};
use crate::rules::distance::{self, bag};
use crate::rules::fragment::{COMPARISONS_OF_ONE, ComparisonBudget};
use crate::rules::wording::shown;
use crate::rules::{Answer, Answers, Context, Draft, Question};
use crate::source::Span;
use crate::text::fold;

/// Edits between a label and the definition that it was probably meant for.
const NEAR: usize = 2;

/// `link/undefined-reference`, of labels that nothing defines.
pub(in crate::rules) fn undefined_reference<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Undefined> {
    let document = &context.catalog.document;
    let mut suggested: FxHashMap<&'c str, Option<&'c str>> = FxHashMap::default();
    let defined = Defined::of(&document.definitions);
    let is_numbered = document.definitions.iter().any(|own| is_number(&own.label));
    let mut budget = ComparisonBudget::of(document);
    Box::new(move |undefined| {
        let label = undefined.label.trim();
        if !is_reference(document, undefined) || is_number(label) && !is_numbered {
            return Answer::CannotTell;
        }
        // Without a single definition the brackets may be meant as they are, unless the label is like no word of a text.
        if document.definitions.is_empty() && !is_key(label) {
            return Answer::CannotTell;
        }
        let near = *suggested.entry(label).or_insert_with(|| defined.near(label, &mut budget));
        let help = match near {
            Some(near) => format!("did you mean [{}]?", shown(near)),
            None => format!("define it: [{}]: https://…", shown(label)),
        };
        Draft::new(undefined.span, format!("no link: [{}] is not defined", shown(label)))
            .help(help)
            .subject(label.to_owned())
            .into()
    })
}

/// `link/undefined-reference`, of links: their labels are defined.
pub(in crate::rules) fn defined_reference(_: &Context<'_, '_>, link: &Link<'_>, _: &LinkTarget<'_>) -> Answer {
    if link.kind == LinkKind::Reference { Answer::Holds } else { Answer::CannotTell }
}

/// Returns true if brackets are meant as a reference, `[text][label]`: no index behind a word, no escaped text, no sign.
fn is_reference(document: &Document<'_>, undefined: &Undefined) -> bool {
    let label = undefined.label.trim();
    let written = undefined.span.of(document.text);
    let before = document.text.get(..undefined.span.start as usize).unwrap_or_default();
    let is_indexed = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | ')' | '\\'));
    let is_plain = label.len() < 2 && !is_number(label) || label.starts_with(['^', '!']) || label.starts_with("http");
    // Of `[a][b][c]` the brackets in the middle may be the text of a link.
    let at = written.rfind("][").map(|at| undefined.span.start + at as u32 + 1);
    let is_link = |at: u32| {
        let links = document.links.get(document.links_in(Span { start: at, end: at + 1 })).unwrap_or_default();
        !links.is_empty()
    };
    undefined.full && !is_indexed && !is_plain && at.is_some_and(|at| !is_link(at))
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns true if a label is like no word of a text: small letters and digits with a dash or an underscore between them.
fn is_key(label: &str) -> bool {
    let is_kept = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    let is_joined = label.split(['-', '_']).filter(|part| !part.is_empty()).count() > 1;
    label.bytes().all(is_kept) && is_joined && label.contains(|c: char| c.is_ascii_lowercase())
}

/// The labels of definitions, with what tells quickly that another one is not alike: the letters as a set.
struct Defined<'d>(Vec<(&'d str, u64)>);

impl<'d> Defined<'d> {
    fn of(definitions: &'d [Definition<'_>]) -> Self {
        Self(definitions.iter().map(|own| (own.label.as_str(), bag(&own.label))).collect())
    }

    /// The first label that is at most [`NEAR`] edits away, as long as there are comparisons left.
    fn near(&self, label: &str, budget: &mut ComparisonBudget) -> Option<&'d str> {
        if !budget.spend_sets(self.0.len()) {
            return None;
        }
        let own = bag(label);
        let alike = |(other, bag): &&(&str, u64)| {
            // An edit takes away one letter and brings one, each of at most four bytes.
            let bytes = if label.is_ascii() && other.is_ascii() { 1 } else { 4 };
            other.len().abs_diff(label.len()) <= NEAR && (bag ^ own).count_ones() as usize <= NEAR * 2 * bytes
        };
        let close = |(other, _): &&(&str, u64)| budget.spend() && distance::within(other, label, NEAR).is_some();
        self.0.iter().filter(alike).take(COMPARISONS_OF_ONE).find(close).map(|(label, _)| *label)
    }
}

/// `link/unused-reference`, of definitions.
pub(in crate::rules) fn unused_reference<'c, 't>(context: &Context<'c, 't>) -> Question<'c, &'c Definition<'t>> {
    let document = &context.catalog.document;
    let links = document.links.iter().filter(|link| matches!(link.kind, LinkKind::Reference | LinkKind::Image));
    let has_definitions = !document.definitions.is_empty();
    let labels = links.filter(|_| has_definitions).filter_map(|link| label(link.span.of(document.text)));
    let used: FxHashSet<String> = labels.collect();
    Box::new(move |definition| {
        let target = definition.target.trim();
        // `[//]: # (a remark)` is how markdown writes remarks.
        let is_remark =
            matches!(target, "" | "#" | "<>") || matches!(definition.label.as_str(), "//" | "comment" | "_");
        if is_remark || definition.label.starts_with('^') {
            return Answer::CannotTell;
        }
        if used.contains(&fold::label(&definition.label)) {
            return Answer::Holds;
        }
        Draft::new(definition.span, format!("nothing refers to [{}]", shown(&definition.label)))
            .help("refer to it, or take it out")
            .subject(definition.label.clone())
            .into()
    })
}

/// `link/unused-reference`, of footnotes, and of definitions that a renderer passes over.
pub(in crate::rules) fn unused_definition(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    unused_footnotes(document, answers);
    if !document.definitions.is_empty() {
        repeated_definitions(document, answers);
    }
}

/// Footnotes that nothing refers to: GitHub shows them nowhere.
fn unused_footnotes(document: &Document<'_>, answers: &mut Answers) {
    let references = document.footnotes.iter().filter(|footnote| !footnote.is_definition);
    let used: FxHashSet<String> = references.map(|footnote| fold::label(&footnote.label)).collect();
    for footnote in document.footnotes.iter().filter(|footnote| footnote.is_definition) {
        if used.contains(&fold::label(&footnote.label)) {
            answers.holds();
            continue;
        }
        let first = footnote.span.of(document.text).lines().next().unwrap_or_default();
        answers.broken(
            Draft::new(
                footnote.span.inner(0..first.len()),
                format!("nothing refers to the footnote [^{}], so that it is not shown", shown(&footnote.label)),
            )
            .help("refer to it, or take it out")
            .subject(footnote.label.clone()),
        );
    }
}

/// Definitions of a label that is defined before, with another address: a renderer takes the first.
fn repeated_definitions(document: &Document<'_>, answers: &mut Answers) {
    let first: FxHashMap<String, &Definition<'_>> =
        document.definitions.iter().map(|own| (fold::label(&own.label), own)).collect();
    let mut at = 0;
    for line in document.text.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        let Some((label, target)) = definition(line) else { continue };
        let Some(own) = first.get(&fold::label(label)).filter(|own| own.span.end <= span.start) else { continue };
        if document.is_verbatim(span.start as usize) || *own.target == *target || own.label.starts_with("//") {
            continue;
        }
        answers.broken(
            Draft::new(span, format!("[{}] is defined before with another address, which is taken", shown(label)))
                .help("take one of the two out, or give it a label of its own")
                .subject(label.to_owned())
                .related(own.span, "the definition that is taken"),
        );
    }
}

/// The label and the address of a line that defines a reference: `[label]: address`.
fn definition(line: &str) -> Option<(&str, &str)> {
    let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
    let inner = line.trim_start_matches(' ').strip_prefix('[').filter(|_| blanks < 4)?;
    let (label, rest) = inner.split_once("]:")?;
    let target = rest.split_whitespace().next()?.trim_start_matches('<').trim_end_matches('>');
    (!label.contains(['[', ']']) && !label.starts_with('^') && target.contains([':', '/', '.']))
        .then_some((label, target))
}

/// The label that a reference is looked up by: `[text][label]`, `[label][]`, `[label]`. Where it goes on in the next line of
/// a quote, the mark of the quote is no part of it.
fn label(written: &str) -> Option<String> {
    let inner = written.trim_end().strip_suffix(']')?;
    let inner = inner.strip_suffix("][").unwrap_or(inner);
    let open =
        inner.char_indices().rev().find(|&(at, c)| c == '[' && !inner.get(..at).is_some_and(|b| b.ends_with('\\')));
    let label = inner.get(open?.0 + 1..)?;
    let lines: Vec<&str> = label.lines().map(|line| line.trim_start().trim_start_matches(['>', ' '])).collect();
    Some(fold::label(if label.contains('\n') { lines.join(" ") } else { label.to_owned() }.as_str()))
}
