//! The finding about a fragment that leads nowhere.

use super::Draft;
use super::address::address_fix;
use super::fragment::NearAnchor;
use super::wording::shown;
use crate::markdown::{Document, Link};

/// Words a finding about a fragment that leads nowhere, with the fix where one place is near.
pub(super) fn broken(
    document: &Document<'_>,
    link: &Link<'_>,
    fragment: &str,
    near: Option<&NearAnchor<'_>>,
    message: String,
) -> Draft {
    let place = document.target_span(link);
    let draft = Draft::new(place, message).subject(link.target.to_string());
    let Some(near) = near else { return draft.help("link to a heading that there is, or add an anchor") };
    let draft = draft.help(format!("did you mean #{}?", shown(near.place)));
    let written = place.of(document.text);
    let Some(at) = written.find('#').filter(|&at| written.get(at + 1..) == Some(fragment)) else { return draft };
    let span = place.inner(at + 1..written.len());
    draft.fix(address_fix(link.kind, span, near.place, near.sure))
}
