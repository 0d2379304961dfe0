//! The table `[links]`: which links are asked for, and how politely.

use std::{collections::BTreeMap, time::Duration};

use globset::Glob;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::{
    Config, HostKeys, HostSettings, SpannedWord, link_hosts,
    values::{time, within},
};
use crate::{
    error::Failure,
    links::{ExcludePattern, Excluded},
    text::quote,
};

/// The links to request, and how politely. Flags of the command line come before it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct LinkSettings {
    /// Addresses that are not asked for: a host with all that is on it (`example.org`), or a pattern in which `*` stands
    /// for anything (`example.org/private/*`, `https://*.example.org/*`).
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<SpannedWord>,
    /// The time between two requests to one site: `1s`, `250ms`. Without it, `1s`.
    #[schemars(with = "Option<String>")]
    pub interval: Option<SpannedWord>,
    /// The longest that one request may take. Without it, `45s`.
    #[schemars(with = "Option<String>")]
    pub timeout: Option<SpannedWord>,
    /// Requests to one site at a time. Without it, 1.
    #[schemars(with = "Option<u32>", range(min = 1, max = 1_000))]
    pub per_host: Option<Spanned<u32>>,
    /// Requests in all at a time. Without it, 64.
    #[schemars(with = "Option<u32>", range(min = 1, max = 10_000))]
    pub concurrency: Option<Spanned<u32>>,
    /// The user agent. Sites block clients that lie about it.
    #[schemars(with = "Option<String>")]
    pub user_agent: Option<SpannedWord>,
    /// Addresses that always answer: where they do not, it is the network, and not the links.
    #[schemars(with = "Option<Vec<String>>")]
    pub canaries: Option<Vec<SpannedWord>>,
    /// Whether hosts with an interface, as GitHub and doi.org, are asked by it instead of by their pages. Without it, `true`.
    pub interfaces: Option<bool>,
    /// Whether the addresses of images are requested. Without it, `true`; `false` leaves badges out.
    pub images: Option<bool>,
    /// How single hosts are asked: `[links.hosts."git.example.org"]`.
    #[schemars(with = "BTreeMap<String, HostSettings>")]
    pub hosts: BTreeMap<SpannedWord, HostSettings>,
    /// The web archive that is asked for copies of what is dead. Without it, `https://web.archive.org/`.
    #[schemars(with = "Option<String>")]
    pub archive: Option<SpannedWord>,
}

/// The table `[links]`, understood.
#[derive(Debug, Clone, Default)]
pub struct LinkKeys {
    /// Addresses that are not requested.
    pub excluded: Excluded,
    /// The time between two requests to one site.
    pub interval: Option<Duration>,
    /// The longest that one request may take.
    pub timeout: Option<Duration>,
    /// Requests to one site at a time.
    pub per_host: Option<usize>,
    /// Requests in all at a time.
    pub concurrency: Option<usize>,
    /// The user agent.
    pub user_agent: Option<String>,
    /// Addresses that always answer.
    pub canaries: Option<Vec<Url>>,
    /// True if hosts with an interface are asked by it.
    pub interfaces: Option<bool>,
    /// True if addresses that only images have are requested.
    pub images: Option<bool>,
    /// How single hosts are asked.
    pub hosts: Vec<HostKeys>,
    /// The web archive.
    pub archive: Option<Url>,
}

impl LinkKeys {
    /// Understands the table.
    ///
    /// # Errors
    ///
    /// At the first value that means nothing.
    pub(super) fn read(config: &Config) -> Result<Self, Failure> {
        let keys = &config.keys.links;
        Ok(Self {
            excluded: Excluded(keys.exclude.iter().map(|word| pattern(config, word)).collect::<Result<_, _>>()?),
            interval: keys.interval.as_ref().map(|word| time(config, word)).transpose()?,
            timeout: keys.timeout.as_ref().map(|word| time(config, word)).transpose()?,
            per_host: keys.per_host.as_ref().map(|number| within(config, number, 1_000)).transpose()?,
            concurrency: keys.concurrency.as_ref().map(|number| within(config, number, 10_000)).transpose()?,
            user_agent: keys.user_agent.as_ref().map(|word| user_agent(config, word)).transpose()?,
            canaries: keys
                .canaries
                .as_ref()
                .map(|words| words.iter().map(|word| address(config, word)).collect())
                .transpose()?,
            interfaces: keys.interfaces,
            images: keys.images,
            hosts: link_hosts::read(config, &keys.hosts)?,
            archive: keys.archive.as_ref().map(|word| address(config, word)).transpose()?,
        })
    }
}

fn pattern(config: &Config, word: &SpannedWord) -> Result<ExcludePattern, Failure> {
    let text = word.get_ref();
    if !text.contains(['/', '*', '?', '[', '{']) {
        return match url::Host::parse(text) {
            Ok(host) => Ok(ExcludePattern::Host(host.to_string())),
            Err(error) => Err(config
                .wrong(word, format!("{} is no host", quote(text)), error.to_string())
                .help("write a host (`example.org`) or a pattern of addresses (`example.org/private/*`)")
                .into()),
        };
    }
    Glob::new(text).map(|glob| ExcludePattern::Like(glob.compile_matcher())).map_err(|error| {
        config
            .wrong(word, format!("{} is no pattern", quote(text)), error.kind().to_string())
            .help("`*` matches anything: `https://example.org/private/*`")
            .into()
    })
}

fn user_agent(config: &Config, word: &SpannedWord) -> Result<String, Failure> {
    let text = word.get_ref();
    if !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(text.clone());
    }
    Err(config
        .wrong(word, format!("{} cannot be sent", quote(text)), "not a header's value")
        .help("write letters, digits and signs of ASCII, on one line")
        .into())
}

fn address(config: &Config, word: &SpannedWord) -> Result<Url, Failure> {
    let text = word.get_ref();
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        config
            .wrong(word, format!("{} is no address of the web", quote(text)), "no address")
            .help("write it with its scheme: `https://example.org/`")
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::Diagnostic as _;

    #[test]
    fn addresses_are_left_out_by_host_or_pattern() {
        let text = "links.exclude = ['example.org', 'https://a.org/x/*', 'b.org/*?download', '*.c.org/*']";
        let config = Config::parse("catalint.toml", "/", text).unwrap();
        for (url, wanted) in [
            ("https://example.org/a", true),
            ("http://www.EXAMPLE.org", true),
            ("https://notexample.org/a", false),
            ("https://a.org/x/y/z", true),
            ("http://a.org/x/y", false),
            ("https://b.org/1/2?download", true),
            ("https://b.org/1", false),
            ("https://www.c.org/", true),
            ("https://d.org/?u=example.org", false),
        ] {
            assert_eq!(config.links.excluded.matches(url), wanted, "{url}");
        }
    }

    #[test]
    fn what_means_nothing_is_told_with_its_place() {
        for (text, place, message, help) in [
            ("links.interval = 'often'", "'often'", "`often` is no length of time", "`250ms`"),
            ("links.timeout = '-3s'", "'-3s'", "`-3s` is no length of time", "`2m`"),
            ("links.per-host = 0", "0", "0 is out of range", "1 to 1000"),
            ("links.exclude = ['a.org', 'b.org/[x']", "'b.org/[x'", "`b.org/[x` is no pattern", "`*` matches"),
            ("links.exclude = ['a b']", "'a b'", "`a b` is no host", "`example.org`"),
            ("links.archive = 'archive.org'", "'archive.org'", "is no address of the web", "`https://"),
            ("links.canaries = ['ftp://a.org']", "'ftp://a.org'", "is no address of the web", "`https://"),
            ("links.user-agent = 'ü'", "'ü'", "`ü` cannot be sent", "ASCII"),
            ("links.intervall = '1s'", "intervall", "unknown key `intervall`", "`interval`?"),
            ("links.concurrency = '5'", "'5'", "wrong kind of value", ""),
        ] {
            let failure = Config::parse("catalint.toml", "/", text).unwrap_err();
            let Failure::Configuration(wrong) = &failure else { panic!("{failure:?}") };
            assert_eq!(wrong.span.map(|span| span.of(text)), Some(place), "{text}: {}", wrong.message);
            let said = failure.help().map(|help| help.to_string()).unwrap_or_default();
            assert!(wrong.message.contains(message) && said.contains(help), "{text}: {} {said}", wrong.message);
        }
    }
}
