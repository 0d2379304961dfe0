//! Reads a document as a catalog.

use super::links::targets;
use super::types::Catalog;
use crate::markdown;
use crate::source::File;

impl<'t> Catalog<'t> {
    /// Reads a file as a catalog.
    pub fn read(file: &'t File) -> Self {
        let document = markdown::parse(file.text());
        let (targets, target_of) = targets(&document);
        Self {
            file,
            document,
            records: Vec::new(),
            entities: Vec::new(),
            tables: Vec::new(),
            values: Vec::new(),
            claims: Vec::new(),
            mentions: Vec::new(),
            targets,
            target_of,
            unread: Vec::new(),
        }
    }
}
