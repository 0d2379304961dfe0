//! What a change adds does not switch off what judges it.

use std::{fs, path::Path};

use super::{
    CATALOG, ROW, findings, folder,
    git::{commit, git, repository},
    run, write,
};

/// A row whose link holds a password: an error.
const LEAK: &str = "| IXI | Apache-2.0 | [data](https://a:hunter2@brain-development.org/ixi-dataset/) |\n";

const FROM_BASE: [&str; 4] = ["check", "--base", "HEAD", "--config-from-base"];

/// The findings of the two catalogs that these tests change.
fn errors(folder: &Path, arguments: &[&str]) -> Vec<String> {
    findings(folder, arguments).into_iter().filter(|finding| !finding.starts_with("count/")).collect()
}

#[test]
fn an_ignored_file_that_git_tracks_is_checked() {
    let faulty = format!("{CATALOG}{ROW}");
    let folder = repository(&[("README.md", CATALOG), ("docs/a.md", CATALOG)]);
    let folder = folder.path();
    let wanted = ["count/summary:3", "license/not-spdx:10", "link/insecure:10"];
    for ignore in [".gitignore", "docs/.gitignore", ".ignore", ".rgignore", "docs/.ignore"] {
        write(folder, &[("docs/a.md", &faulty), (ignore, "*.md\ndocs/\n")]);
        for arguments in [&["check"][..], &["check", "docs"], &["check", "--base", "HEAD"], &FROM_BASE] {
            assert_eq!(findings(folder, arguments), wanted, "{ignore} {arguments:?}");
        }
        // Staged together with what it hides.
        git(folder, &["add", "-f", "-A"]);
        assert_eq!(findings(folder, &["check"]), wanted, "{ignore}");
        git(folder, &["reset", "-q", "--hard"]);
        let _ = fs::remove_file(folder.join(ignore));
    }
    // What git does not track stays hidden, and what is tracked in a hidden folder stays out of a walk.
    write(folder, &[("build/b.md", &faulty), (".github/c.md", &faulty), (".gitignore", "build/\n")]);
    git(folder, &["add", "-A"]);
    assert_eq!(findings(folder, &["check"]), [""; 0]);
    fs::remove_file(folder.join("docs/a.md")).unwrap();
    assert_eq!(findings(folder, &["check"]), [""; 0]);
}

#[test]
fn search_tools_have_no_say_without_a_repository_either() {
    let folder = folder(&[("README.md", &format!("{CATALOG}{ROW}")), (".ignore", "*.md\n"), (".rgignore", "*.md\n")]);
    assert_eq!(findings(folder.path(), &["check"]).len(), 3);
}

#[test]
fn a_comment_that_the_base_lacks_suppresses_no_error() {
    let folder = repository(&[("README.md", CATALOG)]);
    let folder = folder.path();
    let row = LEAK.replace(" |\n", " <!-- catalint-ignore link/credentials: fine --> |\n");
    for (text, reported) in [
        (format!("<!-- catalint-ignore-file link: fine -->\n\n{CATALOG}{LEAK}"), "suppression/unused:1"),
        (format!("{CATALOG}{row}"), "suppression/unused:10"),
        (
            CATALOG.replace("| Name", "<!-- catalint-ignore-begin link: fine -->\n\n| Name")
                + LEAK
                + "\n<!-- catalint-ignore-end -->\n",
            "suppression/unused:5",
        ),
    ] {
        write(folder, &[("README.md", &text)]);
        let found = errors(folder, &FROM_BASE);
        let is_reported = found.iter().any(|finding| finding == reported);
        assert!(
            is_reported && found.iter().any(|finding| finding.starts_with("link/credentials")),
            "{text}\n{found:?}"
        );
        // Who trusts the change lets its comments suppress.
        assert_eq!(errors(folder, &["check", "--base", "HEAD"]), [""; 0]);
        let (code, out, _) = run(folder, &FROM_BASE);
        assert!(code == 1 && out.contains("the base does not have this comment"), "{out}");
    }
    // What is no error is suppressed, unless it fails the run.
    write(folder, &[("README.md", &format!("<!-- catalint-ignore-file link, license: fine -->\n\n{CATALOG}{ROW}"))]);
    assert_eq!(errors(folder, &FROM_BASE), ["suppression/unused:1"]);
    let strict: Vec<_> = FROM_BASE.iter().chain(&["--fail-on", "info"]).copied().collect();
    assert_eq!(errors(folder, &strict), ["suppression/unused:1", "license/not-spdx:12", "link/insecure:12"]);
}

#[test]
fn comments_of_the_base_go_on_suppressing() {
    let ignored = format!("<!-- catalint-ignore-file link: fine -->\n\n{CATALOG}");
    let folder = repository(&[("README.md", &ignored), ("old.md", &ignored.replace("Scans", "Old scans"))]);
    let folder = folder.path();
    write(folder, &[("README.md", &format!("{ignored}{LEAK}"))]);
    git(folder, &["mv", "old.md", "new.md"]);
    assert_eq!(errors(folder, &FROM_BASE), [""; 0]);
    commit(folder);
    // An error that the base suppresses is known, where the change takes the comment away.
    write(folder, &[("README.md", &format!("{CATALOG}{LEAK}"))]);
    assert_eq!(errors(folder, &FROM_BASE), [""; 0]);
}

#[test]
fn configurations_in_folders_below_come_from_the_base_too() {
    let folder = repository(&[("README.md", CATALOG), ("docs/a.md", CATALOG)]);
    let folder = folder.path();
    write(folder, &[("docs/a.md", &format!("{CATALOG}{LEAK}"))]);
    write(folder, &[("docs/catalint.toml", "check.exclude = ['*']\n"), ("catalint.toml", "severity.link = 'off'\n")]);
    git(folder, &["add", "-A"]);
    assert_eq!(errors(folder, &FROM_BASE), ["link/credentials:10"]);
    assert_eq!(errors(folder, &["check", "--staged", "--config-from-base"]), ["link/credentials:10"]);
}
