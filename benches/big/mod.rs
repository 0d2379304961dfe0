//! The big catalogs: the tables of a real one, or all of it, repeated, with every name and every address made different.

use std::fmt::Write as _;

/// The records of the real catalog.
const SEED: usize = 111;

/// A catalog of at least `records` records: the real one whole, then its tables again until there are enough.
pub(crate) fn catalog(records: usize) -> String {
    let seed = seed();
    let begin = seed.find("## CT Segmentation Datasets").expect("where its tables begin");
    let end = seed.find("## Dataset Statistics Summary").expect("where its tables end");
    let tables = seed.get(begin..end).expect("headings begin at characters");
    repeated(&seed, tables, records)
}

/// The same with all of the real one again and again: its prose says hundreds of times what its summaries say.
pub(crate) fn whole(records: usize) -> String {
    let seed = seed();
    repeated(&seed, &seed, records)
}

fn seed() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/catalogs/medical-imaging-datasets.md");
    std::fs::read_to_string(path).expect("the catalog stands in fixtures/")
}

fn repeated(seed: &str, part: &str, records: usize) -> String {
    let mut text = seed.to_owned();
    for copy in 2..=records.div_ceil(SEED) {
        text.push('\n');
        part.lines().for_each(|line| again(line, copy, &mut text));
    }
    text
}

/// A line of a copy: a heading and a row's name with the copy's number behind them, an address with a folder of its own.
fn again(line: &str, copy: usize, text: &mut String) {
    let line = match line.strip_prefix("| **").and_then(|row| row.split_once("** |")) {
        Some((name, rest)) if !is_header(name) => format!("| **{name} {copy}** |{rest}"),
        _ if line.starts_with('#') => format!("{line} {copy}"),
        _ => line.to_owned(),
    };
    let mut pieces = line.split("](http");
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let host = piece.find("://").map_or(0, |at| at + "://".len());
        let path = piece.bytes().skip(host).position(|byte| matches!(byte, b'/' | b')')).map_or(0, |at| host + at);
        let (host, path) = piece.split_at(path);
        let _ = write!(text, "](http{host}/{copy}{path}");
    }
    text.push('\n');
}

fn is_header(name: &str) -> bool {
    name == "Dataset Name"
}
