//! Headings, tables of contents, lists, quotations, code and tables.

use super::make::{join, list, name, number, repeat, table, word};
use super::{Shape, shape};

pub(crate) const SHAPES: &[Shape] = &[
    shape("list", list),
    shape("table", table),
    shape("headings_same", |n| repeat("## Tools\n\n", n)),
    shape("headings_same_linked", |n| repeat("## Tools\n\n[a](#tools-1)\n\n", n)),
    shape("headings_distinct", |n| number("", n, |i| format!("## {}\n\n", name(i)))),
    shape("headings_numbered", |n| number("", n, |i| format!("## a\n\n## a-{i}\n\n"))),
    shape("fragment_one", |n| format!("# Here\n\n{}", repeat("[a](#here) ", n))),
    shape("fragment_missing", |n| format!("# Here\n\n{}", repeat("[a](#nowhere)\n", n))),
    shape("fragment_near", |n| number("", n, |i| format!("## {0}\n\n[x](#{1}x)\n\n", name(i), name(i).to_lowercase()))),
    shape("contents_broken", |n| {
        let entry = |i| format!("- [{}](#{}-{i})\n", name(i), word(i).to_lowercase());
        format!("# T\n\n## Contents\n\n{}{}", join(n / 60, entry), sections(n / 60))
    }),
    shape("contents_incomplete", |n| {
        format!("# T\n\n## Contents\n\n{}{}", join(n / 80, contents_entry), sections(n / 40))
    }),
    shape("contents_reversed", |n| {
        let entries = join(n / 60, |i| contents_entry(n / 60 - 1 - i));
        format!("# T\n\n## Contents\n\n{entries}{}", sections(n / 60))
    }),
    shape("setext_headings", |n| repeat("a\n===\n\nb\n---\n\n", n)),
    shape("setext_long", |n| repeat("aa\n", n) + "===\n"),
    shape("lists_nested", |n| number("", n, |i| format!("{}- a\n", "  ".repeat(i.min(200))))),
    shape("lists_nested_deep", |n| join(n.isqrt(), |i| format!("{}- a\n", "  ".repeat(i)))),
    shape("lists_in_one_line", |n| "- ".repeat(n / 2) + "a\n"),
    shape("lists_in_each_line", |n| repeat(&("- ".repeat(100) + "a\n"), n)),
    shape("list_deep_blank_lines", |n| "- ".repeat(n / 4) + "a\n" + &"\n".repeat(n / 2)),
    shape("list_deep_lines", |n| "- ".repeat(n / 4) + "a\n" + &repeat("a\n", n / 2)),
    shape("list_deep_paragraphs", |n| "- ".repeat(n / 4) + "a\n" + &repeat("a\n\n", n / 2)),
    shape("list_deepest_lines", |n| "- ".repeat(100) + "a\n" + &repeat("a\n", n)),
    shape("list_indented_lines", |n| {
        join(n.isqrt() / 2, |i| format!("{}- a\n", "  ".repeat(i))) + &repeat("a\n", n / 2)
    }),
    shape("lists_numbered_in_one_line", |n| "1. ".repeat(n / 3) + "a\n"),
    shape("list_of_tasks", |n| repeat("- [ ] [a](https://e.org/x) - b\n", n)),
    shape("list_loose", |n| {
        number("", n, |i| format!("- [{}](https://e.org/{i}) - Text.\n\n  More text.\n\n", word(i)))
    }),
    shape("list_ordered", |n| number("", n, |i| format!("{i}. [{}](https://e.org/{i}) - Text.\n", word(i)))),
    shape("list_markers_mixed", |n| {
        number("", n, |i| format!("{} [{}](https://e.org/{i}) - Text.\n", ["-", "*", "+"][i % 3], word(i)))
    }),
    shape("list_entries_nested", |n| {
        number("# A\n\n", n, |i| format!("{}- [{}](https://e.org/{i}) - Text.\n", "  ".repeat(i % 20), name(i)))
    }),
    shape("quotes_nested", |n| ">".repeat(n) + " a\n"),
    shape("quotes_growing", |n| join(n.isqrt(), |i| ">".repeat(i + 1) + " a\n")),
    shape("quotes_500", |n| repeat(&(">".repeat(500) + " a\n"), n)),
    shape("quotes_deep_lines", |n| ">".repeat(n / 2) + " a\n" + &repeat("a\n", n / 2)),
    shape("quotes_deepest_lines", |n| ">".repeat(100) + " a\n" + &repeat("a\n", n)),
    shape("quotes_and_lists", |n| "> - ".repeat(n / 4) + "a\n"),
    shape("quotes_and_lists_lines", |n| "> - ".repeat(n / 8) + "a\n" + &repeat("a\n", n / 2)),
    shape("fences", |n| repeat("```\na\n```\n\n", n)),
    shape("fences_open", |n| repeat("```a\n~~~b\n", n)),
    shape("front_matter_open", |n| "---\n".to_owned() + &repeat("a: b\n", n)),
    shape("front_matter_repeated", |n| repeat("---\na: b\n---\n\n", n)),
    shape("carriage_returns", |n| "a\r".repeat(n / 2)),
    shape("blank_lines", |n| "\n".repeat(n)),
    shape("spaces", |n| " ".repeat(n)),
    shape("tabs", |n| "\t".repeat(n) + "a"),
    shape("text_one_line", |n| "a ".repeat(n / 2)),
    shape("text_one_word", |n| "a".repeat(n)),
    shape("text_lines", |n| repeat("word word\n", n)),
    shape("table_wide", |n| {
        let columns = n / 30;
        let head = join(columns, |i| format!(" h{i} |"));
        format!("# A\n\n|{head}\n|{}\n|{}\n", " - |".repeat(columns), join(columns, |i| format!(" v{i} |")))
    }),
    shape("table_wide_rows", |n| {
        let columns = (n / 8).isqrt();
        let head = join(columns, |i| format!(" h{i} |"));
        let row = |r| format!("| [n{r}](https://e.org/{r}) |{}\n", join(columns, |i| format!(" {i} |")));
        format!("# A\n\n| Name |{head}\n|{}\n{}", " - |".repeat(columns + 1), join(columns, row))
    }),
    shape("table_wide_same_heads", |n| {
        let columns = n / 30;
        let (heads, cells) = (" License |".repeat(columns), " MIT |".repeat(columns));
        format!("# A\n\n| Name |{heads}\n|{}\n| x |{cells}\n", " - |".repeat(columns + 1))
    }),
    shape("table_rows_short", |n| {
        let columns = (n / 4).isqrt();
        let delimiters = " - |".repeat(columns + 1);
        format!("# A\n\n| Name |{}\n|{delimiters}\n{}", " h |".repeat(columns), repeat("| a |\n", n))
    }),
    shape("table_rows_shortest", |n| {
        let columns = n / 16;
        format!("# A\n\n|{}\n|{}\n{}", " h |".repeat(columns), " - |".repeat(columns), repeat("| a |\n", n / 2))
    }),
    shape("row_long_cell", |n| format!("| Name | Link |\n| --- | --- |\n| a | {} |\n", "x".repeat(n))),
    shape("row_long_text", |n| {
        let text = repeat("some Word, ", n);
        format!("| Name | Text | Link |\n| --- | --- | --- |\n| a | {text} | [p](https://e.org/x) |\n")
    }),
    shape("row_of_bars", |n| format!("| Name | Link |\n| --- | --- |\n{}\n", "|".repeat(n))),
    shape("row_of_bars_repeated", |n| format!("| Name | Link |\n| --- | --- |\n{}", repeat("||||||||||||||||\n", n))),
    shape("row_of_links", |n| {
        let links = number("", n, |i| format!("[p](https://e.org/{i}) "));
        format!("| Name | Link |\n| --- | --- |\n| a | {links} |\n")
    }),
    shape("tables_tiny", |n| repeat("|a|\n|-|\n|b|\n\n", n)),
    shape("tables_tiny_linked", |n| {
        number("", n, |i| format!("|Name|Link|\n|-|-|\n|{}|[p](https://e.org/{i})|\n\n", word(i)))
    }),
    shape("tables_tiny_headed", |n| {
        let rows = |i| format!("|Name|License|Link|\n|-|-|-|\n|{}|MIT|[p](https://e.org/{i})|\n\n", name(i));
        number("", n, |i| format!("## {}\n\n{}", word(i), rows(i)))
    }),
    shape("table_no_header", |n| repeat("| a | b\n", n)),
    shape("table_delimiters", |n| repeat("a|b\n-|-\n", n)),
    shape("table_delimiter_long", |n| format!("|{}|\n|{}|\n", "-".repeat(n), "-".repeat(8))),
    shape("table_delimiters_wide", |n| format!("{}\n{}\n", "a|".repeat(n / 4), "-|".repeat(n / 4))),
    shape("table_delimiters_almost", |n| format!("{}\n{}", "a|".repeat(n / 4), repeat("-|-|-|-|-|-\n", n / 2))),
];

fn contents_entry(number: usize) -> String {
    format!("- [{}](#{})\n", name(number), name(number).to_lowercase())
}

fn sections(count: usize) -> String {
    join(count, |i| format!("\n## {}\n", name(i)))
}
