//! Secrets in addresses: passwords before the host, keys and signatures in parameters. What is reported or stored holds
//! the addresses without them.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use serde::Deserialize;

use crate::text::hash::hash_bytes;
use crate::vocabulary::vocabulary;

/// The text that is shown in place of a secret.
pub const MASK: &str = "***";

/// Characters that end an address in a text.
const ENDS: [char; 9] = ['<', '>', '"', '`', '|', '(', ')', '[', ']'];

/// Bytes of the shortest value that can be a key, a token or a signature, and the fewest digits and letters in it: shorter
/// ones are words or numbers of pages.
const SHORTEST_KEY: usize = 20;
const LEAST_OF_A_KIND: usize = 3;
/// Bytes of the shortest value of a parameter of a signature: shorter ones are flags.
const SHORTEST_PART: usize = 6;

/// See `rules/vocabulary/secrets.toml`, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Parameters {
    #[serde(rename = "secret-parameters")]
    secret: Vec<String>,
    #[serde(rename = "session-parameters")]
    session: Vec<String>,
    #[serde(rename = "lasting-parameters")]
    lasting: Vec<String>,
    placeholder_values: Vec<String>,
    signatures: Vec<Vec<String>>,
    #[serde(rename = "masked-parameters")]
    masked: Vec<String>,
}

vocabulary! { fn read_secret_parameters() -> Parameters = "secrets.toml" }

static PARAMETERS: LazyLock<Parameters> = LazyLock::new(read_secret_parameters);

/// True if a parameter of this name, in lower case, can let the bearer in.
pub fn is_secret_parameter(name: &str) -> bool {
    PARAMETERS.secret.iter().any(|known| known == name)
}

/// Returns the parameter of a query that a server handed out for one session or download; none if the address lasts.
pub fn session_parameter(query: &str) -> Option<String> {
    let is_lasting = |name: &String| PARAMETERS.lasting.contains(name);
    let mut found = None;
    for (_, name, value) in parameters(query) {
        if is_lasting(&name) {
            return None;
        }
        if PARAMETERS.session.contains(&name) && is_key(value) && !is_placeholder(value) {
            found = found.or(Some(name));
        }
    }
    found
}

/// True if a value is long and mixed enough to be a key, and not a word.
pub fn is_key(value: &str) -> bool {
    let count = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    value.len() >= SHORTEST_KEY && count(u8::is_ascii_digit).min(count(u8::is_ascii_alphabetic)) >= LEAST_OF_A_KIND
}

/// True if a value stands for a key or a password in a manual, and is none.
pub fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.contains(['<', '{', '$', '*', '…'])
        || PARAMETERS.placeholder_values.iter().any(|word| lower.contains(word.as_str()))
}

/// Returns the parameters of a query: each as it is written, its name in lower case, its value.
pub fn parameters(query: &str) -> impl Iterator<Item = (&str, String, &str)> {
    query.split('&').map(|part| {
        let part = part.strip_prefix("amp;").unwrap_or(part);
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (part, name.to_ascii_lowercase(), value)
    })
}

/// Returns the names of the parameters of a signature, where all of one are in a query.
pub fn signature(query: &str) -> Option<&'static [String]> {
    let names: Vec<String> =
        parameters(query).filter(|(.., value)| value.len() >= SHORTEST_PART).map(|(_, name, _)| name).collect();
    PARAMETERS.signatures.iter().find(|group| group.iter().all(|name| names.contains(name))).map(Vec::as_slice)
}

/// Returns a text with each secret of the addresses in it replaced by [`MASK`].
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    masked(text, |_| MASK.to_owned())
}

/// Returns a text in which each character of a secret is replaced by a mark of the same length in bytes: spans and columns
/// still hold.
pub fn blanked(text: &str) -> Cow<'_, str> {
    let blank = |char: char| match char.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '🔒',
    };
    masked(text, |secret| secret.chars().map(blank).collect())
}

/// Returns an address without its secrets, in which two addresses that differ in these alone still differ. The mark holds
/// 16 bits of a hash: too few to find a password by.
pub fn key_without_secrets(url: &str) -> Cow<'_, str> {
    masked(url, |secret| {
        // FNV-1a, folded: the same on every machine.
        let hash = hash_bytes(secret.bytes());
        format!("{MASK}{:04x}", (hash ^ (hash >> 32) ^ (hash >> 48)) & 0xffff)
    })
}

fn masked(text: &str, mask: impl Fn(&str) -> String) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for secret in secrets {
        masked.push_str(text.get(done..secret.start).unwrap_or_default());
        masked.push_str(&mask(text.get(secret.clone()).unwrap_or_default()));
        done = secret.end;
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(masked)
}

/// The places of the secrets in a text, in its order.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || c.is_control() || ENDS.contains(&c);
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the last address ended. One inside of it, as archives have them, has its own user and shares the query.
    let mut done = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let start = at + "://".len();
        let rest = text.get(start..).unwrap_or_default();
        let authority = rest.find(|c| ends(c) || matches!(c, '/' | '?' | '#' | '\\')).unwrap_or(rest.len());
        let (host, behind) = rest.split_at(authority);
        if let Some((user, _)) = host.rsplit_once('@')
            && is_secret_user(user)
        {
            found.push(start..start + user.len());
        }
        if start < done {
            continue;
        }
        let behind = behind.get(..behind.find(ends).unwrap_or(behind.len())).unwrap_or_default();
        done = start + authority + behind.len();
        if let Some(query) = behind.find(['?', '#']) {
            secret_values(behind.get(query + 1..).unwrap_or_default(), start + authority + query + 1, &mut found);
        }
    }
    found.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    found.dedup_by(|next, last| next.start < last.end);
    found
}

/// True if what stands before a host is a name and a password, or a key in place of a name.
fn is_secret_user(user: &str) -> bool {
    !user.starts_with(MASK) && user.split_once(':').map_or_else(|| is_key(user), |(_, password)| !password.is_empty())
}

/// Adds the places of the secret values of a query, or of a fragment that is written as one.
fn secret_values(query: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let signature = signature(query.split('#').next().unwrap_or_default()).unwrap_or_default();
    let mut at = start;
    for piece in query.split_inclusive(['&', ';', '#', '?']) {
        let part = piece.trim_end_matches(['&', ';', '#', '?']);
        if let Some((name, value)) = part.split_once('=') {
            let name = name.to_ascii_lowercase();
            let is_masked = || is_secret_parameter(&name) || PARAMETERS.masked.contains(&name);
            // A report may have cut a value short.
            let is_long = || is_key(value) || value.ends_with('…');
            if !value.is_empty() && !value.starts_with(MASK) && (signature.contains(&name) || is_masked() && is_long())
            {
                let from = at + part.len() - value.len();
                found.push(from..from + value.trim_end_matches('…').len());
            }
        }
        at += piece.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_all_else_stays() {
        const KEY: &str = "9f8e7d6c5b4a39281706f5e4";
        for (text, masked) in [
            ("see https://a:b@x.org/y, and more", "see https://***@x.org/y, and more"),
            ("https://ghp0123456789abcdefghijklm@x.org", "https://***@x.org"),
            ("https://git@x.org/@me:you https://x.org/a@b:c", "https://git@x.org/@me:you https://x.org/a@b:c"),
            ("(https://x.org/?token=KEY&a=1)", "(https://x.org/?token=***&a=1)"),
            ("https://x.org/?a=1&amp;api_key=KEY#b", "https://x.org/?a=1&amp;api_key=***#b"),
            ("https://x.org/#access_token=KEY", "https://x.org/#access_token=***"),
            ("https://x.org/?token=abc&key=page2", "https://x.org/?token=abc&key=page2"),
            (
                "https://b.s3.org/w?X-Amz-Expires=3600&X-Amz-Security-Token=KEY&X-Amz-Signature=0123456789abcdef",
                "https://b.s3.org/w?X-Amz-Expires=3600&X-Amz-Security-Token=***&X-Amz-Signature=***",
            ),
            ("https://x.org/?sig=KEY%3D", "https://x.org/?sig=***"),
            ("https://x.org/?token=9f8…", "https://x.org/?token=***…"),
            ("https://web.org/2020/https://a:b@x.org/?token=KEY", "https://web.org/2020/https://***@x.org/?token=***"),
            ("a:b@c ?token=KEY", "a:b@c ?token=KEY"),
        ] {
            let (text, masked) = (text.replace("KEY", KEY), masked.replace("KEY", KEY));
            assert_eq!(without_secrets(&text), masked);
            assert_eq!((blanked(&text).len(), blanked(&text).chars().count()), (text.len(), text.chars().count()));
            assert_eq!(without_secrets(&masked), masked, "a masked text stays as it is");
        }
    }

    #[test]
    fn addresses_that_differ_in_secrets_alone_have_two_keys() {
        let [one, other] = ["hunter2", "hunter3"].map(|word| format!("https://a:{word}@x.org/"));
        let keys = [&one, &other].map(|url| key_without_secrets(url).into_owned());
        assert_ne!(keys[0], keys[1]);
        assert!(keys.iter().all(|key| key.starts_with("https://***") && !key.contains("hunter")), "{keys:?}");
        assert_eq!(key_without_secrets("https://x.org/"), "https://x.org/");
        let signed = key_without_secrets("https://x.org/?X-Amz-Signature=0123456789abcdef").into_owned();
        assert!(keys.iter().chain([&signed]).all(|key| key_without_secrets(key) == **key), "a key stays as it is");
    }
}
