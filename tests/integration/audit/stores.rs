//! The store as a file: two runs at once, files that are no store, stores that are damaged, one file after a run.

use std::{fs, time::Duration};

use catalint::{
    audit::{AuditOutcome, Store, StoreError},
    error::Failure,
    exit::Exit,
    probe::Cause,
};

use super::night::Nights;

#[test]
fn two_runs_do_not_write_at_once() {
    let mut nights = Nights::new(50);
    nights.night(0, |_| Cause::Alive);
    let mut other = Nights::at_path(50, 10, nights.store.path());
    other.store = other.store.waiting(Duration::ZERO).unwrap();
    let mut said = None;
    // The first is in the middle of its work when the second begins.
    let meanwhile = || said = Some((other.fails(1), other.store.last().unwrap().unwrap().run.id));
    nights.during(1, |_| Cause::Alive, meanwhile);
    // What was written before can be read meanwhile.
    let (fault, last) = said.unwrap();
    assert_eq!(last, 1);
    let since = nights.at(1);
    assert!(matches!(&fault, StoreError::Busy { since: Some(at), .. } if *at == since), "{fault:?}");
    let failure = Failure::from(fault);
    assert!(failure.to_string().contains("another audit is writing to"), "{failure}");
    assert!(failure.to_string().ends_with(" since 2026-01-02T02:00:00Z"), "{failure}");
    assert_eq!(failure.exit(), Exit::Unable);
    // Afterwards the other has its turn.
    assert_eq!(other.night_at(other.hours(25), false, |_| Cause::Alive).run.id, 3);
}

#[test]
fn what_is_no_store_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let faults = [Store::open(&path).unwrap_err(), Store::read(&path).unwrap_err()];
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let [fault, read] = faults;
        assert_eq!(fault.to_string(), read.to_string());
        fault
    };
    assert!(matches!(refused(b"# A catalog\n"), StoreError::NoStore(_)));
    assert!(matches!(
        refused(b"SQLite format 3\0and then nothing"),
        StoreError::NoStore(_) | StoreError::Damaged { .. }
    ));
    // A database of somebody else.
    let other = database(|db| db.execute_batch("CREATE TABLE cookies (x)").unwrap());
    assert!(matches!(refused(&other), StoreError::NoStore(_)));
    // A store of a later version.
    let mut nights = Nights::new(300);
    nights.night(0, |_| Cause::Alive);
    let path_of_store = nights.store.path().to_owned();
    drop(nights.store);
    let good = fs::read(&path_of_store).unwrap();
    rusqlite::Connection::open(&path_of_store).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let newer = refused(&fs::read(&path_of_store).unwrap());
    assert!(matches!(newer, StoreError::Newer { version: 99, .. }));
    assert!(newer.to_string().ends_with("is of version 99, and this catalint reads up to 1"), "{newer}");
    // A store with a hole in it, and one that was cut.
    let mut holed = good.clone();
    holed[8192..12288].fill(0x5a);
    for broken in [&holed[..], &good[..good.len() / 2]] {
        let fault = refused(broken);
        assert!(matches!(fault, StoreError::Damaged { .. }), "{fault:?}");
    }
}

fn database(fill: impl FnOnce(&rusqlite::Connection)) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    fill(&db);
    drop(db);
    fs::read(&path).unwrap()
}

#[test]
fn where_no_store_can_be_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.db");
    assert!(matches!(Store::read(&missing).unwrap_err(), StoreError::Missing(_)));
    assert!(!missing.exists());
    fs::write(folder.path().join("file"), "").unwrap();
    let inside = folder.path().join("file/audit.db");
    assert!(matches!(Store::open(&inside).unwrap_err(), StoreError::Unusable { .. }));
    let fault = Store::open(folder.path()).unwrap_err();
    assert!(matches!(fault, StoreError::Unusable { .. }), "{fault:?}");
    // A folder that is not there yet is made, and a file without a byte is no memory that could be lost.
    let deep = folder.path().join(".catalint/audit.db");
    assert!(Store::open(&deep).unwrap().last().unwrap().is_none());
    let empty = folder.path().join("empty.db");
    fs::write(&empty, "").unwrap();
    Store::open(&empty).unwrap();
}

#[test]
fn after_a_run_the_store_is_one_file() {
    let mut nights = Nights::new(5);
    nights.night(0, |_| Cause::Alive);
    let path = nights.store.path().to_owned();
    let copy = path.with_file_name("copy.db");
    fs::copy(&path, &copy).unwrap();
    let read = Store::read(&copy).unwrap();
    let bytes = |audit: &Option<AuditOutcome>| serde_json::to_string(audit).unwrap();
    assert_eq!(bytes(&read.last().unwrap()), bytes(&nights.store.last().unwrap()));
    assert_eq!(read.history("https://nowhere.org").unwrap(), None);
}
