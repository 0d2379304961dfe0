//! Numbers as the corpus has them.

use super::*;
use proptest::prelude::*;

const INF: f64 = f64::INFINITY;

/// A number as `low..high unit`, short for exact and open ends.
fn shown(quantity: &Quantity<'_>) -> String {
    let Interval { low, high } = quantity.interval;
    let mut text = match (low, high) {
        (low, high) if high == INF => format!("{low}.."),
        (low, _) if quantity.interval == Interval::exact(low) => format!("{low}"),
        (low, high) => format!("{low}..{high}"),
    };
    if let Some(other) = quantity.other {
        text = format!("{text}|{}", other.low);
    }
    if !quantity.unit.is_empty() {
        text = format!("{text} {}", quantity.unit);
    }
    text
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found: Vec<String> = quantities(text).iter().map(shown).collect();
        assert_eq!(found.join("; "), *expected, "{text:?}");
    }
}

#[test]
fn plain_numbers_and_their_units() {
    check(&[
        ("22,022", "22022"),
        ("1 200", "1200"),
        ("1\u{a0}200 images", "1200 images"),
        ("1\u{2009}200", "1200"),
        ("12\u{202f}345", "12345"),
        ("10, 000", "10000"),
        ("1.062.912", "1062912"),
        ("2.400 utterances (8 emotions)", "2400|2.3995 utterances; 8 emotions"),
        ("5.158", "5158|5.1575"),
        ("24+ ribs", "24.. ribs"),
        ("10 tasks", "10 tasks"),
        ("4,000 patients", "4000 patients"),
        ("126,000+ CT scans", "126000.. CT scans"),
        ("100 3D LGE-MRI scans", "100 3D LGE-MRI scans"),
        ("30,000 frontal-view X-rays", "30000 frontal-view X-rays"),
        ("1,000+ autism/control subjects", "1000.. autism/control subjects"),
        ("3D CT, 1214 Cases, 1 Category of Whole Body", "1214 Cases; 1 Category"),
        ("1,186 nodules, 4 radiologist annotations", "1186 nodules; 4 radiologist annotations"),
        ("Database of 53,000 medical images from 13,000 patients", "53000 medical images; 13000 patients"),
        ("6,000+ recordings of 25,000+ sentences", "6000.. recordings; 25000.. sentences"),
        ("27,871;4000", "27871; 4000"),
        ("85, 35, 28", "85; 35; 28"),
        ("10(5 pairs)", "10; 5 pairs"),
        ("11934s", "11934 s"),
        ("278,483--[1, 5]", "278483; 1; 5"),
        ("111,781--Trust", "111781"),
        ("**500** patients", "500 patients"),
        ("CADS (22,022), gCIS (36,419)", "22022; 36419"),
        ("Multi-parametric Diffusion MRI (n=80, ADC map)", "80"),
        ("542 hours and 25 minutes", "542 hours; 25 minutes"),
        ("80 GB", "80 GB"),
        ("~80GB", "72..88 GB"),
    ]);
}

#[test]
fn bounds_and_multipliers() {
    check(&[
        ("1,000+", "1000.."),
        ("8K", "7500..8500"),
        ("2.5k", "2450..2550"),
        ("2M+", "2000000.."),
        ("15.87M", "15865000..15875000"),
        ("10 million+ images", "10000000.. images"),
        ("> 10 Mio.", "10000000.."),
        (">100", "100.."),
        (">= 100", "100.."),
        ("≥100", "100.."),
        ("<100", "0..100"),
        ("≤ 100", "0..100"),
        ("up to 100 images", "0..100 images"),
        ("~500", "450..550"),
        ("≈ 500", "450..550"),
        ("about 500 images", "450..550 images"),
        ("approx. 500", "450..550"),
        ("nearly 500", "450..550"),
        ("over 500", "500.."),
        ("more than 500 images", "500.. images"),
        ("at least 500", "500.."),
        ("500 or more cases", "500.. cases"),
        ("~5K examples", "4500..5500 examples"),
        ("> 11k", "11000.."),
        (">2.6M patches (from 430 scans)", "2600000.. patches; 430 scans"),
        (">15,000 hours (validated); >20,000 hours (total)", "15000.. hours; 20000.. hours"),
        ("50K/<br/>50K/<br/>30K entries", "49500..50500; 49500..50500; 29500..30500 entries"),
        ("<sub>40 hours</sub>", "40 hours"),
        (" -> 13k tiles", "12500..13500 tiles"),
        ("1.2万", "11500..12500"),
    ]);
}

#[test]
fn ranges_and_sums() {
    check(&[
        ("300-500", "300..500"),
        ("300–500", "300..500"),
        ("300 to 500", "300..500"),
        ("300 - 500 images", "300..500 images"),
        ("13-30 organs + tumors", "13..30 organs"),
        ("1-2", "1..2"),
        ("0.06 - 11", "0.055..11"),
        ("10-20k", "9500..20500"),
        ("131+70", "131; 70"),
        ("40CT+120MRI", "40 CT; 120 MRI"),
        ("97患者/237套", "97 患者; 237 套"),
        ("841张/37333个细胞核", "841 张; 37333 个细胞核"),
        ("1000(初赛) + 2000(复赛)", "1000; 2000"),
        ("train 42.5k + test 2.3k", "42450..42550; 2250..2350"),
    ]);
    for (text, low, high) in [
        ("131+70", 201.0, 201.0),
        ("40CT+120MRI", 160.0, 160.0),
        ("22,022", 22022.0, 22022.0),
        ("10K + 1M", 509_500.0, 1_510_500.0),
        ("1,000+", 1000.0, INF),
        ("train 42.5k + test 2.3k", 44_700.0, 44_900.0),
    ] {
        let sum = stated(text, Separators::Unknown).map(|q| (q.interval.low, q.interval.high, q.whole.end));
        assert_eq!(sum, Some((low, high, text.len())), "{text:?}");
    }
    for text in ["85, 35, 28", "97患者/237套", "Multiple", "Various", "Variable", "All", "", "27 organs, 59 bones"] {
        assert_eq!(stated(text, Separators::Unknown), None, "{text:?}");
    }
}

#[test]
fn names_versions_dates_and_urls_are_no_numbers() {
    for text in [
        "KiTS23",
        "KiTS19/21",
        "COVID-19",
        "3D",
        "T2-weighted",
        "v2",
        "GPT-4",
        "H.264",
        "2.0.0",
        "1.1",
        "10.5061/dryad",
        "AbdomenAtlas 1.1",
        "Apache 2.0",
        "ETH1,2,3",
        "https://a.org/500/x_20?id=5",
        "[a](./b/500.md)",
        "www.a.org/5",
        "2023-04",
        "2023/05",
        "12.05.2020",
        "2023-04-05",
        "01-Jan-2025",
        "21-Jun-2022",
        "2026 年 8 月",
        "256×256",
        "34×1,200",
        ">4000x4000",
        "512 x 512 x 30",
        "12-lead",
        "1st",
        "2nd",
        "10x",
        "1000000x",
        "1990s",
        "12:30",
        "10^6",
        "007",
        "#42",
        "dataset_1000",
        "200.Drum.Machines",
        "MICCAI'2022",
        "&#x2620;",
        "<img width=\"13\">",
        "1e6",
        "555-1234-5678",
        "C++17",
    ] {
        assert_eq!(quantities(text), [], "{text:?}");
    }
    check(&[("Sept 30, 2023", "2023"), ("30 September 2023", "2023"), ("2023/11<!--30-->", "")]);
}

#[test]
fn years_percentages_and_money_are_told_apart() {
    for (text, expected) in
        [("2021", true), ("1850", false), ("2,021", false), ("2021 images", false), ("2021+", false)]
    {
        assert_eq!(quantities(text)[0].looks_like_year(), expected, "{text}");
    }
    assert!(quantities("2008-2015")[0].looks_like_year() && quantities("MICCAI 2015 H&N")[0].looks_like_year());
    let kinds = |text| quantities(text).iter().map(|q| q.kind).collect::<Vec<_>>();
    assert_eq!(kinds("50% code, 20 %"), [QuantityKind::Percent, QuantityKind::Percent]);
    assert_eq!(kinds("0.0379%"), [QuantityKind::Percent]);
    assert_eq!(kinds("$500, 20 EUR, 5€, $0.50"), [QuantityKind::Money; 4]);
    assert_eq!(kinds("700M users"), [QuantityKind::Count]);
}

#[test]
fn separators_decide_what_a_dot_is() {
    let one = |text, separators| quantities_with(text, separators).first().map(|q| (q.interval.low, q.other.is_some()));
    assert_eq!(one("2.400", Separators::European), Some((2400.0, false)));
    assert_eq!(one("2.400 s", Separators::English), Some((2.3995, false)));
    assert_eq!(one("2,400 s", Separators::European), Some((2.3995, false)));
    assert_eq!(one("2.400,5 s", Separators::Unknown), Some((2400.45, false)));
    let (dot, full) = (quantities("5.158"), quantities("5158 images"));
    assert_eq!(dot[0].compare(&full[0]), Comparison::Agrees);
}

#[test]
fn the_range_is_the_number_alone() {
    for (text, number) in [
        ("over 1,000+ scans", "1,000+"),
        ("(>2.6M patches)", ">2.6M"),
        ("~ 500 x", "~ 500"),
        ("a 300–500 b", "300–500"),
        ("cost $5 now", "$5"),
    ] {
        assert_eq!(text.get(quantities(text)[0].range.clone()), Some(number));
    }
}

#[test]
fn breakdowns_are_read_whole_or_not_at_all() {
    for (text, sum, total) in [
        ("27 organs, 59 bones, 10 muscles, 8 vessels", 104.0, None),
        ("662 tumors + 53 nodules (715 total lesions)", 715.0, Some(715.0)),
        ("662 tumors + 53 nodules (716 total lesions)", 715.0, Some(716.0)),
        ("120 subjects (60 CT + 60 MRI)", 120.0, Some(120.0)),
        ("120 subjects (60 CT, 50 MRI)", 110.0, Some(120.0)),
        ("4 speakers (2 males and 2 females).", 4.0, Some(4.0)),
        ("12 (6 femals; 6 male)", 12.0, Some(12.0)),
        ("64 train + 32 test", 96.0, None),
        ("40CT+120MRI", 160.0, None),
        ("1,200 cats and 3 dogs", 1203.0, None),
        ("117 structures: 27 organs, 59 bones, 31 others", 117.0, Some(117.0)),
    ] {
        let read = breakdown(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((read.sum().low, read.total.map(|t| t.quantity.interval.low)), (sum, total), "{text}");
    }
    for text in [
        "2,000+ subjects, longitudinal",
        "120 subjects (10 sessions, 64 channels)",
        "7 heart structures (4 chambers, AA, PA, myocardium)",
        "1742 performances (~1000 hours) by 49 pianists",
        "NIfTI format, 64 train + 32 test",
        "Liver, kidneys",
        "542 hours and 25 minutes",
        "7,600 utterances + ~12 hours",
        "3000 annotated loops, 9455 loops total",
        "27 organs",
        "85, 35, 28",
        "",
    ] {
        assert_eq!(breakdown(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|[0-9a-zK., +/()<>%~×年万–-]){0,60}") {
        let mut end = 0;
        for quantity in quantities(&text) {
            prop_assert!(text.get(quantity.range.clone()).is_some() && text.get(quantity.whole.clone()).is_some());
            prop_assert!(end <= quantity.whole.start && quantity.range.start < quantity.range.end);
            prop_assert!(quantity.range.end <= quantity.whole.end);
            prop_assert!(quantity.interval.low <= quantity.interval.high);
            end = quantity.whole.end;
        }
        if let Some(read) = breakdown(&text) {
            prop_assert!(read.parts.len() > 1);
            prop_assert!(read.parts.iter().chain(&read.total).all(|part| text.get(part.range.clone()).is_some()));
        }
        if let Some(sum) = stated(&text, Separators::Unknown) {
            prop_assert!(text.get(sum.range).is_some() && text.get(sum.whole).is_some());
        }
    }

    #[test]
    fn written_numbers_are_read_back(number in 0_u32..10_000_000) {
        let digits = number.to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(',');
            }
            written.push(digit);
        }
        for text in [digits, written] {
            let found = quantities(&text);
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].interval, Interval::exact(f64::from(number)));
        }
    }
}
