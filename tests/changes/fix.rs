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
         should look at: `catalint fix --unsafe --diff` shows what they change\n"
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
    let raw = include_str!("../../fixtures/catalogs/medical-imaging-datasets.raw.md");
    let folder = folder(&[("README.md", raw), (".git/HEAD", "")]);
    let (_, out, errors) = run(folder.path(), &["fix", "--select", "text"]);
    assert!(out.starts_with("fixed README.md: 8 text/mojibake\n"), "{out}{errors}");
    let mended = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert!(mended == include_str!("../../fixtures/catalogs/medical-imaging-datasets.md"));
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
    assert!(code == 2 && errors.contains("say `--links` too"), "{errors}");
}
