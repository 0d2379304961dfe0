//! One normal form for all addresses of one page: duplicates, shared links and conflicts compare addresses by it.
//!
//! The form is a key and no address: it cannot be requested.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::address::{TargetKind, target_kind};
use crate::vocabulary::vocabulary;

/// Parts of an address of a repository: its owner and its name.
const REPOSITORY_PARTS: usize = 2;

/// See `rules/vocabulary/same-address.toml`, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct SameAddressWords {
    campaigns: Vec<String>,
    clicks: Vec<String>,
    forges: Vec<String>,
    pages: Vec<String>,
    branches: Vec<String>,
    views: Vec<String>,
    readme: Vec<String>,
    readme_files: Vec<String>,
    doi_pages: Vec<String>,
    doi_endings: Vec<String>,
    arxiv_pages: Vec<String>,
    hosts: HashMap<String, String>,
}

vocabulary! { fn read_same_addresses() -> SameAddressWords = "same-address.toml" }

static WORDS: LazyLock<SameAddressWords> = LazyLock::new(read_same_addresses);

/// Writes the normal form of an address into a buffer: the same for two addresses that lead to one page. An address that
/// is not of the web is its own form.
///
/// Scheme, `www`, port, a slash at the end, the case of the host, tracking parameters, and `#` alone make no difference;
/// nor do, on hosts of repositories, case, `.git`, `#readme` and the default branch. All addresses of one DOI, and of one
/// paper on arXiv, have one form.
pub fn write_normal_form(url: &str, form: &mut String) {
    form.clear();
    if target_kind(url) != TargetKind::Web {
        form.push_str(url);
        return;
    }
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest).trim_start_matches('/');
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = normal_host(authority);
    let path = path.trim_matches('/');
    if host == "doi.org" && path.starts_with("10.") {
        write_doi(path, form);
    } else if host == "arxiv.org" && write_arxiv(path, form) {
    } else if WORDS.forges.contains(&host) {
        write_repository(&host, path, query, fragment, form);
    } else if let Some(doi) = doi_in(&host, path) {
        write_doi(&doi, form);
    } else {
        form.push_str(&host);
        write_path(path, form);
        write_query(query, |_| false, form);
        write_fragment(fragment, form);
    }
}

/// Returns the normal form of an address; see [`write_normal_form`].
pub fn normal_form(url: &str) -> String {
    let mut form = String::with_capacity(url.len());
    write_normal_form(url, &mut form);
    form
}

/// Returns for each address the index of the first one with the same normal form.
pub fn first_of_same_form<'a>(urls: impl ExactSizeIterator<Item = &'a str>) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(urls.len());
    let mut known: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut form = String::new();
    for (url, index) in urls.zip(0_u32..) {
        write_normal_form(url, &mut form);
        let first = known.get(form.as_str()).copied();
        if first.is_none() {
            known.insert(form.as_str().into(), index);
        }
        firsts.push(first.unwrap_or(index));
    }
    firsts
}

/// The host in lower case, without `www`, the usual port and the dot at the end; a user before it is kept.
fn normal_host(authority: &str) -> String {
    let lower = authority.to_ascii_lowercase();
    let bare = lower.strip_suffix(":80").or_else(|| lower.strip_suffix(":443")).unwrap_or(&lower).trim_end_matches('.');
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    WORDS.hosts.get(bare).map_or(bare, String::as_str).to_owned()
}

fn write_path(path: &str, form: &mut String) {
    if path.is_empty() {
        return;
    }
    form.push('/');
    let mut rest = path;
    // Pages of people at universities are written in both ways.
    while let Some((before, after)) = rest.split_once("%7E").or_else(|| rest.split_once("%7e")) {
        form.push_str(before);
        form.push('~');
        rest = after;
    }
    form.push_str(rest);
}

/// Writes the parameters that may change the page, in their order.
fn write_query(query: &str, is_view: impl Fn(&str) -> bool, form: &mut String) {
    let mut mark = '?';
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let name = part.split('=').next().unwrap_or(part).to_ascii_lowercase();
        let tracks = WORDS.clicks.contains(&name) || WORDS.campaigns.iter().any(|campaign| name.starts_with(campaign));
        if !tracks && !is_view(&name) {
            form.push(mark);
            form.push_str(part);
            mark = '&';
        }
    }
}

fn write_fragment(fragment: &str, form: &mut String) {
    if !fragment.is_empty() {
        form.push('#');
        form.push_str(fragment);
    }
}

fn write_repository(host: &str, path: &str, query: &str, fragment: &str, form: &mut String) {
    form.push_str(host);
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != "-").collect();
    let is_page = parts.get(REPOSITORY_PARTS).is_some_and(|page| WORDS.pages.iter().any(|own| own == page));
    let is_default =
        parts.get(REPOSITORY_PARTS + 1).is_some_and(|branch| WORDS.branches.iter().any(|own| own == branch));
    if is_page && is_default {
        let below = parts.get(REPOSITORY_PARTS + 2..).unwrap_or_default();
        let is_readme = matches!(below, [file] if WORDS.readme_files.iter().any(|own| own.eq_ignore_ascii_case(file)));
        if below.is_empty() || is_readme {
            parts.truncate(REPOSITORY_PARTS);
        }
    }
    for (part, index) in parts.iter().zip(0..) {
        form.push('/');
        match index {
            0 => form.push_str(&part.to_ascii_lowercase()),
            1 => form.push_str(part.to_ascii_lowercase().trim_end_matches(".git")),
            // The same file of two names of the default branch.
            3 if is_page && is_default => form.push_str("HEAD"),
            _ => form.push_str(part),
        }
    }
    write_query(query, |name| WORDS.views.iter().any(|view| view == name), form);
    if parts.len() > REPOSITORY_PARTS || !WORDS.readme.iter().any(|own| own.eq_ignore_ascii_case(fragment)) {
        write_fragment(fragment, form);
    }
}

/// Writes the form of a DOI, of which no letter's case makes a difference. That of a paper on arXiv is the paper's.
fn write_doi(doi: &str, form: &mut String) {
    let lower = doi.to_ascii_lowercase().replace("%2f", "/");
    if let Some(paper) = lower.strip_prefix("10.48550/arxiv.") {
        form.push_str("arxiv:");
        form.push_str(without_version(paper));
    } else {
        form.push_str("doi:");
        form.push_str(&lower);
    }
}

/// Writes the form of a paper on arXiv; false where the path is of none.
fn write_arxiv(path: &str, form: &mut String) -> bool {
    let paper = WORDS.arxiv_pages.iter().find_map(|page| path.strip_prefix(page.as_str()));
    let Some(paper) = paper.map(|paper| paper.strip_suffix(".pdf").unwrap_or(paper)) else { return false };
    form.push_str("arxiv:");
    form.push_str(&without_version(paper).to_ascii_lowercase());
    true
}

/// The identifier of a paper without the `v2` at its end.
fn without_version(paper: &str) -> &str {
    let bare = paper.trim_end_matches(|c: char| c.is_ascii_digit());
    bare.strip_suffix('v')
        .filter(|before| bare.len() < paper.len() && before.ends_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(paper)
}

/// The DOI in the path of a publisher's page: what begins with `10.` and four digits or more. Zenodo's records have
/// theirs made of their number.
fn doi_in(host: &str, path: &str) -> Option<String> {
    if host == "zenodo.org" {
        let number = path.strip_prefix("records/").or_else(|| path.strip_prefix("record/"))?;
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        return is_number.then(|| format!("10.5281/zenodo.{number}"));
    }
    let at = if path.starts_with("10.") { 0 } else { path.find("/10.")? + 1 };
    let before = path.get(..at)?;
    let is_page = |part: &str| WORDS.doi_pages.iter().any(|page| page == part);
    if !before.split('/').filter(|part| !part.is_empty()).all(is_page) {
        return None;
    }
    let doi = path.get(at..)?;
    let (prefix, suffix) = doi.split_once('/')?;
    let digits = prefix.strip_prefix("10.")?;
    let suffix = suffix.strip_suffix(".pdf").unwrap_or(suffix);
    let ended = WORDS.doi_endings.iter().find_map(|end| suffix.strip_suffix(end.as_str()));
    let suffix = ended.unwrap_or(suffix);
    let is_one = digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_digit()) && !suffix.is_empty();
    is_one.then(|| format!("{prefix}/{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_have_one_form() {
        for group in [
            &["https://example.org", "http://www.example.org/", "HTTPS://Example.ORG:443", "https://example.org/#"][..],
            &[
                "https://example.org/a/B?x=1",
                "http://example.org/a/B/?x=1&utm_source=list",
                "https://www.example.org/a/B?fbclid=1&x=1",
            ],
            &[
                "https://github.com/Owner/Repo",
                "http://github.com/owner/repo.git",
                "https://github.com/owner/repo#readme",
                "https://github.com/owner/repo/tree/master",
                "https://www.github.com/owner/repo/blob/main/README.md",
                "https://github.com/owner/repo?tab=readme-ov-file#readme-ov-file",
            ],
            &["https://github.com/a/b/tree/master/Docs", "https://github.com/A/b/tree/main/Docs/"],
            &["https://gitlab.com/a/b", "https://gitlab.com/a/b/-/tree/master"],
            &[
                "https://doi.org/10.1145/3292500.3330701",
                "http://dx.doi.org/10.1145/3292500.3330701",
                "https://dl.acm.org/doi/10.1145/3292500.3330701",
                "https://dl.acm.org/doi/abs/10.1145/3292500.3330701",
                "https://dl.acm.org/doi/pdf/10.1145/3292500.3330701",
            ],
            &["https://www.nature.org/articles/10.1038/s41597", "https://doi.org/10.1038/S41597"],
            &["https://zenodo.org/record/123", "https://doi.org/10.5281/zenodo.123", "https://zenodo.org/records/123"],
            &[
                "https://arxiv.org/abs/2303.08774",
                "http://arxiv.org/pdf/2303.08774v3.pdf",
                "https://export.arxiv.org/abs/2303.08774v1",
                "https://doi.org/10.48550/arXiv.2303.08774",
                "https://arxiv.org/html/2303.08774v2",
            ],
            &["https://arxiv.org/abs/cs/9901002", "https://arxiv.org/pdf/cs/9901002v1"],
            &["http://www.example.edu/%7Ejane/", "https://example.edu/~jane"],
        ] {
            let forms: Vec<String> = group.iter().map(|url| normal_form(url)).collect();
            assert!(forms.iter().all(|form| *form == forms[0]), "{forms:?}");
        }
    }

    #[test]
    fn addresses_of_two_pages_have_two_forms() {
        for (one, other) in [
            ("https://example.org/a", "https://example.org/A"),
            ("https://example.org/a?x=1", "https://example.org/a?x=2"),
            ("https://example.org/#a", "https://example.org/#b"),
            ("https://a.example.org/", "https://example.org/"),
            ("https://example.org:8080/", "https://example.org/"),
            ("https://github.com/a/b/tree/dev", "https://github.com/a/b"),
            ("https://github.com/a/b#usage", "https://github.com/a/b"),
            ("https://github.com/a/b/issues", "https://github.com/a/b"),
            ("https://github.com/a/b/blob/main/X.md", "https://github.com/a/b/blob/main/x.md"),
            ("https://arxiv.org/abs/2303.08774", "https://arxiv.org/abs/2303.08775"),
            ("https://doi.org/10.1145/1", "https://doi.org/10.1145/2"),
            ("README.md", "readme.md"),
        ] {
            assert_ne!(normal_form(one), normal_form(other));
        }
    }

    #[test]
    fn the_first_address_of_each_form_stands_for_it() {
        let urls = ["https://a.org/x", "b.md", "http://www.a.org/x/", "b.md", "https://c.org"];
        assert_eq!(first_of_same_form(urls.into_iter()), [0, 1, 0, 1, 4]);
    }
}
