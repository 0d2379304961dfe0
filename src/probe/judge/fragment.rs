//! The place in a page that a link names.

use url::Url;

use super::{CauseEvidence, page::HtmlPage, place, text};
use crate::probe::Cause;

/// The spellings of the place that an address names, as a page may write it; none where the fragment is no place in a
/// page, but a line of a file, a text, a state of scripts.
pub(super) fn spellings(url: &Url) -> Vec<String> {
    let Some(fragment) = url.fragment().filter(|fragment| is_place(fragment)) else { return Vec::new() };
    let query = fragment.replace('+', "%2B");
    let decoded = url::form_urlencoded::parse(query.as_bytes()).next().map(|(key, _)| key.into_owned());
    let mut all = vec![fragment.to_owned()];
    all.extend(decoded.filter(|decoded| decoded != fragment));
    // GitHub puts this before the names that a reader writes.
    let prefixed: Vec<_> = all.iter().map(|name| format!("user-content-{}", name.to_lowercase())).collect();
    all.extend(prefixed);
    all
}

fn is_place(fragment: &str) -> bool {
    let special = ["&", "=", ":~:", "/", "?"];
    !fragment.is_empty()
        && !fragment.eq_ignore_ascii_case("top")
        && !place::is_route(Some(fragment))
        && !special.iter().any(|part| fragment.contains(part))
        && !is_lines(fragment)
}

/// `L10`, `L1-L5`, `L10C3`, `lines-3:5`, `10`: lines of a file.
fn is_lines(fragment: &str) -> bool {
    let rest = fragment.trim_start_matches(['L', 'l']).trim_start_matches("ines-").trim_start_matches("ine-");
    let digits = rest.bytes().any(|b| b.is_ascii_digit());
    digits && rest.bytes().all(|b| b.is_ascii_digit() || b"LlCcRr-:,_".contains(&b))
}

/// A page without the place, where nothing but the page itself could have made it.
pub(super) fn opinion(url: &Url, page: &HtmlPage, whole: bool) -> Option<CauseEvidence> {
    let fragment = url.fragment()?;
    let looked_for = !spellings(url).is_empty();
    let whole = whole && !page.cut;
    // Scripts give headings their names, load comments, fill tabs. A page with scripts is plainly static only where its
    // headings come with their names.
    let scripted = page.root || page.hydrated || page.is_shell() || page.scripts && !page.places.are_named();
    (looked_for && whole && !scripted && !page.anchor).then(|| {
        CauseEvidence::new(
            Cause::Fragment,
            format!("answers, and nothing in the page is named {}", text::quote(fragment)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_states() {
        for (fragment, place) in [
            ("download", true),
            ("section-2", true),
            ("Größe", true),
            ("2021-data", true),
            ("", false),
            ("top", false),
            ("!Synapse:syn123", false),
            ("/datasets/1", false),
            ("L10", false),
            ("L1-L5", false),
            ("L10C3-L12C1", false),
            (":~:text=hello", false),
            ("page=3", false),
            ("tab=readme&x=1", false),
        ] {
            let url = Url::parse(&format!("https://a.org/x#{fragment}")).unwrap();
            assert_eq!(!spellings(&url).is_empty(), place, "{fragment}");
        }
    }
}
