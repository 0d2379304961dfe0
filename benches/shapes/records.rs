//! What is read from a catalog: records, claims, mentions, licences, dates, and comments that suppress findings.

use super::make::{header, join, list, name, number, repeat, rows, table, word};
use super::{Shape, shape};

pub(crate) const SHAPES: &[Shape] = &[
    shape("claims_distinct", |n| {
        let claims = number("", n / 2, |i| format!("- **{i} {}-Ray**: {i}+ datasets\n", word(i)));
        format!("# A\n\n{claims}\n{}", table(n / 2))
    }),
    shape("claims_same", |n| format!("# A\n\n{}\n{}", repeat("- **7 X-Ray**: 25+ datasets\n", n / 2), table(n / 2))),
    shape("claims_prose", |n| {
        let claims = number("", n / 2, |i| format!("There are {i} {} datasets.\n\n", word(i)));
        format!("# A\n\n{claims}\n{}", table(n / 2))
    }),
    shape("claims_headings", |n| {
        let row = |i| format!("| Name | Link |\n| --- | --- |\n| {} | [p](https://e.org/{i}) |\n\n", name(i + 3));
        number("# A\n\n", n, |i| format!("## {} ({i} datasets)\n\n{}", word(i), row(i)))
    }),
    shape("claims_headings_nested", |n| {
        let entry = |i| format!("- [{}](https://e.org/{i}) - Text.\n\n", name(i + 3));
        let section = |i| format!("{} {} ({i} datasets)\n\n{}", "#".repeat(2 + i % 5), word(i), entry(i));
        number("# A (9 datasets)\n\n", n, section)
    }),
    shape("claims_badges", |n| {
        let badge = |i| format!("![b](https://img.shields.io/badge/datasets-{i}-blue)\n");
        format!("# A\n\n{}\n{}", number("", n / 2, badge), table(n / 2))
    }),
    shape("claims_totals", |n| {
        let total = |i| format!("| **g{i}** | {}, {} | {i}+ |\n", name(i), name(i + 1));
        let head = header(&["Group", "Members", "Total"]);
        format!("{}\n\n## Sum\n\n{head}{}", table(n / 2), number("", n / 2, total))
    }),
    shape("claims_total_long", |n| {
        let names: Vec<String> = (0..n / 28).map(name).collect();
        let head = header(&["Group", "Members", "Total"]);
        format!("{}\n\n## Sum\n\n{head}| **g** | {} | 3,500+ |\n", table(n / 2), names.join(", "))
    }),
    shape("claims_breakdowns", |n| format!("# A\n\n{}", repeat("117 datasets (27 CT + 59 MR + 10 US + 8 XR)\n\n", n))),
    shape("claims_breakdown_long", |n| {
        let cell = format!("117 ({}1 b)", repeat("27 a + ", n));
        format!("# A\n\n{}| a | {cell} | [p](https://e.org/x) |\n", header(&["Name", "Structures", "Link"]))
    }),
    shape("claims_buckets", |n| {
        let head = header(&["Name", "Scans", "Link"]);
        let row = |i| format!("{head}| {} | {} | [p](https://e.org/{i}) |\n\n", name(i), i + 100);
        number("# A\n\n", n, |i| format!("## {i}-{} scans\n\n{}", i + 10, row(i)))
    }),
    shape("mentions", |n| {
        let mention = |i| format!("We like {} ({} scans) a lot.\n", name(i), i + 1);
        format!("{}\n\n## Text\n\n{}", table(n / 2), number("", n / 2, mention))
    }),
    shape("mentions_same", |n| {
        let mention = format!("We like {} (9 scans) a lot.\n", name(1));
        format!("{}\n\n## Text\n\n{}", table(n / 2), repeat(&mention, n / 2))
    }),
    shape("mentions_unknown", |n| {
        let mention = |i| format!("- Best for x: {}, {}, {}Q{i}\n", name(i), name(i + 1), word(i + 5));
        format!("{}\n\n## Best\n\n{}", table(n / 2), number("", n / 2, mention))
    }),
    shape("mentions_near", |n| {
        let row = |i| format!("| t{i} | {}, {}, {}x{} |\n", name(i), name(i + 1), word(i + 5), i + 5);
        format!("{}\n\n## Best\n\n{}{}", table(n / 2), header(&["Task", "Datasets"]), number("", n / 2, row))
    }),
    shape("mentions_in_descriptions", |n| {
        let names = |i| [1, 2, 3, 4].map(|by| word(i + by)).join(", ");
        number("# A\n\n", n, |i| format!("- [{}](https://e.org/{i}) - Like {} but {i} scans.\n", word(i), names(i)))
    }),
    shape("mentions_family", |n| {
        let family = rows(&["Name", "Link"], n / 2, |i| format!("Atlas {i} | [p](https://e.org/{i})"));
        let uses = repeat("| seg | Atlas, Atlas, Atlas |\n", n / 2);
        format!("{family}\n\n## T\n\n{}{uses}", header(&["Task", "Datasets"]))
    }),
    shape("mentions_family_words", |n| {
        let of = |i: usize| (0..6).map(|j| word((i * 7 + j) % 50)).collect::<Vec<_>>().join(" ");
        let family = rows(&["Name", "Link"], n / 2, |i| format!("{} | [p](https://e.org/{i})", of(i)));
        let by = |i: usize, by: usize| word((i + by) % 50);
        let uses = number("", n / 2, |i| format!("| seg | {}, {} {} |\n", by(i, 0), by(i, 1), by(i, 2)));
        format!("{family}\n\n## T\n\n{}{uses}", header(&["Task", "Datasets"]))
    }),
    shape("names_one_letter", |n| {
        let letter = |i: usize| char::from(b'A' + (i % 26) as u8);
        let records = rows(&["Name", "Link"], n / 2, |i| format!("{} | [p](https://e.org/{i})", letter(i)));
        format!("{records}\n\n{}", repeat("A B C D E F G H. ", n / 2))
    }),
    shape("names_prefixes", |n| {
        let row = |i| format!("| {}| [p](https://e.org/{i}) |\n", "Aa ".repeat(i + 1));
        let records = format!("# A\n\n{}{}", header(&["Name", "Link"]), join(n.isqrt() / 2, row));
        format!("{records}\n\n## T\n\n{}\n", "Aa ".repeat(n / 6))
    }),
    shape("names_long", |n| {
        let long = |i: usize| (0..200).map(|j| word(i * 9 + j)).collect::<Vec<_>>().join(" ");
        rows(&["Name", "Link"], n, |i| format!("{} | [p](https://e.org/{i})", long(i)))
    }),
    shape("names_aliases", |n| {
        let aliases = |i| format!("{}{i}, aka {}{i}", word(i + 1), word(i + 2));
        rows(&["Name", "Link"], n, |i| format!("{} ({}) | [p](https://e.org/{i})", name(i), aliases(i)))
    }),
    shape("names_combining", |n| {
        let marks = "\u{301}".repeat(200);
        rows(&["Name", "Link"], n, |i| format!("{}{marks} | [p](https://e.org/{i})", word(i)))
    }),
    shape("entity_repeated", |n| {
        let head = header(&["Name", "Scans", "License", "Link"]);
        format!("# A\n\n{head}{}", repeat("| KiTS | 300 | MIT | [p](https://e.org/kits) |\n", n))
    }),
    shape("entity_values_differ", |n| {
        rows(&["Name", "Scans", "License", "Link"], n, |i| format!("KiTS | {i} | MIT | [p](https://e.org/kits)"))
    }),
    shape("entity_in_sections", |n| {
        number("", n, |i| format!("## S{i}\n\n- [KiTS](https://e.org/kits) - {i} scans.\n"))
    }),
    shape("entity_licenses_differ", |n| {
        let license = |i| if i % 2 == 1 { "MIT" } else { "GPL-3.0" };
        rows(&["Name", "License", "Link"], n, |i| format!("KiTS | {} | [p](https://e.org/{i})", license(i)))
    }),
    shape("link_shared", |n| {
        rows(&["Name", "License", "Link"], n, |i| format!("{} | MIT | [p](https://e.org/a/b/c)", name(i)))
    }),
    shape("link_prefix_shared", |n| {
        let address = "https://github.com/a/b/tree/main";
        rows(&["Name", "Link"], n, |i| format!("{} | [p]({address}/{i})", name(i)))
    }),
    shape("licenses_odd", |n| {
        let odd = |i| format!("{} license v{i} or later with {} and {}", word(i), word(i + 1), word(i + 2));
        rows(&["Name", "License", "Link"], n, |i| format!("{} | {} | [p](https://e.org/{i})", name(i), odd(i)))
    }),
    shape("license_long", |n| license(&repeat("Apache 2.0 / MIT or BSD, ", n))),
    shape("license_parens", |n| license(&"(".repeat(n))),
    shape("licenses_in_list", |n| {
        let licenses = ["MIT", "Apache 2.0"].repeat(10).join(" or ");
        number("# A\n\n", n, |i| format!("- [{}](https://e.org/{i}) - Text. ({licenses})\n", name(i)))
    }),
    shape("order_reversed", |n| {
        let mut entries = entries(n);
        entries.reverse();
        format!("# A\n\n## L\n\n{}", entries.concat())
    }),
    shape("order_rotated", |n| {
        let mut entries = entries(n);
        entries.rotate_left(n / 320);
        format!("# A\n\n## L\n\n{}", entries.concat())
    }),
    shape("numbers_long", |n| {
        let digits = "9".repeat(300);
        rows(&["Name", "Scans", "Link"], n, |i| format!("{} | {digits} | [p](https://e.org/{i})", name(i)))
    }),
    shape("dates", |n| {
        let day = |i: usize| format!("20{:02}-0{}-1{}", i % 100, 1 + i % 9, i % 9);
        number("# A\n\n", n, |i| format!("Last updated: {}\n\n", day(i)))
    }),
    shape("dates_of_expiry", |n| {
        let day = |i| format!("20{:02}-01-01", i % 30);
        rows(&["Name", "Expires", "Link"], n, |i| format!("{} | {} | [p](https://e.org/{i})", name(i), day(i)))
    }),
    shape("dates_outside_section", |n| {
        let entry = |i| format!("- [{}](https://e.org/{i}) - Text. (2010)\n", name(i));
        number("# A\n\n", n, |i| format!("## Additions ({})\n\n{}", 1990 + i % 40, entry(i)))
    }),
    shape("records_headed", |n| {
        number("# A\n\n", n, |i| format!("### {}\n\n- License: MIT\n- Link: https://e.org/{i}\n\n", name(i)))
    }),
    shape("fields_distinct", |n| number("# A\n\n### X\n\n", n, |i| format!("- Key{i}: value {i}\n"))),
    shape("fields_same", |n| format!("# A\n\n### X\n\n{}", repeat("- License: MIT\n", n))),
    shape("rows_short", |n| {
        let head = header(&["Name", "Scans", "License", "Link"]);
        number(&format!("# A\n\n{head}"), n, |i| format!("| {} | 3 |\n", name(i)))
    }),
    shape("rows_overlong", |n| rows(&["Name", "Link"], n, |i| format!("{} | 3 | a | b | c", name(i)))),
    shape("rows_and_stray_text", |n| {
        let row = |i| format!("| {} | [p](https://e.org/{i}) |\nstray text {i}\n", name(i));
        number(&format!("# A\n\n{}", header(&["Name", "Link"])), n, row)
    }),
    shape("suppressions", |n| repeat("<!-- catalint-ignore link/insecure: why -->\n\n", n)),
    shape("suppressions_in_rows", |n| {
        let comment = "<!-- catalint-ignore link/insecure: x -->";
        rows(&["Name", "License", "Link"], n, |i| format!("{} | MIT | [p](http://e.org/{i}) {comment}", name(i)))
    }),
    shape("suppressions_begun", |n| repeat("<!-- catalint-ignore-begin link: why -->\n\n", n)),
    shape("suppressions_ended", |n| {
        let begin = "<!-- catalint-ignore-begin link: why -->\n\n";
        repeat(&format!("{begin}[a](http://x.org)\n\n<!-- catalint-ignore-end link -->\n\n"), n)
    }),
    shape("suppressions_begun_findings", |n| {
        repeat("<!-- catalint-ignore-begin link: why -->\n\n", n / 2) + &insecure(n / 2)
    }),
    shape("suppressions_of_file", |n| repeat("<!-- catalint-ignore-file link: why -->\n\n", n)),
    shape("suppressions_of_file_findings", |n| {
        repeat("<!-- catalint-ignore-file link: why -->\n\n", n / 2) + &insecure(n / 2)
    }),
    shape("suppressions_unknown", |n| number("", n, |i| format!("<!-- catalint-ignore lnk/insec{i}: why -->\n\n"))),
    shape("list_and_table", |n| list(n / 2) + "\n" + &table(n / 2)),
];

fn license(text: &str) -> String {
    format!("# A\n\n{}| a | {text} | [p](https://e.org/1) |\n", header(&["Name", "License", "Link"]))
}

/// Entries of a list in their alphabetical order.
fn entries(size: usize) -> Vec<String> {
    let mut entries: Vec<String> =
        (0..size / 40).map(|i| format!("- [{}](https://e.org/{i}) - Text.\n", name(i))).collect();
    entries.sort();
    entries
}

fn insecure(size: usize) -> String {
    number("", size, |i| format!("- [{}](http://e{i}.org/x)\n", word(i)))
}
