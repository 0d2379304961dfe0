//! One line a finding, for editors, scripts and people in a hurry: `path:line:column: severity rule message`.

use std::io;

use super::{Listing, place::Characters, sanitize, summary};

pub(super) fn write(listing: &Listing, limit: Option<usize>, out: &mut dyn io::Write) -> io::Result<()> {
    let (shown, hidden) = listing.limited(limit);
    for entry in shown {
        let finding = entry.finding;
        let at = entry.sheet.places.place::<Characters>(finding.span.start as usize);
        let message = sanitize::terminal_line(&finding.message);
        let (path, severity, rule) = (&entry.sheet.path, finding.severity.as_str(), finding.rule);
        writeln!(out, "{path}:{}:{}: {severity} {rule} {message}", at.line, at.column)?;
    }
    if hidden > 0 {
        writeln!(out, "… and {} not shown", summary::number(hidden, "finding"))?;
    }
    Ok(())
}
