//! Rules about a file as such.

use super::{Answers, Context, Draft};

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
