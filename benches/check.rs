//! What the rooms cost, beside the markdown parser alone over the same text: `cargo bench --bench check`.

mod big;

use std::hint::black_box;

use catalint::catalog::{Catalog, FieldVocabulary};
use catalint::source::File;
use catalint::{markdown, rules};
use divan::{Bencher, counter::BytesCount};

/// From a big list to a hundred times that; 44,000 records are 8 MB.
const RECORDS: [usize; 4] = [1_000, 10_000, 44_000, 100_000];

fn main() {
    divan::main();
}

/// The parser under everything, with the same options, and nothing done with what it says.
#[divan::bench(args = RECORDS)]
fn bare_parser(bencher: Bencher<'_, '_>, records: usize) {
    let text = big::catalog(records);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        for event in pulldown_cmark::Parser::new_ext(&text, markdown::OPTIONS).into_offset_iter() {
            black_box(event);
        }
    });
}

/// Text to records, claims, mentions and links.
#[divan::bench(args = RECORDS)]
fn read(bencher: Bencher<'_, '_>, records: usize) {
    let (file, words) = (File::from_text("big.md", big::catalog(records)), FieldVocabulary::default());
    bencher.counter(BytesCount::of_str(file.text())).bench(|| drop(black_box(Catalog::read(&file, &words))));
}

/// All that `catalint check` does with a file, but for printing.
#[divan::bench(args = RECORDS)]
fn check(bencher: Bencher<'_, '_>, records: usize) {
    check_text(bencher, &big::catalog(records));
}

/// The same with a catalog whose prose is repeated too.
#[divan::bench(args = RECORDS)]
fn check_whole(bencher: Bencher<'_, '_>, records: usize) {
    check_text(bencher, &big::whole(records));
}

fn check_text(bencher: Bencher<'_, '_>, text: &str) {
    let (words, asked) = (FieldVocabulary::default(), rules::default_rules());
    let now = jiff::civil::date(2026, 11, 23);
    bencher.counter(BytesCount::of_str(text)).with_inputs(|| text.to_owned()).bench_values(|text| {
        let file = File::from_text("big.md", text);
        let catalogs = [Catalog::read(&file, &words)];
        for catalog in &catalogs {
            black_box(rules::check(catalog, &catalogs, &asked, now, &rules::NoFiles));
        }
    });
}
