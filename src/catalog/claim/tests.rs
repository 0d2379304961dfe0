//! Tests of the reader of claims.

use proptest::prelude::*;

use crate::catalog::{Catalog, ClaimPattern, CountedThing, FieldVocabulary};
use crate::source::File;

/// The claims of a text, as `pattern number scope`; the scope is the title of a section, or empty for the whole.
fn claims(text: &str) -> Vec<String> {
    let file = File::from_text("a.md", text);
    let catalog = Catalog::read(&file, &FieldVocabulary::default());
    let shown = catalog.claims.iter().map(|claim| {
        let what = if claim.counted == CountedThing::Sections { " sections" } else { "" };
        let pattern = match claim.pattern {
            ClaimPattern::Tally(_) => "Tally".to_owned(),
            other => format!("{other:?}"),
        };
        format!("{pattern} {} {}{what}", claim.text, claim.scope.map_or("", |section| catalog.document.title(section)))
            .trim_end()
            .to_owned()
    });
    shown.collect()
}

const LIST: &str = "- [Alpha](https://example.org/alpha) - A.\n- [Beta](https://example.org/beta) - B.\n\
                    - [Gamma](https://example.org/gamma) - C.\n";

/// A document with a statement above its list.
fn above(statement: &str) -> Vec<String> {
    claims(&format!("# Awesome Go\n\n{statement}\n\n## Tools\n\n{LIST}"))
}

/// A document with a statement in a section.
fn below_heading(statement: &str) -> Vec<String> {
    claims(&format!("# Awesome Go\n\n## Other\n\n{LIST}\n## Libraries and packages\n\n{statement}\n\n{LIST}"))
}

#[test]
fn sentences_count_the_list_that_they_introduce() {
    for (statement, wanted) in [
        ("A curated list of 120 tools.", "Sentence 120"),
        ("- Listed information on [881 GitHub repositories](https://example.org/full.md)", "Sentence 881"),
        ("> A hand-curated list of **730+ free public APIs** for everyone.", "Sentence 730+"),
        ("This curated list contains 920 awesome open-source projects with a total of 5M stars.", "Sentence 920"),
        ("Updated 01 Jul 2026 with 1,479 repos", "Sentence 1,479"),
        ("The awesome collection of 158+ Go tools.", "Sentence 158+"),
        ("本列表收录了 40 个开源项目。", "Sentence 40"),
        ("40 個のツールを収録しています。", "Sentence 40"),
        ("Этот список содержит 40 ресурсов.", "Sentence 40"),
        ("Esta lista tem 40 ferramentas.", "Sentence 40"),
        ("Cette liste contient 40 outils.", "Sentence 40"),
        ("Eine Liste mit 40 Werkzeuge.", "Sentence 40"),
    ] {
        assert_eq!(above(statement), [wanted], "{statement}");
    }
    assert_eq!(
        above("A list of 730+ tools across 48 categories."),
        ["Sentence 730+", "Sentence 48  sections"],
        "entries and sections"
    );
}

#[test]
fn sentences_below_a_heading_count_its_section() {
    for statement in [
        "*List of **97 libraries and packages** implementing trading bots.*",
        "A list of **97** entries.",
        "There are 97 projects in this section.",
        "The following 97 resources are listed here.",
        "97 tools and libraries",
        "**97** Go tools have been reviewed in the following table.",
        "*97个实现交易机器人、回溯测试器、指标、定价器等的库和包列表。*",
    ] {
        assert_eq!(below_heading(statement), ["Sentence 97 Libraries and packages"], "{statement}");
    }
}

#[test]
fn what_is_said_of_other_things_is_no_claim() {
    for statement in [
        "Used by 5 projects.",
        "Trusted by 12 libraries.",
        "We use the ISIC 2020 dataset.",
        "Please wait 30 days before you add tools.",
        "A tool must have at least 20 stars.",
        "Each tool supports 12 frameworks.",
        "For each of the 6 target libraries, the score is the average.",
        "Kaggle has 40 competitions.",
        "Requires Python 3 packages.",
        "> In this paper we present 44 datasets.",
    ] {
        assert_eq!(above(statement), [""; 0], "{statement}");
        // The first number below a heading counts its entries only where those of nearly all other sections do.
        let mut below = below_heading(statement);
        below.retain(|claim| !claim.starts_with("Introduction"));
        assert_eq!(below, [""; 0], "{statement}");
    }
    let beside = format!("# Awesome Go\n\n## Changelog\n\nThis list contains 12 tools.\n\n## Tools\n\n{LIST}");
    assert_eq!(claims(&beside), [""; 0]);
}

#[test]
fn numbers_beside_links_of_the_contents_are_claims() {
    for (entry, wanted) in [
        ("[Tools](#tools) (7)", Some("7")),
        ("[Tools (7)](#tools)", Some("7")),
        ("[Tools](#tools) _7 projects_", Some("7")),
        ("[Tools](#tools): 7", Some("7")),
        ("[Tools](#tools) - Tools for Go, all of them (7 repos)", Some("7")),
        ("[7 tools](#tools) for everyone", Some("7")),
        ("**7** [Tools](#tools)", Some("7")),
        ("[7个](#tools)用于研究的[库](#tools)", Some("7")),
        ("机构和学术界所描述的[7项战略](#tools)", Some("7")),
        ("[3D tools](#tools)", None),
        ("[1. Tools](#tools)", None),
        ("[Tools](#tools) since 2015", None),
        ("[Tools (2019)](#tools)", None),
    ] {
        let text = format!("# Go\n\n- {entry}\n- [Other](#other)\n\n## Tools\n\n{LIST}\n## Other\n\n{LIST}");
        let wanted: Vec<String> = wanted.iter().map(|number| format!("Contents {number} Tools")).collect();
        assert_eq!(claims(&text), wanted, "{entry}");
    }
}

#[test]
fn headings_titles_and_folds_count_what_is_below_them() {
    for (heading, wanted) in [
        ("## Tools (7)", Some("Heading 7 Tools (7)")),
        ("## Tools [7]", Some("Heading 7 Tools [7]")),
        ("## 7 Tools", Some("Heading 7 7 Tools")),
        ("## Tools: 7 projects", Some("Heading 7 Tools: 7 projects")),
        ("## Top 10 in Go", Some("Heading 10 Top 10 in Go")),
        ("## Current Tool Count: 1949", Some("Heading 1949 Current Tool Count: 1949")),
        ("## 2.1 Model", None),
        // Judged only beside others that are counted so: `## Tools 7 projects`.
        ("## Python 3 libraries", Some("Heading 3 Python 3 libraries")),
        ("## Papers (2019)", None),
        ("## 30 Seconds of Code", None),
        ("**Tools** (7)", Some("Title 7")),
        ("<details><summary>Show 7 hidden projects...</summary>\n", Some("Fold 7")),
        ("<details><summary>Tools (7)</summary>\n", Some("Fold 7")),
    ] {
        let text = format!("# Go\n\n## Other\n\n{LIST}\n{heading}\n\n{LIST}\n");
        let text = if heading.starts_with("<details") { format!("{text}</details>\n") } else { text };
        let wanted: Vec<&str> = wanted.into_iter().collect();
        assert_eq!(claims(&text), wanted, "{heading}");
    }
    // Chapters are numbered.
    let chapters = format!("# Go\n\n## 2 Tools\n\n{LIST}\n## 3 Libraries\n\n{LIST}");
    assert_eq!(claims(&chapters), [""; 0]);
}

#[test]
fn lines_of_statistics_count_entries_and_sections() {
    for (line, wanted) in [
        ("818 tools · 80 categories", ["Sentence 818", "Sentence 80  sections"].as_slice()),
        ("<sub>818 tools • 80 categories • updated weekly</sub>", &["Sentence 818", "Sentence 80  sections"]),
        ("> 📦 **9개 항목** · 자동 갱신: 2026-08-22", &["Sentence 9"]),
        ("**246개** 공개 채널·그룹·봇 · **11개** 카테고리", &["Sentence 246", "Sentence 11  sections"]),
        ("共 40 个项目 | 5 个分类", &["Sentence 40", "Sentence 5  sections"]),
        ("40 个项目 | 5 个分类", &["Sentence 40", "Sentence 5  sections"]),
        ("40 herramientas · 5 categorías", &["Sentence 40", "Sentence 5  sections"]),
        ("40 инструментов · 5 категорий", &["Sentence 40", "Sentence 5  sections"]),
        ("120 stars · 12 contributors", &[]),
        ("Version 3 · 2024 edition", &[]),
    ] {
        assert_eq!(above(line), wanted, "{line}");
    }
    let text = format!("# Go\n\n5 tools · 4 books\n\n## Tools\n\n{LIST}\n## Books\n\n{LIST}");
    assert_eq!(claims(&text), ["Sentence 5 Tools", "Sentence 4 Books"]);
}

#[test]
fn totals_behind_the_list_count_it() {
    for total in ["**Total Tools Listed:** 7", "Total: 7 tools", "_Total number of entries: 7_", "7 herramientas"] {
        let pattern = if total.contains(':') { "Label" } else { "Sentence" };
        let whole = claims(&format!("# Tools\n\n{LIST}\n{total}\n"));
        assert_eq!(whole, [format!("{pattern} 7")], "{total}");
        let part = claims(&format!("# Go\n\n## Tools\n\n{LIST}\n{total}\n\n## Books\n\n{LIST}"));
        assert_eq!(part, [format!("{pattern} 7 Tools")], "{total}");
    }
    let license = format!("# Tools\n\n{LIST}\n## License\n\nTotal: 7 tools\n");
    assert_eq!(claims(&license), [""; 0], "nothing is said of the list in the licence");
}

#[test]
fn tables_of_contents_may_have_two_columns_and_anchors() {
    let text = format!(
        "# Go\n\n| Section | Size | Section | Size |\n| --- | --- | --- | --- |\n\
         | [Tools](#t) | 5개 | [Books](#books) | 4개 |\n| [Talks](#k) | 6 | | |\n\n\
         <a id=\"t\"></a>\n## 🔧 Tools\n\n{LIST}\n## Books\n\n{LIST}\n## Talks\n\n<a name=\"k\"></a>\n\n{LIST}"
    );
    assert_eq!(claims(&text), ["ContentsRow 5 🔧 Tools", "ContentsRow 4 Books", "ContentsRow 6 Talks"]);
}

#[test]
fn numbers_beside_links_to_files_are_about_those() {
    for (item, wanted) in [
        ("[Agents](agents.md) (24)", Some("24")),
        ("[Agents](docs/agents.md): 24 tools", Some("24")),
        ("[Agents (24)](agents/)", Some("24")),
        ("[see all 24 →](NEW.md)", Some("24")),
        ("[查看全部 24 个](NEW.md)", Some("24")),
        ("350 available → [NEW](https://example.org/NEW.md)", None),
        ("[Chapter 3](chapter.md)", None),
        ("[Agents](agents.md#top) (24)", None),
    ] {
        let text = format!("# Go\n\n- {item}\n\n## Tools\n\n{LIST}");
        let wanted: Vec<String> = wanted.iter().map(|number| format!("Linked {number}")).collect();
        assert_eq!(claims(&text), wanted, "{item}");
    }
    let table = "| 카테고리 | 항목 수 |\n| --- | --- |\n| [A](a.md) | 21+ |\n| [B](b.md) | 7+ |\n| [C](c.md) | 9+ |\n";
    assert_eq!(claims(table), ["Linked 21+", "Linked 7+", "Linked 9+"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is written, spans lie in the text and begin and end with characters.
    #[test]
    fn spans_of_claims_fit_the_text(parts in proptest::collection::vec(prop_oneof![
        Just("# Go 12\n\n"), Just("## Tools (7)\n\n"), Just("- [7 tools](#tools-7) (3)\n"), Just("列表收录了 40 个项目。\n\n"),
        Just("A list of **97 tools**, 5+ books.\n\n"), Just("<details><summary>Show 7 more</summary>\n\n"), Just("</details>\n\n"),
        Just("> 1. é２ 3\n"), Just("| Year | Papers |\n|---|---|\n| 2019 | 4 |\n| 2020 | 5 |\n| 2021 | 6 |\n\n"),
        Just("- [a](https://a.org) - x 12 tools.\n"), Just("**Tools** (9)\n\n"), Just("Total: 150+\n\n"),
        Just("7 tools · 3 categories\n\n"), Just("- [all 9](b.md) (4)\n"), Just("<a id=\"x\"></a>\n"),
        Just("![n](https://img.shields.io/badge/tools-12-blue)\n\n"), Just("\u{1F600}(5)]("), Just("총 96개\n"),
    ], 0..24)) {
        let text: String = parts.concat();
        let file = File::from_text("a.md", &text);
        let catalog = Catalog::read(&file, &FieldVocabulary::default());
        for claim in &catalog.claims {
            prop_assert!(text.get(claim.span.range()).is_some() && text.get(claim.within.range()).is_some());
            prop_assert!(claim.extent.is_none_or(|extent| text.get(extent.range()).is_some()));
        }
    }
}
