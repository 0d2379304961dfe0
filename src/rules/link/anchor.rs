//! Fragments: the places inside a document that links lead to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words;
use crate::catalog::{LinkTarget, TargetKind};
use crate::finding::Fix;
use crate::markdown::{BlockKind, Document, Link};
use crate::rules::contents::Contents;
use crate::rules::fragment::{ComparisonBudget, NearestAnchors};
use crate::rules::fragment_draft::broken;
use crate::rules::template::is_template_file;
use crate::rules::wording::{percent_decoded, shown};
use crate::rules::{Answer, Context, Draft, Question, TargetedLink};
use crate::source::Span;

/// What links with a fragment are compared with.
struct Fragments<'c, 't> {
    context: Context<'c, 't>,
    /// The places of the file itself.
    nearest: NearestAnchors,
    budget: ComparisonBudget,
    budget_elsewhere: ComparisonBudget,
    arrows: Arrows<'c>,
    /// True if the file is put into a page that has the headings.
    is_part: bool,
    /// Stretches that a program writes.
    written: Vec<Span>,
    /// The entries of tables of contents, by their index: `toc/broken-anchor` is about them.
    entries: FxHashSet<u32>,
}

/// `link/broken-fragment`
pub(in crate::rules) fn broken_fragment<'c, 't>(context: &Context<'c, 't>) -> Question<'c, TargetedLink<'c, 't>> {
    let has_fragments = |target: &LinkTarget<'_>| matches!(target.kind, TargetKind::Fragment | TargetKind::Path);
    if !context.catalog.targets.iter().any(has_fragments) {
        return Box::new(|_| Answer::CannotTell);
    }
    let document = &context.catalog.document;
    let nearest = NearestAnchors::in_document(document);
    let mut fragments = Fragments {
        is_part: is_part(context),
        written: written_regions(document),
        context: *context,
        budget: ComparisonBudget::of(document),
        budget_elsewhere: ComparisonBudget::share(context.neighbors.catalogs.len()),
        arrows: Arrows::of(document, &nearest),
        entries: context.contents().iter().flat_map(Contents::links).collect(),
        nearest,
    };
    Box::new(move |own| match own.target.kind {
        TargetKind::Fragment if fragments.entries.contains(&own.index) => Answer::CannotTell,
        TargetKind::Fragment => fragments.judge(own),
        TargetKind::Path => fragments.judge_elsewhere(own),
        _ => Answer::CannotTell,
    })
}

impl Fragments<'_, '_> {
    /// Judges a link to a place in the file itself.
    fn judge(&mut self, own: TargetedLink<'_, '_>) -> Answer {
        let document = &self.context.catalog.document;
        let fragment = own.target.url.get(1..).unwrap_or_default();
        if self.nearest.has(fragment) {
            return Answer::Holds;
        }
        let is_written = || {
            let after = self.written.partition_point(|region| region.start <= own.link.span.start);
            let region = after.checked_sub(1).and_then(|index| self.written.get(index));
            region.is_some_and(|region| region.contains(own.link.span))
        };
        if self.is_part || is_made_by_the_page(fragment) || is_written() {
            return Answer::CannotTell;
        }
        let message = format!("no heading or anchor of this file is #{}", shown(fragment));
        if let Some(target) = is_arrow(document, own.link).then(|| self.arrows.target()).flatten() {
            return arrow(document, own.link, target, message).into();
        }
        let near = self.nearest.find(fragment, &mut self.budget);
        broken(document, own.link, fragment, near.as_ref(), message).into()
    }

    /// Judges a link to a place in another file.
    fn judge_elsewhere(&mut self, own: TargetedLink<'_, '_>) -> Answer {
        let Some((path, fragment)) = own.target.url.split_once('#') else { return Answer::CannotTell };
        let page = path.split('?').next().unwrap_or_default();
        let Context { catalog, neighbors, files, .. } = self.context;
        let Some(other) = neighbors.places(files, catalog.file.path(), &percent_decoded(page)) else {
            return Answer::CannotTell;
        };
        if other.has(fragment) {
            return Answer::Holds;
        }
        let near = other.find(fragment, &mut self.budget_elsewhere);
        let message = format!("no heading or anchor of {} is #{}", shown(path), shown(fragment));
        broken(&catalog.document, own.link, fragment, near.as_ref(), message).into()
    }
}

/// Returns true if a file is a part of a page, or what one is made from: without a heading, and without an anchor.
fn is_part(context: &Context<'_, '_>) -> bool {
    let document = &context.catalog.document;
    document.sections.len() <= 1 && document.anchors.is_empty() || is_template_file(context.catalog.file.path())
}

/// Returns the stretches between two comments of a program that writes them.
fn written_regions(document: &Document<'_>) -> Vec<Span> {
    let is_mark =
        |span: &Span| words().written_regions.iter().any(|mark| span.of(document.text).contains(mark.as_str()));
    let marks: Vec<Span> = document.comments.iter().map(|comment| comment.span).filter(is_mark).collect();
    let pairs = marks.chunks_exact(2).filter_map(|pair| pair.first().zip(pair.last()));
    pairs.map(|(start, end)| Span { start: start.start, end: end.end }).collect()
}

/// Returns true if a page makes the places of a kind of fragments by itself when it is shown: the operations of Swagger.
fn is_made_by_the_page(fragment: &str) -> bool {
    words().made_fragments.iter().any(|start| fragment.starts_with(start.as_str()))
}

/// Returns true if a link is an arrow in a heading, `## [↑](#contents) Tools`, which leads up and not to the heading.
fn is_arrow(document: &Document<'_>, link: &Link<'_>) -> bool {
    let block = document.block(link.block);
    block.is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)))
        && !document.link_text(link).contains(char::is_alphanumeric)
}

/// Targets of the arrows in headings that lead somewhere.
struct Arrows<'d>(FxHashMap<&'d str, usize>);

impl<'d> Arrows<'d> {
    fn of(document: &'d Document<'_>, nearest: &NearestAnchors) -> Self {
        let mut arrows: FxHashMap<&str, usize> = FxHashMap::default();
        for link in document.links.iter().filter(|link| is_arrow(document, link)) {
            if let Some(fragment) = link.target.strip_prefix('#').filter(|fragment| nearest.has(fragment)) {
                *arrows.entry(fragment).or_default() += 1;
            }
        }
        Self(arrows)
    }

    /// Returns the fragment that most of them lead to, where there are several.
    fn target(&self) -> Option<&'d str> {
        let most = self.0.iter().max_by_key(|(fragment, count)| (**count, std::cmp::Reverse(**fragment)))?;
        (*most.1 > 1).then_some(*most.0)
    }
}

/// Words a finding about an arrow that leads nowhere: it is to lead where the others do.
fn arrow(document: &Document<'_>, link: &Link<'_>, target: &str, message: String) -> Draft {
    let place = document.target_span(link);
    let draft = Draft::new(place, message)
        .subject(link.target.to_string())
        .help(format!("did you mean #{}, where the other headings lead?", shown(target)));
    if place.of(document.text) == link.target { draft.fix(Fix::for_review(place, format!("#{target}"))) } else { draft }
}
