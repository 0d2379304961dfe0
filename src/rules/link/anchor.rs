//! Fragments: the places inside a document that links lead to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words;
use crate::catalog::TargetKind;
use crate::finding::Fix;
use crate::markdown::{BlockKind, Document, Link};
use crate::rules::contents::{Contents, contents};
use crate::rules::fragment::{ComparisonBudget, NearestAnchors};
use crate::rules::fragment_draft::broken;
use crate::rules::wording::{percent_decoded, shown};
use crate::rules::{Answers, Context, Draft};

/// `link/broken-fragment`
pub(in crate::rules) fn broken_fragment(cx: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = cx.catalog;
    let document = &catalog.document;
    if !catalog.targets.iter().any(|target| matches!(target.kind, TargetKind::Fragment | TargetKind::Path)) {
        return;
    }
    let nearest = NearestAnchors::in_document(document);
    let mut budget = ComparisonBudget::of(document);
    let mut budget_elsewhere = ComparisonBudget::share(cx.neighbors.catalogs.len());
    let arrows = Arrows::of(document, &nearest);
    let contents = contents(document);
    let entries: FxHashSet<u32> = contents.iter().flat_map(Contents::links).collect();
    for (index, (link, &of)) in document.links.iter().zip(&catalog.target_of).enumerate() {
        let Some(target) = catalog.targets.get(of as usize) else { continue };
        match target.kind {
            TargetKind::Fragment => {
                let fragment = target.url.get(1..).unwrap_or_default();
                if entries.contains(&(index as u32)) {
                    continue;
                }
                if nearest.has(fragment) {
                    answers.holds();
                    continue;
                }
                if is_made_by_the_page(fragment) {
                    continue;
                }
                let message = format!("no heading or anchor of this file is #{}", shown(fragment));
                if let Some(target) = is_arrow(document, link).then(|| arrows.target()).flatten() {
                    answers.broken(arrow(document, link, target, message));
                    continue;
                }
                let near = nearest.find(fragment, &mut budget);
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            TargetKind::Path => {
                let Some((path, fragment)) = target.url.split_once('#') else { continue };
                let page = path.split('?').next().unwrap_or_default();
                let Some(other) = cx.neighbors.places(cx.files, catalog.file.path(), &percent_decoded(page)) else {
                    continue;
                };
                if other.has(fragment) {
                    answers.holds();
                    continue;
                }
                let near = other.find(fragment, &mut budget_elsewhere);
                let message = format!("no heading or anchor of {} is #{}", shown(path), shown(fragment));
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            _ => {}
        }
    }
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
