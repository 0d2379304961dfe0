//! The examples of rule pages: read from the fences of a page, run as tests, and written anew. The built-in pages are run by
//! `tests/rules.rs`, a user's by `catalint test`.

mod bless;
mod fences;
mod files;
mod run;
mod settings;
mod transcript;

pub use bless::bless;
pub use fences::{Example, ExampleFile, ExampleKind, Fence, read_examples};
pub use run::run;

use crate::{
    rules::{Rule, RulePageError},
    source::Span,
};
use fences::escaped;
use files::ExampleFiles;
use settings::{ExampleSettings, settings_for};

/// Checks a page's examples as a whole, apart from the results of running them.
///
/// # Errors
/// Where the fences cannot be read, or a bad or a good example is lacking.
pub fn examples_of(rule: &Rule) -> Result<Vec<Example>, RulePageError> {
    let page = rule.page.markdown();
    let examples = read_examples(page)?;
    for (kind, word) in [(ExampleKind::Bad, "bad"), (ExampleKind::Good, "good")] {
        if !examples.iter().any(|example| example.kind == kind) {
            let end = Span::at(page.trim_end().len());
            return Err(RulePageError::new(page, end, format!("the page has no `md {word}` example"))
                .help("a page needs one of each: they are its tests"));
        }
    }
    Ok(examples)
}
