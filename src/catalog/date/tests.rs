//! Dates as the corpus has them.

use super::*;
use jiff::civil;
use proptest::prelude::*;
use std::cmp::Ordering;

/// Dates as they are written in ISO 8601.
fn shown(text: &str) -> String {
    let one = |(date, _): &(Date, Range<usize>)| match (date.month, date.day) {
        (Some(month), _) if date.is_quarter => format!("{}-Q{}", date.year, (month + 2) / 3),
        (Some(month), Some(day)) => format!("{}-{month:02}-{day:02}", date.year),
        (Some(month), None) => format!("{}-{month:02}", date.year),
        _ => date.year.to_string(),
    };
    dates(text).iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn dates_keep_the_precision_that_they_are_written_to() {
    for (text, expected) in [
        ("2023-04", "2023-04"),
        ("2021", "2021"),
        ("2023/05", "2023-05"),
        ("2023/11<!--30-->", "2023-11"),
        ("Sept 30, 2023", "2023-09-30"),
        ("September 30th, 2023", "2023-09-30"),
        ("30 September 2023", "2023-09-30"),
        ("30th of September 2023", "2023-09-30"),
        ("01-Jan-2025", "2025-01-01"),
        ("21-Jun-2022", "2022-06-21"),
        ("(Mar 2026)", "2026-03"),
        ("*Last Updated: November 2025*", "2025-11"),
        ("May, 2020", "2020-05"),
        ("2026-05-19", "2026-05-19"),
        ("2026-05-19T12:00:00Z", "2026-05-19"),
        ("2026 年 8 月", "2026-08"),
        ("2026年8月3日", "2026-08-03"),
        ("MICCAI'2022", "2022"),
        ("MICCAI'2022 & 2023", "2022 2023"),
        ("(CVPR 2009)", "2009"),
        ("12.05.2020", "2020-05-12"),
        ("30/04/2025", "2025-04-30"),
        ("04/30/2025", "2025-04-30"),
        ("03/04/2025", "2025"),
        ("04/04/2025", "2025-04-04"),
        ("2023-02-30", "2023"),
        ("2023-24", "2023"),
        ("2008-2015", "2008 2015"),
        ("VerSe 2019/2020", "2019 2020"),
        ("published July 2025", "2025-07"),
        ("Unlimited", ""),
        ("-", ""),
        ("20240305", "2024-03-05"),
        ("20241305", ""),
        ("12345678", ""),
        ("Q1 2024", "2024-Q1"),
        ("2024 Q3", "2024-Q3"),
        ("2024Q4", "2024-Q4"),
        ("Q5 2024", "2024"),
        ("FAQ1 2024", "2024"),
        ("03/2024", "2024-03"),
        ("13/2024", "2024"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("marzo de 2024", "2024-03"),
        ("1er mars 2024", "2024-03-01"),
        ("5. März 2024", "2024-03-05"),
        ("5 октября 2024 г.", "2024-10-05"),
        ("2024년 3월 5일", "2024-03-05"),
        ("2024년 3월", "2024-03"),
        ("Tue, 05 Mar 2024 10:00:00 +0000", "2024-03-05"),
        ("KiTS2019", ""),
        ("12,021", ""),
        ("20235", ""),
        ("v1.2023", ""),
        ("maybe 5", ""),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
    assert_eq!(date("2023/11<!--30-->"), Date::checked(2023, 11, None));
    assert_eq!(date("MICCAI'2022 & 2023"), None);
}

#[test]
fn dates_are_compared_where_they_can_be() {
    let read = |text| date(text).unwrap();
    assert_eq!(read("2023").compare(read("2024-01")), Some(Ordering::Less));
    assert_eq!(read("2023").compare(read("2023-04")), None);
    assert_eq!(read("2023-05").compare(read("2023-04")), Some(Ordering::Greater));
    assert_eq!(read("2023-05-01").compare(read("2023-05-01")), Some(Ordering::Equal));
    assert_eq!(read("2024-02").last_day(), civil::date(2024, 2, 29));
    assert_eq!(read("2025-11").days_before(civil::date(2025, 12, 2)), 2);
    assert!(read("2026").is_after(civil::date(2025, 12, 31)) && !read("2025").is_after(civil::date(2025, 3, 1)));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|[0-9./年月-]|Jan|2023){0,40}") {
        let mut end = 0;
        for (date, range) in dates(&text) {
            prop_assert!(text.get(range.clone()).is_some_and(|written| !written.is_empty()));
            prop_assert!(range.end > end && date.first_day() <= date.last_day());
            prop_assert!((FIRST_YEAR..=LAST_YEAR).contains(&date.year));
            end = range.end;
        }
    }

    #[test]
    fn written_dates_are_read_back(year in 1900_i16..=2100, month in 1_i8..=12, day in 1_i8..=28) {
        let expected = Date::checked(year, month, Some(day));
        for text in [format!("{year}-{month:02}-{day:02}"), format!("{day}.{month}.{year}"), format!("{year}/{month}/{day}")] {
            prop_assert_eq!(date(&text), expected);
        }
    }
}
