//! What rules look up: names, claims, suppressions, fragments, labels; each shape compared all with all before.

use super::make::{header, join, list, name, number, repeat, table, word};
use super::{Shape, shape};

pub(crate) const SHAPES: &[Shape] = &[
    shape("names_near", |n| best(n, name, |i| format!("{}x{i}", word(i)))),
    shape("names_alike", |n| best(n, |i| format!("{}z{i}", alike()), |i| format!("{}zy{i}", alike()))),
    shape("names_alike_no_digits", |n| {
        best(n, |i| format!("{}z{}", alike(), letters(i * 7)), |i| format!("{}qqq{}", alike(), letters(i * 11)))
    }),
    shape("names_unknown", |n| best(n, name, |i| format!("Q{} W{}", letters(i * 3), letters(i * 77 + 5)))),
    shape("names_of_a_family", |n| best(n, |i| format!("KiTS{i}"), |i| format!("KiTS [{i}]"))),
    shape("names_sharing_a_word", |n| {
        best(n, |i| format!("Medical {} {}", word(i), letters(i)), |i| format!("Medical Q{}", word(i)))
    }),
    shape("ignore_file", |n| repeat("<!-- catalint-ignore-file link: w -->\n\n", n)),
    shape("ignore_file_before_findings", |n| {
        let links = number("", n / 2, |i| format!("- [{}](http://e{i}.org/x)\n", word(i)));
        repeat("<!-- catalint-ignore-file link: w -->\n\n", n / 2) + &links
    }),
    shape("ignore_unknown_rules", |n| number("", n, |i| format!("<!-- catalint-ignore lk/i{i}: y -->\n\n"))),
    shape("ignore_naming_many_rules", |n| {
        number("a\n\n<!-- catalint-ignore ", n, |i| format!("a{i} ")) + ": w -->\n\nb\n"
    }),
    shape("ignore_ends_of_other_ranges", |n| {
        number("", n / 2, |i| format!("<!-- catalint-ignore-begin a{i}: w -->\n\n"))
            + &number("", n / 2, |i| format!("<!-- catalint-ignore-end b{i} -->\n\n"))
    }),
    shape("ignore_in_one_line", |n| {
        format!("a\n{}{}\n", " ".repeat(n / 2), repeat("<!-- catalint-ignore link: w --> ", n / 2))
    }),
    shape("claims_labels", |n| claims(n, |i| format!("{}{}", word(i), letters(i)))),
    shape("claims_labels_sharing_a_word", |n| claims(n, |i| format!("Does {}{}", word(i), letters(i)))),
    shape("claims_labels_of_two_ways", |n| claims(n, |i| format!("Does/{}{}", word(i), letters(i)))),
    shape("catalogs_of_changed_labels", |n| number("# A\n\n", n, catalog)),
    shape("claims_of_one_section", |n| {
        format!("# A\n\n{}\n## Tools\n\n{}", repeat("- [Tools (5)](#tools)\n", n / 2), list(n / 2))
    }),
    shape("order_every_twelfth", |n| {
        let entry = |i: usize| letters(if i.is_multiple_of(12) { i + 5 } else { i });
        number("# A\n\n## L\n\n", n, |i| format!("- [N{}](https://e.org/{i}) - Text.\n", entry(i + 17_576)))
    }),
    shape("fragments_near", |n| {
        number("", n, |i| format!("## Section {0}\n\n[x](#section-{0}xx)\n\n", letters(i * 5)))
    }),
    shape("contents_beside_other_headings", |n| {
        let entry = |i| format!("- [{0}](#{1}-{2}-q)\n", word(i), word(i).to_lowercase(), letters(i));
        let heading = |i| format!("\n## {}{}\n", word(i + n / 30), letters(i * 3 + 1));
        format!("# T\n\n## Contents\n\n{}{}", join(n / 100, entry), join(n / 50, heading))
    }),
    shape("labels_undefined_near", |n| {
        number("", n / 2, |i| format!("[lab{}x]: https://e.org/{i}\n", letters(i * 3)))
            + &number("\n", n / 2, |i| format!("a [a][lob{}y]\n\n", letters(i * 7)))
    }),
    shape("labels_of_private_addresses", |n| {
        number("", n / 2, |i| format!("[r{i}]: http://192.168.0.{}/{i}\n", i % 250))
            + &number("", n / 2, |i| format!("[a][r{i}]\n\n"))
    }),
];

/// A table of entries, and one that names each of them beside another name.
fn best(n: usize, entry: impl Fn(usize) -> String, other: impl Fn(usize) -> String) -> String {
    let head = "# A\n\n| Name | Scans | License | Link |\n| --- | --- | --- | --- |\n";
    number(head, n / 2, |i| format!("| {} | {i} | MIT | [p](https://e.org/{i}) |\n", entry(i)))
        + &number("\n## Best\n\n| Task | Datasets |\n| --- | --- |\n", n / 2, |i| {
            format!("| t{i} | {}, {} |\n", entry(i), other(i))
        })
}

/// Claims with these labels above a catalog.
fn claims(n: usize, label: impl Fn(usize) -> String) -> String {
    number("# A\n\n", n / 2, |i| format!("- {}: 7 entries\n", label(i))) + "\n" + &table(n / 4) + "\n" + &list(n / 4)
}

/// A small catalog of the records that all copies have, with statistics whose labels no other copy has.
fn catalog(copy: usize) -> String {
    let row =
        |i| format!("| **Kits{i}** | {i} | {i}5 | Liver | [Zenodo](https://e.org/records/{i}) | CC BY | Text |\n");
    let columns = ["Name", "Structures", "CT Scans", "Region", "Link", "License", "Notes"];
    let claim = |i| format!("- **Total {}{} Datasets**: {i}0+\n", word(copy * 4 + i), letters(copy));
    let share = |i| format!("- **{}{}**: {i}0+ datasets\n", word(copy * 4 + i), letters(copy));
    let newest = |i| format!("{i}. **Kits{i}** (July 2025): {i}5 CT scans, {i} structures\n");
    let tables = format!("## Part {}\n\n{}{}", letters(copy), header(&columns), join(5, row));
    let statistics = format!("## Statistics\n\n{}\n### By Modality\n\n{}", join(4, claim), join(4, share));
    format!("{tables}\n## Latest Additions\n\n{}\n{statistics}\n", join(3, newest))
}

fn alike() -> String {
    format!("Abc{}", "defghijk".repeat(4))
}

/// Four letters for a number, in the order of the numbers.
fn letters(number: usize) -> String {
    let letter = |power| char::from(b'a' + (number / 26_usize.pow(power) % 26) as u8);
    [3, 2, 1, 0].map(letter).iter().collect()
}
