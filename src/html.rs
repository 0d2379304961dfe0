//! HTML as tokens, by a tokenizer whose stack does not grow with the text.

use std::{error, fmt};

use html5gum::{Emitter, Readable as _, Reader, StringReader, Tokenizer};

/// Tokenizes HTML. The emitter decides what a token is.
pub(crate) fn tokens<E: Emitter>(html: &str, emitter: E) -> impl Iterator<Item = E::Token> {
    // The only error is a pause, after which the next call goes on.
    Tokenizer::new_with_emitter(PausingReader::new(html), emitter).filter_map(Result::ok)
}

/// Reads from memory, and returns from the tokenizer at the end of each double-quoted value.
///
/// `html5gum` 0.9 calls the state of the next attribute from the state of the last one where a value has double quotes,
/// so a tag with thousands of attributes overflows the stack. An error from the reader unwinds these calls. It comes
/// when the state behind the quote reads its first byte and has done nothing yet, so the state runs again as if nothing
/// had happened.
#[derive(Debug)]
struct PausingReader<'a> {
    text: StringReader<'a>,
    is_behind_quote: bool,
}

impl<'a> PausingReader<'a> {
    fn new(html: &'a str) -> Self {
        Self { text: html.to_reader(), is_behind_quote: false }
    }
}

/// The tokenizer returned to its caller, and goes on with the next call.
#[derive(Debug)]
struct Pause;

impl fmt::Display for Pause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the tokenizer paused behind a value")
    }
}

impl error::Error for Pause {}

impl Reader for PausingReader<'_> {
    type Error = Pause;

    #[inline]
    fn read_byte(&mut self) -> Result<Option<u8>, Pause> {
        if std::mem::take(&mut self.is_behind_quote) {
            return Err(Pause);
        }
        let Ok(byte) = self.text.read_byte();
        Ok(byte)
    }

    #[inline]
    fn try_read_string(&mut self, string: &[u8], case_sensitive: bool) -> Result<bool, Pause> {
        self.is_behind_quote = false;
        let Ok(is_read) = self.text.try_read_string(string, case_sensitive);
        Ok(is_read)
    }

    #[inline]
    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Pause> {
        let Ok(read) = self.text.read_until(needle, buffer);
        self.is_behind_quote = read == Some(b"\"");
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use html5gum::{DefaultEmitter, Token};
    use proptest::prelude::*;

    use super::*;

    /// Runs with so little stack that a frame for each attribute would overflow it.
    fn with_small_stack(run: impl FnOnce() + Send) {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn_scoped(scope, run).unwrap();
            thread.join().unwrap();
        });
    }

    #[test]
    fn the_stack_does_not_grow_with_the_text() {
        const COUNT: usize = 50_000;
        for attribute in [
            " x=\"y\"",
            " x='y'",
            " x=y",
            " x",
            " x=\"y\"\n",
            "/x=\"y\"",
            " x=\"&amp;\"",
            " x = \"y\"",
            " x=\"\"",
            "x=\"y\"",
            " =\"y\"",
            "<a x=\"y\"",
            "<a x=\"y\">",
            "<!doctype a public \"b\" \"c\">",
            "<!--a-->",
            "&amp;",
            "</a x=\"y\">",
        ] {
            let html = format!("<a{}>text", attribute.repeat(COUNT));
            with_small_stack(|| {
                let tokens: Vec<_> = tokens(&html, DefaultEmitter::<usize>::new_with_span()).collect();
                let end = html.len();
                match tokens.last() {
                    Some(Token::String(text)) => assert_eq!(text.span.end, end, "{attribute}"),
                    other => panic!("{attribute}: {other:?}"),
                }
            });
        }
    }

    proptest! {
        #[test]
        fn tokens_are_those_without_pauses(html in r#"([<>="'/ &\r\n]|<a|<!doctype|<!--|-->| x="|&amp;|y|é|<script>|</){0,40}"#) {
            let own: Vec<_> = tokens(&html, DefaultEmitter::<usize>::new_with_span()).collect();
            let Ok(plain) = Tokenizer::new_with_emitter(&html, DefaultEmitter::<usize>::new_with_span()).collect::<Result<Vec<_>, _>>();
            prop_assert_eq!(own, plain);
        }
    }
}
