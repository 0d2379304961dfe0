//! No bytes make the reader panic, and every span and index that it gives lies inside the text, on character boundaries.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::sync::LazyLock;

use catalint::catalog::FieldVocabulary;
use catalint::source::File;
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<FieldVocabulary> = LazyLock::new(FieldVocabulary::default);

fuzz_target!(|bytes: &[u8]| {
    let file = File::from_bytes("fuzz.md", bytes.to_vec());
    let lossy = file.faults().iter().all(|fault| file.text().get(fault.span.range()).is_some());
    assert!(lossy, "a fault lies inside the text");
    support::read(&file, &WORDS);
});
