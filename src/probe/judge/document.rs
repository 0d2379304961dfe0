//! Tells pages from other bodies, and decodes a page's bytes.

use encoding_rs::Encoding;

use crate::probe::HttpAnswer;

/// The most bytes of a body that are looked at, however many were read.
const MOST: usize = 512 * 1024;

/// The page of an answer as text; none where it is no page.
pub(super) fn html(answer: &HttpAnswer) -> Option<String> {
    let bytes = answer.body.bytes.get(..MOST).unwrap_or(&answer.body.bytes);
    if bytes.is_empty() || file_kind(bytes).is_some() {
        return None;
    }
    let kind = answer.headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
    let named = kind.contains("html");
    let open = kind.is_empty() || kind.contains("text/plain") || kind.contains("octet-stream");
    let looks = || {
        let start = String::from_utf8_lossy(bytes.get(..512).unwrap_or(bytes)).trim_start().to_ascii_lowercase();
        ["<!doctype html", "<html", "<head", "\u{feff}<!doctype html"].iter().any(|mark| start.starts_with(mark))
    };
    (named || open && !kind.contains("text/plain") && looks()).then(|| decode(bytes, &kind))
}

/// Bytes as text, by what the head says, by a byte order mark, by what the page says, or as UTF-8.
fn decode(bytes: &[u8], kind: &str) -> String {
    let label = |text: &str| {
        let value = text.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(value.len());
        Encoding::for_label(value.get(..end)?.as_bytes())
    };
    let said = || label(&String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase());
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| label(kind)).or_else(said);
    encoding.unwrap_or(encoding_rs::UTF_8).decode(bytes).0.into_owned()
}

/// Returns the kind of a file by its first bytes, where it is no text.
pub(super) fn file_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"%PDF-", "PDF"),
        (b"\x1f\x8b", "gzip"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"PAR1", "Parquet"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"II*\x00", "TIFF"),
        (b"MM\x00*", "TIFF"),
        (b"RIFF", "RIFF"),
        (b"\x7fELF", "ELF"),
        (b"OggS", "Ogg"),
        (b"fLaC", "FLAC"),
        (b"\x00\x00\x01\x00", "icon"),
    ];
    let tar = bytes.get(257..262).is_some_and(|mark| mark == b"ustar").then_some("tar");
    KINDS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, kind)| *kind).or(tar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{Body, HttpHeaders, HttpVersion};

    fn answer(kind: &str, bytes: &[u8]) -> HttpAnswer {
        let headers = HttpHeaders(vec![("content-type".to_owned(), kind.to_owned())]);
        let body = Body { bytes: bytes.to_vec(), whole: true, ..Body::default() };
        HttpAnswer { status: 200, version: HttpVersion::Http1, headers, body }
    }

    #[test]
    fn pages_are_told_from_files() {
        for (kind, bytes, page) in [
            ("text/html", &b"<p>x"[..], true),
            ("TEXT/HTML; charset=utf-8", b"x", true),
            ("text/html", b"PK\x03\x04...", false),
            ("", b" <!DOCTYPE html>", true),
            ("application/json", b"{}", false),
            ("text/plain", b"<html>", false),
        ] {
            assert_eq!(html(&answer(kind, bytes)).is_some(), page, "{kind}");
        }
    }

    #[test]
    fn encodings_are_followed() {
        let (gbk, _, _) = encoding_rs::GBK.encode("<title>页面不存在</title>");
        assert!(html(&answer("text/html; charset=gb2312", &gbk)).unwrap().contains("页面不存在"));
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("<meta charset=\"Shift_JIS\"><title>見つかりません</title>");
        assert!(html(&answer("text/html", &sjis)).unwrap().contains("見つかりません"));
    }
}
