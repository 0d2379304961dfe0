//! Subjects that several rules ask about, found in a catalog once for all of them.

use std::sync::OnceLock;

use super::age_statement::{self, AgeStatement};
use super::contents::{Contents, contents};
use crate::catalog::Catalog;

/// The subjects of one catalog that take a walk of their own to find, each found when the first rule asks for it.
#[derive(Debug, Default)]
pub struct SharedSubjects {
    age_statements: OnceLock<Vec<AgeStatement>>,
    contents: OnceLock<Vec<Contents>>,
}

impl SharedSubjects {
    /// The statements of the catalog about its own age, in the order of the text.
    pub(super) fn age_statements(&self, catalog: &Catalog<'_>) -> &[AgeStatement] {
        self.age_statements.get_or_init(|| age_statement::all(catalog))
    }

    /// The tables of contents of the catalog, in the order of the text.
    pub(super) fn contents(&self, catalog: &Catalog<'_>) -> &[Contents] {
        self.contents.get_or_init(|| contents(&catalog.document))
    }
}
