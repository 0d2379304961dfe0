//! What holds for every text: nothing panics, every place lies inside the text, and mending comes to an end.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its fixtures has nothing to say")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use catalint::catalog::FieldVocabulary;
use catalint::finding::{Finding, Fix, FixResult, Fixer};
use catalint::rules::ActiveRule;
use catalint::source::File;
use proptest::prelude::*;

use crate::support;

static WORDS: LazyLock<FieldVocabulary> = LazyLock::new(FieldVocabulary::default);
static ASKED: LazyLock<Vec<ActiveRule>> = LazyLock::new(support::all_rules);

/// Pieces that catalogs are written with, in any order and in pieces too small to be well-formed.
#[expect(clippy::too_many_lines, reason = "a list of what markdown is made of")]
fn piece() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "    ",
        "\t",
        "\0",
        "\u{a0}",
        "\u{feff}",
        "\u{200b}",
        "\u{202e}",
        "# ",
        "## ",
        "### ",
        "Contents\n",
        "Licenses",
        "- ",
        "* ",
        "1. ",
        "  - ",
        "|",
        "| ",
        " | ",
        "\\|",
        "|--|--|\n",
        "|:-:|",
        "---",
        "===\n",
        "| Name | Link | License | Size |\n|--|--|--|--|\n",
        "Name | Year\n--|--\n",
        "**",
        "*",
        "_",
        "`",
        "```\n",
        "~~",
        "~~~\n",
        "[",
        "]",
        "][",
        "](",
        "[]()",
        ")",
        "(",
        "<",
        ">",
        "&amp;",
        "&lt;",
        "[A](https://a.org)",
        "[B][b]",
        "[b]: https://b.org\n",
        "![img](x.png)",
        "[![x](y)](z)",
        "<https://c.org>",
        "https://d.org/x_(y)",
        "www.e.org.",
        "me@f.org",
        "http://",
        "#a",
        "[C](#a)",
        "[](<a b>)",
        "[^1]",
        "[^1]: x\n",
        "<a href=\"https://g.org\">",
        "<a name=x>",
        "</a>",
        "<br>",
        "<br/>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th>",
        "</td>",
        "</tr>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<details>",
        "<summary>",
        "</summary>",
        "<b>",
        "</b>",
        "<h2>",
        "</h2>",
        "<p>",
        "</p>",
        "<!-- ",
        " -->",
        "<!-- catalint-ignore link/insecure: x -->\n",
        "<img src=z>",
        "<script>",
        "<pre>\n",
        "a",
        "B",
        "name",
        "é",
        "数据",
        "🔥",
        "e\u{301}",
        "150+",
        "1,000",
        "2.400",
        "10k",
        "3-5",
        "24+ CT scans",
        "Total: 12 datasets",
        "(37)",
        "2024",
        "Oct 2024",
        "-",
        "N/A",
        "?",
        "TBD",
        "License: ",
        "Link: ",
        "MIT",
        "Apache 2.0",
        "(CC BY-NC)",
        ": ",
        " - ",
        " – ",
        "CT",
        "Ã©",
        "â€™",
        "---\na: b\n---\n",
        "> ",
        "- [ ] ",
    ];
    prop_oneof![
        12 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
        1 => any::<char>().prop_map(String::from),
    ]
}

fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..48).prop_map(|pieces| pieces.concat())
}

/// A trap with a few stretches cut out of it, doubled, or written over.
fn spoiled_trap() -> impl Strategy<Value = Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/traps");
    let mut traps: Vec<_> = fs::read_dir(folder).unwrap().map(|trap| trap.unwrap().path()).collect();
    traps.sort();
    let traps: Vec<Vec<u8>> = traps.iter().map(|trap| fs::read(trap).unwrap()).collect();
    let places = prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, piece(), 0..4_u8), 1..12);
    (prop::sample::select(traps), places).prop_map(|(mut trap, places)| {
        for (place, length, piece, how) in places {
            let at = place.index(trap.len() + 1);
            let end = (at + length).min(trap.len());
            let instead = match how {
                0 => Vec::new(),
                1 => piece.into_bytes(),
                2 => trap[at..end].repeat(2),
                _ => [piece.as_bytes(), &trap[at..end]].concat(),
            };
            trap.splice(at..end, instead);
        }
        trap
    })
}

/// Mends a text as `catalint fix` does, each round held against what was found before.
fn mend(text: &str, is_unsafe: bool) -> FixResult {
    let judge = |files: &[File]| files.iter().map(|file| support::check(file, &WORDS, &ASKED)).collect();
    let wants = |_: usize, _: &Finding, fix: &Fix| fix.safe || is_unsafe;
    Fixer { judge: &judge, wants: &wants }.fix_all(vec![File::from_text("any.md", text)])
}

fn by_rule(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts
}

/// No rule finds more than before, and mending what was mended changes nothing.
fn mending_holds(text: &str, is_unsafe: bool) {
    let before = by_rule(&support::check(&File::from_text("any.md", text), &WORDS, &ASKED));
    let mended = mend(text, is_unsafe);
    let once = mended.files.first().unwrap().text().to_owned();
    for (rule, count) in by_rule(mended.left.first().unwrap()) {
        let own = before.get(rule).copied().unwrap_or_default();
        assert!(own >= count, "{rule} is found {count} times in {once:?}, and {own} times in {text:?}");
    }
    assert_eq!(mend(&once, is_unsafe).files.first().map(File::text), Some(once.as_str()), "mended from {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        support::read(&File::from_text("any.md", text), &WORDS);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        support::read(&File::from_bytes("any.md", bytes), &WORDS);
    }

    #[test]
    fn any_markdown_is_read(text in markdown()) {
        support::read(&File::from_text("any.md", text), &WORDS);
    }

    #[test]
    fn any_markdown_is_checked_and_mended(text in markdown()) {
        let mended = support::fix_all(text, &WORDS, &ASKED);
        let file = File::from_text("any.md", mended);
        let findings = support::check(&file, &WORDS, &ASKED);
        prop_assert!(findings.iter().all(|finding| !finding.fix.as_ref().is_some_and(|fix| fix.safe)));
    }

    #[test]
    fn no_fix_brings_a_finding_and_mending_twice_changes_nothing_more(text in markdown(), is_unsafe in any::<bool>()) {
        mending_holds(&text, is_unsafe);
    }

    #[test]
    fn nor_does_it_in_a_spoiled_trap(bytes in spoiled_trap(), is_unsafe in any::<bool>()) {
        let file = File::from_bytes("any.md", bytes);
        mending_holds(file.text(), is_unsafe);
    }

    #[test]
    fn any_spoiled_trap_is_read_checked_and_mended(bytes in spoiled_trap()) {
        let file = File::from_bytes("any.md", bytes);
        support::read(&file, &WORDS);
        support::fix_all(file.text().to_owned(), &WORDS, &ASKED);
    }
}

/// Texts that the properties or the fuzzer once found wrong.
#[test]
fn what_was_found_stays_mended() {
    for text in [
        "<table><tr><p>a<td>b",
        "\n===\n- <ul>\n<table><img src=z>Σ",
        "\n_https://d.org/x_(y)\n<table>",
        "\0<h2> </h2>---\na: b\n---\n",
        "\n<table>\n\n    | Name | Link |\n|--|--|\n<p>\n",
        "|Name | Year\n--|--\n**[b]: https://b.org\n&amp;\n<b>",
        " - <a href=\"https://g.org\"> -->&amp;|--|--|\nÃ©",
        "- </table><a href=\"https://g.org\">A&amp;\n",
        "- </table><a href=\"https://g.org\">A&amp;<!-- catalint-ignore link/insecure: x -->\n",
        "| Year | Size | Name |\n|--|--|--|\n| 1 | [a](https://a.org)   \n",
    ] {
        support::fix_all(text.to_owned(), &WORDS, &ASKED);
    }
}

/// The rules about characters. What was not readable before them says new things behind them, which is what they are
/// for: the others are held to the text that they leave.
static OF_CHARACTERS: LazyLock<Vec<ActiveRule>> =
    LazyLock::new(|| support::all_rules().into_iter().filter(|asked| asked.rule.family() == "text").collect());

/// What rules say of a mended text that they did not say, or said less often, before.
fn brings_nothing_new(path: &str, text: &str) -> Vec<String> {
    let said = |text: &str| {
        let file = File::from_text("any.md", text);
        let mut said: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for finding in support::check(&file, &WORDS, &ASKED) {
            *said.entry((finding.rule, finding.subject.into_owned())).or_default() += 1;
        }
        said
    };
    let text = support::fix_all(text.to_owned(), &WORDS, &OF_CHARACTERS);
    let before = said(&text);
    let after = said(&support::fix_all(text, &WORDS, &ASKED));
    let more = after.iter().filter(|(what, count)| before.get(*what).copied().unwrap_or_default() < **count);
    more.map(|(what, _)| format!("{path}: {} {}", what.0, what.1)).collect()
}

#[test]
fn mending_a_catalog_brings_no_new_finding() {
    let folders =
        ["fixtures/traps", "fixtures/catalogs"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
    let new: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .flat_map(|path| {
            let file = File::from_bytes("any.md", fs::read(&path).unwrap());
            brings_nothing_new(&path.display().to_string(), file.text())
        })
        .collect();
    assert!(new.is_empty(), "{new:#?}");
}
