//! Characters: invisible ones, those that change the direction, wrongly decoded text, combining marks, numbers.

use super::make::{number, repeat};
use super::{Shape, shape};

pub(crate) const SHAPES: &[Shape] = &[
    shape("invisible", |n| repeat("a\u{200b}b ", n)),
    shape("invisible_run", |n| format!("a{}b", "\u{200b}".repeat(n / 3))),
    shape("invisible_marks", |n| repeat("\u{200e}a", n)),
    shape("invisible_marks_run", |n| "\u{200f}".repeat(n / 3)),
    shape("invisible_marks_arabic", |n| repeat("\u{200f}\u{627}", n)),
    shape("invisible_joiners", |n| repeat("a\u{200d}", n)),
    shape("invisible_tags", |n| repeat("\u{e0041}", n)),
    shape("byte_order_marks", |n| "\u{feff}".repeat(n / 3)),
    shape("overrides", |n| repeat("a\u{202e}b ", n)),
    shape("isolates_open", |n| "\u{2067}".repeat(n / 3)),
    shape("isolates_open_text", |n| repeat("a\u{2067}b ", n)),
    shape("isolates_first_strong", |n| "\u{2068}".repeat(n / 3)),
    shape("isolates_left", |n| "\u{2066}".repeat(n / 3)),
    shape("isolates_closed", |n| repeat("\u{2067}a\u{2069}", n)),
    shape("isolates_lines", |n| repeat("a\u{2067}b\n", n)),
    shape("isolates_arabic", |n| repeat("\u{2067}\u{627}", n)),
    shape("isolates_arabic_last", |n| repeat("a\u{2067}", n) + "\u{627}"),
    shape("embeddings_open", |n| "\u{202a}".repeat(n / 3)),
    shape("embeddings_open_text", |n| repeat("\u{202b}a", n)),
    shape("right_to_left", |n| repeat("\u{5d0}\u{627} ", n)),
    shape("misread", |n| repeat("caf\u{c3}\u{a9} ", n)),
    shape("misread_run", |n| "\u{c3}\u{a9}".repeat(n / 4)),
    shape("misread_six_times", |n| repeat(&(misread("\u{e9}", 6) + " "), n)),
    shape("misread_six_times_lines", |n| number("", n, |i| format!("- caf{} {i}\n", misread("\u{e9}", 6)))),
    shape("misread_six_times_run", |n| repeat(&misread("\u{e9}", 6), n)),
    shape("misread_almost", |n| repeat("\u{e2}\u{20ac}", n)),
    shape("misread_leads", |n| "\u{c3}".repeat(n / 2)),
    shape("misread_leads_alternating", |n| repeat("\u{c3}\u{a9}\u{c3}", n)),
    shape("replacements", |n| "\u{fffd}".repeat(n / 3)),
    shape("replacements_spaced", |n| repeat("a\u{fffd} ", n)),
    shape("chinese", |n| "\u{6570}\u{636e}\u{96c6}".repeat(n / 9)),
    shape("emoji", |n| "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} ".repeat(n / 19)),
    shape("combining", |n| format!("a{}", "\u{301}".repeat(n / 2))),
    shape("combining_mixed", |n| format!("a{}", repeat("\u{301}\u{316}", n))),
    shape("combining_heading", |n| format!("# a{}\n", "\u{301}".repeat(n / 2))),
    shape("combining_text", |n| repeat("a\u{301} ", n)),
    shape("nul", |n| "\0".repeat(n)),
    shape("controls", |n| repeat("a\u{1b}[0m", n)),
    shape("number_long", |n| "1".repeat(n)),
    shape("number_commas", |n| format!("{} datasets", "1,".repeat(n / 2))),
    shape("vocabulary", |n| repeat("License Licence \u{8bb8}\u{53ef}\u{8bc1} dataset datasets Link Name Scans ", n)),
];

/// Text that was UTF-8 and was read as Windows-1252, several times over.
fn misread(text: &str, times: usize) -> String {
    let once = |text: String, _| encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    (0..times).fold(text.to_owned(), once)
}
