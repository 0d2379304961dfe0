//! Queries over small catalogs.

use jiff::civil::date;

use super::*;
use crate::{
    catalog::FieldVocabulary,
    finding::{Finding, Severity},
    links::{AddressGuard, Excluded},
    source::{File, Span},
};

const TEXT: &str = "# Sets\n\n## CT\n\n| Name | Scans | License | Coils | Date | Link |\n| --- | --- | --- | --- | --- | --- |\n\
    | Alpha | 1,200+ | Apache 2.0 | 3 | 2024-03 | [page](https://a.example.org/x) |\n\
    | Beta | 10-20 | - | 12 | May 3, 2021 | [page](https://b.example.org/) |\n\n\
    ## Tools\n\n- [Gamma](https://a.example.org/y) - A \"tool\" to read them.\n- [Delta](https://c.example.org/) - Another one.\n";

fn rows_of(text: &str, sql: &str) -> Result<QueryRows, QueryFault> {
    let file = File::from_text("a.md", text);
    let catalog = Catalog::read(&file, &FieldVocabulary::default());
    let (excluded, guard) = (Excluded::default(), AddressGuard::default());
    let policy = LinkPolicy { excluded: &excluded, guard: &guard };
    let finding = Finding {
        rule: "license/missing",
        severity: Severity::Warning,
        span: Span::at(text.find("Beta").unwrap_or_default()),
        record: Some("Beta".to_owned()),
        message: "no licence".into(),
        help: "".into(),
        related: Vec::new(),
        fix: None,
        subject: "".into(),
        ordinal: 0,
        places: 1,
    };
    let findings = [finding];
    let queried = [QueriedCatalog { catalog: &catalog, policy, findings: &findings }];
    RecordDatabase::new(&queried, date(2026, 11, 23))?.query(sql)
}

/// The rows as text, a cell behind a bar.
fn told(sql: &str) -> Vec<String> {
    let rows = rows_of(TEXT, sql).unwrap().rows;
    rows.iter().map(|row| row.iter().map(SqlCell::to_text).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn records_have_typed_columns_beside_the_own_headers() {
    let sql = "SELECT name, count_low, count_high, license, date, line FROM records ORDER BY id";
    assert_eq!(
        told(sql),
        ["Alpha|1200||Apache-2.0|2024-03|7", "Beta|10|20||2021-05-03|8", "Gamma|||||12", "Delta|||||13"]
    );
    assert_eq!(told("SELECT Scans FROM records WHERE name = 'Alpha'"), ["1,200+"]);
    // A column of plain numbers is compared as numbers.
    assert_eq!(told("SELECT name FROM records WHERE Coils IS NOT NULL ORDER BY Coils DESC"), ["Beta", "Alpha"]);
    assert_eq!(told("SELECT license, count(*) FROM records GROUP BY license"), ["|3", "Apache-2.0|1"]);
    assert_eq!(told("SELECT text FROM fields WHERE label = 'License'"), ["Apache 2.0", "-"]);
}

#[test]
fn links_sections_and_findings_know_their_records() {
    assert_eq!(
        told("SELECT host, count(*) FROM links GROUP BY host ORDER BY 1"),
        ["a.example.org|2", "b.example.org|1", "c.example.org|1"]
    );
    assert_eq!(told("SELECT full_title, records FROM sections WHERE level = 2"), ["Sets > CT|2", "Sets > Tools|2"]);
    let joined = "SELECT r.name, l.url FROM links AS l JOIN records AS r ON r.id = l.record_id WHERE l.line = 12";
    assert_eq!(told(joined), ["Gamma|https://a.example.org/y"]);
    let joined = "SELECT f.rule, r.name FROM findings AS f JOIN records AS r ON r.id = f.record_id";
    assert_eq!(told(joined), ["license/missing|Beta"]);
    let section = "SELECT DISTINCT s.title FROM records AS r JOIN sections AS s ON s.id = r.section_id ORDER BY 1";
    assert_eq!(told(section), ["CT", "Tools"]);
}

#[test]
fn there_are_a_day_and_patterns() {
    assert_eq!(told("SELECT today()"), ["2026-11-23"]);
    assert_eq!(told("SELECT name FROM records WHERE name REGEXP '^[A-B]'"), ["Alpha", "Beta"]);
    assert!(rows_of(TEXT, "SELECT name FROM records WHERE name REGEXP '('").is_err());
}

#[test]
fn a_query_can_only_read() {
    for sql in [
        "DELETE FROM records",
        "CREATE TABLE x (y)",
        "ATTACH '/tmp/x.db' AS x",
        "PRAGMA writable_schema = 1",
        "SELECT load_extension('x')",
        "UPDATE records SET name = 'x' RETURNING name",
        "BEGIN",
    ] {
        let fault = rows_of(TEXT, sql).unwrap_err();
        assert_eq!(fault.message, "a query only reads, and nothing but the tables in memory", "{sql}");
    }
    assert_eq!(rows_of(TEXT, "VACUUM INTO '/tmp/x.db'").unwrap_err().message, "there is no statement that reads");
    assert_eq!(rows_of(TEXT, "").unwrap_err().message, "there is no statement that reads");
    assert_eq!(rows_of(TEXT, "SELECT 1; SELECT 2").unwrap_err().message, "there is more than one statement");
    assert!(rows_of(TEXT, "SELECT zeroblob(900000000)").is_err());
}

#[test]
fn a_fault_has_its_place() {
    for (sql, message, place) in [
        ("SELECT nme FROM records", "no such column: nme", "nme"),
        ("SELECT name FORM records", "near \"records\": syntax error", "records"),
        ("SELECT 'ä', nme FROM records", "no such column: nme", "nme"),
    ] {
        let fault = rows_of(TEXT, sql).unwrap_err();
        assert_eq!(fault.message, message);
        assert!(sql.get(fault.at.unwrap()..).unwrap().starts_with(place), "{sql}: {fault:?}");
    }
}

#[test]
fn a_header_that_is_called_as_a_field_is_found_under_it() {
    let text = "| Name | Access | License | Link |\n| --- | --- | --- | --- |\n\
        | A | open | | [page](https://a.example.org/data) |\n| B | - | MIT | [page](https://b.example.org/data) |\n";
    let rows = rows_of(text, "SELECT access FROM records ORDER BY id").unwrap();
    assert_eq!(rows.rows, [[SqlCell::Text("open".to_owned())], [SqlCell::Null]]);
}

#[test]
fn headers_of_any_kind_are_columns() {
    let text = "| Name | a \"b\" | NAME | Größe; DROP | \u{7} |\n| --- | --- | --- | --- | --- |\n\
        | [A](https://a.example.org) | x | y | z | w |\n| [B](https://b.example.org) | x | y | z | w |\n";
    let rows = rows_of(text, "SELECT \"a \"\"b\"\"\", \"Größe; DROP\" FROM records LIMIT 1").unwrap();
    assert_eq!(rows.rows, [[SqlCell::Text("x".to_owned()), SqlCell::Text("z".to_owned())]]);
    assert_eq!(rows_of(text, "SELECT 1 AS n, 2 AS n, 3 AS n").unwrap().columns, ["n", "n_2", "n_3"]);
    let wide = (0..3_000).map(|at| format!(" h{at} |")).collect::<Vec<_>>().concat();
    let cells = (0..3_000).map(|at| format!(" [{at}](https://a.example.org/{at}) |")).collect::<Vec<_>>().concat();
    let text = format!("| Name |{wide}\n| {}\n| A |{cells}\n", "--- | ".repeat(3_001));
    assert!(rows_of(&text, "SELECT * FROM records").is_ok());
}
