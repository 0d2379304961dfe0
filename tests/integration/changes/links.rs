//! Symbolic links that a change can add: they lead about in the repository, and not out of it.

use std::{fs, os::unix::fs::symlink, path::Path};

use super::{
    CATALOG, ROW, findings, folder,
    git::{commit, git},
    run, write,
};

/// Text that must never be printed.
const SECRET: &str = "TOKEN=hunter2";

/// A repository beside files of the machine.
fn machine() -> tempfile::TempDir {
    let page = format!("# {SECRET}\n\n{SECRET}\n");
    let folder = folder(&[("environ", SECRET), ("pages/a.md", &page), ("out.md", &format!("{CATALOG}{ROW}"))]);
    write(folder.path(), &[("list/README.md", CATALOG), ("list/docs/a.md", CATALOG)]);
    git(folder.path(), &["init", "-q", "-b", "main", "list"]);
    commit(&folder.path().join("list"));
    folder
}

/// Runs a command that must refuse, and must not print what the link leads to.
fn refuses(folder: &Path, arguments: &[&str]) {
    let (code, out, errors) = run(folder, arguments);
    let said = format!("{out}{errors}").replace('│', " ");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(code, 2, "{arguments:?}\n{said}");
    assert!(said.contains("out of the repository") && !said.contains("hunter2"), "{arguments:?}\n{said}");
}

#[test]
fn a_configuration_is_not_read_through_a_link_out_of_the_repository() {
    let folder = machine();
    let list = folder.path().join("list");
    symlink("../environ", list.join("catalint.toml")).unwrap();
    for command in ["check", "fix", "records", "links", "config", "rules"] {
        refuses(&list, &[command]);
    }
    refuses(&list, &["check", "--config", "catalint.toml"]);
    refuses(&list, &["baseline", "write"]);
    fs::remove_file(list.join("catalint.toml")).unwrap();
    symlink("..", list.join("up")).unwrap();
    refuses(&list, &["check", "--config", "up/environ"]);
    // A device is never opened, so that nothing hangs.
    symlink("/dev/stdin", list.join("catalint.toml")).unwrap();
    refuses(&list, &["check"]);
}

#[test]
fn a_configuration_reads_pages_and_baselines_of_its_repository_alone() {
    let folder = machine();
    let list = folder.path().join("list");
    let absolute = folder.path().join("environ").to_str().unwrap().to_owned();
    symlink("../pages", list.join("house")).unwrap();
    symlink("../environ", list.join("base.json")).unwrap();
    for (config, command) in [
        ("rules.pages = ['house']".to_owned(), "check"),
        ("rules.pages = ['house/a.md']".to_owned(), "check"),
        ("rules.pages = ['../pages']".to_owned(), "rules"),
        (format!("rules.pages = ['{absolute}']"), "check"),
        ("check.baseline = 'base.json'".to_owned(), "check"),
        ("check.baseline = '../environ'".to_owned(), "check"),
        (format!("check.baseline = '{absolute}'"), "check"),
    ] {
        write(&list, &[("catalint.toml", &config)]);
        refuses(&list, &[command]);
    }
    refuses(&list, &["check", "--baseline", "base.json"]);
}

#[test]
fn a_catalog_is_neither_read_nor_written_through_a_link_out_of_the_repository() {
    let folder = machine();
    let list = folder.path().join("list");
    fs::remove_file(list.join("README.md")).unwrap();
    symlink("../out.md", list.join("README.md")).unwrap();
    symlink("..", list.join("up")).unwrap();
    let before = fs::read(folder.path().join("out.md")).unwrap();
    for path in ["README.md", "up/out.md", "up"] {
        refuses(&list, &["check", path]);
        refuses(&list, &["fix", path]);
    }
    assert_eq!(fs::read(folder.path().join("out.md")).unwrap(), before);
    symlink("../new.json", list.join("new.json")).unwrap();
    for arguments in
        [&["check", "docs", "-o", "json=new.json"][..], &["baseline", "write", "--baseline", "new.json", "docs"]]
    {
        let (code, ..) = run(&list, arguments);
        assert!(code >= 2 && !folder.path().join("new.json").exists(), "{arguments:?}");
    }
}

#[test]
fn links_inside_of_the_repository_and_files_named_outside_of_it_are_read() {
    let folder = machine();
    let list = folder.path().join("list");
    write(
        &list,
        &[
            ("config/c.toml", "check.ignore = ['license', 'link', 'count']\n"),
            ("lists/b.md", &format!("{CATALOG}{ROW}")),
        ],
    );
    symlink("config/c.toml", list.join("catalint.toml")).unwrap();
    symlink("lists", list.join("more")).unwrap();
    assert_eq!(findings(&list, &["check", "more/b.md"]), [""; 0]);
    assert_eq!(findings(&list, &["check", "--no-config", "more/b.md"]).len(), 3);
    // The same from the base, whose links are followed in what git keeps.
    git(&list, &["add", "-A"]);
    git(&list, &["commit", "-q", "-m", "x"]);
    fs::remove_file(list.join("catalint.toml")).unwrap();
    write(&list, &[("README.md", &format!("{CATALOG}{ROW}"))]);
    assert_eq!(findings(&list, &["check", "--base", "HEAD", "--config-from-base"]), [""; 0]);
    assert_eq!(findings(&list, &["check", "--base", "HEAD"]).len(), 3);
    assert_eq!(findings(&list, &["check", "../out.md"]).len(), 3);
    symlink("out.md", folder.path().join("named.md")).unwrap();
    assert_eq!(findings(&list, &["check", "../named.md"]).len(), 3);
    write(folder.path(), &[("own.toml", "check.ignore = ['license', 'link', 'count']\n")]);
    assert_eq!(findings(&list, &["check", "--config", "../own.toml", "../out.md"]), [""; 0]);
}

#[test]
fn a_catalog_that_a_change_replaces_by_a_link_is_checked() {
    let folder = machine();
    let list = folder.path().join("list");
    let from_base = ["check", "--base", "HEAD", "--config-from-base"];
    write(&list, &[("list.txt", &format!("{CATALOG}{ROW}"))]);
    fs::remove_file(list.join("README.md")).unwrap();
    symlink("list.txt", list.join("README.md")).unwrap();
    assert_eq!(findings(&list, &from_base).len(), 3);
    git(&list, &["add", "-A"]);
    assert_eq!(findings(&list, &["check", "--staged", "--config-from-base"]).len(), 3);
    fs::remove_file(list.join("README.md")).unwrap();
    symlink("../out.md", list.join("README.md")).unwrap();
    refuses(&list, &from_base);
    git(&list, &["add", "-A"]);
    refuses(&list, &["check", "--staged", "--config-from-base"]);
}

#[test]
fn a_link_in_the_base_that_leads_out_is_not_followed() {
    let folder = machine();
    let list = folder.path().join("list");
    symlink("../environ", list.join("catalint.toml")).unwrap();
    commit(&list);
    fs::remove_file(list.join("catalint.toml")).unwrap();
    refuses(&list, &["check", "--base", "HEAD", "--config-from-base"]);
}
