//! A file read whole: an ordinary one, of a limited size.

use std::{
    fs::{self, File, FileType},
    io::{self, Read},
    path::Path,
};

/// The most bytes of a file that are read where nothing sets another limit: a hundred times the largest catalog that
/// catalint was measured on (450 kB), and 131 times what GitHub renders.
pub const MAX_FILE_SIZE: u64 = 64 * MEBIBYTE;

/// Bytes of a mebibyte.
pub const MEBIBYTE: u64 = 1024 * 1024;

/// Reads a file of at most `limit` bytes. A FIFO, a socket or a device is never opened, by whatever path.
///
/// # Errors
///
/// Where the file is no ordinary file, is larger than `limit` or cannot be read.
pub fn read_file(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    expect_ordinary(&metadata)?;
    if metadata.len() > limit {
        return Err(too_large(Some(metadata.len()), limit));
    }
    // A file may grow while it is read.
    read_within(File::open(path)?, limit)
}

/// Reads all of a stream of at most `limit` bytes.
pub(super) fn read_within(stream: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(None, limit)) } else { Ok(bytes) }
}

/// Checks that something is an ordinary file or a folder: what can be opened without waiting for another program and
/// without touching a device. That a folder is no file is left to the system to report.
///
/// # Errors
///
/// Where it is something else: `Unsupported`, with what it is.
pub fn expect_ordinary(metadata: &fs::Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    if kind.is_file() || kind.is_dir() {
        return Ok(());
    }
    let message = format!("{} is not an ordinary file", name_kind(kind));
    Err(io::Error::new(io::ErrorKind::Unsupported, message))
}

/// The error for what has more than `limit` bytes: `size` of them, where that is known.
pub(super) fn too_large(size: Option<u64>, limit: u64) -> io::Error {
    let size = size.map_or_else(|| "more bytes".to_owned(), |size| format!("{size} bytes"));
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it has {size}, and the limit is {limit} bytes"))
}

#[cfg(unix)]
fn name_kind(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn name_kind(_: FileType) -> &'static str {
    "it"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_file(&path, 5).unwrap(), b"12345");
        let error = read_file(&path, 4).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), "it has 5 bytes, and the limit is 4 bytes");
        // A sparse file of 2 TiB is refused by its size alone.
        File::create(&path).unwrap().set_len(2 << 40).unwrap();
        assert_eq!(read_file(&path, MAX_FILE_SIZE).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_stream_without_end_is_not_read_to_its_end() {
        assert_eq!(read_within(io::repeat(b'x').take(9), 9).unwrap().len(), 9);
        assert_eq!(read_within(io::repeat(b'x'), 9).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_ordinary_file_is_never_opened() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let link = folder.path().join("link.md");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        for (path, wanted) in [
            (socket.as_path(), "a socket is not an ordinary file"),
            (Path::new("/dev/zero"), "a device is not an ordinary file"),
            (&link, "a device is not an ordinary file"),
        ] {
            let error = read_file(path, MAX_FILE_SIZE).unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (io::ErrorKind::Unsupported, wanted));
        }
    }
}
