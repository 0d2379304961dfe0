//! A file's text replaced as a whole: there is never a moment at which half of it stands on the disk.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use super::read::expect_ordinary;

/// Names that are tried for the temporary file. Each is random, so a second try is hardly ever needed.
const NAMES: u32 = 100;
/// The age from which a temporary file is one that a killed run left behind: no run writes one file for so long.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// Replaces the bytes of a file, if they still are `old`, by `new`. The mode stays, and a symbolic link stays one: what it
/// leads to is replaced.
///
/// # Errors
///
/// Where the file cannot be read or written, is not `old` any more, or is read-only.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    let metadata = fs::metadata(&target)?;
    if metadata.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    expect_ordinary(&metadata)?;
    if metadata.len() != old.len() as u64 || fs::read(&target)? != old {
        return Err(io::Error::other("it was changed by someone else in the meantime"));
    }
    let (mut file, temporary) = beside(&target)?;
    remove_stale(&target, &file);
    let written = file.write_all(new).and_then(|()| {
        keep_owner(&temporary, &metadata);
        file.set_permissions(metadata.permissions())?;
        file.sync_all()
    });
    drop(file);
    let done = written.and_then(|()| fs::rename(&temporary, &target));
    if done.is_err() {
        // The failure that is told is the first one.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// A new file in the same folder, so that it can take the other's place in one step.
fn beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for _ in 0..NAMES {
        let path = target.with_file_name(format!(".{name}.catalint-{:016x}.tmp", fastrand::u64(..)));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Removes the temporary files of this target that killed runs left behind. The new file tells the time, so that the
/// clock of the file system is compared with itself.
fn remove_stale(target: &Path, new: &File) {
    let (Some(folder), Some(name)) = (target.parent(), target.file_name().and_then(|name| name.to_str())) else {
        return;
    };
    let (prefix, now) = (format!(".{name}.catalint-"), new.metadata().and_then(|metadata| metadata.modified()));
    let (Ok(entries), Ok(now)) = (fs::read_dir(folder), now) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(&*prefix)?.strip_suffix(".tmp"));
        let is_own = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit()));
        // Of an entry, not of what a symbolic link leads to.
        let Ok(metadata) = entry.metadata() else { continue };
        let age = metadata.modified().ok().and_then(|modified| now.duration_since(modified).ok());
        if is_own && metadata.is_file() && age.is_some_and(|age| age >= STALE) {
            // One that stays is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Gives the file to who owned the old one, where that is someone else and we may.
#[cfg(unix)]
fn keep_owner(path: &Path, old: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    let is_ours = fs::metadata(path).is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    if !is_ours {
        // Only the superuser may; for anyone else the text matters more than its owner.
        let _ = std::os::unix::fs::chown(path, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_that_was_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        // Left behind by a run that was killed.
        fs::write(folder.path().join(".a.md.catalint-0.tmp"), "").unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let error = replace(&path, b"old", b"other").unwrap_err();
        assert!(error.to_string().contains("in the meantime"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert!(replace(&folder.path().join("absent.md"), b"", b"").is_err());
    }

    #[test]
    fn temporary_files_of_killed_runs_block_nothing_and_go_when_they_are_old() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        let leave = |name: &str, age: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - Duration::from_secs(age * 60 * 60)).unwrap();
        };
        (0..200).for_each(|number| leave(&format!(".a.md.catalint-{number}.tmp"), 0));
        (200..300).for_each(|number| leave(&format!(".a.md.catalint-{number}.tmp"), 25));
        // None of these is a temporary file of this target.
        let others = [".a.md.catalint-x.tmp", ".a.md.catalint-.tmp", ".b.md.catalint-1.tmp", "a.md.catalint-1.tmp"];
        for name in others {
            leave(name, 25);
        }
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1 + 200 + others.len());
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_and_a_link_stay_and_what_is_read_only_is_left() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.md"), folder.path().join("link.md"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        std::os::unix::fs::symlink("a.md", &link).unwrap();
        replace(&link, b"old", b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o750);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert_eq!(replace(&path, b"new", b"x").unwrap_err().to_string(), "it is read-only");
    }
}
