//! Forms of entries that are told by their structure, whatever the words.

use super::{fields, reads};
use crate::catalog::{Catalog, FieldVocabulary};
use crate::source::File;

/// The names of the records of a text.
fn names(text: &str) -> Vec<String> {
    super::records(text).iter().filter_map(|record| Some(record.split_once(' ')?.1.to_owned())).collect()
}

#[test]
fn a_text_of_many_links_is_a_label() {
    // `[[venue](…)] Title`, as in lists of papers.
    let papers: String = (1..=6)
        .map(|n| format!("- [[ICRA](https://i.org/{n})] Title {n}: a method. [[c](https://c.org/{n})]\n"))
        .collect::<Vec<_>>()
        .concat();
    reads(&papers, &["1:1 Title 1", "2:1 Title 2", "3:1 Title 3", "4:1 Title 4", "5:1 Title 5", "6:1 Title 6"]);
    // Below each entry the same links.
    let courses: String = (1..=6)
        .map(|n| format!("- [Course {n}](https://c.org/{n}) about things\n  - [Tareas](https://t.org/{n})\n"))
        .collect::<Vec<_>>()
        .concat();
    let names: Vec<String> = (1..=6).map(|n| format!("{}:1 Course {n}", n * 2 - 1)).collect();
    reads(&courses, &names.iter().map(String::as_str).collect::<Vec<_>>());
    // A thing of one name in several lists is a thing.
    let tools: String = (1..=6)
        .map(|n| format!("## {n}\n\n- [MXNet](https://m.org/{n})\n- [T{n}](https://t.org/{n})\n\n"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(super::records(&tools).len(), 12);
}

#[test]
fn keys_of_sibling_entries_are_keys_in_any_language() {
    let one = |name: &str| format!("**{name}**\n\n- Zdroj: https://z.org/{name}\n- Údaje: https://d.org/{name}\n\n");
    let text = ["A", "B", "C"].map(one).concat();
    reads(&text, &["1:1 A", "6:1 B", "11:1 C"]);
    assert_eq!(fields(&text), ["other=https://z.org/A", "other=https://d.org/A"]);
    // What comes in several lists above entries is a group.
    let group = |n: u8| {
        format!(
            "## {n}\n\n- **Motion**: moves\n  - **[A{n}](https://a.org/{n})**: it\n  - **[B{n}](https://b.org/{n})**: it\n\n"
        )
    };
    assert_eq!(super::records(&[1, 2, 3].map(group).concat()).len(), 6);
}

#[test]
fn subsections_of_sibling_entries_are_facts() {
    let one = |name: &str| {
        format!("### {name}\n\n#### Frist\n\nMai 2024\n\n#### Betrag\n\n1000 [Euro](https://e.org/{name})\n\n")
    };
    let text = format!("## Fonds\n\n{}", ["A", "B", "C"].map(one).concat());
    reads(&text, &["3:1 A", "13:1 B", "23:1 C"]);
}

#[test]
fn tables_of_facts_below_headings_describe_them() {
    let one = |name: &str| {
        format!(
            "#### {name}\n\n| Property | Value |\n| - | - |\n| Maker | [M](https://m.org/{name}) |\n| Cost | 1 |\n\n"
        )
    };
    let text = format!("## Tools\n\n{}", ["A", "B", "C"].map(one).concat());
    reads(&text, &["3:1 A", "10:1 B", "17:1 C"]);
    assert_eq!(fields(&text).len(), 2);
}

#[test]
fn a_name_ends_before_metadata() {
    let one = |name: &str| format!("- **{name}  2018-6 | Not | EN | [Paper](https://p.org/{name})**\n  - Size: 1\n");
    reads(&["A", "B", "C"].map(one).concat(), &["1:1 A", "3:1 B", "5:1 C"]);
    let barred = "- Title one\t| **[CVPR' 14]** |[`[pdf]`](https://p.org/1)\n- Title two | **[CVPR' 15]** |[`[pdf]`](https://p.org/2)\n";
    reads(barred, &["1:1 Title one", "2:1 Title two"]);
    reads(
        "| Name | Link |\n| - | - |\n| ACDC [1a], [1b] | [x](https://a.org) |\n| B [2] | [x](https://b.org) |\n",
        &["3:1 ACDC", "4:1 B"],
    );
}

#[test]
fn a_bracket_with_a_number_behind_all_names_of_a_list_is_metadata() {
    let one = |name: &str| format!("- {name} (n=2): [Data](https://d.org/{name})\n");
    reads(&["A", "B", "C"].map(one).concat(), &["1:1 A", "2:1 B", "3:1 C"]);
    reads(
        "- [A (1984)](https://a.org/1)\n- [B](https://b.org/1)\n- [C](https://c.org/1)\n",
        &["1:1 A (1984)", "2:1 B", "3:1 C"],
    );
}

#[test]
fn the_column_of_names_is_none_of_labels() {
    let row = |n: u8| {
        format!(
            "| {n}) **Method {n}** - does it.<br>More. | [Paper](https://p.org/{n}), [Tweet](https://t.org/{n}) |\n"
        )
    };
    let table = format!("| **Paper** | **Links** |\n| - | - |\n{}", [1, 2, 3].map(row).concat());
    reads(&table, &["3:1 Method 1", "4:1 Method 2", "5:1 Method 3"]);
    // In any language, where the texts repeat.
    let row = |n: u8| format!("| [Odkaz](https://p.org/{n}) | Vec {n} |\n");
    let table = format!("| Kde | Čo |\n| - | - |\n{}", [1, 2, 3].map(row).concat());
    assert!(!super::records(&table).iter().any(|record| record.contains("Odkaz")), "{table}");
}

#[test]
fn the_link_in_the_text_of_an_item_is_its_name() {
    reads(
        "- Ann B., [Long Short Memory](https://a.org/1), 2015\n- C. Dee, [Search Odyssey](https://a.org/2)\n- E. Eff: [Deep Nets](https://a.org/3)\n",
        &["1:1 Long Short Memory", "2:1 Search Odyssey", "3:1 Deep Nets"],
    );
    // Rules of contribution lead to something in the middle of a clause.
    reads(
        "- Join our [Discord channel](https://d.org/1)\n- Read the [guide](https://d.org/2)\n- Open an [Issue](https://d.org/3)\n",
        &[],
    );
    let among = "- [A](https://a.org/1) it\n- [B](https://b.org/1) it\n- The [Cee](https://c.org/1) archive\n- D - does it in [Go](https://go.org)\n- [E](https://e.org/1)\n";
    reads(among, &["1:1 A", "2:1 B", "3:1 Cee", "4:1 D", "5:1 E"]);
}

#[test]
fn names_above_lists_of_links_are_entries() {
    let one = |name: &str| format!("- {name}: A method.\n  - A. Author. *Venue*. [[pdf]](https://p.org/{name})\n");
    reads(&["A", "B", "C"].map(one).concat(), &["1:1 A", "3:1 B", "5:1 C"]);
}

#[test]
fn titles_above_lines_of_one_paragraph_are_entries() {
    let one = |name: &str| {
        format!(
            "**{name} of it all.**<br>\n*[Ann](https://a.org/{name}), Bob.*<br>\nVenue. [[PDF](https://p.org/{name})]\n\n"
        )
    };
    reads(&["A", "B", "C"].map(one).concat(), &["1:1 A of it all", "5:1 B of it all", "9:1 C of it all"]);
    // Captions over a table of contents are none.
    let contents = "**One**\n\n- [a](#a)\n\n**Two**\n\n- [b](#b)\n\n**Three**\n\n- [c](#c)\n\n## a\n\n- [V](https://x.org/1)\n- [W](https://y.org/1)\n";
    reads(contents, &["15:1 V", "16:1 W"]);
}

#[test]
fn headings_with_labels_are_entries() {
    let one = |name: &str| {
        format!("##### • [2024 TPAMI] A title of {name}. [\\[PDF\\]](https://p.org/{name})\n\n_Ann, Bob_\n\n")
    };
    reads(&["A", "B", "C"].map(one).concat(), &["1:1 A title of A", "5:1 A title of B", "9:1 A title of C"]);
    let below = |name: &str| {
        format!("### {name}\n\nIt is.\n\n[Home Page](https://h.org/{name}) -\n[Paper](https://p.org/{name})\n\n")
    };
    let text = format!("- [V](https://x.org/1)\n- [W](https://y.org/1)\n\n{}", ["A", "B", "C"].map(below).concat());
    reads(&text, &["1:1 V", "2:1 W", "4:1 A", "11:1 B", "18:1 C"]);
}

#[test]
fn lists_in_quotes_are_asides() {
    reads(
        "- [A](https://a.org/1)\n- [B](https://b.org/1)\n\n> - [C](https://c.org/1)\n> - [D](https://d.org/1)\n",
        &["1:1 A", "2:1 B"],
    );
    reads("> - [C](https://c.org/1)\n> - [D](https://d.org/1)\n", &["1:3 C", "2:3 D"]);
}

#[test]
fn the_parts_of_a_name_in_two_links_are_one_name() {
    reads(
        "1. <a href=\"https://g.org/o/n\">o/</a><b><a href=\"https://g.org/o/n\">n</a></b> it\n2. <a href=\"https://g.org/p/m\">p/</a><b><a href=\"https://g.org/p/m\">m</a></b>\n",
        &["1:1 o/n", "2:1 p/m"],
    );
}

#[test]
fn a_list_below_criteria_is_about_the_catalog() {
    // From albarqouni/Deep-Learning-for-Medical-Applications: the journals that were searched.
    let text = "# Papers\n\n## Criteria\n\n*List of journals:*\n\n- **[Journal A](https://j.org/a)**\n- **[Journal B](https://j.org/b)**\n\n## List\n\n- [Alpha](https://p.org/1): it\n- [Beta](https://p.org/2): it\n";
    reads(text, &["12:1 Alpha", "13:1 Beta"]);
}

#[test]
fn quotes_that_begin_with_bold_links_are_entries() {
    // akullpp/awesome-java: one quote an entry, with badges between the name and the description.
    let one = |name: &str| {
        format!("> **[{name}](https://{name}.org)** <kbd>★ 3.8k</kbd> <kbd>Apache-2.0</kbd> 🟢<br>Tests it.\n\n")
    };
    let text = format!("## Testing\n\n{}", ["a", "b", "c"].map(one).concat());
    reads(&text, &["3:3 a", "5:3 b", "7:3 c"]);
}

#[test]
fn paragraphs_that_all_begin_with_links_are_entries() {
    // linhandev/dataset: nothing parts the names from their descriptions.
    let text = "# 数据库\n\n[TCIA](https://t.org):The Archive\n\n[MedPix](https://m.org) 包含超过12000名患者\n\n[TB](https://b.by) 包含结核病人的CT\n";
    reads(text, &["3:1 TCIA", "5:1 MedPix", "7:1 TB"]);
    // A link back to another file is none.
    let back = format!("{text}\n[Back to README](../README.md)\n");
    reads(&back, &["3:1 TCIA", "5:1 MedPix", "7:1 TB"]);
}

#[test]
fn a_paragraph_beside_a_list_of_entries_is_one_too() {
    // acgeospatial/awesome-earthobservation-code
    let text = "## Lists\n\n[R](https://r.org) - Resources for learning.\n\n[Here](https://h.org) is more.\n\n- [A](https://a.org) - a\n- [B](https://b.org) - b\n";
    reads(text, &["3:1 R", "7:1 A", "8:1 B"]);
}

#[test]
fn lists_below_topics_of_linked_headings_are_details() {
    // e2b-dev/awesome-ai-agents
    let one = |name: &str, links: &str| {
        format!("## [{name}](https://{name}.org)\n\n### Description\n\nAn agent.\n\n### Links\n\n{links}\n")
    };
    let own = "- [Interview with the founder](https://i.org)\n- [Tweet about the launch](https://t.org)\n";
    let text = [one("a", own), one("b", "None."), one("c", "None."), one("d", "None.")].concat();
    assert_eq!(names(&text), ["a", "b", "c", "d"]);
    // What several groups have, each with entries, is a kind of entry; a section that is still empty says nothing.
    let group = |name: &str, list: &str| format!("## {name}\n\n### Books\n\n{list}\n");
    let books = |n: u8| format!("- [A{n}](https://a.org/{n}) - a\n- [B{n}](https://b.org/{n}) - b\n");
    let groups = [group("Go", &books(1)), group("C", &books(2)), group("D", ""), group("E", ""), group("F", "")];
    assert_eq!(super::records(&groups.concat()).len(), 4);
}

#[test]
fn lists_below_lines_of_labels_are_details() {
    // openlists/ElectrophysiologyData
    let one = |name: &str| {
        format!(
            "### {name}\n\nIt is a set.\n\n[Home Page](https://{name}.org) -\n[Paper](https://p.org/{name})\n\n- Visual Task (n=20):\n[Paper](https://q.org/{name})\n- Motor Task (n=10):\n[Paper](https://r.org/{name})\n\n"
        )
    };
    let text = format!("## Data\n\n{}", ["a", "b", "c"].map(one).concat());
    assert_eq!(names(&text), ["a", "b", "c"]);
}

#[test]
fn lists_that_lead_where_headings_lead_are_contents() {
    // zhaoolee/ChromeAppHeroes
    let item = |n: u8| format!("- [App {n}](https://z.org/#/{n})\n");
    let heading = |n: u8| format!("#### [App {n}](https://z.org/#/{n})\n\nIt does things.\n\n");
    let text =
        format!("## 目录(点击)\n\n{}\n## 应用\n\n{}", [1, 2, 3].map(item).concat(), [1, 2, 3].map(heading).concat());
    reads(&text, &["9:1 App 1", "13:1 App 2", "17:1 App 3"]);
}

#[test]
fn what_leads_on_to_a_longer_list_is_no_entry() {
    // ripienaar/free-for-dev, sfikas/medical-imaging-datasets
    let text = "- [A](https://a.org) - a\n- [B](https://b.org) - b\n- [C](https://c.org) - c\n- Full, detailed list - https://d.org\n- A list of data sets. Source : https://e.org\n";
    reads(text, &["1:1 A", "2:1 B", "3:1 C"]);
}

#[test]
fn a_linked_heading_above_subsections_of_text_is_an_entry() {
    // NEU-Gou/awesome-reid-dataset
    let text = "# [A](https://a.org)\n\n## [B](https://b.org)\n\nSet.\n\n## [C](https://c.org)\n\nSet.\n\n## [D](https://d.org)\n\nSet.\n\n## [E](https://e.org)\n\nSet.\n\n#### E one\n\nPart.\n";
    assert_eq!(names(text), ["B", "C", "D", "E"]);
}

proptest::proptest! {
    #[test]
    fn forms_of_entries_are_read_within_the_text(parts in proptest::collection::vec(0_usize..12, 0..24)) {
        const PARTS: [&str; 12] = [
            "## [é](https://a.org)\n\n", "### Links\n\n", "### 目录\n\n", "- [ü — x](https://a.org/1)\n", "- Full list - https://b.org\n",
            "> **[ß](https://c.org)** 🟢<br>Ж\n\n", "[漢](https://d.org):字\n\n", "[Home Page](https://e.org) -\n[Paper](https://f.org)\n\n",
            "[Back](../x.md)\n\n", "- Ä. Source：https://g.org\n", "[é](https://h.org) - é\n\n", "## [x](https://a.org/1)\n",
        ];
        let text: String = parts.iter().filter_map(|&part| PARTS.get(part).copied()).collect();
        let file = File::from_text("catalog.md", text.clone());
        for record in &Catalog::read(&file, &FieldVocabulary::default()).records {
            proptest::prop_assert!(record.span.end as usize <= text.len() && record.name_span.start <= record.name_span.end);
            for span in [record.span, record.name_span] {
                proptest::prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
        }
    }
}

/// `| `dispatch` | Delegate … |`, of a catalog of skills whose tables have no link at all.
#[test]
fn tables_without_links_are_read_where_their_header_is_what_the_title_lists() {
    let rows = |names: &[&str]| {
        let row = |name: &&str| format!("| `{name}` | Delegates tasks to other agents. |\n");
        names.iter().map(row).collect::<String>()
    };
    let table = |names| format!("| Skill | Description |\n| --- | --- |\n{}", rows(names));
    let (first, second) = (table(&["a", "b", "c", "d"]), table(&["e", "f", "g", "h"]));
    let text = format!("# Skill Catalog\n\n## agents (4)\n\n{first}\n## tools (4)\n\n{second}");
    assert_eq!(names(&text), ["a", "b", "c", "d", "e", "f", "g", "h"]);
    assert!(names(&text.replace("Skill Catalog", "Options")).is_empty());
}

/// Headings with one label that recurs, as in lists of courses: `🔗 [Link to Course](…)`.
#[test]
fn headings_above_a_recurring_label_are_entries() {
    let course = |name: usize| {
        format!("## Course {name}\n\n- Topic one\n- Topic two\n\n🔗 [Link to Course](https://example.org/{name})\n\n")
    };
    let text: String = (1..8).map(course).collect();
    assert_eq!(names(&format!("# Courses\n\n{text}")).len(), 7);
}
