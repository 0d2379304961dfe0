//! Fills the tables.

use std::borrow::Cow;

use rusqlite::{Connection, Result, Statement, params, params_from_iter, types::Value};

use super::{
    QueriedCatalog,
    columns::{ColumnKind, RecordColumns, folded, kind},
};
use crate::{
    catalog::{
        Catalog, Field, FieldRef, Record,
        date::dates,
        license::{self, License},
        missing::missing,
        number::{Interval, quantities},
        secret::without_secrets,
    },
    finding::Severity,
    id::Id as _,
    links::TargetKind,
    markdown::SectionId,
    source::Span,
};

/// The tables beside `records`.
const TABLES: &str = "\
CREATE TABLE fields (record_id INTEGER, path TEXT, line INTEGER, \"column\" INTEGER, field TEXT, label TEXT, text TEXT, \
    missing INTEGER, low REAL, high REAL, unit TEXT, date TEXT, license TEXT);
CREATE TABLE links (record_id INTEGER, path TEXT, line INTEGER, \"column\" INTEGER, url TEXT, host TEXT, kind TEXT, \
    text TEXT, requested INTEGER, reason TEXT);
CREATE TABLE sections (id INTEGER PRIMARY KEY, parent_id INTEGER, path TEXT, line INTEGER, level INTEGER, title TEXT, \
    full_title TEXT, records INTEGER);
CREATE TABLE findings (path TEXT, line INTEGER, \"column\" INTEGER, rule TEXT, severity TEXT, record TEXT, \
    record_id INTEGER, message TEXT, help TEXT, fix TEXT);";

/// Statements that add a row.
struct Inserts<'c> {
    record: Statement<'c>,
    field: Statement<'c>,
    link: Statement<'c>,
    section: Statement<'c>,
    finding: Statement<'c>,
}

/// One catalog, with the numbers of its first record and section.
struct CatalogRows<'a> {
    queried: QueriedCatalog<'a>,
    first_record: usize,
    first_section: usize,
}

pub(super) fn fill(db: &Connection, columns: &RecordColumns, catalogs: &[QueriedCatalog<'_>]) -> Result<()> {
    create(db, columns)?;
    let marks = |count: usize| vec!["?"; count].join(", ");
    let insert = |table: &str, count: usize| db.prepare(&format!("INSERT INTO {table} VALUES ({})", marks(count)));
    let mut inserts = Inserts {
        record: insert("records", columns.names.len())?,
        field: insert("fields", 13)?,
        link: insert("links", 10)?,
        section: insert("sections", 8)?,
        finding: insert("findings", 10)?,
    };
    db.execute_batch("BEGIN")?;
    let (mut first_record, mut first_section) = (1_usize, 1_usize);
    for queried in catalogs {
        let rows = CatalogRows { queried: *queried, first_record, first_section };
        rows.insert(columns, &mut inserts)?;
        first_record += queried.catalog.records.len();
        first_section += queried.catalog.document.sections.enumerate().len();
    }
    db.execute_batch("COMMIT")
}

fn create(db: &Connection, columns: &RecordColumns) -> Result<()> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let columns = columns.names.iter().zip(&columns.types).map(|(name, kind)| {
        let key = if name == "id" { " PRIMARY KEY" } else { "" };
        format!("{} {kind}{key}", quoted(name))
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    db.execute_batch(&format!("CREATE TABLE records ({columns});\n{TABLES}"))
}

impl<'a> CatalogRows<'a> {
    fn catalog(&self) -> &'a Catalog<'a> {
        self.queried.catalog
    }

    fn insert(&self, columns: &RecordColumns, inserts: &mut Inserts<'_>) -> Result<()> {
        let catalog = self.catalog();
        let mut direct = vec![0_usize; catalog.document.sections.enumerate().len()];
        for (at, record) in catalog.records.iter().enumerate() {
            let id = natural(self.first_record + at);
            if let Some(count) = direct.get_mut(record.section.index()) {
                *count += 1;
            }
            inserts.record.execute(params_from_iter(self.record(id, record, columns)))?;
            for field in catalog.fields(record) {
                self.insert_field(id, &field, &mut inserts.field)?;
            }
        }
        for (id, section) in catalog.document.sections.enumerate() {
            let (line, _) = self.place(section.span);
            let (own, parent) = (self.section_id(id), self.section_id(section.parent));
            let parent = (own != parent).then_some(parent);
            let records = natural(direct.get(id.index()).copied().unwrap_or_default());
            let titles = catalog.document.titles_down_to(id).join(" > ");
            let title = catalog.document.title(id);
            let path = catalog.file.path();
            inserts.section.execute(params![own, parent, path, line, section.level, title, titles, records])?;
        }
        self.insert_links(inserts)?;
        self.insert_findings(inserts)
    }

    fn insert_findings(&self, inserts: &mut Inserts<'_>) -> Result<()> {
        for finding in self.queried.findings {
            let (line, column) = self.place(finding.span);
            let record_id = self.record_id(finding.span);
            let fix = finding.fix.as_ref().map(|fix| if fix.safe { "safe" } else { "unsafe" });
            let (rule, severity) = (finding.rule, Severity::as_str(finding.severity));
            let (message, help, path) = (&*finding.message, &*finding.help, self.catalog().file.path());
            let record = finding.record.as_deref();
            let values = params![path, line, column, rule, severity, record, record_id, message, help, fix];
            inserts.finding.execute(values)?;
        }
        Ok(())
    }

    /// Line and column, from 1.
    fn place(&self, span: Span) -> (i64, i64) {
        let position = self.catalog().file.position(span.start as usize);
        (natural(position.line), natural(position.column))
    }

    fn section_id(&self, section: SectionId) -> i64 {
        natural(self.first_section + section.index())
    }

    /// The number of the record that a place is in.
    fn record_id(&self, span: Span) -> Option<i64> {
        let records = &self.catalog().records;
        let record = self.catalog().record_at(span)?;
        // Records are in the order of the text.
        let at = records.partition_point(|other| other.span.start < record.span.start);
        let at = (at..records.len()).find(|at| records.get(*at).is_some_and(|other| other.span == record.span))?;
        Some(natural(self.first_record + at))
    }

    /// The row of a record.
    fn record(&self, id: i64, record: &Record<'_>, columns: &RecordColumns) -> Vec<Value> {
        let catalog = self.catalog();
        let (line, column) = self.place(record.span);
        let entity = catalog.entities.get(record.entity as usize).map(|entity| catalog.entity_name(entity));
        let name = record.is_named().then_some(&*record.name);
        let section = catalog.document.title(record.section);
        let web = self.first_web_link(record);
        let (link, host) = web.map_or((None, None), |(link, host)| (Some(link), Some(host)));
        let links = natural(catalog.links_of(record).count());
        let mut row = vec![
            Value::Integer(id),
            text(Some(catalog.file.path())),
            Value::Integer(line),
            Value::Integer(column),
            text(Some(record.place.shape())),
            text(name),
            text(entity),
            text(Some(section).filter(|title| !title.is_empty())),
            Value::Integer(self.section_id(record.section)),
            text(link.as_deref()),
            text(host),
            Value::Integer(links),
        ];
        let fields: Vec<FieldRef<'_>> = catalog.fields(record).collect();
        for (_, field) in Field::NAMES {
            push_field(field, &fields, &mut row);
        }
        row.resize(columns.names.len(), Value::Null);
        for field in &fields {
            let Some(&at) = columns.own.get(&folded(field.label())) else { continue };
            // Only a column of the header alone has what says that there is no value.
            if at < columns.shared && missing(field.text).is_some() {
                continue;
            }
            if let Some(cell) = row.get_mut(at).filter(|cell| **cell == Value::Null) {
                *cell = Value::Text(field.text.to_owned());
            }
        }
        row
    }

    /// The first link of a record that leads into the web, and its host.
    fn first_web_link(&self, record: &Record<'_>) -> Option<(Cow<'a, str>, &'a str)> {
        let catalog = self.catalog();
        let (start, end) = record.links;
        (start..end).find_map(|at| {
            let target = catalog.target(at).filter(|target| target.kind == TargetKind::Web)?;
            Some((without_secrets(&target.url), target.host()))
        })
    }

    fn insert_field(&self, record_id: i64, field: &FieldRef<'_>, insert: &mut Statement<'_>) -> Result<()> {
        let (line, column) = self.place(field.span);
        let is_missing = missing(field.text).is_some();
        let quantity = if is_missing { None } else { quantities(field.text).first().map(|q| (q.interval, q.unit)) };
        let unit = quantity.map(|(_, unit)| unit).filter(|unit| !unit.is_empty());
        let ends = quantity.map(|(interval, _)| ends(interval));
        let (low, high) = ends.unwrap_or_default();
        let date = if is_missing { None } else { first_date(field.text) };
        let license = (field.field == Field::License).then(|| spdx(field.text)).flatten();
        let (path, name) = (self.catalog().file.path(), field.field.as_str());
        let label = Some(field.label()).filter(|label| !label.is_empty());
        let (place, value) = ((line, column), field.text);
        insert.execute(params![
            record_id, path, place.0, place.1, name, label, value, is_missing, low, high, unit, date, license
        ])?;
        Ok(())
    }

    fn insert_links(&self, inserts: &mut Inserts<'_>) -> Result<()> {
        let catalog = self.catalog();
        for (at, link) in catalog.document.links.iter().enumerate() {
            let Some(target) = catalog.target(at as u32) else { continue };
            let (line, column) = self.place(link.span);
            let kind = target.kind.as_str();
            let reason = target.disposition(self.queried.policy).skip_reason().map(ToString::to_string);
            let host = Some(target.host()).filter(|host| !host.is_empty());
            let words = if link.block == crate::markdown::NONE { "" } else { catalog.document.link_text(link) };
            let (url, words) = (without_secrets(&target.url), without_secrets(words.trim()));
            let (record, path) = (self.record_id(link.span), catalog.file.path());
            let requested = reason.is_none();
            inserts.link.execute(params![record, path, line, column, url, host, kind, words, requested, reason])?;
        }
        Ok(())
    }
}

/// Adds the columns of a field that means the same in every catalog. A value that says that there is none is none.
fn push_field(field: Field, fields: &[FieldRef<'_>], row: &mut Vec<Value>) {
    let Some(kind) = kind(field) else { return };
    let own = fields.iter().filter(|own| own.field == field).map(|own| own.text);
    let texts: Vec<&str> = own.filter(|text| !text.is_empty() && missing(text).is_none()).collect();
    let (first, whole) = (texts.first().copied(), (!texts.is_empty()).then(|| texts.join("; ")));
    match kind {
        ColumnKind::Text => row.push(text(whole.as_deref())),
        ColumnKind::License => row.push(text(first.and_then(spdx).or(whole).as_deref())),
        ColumnKind::Year => {
            let year = first.and_then(|text| dates(text).first().map(|(date, _)| date.year));
            row.push(year.map_or(Value::Null, |year| Value::Integer(year.into())));
        }
        ColumnKind::Date => row.push(text(first.and_then(first_date).as_deref())),
        ColumnKind::Number => {
            row.push(text(whole.as_deref()));
            let quantity = first.and_then(|text| quantities(text).first().map(|q| (q.interval, q.unit)));
            let (low, high) = quantity.map(|(interval, _)| ends(interval)).unwrap_or_default();
            row.extend([low, high].map(|end| end.map_or(Value::Null, Value::Real)));
            row.push(text(quantity.map(|(_, unit)| unit).filter(|unit| !unit.is_empty())));
        }
    }
}

/// The ends of an interval; none where it has none.
fn ends(interval: Interval) -> (Option<f64>, Option<f64>) {
    (Some(interval.low).filter(|end| end.is_finite()), Some(interval.high).filter(|end| end.is_finite()))
}

/// The first date of a text, to the precision written.
fn first_date(text: &str) -> Option<String> {
    let (date, _) = dates(text).into_iter().next()?;
    Some(match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", date.year),
        (Some(month), None) => format!("{:04}-{month:02}", date.year),
        (None, _) => format!("{:04}", date.year),
    })
}

/// The SPDX expression that a text stands for, without a doubt.
fn spdx(text: &str) -> Option<String> {
    match license::read(text) {
        License::Spdx { expression } | License::NearlySpdx { expression, complete: true } => Some(expression),
        _ => None,
    }
}

/// A count as SQLite has numbers.
fn natural(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
}
