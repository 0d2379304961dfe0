//! `catalint query` and `catalint stats`: catalogs → a database in memory → rows → report.

use std::sync::Arc;

use super::Done;
use crate::{
    cli::{QueryCommand, Session, StatsCommand, StatsFormat, targets},
    config::FlagSettings,
    environment::Environment,
    error::{Failure, Misconfiguration},
    exit::Exit,
    finding::Finding,
    links::AddressGuard,
    query::{QueriedCatalog, QueryFault, RecordDatabase},
    report::{self, StatsTable},
    source::{absolute, contained, shown_from, write_whole},
    text::nearest_word,
    workspace::{
        files::ProjectFiles,
        load::{self, LoadedCatalogs, judge},
    },
};

/// The questions of `catalint stats`: title, key, SQL that gives a name and a count a row.
const STATS: [(&str, &str, &str); 5] = [
    (
        "records by licence",
        "license",
        "SELECT coalesce(license, '(none)'), count(*) AS n FROM records GROUP BY 1 ORDER BY n DESC, 1",
    ),
    (
        "records by year",
        "year",
        "SELECT coalesce(year, substr(date, 1, 4)) AS y, count(*) FROM records WHERE y IS NOT NULL GROUP BY y \
         ORDER BY y DESC",
    ),
    (
        "records by section",
        "section",
        "SELECT coalesce(section, '(no heading)'), count(*) AS n FROM records GROUP BY 1 ORDER BY n DESC, 1",
    ),
    (
        "links by host",
        "host",
        "SELECT host, count(*) AS n FROM links WHERE kind = 'web' AND host IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1",
    ),
    (
        "records that lack a field",
        "missing",
        // Of a field that one record in ten has, or fewer, nobody expects that the others have it.
        "WITH total AS (SELECT count(*) AS n FROM records), \
         had AS (SELECT field, count(DISTINCT record_id) AS n FROM fields \
                 WHERE NOT missing AND field NOT IN ('other', 'name', 'link') GROUP BY field \
                 UNION ALL SELECT 'link', count(*) FROM records WHERE links > 0) \
         SELECT field, total.n - had.n AS n FROM had, total WHERE had.n * 10 > total.n AND had.n < total.n \
         ORDER BY 2 DESC, 1",
    ),
];

/// Runs a query; without one, lists the tables.
pub(super) fn run(asked: &QueryCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let wants_findings = asked.sql.as_ref().is_none_or(|sql| sql.to_ascii_lowercase().contains("findings"));
    let wants_findings = wants_findings || asked.save.is_some();
    let mut loaded = load::load(&asked.inputs, FlagSettings::default(), session)?;
    let failures = std::mem::take(&mut loaded.failures);
    let database = database(&mut loaded, wants_findings, session.environment).map_err(|fault| run_failure(&fault))?;
    let rows = match &asked.sql {
        Some(sql) => database.query(sql).map_err(|fault| sql_failure(sql, &fault, &database))?,
        None => database.tables().map_err(|fault| run_failure(&fault))?,
    };
    if let Some(path) = &asked.save {
        let bytes = database.to_bytes().map_err(|fault| run_failure(&fault))?;
        let place = absolute(&session.environment.directory, path);
        let written = contained(&place).and_then(|()| write_whole(&place, &bytes));
        let target = shown_from(&session.environment.directory, path);
        written.map_err(|source| Failure::Unwritable { target, source })?;
    }
    session.write(&asked.output, |format, look, out| report::write_rows(&rows, format, look, out))?;
    Ok((Exit::Clean, failures))
}

/// Counts records and links.
pub(super) fn stats(asked: &StatsCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let mut loaded = load::load(&asked.inputs, FlagSettings::default(), session)?;
    let failures = std::mem::take(&mut loaded.failures);
    let database = database(&mut loaded, false, session.environment).map_err(|fault| run_failure(&fault))?;
    let table = |(title, key, sql): (&'static str, &'static str, &str)| {
        let rows = database.query(sql).map_err(|fault| run_failure(&fault))?;
        Ok(StatsTable { title, key, rows })
    };
    let tables = STATS.into_iter().map(table).collect::<Result<Vec<_>, Failure>>()?;
    session.write(&asked.output, |format, look, out| match format {
        StatsFormat::Human => report::write_stats(&tables, look, out),
        StatsFormat::Json => report::write_stats_json(&tables, out),
    })?;
    Ok((Exit::Clean, failures))
}

/// Fills a database from what was loaded; with the findings where they are wanted.
fn database(
    loaded: &mut LoadedCatalogs,
    wants_findings: bool,
    environment: &Environment,
) -> Result<RecordDatabase, QueryFault> {
    let findings: Vec<Vec<Finding>> = if wants_findings { findings(loaded, environment) } else { Vec::new() };
    // Rows are made to be published: what lets the bearer in stays in the catalog.
    for loaded in &mut loaded.files {
        if let Some(blanked) = report::blank_secrets(&loaded.file) {
            loaded.file = blanked;
        }
    }
    let catalogs = loaded.catalogs();
    let guard = AddressGuard::default();
    let queried = catalogs.iter().zip(loaded.link_policies(&guard)).enumerate().map(|(at, (catalog, policy))| {
        let findings = findings.get(at).map(Vec::as_slice).unwrap_or_default();
        QueriedCatalog { catalog, policy, findings }
    });
    RecordDatabase::new(&queried.collect::<Vec<_>>(), environment.today)
}

fn findings(loaded: &LoadedCatalogs, environment: &Environment) -> Vec<Vec<Finding>> {
    let beside = ProjectFiles::new(&environment.directory);
    let found = judge(&loaded.catalogs(), &loaded.asked(false), &beside, environment.today, None);
    found.into_iter().map(|(_, found)| found.findings).collect()
}

/// Says what is wrong with the SQL, at its place.
fn sql_failure(sql: &str, fault: &QueryFault, database: &RecordDatabase) -> Failure {
    let text: Arc<str> = sql.into();
    let mut wrong = Misconfiguration::new("SQL", &text, fault.message.clone());
    if let Some(at) = fault.at {
        let rest = sql.get(at..).unwrap_or_default();
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if length > 0 { length } else { rest.chars().next().map_or(0, char::len_utf8) };
        wrong = wrong.at(at..at + length, "here");
    }
    wrong.help(advice(&fault.message, database)).into()
}

/// Names the column or table that is meant, or says where they are listed.
fn advice(message: &str, database: &RecordDatabase) -> String {
    let unknown = message.split_once("no such column: ").or_else(|| message.split_once("no such table: "));
    let tables = database.tables().ok().filter(|_| unknown.is_some());
    let names: Vec<String> = tables.map_or_else(Vec::new, |tables| {
        let cells = tables.rows.iter().flatten().map(crate::query::SqlCell::to_text);
        cells.flat_map(|cell| cell.split(", ").map(str::to_owned).collect::<Vec<_>>()).collect()
    });
    let name = unknown.map_or("", |(_, name)| name.rsplit('.').next().unwrap_or(name));
    match nearest_word(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`catalint query` without SQL lists the tables and their columns".to_owned(),
    }
}

fn run_failure(fault: &QueryFault) -> Failure {
    Failure::Run { message: format!("the records cannot be queried: {}", fault.message), help: None }
}
