use super::*;
use crate::{
    catalog::FieldVocabulary,
    links::{AddressGuard, Excluded},
    source::File,
};

const TEXT: &str = "\
# Data \u{1b}[31msets

## Brains

| Name | Modality | Scans | Licence | Year | Link |
|---|---|---|---|---|---|
| **IXI** | MRI, T1 | 600+ scans | CC BY-SA 3.0 | 2010 | [page](https://brain-development.org/ixi) |
| ADNI | MRI | - | Research | | [page](https://adni.loni.usc.edu/data) |
";

fn written(format: RecordsFormat) -> String {
    let file = File::from_text("my lists/a.md", TEXT);
    let catalogs = [Catalog::read(&file, &FieldVocabulary::default())];
    let mut out = Vec::new();
    let (excluded, guard) = (Excluded::default(), AddressGuard::default());
    let policies = [LinkPolicy { excluded: &excluded, guard: &guard }];
    write_records(&catalogs, &policies, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_has_every_record_with_its_fields_and_links() {
    let text = written(RecordsFormat::Json);
    assert!(!text.contains('\u{1b}'));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["schema"], &json["files"][0]["records"]), (&1.into(), &2.into()));
    let first = &json["records"][0];
    assert_eq!(first["name"], "IXI");
    assert_eq!(first["shape"], "row");
    assert_eq!(first["section"], serde_json::json!(["Data \u{1b}[31msets", "Brains"]));
    assert_eq!((&first["line"], &first["column"]), (&7.into(), &1.into()));
    assert_eq!(first["links"][0]["url"], "https://brain-development.org/ixi");
    let field = |record: usize, name: &str| {
        let fields = json["records"][record]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!(field(0, "license")["value"]["spdx"], serde_json::json!(["CC-BY-SA-3.0"]));
    assert_eq!(
        field(0, "count")["value"]["numbers"][0],
        serde_json::json!({"low": 600.0, "high": null, "unit": "scans"})
    );
    assert_eq!(field(0, "year")["value"]["dates"], serde_json::json!(["2010"]));
    assert_eq!(field(1, "count")["value"], serde_json::json!({"kind": "missing", "why": "not-applicable"}));
    for record in json["records"].as_array().unwrap() {
        for field in record["fields"].as_array().unwrap() {
            let span = field["start"].as_u64().unwrap() as usize..field["end"].as_u64().unwrap() as usize;
            assert!(TEXT.get(span).unwrap().contains(field["text"].as_str().unwrap()));
        }
    }
}

#[test]
fn jsonl_has_a_line_a_record() {
    let text = written(RecordsFormat::Jsonl);
    let names: Vec<_> =
        text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["name"].clone()).collect();
    assert_eq!(names, ["IXI", "ADNI"]);
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn csv_has_a_line_a_record_and_a_column_a_field() {
    let text = written(RecordsFormat::Csv);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        let at = headers.iter().position(|header| header == name).unwrap();
        rows[row][at].to_owned()
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(
        ["path", "line", "name", "count", "license"].map(|name| cell(0, name)),
        ["my lists/a.md", "7", "IXI", "600+ scans", "CC BY-SA 3.0"]
    );
    assert_eq!(cell(1, "section"), "Data \\u{1b}[31msets > Brains");
}

#[test]
fn jsonld_is_a_catalog_of_data_sets() {
    let json: serde_json::Value = serde_json::from_str(&written(RecordsFormat::Jsonld)).unwrap();
    let catalog = &json["@graph"][0];
    assert_eq!((&catalog["@type"], &catalog["@id"]), (&"DataCatalog".into(), &"my%20lists/a.md".into()));
    let first = &catalog["dataset"][0];
    assert_eq!(first["@id"], "my%20lists/a.md#L7");
    assert_eq!(first["license"], "https://spdx.org/licenses/CC-BY-SA-3.0");
    assert_eq!(first["url"], "https://brain-development.org/ixi");
    assert_eq!(first["keywords"], serde_json::json!(["MRI", "T1", "Brains"]));
    assert_eq!(first["isPartOf"]["@id"], "my%20lists/a.md");
    assert!(catalog["dataset"][1].get("license").is_none());
}

#[test]
fn jsonld_calls_a_tool_no_data_set() {
    let file = File::from_text(
        "a.md",
        "# Data sets\n\n- [A](https://a.example.org) - Scans.\n\n## Tools\n\n- [B](https://b.example.org) - Shows scans.\n",
    );
    let catalogs = [Catalog::read(&file, &FieldVocabulary::default())];
    let (excluded, guard) = (Excluded::default(), AddressGuard::default());
    let policies = [LinkPolicy { excluded: &excluded, guard: &guard }];
    let mut out = Vec::new();
    write_records(&catalogs, &policies, RecordsFormat::Jsonld, &mut out).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let catalog = &json["@graph"][0];
    assert_eq!((&catalog["dataset"][0]["name"], &catalog["dataset"][0]["@type"]), (&"A".into(), &"Dataset".into()));
    assert_eq!(
        (&catalog["hasPart"][0]["name"], &catalog["hasPart"][0]["@type"]),
        (&"B".into(), &"CreativeWork".into())
    );
    assert!(catalog["hasPart"][0].get("includedInDataCatalog").is_none() && catalog["dataset"][1].is_null());
}
