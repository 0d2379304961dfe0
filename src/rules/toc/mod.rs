//! `toc/`: the list of contents, held against the headings.

mod fringe;
mod insert;
mod sublevel;

use std::cell::LazyCell;
use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};

use self::fringe::Fringe;
use self::insert::missing_entries;
use self::sublevel::{missing_subsections, severed_section};
use super::contents::{Contents, LEAST_ENTRIES, LEAST_TITLED_ENTRIES, is_side, is_titled};
use super::fragment::{ComparisonBudget, NearestAnchors};
use super::fragment_draft::broken;
use super::wording::{percent_decoded, shown};
use super::{Answer, Answers, Context, Draft, Question};
use crate::catalog::Share;
use crate::markdown::{Block, Document, Link, NONE, SectionId};
use crate::source::Span;
use crate::text::fold;

/// `toc/broken-anchor`
pub(super) fn broken_anchor<'c, 't>(context: &Context<'c, 't>) -> Question<'c, &'c Link<'t>> {
    let document = &context.catalog.document;
    let nearest = NearestAnchors::in_document(document);
    let mut budget = ComparisonBudget::of(document);
    Box::new(move |link| {
        let fragment = link.target.get(1..).unwrap_or_default();
        if nearest.has(fragment) {
            return Answer::Holds;
        }
        let near = nearest.find(fragment, &mut budget);
        let message = format!("this entry of the contents leads nowhere: no heading is #{}", shown(fragment));
        broken(document, link, fragment, near.as_ref(), message).into()
    })
}

/// The sections by their fragments.
fn sections(document: &Document<'_>) -> FxHashMap<String, SectionId> {
    let mut sections: FxHashMap<String, SectionId> = FxHashMap::default();
    // An anchor just before or in a heading leads to its section too.
    for anchor in &document.anchors {
        let after = document.sections.partition_point(|section| section.span.start < anchor.span.start);
        let inside = after.checked_sub(1).filter(|&own| {
            let heading = document.sections.get(own).and_then(|section| document.block(section.heading));
            heading.is_some_and(|heading| heading.span.contains(anchor.span))
        });
        let near = document.sections.get(after).is_some_and(|section| {
            let between = Span { start: anchor.span.end, end: section.span.start.max(anchor.span.end) };
            between.of(document.text).trim_matches(['<', '/', 'a', '>', '\n', ' ', '\r', 'p', '-']).is_empty()
        });
        if let Some(section) = inside.or_else(|| near.then_some(after)).and_then(|index| document.sections.id_at(index))
        {
            sections.insert(anchor.name.to_lowercase(), section);
        }
    }
    for (id, section) in document.sections.enumerate().skip(1) {
        sections.insert(section.slug.to_lowercase(), id);
    }
    sections
}

fn section_of(sections: &FxHashMap<String, SectionId>, link: &Link<'_>) -> Option<SectionId> {
    let fragment = percent_decoded(link.target.get(1..)?).to_lowercase();
    sections.get(fragment.strip_prefix("user-content-").unwrap_or(&fragment)).copied()
}

/// `toc/missing-section`
pub(super) fn missing_section(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    let all = context.contents();
    if all.is_empty() {
        return;
    }
    let sections = sections(document);
    // An entry whose anchor is wrong still names its section: `toc/broken-anchor` tells of it.
    let by_title: LazyCell<FxHashMap<String, SectionId>, _> = LazyCell::new(|| {
        document.sections.ids().skip(1).rev().map(|id| (fold::title(document.title(id)), id)).collect()
    });
    let named = |link: &Link<'_>| by_title.get(&fold::title(document.link_text(link))).copied();
    let nearest = LazyCell::new(|| NearestAnchors::in_document(document));
    let mut patience = ComparisonBudget::of(document);
    let mut near = |link: &Link<'_>| {
        let near = nearest.find(link.target.get(1..).unwrap_or_default(), &mut patience)?;
        sections.get(near.place).copied()
    };
    let entries = all.iter().flat_map(|contents| contents.entries(document));
    let entries = entries
        .filter_map(|link| Some(link).zip(section_of(&sections, link).or_else(|| named(link)).or_else(|| near(link))))
        .collect::<Vec<_>>();
    let listed: Vec<SectionId> = entries.iter().map(|(_, section)| *section).collect();
    let Some(first) = all.first() else { return };
    let by = |least| covered_level(document, &listed, least);
    let is_short = || is_titled(document, first.section).then(|| by(LEAST_TITLED_ENTRIES)).flatten();
    let Some(level) = by(LEAST_ENTRIES).or_else(is_short) else { return };
    let last = all.iter().map(|contents| contents.span.end).max().unwrap_or_default();
    // An entry may lead to several sections: "and also some [blogs](#blogs) and [courses](#courses)".
    let beside = all.iter().filter_map(|contents| document.links.get(document.links_in(contents.span))).flatten();
    let beside = beside.filter(|link| link.target.starts_with('#')).filter_map(|link| section_of(&sections, link));
    // An entry with the anchor of another section names its own all the same.
    let titled = all.iter().flat_map(|contents| contents.entries(document)).filter_map(&named);
    let covered: FxHashSet<SectionId> =
        listed.iter().copied().chain(beside).chain(titled).flat_map(|own| document.ancestors(own)).collect();
    let fringe = Fringe::of(context.catalog, &listed, level);
    let severed = severed_section(document, &entries, level);
    let below = missing_subsections(document, &listed, level, last);
    let mut left_out = Vec::new();
    for (id, section) in document.sections.enumerate().skip(1) {
        if section.level != level || section.span.start < last {
            continue;
        }
        // An entry that leads to a part of the section covers it: then the title is only a frame.
        let own_list = all.iter().any(|contents| contents.section == id) || is_titled(document, id);
        if covered.contains(&id) && severed != Some(id) || own_list {
            answers.holds();
        } else if !document.title(id).is_empty() && !is_side(document.title(id)) && fringe.is_content(id) {
            left_out.push(id);
        }
    }
    let title = heading_of(document, first.section).filter(|_| is_titled(document, first.section));
    let span = title.map_or_else(|| first_entry(document, first), |block| context.catalog.content_span(block));
    if !left_out.is_empty() {
        let draft = lacking(context, span, "section", &left_out).subject("contents");
        // Where the entries below it are in the wrong item, one more entry is not enough.
        let fix = missing_entries(document, all, &entries, level, &left_out).filter(|_| severed.is_none());
        answers.broken(match fix {
            Some(fix) => draft.fix(fix),
            None => draft,
        });
    }
    if !below.is_empty() {
        answers.broken(lacking(context, span, "subsection", &below).subject("subsections"));
    }
}

/// Words the finding about sections that the contents at `span` leave out.
fn lacking(context: &Context<'_, '_>, span: Span, noun: &str, left_out: &[SectionId]) -> Draft {
    let what = match left_out.len() {
        1 => noun.to_owned(),
        count => format!("{count} {noun}s"),
    };
    let titles = titles_of(&context.catalog.document, left_out);
    let draft = Draft::new(span, format!("the contents leave out {what}: {titles}")).help("add them to the contents");
    with_headings(context, draft, left_out, "left out")
}

/// Letters at the beginning of two words from which on they are forms of one.
const SHORTEST_STEM: usize = 7;

/// A finding names this many sections and counts the others.
const NAMED: usize = 12;

/// The titles of some sections, as a message names them.
fn titles_of(document: &Document<'_>, sections: &[SectionId]) -> String {
    let named: Vec<_> = sections.iter().take(NAMED).map(|&id| shown(document.title(id))).collect();
    let mut titles = named.join(", ");
    if sections.len() > NAMED {
        let _ = write!(titles, " and {} more", sections.len() - NAMED);
    }
    titles
}

/// Adds the headings of some sections to a finding.
fn with_headings(context: &Context<'_, '_>, draft: Draft, sections: &[SectionId], message: &'static str) -> Draft {
    let headings = sections.iter().take(NAMED).filter_map(|&id| heading_of(&context.catalog.document, id));
    headings.fold(draft, |draft, block| draft.related(context.catalog.content_span(block), message))
}

fn heading_of<'d>(document: &'d Document<'_>, section: SectionId) -> Option<&'d Block> {
    document.block(document[section].heading)
}

fn first_entry(document: &Document<'_>, contents: &Contents) -> Span {
    contents.entries(document).next().map_or(contents.span, |link| link.span)
}

/// The highest level of which the contents list most of the headings: those of other levels are left out on purpose.
fn covered_level(document: &Document<'_>, listed: &[SectionId], least: usize) -> Option<u8> {
    let mut by_level = [0_usize; 8];
    for &id in listed {
        if let Some(count) = by_level.get_mut(document[id].level as usize) {
            *count += 1;
        }
    }
    let (level, &count) = by_level.iter().enumerate().find(|(_, count)| **count >= least)?;
    let there = document.sections.iter().filter(|section| section.level as usize == level).count();
    Share::HALF.is_reached(count, there).then_some(level as u8)
}

/// `toc/wrong-text`
pub(super) fn wrong_text<'c, 't>(context: &Context<'c, 't>) -> Question<'c, &'c Link<'t>> {
    let context = *context;
    let document = &context.catalog.document;
    let all = context.contents();
    let entries: Vec<&Link<'_>> = all.iter().flat_map(|contents| contents.entries(document)).collect();
    // The label of a group leads to the first of the group.
    let labels = entries.iter().zip(entries.iter().skip(1));
    let labels = labels.filter(|(link, child)| child.target == link.target && is_part(document, child, link));
    let labels: FxHashSet<u32> = labels.map(|(link, _)| link.span.start).collect();
    let sections = sections(document);
    Box::new(move |link| {
        let section = section_of(&sections, link).filter(|_| !labels.contains(&link.span.start));
        let Some(section) = section else { return Answer::CannotTell };
        let (text, title) = (document.link_text(link), document.title(section));
        let (own, heading) = (fold::title(text), fold::title(title));
        if own.is_empty() || heading.is_empty() {
            return Answer::CannotTell;
        }
        if alike(&own, &heading) {
            return Answer::Holds;
        }
        let message = format!("the contents say `{}`, the heading `{}`", shown(text), shown(title));
        let draft = Draft::new(link.span, message)
            .help("write in the contents what the heading says")
            .subject(link.target.to_string());
        match heading_of(document, section) {
            Some(block) => draft.related(context.catalog.content_span(block), "the heading").into(),
            None => draft.into(),
        }
    })
}

/// Returns true if an entry stands in a list that is nested in the item of another one.
fn is_part(document: &Document<'_>, child: &Link<'_>, parent: &Link<'_>) -> bool {
    let item = |link: &Link<'_>| document.block(link.block).map_or(NONE, |block| block.item);
    let list = document.items.get(item(child) as usize).map(|item| &document[item.list]);
    item(parent) != NONE && list.is_some_and(|list| list.parent == item(parent))
}

/// Returns true if an entry and a heading are the same words, or one is the other's short form.
fn alike(entry: &str, heading: &str) -> bool {
    let squeezed = |text: &str| text.split(' ').collect::<String>();
    let (a, b) = (squeezed(entry), squeezed(heading));
    let initials = |text: &str| text.split(' ').filter_map(|word| word.chars().next()).collect::<String>();
    if initials(entry) == b || initials(heading) == a {
        return true;
    }
    if a.contains(&b) || b.contains(&a) || strsim::osa_distance(&a, &b) * 4 <= a.chars().count() {
        return true;
    }
    let (short, long) = if entry.len() < heading.len() { (entry, heading) } else { (heading, entry) };
    // `Contribute` and `Contributions` are forms of one word.
    let begins_alike = |own: &str, word: &str| {
        let shared = own.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
        own.starts_with(word) || word.starts_with(own) || shared >= SHORTEST_STEM
    };
    let shared = short.split(' ').filter(|word| long.split(' ').any(|own| begins_alike(own, word)));
    shared.count() * 2 >= short.split(' ').count()
}

/// Entries of the shortest contents that are seen to be in an order of their own.
const LEAST_ALPHABETICAL: usize = 12;

/// Returns true if contents are in the order of the alphabet: then their order is meant, whatever that of the sections is.
fn is_alphabetical(document: &Document<'_>, contents: &Contents) -> bool {
    let texts: Vec<String> = contents.entries(document).map(|link| fold::title(document.link_text(link))).collect();
    let falls = texts.windows(2).filter(|pair| matches!(pair, [a, b] if a > b)).count();
    texts.len() >= LEAST_ALPHABETICAL && falls * 10 <= texts.len()
}

/// `toc/order`
pub(super) fn order<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Contents> {
    let context = *context;
    let document = &context.catalog.document;
    let sections = sections(document);
    let mut titles: FxHashMap<String, usize> = FxHashMap::default();
    for id in document.sections.ids().skip(1) {
        *titles.entry(fold::title(document.title(id))).or_default() += 1;
    }
    Box::new(move |contents| {
        let places: Vec<(SectionId, &Link<'_>)> = contents
            .entries(document)
            .filter_map(|link| section_of(&sections, link).map(|section| (section, link)))
            // Of two sections of one title, the anchor leads to the wrong one as easily as the entry is out of place.
            .filter(|(section, _)| titles.get(&fold::title(document.title(*section))).is_none_or(|count| *count == 1))
            .collect();
        let kept = longest_rise(&places.iter().map(|(section, _)| *section).collect::<Vec<_>>());
        let astray = (0..places.len()).filter(|index| kept.binary_search(index).is_err());
        let astray: Vec<(SectionId, &Link<'_>)> = astray.filter_map(|index| places.get(index).copied()).collect();
        // One section out of the alphabet is a slip, a quarter of them are no order of the sections at all.
        let is_own_order = || astray.len() * 4 > places.len() && is_alphabetical(document, contents);
        let finding = (!astray.is_empty() && !is_own_order()).then(|| out_of_order(&context, &astray)).flatten();
        kept.iter().map(|_| Answer::Holds).chain(finding.map(Answer::from)).collect()
    })
}

/// Words the finding about entries that are elsewhere than their sections.
fn out_of_order(context: &Context<'_, '_>, astray: &[(SectionId, &Link<'_>)]) -> Option<Draft> {
    let (_, first) = astray.first()?;
    let sections: Vec<SectionId> = astray.iter().map(|(section, _)| *section).collect();
    let what = match sections.len() {
        1 => "one entry stands".to_owned(),
        count => format!("{count} entries stand"),
    };
    let titles = titles_of(&context.catalog.document, &sections);
    let message = format!("{what} elsewhere than the section: {titles}");
    let draft = Draft::new(first.span, message).help("put the entries in the order of the sections").subject("order");
    Some(with_headings(context, draft, &sections, "stands here"))
}

/// The indices of the longest part of a sequence that does not fall: what is not in it is what stands out of order.
fn longest_rise(values: &[SectionId]) -> Vec<usize> {
    // For each length the index of the smallest value that a rise of that length ends with.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let at = ends.partition_point(|&end| values.get(end).is_some_and(|own| own <= value));
        before.push(at.checked_sub(1).and_then(|at| ends.get(at)).copied());
        match ends.get_mut(at) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let last = ends.last().copied();
    let mut rise: Vec<usize> = std::iter::successors(last, |&index| before.get(index).copied().flatten()).collect();
    rise.reverse();
    rise
}
