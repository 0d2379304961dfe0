//! Rules about a file as such.

use super::{Answers, Context, Draft};
use crate::source::Span;

/// Share of the limit from which on a file is about to be too large: a few months before it is, as catalogs grow.
const NEARLY: f64 = 0.9;

/// `file/encoding`.
pub(super) fn encoding(context: &Context<'_, '_>, answers: &mut Answers) {
    let faults = context.catalog.file.faults();
    let Some(first) = faults.first() else { return answers.holds() };
    let help = "save the file as UTF-8";
    // A file in UTF-16 is read whole, and its one fault stands for the byte order mark: it covers no character.
    if first.span.is_empty() {
        return answers.broken(Draft::new(first.span, "the file is UTF-16, not UTF-8").help(help));
    }
    let others = match faults.len() - 1 {
        0 => String::new(),
        1 => ", and neither is one other place".to_owned(),
        others => format!(", and neither are {others} other places"),
    };
    answers.broken(Draft::new(first.span, format!("the byte 0x{:02X} is not UTF-8{others}", first.byte)).help(help));
}

/// `file/too-large`
pub(super) fn too_large(context: &Context<'_, '_>, answers: &mut Answers) {
    let size = context.catalog.file.size();
    let limit = context.option("limit").and_then(toml::Value::as_integer).and_then(|limit| usize::try_from(limit).ok());
    let Some(limit) = limit.filter(|limit| *limit > 0) else { return };
    let share = size as f64 / limit as f64;
    if share <= NEARLY {
        answers.holds();
        return;
    }
    let draft = if share > 1.0 {
        // The place from which on readers see nothing.
        let line = context.catalog.file.line_span(context.catalog.file.line_of(limit));
        Draft::new(line, format!("the file has {size} bytes: GitHub renders the first {limit} and cuts the rest"))
    } else {
        let percent = (share * 100.0).floor();
        Draft::new(
            Span::at(0),
            format!(
                "the file has {size} bytes, {percent} % of the {limit} that GitHub renders before it cuts the rest"
            ),
        )
    };
    answers.broken(draft.help("split it into several files").subject("size"));
}
