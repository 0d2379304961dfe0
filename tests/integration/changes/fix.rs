//! `catalint fix`.

use std::{collections::BTreeMap, fs, path::Path};

use super::{CATALOG, ROW, folder, run, run_with};

#[test]
fn what_is_safe_is_mended_and_the_rest_is_said() {
    let folder = folder(&[("README.md", &format!("{CATALOG}{ROW}")), ("other.md", CATALOG), (".git/HEAD", "")]);
    let folder = folder.path();
    let read = || fs::read_to_string(folder.join("README.md")).unwrap();
    let (code, out, errors) = run(folder, &["fix", "--diff"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("--- a/README.md\n+++ b/README.md\n@@ -7,4 +7,4 @@\n"), "{out}");
    assert!(out.ends_with("-| IXI | Apache 2.0 | [data](http://brain-development.org/ixi-dataset/) |\n+| IXI | Apache-2.0 | [data](http://brain-development.org/ixi-dataset/) |\n"), "{out}");
    assert!(errors.contains("would fix README.md: 1 license/not-spdx\n"), "{errors}");
    assert!(read().contains("Apache 2.0"));
    let (code, out, errors) = run(folder, &["fix"]);
    assert_eq!((code, &*errors), (0, ""));
    assert_eq!(
        out,
        "fixed README.md: 1 license/not-spdx\nfixed 1 finding in 1 file; 2 findings left\n1 of them has a fix that a person \
         should review: `catalint fix --unsafe --diff` shows them\n"
    );
    assert!(read().contains("Total datasets: 3") && read().contains("Apache-2.0"));
    assert_eq!(run(folder, &["fix", "--diff"]).0, 0);
    let (_, out, _) = run(folder, &["fix", "--unsafe", "--select", "count"]);
    assert!(out.starts_with("fixed README.md: 1 count/summary\n"), "{out}");
    assert!(read().contains("Total datasets: 4"));
    let (_, out, _) = run(folder, &["fix", "--unsafe"]);
    assert_eq!(out, "nothing to fix in 2 files; 1 finding left\n");
}

/// None of its fixes may be refused for what is found once the text can be read again.
#[test]
fn a_wrongly_decoded_catalog_is_given_back_byte_for_byte() {
    let raw = include_str!("../../../fixtures/catalogs/medical-imaging-datasets.raw.md");
    let folder = folder(&[("README.md", raw), (".git/HEAD", "")]);
    let (_, out, errors) = run(folder.path(), &["fix", "--select", "text"]);
    assert!(out.starts_with("fixed README.md: 8 text/mojibake\n"), "{out}{errors}");
    let mended = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert!(mended == include_str!("../../../fixtures/catalogs/medical-imaging-datasets.md"));
}

#[test]
fn standard_input_is_answered_with_the_text() {
    let folder = folder(&[("docs/catalint.toml", "check.ignore = ['license']\n"), (".git/HEAD", "")]);
    let text = format!("{CATALOG}{ROW}");
    let (code, out, errors) = run_with(folder.path(), &["fix", "-"], text.as_bytes());
    assert_eq!((code, String::from_utf8(out).unwrap()), (0, text.replace("Apache 2.0", "Apache-2.0")));
    assert!(errors.contains("fixed <stdin>: 1 license/not-spdx"), "{errors}");
    let (_, out, _) = run_with(folder.path(), &["fix", "-", "--stdin-filename", "docs/a.md"], text.as_bytes());
    assert_eq!(String::from_utf8(out).unwrap(), text);
    // What is no text comes back as it is.
    let bytes = [text.as_bytes(), b"caf\xe9\n"].concat();
    let (code, out, errors) = run_with(folder.path(), &["fix", "-"], &bytes);
    assert_eq!((code, out), (0, bytes));
    assert!(errors.contains("left alone <stdin>: it is not UTF-8 (byte 0xe9 at offset "), "{errors}");
}

#[test]
fn bytes_outside_of_the_edits_stay() {
    let unix = format!("\u{feff}{CATALOG}{ROW}| OASIS | CC BY 4.0 | [data](https://oasis-brains.org/data/x) |");
    for text in [unix.clone(), unix.replace('\n', "\r\n"), format!("{unix}\r\n\n\n")] {
        let folder = folder(&[("README.md", &text), (".git/HEAD", "")]);
        run(folder.path(), &["fix"]);
        let mended = fs::read_to_string(folder.path().join("README.md")).unwrap();
        assert_eq!(mended, text.replace("Apache 2.0", "Apache-2.0").replace("CC BY 4.0", "CC-BY-4.0"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
    }
    let bytes = [CATALOG.as_bytes(), ROW.as_bytes(), b"\ncaf\xe9\n"].concat();
    let folder = folder(&[(".git/HEAD", "")]);
    fs::write(folder.path().join("a.md"), &bytes).unwrap();
    let (code, out, _) = run(folder.path(), &["fix", "--unsafe"]);
    assert!(code == 0 && out.contains("left alone a.md: it is not UTF-8"), "{out}");
    assert_eq!(fs::read(folder.path().join("a.md")).unwrap(), bytes);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_does_not_keep_the_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let faulty = format!("{CATALOG}{ROW}");
    let folder = folder(&[("a.md", &faulty), ("b.md", &faulty), (".git/HEAD", "")]);
    fs::set_permissions(folder.path().join("a.md"), fs::Permissions::from_mode(0o444)).unwrap();
    let (code, _, errors) = run(folder.path(), &["fix"]);
    assert!(code == 3 && errors.contains("cannot write `a.md`") && errors.contains("read-only"), "{code} {errors}");
    assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), faulty);
    assert!(fs::read_to_string(folder.path().join("b.md")).unwrap().contains("Apache-2.0"));
}

#[test]
fn nothing_hostile_reaches_what_is_said() {
    let name = "a\u{1b}]0;x\u{7}\u{202e}b.md";
    let folder = folder(&[(name, &format!("{CATALOG}{ROW}")), (".git/HEAD", "")]);
    let (code, out, _) = run(folder.path(), &["fix"]);
    assert_eq!(code, 0);
    assert!(!out.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{}", out.escape_debug());
}

/// How many findings there are of each rule, record and subject.
fn counted(folder: &Path) -> BTreeMap<(String, String), usize> {
    let (_, out, _) = run(folder, &["check", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let mut counts = BTreeMap::new();
    for finding in json["findings"].as_array().unwrap() {
        *counts.entry((finding["path"].to_string(), finding["rule"].to_string())).or_default() += 1;
    }
    counts
}

#[test]
fn mending_twice_changes_nothing_more_and_brings_nothing_new() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folder = folder(&[(".git/HEAD", "")]);
    let folder = folder.path();
    for from in ["traps", "catalogs"] {
        for file in fs::read_dir(fixtures.join(from)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    }
    for arguments in [&["fix"][..], &["fix", "--unsafe"]] {
        let before = counted(folder);
        let (code, out, errors) = run(folder, arguments);
        assert_eq!((code, &*errors), (0, ""), "{out}");
        let after = counted(folder);
        let risen = after.iter().find(|(key, count)| before.get(*key).is_none_or(|own| own < *count));
        assert_eq!(risen, None, "{arguments:?} brought it\n{out}");
        let again: Vec<_> = arguments.iter().chain(&["--diff"]).copied().collect();
        let (code, out, errors) = run(folder, &again);
        assert_eq!((code, &*out), (0, ""), "{errors}");
    }
}

/// A server on loopback: `/old` has moved to `/new` for good, and everything else is a page.
fn server() -> u16 {
    use std::io::{BufRead as _, BufReader, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request = lines.next().and_then(Result::ok).unwrap_or_default();
            lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
            let body =
                "<html><head><title>IXI</title></head><body><h1>IXI</h1><p>Scans of the brain.</p></body></html>";
            let (status, more) = if request.contains(" /old ") {
                ("301 Moved Permanently", format!("Location: http://data.example.org:{port}/new\r\n"))
            } else {
                ("200 OK", "Content-Type: text/html\r\n".to_owned())
            };
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    port
}

#[test]
fn what_moved_for_good_gets_its_new_address() {
    let port = server();
    let text = format!("# Scans\n\n- [IXI](http://data.example.org:{port}/old) - Brains. `CC-BY-4.0`\n");
    let folder = folder(&[("README.md", &text), (".git/HEAD", "")]);
    let resolve = format!("data.example.org:{port}:127.0.0.1");
    let arguments = ["fix", "--links", "--allow-address", "127.0.0.0/8", "--resolve", &resolve, "--interval", "0s"];
    let (code, out, errors) = run(folder.path(), &arguments);
    assert_eq!(code, 0, "{out}{errors}");
    assert!(out.contains("fixed README.md: 1 rot/moved"), "{out}{errors}");
    let mended = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(mended, text.replace("/old", "/new"));
    let (code, _, errors) = run(folder.path(), &["fix", "--select", "rot"]);
    assert!(code == 2 && errors.contains("add `--links`"), "{errors}");
}

/// What a stranger writes to steer the terminal or the runner of who looks at a change.
const HOSTILE: [&str; 6] =
    ["\u{1b}]0;x\u{7}", "\u{202e}gpj.exe\u{202c}", "##[error]x", "::error::x", "\u{9b}31m", "\u{2066}a\u{2069}"];

#[test]
fn a_diff_in_a_log_cannot_steer_what_reads_it() {
    let hostile = HOSTILE.map(|text| format!("{text} {text}\n\n")).concat();
    let text = format!(
        "{CATALOG}| IXI {} | Apache 2.0 | [data](http://brain-development.org/x/) |\n\n{hostile}",
        HOSTILE.join(" ")
    );
    let folder = folder(&[("README.md", &text), (".git/HEAD", "")]);
    for color in ["never", "always"] {
        let (code, out, errors) = run(folder.path(), &["fix", "--diff", "--select", "license", "--color", color]);
        assert_eq!(code, 1, "{errors}");
        for hostile in HOSTILE {
            assert!(!out.contains(hostile) && !errors.contains(hostile), "{}", out.escape_debug());
        }
        assert!(!out.lines().any(|line| line.contains("##[") || line.trim_start().starts_with("::")), "{out}");
        assert!(errors.contains("`catalint fix --diff --output patch=FILE` writes one to apply"), "{errors}");
    }
    let (_, out, errors) = run(folder.path(), &["fix", "--diff", "--select", "license", "--output", "patch"]);
    assert!(out.contains(HOSTILE[0]) && !errors.contains("patch=FILE"), "{errors}");
    let (code, _, errors) = run(folder.path(), &["fix", "--output", "patch"]);
    assert!(code == 2 && errors.contains("--diff"), "{errors}");
}

#[test]
fn a_patch_can_be_applied() {
    // A byte order mark, both line endings, a lone carriage return, no line ending at the end, and a name to be quoted.
    let table = CATALOG.split_once("\n\n| ").unwrap().1;
    let head = format!("\u{feff}# A \u{202e}##[error]\n\nfirst\rsecond\r\n\n| {table}");
    let text = format!("{head}{ROW}| OASIS\u{200b}::x | CC BY 4.0 | [data](https://oasis-brains.org/data/x) |\r");
    let names = ["README.md", "a b.md", "ä\"\u{7}.md"];
    for program in [&["git", "apply", "change.diff"][..], &["patch", "-p1", "--binary", "-i", "change.diff"]] {
        let files = names.map(|name| (name, text.as_str()));
        let (own, fixed) = (folder(&files), folder(&files));
        for folder in [&own, &fixed] {
            fs::create_dir(folder.path().join(".git")).unwrap();
            fs::write(folder.path().join(".git/HEAD"), "").unwrap();
        }
        let (code, _, errors) = run(own.path(), &["fix", "--diff", "-o", "patch=change.diff"]);
        assert_eq!(code, 1, "{errors}");
        assert_eq!(run(fixed.path(), &["fix"]).0, 0);
        fs::remove_dir_all(own.path().join(".git")).unwrap();
        // Not every machine has `patch`.
        let Ok(done) = super::alone(program[0], own.path()).args(&program[1..]).output() else { continue };
        assert!(done.status.success(), "{program:?}: {}", String::from_utf8_lossy(&done.stderr));
        for name in names {
            let read = |folder: &Path| fs::read_to_string(folder.join(name)).unwrap();
            assert_ne!(read(own.path()), text);
            assert_eq!(read(own.path()), read(fixed.path()), "{program:?} {name:?}");
        }
    }
}

/// Texts in which something looks wrong that no fix may touch, and what is said of it.
const LEFT_ALONE: [(&str, Option<&str>); 11] = [
    ("Write `[a] (https://a.org/x)` or `[b](https://b.org/x y)`, not <code>[c] (https://c.org)</code>.\n", None),
    ("```\n[a] (https://a.org/x)\n[b](https://b.org/x y)\n```\n\n    [c] (https://c.org/x)\n", None),
    ("- item\n\n  ```\n  [a] (https://a.org/x)\n  ```\n", None),
    ("<pre>\n[a] (https://a.org/x)\n</pre>\n", None),
    ("Write `a\u{200b}b` and `cafÃ© crÃ¨me`.\n\n```\na\u{200b}b cafÃ©\n```\n", Some("invisible")),
    ("---\ntitle: cafÃ© a\u{200b}b\n---\n\n# Title\n", Some("invisible")),
    ("A. <!-- a\u{200b}b cafÃ© -->\n", Some("invisible")),
    ("See [a](https://a.org/x https://b.org/y).\n", Some("two addresses")),
    ("See [a [b](https://b.org/y) c](https://a.org/x z).\n", Some("a link stands in its text")),
    ("See [[b](https://b.org/y)](https://a.org/x).\n", Some("a link stands in its text")),
    ("See [a [b](https://b.org/y) c] (https://a.org/x).\n", Some("a link stands in the text")),
];

#[test]
fn what_means_itself_or_needs_a_person_is_left_alone() {
    for (text, said) in LEFT_ALONE {
        let folder = folder(&[("README.md", text), (".git/HEAD", "")]);
        let (_, out, errors) = run(folder.path(), &["fix", "--unsafe", "--select", "link,text"]);
        assert!(out.starts_with("nothing to fix"), "{text}{out}{errors}");
        assert_eq!(fs::read_to_string(folder.path().join("README.md")).unwrap(), text);
        let (_, out, _) = run(folder.path(), &["check", "--select", "link,text", "-o", "concise"]);
        assert!(said.map_or(!out.contains("README.md:"), |said| out.contains(said)), "{text}{out}");
    }
}

#[test]
fn a_project_in_brackets_is_no_licence() {
    let text = "# C++\n\n- [Asio](https://a.org/) - Networks, from a set of libraries (Boost).\n\
                - [Httpd](https://b.org/) - A server (Apache).\n- [Pip](https://c.org/) - Installs, by its foundation (PSF).\n\
                - [Beast](https://d.org/) - Talks HTTP. [Boost]\n- [Json](https://e.org/) - Reads JSON. `Boost`\n";
    let folder = folder(&[("README.md", text), (".git/HEAD", "")]);
    assert_eq!(run(folder.path(), &["fix", "--unsafe", "--select", "license"]).0, 0);
    let fixed = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(fixed, text.replace("[Boost]", "[BSL-1.0]").replace("`Boost`", "`BSL-1.0`"));
    let table = "# A\n\n| Name | License |\n| - | - |\n| [A](https://a.org/x) | PSF |\n| [B](https://b.org/x) | Python Software \
                 Foundation License |\n| [C](https://c.org/x) | PSF License 2 |\n";
    fs::write(folder.path().join("README.md"), table).unwrap();
    assert_eq!(run(folder.path(), &["fix", "--unsafe", "--select", "license"]).0, 0);
    let fixed = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(fixed, table.replace("PSF License 2", "PSF-2.0"));
}

#[cfg(unix)]
#[test]
fn other_names_of_a_file_stay() {
    use std::os::unix::fs::MetadataExt as _;
    let text = format!("{CATALOG}{ROW}");
    let folder = folder(&[("README.md", &text), (".git/HEAD", "")]);
    let (path, other) = (folder.path().join("README.md"), folder.path().join("other.txt"));
    fs::hard_link(&path, &other).unwrap();
    assert_eq!(run(folder.path(), &["fix"]).0, 0);
    assert!(fs::read_to_string(&other).unwrap().contains("Apache-2.0"));
    assert_eq!(fs::metadata(&path).unwrap().nlink(), 2);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left behind");
}

/// A bound on all names together would report the next one for each that is fixed, and refuse the fix.
#[test]
fn all_of_very_many_near_names_are_fixed() {
    const NAMES: usize = 520;
    let name = |i: usize| format!("{}{}Atlas{i:03}", char::from(b'A' + (i % 26) as u8), ["bra", "cro", "dil"][i % 3]);
    let rows: Vec<String> = (0..NAMES).map(|i| format!("| {} | MIT | [p](https://e.org/{i}/x) |\n", name(i))).collect();
    let rows = rows.concat();
    let lists = (0..NAMES).map(|i| format!("| t{i} | {}, {} |\n", name(i), name(i).replace("tlas", "tla")));
    let text = format!(
        "# A\n\n| Name | License | Link |\n| --- | --- | --- |\n{rows}\n## Best\n\n| Task | Datasets |\n| --- | --- |\n{}",
        lists.collect::<Vec<_>>().concat()
    );
    let folder = folder(&[("README.md", &text), (".git/HEAD", "")]);
    let (_, out, errors) = run(folder.path(), &["fix", "--unsafe", "--select", "reference"]);
    assert!(out.starts_with(&format!("fixed README.md: {NAMES} reference/near-miss\n")), "{out}{errors}");
}
