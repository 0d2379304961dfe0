//! Rules about links to files of the same project.

use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::local_path::{folder, local_path, normal, rooted_path};
use super::near_file::NearFiles;
use super::words;
use crate::catalog::TargetKind;
use crate::finding::Fix;
use crate::markdown::NONE;
use crate::rules::wording::shown;
use crate::rules::{Answers, Context, Draft, Lookup};
use crate::source::Span;
use crate::text::suffix::known_suffix;

/// A folder with more missing files than this gets one finding for all of them: it was never copied.
const MANY: usize = 20;

/// `link/missing-file`
pub(in crate::rules) fn missing_file(cx: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = cx.catalog;
    let mut lookups: FxHashMap<u32, Lookup> = FxHashMap::default();
    let mut missing: Vec<(usize, String)> = Vec::new();
    let site = std::cell::OnceCell::new();
    let source = |path: &str| {
        let site = site.get_or_init(|| NearFiles::of(cx));
        site.is_site.then(|| site.source_of_page(path)).flatten()
    };
    let has_root = LazyCell::new(|| leads_from_repository(cx) && !site.get_or_init(|| NearFiles::of(cx)).is_site);
    for (index, (link, &of)) in catalog.document.links.iter().zip(&catalog.target_of).enumerate() {
        let Some(target) = catalog.targets.get(of as usize).filter(|target| target.kind == TargetKind::Path) else {
            continue;
        };
        let rooted = || rooted_path(target).filter(|_| *has_root);
        let Some(path) = local_path(target).or_else(rooted) else { continue };
        match lookups.entry(of).or_insert_with(|| cx.files.lookup(catalog.file.path(), &path)) {
            Lookup::Unknown => {}
            Lookup::Exists => answers.holds(),
            Lookup::Missing if source(&path).is_some() => answers.holds(),
            Lookup::Missing => missing.push((index, path)),
            Lookup::OtherCase(real) => {
                let place = catalog.document.target_span(link);
                let draft = Draft::new(place, format!("no file {}: its name is {}", shown(&path), shown(real)))
                    .help("write the name letter for letter: GitHub tells capitals from small letters")
                    .subject(path.clone());
                let at = place.of(cx.text()).find(path.as_str());
                answers.broken(match (at, recased(&path, real)) {
                    (Some(at), Some(fixed)) => draft.fix(Fix::safe(place.inner(at..at + path.len()), fixed)),
                    _ => draft,
                });
            }
        }
    }
    report_missing(cx, &missing, answers);
}

/// Returns true if GitHub is where a path that begins with `/` is followed: from the root of the repository. In the pages
/// of a site generator it leads from the root of the site.
fn leads_from_repository(cx: &Context<'_, '_>) -> bool {
    let from = cx.catalog.file.path();
    let has_front_matter = cx.text().starts_with("---\n") || cx.text().starts_with("---\r\n");
    !has_front_matter && cx.files.has_root(from)
}

/// A path with the letters that the file system has: it may tell the whole path from the project's root, or the name alone.
fn recased(path: &str, real: &str) -> Option<String> {
    let shared = path.bytes().rev().zip(real.bytes().rev()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let kept = path.get(..path.len() - shared)?;
    let ends = kept.is_empty() || kept.ends_with('/') || shared == real.len();
    ends.then(|| real.get(real.len() - shared..).map(|tail| format!("{kept}{tail}")))?
}

fn report_missing(cx: &Context<'_, '_>, missing: &[(usize, String)], answers: &mut Answers) {
    let mut folders: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, path) in missing {
        *folders.entry(folder(path)).or_default() += 1;
    }
    let mut told: FxHashSet<&str> = FxHashSet::default();
    let mut files: Option<NearFiles<'_, '_, '_>> = None;
    for (index, path) in missing {
        let Some(link) = cx.catalog.document.links.get(*index) else { continue };
        let place = cx.catalog.document.target_span(link);
        let folder = folder(path);
        let count = folders.get(folder).copied().unwrap_or_default();
        if count <= MANY {
            answers.broken(no_file(cx, files.get_or_insert_with(|| NearFiles::of(cx)), place, path));
        } else if told.insert(folder) {
            let name = if folder.is_empty() { "this folder" } else { folder };
            answers.broken(
                Draft::new(place, format!("{count} links lead to files in {} that are not there", shown(name)))
                    .help(format!("add the files, or link to where they are; the first is {}", shown(path)))
                    .subject(format!("{folder}/")),
            );
        }
    }
}

/// Words a finding about one missing file, with the file or address that was probably meant.
fn no_file(cx: &Context<'_, '_>, files: &mut NearFiles<'_, '_, '_>, place: Span, path: &str) -> Draft {
    let draft = Draft::new(place, format!("there is no file {}", shown(path))).subject(path.to_owned());
    if let Some(near) = files.source_of_page(path).or_else(|| files.nearest(path)) {
        let draft = draft.help(format!("did you mean {}?", shown(&near)));
        let at = place.of(cx.text()).find(path);
        let is_plain =
            near.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'));
        return match at.filter(|_| is_plain) {
            Some(at) => draft.fix(Fix::for_review(place.inner(at..at + path.len()), near)),
            None => draft,
        };
    }
    let first = path.split('/').next().unwrap_or_default();
    let is_mail = path.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let help = match known_suffix(&first.to_ascii_lowercase()) {
        Some(_) if is_mail => format!("did you mean mailto:{}?", shown(path)),
        // `CONTRIBUTING.md` is a file, though `md` is an ending of hosts too.
        Some(suffix)
            if suffix.len() + 1 < first.len() && (words().is_site_ending(suffix) || first.matches('.').count() > 1) =>
        {
            format!("did you mean https://{}? otherwise add the file", shown(path))
        }
        _ => "add the file, or link to where it is".to_owned(),
    };
    draft.help(help)
}

/// `link/orphan-page`
pub(in crate::rules) fn orphan_page(cx: &Context<'_, '_>, answers: &mut Answers) {
    let path = normal("", cx.catalog.file.path());
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if cx.neighbors.catalogs.len() < 2 || words().entrances.iter().any(|page| name.starts_with(page.as_str())) {
        return;
    }
    if cx.neighbors.link_to(&path) {
        answers.holds();
        return;
    }
    let heading = cx.catalog.document.sections.get(1).filter(|section| section.heading != NONE);
    let span = heading
        .and_then(|section| cx.catalog.document.block(section.heading))
        .map_or_else(|| crate::source::Span::at(0), |block| block.span);
    answers.broken(
        Draft::new(span, "no other page leads here")
            .help("link to it from the list that it belongs to")
            .subject("orphan"),
    );
}
