//! One line a finding, for editors, scripts and people in a hurry: `path:line:column: severity rule message`.

use std::{fmt::Write as _, io};

use super::{Listing, place::Characters, render_all, sanitize};
use crate::text::format_count;

pub(super) fn write(listing: &Listing, limit: Option<usize>, out: &mut dyn io::Write) -> io::Result<()> {
    let (shown, hidden) = listing.limited(limit);
    render_all(&shown, out, |entry, text| {
        let finding = entry.finding;
        let at = entry.sheet.places.place::<Characters>(finding.span.start as usize);
        let message = sanitize::terminal_line(&finding.message);
        let (path, severity, rule) = (&entry.sheet.path, finding.severity.as_str(), finding.rule);
        // Writing into a string does not fail.
        let _ = writeln!(text, "{path}:{}:{}: {severity} {rule} {message}", at.line, at.column);
    })?;
    if hidden > 0 {
        writeln!(out, "… and {} not shown", format_count(hidden, "finding"))?;
    }
    Ok(())
}
