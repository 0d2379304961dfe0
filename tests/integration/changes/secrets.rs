//! Addresses with secrets: no format of a report repeats them.

use std::fs;

use super::{findings, folder, run};

const CATALOG: &str = "\
# Scans

- [Knees](https://reader:sw0rdf1@data.example.org/knees) - Scans of knees.
- [Hips](https://api.example.org/hips?utm_source=x&token=5ecre7a5ecre7a5ecre7a) - Scans of hips.
- [Feet](http://b.example.org/feet?X-Amz-Expires=60&X-Amz-Signature=5ecre7b5ecre7b5ecre7b) - Scans of feet.
- [Toes](htps://reader:sw0rdf1@data.example.org/toes) - Scans of toes.
- [https://reader:sw0rdf1@data.example.org/hands](https://reader:sw0rdf1@data.example.org/hands) - Scans of hands.
";

#[test]
fn no_format_repeats_a_secret() {
    let folder = folder(&[("README.md", CATALOG)]);
    let mut said = Vec::new();
    for format in
        ["human", "concise", "markdown", "github", "sarif", "gitlab", "rdjson", "junit", "checkstyle", "json", "jsonl"]
    {
        let (code, out, errors) = run(folder.path(), &["check", "-o", format]);
        assert!(code == 1 && (out.contains("credentials")), "{format}: {out}{errors}");
        said.push((format, format!("{out}{errors}")));
    }
    for format in ["human", "json"] {
        let (_, out, _) = run(folder.path(), &["links", "-o", format]);
        assert!(out.contains("https://***@data.example.org/knees"), "{out}");
        said.push((format, out));
    }
    for format in ["json", "jsonl", "csv", "jsonld"] {
        let (code, out, _) = run(folder.path(), &["records", "-o", format]);
        assert!(code == 0 && out.contains("@data.example.org/knees"), "{format}: {out}");
        said.push((format, out));
    }
    let (_, out, errors) = run(folder.path(), &["fix", "--diff", "--unsafe"]);
    assert!(out.contains("-- [Hips]"), "{out}");
    said.push(("fix --diff", out + &errors));
    let (_, out, errors) = run(folder.path(), &["baseline", "write"]);
    said.push(("baseline", out + &errors + &fs::read_to_string(folder.path().join("catalint-baseline.json")).unwrap()));
    for (what, said) in &said {
        assert!(!said.contains("sw0rdf1") && !said.contains("5ecre7"), "{what}: {said}");
    }
    // A token of a session is reported as one, and masked like a password.
    let rules = ["--select", "link/credentials", "--select", "link/signed"];
    let found = findings(folder.path(), &["check", "README.md", rules[0], rules[1], rules[2], rules[3]]);
    assert_eq!(found, ["link/credentials:3", "link/signed:4", "link/signed:5", "link/credentials:7"]);
}

#[test]
fn a_secret_that_markdown_spells_otherwise_is_masked_in_records() {
    let text = "- [Knees](https&#58;//reader:sw0rdf1@data.example.org/knees) - Scans of knees.\n";
    let folder = folder(&[("README.md", text)]);
    let (_, out, _) = run(folder.path(), &["records", "-o", "csv"]);
    assert!(out.contains("https://***@data.example.org/knees"), "{out}");
}

#[test]
fn a_patch_is_the_text_itself() {
    let folder = folder(&[("README.md", CATALOG)]);
    let (_, out, _) = run(folder.path(), &["fix", "--diff", "--unsafe", "--output", "patch"]);
    assert!(out.contains("token=5ecre7a5ecre7a5ecre7a"), "{out}");
}

#[test]
fn what_is_masked_keeps_its_columns() {
    let folder = folder(&[("README.md", CATALOG)]);
    let (_, out, _) = run(folder.path(), &["check", "-o", "human", "--select", "link/credentials"]);
    assert!(out.contains("- [Knees](https://**************@data.example.org/knees) - Scans of knees."), "{out}");
    let (_, out, _) = run(folder.path(), &["check", "-o", "concise", "--select", "link/credentials"]);
    assert!(out.contains("README.md:3:11:"), "{out}");
}
