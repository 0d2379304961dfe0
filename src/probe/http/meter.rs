//! A bound to what a server sends before the head of its answer: interim answers (1xx), which HTTP lets it send without
//! end, cost no more than a head.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use rustc_hash::FxHashMap;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::MOST_HEAD;

/// Interim answers that are read before the answer to one request. Servers send one or two; one that reports progress
/// every second would need as many seconds as a request may last.
const MOST_INTERIM: usize = 64;
/// Bytes before the answer to one request.
const MOST_BYTES: usize = MOST_HEAD.1 as usize;
/// Bytes of a field beside its name and value, as RFC 9113 counts them, and of a status line.
const OVERHEAD: usize = 32;

/// Counts what one connection read since its last request was sent.
#[derive(Debug, Default)]
pub(super) struct HeadMeter {
    /// True while the head of an answer is awaited over HTTP/1.1.
    awaiting: AtomicBool,
    /// Bytes: over HTTP/1.1 all of them while a head is awaited, over HTTP/2 those of frames that bear no head or body.
    bytes: AtomicUsize,
    interim: AtomicUsize,
    interim_bytes: AtomicUsize,
    exceeded: AtomicBool,
}

impl HeadMeter {
    /// Begins to count for a request that is about to be sent.
    pub(super) fn begin(&self, http1: bool) {
        self.bytes.store(0, SeqCst);
        if http1 {
            self.interim.store(0, SeqCst);
            self.interim_bytes.store(0, SeqCst);
            self.awaiting.store(true, SeqCst);
        }
    }

    /// Ends the count, since the head came; its bytes, if known, count with those of the interim answers.
    pub(super) fn end(&self, head: usize) {
        self.awaiting.store(false, SeqCst);
        if self.interim_bytes.load(SeqCst) + head > MOST_BYTES {
            self.exceeded.store(true, SeqCst);
        }
    }

    /// Counts an interim answer over HTTP/1.1, by the bytes of its fields.
    pub(super) fn count_interim(&self, fields: usize) {
        let count = self.interim.fetch_add(1, SeqCst) + 1;
        let bytes = self.interim_bytes.fetch_add(fields + OVERHEAD, SeqCst) + fields + OVERHEAD;
        if count > MOST_INTERIM || bytes > MOST_BYTES {
            self.exceeded.store(true, SeqCst);
        }
    }

    /// True if the server sent more than is read; its connection is of no more use.
    pub(super) fn exceeded(&self) -> bool {
        self.exceeded.load(SeqCst)
    }

    fn exceed(&self) -> io::Error {
        self.exceeded.store(true, SeqCst);
        io::Error::other("more came before the answer than is read")
    }
}

/// A connection whose reads a meter counts.
#[derive(Debug)]
pub(super) struct Metered<S> {
    stream: S,
    meter: Arc<HeadMeter>,
    /// The frames, where HTTP/2 is spoken.
    frames: Option<Frames>,
}

impl<S> Metered<S> {
    pub(super) fn new(stream: S, meter: Arc<HeadMeter>, http2: bool) -> Self {
        Self { stream, meter, frames: http2.then(Frames::default) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let own = self.get_mut();
        let awaiting = own.frames.is_none() && own.meter.awaiting.load(SeqCst);
        // Judged before the next read, not after the last: what was read may hold the head, and the begin of a body.
        if own.meter.exceeded() || awaiting && own.meter.bytes.load(SeqCst) > MOST_BYTES {
            return Poll::Ready(Err(own.meter.exceed()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut own.stream).poll_read(context, buffer);
        let new = buffer.filled().get(before..).unwrap_or_default();
        if let Some(frames) = &mut own.frames {
            if !frames.read(new, &own.meter) {
                return Poll::Ready(Err(own.meter.exceed()));
            }
        } else if awaiting {
            own.meter.bytes.fetch_add(new.len(), SeqCst);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

/// The frames of HTTP/2 (RFC 9113, 4.1), of which only the first nine bytes of each matter: a length, a type, flags and
/// a stream.
#[derive(Debug, Default)]
struct Frames {
    head: Vec<u8>,
    /// Bytes that are left of the frame at hand.
    left: usize,
    /// Of each stream that is open, its heads and their bytes.
    streams: FxHashMap<u32, (usize, usize)>,
}

const FRAME_HEAD: usize = 9;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;

impl Frames {
    /// Counts the frames in some bytes. False if they are more than are read.
    fn read(&mut self, mut bytes: &[u8], meter: &HeadMeter) -> bool {
        loop {
            let (_, rest) = bytes.split_at(self.left.min(bytes.len()));
            self.left -= bytes.len() - rest.len();
            let (head, rest) = rest.split_at((FRAME_HEAD - self.head.len()).min(rest.len()));
            self.head.extend_from_slice(head);
            let Ok(head) = <[u8; FRAME_HEAD]>::try_from(self.head.as_slice()) else { return true };
            self.head.clear();
            let [high, middle, low, kind, flags, stream @ ..] = head;
            self.left = u32::from_be_bytes([0, high, middle, low]) as usize;
            // The first bit is reserved.
            let stream = u32::from_be_bytes(stream) & (u32::MAX >> 1);
            if !self.count(kind, flags, stream, meter) {
                return false;
            }
            bytes = rest;
        }
    }

    fn count(&mut self, kind: u8, flags: u8, stream: u32, meter: &HeadMeter) -> bool {
        let length = FRAME_HEAD + self.left;
        let within = match kind {
            DATA => true,
            HEADERS | CONTINUATION => {
                let (heads, bytes) = self.streams.entry(stream).or_default();
                *heads += usize::from(kind == HEADERS);
                *bytes += length;
                // Beside the interim answers: the answer itself, and its trailers.
                *heads <= MOST_INTERIM + 2 && *bytes <= MOST_BYTES
            }
            _ => meter.bytes.fetch_add(length, SeqCst) + length <= MOST_BYTES,
        };
        if matches!(kind, DATA | HEADERS) && flags & END_STREAM != 0 {
            self.streams.remove(&stream);
        }
        within
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// Reads what a server sends without end, and gives how much that was.
    async fn read(more: Vec<u8>, http2: bool) -> (usize, Arc<HeadMeter>) {
        let (stream, mut server) = tokio::io::duplex(1024);
        tokio::spawn(async move { while server.write_all(&more).await.is_ok() {} });
        let meter = Arc::new(HeadMeter::default());
        meter.begin(!http2);
        let mut stream = Metered::new(stream, Arc::clone(&meter), http2);
        let (mut buffer, mut total) = ([0; 512], 0);
        while let Ok(length) = stream.read(&mut buffer).await {
            total += length;
            assert!(total < 1 << 20, "it goes on");
        }
        (total, meter)
    }

    fn frame(kind: u8, stream: u8, payload: usize) -> Vec<u8> {
        [&[0, 0, u8::try_from(payload).unwrap(), kind, 4, 0, 0, 0, stream][..], &vec![0; payload]].concat()
    }

    #[tokio::test]
    async fn what_comes_before_a_head_is_bounded() {
        let (total, meter) = read(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), false).await;
        assert!((MOST_BYTES..MOST_BYTES + 1024).contains(&total), "{total}");
        assert!(meter.exceeded());
    }

    #[tokio::test]
    async fn frames_before_a_head_are_bounded() {
        // Heads and what continues them, settings, pings, priorities, and frames of no known type.
        for kind in [1, 9, 4, 6, 2, 0xbb] {
            let (total, meter) = read(frame(kind, 1, 200), true).await;
            assert!(total <= MOST_BYTES && meter.exceeded(), "{kind}: {total}");
        }
        let (total, _) = read(frame(HEADERS, 1, 1), true).await;
        assert!(total < 2048, "{total}");
    }

    #[test]
    fn frames_are_read_in_parts() {
        let bytes = [frame(HEADERS, 1, 20), frame(DATA, 1, 200), frame(6, 0, 8), frame(HEADERS, 3, 20)].concat();
        for size in 1..bytes.len() {
            let (mut frames, meter) = (Frames::default(), HeadMeter::default());
            assert!(bytes.chunks(size).all(|chunk| frames.read(chunk, &meter)));
            assert_eq!(frames.streams.get(&1), Some(&(1, 29)), "{size}");
            assert_eq!(frames.streams.get(&3), Some(&(1, 29)), "{size}");
            assert_eq!(meter.bytes.load(SeqCst), 17, "{size}");
        }
    }

    #[test]
    fn a_body_does_not_count() {
        let (mut frames, meter) = (Frames::default(), HeadMeter::default());
        for _ in 0..1000 {
            assert!(frames.read(&frame(DATA, 1, 200), &meter));
        }
        assert!(!meter.exceeded());
    }

    #[test]
    fn interim_answers_count_with_the_head() {
        let meter = HeadMeter::default();
        meter.begin(true);
        (0..3).for_each(|_| meter.count_interim(100));
        meter.end(1000);
        assert!(!meter.exceeded());
        meter.begin(true);
        meter.count_interim(40_000);
        meter.end(40_000);
        assert!(meter.exceeded());
        let meter = HeadMeter::default();
        (0..=MOST_INTERIM).for_each(|_| meter.count_interim(0));
        assert!(meter.exceeded());
    }
}
