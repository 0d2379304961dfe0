//! Addresses of lines of a repository's files on the site that hosts it: `https://github.com/owner/name/blob/…#L12`.

use std::{
    fmt::Write as _,
    path::{Component, Path, PathBuf},
};

use percent_encoding::utf8_percent_encode;
use url::Url;

use super::{GitError, GitRepository, Tree, run};
use crate::{environment::WorkflowRepository, source::absolute, text::ESCAPED_IN_PARTS};

/// The form of an address of a line on a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ForgeLayout {
    GitHub,
    GitLab,
    Forgejo,
}

impl ForgeLayout {
    /// Returns the layout of a site by the name of its host; none for a site that is not known.
    fn of_host(host: &str) -> Option<Self> {
        let first = host.split('.').next().unwrap_or_default();
        match (host, first) {
            ("github.com", _) | (_, "github") => Some(Self::GitHub),
            ("gitlab.com", _) | (_, "gitlab") => Some(Self::GitLab),
            ("codeberg.org", _) | (_, "forgejo" | "gitea") => Some(Self::Forgejo),
            _ => None,
        }
    }

    /// The path between the repository and a commit.
    fn middle(self) -> &'static str {
        match self {
            Self::GitHub => "blob",
            Self::GitLab => "-/blob",
            Self::Forgejo => "src/commit",
        }
    }

    /// The query that shows the text of a markdown file, which has lines, and not the page made of it.
    fn query(self) -> &'static str {
        match self {
            Self::GitHub | Self::GitLab => "plain=1",
            Self::Forgejo => "display=source",
        }
    }
}

/// The files of the commit that is checked out, on the site that hosts the repository.
#[derive(Debug)]
pub struct HostedFiles {
    /// The page of the repository.
    site: String,
    /// The address of the folder of the commit.
    base: String,
    query: &'static str,
    directory: PathBuf,
    root: PathBuf,
    tree: Tree,
}

impl HostedFiles {
    /// Returns the files of the repository that a folder lies in; none where no public address of its commit is known: it
    /// has no remote on a site that is known, or the commit was not pushed.
    pub fn of(directory: &Path, workflow: Option<&WorkflowRepository>) -> Option<Self> {
        let (repository, commit) = GitRepository::at_head(directory).ok()?;
        let commit = commit?;
        let (site, layout) = match workflow.filter(|workflow| workflow.commit == commit) {
            Some(workflow) => site_of_workflow(workflow)?,
            None => site_of_remote(&remote(directory, &commit).ok()??)?,
        };
        let base = format!("{site}/{}/{commit}", layout.middle());
        let (root, query) = (repository.root().to_owned(), layout.query());
        let tree = repository.tree(&commit).ok()?;
        Some(Self { site, base, query, directory: directory.to_owned(), root, tree })
    }

    /// The page of the repository.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// Returns the address of a line of a file, whose path is from the folder; none where the commit has no such file.
    pub fn line(&self, path: &str, line: usize) -> Option<String> {
        let path = absolute(&self.directory, Path::new(path));
        self.tree.get(&path)?;
        let mut address = self.base.clone();
        for part in path.strip_prefix(&self.root).ok()?.components() {
            let Component::Normal(part) = part else { return None };
            let _ = write!(address, "/{}", utf8_percent_encode(part.to_str()?, ESCAPED_IN_PARTS));
        }
        let _ = write!(address, "?{}#L{line}", self.query);
        Some(address)
    }
}

#[cfg(test)]
impl HostedFiles {
    /// The files of a made-up commit, whose names are from the root.
    pub(crate) fn sample(site: &str, commit: &str, names: &[&str]) -> Self {
        let root = PathBuf::from("/catalog");
        let listed: Vec<String> = names.iter().map(|name| format!("100644 blob 1111\t{name}\0")).collect();
        let tree = Tree::from_ls_tree(&root, listed.concat().as_bytes());
        let (site, base) = (site.to_owned(), format!("{site}/blob/{commit}"));
        Self { site, base, query: "plain=1", directory: root.clone(), root, tree }
    }
}

/// Returns the address of the remote that has a commit; none where it was not pushed.
fn remote(directory: &Path, commit: &str) -> Result<Option<String>, GitError> {
    let containing = ["for-each-ref", "--count=1", "--format=%(refname)", "--contains", commit, "refs/remotes"];
    let found = run(directory, &containing)?;
    let reference = String::from_utf8_lossy(&found.stdout).into_owned();
    let Some(name) = reference.trim().strip_prefix("refs/remotes/").and_then(|name| name.split('/').next()) else {
        return Ok(None);
    };
    let address = run(directory, &["config", "--get", &format!("remote.{name}.url")])?;
    Ok(String::from_utf8(address.stdout).ok().map(|address| address.trim().to_owned()))
}

fn site_of_workflow(workflow: &WorkflowRepository) -> Option<(String, ForgeLayout)> {
    let server = Url::parse(&workflow.server).ok()?;
    // A server with a name of its own is one of GitHub Enterprise, whose variables these are.
    let layout = ForgeLayout::of_host(server.host_str()?).unwrap_or(ForgeLayout::GitHub);
    Some((site(server.scheme(), &authority(&server)?, &workflow.name)?, layout))
}

/// Returns the address of a repository, and the layout of its site, by the address that git fetches it from. Names and
/// passwords in it are dropped.
fn site_of_remote(remote: &str) -> Option<(String, ForgeLayout)> {
    if let Ok(url) = Url::parse(remote)
        && url.has_host()
    {
        let layout = ForgeLayout::of_host(url.host_str()?)?;
        let (scheme, authority) = match url.scheme() {
            "http" | "https" => (url.scheme(), authority(&url)?),
            // The port of ssh is not the one of the pages.
            "ssh" | "git" => ("https", url.host_str()?.to_owned()),
            _ => return None,
        };
        return Some((site(scheme, &authority, url.path())?, layout));
    }
    // `git@example.org:owner/name.git`
    let (host, path) = remote.split_once(':')?;
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let layout = ForgeLayout::of_host(&host)?;
    Some((site("https", &host, path)?, layout))
}

fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn site(scheme: &str, authority: &str, path: &str) -> Option<String> {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let is_plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    (path.contains('/') && path.split('/').all(is_plain)).then(|| format!("{scheme}://{authority}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_is_the_site_of_its_pages() {
        for (remote, wanted) in [
            ("https://github.com/owner/name", Some("https://github.com/owner/name")),
            ("https://x-access-token:secret@github.com/owner/name.git", Some("https://github.com/owner/name")),
            ("git@github.com:owner/name.git", Some("https://github.com/owner/name")),
            ("ssh://git@codeberg.org:2222/owner/name.git", Some("https://codeberg.org/owner/name")),
            ("https://gitlab.example.org:8443/a/b/c.git", Some("https://gitlab.example.org:8443/a/b/c")),
            ("https://git.example.org/owner/name.git", None),
            ("https://github.com/name", None),
            ("https://github.com/owner/na(me", None),
            ("/srv/git/github.com/owner/name.git", None),
            ("file:///srv/git/name.git", None),
            ("C:/github.com/name", None),
        ] {
            let site = site_of_remote(remote).map(|(site, _)| site);
            assert_eq!(site.as_deref(), wanted, "{remote}");
        }
    }

    #[test]
    fn a_workflow_names_its_repository() {
        let workflow = |server: &str| WorkflowRepository {
            server: server.to_owned(),
            name: "owner/name".to_owned(),
            commit: "0".repeat(40),
        };
        for (server, wanted) in [
            ("https://github.com", Some(("https://github.com/owner/name", ForgeLayout::GitHub))),
            ("https://code.example.org", Some(("https://code.example.org/owner/name", ForgeLayout::GitHub))),
            ("https://codeberg.org", Some(("https://codeberg.org/owner/name", ForgeLayout::Forgejo))),
            ("", None),
        ] {
            let site = site_of_workflow(&workflow(server));
            assert_eq!(site.as_ref().map(|(site, layout)| (site.as_str(), *layout)), wanted);
        }
    }

    #[test]
    fn a_line_is_linked_where_the_commit_has_the_file() {
        let files = HostedFiles::sample("https://github.com/o/n", "c0", &["docs/a (b) \u{e9}.md"]);
        let wanted = "https://github.com/o/n/blob/c0/docs/a%20%28b%29%20%C3%A9.md?plain=1#L12";
        assert_eq!(files.line("docs/a (b) é.md", 12).as_deref(), Some(wanted));
        assert_eq!(files.line("other.md", 12), None);
    }
}
