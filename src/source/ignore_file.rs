//! The `.gitignore` of a folder, verified before a walk opens it: a change can make it a symbolic link to anything.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{contained, expect_ordinary, read::MEBIBYTE, read::too_large};

/// The most bytes of a `.gitignore`. The longest collections of patterns have a twentieth.
const MAX_IGNORE_FILE_SIZE: u64 = MEBIBYTE;

/// A `.gitignore` that is not read.
#[derive(Debug)]
pub(super) struct UnreadIgnoreFile {
    pub(super) path: PathBuf,
    pub(super) error: io::Error,
}

/// Verifies that the `.gitignore` of a folder, if it has one, can be read: an ordinary file of a limited size that no
/// symbolic link takes from outside of the repository.
pub(super) fn verify_ignore_file(folder: &Path) -> Result<(), UnreadIgnoreFile> {
    let path = folder.join(".gitignore");
    let verify = |path: &Path| {
        contained(path)?;
        let metadata = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            metadata => metadata?,
        };
        expect_ordinary(&metadata)?;
        let size = metadata.len();
        if size > MAX_IGNORE_FILE_SIZE { Err(too_large(Some(size), MAX_IGNORE_FILE_SIZE)) } else { Ok(()) }
    };
    verify(&path).map_err(|error| UnreadIgnoreFile { path, error })
}

/// Verifies the `.gitignore` of a folder and of all folders around it.
pub(super) fn verify_ignore_files_around(folder: &Path) -> Result<(), UnreadIgnoreFile> {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    real.ancestors().try_for_each(verify_ignore_file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::{fs::symlink, net::UnixListener};

    #[test]
    fn what_could_hang_or_lead_out_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for path in ["repository/.git", "repository/docs", "repository/deep/er"] {
            fs::create_dir_all(at(path)).unwrap();
        }
        let verified = |path: &str| verify_ignore_file(&at(path)).map_err(|unread| unread.error.kind());
        let ignore = at("repository/docs/.gitignore");
        assert_eq!(verified("repository/docs"), Ok(()));
        fs::write(&ignore, "*.tmp\n").unwrap();
        assert_eq!(verified("repository/docs"), Ok(()));
        fs::File::create(&ignore).unwrap().set_len(MAX_IGNORE_FILE_SIZE + 1).unwrap();
        assert_eq!(verified("repository/docs"), Err(io::ErrorKind::FileTooLarge));
        for (target, wanted) in [
            ("/dev/zero", Err(io::ErrorKind::InvalidInput)),
            ("../absent", Err(io::ErrorKind::InvalidInput)),
            ("../list", Ok(())),
        ] {
            fs::remove_file(&ignore).unwrap();
            fs::write(at("repository/list"), "").unwrap();
            symlink(target, &ignore).unwrap();
            assert_eq!(verified("repository/docs"), wanted, "{target}");
        }
        let _listener = UnixListener::bind(at("repository/deep/.gitignore")).unwrap();
        assert_eq!(verified("repository/deep"), Err(io::ErrorKind::Unsupported));
        let unread = verify_ignore_files_around(&at("repository/deep/er")).unwrap_err();
        assert!(unread.path.ends_with("repository/deep/.gitignore"), "{unread:?}");
    }
}
