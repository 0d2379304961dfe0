//! Files and tables that are plainly catalogs, and in which nothing was read.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalog::Share;
use crate::catalog::{Catalog, FieldVocabulary, TableRole};
use crate::markdown::{LinkKind, Table};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;
use crate::vocabulary::vocabulary;

/// Fewer links in rows or items do not make a catalog.
const LEAST: usize = 5;

/// See `rules/vocabulary/files.toml`, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct FileNames {
    about_project: Vec<String>,
}

vocabulary! { fn read_file_names() -> FileNames = "files.toml" }

static FILES: LazyLock<FileNames> = LazyLock::new(read_file_names);

/// Returns true if the name of a file says that it is about a project, in whatever language: `CONTRIBUTING-de.md`.
pub(super) fn is_about_project(path: &str) -> bool {
    let stem =
        path.rsplit(['/', '\\']).next().unwrap_or(path).split('.').next().unwrap_or_default().to_ascii_lowercase();
    let begins = |about: &String| {
        stem.strip_prefix(about.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    };
    FILES.about_project.iter().any(begins)
}

/// A file, or a table of one, that is plainly a catalog, and no record was read.
pub(in crate::rules) fn no_records(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    if is_about_project(catalog.file.path()) {
        return;
    }
    if !catalog.records.is_empty() {
        answers.holds();
        tables(catalog, answers);
        return;
    }
    let rows = linked_rows(catalog);
    let items = linked_items(catalog);
    let (entries, what) = if rows.len() >= items.len() { (rows, "rows of tables") } else { (items, "list items") };
    let Some(first) = entries.first().filter(|_| entries.len() >= LEAST) else { return };
    let message = format!("no record was read, though {} {what} have links that lead out", entries.len());
    answers.broken(
        Draft::new(*first, message)
            .help("give the table a column of names, or begin each item with a link or a bold name: nothing here was checked")
            .subject("file"),
    );
}

/// Tables whose rows have links, and were not read, in a file where others were.
fn tables(catalog: &Catalog<'_>, answers: &mut Answers) {
    for (table, reading) in catalog.document.tables.iter().zip(&catalog.tables) {
        if reading.role == TableRole::Records || table.item != crate::markdown::NONE {
            continue;
        }
        let body = catalog.document.body(table);
        let linked = body.iter().filter(|row| is_linked(catalog, row.span)).count();
        let Some(header) = catalog.document.header(table) else { continue };
        if linked >= LEAST && linked * 5 >= body.len() * 4 && has_names(catalog, table) {
            let message =
                format!("no record was read from this table, though {linked} of its {} rows have links", body.len());
            let labels: Vec<&str> =
                catalog.document.cells(header).iter().map(|cell| catalog.document.text_of(cell).trim()).collect();
            answers.broken(
                Draft::new(header.span, message)
                    .help("give it a column of names, or say in the configuration which column holds them")
                    .subject(labels.join("|")),
            );
        }
    }
}

/// Returns true if a table has text beside its links: one of badges or pictures has none.
fn has_names(catalog: &Catalog<'_>, table: &Table) -> bool {
    let body = catalog.document.body(table);
    let named = body.iter().filter(|row| {
        let filled =
            catalog.document.cells(row).iter().filter(|cell| !catalog.document.text_of(cell).trim().is_empty());
        filled.count() > 1
    });
    Share::HALF.is_exceeded(named.count(), body.len())
}

fn linked_rows(catalog: &Catalog<'_>) -> Vec<Span> {
    let tables = catalog.document.tables.iter();
    let rows = tables.flat_map(|table| catalog.document.body(table));
    rows.filter(|row| is_linked(catalog, row.span)).map(|row| row.span).collect()
}

/// The items that have a link of their own, where most items of the file have one; sections about the catalog itself
/// left out.
fn linked_items(catalog: &Catalog<'_>) -> Vec<Span> {
    let document = &catalog.document;
    let words = FieldVocabulary::shared();
    let mut all = 0;
    let mut linked = Vec::new();
    for item in &document.items {
        let section = document[item.list].section;
        if document.ancestors(section).any(|section| words.is_apparatus(document.title(section))) {
            continue;
        }
        all += 1;
        let own = Span { start: item.span.start, end: item.own_end };
        if is_linked(catalog, own) {
            linked.push(own);
        }
    }
    if linked.len() * 5 >= all * 3 { linked } else { Vec::new() }
}

fn is_linked(catalog: &Catalog<'_>, span: Span) -> bool {
    let links = catalog.document.links.get(catalog.document.links_in(span)).unwrap_or_default();
    links.iter().any(|link| link.kind != LinkKind::Image && !link.has_image && link.target.contains("://"))
}
