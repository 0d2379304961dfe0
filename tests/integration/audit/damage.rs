//! Stores that are damaged where SQLite does not see it, and commands that only read.

use std::{collections::BTreeMap, fs, path::Path};

use catalint::{
    audit::{Store, StoreError},
    probe::Cause,
};
use rusqlite::Connection;

use super::night::Nights;

/// The files of a folder, with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

/// A store of two nights, whole.
fn store() -> Nights {
    let mut nights = Nights::new(30);
    for night in 0..2 {
        nights.night(night, |link| if link == 3 { Cause::NotFound } else { Cause::Alive });
    }
    nights
}

#[test]
fn a_value_that_no_version_writes_is_found_before_anything_is_written() {
    let nights = store();
    let path = nights.store.path().to_owned();
    let good = fs::read(&path).unwrap();
    for damage in [
        "UPDATE observations SET cause = 'gone.405' WHERE link = 4",
        "UPDATE observations SET at = 9223372036854775807 WHERE link = 2",
        "UPDATE observations SET hops = '[[301' WHERE link = 5",
        "UPDATE observations SET status = -1 WHERE link = 5",
        "UPDATE standings SET shown = 'alivf' WHERE link = 6",
        "UPDATE standings SET streak = '[' WHERE link = 6",
        "UPDATE standings SET severity = 'errpr' WHERE link = 6",
        "UPDATE runs SET state = 'dond' WHERE id = 1",
        "UPDATE runs SET network = 'oj' WHERE id = 1",
        "UPDATE runs SET finished = NULL WHERE id = 1",
        "UPDATE validators SET read = -9223372036854775808",
        "UPDATE places SET link = 4000 WHERE link = 7",
        "UPDATE links SET written = CAST(x'68ff' AS TEXT) WHERE id = 3",
        "UPDATE links SET first_seen = 9223372036854775807 WHERE id = 3",
    ] {
        fs::write(&path, &good).unwrap();
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(db.execute(damage, []).unwrap() > 0, "{damage}");
        drop(db);
        let before = files(path.parent().unwrap());
        for fault in [Store::open(&path).unwrap_err(), Store::read(&path).unwrap_err()] {
            assert!(matches!(fault, StoreError::Damaged { .. }), "{damage}: {fault:?}");
        }
        assert!(files(path.parent().unwrap()) == before, "{damage}: the store is left as it is");
    }
}

#[test]
fn an_index_that_does_not_fit_its_table_is_found() {
    let nights = store();
    let path = nights.store.path().to_owned();
    let mut bytes = fs::read(&path).unwrap();
    // The key of a link stands in the table and in its index: it is changed in the one alone.
    let key = b"https://h4.org/p4";
    let at: Vec<_> = bytes.windows(key.len()).enumerate().filter(|(_, part)| part == key).map(|(at, _)| at).collect();
    bytes[*at.last().unwrap() + key.len() - 1] = b'5';
    fs::write(&path, &bytes).unwrap();
    let quick: String =
        Connection::open(&path).unwrap().query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).unwrap();
    assert_eq!(quick, "ok", "the quick check sees nothing");
    assert!(matches!(Store::open(&path).unwrap_err(), StoreError::Damaged { .. }));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn reading_leaves_no_trace() {
    let mut nights = store();
    let path = nights.store.path().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let (copy, log, index) =
        (folder.path().join("audit.db"), folder.path().join("audit.db-wal"), folder.path().join("audit.db-shm"));
    let beside = |suffix: &str| path.with_file_name(format!("audit.db{suffix}"));
    let reads = |what: &str, runs: Option<i64>| {
        let before = files(folder.path());
        let store = Store::read(&copy).unwrap();
        assert_eq!(store.last().unwrap().map(|audit| audit.run.id), runs, "{what}");
        assert_eq!(store.history("https://h4.org/p4").unwrap().is_some(), runs.is_some(), "{what}");
        drop(store);
        let mut after = files(folder.path());
        assert!(after.keys().eq(before.keys()), "{what}: {:?}", after.keys());
        // Readers mark in the index of a log how far they read; it is worth nothing without them.
        after.retain(|name, bytes| !name.ends_with("-shm") && before.get(name) != Some(bytes));
        assert!(after.is_empty(), "{what}: {:?}", after.keys());
    };
    fs::copy(&path, &copy).unwrap();
    reads("after a run", Some(2));
    fs::write(&copy, "").unwrap();
    reads("an empty file", None);
    // In the middle of a run: the store, its log and the index of the log.
    nights.script.stops_after = Some(5);
    nights.cut_after = std::time::Duration::from_secs(3);
    nights.try_night(5, true, |_| Cause::Alive);
    assert!(beside("-wal").exists());
    fs::copy(&path, &copy).unwrap();
    fs::copy(beside("-wal"), &log).unwrap();
    reads("with a log", Some(2));
    fs::copy(beside("-shm"), &index).unwrap();
    reads("with a log and its index", Some(2));
    fs::remove_file(&log).unwrap();
    fs::remove_file(&index).unwrap();
    fs::write(&copy, files(path.parent().unwrap())["audit.db"].clone()).unwrap();
    let before = files(folder.path());
    let _ = Store::read(&copy).map(|store| store.last());
    assert!(files(folder.path()) == before, "without its log");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_in_place_of_a_store_does_not_lead_out_of_the_repository() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    for path in ["repository/.git", "repository/inside", "out"] {
        fs::create_dir_all(at(path)).unwrap();
    }
    fs::write(at("out/empty"), "").unwrap();
    for (link, target) in [
        ("repository/file.db", "../out/empty"),
        ("repository/absent.db", "../out/absent.db"),
        ("repository/folder", "../out"),
        ("repository/inside.db", "inside/store.db"),
    ] {
        symlink(target, at(link)).unwrap();
    }
    let before = files(&at("out"));
    for store in ["file.db", "absent.db", "folder/new.db", "folder/deep/new.db"] {
        let error = Store::open(&at("repository").join(store)).unwrap_err();
        assert!(matches!(error, StoreError::Unusable { .. }), "{store}: {error:?}");
    }
    assert!(Store::read(&at("repository/file.db")).is_err());
    assert_eq!(files(&at("out")), before);
    fs::write(at("repository/inside/store.db"), "").unwrap();
    assert!(Store::open(&at("repository/inside.db")).is_ok(), "a link inside of the repository is followed");
}
