//! Rules about links to files of the same project.

use std::cell::{LazyCell, OnceCell};

use rustc_hash::{FxHashMap, FxHashSet};

use super::local_path::{folder, local_path, normal, rooted_path};
use super::near_file::NearFiles;
use super::words;
use crate::catalog::TargetKind;
use crate::finding::Fix;
use crate::markdown::NONE;
use crate::rules::template::is_template_file;
use crate::rules::wording::shown;
use crate::rules::{Answer, Answers, Context, Draft, Lookup, Question, TargetedLink};
use crate::source::Span;
use crate::text::suffix::known_suffix;

/// A folder with more missing files than this gets one finding for all of them: it was never copied.
const MANY: usize = 20;

/// The files that the links of a catalog lead to, looked up once for each address.
struct LinkedFiles<'c, 't> {
    context: Context<'c, 't>,
    /// The path of each address, and what is there.
    lookups: FxHashMap<u32, (String, Lookup)>,
    /// Missing files, by their folder.
    missing: FxHashMap<String, usize>,
    /// Folders that are reported.
    told: FxHashSet<String>,
    near: OnceCell<NearFiles<'c, 't>>,
}

/// `link/missing-file`
pub(in crate::rules) fn missing_file<'c, 't>(context: &Context<'c, 't>) -> Question<'c, TargetedLink<'c, 't>> {
    let mut files = LinkedFiles::of(*context);
    Box::new(move |link| files.judge(link))
}

impl<'c, 't> LinkedFiles<'c, 't> {
    fn of(context: Context<'c, 't>) -> Self {
        let (lookups, missing) = (FxHashMap::default(), FxHashMap::default());
        let mut own = Self { context, lookups, missing, told: FxHashSet::default(), near: OnceCell::new() };
        let catalog = context.catalog;
        // Its links lead from where the page will be.
        if is_template_file(catalog.file.path()) {
            return own;
        }
        let has_root = LazyCell::new(|| leads_from_repository(&context));
        for (target, index) in catalog.targets.iter().zip(0..) {
            if target.kind != TargetKind::Path {
                continue;
            }
            let rooted = || rooted_path(target).filter(|_| *has_root && !own.near().is_site);
            let Some(path) = local_path(target).or_else(rooted) else { continue };
            let lookup = match context.files.lookup(catalog.file.path(), &path) {
                Lookup::Missing if own.near().is_site && own.near().is_on_site(&path) => Lookup::Exists,
                lookup => lookup,
            };
            if lookup == Lookup::Missing {
                *own.missing.entry(folder(&path).to_owned()).or_default() += target.links as usize;
            }
            own.lookups.insert(index, (path, lookup));
        }
        own
    }

    fn near(&self) -> &NearFiles<'c, 't> {
        self.near.get_or_init(|| NearFiles::of(self.context))
    }

    fn judge(&mut self, own: TargetedLink<'_, '_>) -> Answer {
        let Some((path, lookup)) = self.lookups.get(&own.target_index) else { return Answer::CannotTell };
        let place = self.context.catalog.document.target_span(own.link);
        match lookup {
            Lookup::Unknown => Answer::CannotTell,
            Lookup::Exists => Answer::Holds,
            Lookup::Missing => {
                let path = path.clone();
                self.missing_at(place, &path)
            }
            Lookup::OtherCase(real) => {
                let draft = Draft::new(place, format!("no file {}: its name is {}", shown(path), shown(real)))
                    .help("write the name letter for letter: GitHub tells capitals from small letters")
                    .subject(path.clone());
                let at = place.of(self.context.text()).find(path.as_str());
                match (at, recased(path, real)) {
                    (Some(at), Some(fixed)) => draft.fix(Fix::safe(place.inner(at..at + path.len()), fixed)).into(),
                    _ => draft.into(),
                }
            }
        }
    }

    /// Reports a missing file, or its whole folder where very many files of it are missing.
    fn missing_at(&mut self, place: Span, path: &str) -> Answer {
        let folder = folder(path);
        let count = self.missing.get(folder).copied().unwrap_or_default();
        if count <= MANY {
            self.near();
            return self.near.get_mut().map_or(Answer::CannotTell, |near| no_file(near, place, path).into());
        }
        if !self.told.insert(folder.to_owned()) {
            return Answer::CannotTell;
        }
        let name = if folder.is_empty() { "this folder" } else { folder };
        Draft::new(place, format!("{count} links lead to files in {} that are not there", shown(name)))
            .help(format!("add the files, or link to where they are; the first is {}", shown(path)))
            .subject(format!("{folder}/"))
            .into()
    }
}

/// Returns true if GitHub is where a path that begins with `/` is followed: from the root of the repository. In the pages
/// of a site generator it leads from the root of the site.
fn leads_from_repository(context: &Context<'_, '_>) -> bool {
    let from = context.catalog.file.path();
    let has_front_matter = context.text().starts_with("---\n") || context.text().starts_with("---\r\n");
    !has_front_matter && context.files.has_root(from)
}

/// A path with the letters that the file system has: it may tell the whole path from the project's root, or the name alone.
fn recased(path: &str, real: &str) -> Option<String> {
    let shared = path.bytes().rev().zip(real.bytes().rev()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let kept = path.get(..path.len() - shared)?;
    let ends = kept.is_empty() || kept.ends_with('/') || shared == real.len();
    ends.then(|| real.get(real.len() - shared..).map(|tail| format!("{kept}{tail}")))?
}

/// Words a finding about one missing file, with the file or address that was probably meant.
fn no_file(files: &mut NearFiles<'_, '_>, place: Span, path: &str) -> Draft {
    let draft = Draft::new(place, format!("there is no file {}", shown(path))).subject(path.to_owned());
    if let Some(near) = files.source_of_page(path).or_else(|| files.nearest(path)) {
        let draft = draft.help(format!("did you mean {}?", shown(&near)));
        let at = place.of(files.text()).find(path);
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
pub(in crate::rules) fn orphan_page(context: &Context<'_, '_>, answers: &mut Answers) {
    let path = normal("", context.catalog.file.path());
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if context.neighbors.catalogs.len() < 2 || words().entrances.iter().any(|page| name.starts_with(page.as_str())) {
        return;
    }
    if context.neighbors.link_to(&path) {
        answers.holds();
        return;
    }
    let heading = context.catalog.document.sections.get(1).filter(|section| section.heading != NONE);
    let span = heading
        .and_then(|section| context.catalog.document.block(section.heading))
        .map_or_else(|| crate::source::Span::at(0), |block| block.span);
    answers.broken(
        Draft::new(span, "no other page leads here")
            .help("link to it from the list that it belongs to")
            .subject("orphan"),
    );
}
