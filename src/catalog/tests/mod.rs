//! Readings of small catalogs, each in a form that people write: a record a line, with its place.

mod forms;

use super::{Catalog, FieldVocabulary};
use crate::source::File;

/// The records of a text: line, column and name, and the text of one field if one is asked for.
fn records(text: &str) -> Vec<String> {
    let file = File::from_text("catalog.md", text.to_owned());
    let catalog = Catalog::read(&file, &FieldVocabulary::default());
    let records = catalog.records.iter().map(|record| {
        let at = file.position(record.span.start as usize);
        format!("{}:{} {}", at.line, at.column, record.name)
    });
    records.collect()
}

/// The fields of the first record, but its name: `field=text`.
fn fields(text: &str) -> Vec<String> {
    let file = File::from_text("catalog.md", text.to_owned());
    let catalog = Catalog::read(&file, &FieldVocabulary::default());
    let Some(record) = catalog.records.first() else { return Vec::new() };
    let fields = catalog.fields(record).filter(|field| field.field != super::Field::Name);
    fields.map(|field| format!("{}={}", field.field.as_str(), field.text)).collect()
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    assert_eq!(records(text), expected, "{text}");
}

#[test]
fn an_emoji_in_letters_is_an_emoji() {
    let books = "- [A](https://a.org/x)\n- :book: [B](https://b.org/x)\n- :movie_camera: :+1: [C](https://c.org/x)\n";
    reads(books, &["1:1 A", "2:1 B", "3:1 C"]);
    reads(
        "- [:rocket: A :star:](https://a.org/x)\n- [:+1:](https://b.org/x)\n- [C](https://c.org/x)\n",
        &["1:1 A", "3:1 C"],
    );
    let cells =
        "| Name | Link |\n| - | - |\n| :rocket: A :star: | [x](https://a.org) |\n| std::io:: | [x](https://b.org) |\n";
    reads(cells, &["3:1 A", "4:1 std::io::"]);
    // A link of nothing but one is no name.
    reads(
        "- Names [:octocat:](https://github.com/a/b)\n- More [:octocat:](https://github.com/a/c)\n",
        &["1:1 Names", "2:1 More"],
    );
    let key = "- **Time 10:30** [a](https://a.org/x)\n- **B** [b](https://b.org/x)\n";
    reads(key, &["1:1 Time 10:30", "2:1 B"]);
}

#[test]
fn a_description_keeps_its_first_letters() {
    for (item, description) in [
        ("- [A](https://a.org) :copyright: — Detects errors.", ":copyright: — Detects errors."),
        ("- [A](https://a.org) — .NET Compiler Platform", ".NET Compiler Platform"),
        ("- [A](https://a.org). Detects errors.", "Detects errors."),
        ("- [A](https://a.org): Detects errors.", "Detects errors."),
        ("- [A](https://a.org) - Detects errors.", "Detects errors."),
    ] {
        assert_eq!(fields(item), [format!("description={description}")], "{item}");
    }
}

#[test]
fn counts_of_stars_are_no_names() {
    let text = concat!(
        "- <b><code>&nbsp;13224⭐</code></b> <b><code>&nbsp;&nbsp;544🍴</code></b> [Gluetun](https://g.org/x) - VPN.\n",
        "- <code>?⭐</code> [Bazel](https://b.org/x) - Builds.\n",
        "- **2048** [Game](https://g.org/2048)\n",
    );
    reads(text, &["1:1 Gluetun", "2:1 Bazel", "3:1 2048"]);
}

#[test]
fn paragraphs_that_cite_articles_are_entries() {
    let text = concat!(
        "# Papers\n\n## 1.0 Book\n\n**[0]** Bengio, Yoshua. \"**Deep learning**.\" MIT (2015). [[pdf]](https://a.org/0)\n\n",
        "## 1.1 Nets\n\n**[1]** Hinton. \"**A fast algorithm**.\" Neural (2006). [[pdf]](https://a.org/1) **(Eve)**\n\n",
        "**[2]** Hinton. \"Reducing the dimensionality.\" Science (2006). [[pdf]](https://a.org/2)\n\n",
        "**[3]** Le. \"**Building features**.\" IEEE. [[pdf]](https://a.org/3)\n",
    );
    let expected =
        ["5:1 Deep learning", "9:1 A fast algorithm", "11:1 Reducing the dimensionality", "13:1 Building features"];
    reads(text, &expected);
    assert_eq!(fields(text), ["description=MIT (2015). [pdf]"]);
    let few = "## A\n\n**[1]** He. \"**Reducing**.\" [[pdf]](https://a.org/1)\n\n**[2]** Xu. \"**Nets**.\" [[pdf]](https://a.org/2)\n\n## B\n\n**[3]** Le. \"**Going deeper**.\" [[pdf]](https://a.org/3)\n";
    reads(few, &["3:1 Reducing", "5:1 Nets", "9:1 Going deeper"]);
}

#[test]
fn addresses_alone_are_entries_where_little_else_is() {
    let text = concat!(
        "## One\n\n- https://a.org/1\n- https://a.org/2/\n- Awesome X - Lists things. https://a.org/3\n- https://a.org/4\n\n",
        "## Two\n\n- https://a.org/5\n\n## Three\n\n- <https://a.org/6>\n",
    );
    let expected = [
        "3:1 https://a.org/1",
        "4:1 https://a.org/2/",
        "5:1 Awesome X",
        "6:1 https://a.org/4",
        "10:1 https://a.org/5",
        "14:1 https://a.org/6",
    ];
    reads(text, &expected);
    // Beside entries with names they are further reading.
    let named = "- [A](https://a.org/1)\n- [B](https://b.org/1)\n- [C](https://c.org/1)\n\n## More\n\n- https://a.org/4\n- https://a.org/5\n";
    reads(named, &["1:1 A", "2:1 B", "3:1 C"]);
}

#[test]
fn a_section_of_prose_with_links_is_no_record() {
    let one = |name: &str| {
        format!("## {name}\n\nIt is a set of data. [Paper](https://p.org/{name})\n\n[Code](https://c.org/{name})\n\n")
    };
    let prose = "## Background\n\nImages [were classified](https://a.org/1) classified.\n\nNow [several others](https://a.org/2) are.\n\n";
    reads(&format!("{prose}{}{}{}", one("A"), one("B"), one("C")), &["7:1 A", "13:1 B", "19:1 C"]);
}

#[test]
fn the_column_of_names_is_found_among_several() {
    let rows = |header: &str, rows: &[&str]| {
        let columns = header.matches('|').count() - 1;
        format!("{header}\n|{}\n{}\n", " - |".repeat(columns), rows.join("\n"))
    };
    for (header, body, first) in [
        (
            "| Index | Name | Data Link |",
            ["| 1 | Libri | [data](https://a.org) |", "| 2 | Ted | [data](https://b.org) |"],
            "Libri",
        ),
        (
            "| Index | Corpus | Data Link |",
            ["| 1 | Libri | [data](https://a.org) |", "| 2 | Ted | [data](https://b.org) |"],
            "Libri",
        ),
        (
            "| Index | Formula | Link |",
            ["| NDVI | a | [x](https://a.org) |", "| EVI | b | [x](https://b.org) |"],
            "NDVI",
        ),
        ("| Company | Model |", ["| Baidu | [Ernie](https://a.org) |", "| Ali | [Qwen](https://b.org) |"], "Ernie"),
        (
            "| Model | Organization |",
            ["| Ernie | [Baidu](https://a.org) |", "| Qwen | [Ali](https://b.org) |"],
            "Ernie",
        ),
        (
            "| Provider | Course | Link |",
            ["| A | Sums | [x](https://a.org) |", "| A | Nets | [x](https://b.org) |"],
            "Sums",
        ),
        (
            "| Method | Dataset |",
            ["| [PSMNet](https://a.org) | KITTI |", "| [GCNet](https://b.org) | KITTI |"],
            "PSMNet",
        ),
        (
            "| Paper | Modality | Benchmarks | Links |",
            [
                "| **GPT Report** | LLM | GDP, OS | [arXiv](https://a.org) |",
                "| **SDE Framework** | LLM | SDE | [arXiv](https://b.org) |",
            ],
            "GPT Report",
        ),
        (
            "| Dataset | Paper | Link |",
            [
                "| Libri | [A corpus](https://a.org) | [x](https://a.org) |",
                "| Ted | [Ted talks](https://b.org) | [x](https://b.org) |",
            ],
            "Libri",
        ),
    ] {
        let text = rows(header, &body);
        let names = records(&text);
        assert_eq!(names.first().map(String::as_str), Some(&*format!("3:1 {first}")), "{text}");
    }
}

#[test]
fn a_column_of_yes_and_no_is_none_of_links() {
    let text = "| Name | Data Link | Direct Download (Y/N) |\n| - | - | - |\n| A | [d](https://a.org) | Y |\n| B | [d](https://b.org) | N (Apply) |\n";
    assert_eq!(fields(text), ["link=d", "other=Y"]);
}

#[test]
fn rows_that_hold_only_their_number_are_blank() {
    let blank = "|3| | | |\n|4| | | |\n|5| | | |\n|6| | | |\n|7| | | |\n";
    let text = format!(
        "|序号|公司|大模型|说明|\n|:-|:-|:-|:-|\n|1|百度| [文心](https://a.org)| |\n|2|科大| [星火](https://b.org)| |\n{blank}"
    );
    reads(&text, &["3:1 文心", "4:1 星火"]);
}

#[test]
fn cells_of_html_stand_in_their_columns() {
    let implied = "<table><tbody>\n<th>Name</th>\n<th>AP</th>\n<th>download</th>\n<tr><td><a href=\"https://a.org\">R50</a></td>\n<td>35</td>\n<td><a href=\"https://b.org\">model</a></td></tr>\n</tbody></table>\n";
    reads(implied, &["5:1 R50"]);
    assert_eq!(fields(implied), ["other=35", "link=model"]);
    let down = concat!(
        "<table><tr><th>Provider</th><th>License</th><th>Model Name</th></tr>\n",
        "<tr><td rowspan=\"3\"><a href=\"https://g.org\">Groq</a></td><td rowspan=\"2\">MIT</td><td>Gemma</td></tr>\n",
        "<tr><td>Llama</td></tr>\n<tr><td>GPL-3.0</td><td>Llama 2</td></tr>\n",
        "<tr><td><a href=\"https://o.org\">Open</a></td><td colspan=\"2\">MIT</td></tr></table>\n",
    );
    reads(down, &["2:1 Groq", "5:1 Open"]);
    let groups = concat!(
        "<table><tr><th>Kind</th><th>Name</th></tr>\n",
        "<tr><td rowspan=\"2\">CT</td><td><a href=\"https://a.org\">A</a></td></tr>\n",
        "<tr><td><a href=\"https://b.org\">B</a></td></tr></table>\n",
    );
    reads(groups, &["2:1 A", "3:1 B"]);
    // No table is as wide as this one says.
    let wide =
        "<table><tr><td colspan=\"60000\" rowspan=\"60000\">x</td></tr>".to_owned() + &"<tr><td>y</td></tr>".repeat(50);
    assert!(records(&wide).is_empty());
    // Nor has one as many cells as these rows say.
    let rows = "<tr><td colspan=\"64\" rowspan=\"65534\">x</td></tr>\n".repeat(2000);
    let cells = crate::markdown::parse(&format!("<table>\n{rows}</table>\n")).blocks.len();
    assert!(cells < 20_000, "{cells}");
}

#[test]
fn a_record_begins_at_its_marker() {
    let text = "- [A](https://a.org/x) - one.\n\t- [A1](https://a.org/1) - sub.\n\t- [A2](https://a.org/2) - sub.\n";
    reads(text, &["1:1 A", "2:2 A1", "3:2 A2"]);
}

#[test]
fn links_below_tables_are_no_records() {
    let table = |name: &str| {
        format!(
            "## {name}\n\n| Name | Kind |\n| - | - |\n| [{name}](https://a.org/{name}) | CT |\n\n[Get it](https://b.org/{name})\n\n"
        )
    };
    let links =
        "## Links\n\n[Ex](https://x.org/1) - one.\n\n[Y](https://x.org/2) - two.\n\n[Z](https://x.org/3) - three.\n\n";
    let text = table("A") + &table("B") + links;
    reads(&text, &["5:1 A", "13:1 B", "19:1 Ex", "21:1 Y", "23:1 Z"]);
}

#[test]
fn a_picture_below_a_table_is_no_record_and_one_in_it_is_a_name() {
    let stray =
        "| Name | Organ | Kind |\n| - | - | - |\n| [A](https://a.org) | liver | CT |\n![](https://a.org/a.png)\n";
    reads(stray, &["3:1 A"]);
    let pictured =
        "| Name | Kind |\n| - | - |\n| [![Alpha](a.png)](https://a.org) | CT |\n| [![](b.png)](https://b.org) | CT |\n";
    reads(pictured, &["3:1 Alpha", "4:1 "]);
}

#[test]
fn bold_titles_above_facts_are_records() {
    let one = |name: &str| {
        format!(
            "**{name}** 🚧\n\n- arxiv: <https://a.org/{name}>\n- github(Keras): https://g.org/{name}\n- github(Torch): https://t.org/{name}\n\n"
        )
    };
    let text = format!("## Sets\n\n{}{}{}", one("A"), one("B"), one("C"));
    reads(&text, &["3:1 A", "9:1 B", "15:1 C"]);
    let fact = |field: &str, host: &str| format!("{field}=https://{host}.org/A");
    assert_eq!(fields(&text), [fact("paper", "a"), fact("code", "g"), fact("code", "t")]);
    let few = "### Best\n\n**A** 🚧\n\n- 简介：问答。\n- 链接：https://a.org/1\n\n**B**\n\n- 规模：100K\n- 链接：https://a.org/2\n\n### More\n\n**C**\n\n- 规模：50K\n- 链接：https://a.org/3\n";
    reads(few, &["3:1 A", "8:1 B", "15:1 C"]);
    // Titles of groups of entries are none.
    let groups = "**One**\n\n- [A](https://a.org/1)\n- [B](https://a.org/2)\n\n**Two**\n\n- [C](https://a.org/3)\n- [D](https://a.org/4)\n\n**Three**\n\n- [E](https://a.org/5)\n";
    reads(groups, &["3:1 A", "4:1 B", "8:1 C", "9:1 D", "13:1 E"]);
}

#[test]
fn items_that_are_labels_are_links_of_their_heading() {
    let one = |name: &str| {
        format!(
            "### {name}\n\n- [Paper/Project Link](https://p.org/{name})\n- [Dataset Link](https://d.org/{name})\n\nIt holds 2000 texts.\n\n"
        )
    };
    let text = format!("# Sets\n\n{}{}{}", one("P3"), one("HH"), one("XP"));
    reads(&text, &["3:1 P3", "10:1 HH", "17:1 XP"]);
}

#[test]
fn one_name_in_front_of_labels_is_read_as_in_the_lists_beside_it() {
    let text = "## A\n\n- EUVP: [Data](https://a.org/1), [Paper](https://p.org/1).\n- UIEBD: [Data-1](https://a.org/2), [Data-2](https://a.org/3).\n- U45: [Data](https://a.org/4)\n\n## B\n\n- USR: [Data](https://a.org/5), [Paper](https://p.org/5).\n";
    reads(text, &["3:1 EUVP", "4:1 UIEBD", "5:1 U45", "9:1 USR"]);
}

#[test]
fn names_in_front_of_titles_are_entries() {
    let text = "* GAN - [Generative Nets](https://a.org/1)\n* 3D-GAN - [Learning Shapes](https://a.org/2)\n* acGAN - [Face Aging](https://a.org/3)\n";
    reads(text, &["1:1 GAN", "2:1 3D-GAN", "3:1 acGAN"]);
    // Beside entries with links they say something else.
    let beside = "- [A](https://a.org/1)\n- [B](https://b.org/1)\n- [C](https://c.org/1)\n- [D](https://c.org/2)\n\n## Licenses used\n\n- `MIT` - [MIT License](https://m.org/1)\n- `BSD` - [BSD License](https://m.org/2)\n- `GPL` - [GPL License](https://m.org/3)\n";
    reads(beside, &["1:1 A", "2:1 B", "3:1 C", "4:1 D"]);
}

#[test]
fn where_the_authors_are_met_is_no_entry() {
    let text = "## Sets\n\n- [A](https://a.org/1)\n- [B](https://b.org/1)\n\n## 📧 Contact\n\n- **Website**: https://l.org\n- **Research**: me@l.org\n- **Security**: you@l.org\n";
    reads(text, &["3:1 A", "4:1 B"]);
}

#[test]
fn what_was_meant_as_a_link_leaves_its_text_as_the_name() {
    let text = "| 名称 | 许可 |\n| - | - |\n| [weibo](https://a.org) | MIT |\n| [RenCECPs](Fuji Ren can be contacted (ren@b.org) for it.) | \\ |\n| [Cup](https://c.org/common/ “达观杯”.html) | \\ |\n";
    reads(text, &["3:1 weibo", "4:1 RenCECPs", "5:1 Cup"]);
}

#[test]
fn an_entity_is_mentioned_by_its_own_name_and_by_what_stands_for_it() {
    let mut words = FieldVocabulary::default();
    words.add_alias("UKBB", "UK Biobank");
    for own in ["UKBB", "UK Biobank"] {
        let table =
            "| Name | Link |\n| - | - |\n| KiTS | https://a.org |\n| {own} | https://b.org |\n".replace("{own}", own);
        let text = table
            + "\n## Summary\n\n| Kind | Key Datasets |\n| - | - |\n| MRI | UKBB, KiTS |\n| CT | UK Biobank, KiTS |\n";
        let file = File::from_text("a.md", text);
        let catalog = Catalog::read(&file, &words);
        let meant: Vec<_> =
            catalog.mentions.iter().map(|mention| (mention.name.as_str(), &*mention.entities)).collect();
        let wanted: [(&str, &[u32]); 4] = [("UKBB", &[1]), ("KiTS", &[0]), ("UK Biobank", &[1]), ("KiTS", &[0])];
        assert_eq!(meant, wanted, "{own}");
    }
}

#[test]
fn a_mention_stands_where_its_name_does() {
    let text = "- [KiTS⭐](https://a.org) - One.\n- [B](https://b.org) - Two.\n- [C](https://c.org) - Three.\n\n## News\n\n- **&nbsp;KiTS⭐** (2025): 300 scans\n";
    let file = File::from_text("a.md", text);
    let catalog = Catalog::read(&file, &FieldVocabulary::default());
    let mentions: Vec<_> = catalog.mentions.iter().map(|mention| (&*mention.name, file.slice(mention.span))).collect();
    assert_eq!(mentions, [("KiTS⭐", "KiTS⭐")]);
}
