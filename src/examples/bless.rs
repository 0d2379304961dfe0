//! Writes the `findings` and `md fixed` fences of a page anew, as the rule gives them now.

use std::fmt::Write as _;

use super::{
    ExampleKind, Fence, escaped, read_examples,
    run::{apply_fixes, findings_of, listed, read},
    settings_for,
};
use crate::{
    finding::{Edit, Fix, apply},
    rules::Rule,
    source::Span,
};

/// The page with its `findings` and `md fixed` fences as the rule gives them now; fences that are lacking are added.
///
/// # Errors
/// Says what is wrong with the page or an example.
pub fn bless(rule: &'static Rule, markdown: &str, own: &[&'static Rule]) -> Result<String, String> {
    let examples = read_examples(markdown).map_err(|fault| fault.to_string())?;
    let mut edits = Vec::new();
    for example in examples.iter().filter(|example| example.kind == ExampleKind::Bad) {
        let setting = settings_for(example.config.as_ref().map_or("", |config| &config.text), own)?;
        let files = read(example)?;
        let asked = setting.asked_in_bad(rule, own);
        let found = listed(&files, &findings_of(rule, &files, &asked, &setting, &example.http)?);
        let mut added = String::new();
        rewrite(example.findings.as_ref(), "findings", &found, &mut edits, &mut added);
        let before: Vec<String> = files.iter().map(|file| file.text().to_owned()).collect();
        let fixed = apply_fixes(rule, files, &asked, &setting, &example.http)?;
        for ((file, fixed), before) in example.files.iter().zip(fixed).zip(before) {
            if file.fixed.is_none() && fixed.text() == before {
                continue;
            }
            let name = if example.files.len() > 1 { format!(" file={}", file.name) } else { String::new() };
            let is_escaped = file.fixed.as_ref().unwrap_or(&file.text).escaped;
            let text = if is_escaped { escaped(fixed.text()) } else { fixed.text().to_owned() };
            let info = format!("md fixed{name}{}", if is_escaped { " escaped" } else { "" });
            rewrite(file.fixed.as_ref(), &info, &text, &mut edits, &mut added);
        }
        if !added.is_empty() {
            let end = example.findings.as_ref().map_or(example.files_end(), |fence| fence.whole.end as usize);
            let end = end - usize::from(markdown.get(..end).is_some_and(|before| before.ends_with('\n')));
            edits.push(Fix::safe(Span::at(end), added));
        }
    }
    Ok(apply(markdown, &edits).0)
}

/// Writes a fence's text anew, or adds the fence.
fn rewrite(fence: Option<&Fence>, info: &str, text: &str, edits: &mut Vec<Fix>, added: &mut String) {
    if let Some(fence) = fence {
        edits.push(Fix { safe: true, edits: vec![Edit { span: fence.span, text: text.to_owned() }] });
        return;
    }
    let ticks = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let mark = "`".repeat(3.max(ticks + 1));
    let _ = write!(added, "\n{mark}{info}\n{text}{mark}");
}
