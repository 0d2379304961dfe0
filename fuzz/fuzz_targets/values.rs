//! No text makes a value reader panic, and every range that it gives lies inside the text, on character boundaries.

#![no_main]

use catalint::catalog::number::{Separators, breakdown, quantities_with, stated};
use catalint::catalog::{date, license, missing};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for separators in [Separators::Unknown, Separators::European, Separators::English] {
        let mut end = 0;
        for quantity in quantities_with(text, separators) {
            assert!(text.get(quantity.range.clone()).is_some_and(|number| !number.is_empty()));
            assert!(text.get(quantity.whole.clone()).is_some_and(|whole| whole.ends_with(quantity.unit)));
            assert!(quantity.whole.start == quantity.range.start && quantity.range.end <= quantity.whole.end);
            assert!(end <= quantity.range.start);
            assert!(quantity.readings().all(|reading| reading.low <= reading.high));
            end = quantity.whole.end;
        }
        if let Some(sum) = stated(text, separators) {
            assert!(text.get(sum.range).is_some() && text.get(sum.whole).is_some());
        }
    }
    if let Some(read) = breakdown(text) {
        assert!(read.parts.len() > 1 && read.sum().low <= read.sum().high);
        assert!(read.parts.iter().chain(&read.total).all(|part| text.get(part.range.clone()).is_some()));
    }
    let mut end = 0;
    for (date, range) in date::dates(text) {
        assert!(text.get(range.clone()).is_some_and(|written| !written.is_empty()) && end <= range.start);
        assert!(date.first_day() <= date.last_day());
        end = range.end;
    }
    let _ = (date::date(text), missing::missing(text), license::is_license_token(text), license::from_url(text));
    if let license::License::Spdx { expression } = license::read(text) {
        assert!(!license::contradicts(&expression, &expression));
    }
});
