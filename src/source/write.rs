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
    put(&target, Some(&metadata), new)
}

/// Writes a file as a whole, be it new or not: where that fails, an old one stays as it was. A symbolic link stays one.
/// What is no regular file, such as a device or a pipe, is written to directly.
///
/// # Errors
///
/// Where the file cannot be written or is read-only.
pub fn write_whole(path: &Path, new: &[u8]) -> io::Result<()> {
    let target = match fs::canonicalize(path) {
        // `/dev/stdout` may lead to a file that the shell has open: replaced, the shell would not see what was written.
        Ok(target) if !STREAMS.iter().any(|folder| path.starts_with(folder)) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
            return put(path, None, new);
        }
        // A link that leads to no file yet, or to a pipe.
        _ => return fs::write(path, new),
    };
    let metadata = fs::metadata(&target)?;
    if !metadata.is_file() {
        return OpenOptions::new().write(true).open(&target)?.write_all(new);
    }
    if metadata.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    match put(&target, Some(&metadata), new) {
        // A folder that takes no new files may hold one that can be written.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => fs::write(&target, new),
        done => done,
    }
}

/// Folders of files that stand for what a process has open.
const STREAMS: [&str; 2] = ["/dev", "/proc"];

/// Puts bytes in the place of a file, whose metadata are given if it exists.
fn put(target: &Path, old: Option<&fs::Metadata>, new: &[u8]) -> io::Result<()> {
    if old.is_some_and(has_other_names) {
        return overwrite(target, new);
    }
    let (mut file, temporary) = beside(target)?;
    remove_stale(target, &file);
    let written = file.write_all(new).and_then(|()| {
        if let Some(old) = old {
            keep_owner(&temporary, old);
            keep_attributes(target, &temporary);
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()
    });
    drop(file);
    let done = written.and_then(|()| fs::rename(&temporary, target));
    if done.is_err() {
        // The failure that is told is the first one.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Writes over a file that has other names (hard links), which a new file in its place would not be known under. The old
/// bytes are kept in a file beside it until the new ones are on the disk.
fn overwrite(target: &Path, new: &[u8]) -> io::Result<()> {
    let old = fs::read(target)?;
    let (mut file, temporary) = beside(target)?;
    // Another ending than that of half-written files, since this one is worth keeping.
    let backup = temporary.with_extension("bak");
    let kept = file.write_all(&old).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = kept.and_then(|()| fs::rename(&temporary, &backup)) {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    let done = write_over(target, new);
    // As long as the file was, there is room for it.
    if done.is_ok() || write_over(target, &old).is_ok() {
        let _ = fs::remove_file(&backup);
        return done;
    }
    done.map_err(|error| {
        let place = backup.file_name().unwrap_or_default().to_string_lossy();
        io::Error::new(error.kind(), format!("{error}; the old text is in {place} beside it"))
    })
}

/// Writes over the bytes of a file, which keeps its identity. It is cut only after the new bytes are there.
fn write_over(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(target)?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}

/// True if a file has more than one name.
#[cfg(unix)]
fn has_other_names(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &fs::Metadata) -> bool {
    false
}

/// Copies the extended attributes, access control lists among them, as far as the system lets us.
#[cfg(unix)]
fn keep_attributes(from: &Path, to: &Path) {
    for name in xattr::list(from).into_iter().flatten() {
        if let Ok(Some(value)) = xattr::get(from, &name) {
            // Those of the system's own may be the superuser's; the text matters more than they do.
            let _ = xattr::set(to, &name, &value);
        }
    }
}

#[cfg(not(unix))]
fn keep_attributes(_: &Path, _: &Path) {}

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
    fn other_names_of_a_file_and_its_attributes_stay() {
        use std::os::unix::fs::MetadataExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.md"), folder.path().join("other.md"));
        fs::write(&path, "old and long").unwrap();
        // Not every file system knows attributes.
        let has_attributes = xattr::set(&path, "user.catalint", b"kept").is_ok();
        let kept = |path: &Path| xattr::get(path, "user.catalint").unwrap_or_default();
        replace(&path, b"old and long", b"text").unwrap();
        assert_eq!(kept(&path).is_some(), has_attributes);
        fs::hard_link(&path, &other).unwrap();
        for new in ["longer text", "new"] {
            replace(&path, &fs::read(&path).unwrap(), new.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&other).unwrap(), new);
        }
        write_whole(&other, b"output").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"output");
        assert_eq!(fs::metadata(&path).unwrap().nlink(), 2);
        assert_eq!(kept(&path).is_some(), has_attributes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
    }

    #[test]
    fn an_output_is_new_or_replaced_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for new in ["first", "second, and longer", "3"] {
            write_whole(&path, new.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), new);
        }
        assert!(write_whole(folder.path(), b"x").is_err(), "a folder");
        assert!(write_whole(&folder.path().join("none/a.json"), b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_written_to_directly() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link.json"), folder.path().join("later.json"));
        std::os::unix::fs::symlink("later.json", &link).unwrap();
        for new in ["new", "newer"] {
            write_whole(&link, new.as_bytes()).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), new);
        }
        write_whole(Path::new("/dev/null"), b"x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        if Path::new("/dev/full").exists() {
            assert!(write_whole(Path::new("/dev/full"), b"x").is_err());
        }
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
