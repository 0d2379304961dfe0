//! Verdicts of people: links that somebody opened, and that no program can decide. Each is one line of a file that is
//! committed with the catalog, holds until a day, and has a reason.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::value::Datetime;
use url::Url;

use super::{AuditOutcome, AuditedLink};
use crate::{
    catalog::secret::{key_without_secrets, without_secrets},
    finding::Severity,
    probe::{Cause, LinkState},
    text::{format_count, quote},
};

/// Days before its end from which a confirmation is listed.
const LISTED: i32 = 14;
/// Characters of the longest reason.
const LONGEST: usize = 300;
/// The first line of a new file.
const HEAD: &str = "# Links that a person has opened, written by `catalint confirm`.\n";

/// The confirmations of a file.
#[derive(Debug, Clone, Default)]
pub struct Confirmations(BTreeMap<String, Confirmation>);

/// What a person said of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The last day on which it holds.
    pub until: Date,
    /// Why it holds.
    pub because: String,
}

/// A line of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmationLine {
    until: Datetime,
    because: String,
}

impl Confirmations {
    /// Parses the text of a file.
    ///
    /// # Errors
    ///
    /// Where a line is no confirmation: a lowercase fragment without a full stop.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lines: BTreeMap<String, ConfirmationLine> =
            toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let mut all = BTreeMap::new();
        for (url, ConfirmationLine { until, because }) in lines {
            let key = key_of(&url).ok_or_else(|| format!("{} is no address of the web", quote(&url)))?;
            let until = until.to_string().parse().map_err(|_| format!("{until} is no day"))?;
            all.insert(key, Confirmation { until, because });
        }
        Ok(Self(all))
    }

    /// Returns the confirmation of a link that holds today.
    pub fn of(&self, key: &str, today: Date) -> Option<&Confirmation> {
        self.0.get(key).filter(|confirmation| today <= confirmation.until)
    }

    /// Drops the severities of links that a person has confirmed, where no program can decide. Returns what is to be
    /// known of the confirmations, each a line for people: those that end soon, and those that nothing needs any more.
    pub fn apply(&self, audit: &mut AuditOutcome, today: Date) -> Vec<String> {
        let mut notices = Vec::new();
        for (index, link) in audit.links.iter_mut().enumerate() {
            let Some(own) = key_of(&link.url).and_then(|key| self.0.get(&key)) else { continue };
            let holds = today <= own.until;
            notices.extend(notice(link, own, today));
            if !holds || !is_eased(link.cause) {
                continue;
            }
            match link.severity.take() {
                Some(Severity::Error) => audit.summary.errors -= 1,
                Some(Severity::Warning) => audit.summary.warnings -= 1,
                Some(Severity::Info) => audit.summary.infos -= 1,
                None => {}
            }
            link.evidence = format!("{}; confirmed until {}: {}", link.evidence, own.until, quote(&own.because));
            audit.changes.new.retain(|new| *new != index);
            audit.changes.still.retain(|still| *still != index);
        }
        notices
    }
}

/// What is to be known of a confirmation: that it ended or ends soon, or that the link needs none.
fn notice(link: &AuditedLink, own: &Confirmation, today: Date) -> Option<String> {
    let days = (own.until - today).get_days();
    let (url, until) = (quote(&link.url), own.until);
    match link.verdict {
        LinkState::Alive | LinkState::Moved => Some(format!("{url} answers again: its confirmation is needless")),
        LinkState::Dead => Some(format!("{url} is dead, although it is confirmed until {until}")),
        _ if days < 0 => Some(format!("the confirmation of {url} ended on {until}: open it again in a browser")),
        _ if days <= LISTED => {
            let left = format_count(days.unsigned_abs() as usize, "day");
            Some(format!("the confirmation of {url} ends in {left}"))
        }
        _ => None,
    }
}

/// True if a cause is one that a person decides better: what keeps machines out, asks for a login, or does not answer.
pub fn is_eased(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Challenged
            | Cause::Blocked
            | Cause::Forbidden
            | Cause::RateLimited
            | Cause::LoginRequired
            | Cause::Login
            | Cause::Opaque
            | Cause::ConnectTimeout
            | Cause::AnswerTimeout
            | Cause::Stalled
            | Cause::DnsTimeout
            | Cause::Unreachable
    )
}

/// Writes a confirmation into the text of a file: in place of the line for the same address, or behind all others.
///
/// # Errors
///
/// Where it is none: a lowercase fragment without a full stop.
pub fn confirm(text: &str, url: &str, confirmation: &Confirmation, today: Date) -> Result<String, String> {
    let key = key_of(url).ok_or_else(|| format!("{} is no address of the web", quote(url)))?;
    if without_secrets(url) != url {
        return Err("the address has a secret in it, which would be committed".to_owned());
    }
    if confirmation.until <= today {
        return Err(format!("{} is not after today, {today}", confirmation.until));
    }
    let because = confirmation.because.trim();
    if because.is_empty() || because.chars().count() > LONGEST || because.chars().any(char::is_control) {
        return Err(format!("a reason has 1 to {LONGEST} characters, on one line"));
    }
    Confirmations::parse(text)?;
    let string = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let line = format!("{} = {{ until = {}, because = {} }}", string(&key), confirmation.until, string(because));
    let mut lines: Vec<String> = if text.is_empty() { HEAD } else { text }.lines().map(str::to_owned).collect();
    let own = lines.iter().position(|line| Confirmations::parse(line).is_ok_and(|one| one.0.contains_key(&key)));
    match own.and_then(|own| lines.get_mut(own)) {
        Some(own) => *own = line,
        None => lines.push(line),
    }
    let text = lines.join("\n") + "\n";
    Confirmations::parse(&text).map(|_| text)
}

/// What a link is known by: the normal form of its address.
fn key_of(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(key_without_secrets(parsed.as_str()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn confirmation(until: Date) -> Confirmation {
        Confirmation { until, because: "opened \"by hand\"".to_owned() }
    }

    #[test]
    fn a_confirmation_is_one_line_and_replaces_its_own() {
        let today = date(2026, 11, 23);
        let one = confirm("", "https://A.org", &confirmation(date(2027, 1, 31)), today).unwrap();
        let two = confirm(&one, "https://b.org/x", &confirmation(date(2027, 1, 31)), today).unwrap();
        let three = confirm(&two, "https://a.org/", &confirmation(date(2027, 3, 1)), today).unwrap();
        let line =
            |url: &str, until: &str| format!("\"{url}\" = {{ until = {until}, because = 'opened \"by hand\"' }}");
        let wanted = [HEAD.trim_end(), &line("https://a.org/", "2027-03-01"), &line("https://b.org/x", "2027-01-31")];
        assert_eq!(three.lines().collect::<Vec<_>>(), wanted);
        let read = Confirmations::parse(&three).unwrap();
        assert_eq!(read.of("https://a.org/", today), Some(&confirmation(date(2027, 3, 1))));
        assert_eq!(read.of("https://a.org/", date(2027, 3, 2)), None);
    }

    #[test]
    fn what_is_no_confirmation_is_refused() {
        let today = date(2026, 11, 23);
        let good = confirmation(date(2027, 1, 31));
        for (text, url, given, wanted) in [
            ("", "a.org", good.clone(), "no address of the web"),
            ("", "https://me:secret@a.org/", good.clone(), "has a secret"),
            ("", "https://a.org/", confirmation(today), "not after today"),
            ("", "https://a.org/", Confirmation { because: " ".to_owned(), ..good.clone() }, "a reason has"),
            ("", "https://a.org/", Confirmation { because: "a\nb".to_owned(), ..good.clone() }, "a reason has"),
            ("x", "https://a.org/", good.clone(), "key"),
            ("\"https://b.org/\" = { until = 2027-01-31 }", "https://a.org/", good, "because"),
        ] {
            let wrong = confirm(text, url, &given, today).unwrap_err();
            assert!(wrong.contains(wanted), "{url}: {wrong}");
        }
    }

    #[test]
    fn only_what_no_program_decides_is_eased() {
        for cause in Cause::ALL {
            assert!(!is_eased(*cause) || cause.state() == LinkState::Unclear, "{cause:?}");
        }
        assert!(!is_eased(Cause::NotFound) && !is_eased(Cause::ServerError) && is_eased(Cause::Login));
    }
}
