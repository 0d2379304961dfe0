//! The versions of the files that `check --base`, `--staged` and `--hook` read from git.

use std::sync::Arc;

use super::VersionPair;
use crate::{
    cli::CheckCommand,
    environment::Environment,
    error::Failure,
    source::{
        FileVersion, Snapshot,
        git::{GitError, GitRepository, Tree},
    },
    text::quote,
};

/// The version of the files to check, and the pair that it is part of where versions are compared.
#[derive(Debug, Default)]
pub(crate) struct CheckedVersions {
    /// The version to check.
    pub(crate) head: FileVersion,
    /// The comparison; none where everything is checked.
    pub(crate) pair: Option<VersionPair>,
}

impl CheckedVersions {
    /// Finds the versions that the flags name.
    ///
    /// # Errors
    ///
    /// Where git, the repository or the revision is missing.
    pub(crate) fn open(check: &CheckCommand, environment: &Environment) -> Result<Self, Failure> {
        let (opened, flag) = match &check.base {
            Some(revision) => (since(revision, environment).map(Self::from), "--base"),
            None if !check.staged && !check.hook => return Ok(Self::default()),
            None => {
                let flag = if check.hook { "--hook" } else { "--staged" };
                if check.inputs.paths.iter().any(|path| path.as_os_str() == "-") {
                    let help = format!("leave out `{flag}`, or compare with `--base HEAD`");
                    return Err(Failure::misuse("standard input cannot be staged", help));
                }
                (if check.hook { of_hook(environment) } else { staged(environment).map(Self::from) }, flag)
            }
        };
        opened.map_err(|error| failure(error, flag, environment))
    }
}

impl From<VersionPair> for CheckedVersions {
    fn from(pair: VersionPair) -> Self {
        Self { head: pair.head.clone(), pair: Some(pair) }
    }
}

/// Compares the working tree with the last commit that it shares with a revision.
fn since(revision: &str, environment: &Environment) -> Result<VersionPair, GitError> {
    let (repository, commit) = GitRepository::open(&environment.directory, revision)?;
    // Where the history here is too short to know it, the revision itself is the best there is.
    let base = repository.common_ancestor(&commit, "HEAD")?.unwrap_or(commit);
    let tree = repository.tree(&base)?;
    Ok(VersionPair { head: FileVersion::Disk, base: Arc::new(Snapshot { repository: Arc::new(repository), tree }) })
}

/// Compares the staged files with the commit that is checked out; before the first commit all is new.
fn staged(environment: &Environment) -> Result<VersionPair, GitError> {
    let (repository, commit) = GitRepository::at_head(&environment.directory)?;
    let index = repository.index()?;
    let tree = commit.map_or_else(|| Ok(Tree::default()), |commit| repository.tree(&commit))?;
    Ok(pair(repository, index, tree))
}

/// The versions for a hook. `pre-commit run --all-files` tells its hooks nothing, but leaves nothing staged: the hook would
/// pass over any catalog if it compared then.
fn of_hook(environment: &Environment) -> Result<CheckedVersions, GitError> {
    if let Some((from, to)) = &environment.variables.hook_range {
        return range(from, to, environment).map(CheckedVersions::from);
    }
    let pair = staged(environment)?;
    let is_staged = matches!(&pair.head, FileVersion::Git(head) if head.tree != pair.base.tree);
    Ok(if is_staged { pair.into() } else { CheckedVersions { head: pair.head, pair: None } })
}

/// Compares a revision with the last commit that it shares with another one, as pre-commit names the files of a range.
fn range(from: &str, to: &str, environment: &Environment) -> Result<VersionPair, GitError> {
    let (_, from) = GitRepository::open(&environment.directory, from)?;
    let (repository, to) = GitRepository::open(&environment.directory, to)?;
    let base = repository.common_ancestor(&from, &to)?.unwrap_or(from);
    let (head, base) = (repository.tree(&to)?, repository.tree(&base)?);
    Ok(pair(repository, head, base))
}

fn pair(repository: GitRepository, head: Tree, base: Tree) -> VersionPair {
    let repository = Arc::new(repository);
    let snapshot = |tree| Arc::new(Snapshot { repository: Arc::clone(&repository), tree });
    VersionPair { head: FileVersion::Git(snapshot(head)), base: snapshot(base) }
}

/// Formats an error of git, with what to do about it.
fn failure(error: GitError, flag: &str, environment: &Environment) -> Failure {
    let help = match &error {
        GitError::NoGit(_) => {
            format!("`{flag}` reads old versions with the command `git`: install it, or leave out `{flag}`")
        }
        GitError::NoRepository(_) => format!(
            "`{flag}` compares versions that git keeps: run catalint inside of the repository; where git calls its \
             ownership dubious, say that you trust it: `git config --global --add safe.directory {}`",
            environment.directory.display()
        ),
        GitError::Bare => "run catalint in a clone that has its files checked out".to_owned(),
        GitError::NoRevision { name, is_shallow: true } => format!(
            "this clone holds a part of the history only: fetch it with `git fetch origin {}`; in a GitHub workflow, set \
             `fetch-depth: 0` at actions/checkout",
            name.strip_prefix("origin/").unwrap_or(name).escape_debug()
        ),
        GitError::NoRevision { .. } => {
            "name a branch, a tag or a commit that is here: `git fetch` gets what is on the server".to_owned()
        }
        GitError::Other(_) => "see that `git status` works here".to_owned(),
    };
    let message = match error {
        GitError::NoGit(error) => format!("git cannot be run: {error}"),
        GitError::NoRepository(said) => {
            format!("{flag}: git finds no repository in {}: {said}", quote(&environment.directory.to_string_lossy()))
        }
        other => format!("{flag}: {other}"),
    };
    Failure::misuse(message, help)
}
