//! What is read of each trap in `fixtures/traps/`: a line a thing, in `tests/snapshots/`. A snapshot says what a careful
//! human would say of the file; where it does not, the reader is wrong.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use catalint::catalog::{Catalog, Field, FieldVocabulary, RecordPlace, TableRole};
use catalint::source::{File, Span};

use crate::support;

#[test]
fn traps_are_read_as_a_careful_human_reads_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/traps");
    let mut traps: Vec<_> = fs::read_dir(folder).unwrap().map(|trap| trap.unwrap().path()).collect();
    traps.retain(|trap| !trap.ends_with("SOURCES.md"));
    traps.sort();
    let words = FieldVocabulary::default();
    for trap in traps {
        let name = trap.file_stem().unwrap().to_str().unwrap();
        let file = File::from_bytes(name, fs::read(&trap).unwrap());
        let read = told(&support::read(&file, &words));
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, read);
        });
    }
}

#[test]
fn what_is_safe_to_mend_in_a_trap_is_mended_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/traps");
    let (words, asked) = (FieldVocabulary::default(), support::all_rules());
    for trap in fs::read_dir(folder).unwrap() {
        let file = File::from_bytes("trap.md", fs::read(trap.unwrap().path()).unwrap());
        let mended = support::fix_all(file.text().to_owned(), &words, &asked);
        let left = support::check(&File::from_text("trap.md", mended), &words, &asked);
        assert!(left.iter().all(|finding| finding.fix.as_ref().is_none_or(|fix| !fix.safe)), "{left:?}");
    }
}

#[test]
fn every_trap_has_a_source() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/traps");
    let sources = fs::read_to_string(folder.join("SOURCES.md")).unwrap();
    for trap in fs::read_dir(folder).unwrap() {
        let name = trap.unwrap().file_name().into_string().unwrap();
        assert!(name == "SOURCES.md" || sources.contains(&format!("| `{name}` |")), "{name}");
    }
}

/// A text of 4,000 pieces.
fn repeated(piece: impl Fn(usize) -> String) -> String {
    (0..4000).map(piece).collect::<Vec<_>>().concat()
}

#[test]
fn a_line_of_400_kilobytes_is_read() {
    let items: String = repeated(|n| format!("[Tool {n}](https://example.org/{n}) - Does *this*, `that` | "));
    let cells: String = repeated(|n| format!("| [Tool {n}](https://example.org/{n}) - Does **things** "));
    for text in
        [items.clone(), format!("- {items}"), format!("# {items}"), format!("{cells}|\n|--|\n{cells}|\n"), cells]
    {
        assert!(text.lines().next().unwrap().len() > 200_000);
        let words = FieldVocabulary::default();
        let file = File::from_text("wide.md", text);
        let catalog = Catalog::read(&file, &words);
        assert!(catalog.document.links.len() >= 4000);
    }
}

/// What was read, a line a thing.
fn told(catalog: &Catalog<'_>) -> String {
    let mut out = String::new();
    let document = &catalog.document;
    let line = |span: Span| catalog.file.position(span.start as usize).line;
    for fault in catalog.file.faults() {
        let _ = writeln!(out, "{} fault 0x{:02x}", line(fault.span), fault.byte);
    }
    for section in document.sections.iter().skip(1) {
        let title = document.block(section.heading).map_or("", |heading| document.text_of(heading));
        let _ = writeln!(out, "{} section {} {title:?} #{}", line(section.span), section.level, section.slug);
    }
    for (table, reading) in document.tables.iter().zip(&catalog.tables) {
        let columns: Vec<_> = reading.columns.iter().map(|column| column.field.as_str()).collect();
        let rows = document.body(table).len();
        let _ = writeln!(out, "{} table {:?} rows {rows}: {}", line(table.span), reading.role, columns.join(", "));
    }
    for record in &catalog.records {
        let shape = match record.place {
            RecordPlace::Row(table, _) => {
                assert_eq!(catalog.tables[table as usize].role, TableRole::Records);
                "row"
            }
            RecordPlace::Item(_) => "item",
            RecordPlace::Section(_) => "heading",
            RecordPlace::Block(_) => "block",
        };
        let at = catalog.file.position(record.name_span.start as usize);
        let _ = write!(out, "{}:{} {shape} {:?}", at.line, at.column, record.name);
        for field in catalog.fields(record).filter(|field| field.field != Field::Name && !field.text.is_empty()) {
            let name = if field.field == Field::Other { field.label() } else { field.field.as_str() };
            let _ = write!(out, " · {name}={}", short(field.text));
        }
        let links: Vec<_> = catalog.links_of(record).map(|link| short(&link.target)).collect();
        let _ = writeln!(out, "{}{}", if links.is_empty() { "" } else { " → " }, links.join(" "));
    }
    for claim in &catalog.claims {
        let scope = claim.scope.map_or("", |section| document.title(section));
        let _ = writeln!(
            out,
            "{} claim {:?} {:?} of {:?} in {scope:?}, labelled {:?}",
            line(claim.span),
            claim.form,
            claim.text,
            claim.counted,
            claim.label
        );
    }
    for mention in &catalog.mentions {
        let said: Vec<_> = mention.said.iter().map(|said| catalog.file.slice(said.span)).collect();
        let entities = mention.entities.iter().filter_map(|&entity| catalog.entities.get(entity as usize));
        let entities: Vec<_> = entities.map(|entity| catalog.entity_name(entity)).collect();
        let _ = writeln!(out, "{} mention {:?} {said:?} of {entities:?}", line(mention.span), mention.name);
    }
    for anchor in &document.anchors {
        let _ = writeln!(out, "{} anchor #{}", line(anchor.span), anchor.name);
    }
    for definition in &document.definitions {
        let _ = writeln!(out, "{} definition [{}] {}", line(definition.span), definition.label, definition.target);
    }
    for undefined in &document.undefined {
        let _ = writeln!(out, "{} undefined [{}] full: {}", line(undefined.span), undefined.label, undefined.full);
    }
    let fragments: Vec<_> = document.links.iter().filter(|link| link.target.starts_with('#')).collect();
    for link in fragments {
        let _ = writeln!(out, "{} fragment {:?} {}", line(link.span), document.link_text(link), link.target);
    }
    out
}

fn short(text: &str) -> String {
    let text = text.replace('\n', "⏎");
    if text.chars().count() <= 48 { text } else { format!("{}…", text.chars().take(47).collect::<String>()) }
}
