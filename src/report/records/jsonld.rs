//! Schema.org: what search engines for data sets read.

use std::{borrow::Cow, fmt::Write as _, io};

use serde::Serialize;

use super::{
    shown::{DrawnRecord, RecordSheet},
    value::spdx_id,
};
use crate::{
    catalog::{Catalog, Field, missing::missing},
    report::json,
};

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<DataCatalog<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DataCatalog<'a> {
    /// `DataCatalog`, or `Collection` where it lists no data set.
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dataset: Vec<ListedThing<'a>>,
    /// What is listed and is no data set: tools, papers, courses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_part: Vec<ListedThing<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedThing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    is_part_of: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    included_in_data_catalog: Option<Reference>,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "@id")]
    id: String,
}

pub(super) fn write(sheets: &[RecordSheet<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let graph = sheets.iter().map(catalog).collect();
    json::to_json(&Graph { context: "https://schema.org", graph }, out)
}

fn catalog<'a>(sheet: &'a RecordSheet<'a>) -> DataCatalog<'a> {
    let id = encoded(sheet.catalog.file.path());
    let is_data_set = sheet.catalog.records.iter().map(|record| sheet.catalog.is_data_set(record));
    let things = sheet.records().zip(is_data_set);
    let things = things.filter_map(|(record, is_data_set)| thing(sheet.catalog, &id, &record, is_data_set));
    let (dataset, has_part): (Vec<_>, Vec<_>) = things.partition(|thing| thing.included_in_data_catalog.is_some());
    let kind = if dataset.is_empty() { "Collection" } else { "DataCatalog" };
    DataCatalog { kind, name: title(sheet.catalog), dataset, has_part, id }
}

/// The first title of the first level, or else the path.
fn title<'a>(catalog: &'a Catalog<'_>) -> &'a str {
    let sections = catalog.document.sections.enumerate();
    let mut titles = sections.filter(|(_, section)| section.level == 1).map(|(id, _)| catalog.document.title(id));
    titles.find(|title| !title.is_empty()).unwrap_or_else(|| catalog.file.path())
}

fn thing<'a>(
    catalog: &'a Catalog<'_>,
    file: &str,
    record: &DrawnRecord<'a>,
    is_data_set: bool,
) -> Option<ListedThing<'a>> {
    let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    let mut keywords: Vec<&str> = Vec::new();
    let words = [Field::Modality, Field::Task, Field::Region, Field::Category].map(|field| record.texts(field));
    for word in
        words.into_iter().flatten().flat_map(|text| text.split([',', ';', '、'])).chain(record.section.last().copied())
    {
        let word = word.trim();
        if missing(word).is_none() && !keywords.contains(&word) && word != title(catalog) {
            keywords.push(word);
        }
    }
    let license = record.texts(Field::License).find_map(spdx_id);
    Some(ListedThing {
        kind: if is_data_set { "Dataset" } else { "CreativeWork" },
        id: format!("{file}#L{}", record.place.line),
        name: record.name?,
        url: record.links.iter().map(|link| &link.url).find(|url| is_web(url)).cloned(),
        license: license.map(|id| format!("https://spdx.org/licenses/{id}")),
        description: record.texts(Field::Description).find(|text| missing(text).is_none()),
        keywords,
        is_part_of: Reference { id: file.to_owned() },
        included_in_data_catalog: is_data_set.then(|| Reference { id: file.to_owned() }),
    })
}

/// A path as a relative address.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(byte as char),
            _ => _ = write!(text, "%{byte:02X}"),
        }
    }
    text
}
