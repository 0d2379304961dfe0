//! The examples of a page, read from its fences.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use crate::{
    rules::RulePageError,
    source::{File, Span},
    text::invisible::find_unseen,
};

/// The file name of an example that gives none.
pub(super) const FILE: &str = "example.md";

/// The expectation of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleKind {
    /// At least one finding.
    Bad,
    /// Nothing, and neither may any other rule.
    Good,
}

/// One example of a page.
#[derive(Debug, Clone)]
pub struct Example {
    /// The expected result.
    pub kind: ExampleKind,
    /// Number among the examples of its kind on the page, from 1.
    pub number: usize,
    /// The configuration under which it is read.
    pub config: Option<Fence>,
    /// Answers of servers, in order.
    pub http: Vec<Fence>,
    /// Its files, in order.
    pub files: Vec<ExampleFile>,
    /// The expected findings, one a line.
    pub findings: Option<Fence>,
}

/// A file of an example.
#[derive(Debug, Clone)]
pub struct ExampleFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub text: Fence,
    /// Its content after all fixes.
    pub fixed: Option<Fence>,
}

/// A fence of a page.
#[derive(Debug, Clone)]
pub struct Fence {
    /// The content.
    pub text: String,
    /// Span of the content in the page.
    pub span: Span,
    /// Span of the whole fence.
    pub whole: Span,
    /// The line of its opening, counted from 1.
    pub line: usize,
    /// True if `\xE9`, `\u{200B}`, `\r` and `\\` in it stand for what a page cannot show.
    pub escaped: bool,
}

impl Example {
    /// The name that it goes by in reports: `bad-1`.
    pub fn name(&self) -> String {
        let kind = match self.kind {
            ExampleKind::Bad => "bad",
            ExampleKind::Good => "good",
        };
        format!("{kind}-{}", self.number)
    }

    /// The line of its first fence, counted from 1.
    pub fn line(&self) -> usize {
        self.files.first().map_or(0, |file| file.text.line)
    }

    /// The end of its last file's fence, in bytes of the page.
    pub(super) fn files_end(&self) -> usize {
        self.files.last().map_or(0, |file| file.text.whole.end as usize)
    }
}

impl Fence {
    /// The bytes that it stands for.
    ///
    /// # Errors
    /// Says which escape cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        if self.escaped { unescape(&self.text) } else { Ok(self.text.clone().into_bytes()) }
    }
}

/// Reads the examples of a page.
///
/// # Errors
/// At the first fence that cannot be understood, or that stands where it means nothing.
pub fn read_examples(markdown: &str) -> Result<Vec<Example>, RulePageError> {
    let mut reading = FenceReader { markdown, examples: Vec::new(), config: None, http: Vec::new(), open: false };
    for (info, fence) in fences(markdown)? {
        reading.take(&info, fence)?;
    }
    let dangling = reading.config.as_ref().or(reading.http.first());
    match dangling {
        Some(fence) => Err(RulePageError::new(markdown, fence.whole, "no example follows this fence")
            .help("`toml config` and `http` stand before the example that they are for")),
        None => Ok(reading.examples),
    }
}

/// The info string of a fence.
struct Info<'a> {
    words: Vec<&'a str>,
    file: Option<&'a str>,
    escaped: bool,
}

impl<'a> Info<'a> {
    fn read(info: &'a str) -> Self {
        let mut read = Self { words: Vec::new(), file: None, escaped: false };
        for word in info.split_whitespace() {
            match word.strip_prefix("file=") {
                Some(name) => read.file = Some(name),
                None if word == "escaped" => read.escaped = true,
                None => read.words.push(word),
            }
        }
        read
    }
}

/// The examples so far, and what waits for the next one.
struct FenceReader<'m> {
    markdown: &'m str,
    examples: Vec<Example>,
    config: Option<Fence>,
    http: Vec<Fence>,
    /// True if another file may join the last example.
    open: bool,
}

impl FenceReader<'_> {
    fn take(&mut self, info: &str, mut fence: Fence) -> Result<(), RulePageError> {
        let info = Info::read(info);
        fence.escaped = info.escaped;
        match info.words.as_slice() {
            ["md", "bad"] => self.file(ExampleKind::Bad, info.file, fence),
            ["md", "good"] => self.file(ExampleKind::Good, info.file, fence),
            ["md", "fixed"] => return self.fixed(info.file, fence),
            ["findings"] => return self.findings(fence),
            ["toml", "config"] if self.config.is_some() => {
                return Err(self.fault(&fence, "a second `toml config` for one example"));
            }
            ["toml", "config"] => (self.config, self.open) = (Some(fence), false),
            ["http"] => {
                self.http.push(fence);
                self.open = false;
            }
            ["md" | "toml" | "findings", _, ..] => {
                let help = "fences of examples are `md bad`, `md good`, `md fixed`, `findings`, `toml config`, `http`";
                return Err(self.fault(&fence, "a fence that means nothing here").help(help));
            }
            // Any other fence belongs to the prose.
            _ => {}
        }
        Ok(())
    }

    fn file(&mut self, kind: ExampleKind, name: Option<&str>, text: Fence) {
        let file = ExampleFile { name: name.unwrap_or(FILE).to_owned(), text, fixed: None };
        let joins = |last: &&mut Example| {
            self.open && name.is_some() && last.kind == kind && last.files.iter().all(|other| other.name != file.name)
        };
        if let Some(last) = self.examples.last_mut().filter(joins) {
            last.files.push(file);
            return;
        }
        let number = 1 + self.examples.iter().filter(|example| example.kind == kind).count();
        let (config, http) = (self.config.take(), std::mem::take(&mut self.http));
        self.open = name.is_some();
        self.examples.push(Example { kind, number, config, http, files: vec![file], findings: None });
    }

    fn fixed(&mut self, name: Option<&str>, fence: Fence) -> Result<(), RulePageError> {
        self.open = false;
        let last = self.examples.last_mut().filter(|last| last.kind == ExampleKind::Bad);
        let file = last.and_then(|last| last.files.iter_mut().find(|file| file.name == name.unwrap_or(FILE)));
        match file {
            Some(file) if file.fixed.is_none() => file.fixed = Some(fence),
            Some(_) => return Err(self.fault(&fence, "a second `md fixed` for one file")),
            None => return Err(self.fault(&fence, "an `md fixed` that no `md bad` of that file stands before")),
        }
        Ok(())
    }

    fn findings(&mut self, fence: Fence) -> Result<(), RulePageError> {
        self.open = false;
        match self.examples.last_mut() {
            Some(last) if last.kind == ExampleKind::Bad && last.findings.is_none() => last.findings = Some(fence),
            _ => return Err(self.fault(&fence, "a `findings` fence that no `md bad` stands before")),
        }
        Ok(())
    }

    fn fault(&self, fence: &Fence, message: &str) -> RulePageError {
        RulePageError::new(self.markdown, fence.whole, message)
    }
}

/// All fences of a page with their info strings.
fn fences(markdown: &str) -> Result<Vec<(String, Fence)>, RulePageError> {
    let lines = File::from_text("", markdown);
    let mut fences: Vec<(String, Fence)> = Vec::new();
    let mut inside = false;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                inside = true;
                let whole = Span::from(range);
                let place = lines.position(whole.start as usize);
                let first = info.split_whitespace().next().unwrap_or_default();
                if matches!(first, "md" | "findings") && place.column != 1 {
                    return Err(RulePageError::new(markdown, whole, "an example's fence must begin its line"));
                }
                let span = content(markdown, whole)
                    .ok_or_else(|| RulePageError::new(markdown, whole, "a fence that is not closed"))?;
                let fence = Fence { text: String::new(), span, whole, line: place.line, escaped: false };
                fences.push((info.to_string(), fence));
            }
            Event::Text(text) if inside => {
                if let Some((_, fence)) = fences.last_mut() {
                    fence.text.push_str(&text);
                }
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    Ok(fences)
}

/// Returns the span between the opening and the closing line of a fence.
fn content(markdown: &str, whole: Span) -> Option<Span> {
    let text = whole.of(markdown).trim_end_matches(['\n', '\r']);
    let mark = text.chars().next()?;
    let length = text.chars().take_while(|&own| own == mark).count();
    let start = text.find('\n')? + 1;
    let last = text.rfind('\n')? + 1;
    let closing = text.get(last..)?.trim();
    let closed = closing.chars().all(|own| own == mark) && closing.chars().count() >= length;
    closed.then(|| whole.inner(start..last))
}

/// Reads `\xE9` as a byte, `\u{200B}` as a character, `\r` as a carriage return and `\\` as a backslash.
fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let read = escape(after).ok_or_else(|| {
            let shown: String = after.chars().take(6).collect();
            format!("`\\{shown}` is no escape: write `\\xE9`, `\\u{{200B}}`, `\\r` or `\\\\`")
        })?;
        bytes.extend_from_slice(&read.0);
        rest = read.1;
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// The bytes that an escape stands for, without its backslash, and what follows it.
fn escape(text: &str) -> Option<(Vec<u8>, &str)> {
    if let Some(rest) = text.strip_prefix('\\') {
        return Some((vec![b'\\'], rest));
    }
    if let Some(rest) = text.strip_prefix('r') {
        return Some((vec![b'\r'], rest));
    }
    if let Some(rest) = text.strip_prefix('x') {
        let byte = u8::from_str_radix(rest.get(..2)?, 16).ok()?;
        return Some((vec![byte], rest.get(2..)?));
    }
    let (code, rest) = text.strip_prefix("u{")?.split_once('}')?;
    let character = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
    Some((character.to_string().into_bytes(), rest))
}

/// Writes a text so that [`unescape`] gives it back, and a page can show it.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\r' => shown.push_str("\\r"),
            '\n' | '\t' | ' ' => shown.push(character),
            other if other.is_control() || other.is_whitespace() || find_unseen(other).is_some() => {
                shown.extend(other.escape_unicode());
            }
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_joined_to_examples() {
        let page = "# a/b\n\n```toml\nseverity = \"error\"\n```\n\nSays.\n\n~~~~md bad\n```\nx\n```\n~~~~\n\n```findings\n1:1 a/b x\n```\n\n\
                    ```toml config\nnow = 2026-01-01\n```\n```md bad file=a.md\nA\n```\nand\n```md bad file=b.md\nB\n```\n\
                    ```md fixed file=b.md\nC\n```\n```md good escaped\n\\xE9\\u{200B}\\r\\\\\n```\n```md good\n```\n";
        let examples = read_examples(page).unwrap();
        let names: Vec<_> = examples.iter().map(|e| (e.name(), e.files.len(), e.line())).collect();
        let wanted = [("bad-1", 1, 9), ("bad-2", 2, 22), ("good-1", 1, 32), ("good-2", 1, 35)];
        assert_eq!(names, wanted.map(|(name, files, line)| (name.to_owned(), files, line)));
        let [first, second, third, _] = &examples[..] else { panic!() };
        assert_eq!((first.files[0].text.text.as_str(), first.files[0].name.as_str()), ("```\nx\n```\n", FILE));
        assert_eq!(first.files[0].text.span.of(page), "```\nx\n```\n");
        assert!(first.config.is_none() && second.config.is_some() && second.files[1].fixed.is_some());
        assert_eq!(third.files[0].text.bytes().unwrap(), b"\xe9\xe2\x80\x8b\r\\\n");
    }

    #[test]
    fn a_fence_out_of_place_is_told_with_its_line() {
        for (page, said) in [
            ("\n```findings\nx\n```\n", "2:1: a `findings` fence that no `md bad` stands before"),
            ("```md good\n```\n```md fixed\n```\n", "3:1: an `md fixed` that no `md bad` of that file stands before"),
            ("```md baad\n```\n", "1:1: a fence that means nothing here"),
            ("```toml config\n```\n", "1:1: no example follows this fence"),
            ("- ```md bad\n  x\n  ```\n", "1:3: an example's fence must begin its line"),
            ("````md bad\nx\n```\n", "1:1: a fence that is not closed"),
        ] {
            assert_eq!(read_examples(page).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn escapes_come_back() {
        let text = "a\\b\r\n\u{200b}ü\u{202e}";
        assert_eq!(unescape(&escaped(text)).unwrap(), text.as_bytes());
    }
}
