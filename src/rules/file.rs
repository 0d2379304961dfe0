//! `file/`: what is wrong with the file itself.

use super::{Answers, Context, Draft};
use crate::source::Span;

/// `file/too-large`
pub fn too_large(cx: &Context<'_, '_>, answers: &mut Answers) {
    let size = cx.catalog.file.size();
    let limit = cx.number("limit");
    let share = size as f64 / limit.max(1.0);
    if share <= 0.9 {
        answers.holds();
        return;
    }
    let mut at = limit as usize;
    while !cx.text().is_char_boundary(at.min(cx.text().len())) {
        at -= 1;
    }
    let draft = if share > 1.0 {
        // The place from which on readers see nothing.
        let line = cx.catalog.file.line_span(cx.catalog.file.line_of(at.min(cx.text().len())));
        Draft::new(line, format!("the file has {size} bytes: GitHub renders the first {limit} and cuts the rest"))
    } else {
        let percent = (share * 100.0).floor();
        Draft::new(
            Span::at(0),
            format!("the file has {size} bytes, {percent} % of the {limit} that GitHub renders before it cuts the rest"),
        )
    };
    answers.broken(draft.help("split it into several files").subject("size"));
}
