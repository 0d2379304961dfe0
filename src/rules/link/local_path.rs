//! Paths of the project in addresses of links, and addresses that only look like paths.

use super::words::{LinkWords, words};
use crate::catalog::{Catalog, LinkTarget, TargetKind};
use crate::rules::wording::{percent_decoded, shown};

/// Calls back with each path of the project that a catalog links to.
pub(in crate::rules) fn links_between(catalog: &Catalog<'_>, mut take: impl FnMut(String)) {
    let from = folder(catalog.file.path());
    let paths = catalog.targets.iter().filter(|target| target.kind == TargetKind::Path);
    paths.filter_map(local_path).for_each(|own| take(normal(from, &own)));
}

/// A path with `.` and `..` taken out.
pub(in crate::rules) fn normal(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The folder of a path; empty for a file at the root.
pub(in crate::rules) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a target as the file system has it, without query and fragment; `None` where it is a page of GitHub's, a
/// path from the root of a site, or a host without its scheme, which `link/missing-scheme` tells.
pub(super) fn local_path(target: &LinkTarget<'_>) -> Option<String> {
    let url = &*target.url;
    if url.starts_with(['/', '?', '{', '<', '$']) || url.contains(['\\', '{', '|']) {
        return None;
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    // Words that stand where an address should are no path.
    if path.contains(' ') && !has_ending(path) {
        return None;
    }
    if path.is_empty() || misspelt_scheme(url).is_some() {
        return None;
    }
    let outside = path.trim_start_matches("./");
    let up = outside.trim_start_matches("../");
    let first = up.split('/').next().unwrap_or_default();
    if up.len() < outside.len() && words().repository_pages.iter().any(|page| page == first) {
        return None;
    }
    let host = !path.starts_with('.') && looks_like_host(first);
    (!host && !path.contains("..//")).then(|| percent_decoded(path).into_owned())
}

/// Returns the path of a target that leads from a root to a file, `/docs/guide.md`, without query and fragment. What has no
/// ending may be a page of GitHub's, or of a site.
pub(super) fn rooted_path(target: &LinkTarget<'_>) -> Option<String> {
    let url = &*target.url;
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let is_plain = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '{', '|', '$', '<']);
    (is_plain && has_ending(path)).then(|| percent_decoded(path).into_owned())
}

/// True if the last part of a path ends like the name of a file.
pub(super) fn has_ending(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (1..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A scheme that is nearly `http` or `https`: `htp://`, `http//`, `https;//`, `ttps://`.
pub(super) fn misspelt_scheme(url: &str) -> Option<(String, Option<String>)> {
    if let Some((_, inner)) = url.strip_prefix('[').and_then(|inner| inner.split_once("](")) {
        let address = inner.strip_suffix(')').filter(|address| address.starts_with("http"));
        if let Some(address) = address.filter(|_| !url.starts_with("[http")) {
            return Some(("a link stands where the address should".to_owned(), Some(address.to_owned())));
        }
    }
    if let Some(inner) = url.strip_prefix('[').filter(|inner| inner.starts_with("http")) {
        let (inner, rest) = inner.split_at(inner.find([']', '(']).unwrap_or(inner.len()));
        let second = rest.trim_start_matches([']', '(']).split(')').next().unwrap_or_default();
        // Of two addresses only a person can tell which is meant.
        let is_one = second.is_empty() || second.trim_end_matches('/') == inner.trim_end_matches('/');
        return Some(("a link stands where the address should".to_owned(), is_one.then(|| inner.to_owned())));
    }
    let end = url.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (scheme, rest) = (url.get(..end)?, url.get(end..)?);
    let marks = rest.bytes().take_while(|b| matches!(b, b':' | b';' | b'/' | b'.' | b',')).count();
    let (marks, rest) = (rest.get(..marks)?, rest.get(marks..)?);
    if !(3..=7).contains(&end) || !marks.ends_with("//") && !marks.ends_with(":/") || !rest.contains('.') {
        return None;
    }
    let lower = scheme.to_ascii_lowercase();
    if ["ftp", "ftps", "sftp", "shttp"].contains(&lower.as_str()) {
        return None;
    }
    let near = ["https", "http"].into_iter().find(|known| strsim::osa_distance(known, &lower) <= 1)?;
    Some((format!("`{}` is no scheme", shown(&format!("{scheme}{marks}"))), Some(format!("{near}://{rest}"))))
}

/// Returns true if the first part of a path is a host under an ending that registries have, and not the name of a file.
pub(super) fn looks_like_host(host: &str) -> bool {
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    let valid = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !host.split('.').all(valid) || name.is_empty() {
        return false;
    }
    let lower = host.to_ascii_lowercase();
    let www = lower.starts_with("www.") && lower.matches('.').count() > 1;
    let known = crate::text::suffix::known_suffix(&lower).is_some_and(|suffix| suffix != lower);
    known && (www || !LinkWords::has(&words().file_endings, ending) && ending.bytes().all(|b| b.is_ascii_lowercase()))
}
