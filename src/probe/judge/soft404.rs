//! An error page that answers 200, and a deep link that leads to the home page.
//!
//! Three kinds of signs are told apart: of structure (a random URL beside it ends alike), of words (the title says
//! that there is no such page), of what is known of the link (the page bears neither the record's name nor a word of
//! the address). Two kinds must agree, and one page for every path that does not bear the name is not yet two: a login,
//! a wall and a notice are that too. The record's own name on the page outweighs them all, and a page that scripts fill in
//! is never held against a link.

use url::Url;

use super::{
    CauseEvidence, JudgeCase, NextProbe, document,
    names::is_of_host,
    page::HtmlPage,
    place,
    reading::JudgedPage,
    redirect,
    redirect::led_away,
    sibling, similar, text,
    vocabulary::{is_one_of, missing},
    words::TitleLine,
};
use crate::probe::{Cause, Walk};

/// Visible characters below which an error page of an otherwise honest host is believed.
const VERY_SHORT: usize = 1500;
/// Visible characters below which a page of the site that every path leads to may be a login, a wall or a question: these are short.
const BARE: usize = 300;

/// The outcome for a page.
#[derive(Debug)]
pub(super) enum PageOutcome {
    /// A judgement, and what one more look would tell.
    Told(CauseEvidence),
    /// Nothing is held against it so far, and what one more look would tell.
    Clear(Option<NextProbe>),
}

/// The host's answer to a control URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ControlAnswer {
    /// It was not asked.
    NotAsked,
    /// It cannot be told: a wall, a fault, a server error.
    Unknown,
    /// It says 404 or 410.
    Honest,
    /// It is led to the same address as the link.
    SameEnd,
    /// It answers as if it existed, with the same page as the link.
    SamePage,
    /// It answers as if it existed, with another page.
    Other,
}

impl ControlAnswer {
    fn is_same(self) -> bool {
        matches!(self, Self::SameEnd | Self::SamePage)
    }
}

/// The signs against a page.
#[derive(Debug)]
struct Signs {
    baseline: ControlAnswer,
    /// It led to a home page, or sends browsers there.
    home: Option<String>,
    /// Its address is that of an error page.
    error_address: bool,
    /// It gives itself the address of the home page, or of an error page.
    canonical: bool,
    /// It mentions neither the entry's name nor its description.
    strange: bool,
    /// It was led to another address.
    led: bool,
    /// It has little text, and is of the site that was asked.
    bare: bool,
    /// It led to the home page of the site that it asked for, which says no word of the entry's names, and is not called
    /// as it is.
    away_from_entry: bool,
    /// No random URL can be made up beside it.
    alone: bool,
}

/// Judges the page that a link ended at.
pub(super) fn outcome(case: &JudgeCase<'_>, reading: &JudgedPage) -> PageOutcome {
    let asked = &case.ask.url;
    let Some(end) = case.walk.final_url() else { return PageOutcome::Clear(None) };
    let honest = end.host_str().is_some_and(|host| is_one_of(host, &missing().page.honest));
    // What scripts read of an address, the server never saw.
    let unseen = place::is_home(asked) || place::is_route(asked.fragment());
    if reading.is_named() || unseen || honest && !led_away(case.walk, asked) {
        return PageOutcome::Clear(None);
    }
    let signs = Signs::of(case, reading, end);
    let wish = (signs.baseline == ControlAnswer::NotAsked && signs.suspicious(reading))
        .then(|| sibling::of(asked).map(NextProbe::Sibling))
        .flatten();
    // What scripts would show is not known: nothing else is held against such a page but the address of an error page.
    if let Some(opinion) = signs.shell(reading, wish.clone()) {
        return PageOutcome::Told(opinion);
    }
    if let Some(opinion) = signs.homepage(end).or_else(|| signs.error_page(reading)) {
        return PageOutcome::Told(opinion);
    }
    if signs.baseline.is_same() && (!signs.led || signs.strange) {
        let same = "the same page as for a random URL on the same path";
        let (cause, why) = match (signs.strange, signs.led) {
            (false, _) => (Cause::Opaque, same.to_owned()),
            (true, false) => (Cause::OnePage, format!("{same}, which does not mention the entry")),
            (true, true) => {
                let to = text::quote(end.as_str());
                (
                    Cause::OnePage,
                    format!("leads to {to}, like a random URL on the same path, and does not mention the entry"),
                )
            }
        };
        return PageOutcome::Told(CauseEvidence::new(cause, why));
    }
    PageOutcome::Clear(wish)
}

impl Signs {
    fn of(case: &JudgeCase<'_>, reading: &JudgedPage, end: &Url) -> Self {
        let asked = &case.ask.url;
        let page = &reading.page;
        let led = led_away(case.walk, asked);
        let sent = reading.sends_to(end);
        let home = if led && place::is_home(end) {
            Some(format!("leads to the home page, {}", text::quote(end.as_str())))
        } else {
            let sent = sent.filter(|to| place::is_home(to) && place::same_site(to, end));
            sent.map(|to| format!("sends browsers to the home page, {}", text::quote(to.as_str())))
        };
        let canonical = page.canonical.as_ref().and_then(|own| end.join(own).ok());
        let baseline = case.seen.sibling.as_ref().map_or(ControlAnswer::NotAsked, |walk| baseline(case, reading, walk));
        Self {
            baseline,
            home,
            error_address: is_error_address(end) && !is_error_address(asked),
            canonical: canonical.is_some_and(|own| place::is_home(&own) || is_error_address(&own))
                && !place::is_home(end),
            strange: reading.is_strange(),
            led,
            bare: place::same_site(end, asked) && page.text.chars().take(BARE).count() < BARE,
            away_from_entry: led
                && place::is_home(end)
                && place::same_site(end, asked)
                && !reading.shares_word
                && !case.ask.names.iter().any(|name| is_of_host(name, asked)),
            alone: sibling::of(asked).is_none(),
        }
    }

    /// A page that scripts make, unless it has the address of an error page, as a random URL has.
    fn shell(&self, reading: &JudgedPage, wish: Option<NextProbe>) -> Option<CauseEvidence> {
        let honest = matches!(self.baseline, ControlAnswer::Honest | ControlAnswer::Other);
        if !reading.page.is_shell() || honest || self.error_address && self.baseline.is_same() {
            return None;
        }
        let why = if self.baseline.is_same() {
            "a page made by scripts, the same as for a random URL on the same path"
        } else {
            "a page made by scripts, with nothing in it to judge"
        };
        Some(CauseEvidence::new(Cause::Opaque, why).wishing(wish))
    }

    /// A deep link that leads to the home page, as a made-up one does; or with one that says nothing of it.
    fn homepage(&self, end: &Url) -> Option<CauseEvidence> {
        let same = self.baseline.is_same();
        if let Some(home) = self.home.as_ref().filter(|_| same) {
            return Some(CauseEvidence::new(Cause::HomePage, format!("{home}, like a random URL on the same path")));
        }
        let sent = self.home.as_ref().filter(|_| !self.led && self.strange && self.baseline != ControlAnswer::NotAsked);
        if let Some(home) = sent {
            return Some(CauseEvidence::new(Cause::HomePage, format!("{home}, and does not mention the entry")));
        }
        let asked = self.baseline != ControlAnswer::NotAsked || self.alone;
        if let Some(home) = self.home.as_ref().filter(|_| self.away_from_entry && self.strange && asked) {
            return Some(CauseEvidence::new(Cause::HomePage, format!("{home}, which does not mention the entry")));
        }
        let same_end = self.led && self.baseline == ControlAnswer::SameEnd;
        (same_end && self.strange && !self.bare).then(|| {
            let to = text::quote(end.as_str());
            let why = format!("leads to {to}, like a random URL on the same path, and does not mention the entry");
            CauseEvidence::new(Cause::HomePage, why)
        })
    }

    /// An error page by two kinds of signs.
    fn error_page(&self, reading: &JudgedPage) -> Option<CauseEvidence> {
        let shell = reading.page.is_shell();
        let structure = self.baseline.is_same() && !shell || self.error_address;
        let line = reading.missing.as_ref().filter(|_| reading.short && !shell);
        // Scripts may show another page than the one that the server sends for every address.
        let fixed = self.baseline.is_same() && !(reading.page.scripts && reading.page.root);
        let weak = self.baseline.is_same() && reading.says_missing || self.canonical && fixed;
        let wordy = structure && (line.is_some() || weak);
        let strange = self.error_address && self.strange && (self.baseline.is_same() || line.is_some());
        let told = line.is_some_and(|line| self.strange && self.believes(line, reading));
        if !(wordy || strange || told) {
            return None;
        }
        let mut why = Vec::new();
        if let Some(line) = line {
            why.push(format!("says {} in its title", text::quote(&line.text)));
        } else if reading.says_missing {
            why.push("says that the page does not exist".to_owned());
        }
        if self.error_address {
            why.push("has the address of an error page".to_owned());
        }
        if self.baseline.is_same() {
            why.push("is the same page as a random URL on the same path".to_owned());
        }
        if self.canonical && why.len() < 2 {
            why.push("calls itself another page".to_owned());
        }
        if self.strange {
            why.push("does not mention the entry".to_owned());
        }
        Some(CauseEvidence::new(Cause::ErrorPage, format!("answers 200, and {}", text::list(&why))))
    }

    /// Returns true if a title is believed that the host's answer to a random URL does not bear out.
    fn believes(&self, line: &TitleLine, reading: &JudgedPage) -> bool {
        match self.baseline {
            ControlAnswer::NotAsked => false,
            ControlAnswer::SameEnd | ControlAnswer::SamePage | ControlAnswer::Unknown | ControlAnswer::Other => true,
            ControlAnswer::Honest => {
                let short = reading.page.text.chars().take(VERY_SHORT).count() < VERY_SHORT;
                short && reading.named == Some(false) && missing().lines.say_plainly(line)
            }
        }
    }

    /// Returns true if what the host says of a random URL would tell more.
    fn suspicious(&self, reading: &JudgedPage) -> bool {
        let own = reading.page.canonical.is_some() && !self.canonical;
        let unlike = self.strange && !own;
        self.home.is_some()
            || self.error_address
            || reading.missing.is_some()
            || reading.says_missing
            || reading.page.is_shell()
            || self.strange && (self.canonical || reading.page.noindex || self.led)
            || unlike
    }
}

/// Returns the host's answer to the control URL.
fn baseline(case: &JudgeCase<'_>, reading: &JudgedPage, walk: &Walk) -> ControlAnswer {
    match walk.status() {
        Some(404 | 410) => ControlAnswer::Honest,
        Some(200..=299) if ends_alike(case, walk) => ControlAnswer::SameEnd,
        Some(200..=299) if is_alike(case, reading, walk) => ControlAnswer::SamePage,
        Some(200..=299) => ControlAnswer::Other,
        _ => ControlAnswer::Unknown,
    }
}

/// Returns true if the walk to a made-up neighbour ended at the same page.
pub(super) fn is_same(case: &JudgeCase<'_>, reading: &JudgedPage, walk: &Walk) -> bool {
    baseline(case, reading, walk).is_same()
}

/// Returns true if the link and its made-up neighbour were both led to one address; what scripts read of it is not
/// known.
fn ends_alike(case: &JudgeCase<'_>, walk: &Walk) -> bool {
    let (Some(end), Some(other), Some(first)) = (case.walk.final_url(), walk.final_url(), walk.hops.first()) else {
        return false;
    };
    let both_led = led_away(case.walk, &case.ask.url) && led_away(walk, &first.url);
    let one = || redirect::one_address(end, other) || place::is_home(end) && place::is_home(other);
    both_led && !place::is_route(end.fragment()) && one()
}

/// Returns true if the page of a made-up neighbour is the same but for what it repeats of its address.
fn is_alike(case: &JudgeCase<'_>, reading: &JudgedPage, walk: &Walk) -> bool {
    let (Some(first), Some(answer)) = (walk.hops.first(), walk.answer()) else { return false };
    let Some(html) = document::html(answer) else { return false };
    similar::alike((&reading.page, &case.ask.url), (&HtmlPage::read(&html, &[]), &first.url))
}

/// Returns true if an address is that of an error page.
fn is_error_address(url: &Url) -> bool {
    let known = &missing().page.addresses;
    url.path_segments().into_iter().flatten().any(|segment| {
        let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
        known.contains(&stem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_addresses_are_known() {
        for (url, error) in [
            ("https://a.org/404.html", true),
            ("https://a.org/404/", true),
            ("https://a.org/en/page-not-found", true),
            ("https://a.org/Error404.aspx", true),
            ("https://a.org/papers/404", true),
            ("https://a.org/data/4041", false),
            ("https://a.org/errors", false),
        ] {
            assert_eq!(is_error_address(&Url::parse(url).unwrap()), error, "{url}");
        }
    }
}
