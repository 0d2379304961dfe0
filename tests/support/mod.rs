//! What must hold of every catalog, whatever the text that it was read from. The property tests and the fuzz targets hold
//! the reader and the rules to it.

use catalint::catalog::{Catalog, FieldVocabulary};
use catalint::finding::{Finding, apply};
use catalint::id::Id as _;
use catalint::markdown::{BlockKind, Document, LinkKind, NONE};
use catalint::rules::{self, ActiveRule, NoFiles, RULES};
use catalint::source::{File, Span};

/// Reads a file as a catalog, and holds every span and index in it to the text.
pub(crate) fn read<'t>(file: &'t File, words: &FieldVocabulary) -> Catalog<'t> {
    let catalog = Catalog::read(file, words);
    document_holds(&catalog.document);
    let fits = |span: Span, what: &str| fits(file.text(), span, what);
    for record in &catalog.records {
        fits(record.span, "record");
        fits(record.name_span, "name");
        assert!(record.span.contains(record.name_span), "the name {record:?} stands in its record");
        let links = record.links.0 as usize..record.links.1 as usize;
        let links = catalog.document.links.get(links).expect("the links of a record are the document's");
        assert!(links.iter().all(|link| record.span.start <= link.span.start && link.span.start < record.span.end));
        assert!(catalog.values.get(record.values.0 as usize..record.values.1 as usize).is_some());
        assert_eq!(record.entity == NONE, record.name.is_empty(), "{record:?}");
        assert!(record.is_named() == ((record.entity as usize) < catalog.entities.len()));
        assert!(record.section.index() < catalog.document.sections.len());
        catalog.fields(record).for_each(|field| fits(field.span, "field"));
    }
    assert!(catalog.records.is_sorted_by_key(|record| record.span.start));
    catalog.values.iter().flat_map(|value| [value.key, value.span]).for_each(|span| fits(span, "value"));
    for claim in &catalog.claims {
        fits(claim.span, "claim");
        fits(claim.within, "what a claim stands in");
    }
    for mention in &catalog.mentions {
        fits(mention.span, "mention");
        fits(mention.within, "what a mention stands in");
        assert!(mention.entities.iter().all(|&entity| (entity as usize) < catalog.entities.len()));
        mention.said.iter().chain(&mention.bucket).for_each(|said| fits(said.span, "number"));
    }
    assert_eq!(catalog.target_of.len(), catalog.document.links.len());
    assert!(catalog.target_of.iter().all(|&target| (target as usize) < catalog.targets.len()));
    assert_eq!(catalog.tables.len(), catalog.document.tables.len());
    let counted: u32 = catalog.entities.iter().map(|entity| entity.records).sum();
    assert_eq!(counted as usize, catalog.records.iter().filter(|record| record.is_named()).count());
    assert!(catalog.entities.iter().all(|entity| catalog.records_of(entity).count() == entity.records as usize));
    catalog
}

fn fits(text: &str, span: Span, what: &str) {
    assert!(text.get(span.range()).is_some(), "the span {span:?} of a {what} fits the text");
}

fn document_holds(document: &Document<'_>) {
    let fits = |span: Span, what: &str| fits(document.text, span, what);
    for block in &document.blocks {
        fits(block.span, "block");
        let text = document.text_of(block);
        assert_eq!(text.len(), block.text.len());
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        // All sub-ranges of short texts; of long ones those from their beginning and to their end.
        for (index, &start) in ends.iter().enumerate() {
            let far = ends.len() > 40 && index > 0;
            for &end in if far { ends.last().map(std::slice::from_ref).unwrap_or_default() } else { &ends[index..] } {
                let span = block.text.source(start..end);
                fits(span, "text");
                // A cell of a row above that reaches down has its text there.
                let within = if block.is_carried() { span.end <= block.span.start } else { block.span.contains(span) };
                assert!(text.is_empty() || within, "{block:?} {start}..{end} {span:?}");
            }
        }
        assert!(block.section.index() < document.sections.len());
        assert!(block.item == NONE || (block.item as usize) < document.items.len());
        let marks = document.marks.get(block.marks.0 as usize..block.marks.1 as usize).expect("marks of a block");
        for mark in marks {
            fits(mark.span, "mark");
            assert!(text.get(mark.text.0 as usize..mark.text.1 as usize).is_some(), "{mark:?} in {text:?}");
        }
    }
    for link in &document.links {
        fits(link.span, "link");
        fits(document.target_span(link), "target");
        assert!(link.kind == LinkKind::Reference || link.span.contains(document.target_span(link)), "{link:?}");
        let block = document.block(link.block).expect("the block of a link");
        assert!(document.text_of(block).get(link.text.0 as usize..link.text.1 as usize).is_some(), "{link:?}");
    }
    assert!(document.blocks.is_sorted_by_key(|block| block.span.start), "blocks stand in order");
    assert!(document.links.is_sorted_by_key(|link| link.span.start), "links stand in order");
    for table in &document.tables {
        fits(table.span, "table");
        let rows = document.rows.get(table.rows.0 as usize..table.rows.1 as usize).expect("the rows of a table");
        for row in rows {
            fits(row.span, "row");
            assert_eq!(document.cells(row).len(), row.cells as usize);
            assert_eq!(document.links_in(row.span), row.links.0 as usize..row.links.1 as usize, "{row:?}");
            assert!(document.cells(row).iter().all(|cell| cell.kind == BlockKind::Cell));
        }
    }
    document.items.iter().for_each(|item| fits(item.span, "item"));
    document.lists.iter().for_each(|list| fits(list.span, "list"));
    document.comments.iter().for_each(|comment| fits(comment.span, "comment"));
    document.anchors.iter().for_each(|anchor| fits(anchor.span, "anchor"));
    document.definitions.iter().for_each(|definition| fits(definition.span, "definition"));
    document.undefined.iter().for_each(|undefined| fits(undefined.span, "undefined reference"));
    for section in &document.sections {
        fits(section.span, "section");
        assert!(section.span.start <= section.own_end && section.own_end <= section.span.end);
        assert!(section.parent.index() < document.sections.len());
    }
}

/// Every rule, those that are off by default too.
pub(crate) fn all_rules() -> Vec<ActiveRule> {
    RULES.iter().copied().map(ActiveRule::by_default).collect()
}

/// Asks all rules about a catalog, and holds their findings to the text.
pub(crate) fn check(file: &File, words: &FieldVocabulary, asked: &[ActiveRule]) -> Vec<Finding> {
    let catalog = read(file, words);
    let now = jiff::civil::date(2026, 11, 23);
    let found = rules::check(&catalog, std::slice::from_ref(&catalog), asked, now, &NoFiles);
    for finding in &found.findings {
        let fits = |span: Span| fits(file.text(), span, finding.rule);
        fits(finding.span);
        finding.related.iter().for_each(|related| fits(related.span));
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| fits(edit.span));
        assert!(!finding.message.is_empty(), "{finding:?}");
    }
    found.findings
}

/// Mends all that is safe to mend until nothing is left to mend, which must come to an end.
pub(crate) fn fix_all(text: String, words: &FieldVocabulary, asked: &[ActiveRule]) -> String {
    const ROUNDS: usize = 12;
    let mut text = text;
    for _ in 0..ROUNDS {
        let file = File::from_text("fuzz.md", text);
        let findings = check(&file, words, asked);
        let safe: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref().filter(|fix| fix.safe)).collect();
        let (mended, applied) = apply(file.text(), safe.iter().copied());
        if safe.is_empty() {
            return mended;
        }
        assert!(applied > 0, "no fix of {findings:?} could be applied");
        assert_ne!(mended, file.text(), "the fixes of {findings:?} change something");
        text = mended;
    }
    panic!("fixes go on and on: {text:?}");
}
