//! Values of a configuration: numbers within bounds, and lengths of time.

use std::{str::FromStr, time::Duration};

use jiff::SignedDuration;
use toml::Spanned;

use super::{Config, SpannedWord};
use crate::{error::Failure, text::quote};

/// A length of time at a key.
pub(super) fn time(config: &Config, word: &SpannedWord) -> Result<Duration, Failure> {
    word.get_ref().parse::<ConfigDuration>().map(|ConfigDuration(time)| time).map_err(|wrong| {
        config.wrong(word, wrong, "no length of time").help("write a number with its unit: `1s`, `250ms`, `2m`").into()
    })
}

/// A number from 1 to `most`.
pub(super) fn within(config: &Config, number: &Spanned<u32>, most: u32) -> Result<usize, Failure> {
    let value = *number.get_ref();
    if (1..=most).contains(&value) {
        return Ok(value as usize);
    }
    let help = format!("write 1 to {most}");
    Err(config.wrong(number, format!("{value} is out of range"), "out of range").help(help).into())
}

/// A length of time: `45m`, `90s`, `250ms`, `1h30m`; a bare number is of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigDuration(pub Duration);

impl FromStr for ConfigDuration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{} is no length of time: write `45m`, `90s` or `250ms`", quote(text));
        if let Ok(seconds) = text.parse::<u32>() {
            return Ok(Self(Duration::from_secs(seconds.into())));
        }
        let time: SignedDuration = text.parse().map_err(|_| wrong())?;
        // More than a year is a slip, and would not fit where times are added.
        let time = Duration::try_from(time).ok().filter(|time| time.as_secs() <= 366 * 24 * 3_600);
        time.map(Self).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, millis) in [
            ("45m", 2_700_000),
            ("90s", 90_000),
            ("0ms", 0),
            ("2h", 7_200_000),
            ("1h30m", 5_400_000),
            ("20", 20_000),
            ("1m 30s", 90_000),
        ] {
            assert_eq!(text.parse(), Ok(ConfigDuration(Duration::from_millis(millis))), "{text}");
        }
        for text in ["", "m", "-3s", "1 fortnight", "100000h", "1.5"] {
            assert!(text.parse::<ConfigDuration>().is_err(), "{text}");
        }
    }
}
