//! The tables `[links.hosts."…"]`: how single hosts are asked, and with which headers.

use std::{collections::BTreeMap, ops::Range, sync::Arc, time::Duration};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::{
    Config, SpannedWord,
    values::{time, within},
};
use crate::{
    error::{Failure, Misconfiguration},
    text::quote,
};

/// Headers that are about the connection and the body, which the client writes by itself.
const RESERVED: [&str; 8] =
    ["connection", "content-length", "content-type", "host", "keep-alive", "te", "transfer-encoding", "upgrade"];

/// How one host is asked. The host is exactly this one, not those below it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HostSettings {
    /// The time between two requests to it, and to all hosts of its site.
    #[schemars(with = "Option<String>")]
    pub interval: Option<SpannedWord>,
    /// Requests to it, and to all hosts of its site, at a time.
    #[schemars(with = "Option<u32>", range(min = 1, max = 1_000))]
    pub per_host: Option<Spanned<u32>>,
    /// The method of the first request. Without it, `get`, and `head` for large files.
    pub method: Option<MethodKey>,
    /// Headers that are sent to it by https, and never to where it redirects: `{ Authorization = "Bearer ${GIT_TOKEN}" }`.
    /// `${NAME}` is the environment variable of that name.
    #[schemars(with = "BTreeMap<String, String>")]
    pub headers: BTreeMap<SpannedWord, SpannedWord>,
}

/// A method of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MethodKey {
    /// The page.
    Get,
    /// The head of the answer alone; the page only where that says too little.
    Head,
}

/// How one host is asked, understood.
#[derive(Debug, Clone)]
pub struct HostKeys {
    /// Its exact name, in lower case.
    pub host: String,
    /// The time between two requests.
    pub interval: Option<Duration>,
    /// Requests at a time.
    pub per_host: Option<usize>,
    /// The method of the first request.
    pub method: Option<MethodKey>,
    /// Its headers.
    pub headers: Vec<HeaderKey>,
}

/// A header whose value may name environment variables.
#[derive(Debug, Clone)]
pub struct HeaderKey {
    /// Its name.
    pub name: String,
    value: String,
    path: String,
    text: Arc<str>,
    span: Range<usize>,
}

impl HeaderKey {
    /// Returns the value with what `variable` gives for each `${NAME}`.
    ///
    /// # Errors
    ///
    /// Where a variable is not set, or the value cannot be sent. The message holds no value of a variable.
    pub fn resolve(&self, variable: impl Fn(&str) -> Option<String>) -> Result<String, Failure> {
        let mut resolved = String::new();
        let mut rest = self.value.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, more)) = after.split_once('}') else { break };
            let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
                let message = format!("the variable {} is not set", quote(name));
                let help = "set it where catalint runs, or take the header out";
                return Err(self.wrong(message, "needs this variable").help(help).into());
            };
            resolved.push_str(before);
            resolved.push_str(value.trim());
            rest = more;
        }
        resolved.push_str(rest);
        if resolved.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Ok(resolved);
        }
        let message = format!("the value of `{}` cannot be sent", self.name);
        Err(self.wrong(message, "not a header's value").help("its value is ASCII, on one line").into())
    }

    fn wrong(&self, message: String, label: &str) -> Misconfiguration {
        Misconfiguration::new(&self.path, &self.text, message).at(self.span.clone(), label)
    }
}

/// Understands the tables.
///
/// # Errors
///
/// At the first value that means nothing.
pub(super) fn read(config: &Config, hosts: &BTreeMap<SpannedWord, HostSettings>) -> Result<Vec<HostKeys>, Failure> {
    let mut read = Vec::new();
    for (name, settings) in hosts {
        read.push(HostKeys {
            host: host(config, name)?,
            interval: settings.interval.as_ref().map(|word| time(config, word)).transpose()?,
            per_host: settings.per_host.as_ref().map(|number| within(config, number, 1_000)).transpose()?,
            method: settings.method,
            headers: settings.headers.iter().map(|header| self::header(config, header)).collect::<Result<_, _>>()?,
        });
    }
    Ok(read)
}

fn host(config: &Config, word: &SpannedWord) -> Result<String, Failure> {
    let text = word.get_ref();
    match url::Host::parse(text) {
        Ok(host) if !text.contains('*') => Ok(host.to_string()),
        _ => Err(config
            .wrong(word, format!("{} is no host", quote(text)), "no host")
            .help("write its exact name, without scheme and port: `git.example.org`")
            .into()),
    }
}

fn header(config: &Config, (name, value): (&SpannedWord, &SpannedWord)) -> Result<HeaderKey, Failure> {
    let text = name.get_ref();
    let is_token =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !is_token || RESERVED.contains(&text.to_ascii_lowercase().as_str()) {
        return Err(config
            .wrong(name, format!("{} is no header that can be set", quote(text)), "no such header")
            .help("write a name as `Authorization`")
            .into());
    }
    Ok(HeaderKey {
        name: text.clone(),
        value: value.get_ref().clone(),
        path: config.path.clone(),
        text: Arc::clone(&config.text),
        span: value.span(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(value: &str) -> Result<String, String> {
        let text = format!("links.hosts.'git.example.org'.headers = {{ Authorization = '{value}' }}");
        let config = Config::parse("catalint.toml", "/", &text).unwrap();
        let header = &config.links.hosts[0].headers[0];
        let variable = |name: &str| match name {
            "TOKEN" => Some("s3cret\n".to_owned()),
            "ODD" => Some("s3cret\nX-Other: 1".to_owned()),
            _ => None,
        };
        header.resolve(variable).map_err(|failure| {
            let Failure::Configuration(wrong) = failure else { panic!("{failure:?}") };
            assert_eq!(wrong.span.unwrap().of(&text), format!("'{value}'"));
            wrong.message
        })
    }

    #[test]
    fn variables_are_put_into_headers() {
        assert_eq!(resolved("Bearer ${TOKEN}"), Ok("Bearer s3cret".to_owned()));
        assert_eq!(resolved("token $TOKEN ${"), Ok("token $TOKEN ${".to_owned()));
        assert_eq!(resolved("${NONE}"), Err("the variable `NONE` is not set".to_owned()));
        assert_eq!(resolved("${ODD}"), Err("the value of `Authorization` cannot be sent".to_owned()));
    }

    #[test]
    fn hosts_are_exact_and_headers_are_names() {
        for (text, message) in [
            ("links.hosts.'*.example.org' = {}", "`*.example.org` is no host"),
            ("links.hosts.'https://a.org' = {}", "`https://a.org` is no host"),
            ("links.hosts.'a.org'.headers = { Host = 'b.org' }", "`Host` is no header that can be set"),
            ("links.hosts.'a.org'.headers = { 'a b' = 'c' }", "`a b` is no header that can be set"),
            ("links.hosts.'a.org'.method = 'post'", "`post` is not a value of this key"),
            ("links.hosts.'a.org'.per-host = 0", "0 is out of range"),
        ] {
            let failure = Config::parse("catalint.toml", "/", text).unwrap_err();
            let Failure::Configuration(wrong) = failure else { panic!("{failure:?}") };
            assert_eq!(wrong.message, message, "{text}");
        }
    }
}
