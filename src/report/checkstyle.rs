//! Checkstyle's XML, which Jenkins and many a reader of reports know: a file holds its errors.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, Event},
};

use super::{Listing, place::Characters, prose};

/// The version of Checkstyle whose form this is; readers that look at it expect a number.
const VERSION: &str = "4.3";

pub(super) fn write(listing: &Listing, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = writer.create_element("checkstyle").with_attribute(("version", VERSION));
    // Findings stand in the order of the paths, so those of one file are neighbours.
    let files = listing.entries().chunk_by(|a, b| std::ptr::eq(a.sheet, b.sheet));
    root.write_inner_content(|writer| {
        for entries in files {
            let Some(first) = entries.first() else { continue };
            let path = &first.sheet.path;
            let file = writer.create_element("file").with_attribute(("name", &**path));
            file.write_inner_content(|writer| {
                for entry in entries {
                    let finding = entry.finding;
                    let place = entry.sheet.places.place::<Characters>(finding.span.start as usize);
                    let error = writer.create_element("error").with_attributes([
                        ("line", place.line.to_string().as_str()),
                        ("column", place.column.to_string().as_str()),
                        ("severity", finding.severity.as_str()),
                        ("message", prose::plain_advice(finding).as_str()),
                        ("source", format!("catalint.{}", finding.rule).as_str()),
                    ]);
                    error.write_empty()?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    out.write_all(b"\n")
}
