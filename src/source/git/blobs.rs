//! The bytes of many files, asked of one running `git cat-file --batch`.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

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

    /// The bytes of one object. One question at a time: neither side can wait for the other for ever.
    pub(super) fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{id}\n").as_bytes())?;
        questions.flush()?;
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        // `<id> <kind> <size>`, or `<id> missing`.
        let size = header.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<usize>().ok());
        let Some(size) = size else {
            let why = format!("git does not have the object {id}: {}", header.trim_end().escape_debug());
            return Err(io::Error::new(io::ErrorKind::NotFound, why));
        };
        let mut bytes = vec![0; size];
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
