//! No bytes make a rule panic, every place that a finding names lies inside the text, and mending all that is safe to
//! mend comes to an end.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::sync::LazyLock;

use catalint::catalog::FieldVocabulary;
use catalint::rules::ActiveRule;
use catalint::source::File;
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<FieldVocabulary> = LazyLock::new(FieldVocabulary::default);
static ASKED: LazyLock<Vec<ActiveRule>> = LazyLock::new(support::all_rules);

fuzz_target!(|bytes: &[u8]| {
    let file = File::from_bytes("fuzz.md", bytes.to_vec());
    support::check(&file, &WORDS, &ASKED);
    support::fix_all(file.text().to_owned(), &WORDS, &ASKED);
});
