//! A page, read once: what it says, and what it says of itself. Streaming, so that the cost is linear in its bytes.

use std::convert::Infallible;

use html5gum::Span;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};

use super::vocabulary::shells;
use crate::{html, text::fold};

/// The most bytes of visible text that are kept, and of what a page says of itself for programs.
const LONGEST_TEXT: usize = 64 * 1024;
/// The most bytes of a title, a heading or an attribute that are kept.
const LONGEST_LINE: usize = 512;
/// The most headings that are kept.
const MOST_HEADINGS: usize = 4;

/// A page as a reader and as programs see it.
#[derive(Debug, Default)]
pub(super) struct HtmlPage {
    /// Its title.
    pub(super) title: String,
    /// Its headings of the first level.
    pub(super) headings: Vec<String>,
    /// Its visible text, with one space where there is a gap.
    pub(super) text: String,
    /// Its text for readers without scripts.
    pub(super) noscript: String,
    /// Its text for programs: descriptions, JSON-LD.
    pub(super) data: String,
    /// The address that it sends browsers to, and after how many seconds.
    pub(super) refresh: Option<(u32, String)>,
    /// The address that it gives itself.
    pub(super) canonical: Option<String>,
    /// True if it asks not to be found by search engines.
    pub(super) noindex: bool,
    /// True if it has a field for a password.
    pub(super) password: bool,
    /// True if it has the form by which Google Drive asks whether a large file is wanted.
    pub(super) download_form: bool,
    /// True if it loads or holds scripts.
    pub(super) scripts: bool,
    /// True if it has an element that scripts fill.
    pub(super) root: bool,
    /// True if it shows something that is no text.
    pub(super) media: bool,
    /// True if it has the place that the link names.
    pub(super) anchor: bool,
    /// True if it holds data from which scripts make parts of it.
    pub(super) hydrated: bool,
    /// The headings below the first level, and those of them that a link can name.
    pub(super) places: Places,
    /// True if not all of it was kept.
    pub(super) cut: bool,
}

impl HtmlPage {
    /// Reads a page. `anchor` is the place in it that is looked for, in every spelling of its name.
    pub(super) fn read(html: &str, anchor: &[String]) -> Self {
        let mut page = Self::default();
        let reader = PageReader {
            page: &mut page,
            anchor,
            tag: TagState::default(),
            inside: PageRegion::Text,
            skipped: 0,
            heading: HeadingState::default(),
        };
        let mut emitter = CallbackEmitter::new(reader);
        emitter.naively_switch_states(true);
        // The reader emits no tokens, so the first one is the end.
        let _: Option<Infallible> = html::tokens(html, emitter).next();
        page
    }

    /// The title and the headings.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title.as_str())
            .chain(self.headings.iter().map(String::as_str))
            .filter(|line| !line.is_empty())
    }

    /// Returns true if nothing stands there but what scripts will fill in.
    pub(super) fn is_shell(&self) -> bool {
        if !self.scripts || self.text.chars().count() >= 200 || !self.headings.is_empty() {
            return false;
        }
        let noscript = fold::words(&self.noscript);
        self.root || self.text.is_empty() || shells().noscript.within(&noscript).is_some()
    }
}

/// The headings below the first level that a page has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// All of them.
    pub(super) headings: usize,
    /// Those that a link can name: an element in or directly in front of them has an id.
    pub(super) named: usize,
}

/// The fewest headings that show how a page names its places.
const TELLING_HEADINGS: usize = 3;

impl Places {
    /// Returns true if nearly all headings have their names in the page as it is sent: no script gives them theirs.
    pub(super) fn are_named(self) -> bool {
        self.headings >= TELLING_HEADINGS && self.named * 4 >= self.headings * 3
    }
}

/// The tag that is being read.
#[derive(Debug, Default)]
struct TagState {
    name: Vec<u8>,
    attribute: Vec<u8>,
    kind: String,
    value: String,
    name_of: String,
    equiv: String,
    /// True if a link can name the element.
    has_id: bool,
}

impl TagState {
    fn begin(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.extend(name);
        for text in [&mut self.kind, &mut self.value, &mut self.name_of, &mut self.equiv] {
            text.clear();
        }
        self.attribute.clear();
        self.has_id = false;
    }
}

/// The region of the page that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageRegion {
    Text,
    Title,
    Heading,
    Data,
    NoScript,
    Nothing,
}

struct PageReader<'a> {
    page: &'a mut HtmlPage,
    anchor: &'a [String],
    tag: TagState,
    inside: PageRegion,
    /// Depth within elements that are not shown.
    skipped: usize,
    heading: HeadingState,
}

/// The heading that is being read.
#[derive(Debug, Default)]
struct HeadingState {
    /// True inside a heading below the first level.
    open: bool,
    /// True if an id stands in front of what is read next, with no text between.
    id_in_front: bool,
    /// True if the heading is named already.
    named: bool,
}

impl Callback<Infallible, ()> for PageReader<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => self.tag.begin(name),
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute.clear();
                self.tag.attribute.extend(name.iter().take(16));
            }
            CallbackEvent::AttributeValue { value } => {
                let value = value.get(..LONGEST_LINE).unwrap_or(value);
                self.hold(String::from_utf8_lossy(value).trim());
            }
            CallbackEvent::CloseStartTag { self_closing } => self.open(self_closing),
            CallbackEvent::EndTag { name } => self.close(name),
            CallbackEvent::String { value } => self.string(&String::from_utf8_lossy(value)),
            _ => {}
        }
        None
    }
}

impl PageReader<'_> {
    /// Keeps the value of an attribute that means something.
    fn hold(&mut self, value: &str) {
        let tag = &mut self.tag;
        match tag.attribute.as_slice() {
            b"id" | b"name" => {
                if self.anchor.iter().any(|name| name == value) {
                    self.page.anchor = true;
                }
                tag.has_id |= tag.attribute == b"id" || tag.name == b"a";
                if tag.attribute == b"id" {
                    let id = value.to_ascii_lowercase();
                    self.page.root |= tag.name == b"div" && shells().roots.contains(&id);
                    self.page.download_form |= matches!(id.as_str(), "download-form" | "uc-download-link");
                } else {
                    value.to_ascii_lowercase().clone_into(&mut tag.name_of);
                }
            }
            // A link to the place shows that the page knows it, even where a script makes it.
            b"href" => {
                if value.strip_prefix('#').is_some_and(|name| self.anchor.iter().any(|own| own == name)) {
                    self.page.anchor = true;
                }
                value.clone_into(&mut tag.value);
            }
            b"data-reactroot" | b"data-server-rend" | b"ng-version" | b"data-hk" => self.page.hydrated = true,
            b"content" => value.clone_into(&mut tag.value),
            b"http-equiv" => value.to_ascii_lowercase().clone_into(&mut tag.equiv),
            b"property" | b"itemprop" => value.to_ascii_lowercase().clone_into(&mut tag.name_of),
            b"type" | b"rel" => value.to_ascii_lowercase().clone_into(&mut tag.kind),
            _ => {}
        }
    }

    fn open(&mut self, self_closing: bool) {
        let name = std::mem::take(&mut self.tag.name);
        if !is_inline(&name) {
            self.gap();
        }
        self.place(&name);
        match name.as_slice() {
            b"title" if self.page.title.is_empty() && self.skipped == 0 => self.inside = PageRegion::Title,
            b"h1" => {
                self.inside = PageRegion::Heading;
                if self.page.headings.len() < MOST_HEADINGS {
                    self.page.headings.push(String::new());
                }
            }
            b"script" => {
                let state = self.tag.kind == "application/json";
                let data = state || self.tag.kind == "application/ld+json";
                self.page.hydrated |= state;
                self.page.scripts |= !data;
                self.inside = if data { PageRegion::Data } else { PageRegion::Nothing };
            }
            b"style" => self.inside = PageRegion::Nothing,
            b"noscript" => self.inside = PageRegion::NoScript,
            b"svg" | b"template" if !self_closing => {
                self.page.media |= name == b"svg";
                self.skipped += 1;
            }
            b"img" | b"iframe" | b"frame" | b"object" | b"embed" | b"video" | b"audio" | b"canvas" => {
                self.page.media = true;
                if name == b"iframe" {
                    self.inside = PageRegion::Nothing;
                }
            }
            b"input" => self.page.password |= self.tag.kind == "password",
            b"meta" => self.meta(),
            b"link" if self.tag.kind == "canonical" => self.page.canonical = Some(std::mem::take(&mut self.tag.value)),
            other => {
                let known = |name: &str| shells().elements.iter().any(|own| own == name);
                self.page.root |= std::str::from_utf8(other).is_ok_and(known);
            }
        }
    }

    /// Notes a heading, and what names it.
    fn place(&mut self, name: &[u8]) {
        let has_id = std::mem::take(&mut self.tag.has_id);
        let heading = &mut self.heading;
        heading.id_in_front |= has_id;
        if matches!(name, b"h2" | b"h3" | b"h4" | b"h5" | b"h6") {
            self.page.places.headings += 1;
            (heading.open, heading.named) = (true, false);
        }
        if heading.open && heading.id_in_front && !heading.named {
            heading.named = true;
            self.page.places.named += 1;
        }
    }

    fn meta(&mut self) {
        let tag = &mut self.tag;
        let value = std::mem::take(&mut tag.value);
        match (tag.equiv.as_str(), tag.name_of.as_str()) {
            ("refresh", _) => self.page.refresh = refresh(&value),
            (_, "robots" | "googlebot") => self.page.noindex |= value.to_ascii_lowercase().contains("noindex"),
            (_, "og:url") if self.page.canonical.is_none() => self.page.canonical = Some(value),
            (
                _,
                "description" | "keywords" | "citation_title" | "dc.title" | "name" | "og:title" | "og:description",
            ) => {
                keep(&mut self.page.data, " ", LONGEST_TEXT);
                keep(&mut self.page.data, &value, LONGEST_TEXT);
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"svg" | b"template" => self.skipped = self.skipped.saturating_sub(1),
            b"title" | b"h1" | b"script" | b"style" | b"noscript" | b"iframe" => self.inside = PageRegion::Text,
            b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => self.heading = HeadingState::default(),
            _ => {}
        }
        if !is_inline(name) {
            self.gap();
        }
    }

    /// A gap in the text, where an element begins or ends.
    fn gap(&mut self) {
        for text in [Some(&mut self.page.text), self.page.headings.last_mut()].into_iter().flatten() {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        }
    }

    fn string(&mut self, value: &str) {
        let page = &mut *self.page;
        let kept = match self.inside {
            PageRegion::Title => {
                keep(&mut page.title, value, LONGEST_LINE);
                true
            }
            PageRegion::Data => keep(&mut page.data, value, LONGEST_TEXT),
            PageRegion::NoScript => {
                // A noscript is read as text: its tags stand in it.
                for part in value.split('<') {
                    let text = part.split_once('>').map_or(part, |(_, text)| text);
                    keep(&mut page.noscript, text, LONGEST_LINE);
                }
                true
            }
            PageRegion::Nothing => true,
            _ if self.skipped > 0 => true,
            PageRegion::Heading => {
                if let Some(heading) = page.headings.last_mut() {
                    keep(heading, value, LONGEST_LINE);
                }
                self.heading.id_in_front = false;
                keep(&mut page.text, value, LONGEST_TEXT)
            }
            PageRegion::Text => {
                self.heading.id_in_front &= value.trim().is_empty();
                keep(&mut page.text, value, LONGEST_TEXT)
            }
        };
        page.cut |= !kept;
    }
}

/// Adds to a text, its gaps as one space, up to a length in bytes. Whether all of it was kept.
fn keep(text: &mut String, more: &str, longest: usize) -> bool {
    for c in more.chars() {
        if text.len() >= longest {
            return false;
        }
        match c.is_whitespace() || c.is_control() {
            true if text.is_empty() || text.ends_with(' ') => {}
            true => text.push(' '),
            false => text.push(c),
        }
    }
    true
}

/// `5; url=/home`: where a page sends browsers, and when.
pub(super) fn refresh(content: &str) -> Option<(u32, String)> {
    let (seconds, rest) = content.split_once([';', ','])?;
    let seconds = seconds.trim().split('.').next()?.parse().ok()?;
    let rest = rest.trim_start();
    let keyed = rest.get(..3).filter(|key| key.eq_ignore_ascii_case("url")).and_then(|_| rest.get(3..));
    let url = keyed.filter(|url| url.trim_start().starts_with('=')).unwrap_or(rest);
    let url = url.trim_start().trim_start_matches('=').trim().trim_matches(['"', '\'']);
    (!url.is_empty()).then(|| (seconds, url.to_owned()))
}

/// Elements that do not part words.
fn is_inline(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"abbr"
            | b"b"
            | b"bdi"
            | b"bdo"
            | b"cite"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"kbd"
            | b"mark"
            | b"q"
            | b"s"
            | b"small"
            | b"span"
            | b"strong"
            | b"sub"
            | b"sup"
            | b"time"
            | b"tt"
            | b"u"
            | b"var"
            | b"wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read() {
        let html = "<!doctype html><html><head><title>Scans &amp; more</title>\
            <meta name=robots content='NOINDEX, follow'><link rel=canonical href=https://a.org/x>\
            <meta http-equiv=Refresh content=\"3; URL='/home'\">\
            <script type='application/ld+json'>{\"name\": \"LIDC\"}</script><script>var hidden = '<p>no</p>';</script>\
            <style>p{}</style></head><body><h1>The <b>sc</b>ans</h1><p>One</p><p id=two>Two</p>\
            <svg><title>icon</title><text>no</text></svg><noscript><p>Enable JavaScript</p></noscript>\
            <form><input type=password></form></body></html>";
        let page = HtmlPage::read(html, &["two".to_owned()]);
        assert_eq!(page.title, "Scans & more");
        assert_eq!(page.headings.iter().map(|line| line.trim()).collect::<Vec<_>>(), ["The scans"]);
        assert_eq!(page.text.trim(), "The scans One Two");
        assert_eq!(page.noscript.trim(), "Enable JavaScript");
        assert!(page.noindex && page.password && page.anchor && page.scripts && page.data.contains("LIDC"));
        assert_eq!(page.canonical.as_deref(), Some("https://a.org/x"));
        assert_eq!(page.refresh, Some((3, "/home".to_owned())));
    }

    #[test]
    fn a_tag_of_many_attributes_is_read() {
        let html = format!("<a{} id=z>Lungs</a>", " x=\"y\"".repeat(40_000));
        let page = HtmlPage::read(&html, &["z".to_owned()]);
        assert_eq!((page.text.trim(), page.anchor), ("Lungs", true));
    }

    #[test]
    fn a_shell_is_known() {
        for (html, shell) in [
            ("<div id=root></div><script src=a.js></script>", true),
            ("<title>App</title><script src=a.js></script><noscript>You need to enable JavaScript.</noscript>", true),
            ("<div id=root></div>", false),
            ("<h1>A title</h1><div id=app></div><script src=a.js></script>", false),
            ("<p>Thin.</p>", false),
        ] {
            assert_eq!(HtmlPage::read(html, &[]).is_shell(), shell, "{html}");
        }
    }

    #[test]
    fn refreshes_are_read() {
        for (content, url) in [
            ("0;url=/", Some((0, "/"))),
            ("0; URL = 'https://a.org/'", Some((0, "https://a.org/"))),
            ("5.5, /x", Some((5, "/x"))),
            ("30", None),
            ("x; url=/", None),
        ] {
            assert_eq!(refresh(content), url.map(|(seconds, url)| (seconds, url.to_owned())), "{content}");
        }
    }
}
