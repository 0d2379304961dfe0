//! Rewords the messages of the TOML parser so that the writer of a configuration can act on them.

use std::sync::Arc;

use crate::error::{Failure, Misconfiguration};
use crate::text::{nearest_word, quote};

/// The parser's error with its place, a suggestion, or what would have been right.
pub(super) fn explain(path: &str, text: &Arc<str>, error: &toml::de::Error) -> Failure {
    let said = error.message().trim().replace('\n', ", ");
    let wrong = |message: String| Misconfiguration::new(path, text, message);
    let (found, label) = if let Some((name, allowed)) = unknown(&said, "unknown field ") {
        let help = suggestion(name, &allowed, "the keys here are");
        (wrong(format!("unknown key {}", quote(name))).help(help), "no such key")
    } else if let Some((name, allowed)) = unknown(&said, "unknown variant ") {
        let help = suggestion(name, &allowed, "write one of");
        (wrong(format!("{} is not a value of this key", quote(name))).help(help), "not one of its values")
    } else if let Some(name) = said.strip_prefix("missing field ") {
        (wrong(format!("the key {name} is missing")).help(format!("add {name} to this table")), "not in here")
    } else if let Some(kinds) = said.strip_prefix("invalid type: ") {
        let kinds = kinds.replace("a sequence", "a list").replace("a map", "a table").replace(", expected", ", not");
        (wrong(format!("wrong kind of value: {kinds}")).help(right_kind(&kinds)), "wrong kind")
    } else {
        let rule = "rule names hold a `/`, so they are written in quotes: `[rules.\"count/summary\"]`";
        let of_a_name = error.span().is_some_and(|span| unquoted_slash(text, span.start));
        let help = if of_a_name { rule } else { "the file is TOML: https://toml.io" };
        (wrong(format!("not TOML: {said}")).help(help), "here")
    };
    match error.span() {
        Some(span) => found.at(span, label).into(),
        None => found.into(),
    }
}

/// The name and the names allowed, of serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown<'a>(said: &'a str, start: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let rest = said.strip_prefix(start)?;
    // The name is the user's and may hold backticks itself; what is allowed is ours and does not.
    let (name, allowed) = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are "))?;
    Some((name.strip_prefix('`')?, allowed.split('`').skip(1).step_by(2).collect()))
}

fn suggestion(name: &str, allowed: &[&str], all: &str) -> String {
    match nearest_word(name, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{all} `{}`", allowed.join("`, `")),
    }
}

fn right_kind(kinds: &str) -> &'static str {
    match kinds.rsplit_once(", not ").map(|(_, wanted)| wanted) {
        Some("a list") => "write it in brackets: `[\"…\"]`",
        Some("a table") => "write a table: `{ … = … }`, or a header in brackets above it",
        Some("a string") => "write it in quotes",
        _ => "`catalint schema` prints what each key takes",
    }
}

/// Returns true if the line holds a `/` outside of quotes, as the header of a rule's table does that lacks them.
fn unquoted_slash(text: &str, at: usize) -> bool {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    line.split('#').next().unwrap_or_default().split('"').step_by(2).any(|outside| outside.contains('/'))
}

#[cfg(test)]
mod tests {
    use crate::{config::Config, error::Failure, source::Span};
    use miette::Diagnostic as _;

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_a_suggestion() {
        for (text, place, message, help) in [
            ("[chekc]", "chekc", "unknown key `chekc`", "did you mean `check`?"),
            ("[check]\nselct = []", "selct", "unknown key `selct`", "did you mean `select`?"),
            ("[check]\nfail_on = 'info'", "fail_on", "unknown key `fail_on`", "did you mean `fail-on`?"),
            ("check.zzz = 1", "zzz", "unknown key `zzz`", "the keys here are `include`, `exclude`, `fail-on`"),
            (
                "'a`, expected `b' = 1",
                "'a`, expected `b'",
                "unknown key `a`, expected `b`",
                "the keys here are `check`",
            ),
            ("check.fail-on = 'warn'", "'warn'", "`warn` is not a value of this key", "did you mean `warning`?"),
            ("severity.link = 'x'", "'x'", "`x` is not a value", "write one of `error`, `warning`, `info`, `off`"),
            ("check.select = 'count'", "'count'", "wrong kind of value: string \"count\", not a list", "in brackets"),
            ("aliases.UKBB = 3", "3", "wrong kind of value: integer `3`, not a string", "in quotes"),
            ("aliases = 3", "3", "wrong kind of value: integer `3`, not a table", "a table"),
            ("overrides = [{ select = ['a'] }]", "{ select = ['a'] }", "the key `paths` is missing", "add `paths`"),
            ("[rules.count/summary]", "/", "not TOML: ", "in quotes: `[rules.\"count/summary\"]`"),
            ("[check]\na = ", "", "not TOML: ", "https://toml.io"),
        ] {
            let failure = Config::parse("catalint.toml", "/", text).unwrap_err();
            let Failure::Configuration(wrong) = &failure else { panic!("{failure:?}") };
            assert!(wrong.message.starts_with(message), "{text}: {}", wrong.message);
            assert_eq!(wrong.span.map(|span: Span| span.of(text)), Some(place), "{text}: {:?}", wrong.span);
            let said = failure.help().map(|help| help.to_string()).unwrap_or_default();
            assert!(said.contains(help), "{text}: {said}");
        }
    }
}
