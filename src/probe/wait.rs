//! Waits that a host asks for, in all forms that are seen: `Retry-After` as a number, as a date and as
//! `1m30s`, and the headers that tell what is left of a quota.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::{HttpAnswer, HttpHeaders};

/// Numbers from here on are moments, in seconds since 1970, and no times to wait: nobody asks for thirty years.
const MOMENTS_FROM: f64 = 1e9;
/// Numbers from here on are moments in milliseconds.
const MILLISECONDS_FROM: f64 = 1e12;

/// Returns the wait that an answer asks for; none where it asks for nothing.
pub(super) fn wanted(answer: &HttpAnswer, now: Timestamp) -> Option<Duration> {
    let headers = &answer.headers;
    let refuses = answer.status >= 400;
    let said = headers.get("retry-after").filter(|_| refuses).and_then(|text| retry_after(text, now));
    said.or_else(|| quota_used_up(headers, now, answer.status))
}

/// Returns the wait that `Retry-After` names, whatever the status.
pub(super) fn retry_after_of(headers: &HttpHeaders, now: Timestamp) -> Option<Duration> {
    headers.get("retry-after").and_then(|text| retry_after(text, now))
}

/// The time between two requests that a host allows, where it says so on every answer.
pub(super) fn spacing(headers: &HttpHeaders) -> Option<Duration> {
    let interval = headers.get("x-rate-limit-interval").and_then(spelt)?;
    let limit: u32 = headers.get("x-rate-limit-limit")?.trim().parse().ok()?;
    interval.checked_div(limit).filter(|each| *each <= Duration::from_secs(60))
}

/// `Retry-After`: seconds, a date in one of the three forms of HTTP, or what people write. What has passed is nothing.
fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return after(number, now);
    }
    if let Ok(moment) = httpdate::parse_http_date(text) {
        return Some(until(moment, now));
    }
    spelt(text)
}

/// A time in words, as `1m30s`, `2 minutes` or `1 hour, 5 minutes`.
fn spelt(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() || !rest.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let (number, more) = rest.split_at_checked(digits)?;
        let more = more.trim_start();
        let letters = more.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(more.len());
        let (unit, more) = more.split_at_checked(letters)?;
        let seconds = match unit.to_ascii_lowercase().as_str() {
            "ms" | "millisecond" | "milliseconds" => 0.001,
            "" | "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            _ => return None,
        };
        total = total.saturating_add(seconds_of(number.parse::<f64>().ok()? * seconds)?);
        rest = more.trim_start_matches([' ', ',']);
    }
    Some(total)
}

/// Returns the time to the next window, where a quota is used up.
fn quota_used_up(headers: &HttpHeaders, now: Timestamp, status: u16) -> Option<Duration> {
    if let Some(text) = headers.get("ratelimit") {
        let (left, reset) = ratelimit(text);
        if let (Some(left), Some(reset)) = (left, reset)
            && left <= 0.0
        {
            // The window ends within the second that is told.
            return seconds_of(reset + 1.0);
        }
    }
    for prefix in ["ratelimit", "x-ratelimit", "x-rate-limit"] {
        let number = |name: &str| headers.get(&format!("{prefix}-{name}"))?.trim().parse::<f64>().ok();
        let used_up = number("remaining").map_or(status == 429, |left| left <= 0.0);
        if let Some(reset) = number("reset").filter(|_| used_up) {
            return after(reset, now);
        }
    }
    None
}

/// Reads the remaining quota and the seconds until the next window from `"api";r=0;t=55` or `limit=100, remaining=0,
/// reset=50`. Of
/// several quotas, the one that is used up.
fn ratelimit(text: &str) -> (Option<f64>, Option<f64>) {
    let mut found = (None, None);
    for part in text.split([',', ';']) {
        let Some((key, value)) = part.split_once('=') else { continue };
        let value = value.trim().parse::<f64>().ok();
        match key.trim() {
            "r" | "remaining" if found.0.is_none_or(|left| left > 0.0) => found = (value, None),
            "t" | "reset" if found.1.is_none() => found.1 = value,
            _ => {}
        }
    }
    found
}

/// A number that is a time to wait, or a moment, as its size says.
fn after(number: f64, now: Timestamp) -> Option<Duration> {
    if number < MOMENTS_FROM {
        return seconds_of(number.max(0.0));
    }
    let seconds = if number < MILLISECONDS_FROM { number } else { number / 1000.0 };
    let moment = SystemTime::UNIX_EPOCH.checked_add(seconds_of(seconds)?)?;
    Some(until(moment, now))
}

fn seconds_of(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

fn until(moment: SystemTime, now: Timestamp) -> Duration {
    let passed = u64::try_from(now.as_second()).unwrap_or_default();
    let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(passed)).unwrap_or(SystemTime::UNIX_EPOCH);
    moment.duration_since(now).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{Body, HttpVersion};

    fn now() -> Timestamp {
        "2026-11-23T06:00:00Z".parse().expect("a moment")
    }

    fn answer(status: u16, headers: &[(&str, &str)]) -> HttpAnswer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders(headers), body: Body::default() }
    }

    #[test]
    fn retry_after_is_read_in_every_form() {
        for (text, seconds) in [
            ("2", Some(2.0)),
            (" 120 ", Some(120.0)),
            ("0", Some(0.0)),
            ("-5", Some(0.0)),
            ("1.5", Some(1.5)),
            ("86400", Some(86_400.0)),
            ("30s", Some(30.0)),
            ("1m30s", Some(90.0)),
            ("2 minutes", Some(120.0)),
            ("1 hour, 5 minutes", Some(3900.0)),
            ("1h", Some(3600.0)),
            ("500ms", Some(0.5)),
            ("Mon, 23 Nov 2026 06:01:00 GMT", Some(60.0)),
            ("Monday, 23-Nov-26 06:01:00 GMT", Some(60.0)),
            ("Mon Nov 23 06:01:00 2026", Some(60.0)),
            ("Mon, 23 Nov 2020 06:01:00 GMT", Some(0.0)),
            ("1795413660", Some(60.0)),
            ("1795413660000", Some(60.0)),
            ("", None),
            ("soon", None),
            ("nan", None),
            ("inf", None),
            ("1e400", None),
            ("99999999999999999999999999", None),
            ("5 fortnights", None),
            ("１０", None),
        ] {
            let found = wanted(&answer(429, &[("retry-after", text)]), now());
            assert_eq!(found.map(|wait| wait.as_secs_f64()), seconds, "{text}");
        }
    }

    #[test]
    fn quotas_are_read_in_every_form() {
        type Case<'a> = (u16, &'a [(&'a str, &'a str)], Option<u64>);
        let cases: &[Case<'_>] = &[
            (429, &[("ratelimit", r#""api";r=0;t=55"#)], Some(56)),
            (200, &[("ratelimit", r#""api";r=12;t=55"#)], None),
            (200, &[("ratelimit", r#""a";r=3;t=5, "b";r=0;t=20"#)], Some(21)),
            (200, &[("ratelimit", "limit=100, remaining=0, reset=50")], Some(51)),
            (429, &[("ratelimit-remaining", "0"), ("ratelimit-reset", "1795413630")], Some(30)),
            (429, &[("ratelimit-reset", "7")], Some(7)),
            (200, &[("ratelimit-reset", "7")], None),
            (403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795413720")], Some(120)),
            (403, &[("x-ratelimit-remaining", "9"), ("x-ratelimit-reset", "1795413720")], None),
            (429, &[("retry-after", "3"), ("x-ratelimit-reset", "1795413720")], Some(3)),
            (200, &[("retry-after", "3")], None),
            (429, &[], None),
        ];
        for (status, headers, seconds) in cases {
            let found = wanted(&answer(*status, headers), now());
            assert_eq!(found, seconds.map(Duration::from_secs), "{status} {headers:?}");
        }
    }

    #[test]
    fn the_spacing_that_a_host_allows_is_read() {
        let answer = answer(200, &[("x-rate-limit-limit", "50"), ("x-rate-limit-interval", "1s")]);
        assert_eq!(spacing(&answer.headers), Some(Duration::from_millis(20)));
        assert_eq!(spacing(&HttpHeaders::default()), None);
    }

    proptest::proptest! {
        #[test]
        fn no_header_breaks_the_reading(text in "\\PC{0,40}", status in 200u16..600) {
            for name in ["retry-after", "ratelimit", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-interval"] {
                let answer = answer(status, &[(name, &text), ("ratelimit-remaining", "0"), ("x-rate-limit-limit", &text)]);
                let _ = (wanted(&answer, now()), spacing(&answer.headers));
            }
        }
    }
}
