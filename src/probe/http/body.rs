//! A body, read no further than it is needed, and decompressed no further than it may be: a bomb costs what a page costs.

use std::{io::Write, time::Duration};

use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use http_body_util::BodyExt as _;
use hyper::{Response, body::Incoming, header};

use crate::probe::Body;

/// Bytes read of a text that is no page: a server's words about what is gone may be JSON.
const TEXT: usize = 16 * 1024;
/// Bytes read of a body that is neither a page nor text.
const OTHER: usize = 1024;

/// The kind of a body, which decides how much of it is read; without a type, its first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyKind {
    Page,
    Text,
    Other,
    Unknown,
}

impl BodyKind {
    pub(super) fn of(content_type: Option<&str>) -> Self {
        let Some(named) = content_type else { return Self::Unknown };
        let essence = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => Self::Page,
            "" => Self::Unknown,
            text if text.starts_with("text/") || text.contains("json") || text.contains("xml") => Self::Text,
            _ => Self::Other,
        }
    }

    fn limit(self, limit: usize, first: &[u8]) -> usize {
        match self {
            Self::Page => limit,
            Self::Text => limit.min(TEXT),
            Self::Unknown if first.trim_ascii_start().first() == Some(&b'<') => limit,
            Self::Other | Self::Unknown => limit.min(OTHER),
        }
    }
}

/// Reads a body within a limit of decompressed bytes. `idle` is the longest that is waited for a next part.
pub(super) async fn read(response: &mut Response<Incoming>, kind: BodyKind, limit: usize, idle: Duration) -> Body {
    let encoding = value(response, header::CONTENT_ENCODING).unwrap_or_default().trim().to_ascii_lowercase();
    let mut body = Body { length: length(response), ..Body::default() };
    let mut decoder: Option<Decoder> = None;
    loop {
        // What is not there in time is not there; what came until then is what is judged.
        let Ok(next) = tokio::time::timeout(idle, response.body_mut().frame()).await else { break };
        match next {
            Some(Ok(frame)) => {
                // Trailers say nothing that is judged.
                let Ok(chunk) = frame.into_data() else { continue };
                let decoder = decoder.get_or_insert_with(|| Decoder::new(&encoding, kind, limit, &chunk));
                match decoder.take(&chunk) {
                    ChunkOutcome::More => {}
                    ChunkOutcome::Full => break,
                    ChunkOutcome::Broken => {
                        body.broken = true;
                        break;
                    }
                }
            }
            None => {
                body.whole = true;
                break;
            }
            Some(Err(_)) => {
                body.broken = true;
                break;
            }
        }
    }
    if let Some(decoder) = decoder {
        let (bytes, broken) = decoder.finish(body.whole);
        body.bytes = bytes;
        body.broken |= broken;
    }
    body.whole &= !body.broken;
    body
}

/// Returns the length of a body: of a part, the length of the whole.
pub(super) fn length(response: &Response<Incoming>) -> Option<u64> {
    let range = value(response, header::CONTENT_RANGE).and_then(|range| range.rsplit('/').next());
    let whole = range.and_then(|total| total.trim().parse().ok());
    whole.or_else(|| value(response, header::CONTENT_LENGTH)?.trim().parse().ok())
}

fn value(response: &Response<Incoming>, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// Returns the compression that a server names, or `several`; what is none is left out.
fn coding(encoding: &str) -> &str {
    let mut named = encoding.split(',').map(str::trim).filter(|name| !matches!(*name, "" | "identity"));
    match (named.next(), named.next()) {
        (Some(one), None) => one,
        (None, _) => "",
        (Some(_), Some(_)) => "several",
    }
}

/// Bytes of a body that tell text from what is compressed, and the fewest.
const TELLING: usize = 64;
const SHORTEST_TEXT: usize = 4;

/// Returns true if a body begins as readable text, which nothing compressed does: the name of a compression is wrong then.
fn is_text(first: &[u8]) -> bool {
    let start = first.get(..TELLING).unwrap_or(first);
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character that is cut in two at the end.
        Err(error) if error.error_len().is_none() => {
            start.get(..error.valid_up_to()).and_then(|start| std::str::from_utf8(start).ok()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    text.len() >= SHORTEST_TEXT && !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// The result of adding a chunk to a body.
enum ChunkOutcome {
    More,
    Full,
    Broken,
}

/// A body as it is undone, into no more than its limit.
enum Decoder {
    Plain(BoundedBuffer),
    Gzip(Box<MultiGzDecoder<BoundedBuffer>>),
    Zlib(Box<ZlibDecoder<BoundedBuffer>>),
    Deflate(Box<DeflateDecoder<BoundedBuffer>>),
    /// A compression that was not asked for: nothing of it is read.
    Opaque,
}

impl Decoder {
    fn new(encoding: &str, kind: BodyKind, limit: usize, first: &[u8]) -> Self {
        let cut = BoundedBuffer { bytes: Vec::new(), limit: kind.limit(limit, first), full: false };
        // What is compressed shows its first bytes only later.
        let page = |cut: BoundedBuffer| BoundedBuffer {
            limit: if kind == BodyKind::Unknown { limit } else { cut.limit },
            ..cut
        };
        match coding(encoding) {
            _ if is_text(first) => Self::Plain(cut),
            "gzip" | "x-gzip" if first.first() == Some(&0x1f) => Self::Gzip(Box::new(MultiGzDecoder::new(page(cut)))),
            "deflate" if first.first().is_some_and(|byte| byte & 0x0f == 8) => {
                Self::Zlib(Box::new(ZlibDecoder::new(page(cut))))
            }
            "deflate" => Self::Deflate(Box::new(DeflateDecoder::new(page(cut)))),
            "br" | "zstd" | "compress" | "x-compress" | "dcb" | "dcz" | "several" => Self::Opaque,
            // Nothing, or what is no compression: browsers show such a body as it is.
            _ => Self::Plain(cut),
        }
    }

    fn take(&mut self, chunk: &[u8]) -> ChunkOutcome {
        let written = match self {
            Self::Plain(cut) => cut.write_all(chunk),
            Self::Gzip(decoder) => decoder.write_all(chunk),
            Self::Zlib(decoder) => decoder.write_all(chunk),
            Self::Deflate(decoder) => decoder.write_all(chunk),
            Self::Opaque => return ChunkOutcome::Full,
        };
        match written {
            _ if self.cut().is_some_and(|cut| cut.full) => ChunkOutcome::Full,
            Ok(()) => ChunkOutcome::More,
            Err(_) => ChunkOutcome::Broken,
        }
    }

    fn cut(&self) -> Option<&BoundedBuffer> {
        match self {
            Self::Plain(cut) => Some(cut),
            Self::Gzip(decoder) => Some(decoder.get_ref()),
            Self::Zlib(decoder) => Some(decoder.get_ref()),
            Self::Deflate(decoder) => Some(decoder.get_ref()),
            Self::Opaque => None,
        }
    }

    /// The bytes, and whether the compression ended before its end, where the body came to its end.
    fn finish(mut self, whole: bool) -> (Vec<u8>, bool) {
        let ended = match &mut self {
            Self::Plain(_) | Self::Opaque => Ok(()),
            Self::Gzip(decoder) => decoder.try_finish(),
            Self::Zlib(decoder) => decoder.try_finish(),
            Self::Deflate(decoder) => decoder.try_finish(),
        };
        let full = self.cut().is_some_and(|cut| cut.full);
        let broken = whole && !full && ended.is_err();
        let mut bytes = match &mut self {
            Self::Plain(cut) => std::mem::take(&mut cut.bytes),
            Self::Gzip(decoder) => std::mem::take(&mut decoder.get_mut().bytes),
            Self::Zlib(decoder) => std::mem::take(&mut decoder.get_mut().bytes),
            Self::Deflate(decoder) => std::mem::take(&mut decoder.get_mut().bytes),
            Self::Opaque => Vec::new(),
        };
        bytes.shrink_to_fit();
        (bytes, broken)
    }
}

/// Bytes up to a limit; what is beyond is an error.
struct BoundedBuffer {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for BoundedBuffer {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        let room = self.limit - self.bytes.len();
        self.bytes.extend_from_slice(more.get(..room.min(more.len())).unwrap_or_default());
        if more.len() > room {
            self.full = true;
            return Err(std::io::Error::other("enough was read"));
        }
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undo(encoding: &str, kind: BodyKind, limit: usize, chunks: &[&[u8]]) -> (Vec<u8>, bool, bool) {
        let mut decoder = Decoder::new(encoding, kind, limit, chunks.first().copied().unwrap_or_default());
        for chunk in chunks {
            match decoder.take(chunk) {
                ChunkOutcome::More => {}
                ChunkOutcome::Full => return (decoder.finish(false).0, true, false),
                ChunkOutcome::Broken => return (decoder.finish(false).0, false, true),
            }
        }
        let (bytes, broken) = decoder.finish(true);
        (bytes, false, broken)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn bodies_are_undone_in_parts() {
        let page = b"<html>".repeat(1000);
        let packed = gzip(&page);
        let (head, tail) = packed.split_at(20);
        assert_eq!(undo("gzip", BodyKind::Page, 1 << 20, &[head, tail]), (page.clone(), false, false));
        assert!(undo("gzip", BodyKind::Page, 1 << 20, &[&packed[..packed.len() - 12]]).2);
        let mut cut_open = packed.clone();
        cut_open.splice(20..40, [0xff; 20]);
        assert!(undo("gzip", BodyKind::Page, 1 << 20, &[&cut_open]).2);
        assert_eq!(undo("", BodyKind::Page, 100, &[&page]), (page[..100].to_vec(), true, false));
        assert_eq!(undo("br", BodyKind::Page, 100, &[b"\x0b\x02\x80<html>\x03"]), (Vec::new(), true, false));
        // A wrong name, one that is none, and none at all.
        for encoding in ["gzip", "deflate", "br", "zstd", "utf-8", "identity, gzip", "none", "text/html", ""] {
            assert_eq!(undo(encoding, BodyKind::Page, 1 << 20, &[&page]), (page.clone(), false, false), "{encoding}");
        }
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&page).expect("memory");
        assert_eq!(undo("deflate", BodyKind::Page, 1 << 20, &[&zlib.finish().expect("memory")]).0, page);
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(&page).expect("memory");
        assert_eq!(undo("deflate", BodyKind::Page, 1 << 20, &[&raw.finish().expect("memory")]).0, page);
    }

    #[test]
    fn a_bomb_costs_no_more_than_its_limit() {
        let bomb = gzip(&vec![0; 64 << 20]);
        let (bytes, full, broken) = undo("gzip", BodyKind::Page, 256 << 10, &[&bomb]);
        assert_eq!((bytes.len(), full, broken), (256 << 10, true, false));
        assert!(bytes.capacity() < 1 << 20);
    }

    #[test]
    fn pages_are_read_and_files_are_not() {
        for (content_type, first, read) in [
            (Some("text/html; charset=utf-8"), "", 5000),
            (Some("TEXT/HTML"), "", 5000),
            (Some("application/xhtml+xml"), "", 5000),
            (Some("application/zip"), "", 1024),
            (Some("application/ld+json"), "", 5000),
            (None, " <!doctype html>", 5000),
            (None, "PK", 1024),
            (Some(""), "PK", 1024),
        ] {
            assert_eq!(BodyKind::of(content_type).limit(5000, first.as_bytes()), read, "{content_type:?} {first}");
        }
    }
}
