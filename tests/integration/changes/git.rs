//! `check --base`, `--staged` and `--hook`, in repositories that the tests make.

use std::{fs, path::Path};

use super::{CATALOG, ROW, alone, catalint, findings, folder, run, told, write};

/// Runs git in a folder.
pub(super) fn git(folder: &Path, arguments: &[&str]) {
    let output = alone("git", folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with one commit, on the branch `main`.
pub(super) fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder(files);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    commit(folder.path());
    folder
}

pub(super) fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// What one row more brings: its own faults, and the summary that it makes wrong.
const BROUGHT: [&str; 3] = ["count/summary:3", "license/not-spdx:10", "link/insecure:10"];

#[test]
fn only_what_a_change_brings_is_said() {
    let folder = repository(&[("README.md", CATALOG), ("docs/old.md", &format!("{CATALOG}{ROW}"))]);
    let folder = folder.path();
    for arguments in [&["check", "--base", "HEAD"][..], &["check", "--staged"], &["check", "--base", "main"]] {
        assert_eq!(findings(folder, arguments), [""; 0], "{arguments:?}");
    }
    write(folder, &[("README.md", &format!("{CATALOG}{ROW}"))]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), BROUGHT);
    assert_eq!(findings(folder, &["check", "--base", "HEAD", "README.md"]), BROUGHT);
    assert_eq!(findings(folder, &["check", "--base", "HEAD", "docs"]), [""; 0]);
    // Nothing is staged yet.
    assert_eq!(findings(folder, &["check", "--staged"]), [""; 0]);
    git(folder, &["add", "README.md"]);
    // What is staged counts, and not what was written since.
    write(folder, &[("README.md", CATALOG)]);
    assert_eq!(findings(folder, &["check", "--staged"]), BROUGHT);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    let (code, out, _) = run(folder, &["check", "--staged", "--fail-on", "warning"]);
    assert!(code == 1 && out.contains("3 new findings (3 known before, 2 fixable"), "{out}");
    // From another folder of the repository the same.
    let below = findings(&folder.join("docs"), &["check", "--staged", "../README.md"]);
    assert_eq!(below, BROUGHT);
}

#[test]
fn a_hook_checks_what_it_runs_for() {
    let old = format!("{CATALOG}{ROW}");
    let folder = repository(&[("README.md", CATALOG), ("old.md", &old), ("notes.txt", "")]);
    let folder = folder.path();
    // Nothing is staged, as under `--all-files`: everything counts.
    let (code, _, _) = run(folder, &["check", "--hook", "--fail-on", "warning"]);
    assert_eq!((code, findings(folder, &["check", "--hook"])), (1, BROUGHT.map(String::from).to_vec()));
    // Committed is what counts then, and not what was written since.
    write(folder, &[("README.md", &old), ("old.md", CATALOG)]);
    assert_eq!(findings(folder, &["check", "--hook"]), BROUGHT);
    write(folder, &[("old.md", &old)]);
    git(folder, &["add", "README.md"]);
    let (_, out, _) = run(folder, &["check", "--hook"]);
    assert!(out.contains("3 new findings (3 known before"), "{out}");
    // A range of commits, whatever is staged.
    git(folder, &["commit", "-q", "-m", "a row"]);
    write(folder, &[("README.md", CATALOG)]);
    git(folder, &["add", "README.md"]);
    let range = |from: &str, to: &str| {
        let mut check = catalint(folder, &["check", "--hook", "-o", "concise"]);
        let output = check.env("PRE_COMMIT_FROM_REF", from).env("PRE_COMMIT_TO_REF", to).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (_, out, _) = range("HEAD~1", "HEAD");
    assert_eq!(out.lines().filter(|line| line.starts_with("README.md:")).count(), 3, "{out}");
    let (code, out, _) = range("HEAD", "HEAD");
    assert!(code == Some(0) && !out.contains("README.md:"), "{out}");
    let (code, _, said) = range("absent", "HEAD");
    assert!(code == Some(2) && said.contains("--hook: there is no revision `absent`"), "{said}");
    // Nothing to read is an error.
    git(folder, &["rm", "-q", "-f", "README.md", "old.md"]);
    let (code, _, said) = run(folder, &["check", "--hook"]);
    assert!(code == 2 && said.contains("no markdown file"), "{said}");
}

#[test]
fn what_moved_or_has_a_new_name_is_not_new() {
    let faulty = format!("{CATALOG}{ROW}");
    let folder = repository(&[("README.md", &faulty), ("a \"b\" 数.md", &faulty)]);
    let folder = folder.path();
    write(folder, &[("README.md", &faulty.replace("# Scans\n", "# Scans\n\nWords, and words.\n"))]);
    git(folder, &["mv", "a \"b\" 数.md", "new name.md"]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    assert_eq!(findings(folder, &["check", "--staged"]), [""; 0]);
    // Only the new name is given, as hooks do.
    assert_eq!(findings(folder, &["check", "--staged", "new name.md"]), [""; 0]);
    // Git does not know of the other name yet.
    fs::rename(folder.join("new name.md"), folder.join("newer.md")).unwrap();
    assert_eq!(findings(folder, &["check", "--base", "HEAD", "newer.md"]), [""; 0]);
    // Rows that were moved to another file, where they are as wrong as before.
    let moved = "# More\n\n| Name | License | Link |\n| --- | --- | --- |\n";
    write(folder, &[("README.md", CATALOG), ("more.md", &format!("{moved}{ROW}"))]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
}

#[test]
fn a_change_is_held_against_where_it_left_the_base() {
    let folder = repository(&[("README.md", &format!("{CATALOG}{ROW}"))]);
    let folder = folder.path();
    git(folder, &["checkout", "-q", "-b", "change"]);
    git(folder, &["checkout", "-q", "main"]);
    // Mended on the base since; the change did not break it.
    write(folder, &[("README.md", CATALOG)]);
    commit(folder);
    git(folder, &["checkout", "-q", "change"]);
    assert_eq!(findings(folder, &["check", "--base", "main"]), [""; 0]);
}

#[test]
fn files_beside_the_catalog_are_those_of_each_version() {
    let linked = "# Scans\n\n- [Guide](guide.txt) - How to read scans.\n- [IXI](https://brain-development.org/ixi-dataset/) - Brains.\n";
    let folder = repository(&[("README.md", linked), ("guide.txt", "")]);
    let folder = folder.path();
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    // The catalog stays as it is, and what it links to goes.
    git(folder, &["rm", "-q", "guide.txt"]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), ["link/missing-file:3"]);
    assert_eq!(findings(folder, &["check", "--staged"]), ["link/missing-file:3"]);
    commit(folder);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD^"]), ["link/missing-file:3"]);
}

#[test]
fn the_configuration_can_be_that_of_the_base() {
    let folder = repository(&[("README.md", CATALOG), ("catalint.toml", "")]);
    let folder = folder.path();
    let files = [
        ("README.md", &*format!("{CATALOG}{ROW}")),
        ("catalint.toml", "[check]\nignore = ['count', 'license', 'link']\nfail-on = 'never'\n"),
    ];
    write(folder, &files);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD", "--config-from-base"]), BROUGHT);
    let (code, ..) = run(folder, &["check", "--config-from-base"]);
    assert_eq!(code, 2);
    // A baseline that the change brings does not count either.
    write(folder, &[("catalint.toml", "[check]\nbaseline = 'b.json'\n")]);
    run(folder, &["baseline", "write", "--baseline", "b.json"]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD", "--config-from-base"]), BROUGHT);
}

#[test]
fn own_rules_can_be_those_of_the_base() {
    let page = "# house/no-mit\n\n```toml\nseverity = \"error\"\neach = \"record\"\n\
        when = { field = \"license\", is = \"MIT\" }\nmessage = \"{name} is MIT\"\n```\n\nNo MIT.\n\n## Examples\n\n\
        ```md bad\n- [A](https://a.example.org/x) - A. (MIT)\n```\n\n```md good\n- [A](https://a.example.org/x) - A.\n```\n";
    let config = "rules.pages = ['house']\ncheck.include = ['README.md']\n";
    let folder = repository(&[("README.md", "# Scans\n"), ("catalint.toml", config), ("house/no-mit.md", page)]);
    let folder = folder.path();
    write(folder, &[("README.md", CATALOG)]);
    fs::remove_dir_all(folder.join("house")).unwrap();
    let from_base = ["check", "--base", "HEAD", "--config-from-base", "--select", "house"];
    assert_eq!(findings(folder, &from_base), ["house/no-mit:7"]);
}

#[test]
fn before_the_first_commit_all_that_is_staged_is_new() {
    let folder = folder(&[("README.md", &format!("{CATALOG}{ROW}"))]);
    let folder = folder.path();
    git(folder, &["init", "-q"]);
    git(folder, &["add", "-A"]);
    assert_eq!(findings(folder, &["check", "--staged"]), BROUGHT);
}

#[test]
fn the_variables_of_a_hook_hold() {
    let folder = repository(&[("README.md", CATALOG)]);
    let folder = folder.path();
    write(folder, &[("README.md", &format!("{CATALOG}{ROW}"))]);
    // `git commit -a` stages into an index of its own, and tells its hooks.
    let index = folder.join(".git/other-index");
    fs::copy(folder.join(".git/index"), &index).unwrap();
    let mut add = alone("git", folder);
    assert!(add.args(["add", "-A"]).env("GIT_INDEX_FILE", &index).status().unwrap().success());
    assert_eq!(findings(folder, &["check", "--staged"]), [""; 0]);
    let mut check = catalint(folder, &["check", "--staged", "-o", "concise"]);
    let check = check.env("GIT_INDEX_FILE", &index).env("GIT_DIR", ".git");
    let (_, out, errors) = told(check.output().unwrap());
    assert!(out.contains("README.md:3:") && errors.is_empty(), "{out}{errors}");
}

#[test]
fn filters_and_monitors_of_the_repository_do_not_run() {
    let folder = repository(&[("README.md", CATALOG), (".gitattributes", "*.md filter=x diff=x\n")]);
    let folder = folder.path();
    for key in ["filter.x.clean", "filter.x.smudge", "diff.x.textconv", "core.fsmonitor"] {
        git(folder, &["config", key, "touch ran-a-program; cat"]);
    }
    write(folder, &[("README.md", &format!("{CATALOG}{ROW}"))]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), BROUGHT);
    assert_eq!(findings(folder, &["check", "--staged"]), [""; 0]);
    assert!(!folder.join("ran-a-program").exists());
}

#[test]
fn what_keeps_git_from_answering_is_told() {
    let lonely = folder(&[("README.md", CATALOG)]);
    let repository = repository(&[("README.md", CATALOG)]);
    let shallow = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repository.path().display());
    commit(repository.path());
    git(shallow.path(), &["clone", "-q", "--depth", "1", &url, "clone"]);
    let clone = shallow.path().join("clone");
    git(shallow.path(), &["clone", "-q", "--bare", &url, "bare"]);
    for (folder, arguments, said, help) in [
        (lonely.path(), &["--base", "main"][..], "no repository", "inside of the repository"),
        (lonely.path(), &["--staged"], "no repository", "inside of the repository"),
        (repository.path(), &["--base", "absent\u{1b}[1m"], "no revision `absent\\u{1b}[1m`", "git fetch"),
        (repository.path(), &["--base="], "no revision", "git fetch"),
        (repository.path(), &["--base=--help"], "no revision", "git fetch"),
        (repository.path(), &["--base", "HEAD:README.md"], "no revision", "git fetch"),
        (&clone, &["--base", "HEAD^"], "no revision", "fetch-depth: 0"),
        (&shallow.path().join("bare"), &["--base", "HEAD"], "bare", "checked out"),
        (repository.path(), &["--staged", "-"], "cannot be staged", "--base HEAD"),
        (repository.path(), &["--staged", "absent.md"], "cannot read `absent.md`", "spelling"),
    ] {
        let arguments: Vec<_> = ["check"].iter().chain(arguments).copied().collect();
        let (code, out, errors) = run(folder, &arguments);
        let errors = errors.replace("\n  │ ", " ").replace("\n        ", " ");
        assert_eq!((code, &*out), (2, ""), "{arguments:?}\n{errors}");
        assert!(errors.contains(said) && errors.contains(help), "{arguments:?}\n{errors}");
    }
    let output = catalint(repository.path(), &["check", "--staged"]).env("PATH", "").output().unwrap();
    let (code, _, errors) = told(output);
    assert!(code == 2 && errors.contains("git cannot be run") && errors.contains("install it"), "{errors}");
}

#[test]
fn a_heading_that_is_renamed_makes_no_finding_new() {
    let text = "# Data\n\n## Brain scans\n\n| Name | License | Link |\n| --- | --- | --- |\n\
        | IXI | MIT | [page](https://brain-development.org/ixi/) |\n\
        | ADNI | MIT | [page](https://adni.loni.usc.edu/data-samples/) |\n\n\
        ## More scans\n\n| Name | Link |\n| --- | --- |\n\
        | HCP | [page](https://www.humanconnectome.org/study/) |\n\
        | CamCAN | [page](https://www.cam-can.org/) |\n";
    let folder = repository(&[("README.md", text)]);
    let folder = folder.path();
    let column = ["license/missing-column:12"];
    assert_eq!(findings(folder, &["check", "--select", "license/missing-column"]), column);
    let renamed = text.replace("## More scans", "## Scans of the head (2026)");
    write(folder, &[("README.md", &renamed)]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
    // The same lines once more, under a heading that is new, are new.
    let table = text.split_once("## More scans\n").unwrap().1.replace("HCP", "UKBB").replace("study", "other");
    write(folder, &[("README.md", &format!("{text}\n## Other scans\n{table}"))]);
    let found = findings(folder, &["check", "--base", "HEAD", "--select", "license/missing-column"]);
    assert_eq!(found.len(), 1, "{found:?}");
}
