//! Reads from git: the files of a revision and those that are staged. Nothing is checked out, no filter, hook or text
//! conversion runs; what git itself says of a repository is passed on.
//!
//! The variables that git sets for its hooks (`GIT_DIR`, `GIT_INDEX_FILE`) hold here too: the command is run in the
//! working folder and inherits them.

mod blobs;
mod forge;
mod rename;
mod tree;

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Mutex, PoisonError},
};

pub use forge::HostedFiles;
pub use rename::renames;
pub use tree::{Node, Tree, TreeEntryKind};

use self::blobs::Blobs;
use super::absolute;

/// What git tells its hooks of the repository that they run for.
const HOOK_VARIABLES: [&str; 3] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// A problem that keeps git from answering.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no command `git`.
    #[error("git cannot be run")]
    NoGit(#[source] io::Error),
    /// The folder lies in no repository, or git may not look into it.
    #[error("git finds no repository here: {0}")]
    NoRepository(String),
    /// The repository has no working tree.
    #[error("the repository here is bare: it has no files to check")]
    Bare,
    /// There is no such revision.
    #[error("there is no revision `{}`", .name.escape_debug())]
    NoRevision {
        /// The name as it was given.
        name: String,
        /// The repository holds only a part of its history.
        is_shallow: bool,
    },
    /// Git said something else.
    #[error("git failed: {0}")]
    Other(String),
}

/// A repository with a working tree.
#[derive(Debug)]
pub struct GitRepository {
    /// The folder that git is run in.
    directory: PathBuf,
    /// The top folder of the working tree.
    root: PathBuf,
    is_shallow: bool,
    blobs: Mutex<Option<Blobs>>,
}

impl GitRepository {
    /// The repository that a folder lies in, and the commit that a revision names in it: one question to git.
    ///
    /// # Errors
    ///
    /// Where there is no git, no repository, or no such revision.
    pub fn open(directory: &Path, revision: &str) -> Result<(Self, String), GitError> {
        let commit = format!("{revision}^{{commit}}");
        // A name that begins with a hyphen would be an option.
        let is_name = !revision.is_empty() && !revision.starts_with('-');
        let mut questions = vec!["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-cdup"];
        questions.extend(is_name.then_some(&*commit));
        let output = run(directory, &questions)?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = said.lines();
        match lines.next() {
            Some("true") => {}
            Some(_) => return Err(GitError::Bare),
            None => return Err(GitError::NoRepository(complaint(&output))),
        }
        let is_shallow = lines.next() == Some("true");
        let root = absolute(directory, Path::new(lines.next().unwrap_or_default()));
        let found = lines.next().filter(|id| output.status.success() && is_id(id));
        let commit = found.ok_or_else(|| GitError::NoRevision { name: revision.to_owned(), is_shallow })?.to_owned();
        Ok((Self { directory: directory.to_owned(), root, is_shallow, blobs: Mutex::default() }, commit))
    }

    /// The repository that a folder lies in, and the commit that is checked out; none before the first commit.
    ///
    /// # Errors
    ///
    /// Where there is no git or no repository.
    pub fn at_head(directory: &Path) -> Result<(Self, Option<String>), GitError> {
        match Self::open(directory, "HEAD") {
            Ok((repository, commit)) => Ok((repository, Some(commit))),
            Err(GitError::NoRevision { is_shallow, .. }) => {
                let output = run(directory, &["rev-parse", "--show-cdup"])?;
                let up = String::from_utf8_lossy(&output.stdout).into_owned();
                let root = absolute(directory, Path::new(up.trim_end_matches('\n')));
                let blobs = Mutex::default();
                Ok((Self { directory: directory.to_owned(), root, is_shallow, blobs }, None))
            }
            Err(fault) => Err(fault),
        }
    }

    /// The top folder of the working tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns true if the repository holds only a part of its history.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// The last commit that two revisions have in common; none where they share none that is here.
    ///
    /// # Errors
    ///
    /// Where git cannot be run.
    pub fn common_ancestor(&self, commit: &str, other: &str) -> Result<Option<String>, GitError> {
        let output = run(&self.directory, &["merge-base", commit, other])?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(said.lines().next().filter(|id| output.status.success() && is_id(id)).map(str::to_owned))
    }

    /// The files of a commit.
    ///
    /// # Errors
    ///
    /// Where git cannot read it.
    pub fn tree(&self, commit: &str) -> Result<Tree, GitError> {
        let output = run(&self.directory, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        if output.status.success() {
            Ok(Tree::from_ls_tree(&self.root, &output.stdout))
        } else {
            Err(GitError::Other(complaint(&output)))
        }
    }

    /// The files that are staged: those of the commit that is about to be made.
    ///
    /// # Errors
    ///
    /// Where git cannot read them.
    pub fn index(&self) -> Result<Tree, GitError> {
        let output = run(&self.directory, &["ls-files", "--stage", "-z", "--full-name", "--", ":/"])?;
        if output.status.success() {
            Ok(Tree::from_ls_files(&self.root, &output.stdout))
        } else {
            Err(GitError::Other(complaint(&output)))
        }
    }

    /// The bytes of a file that git keeps, at most `limit`.
    ///
    /// # Errors
    ///
    /// Where git does not have it, or it is too large.
    pub fn blob(&self, id: &str, limit: u64) -> io::Result<Vec<u8>> {
        let mut blobs = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        let running = match &mut *blobs {
            Some(running) => running,
            none => none.insert(Blobs::start(&mut command(&self.directory))?),
        };
        running.read(id, limit)
    }
}

/// Git, with what could run other programs or write turned off.
fn command(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(directory).args([
        "--no-optional-locks",
        "--no-replace-objects",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.quotePath=false",
    ]);
    // What it says is passed on, and nobody is there to be asked for a password.
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null());
    command
}

/// The paths of the files below a folder that git tracks, relative to the folder; those of its submodules too. Empty where
/// git cannot tell.
pub(super) fn listed(folder: &Path) -> Vec<PathBuf> {
    let list = |more: &[&str]| {
        let arguments: Vec<&str> = ["ls-files", "-z", "--cached"].iter().chain(more).copied().collect();
        let mut git = command(folder);
        // What a hook is told is relative to the folder that it runs in.
        for variable in HOOK_VARIABLES {
            git.env_remove(variable);
        }
        git.args(arguments).output().ok().filter(|output| output.status.success())
    };
    // A submodule that is broken does not keep the files of the repository itself from being listed.
    let output = list(&["--recurse-submodules"]).or_else(|| list(&[]));
    let stdout = output.map(|output| output.stdout).unwrap_or_default();
    stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(tree::path_of).collect()
}

fn run(directory: &Path, arguments: &[&str]) -> Result<Output, GitError> {
    command(directory).args(arguments).output().map_err(GitError::NoGit)
}

/// Returns git's complaint, on one line.
fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let said: Vec<_> = lines.map(|line| line.trim_start_matches("fatal: ")).collect();
    if said.is_empty() { format!("it ended with {}", output.status) } else { said.join(" ") }
}

fn is_id(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
