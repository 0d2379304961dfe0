//! The page that a walk ended at, read, and compared with what is known of the link.

use url::Url;

use super::{
    document, fragment,
    names::{PageWords, is_of_host},
    page::{HtmlPage, refresh},
    vocabulary::missing,
    words::TitleLine,
};
use crate::{
    probe::{HttpAnswer, LinkRequest},
    text::fold,
};

/// Visible characters below which a page is short: error pages are.
const SHORT: usize = 3000;

/// The most seconds after which a page's own redirect counts.
const SOON: u32 = 10;

/// A page, and what it says of the link.
#[derive(Debug)]
pub(super) struct JudgedPage {
    /// The page.
    pub(super) page: HtmlPage,
    /// True if it bears one of the record's names; none where none is known, or the page was not read to its end.
    pub(super) named: Option<bool>,
    /// True if it bears one of them that the host is not called by.
    pub(super) named_beside_host: bool,
    /// True if it says a word of one of them.
    pub(super) shares_word: bool,
    /// True if it says none of the words of the address; none where there are none.
    pub(super) lacks_words: Option<bool>,
    /// Its title and its headings.
    pub(super) lines: Vec<TitleLine>,
    /// The title or heading by which it says that the page does not exist.
    pub(super) missing: Option<TitleLine>,
    /// True if its text says so.
    pub(super) says_missing: bool,
    /// True if it has little text.
    pub(super) short: bool,
}

impl JudgedPage {
    /// Reads the page of an answer; none where it is no page.
    pub(super) fn of(ask: &LinkRequest, answer: &HttpAnswer) -> Option<Self> {
        let html = document::html(answer)?;
        let mut page = HtmlPage::read(&html, &fragment::spellings(&ask.url));
        // A server may send by a header where its pages send by an element.
        page.refresh = page.refresh.or_else(|| refresh(answer.headers.get("refresh")?));
        let lines: Vec<TitleLine> = page.lines().map(TitleLine::of).collect();
        let missing_line = lines.iter().find(|line| missing().lines.say(line)).cloned();
        let short = page.text.chars().take(SHORT).count() < SHORT;
        let text = if short { fold::words(&page.text) } else { String::new() };
        let says_missing = missing().sentences.within(&text).is_some();
        let said = PageWords::of(&page, &ask.url, missing_line.is_some() || says_missing);
        let whole = answer.body.whole && !page.cut;
        let named = said.bears(&ask.names).filter(|bears| *bears || whole);
        let (_, others): (Vec<_>, Vec<_>) = ask.names.iter().cloned().partition(|name| is_of_host(name, &ask.url));
        let named_beside_host = named == Some(true) && said.bears(&others) == Some(true);
        let shares_word = said.shares_word_with(&ask.names);
        let lacks_words = said.lacks_words_of(&ask.url).filter(|lacks| !*lacks || whole);
        Some(Self {
            page,
            lines,
            named,
            named_beside_host,
            shares_word,
            lacks_words,
            missing: missing_line,
            says_missing,
            short,
        })
    }

    /// Returns true if it bears one of the record's names.
    pub(super) fn is_named(&self) -> bool {
        self.named == Some(true)
    }

    /// Returns the address that it sends browsers to before they have read it.
    pub(super) fn sends_to(&self, end: &Url) -> Option<Url> {
        let (_, to) = self.page.refresh.as_ref().filter(|(seconds, _)| *seconds <= SOON)?;
        end.join(to).ok()
    }

    /// Returns true if nothing of what is known of the link is on the page: neither its names nor the words of its
    /// address.
    pub(super) fn is_strange(&self) -> bool {
        let known = self.named.is_some() || self.lacks_words.is_some();
        known && self.named != Some(true) && self.lacks_words != Some(false)
    }
}
