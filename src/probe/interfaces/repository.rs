//! Addresses of repositories, `https://host/owner/name/…`, alike on all hosts of code.

use url::Url;

/// Characters of the longest name of an owner and of a repository.
const LONGEST: usize = 100;

/// A repository that an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RepositoryPath {
    /// `owner/name`, as the address writes it.
    pub(super) name: String,
    /// True if nothing follows it.
    pub(super) is_whole: bool,
}

/// Parses the path of an address; none where it does not begin with the names of an owner and of a repository.
pub(super) fn parse(url: &Url) -> Option<RepositoryPath> {
    let mut parts = url.path_segments()?;
    let (owner, name) = (parts.next()?, parts.next()?);
    let name = name.strip_suffix(".git").unwrap_or(name);
    let mut rest = parts.filter(|part| !part.is_empty());
    (is_name(owner) && is_name(name) && owner.bytes().any(|byte| byte.is_ascii_alphanumeric()))
        .then(|| RepositoryPath { name: format!("{owner}/{name}"), is_whole: rest.next().is_none() })
}

/// Returns the address with another owner and name, and everything else as it is.
pub(super) fn rename(url: &Url, name: &str) -> Option<Url> {
    if !is_full_name(name) {
        return None;
    }
    let rest: Vec<&str> = url.path_segments()?.skip(2).collect();
    let mut renamed = url.clone();
    let path = if rest.is_empty() { format!("/{name}") } else { format!("/{name}/{}", rest.join("/")) };
    renamed.set_path(&path);
    Some(renamed)
}

/// True if a text is the name of an owner and of a repository.
pub(super) fn is_full_name(text: &str) -> bool {
    text.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

/// True if a text can be the name of an owner or of a repository.
pub(super) fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(allowed) && !matches!(text, "." | "..")
}
