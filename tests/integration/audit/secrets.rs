//! Addresses with passwords and signatures: they are requested, and neither stored nor reported.

use std::fs;

use catalint::{
    audit::{LinkPlace, gather},
    links::Disposition,
    probe::Cause,
};

use super::night::{Archives, Nights};

#[test]
fn no_secret_is_stored_or_reported() {
    let urls = [
        "https://a:hunter2@h.org/p0",
        "https://a:hunter3@h.org/p0",
        "https://h.org/p1?X-Amz-Expires=60&X-Amz-Signature=5ecre7a5ecre7a5ecre7a",
        "https://h.org/p2?token=5ecre7b5ecre7b5ecre7b&page=2",
        "https://h.org/p3",
    ];
    let mut nights = Nights::new(0);
    let place = |line| LinkPlace { path: "a.md".to_owned(), line, column: 1, record: None, span: None };
    let request = |url: &str| Disposition::Request(url.parse().unwrap());
    nights.links = gather(urls.iter().enumerate().map(|(line, url)| (*url, request(url), place(line))));
    assert_eq!(nights.links.len(), urls.len());
    let archives = Archives::that_answers(|_| "[]");
    nights.archive = Some(archives.archive());
    nights.script.leads_to = Some("https://a:hunter4@h.org/?sig=5ecre7c5ecre7c5ecre7c".to_owned());
    let mut last = None;
    for night in 0..6 {
        last = Some(nights.night_of(night, true, |_| Cause::NotFound));
    }
    let last = last.unwrap();
    let reported: Vec<_> = last.links.iter().map(|link| &*link.url).collect();
    let masked = [
        "https://***@h.org/p0",
        "https://***@h.org/p0",
        "https://h.org/p1?X-Amz-Expires=60&X-Amz-Signature=***",
        "https://h.org/p2?token=***&page=2",
        "https://h.org/p3",
    ];
    assert_eq!(reported, masked);
    assert!(
        last.links.iter().all(|link| link.suggestion.is_none() && link.nights.len() == 6),
        "each has its own nights"
    );
    let link = &last.links[4];
    assert_eq!(link.final_url.as_deref(), Some("https://***@h.org/?sig=***"));
    // Found again by the address as the catalog writes it, and as the report does.
    for (url, written) in urls.iter().zip(masked) {
        assert_eq!(nights.store.history(url).unwrap().unwrap().url, written);
        assert!(nights.store.history(written).unwrap().is_some());
    }
    let asked = archives.asked().concat();
    assert!(asked.contains("p3") && !asked.contains("p1"), "{asked}");
    let path = nights.store.path().to_owned();
    let bytes = fs::read(path).unwrap();
    let texts = [String::from_utf8_lossy(&bytes).into_owned(), serde_json::to_string(&last).unwrap(), asked];
    for secret in ["hunter", "5ecre7"] {
        assert!(texts.iter().all(|text| !text.contains(secret)), "{secret}");
    }
}

#[test]
fn a_store_of_before_forgets_its_secrets() {
    let mut nights = Nights::new(3);
    nights.night(0, |_| Cause::Alive);
    let path = nights.store.path().to_owned();
    let db = rusqlite::Connection::open(&path).unwrap();
    let url = "https://a:hunter2@h.org/";
    db.execute("UPDATE links SET key = ?1, written = ?1 WHERE id = 1", [url]).unwrap();
    drop(db);
    nights.reopen();
    nights.night(1, |_| Cause::Alive);
    assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains("hunter"));
    assert!(nights.store.history(url).unwrap().is_some(), "it is still known");
}
