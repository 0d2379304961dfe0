//! The bytes of many files, asked of one running `git cat-file --batch`.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::source::read::too_large;

/// A running `git cat-file`.
#[derive(Debug)]
pub(super) struct Blobs {
    child: Child,
    /// Closed first when all is read, so that the child ends.
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    pub(super) fn start(git: &mut Command) -> io::Result<Self> {
        let git = git.args(["cat-file", "--batch"]);
        let mut child = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let streams = child.stdin.take().zip(child.stdout.take());
        let (questions, answers) = streams.ok_or_else(|| io::Error::other("git has no streams"))?;
        Ok(Self { child, questions: Some(questions), answers: BufReader::with_capacity(1 << 16, answers) })
    }

    /// The bytes of one object, at most `limit`. One question at a time: neither side can wait for the other for ever.
    pub(super) fn read(&mut self, id: &str, limit: u64) -> io::Result<Vec<u8>> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{id}\n").as_bytes())?;
        questions.flush()?;
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        // `<id> <kind> <size>`, or `<id> missing`.
        let size = header.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok());
        let Some(size) = size else {
            let why = format!("git does not have the object {id}: {}", header.trim_end().escape_debug());
            return Err(io::Error::new(io::ErrorKind::NotFound, why));
        };
        if size > limit {
            // What is passed over must be read, so that the next answer is found.
            io::copy(&mut self.answers.by_ref().take(size.saturating_add(1)), &mut io::sink())?;
            return Err(too_large(Some(size), limit));
        }
        let mut bytes = vec![0; usize::try_from(size).map_err(io::Error::other)?];
        self.answers.read_exact(&mut bytes)?;
        self.answers.read_exact(&mut [0; 1])?;
        Ok(bytes)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        self.questions = None;
        // It has nothing left to say; without this it would stay as a zombie.
        let _ = self.child.wait();
    }
}
