//! Lines that the parser was not given, because quotations and lists nest too deeply in them.

use crate::markdown::DEEPEST;
use crate::rules::{Answers, Context, Draft};

/// Reports the lines of a file that nest too deeply, in one finding.
pub(super) fn too_deep(context: &Context<'_, '_>, answers: &mut Answers) {
    let lines = &context.catalog.document.too_deep;
    let Some(first) = lines.first() else { return };
    let message = match lines.len() {
        1 => format!("a line opens more than {DEEPEST} quotations and lists in one another, and was not read"),
        count => {
            format!("{count} lines open more than {DEEPEST} quotations and lists in one another, and were not read")
        }
    };
    answers.broken(
        Draft::new(*first, message)
            .help("nest less deeply; nothing in such lines was checked")
            .subject("nested too deeply"),
    );
}
