//! Records of one name are one entity.

use hashbrown::HashTable;

use super::FieldVocabulary;
use super::types::{Entity, Record};
use crate::markdown::NONE;
use crate::text::fold;

/// The entities, by the hashes of their names.
pub(super) type EntityIndex = HashTable<u32>;

/// Makes entities of the records, and tells each record its own.
pub(super) fn entities(records: &mut [Record<'_>], words: &FieldVocabulary) -> (Vec<Entity>, EntityIndex) {
    let mut entities: Vec<Entity> = Vec::with_capacity(records.len());
    let mut last: Vec<u32> = Vec::with_capacity(records.len());
    let mut table: EntityIndex = HashTable::with_capacity(records.len());
    for index in 0..records.len() {
        let name: &str = &records[index].name;
        if name.is_empty() {
            continue;
        }
        let alias = words.alias(name).map(str::to_owned);
        let name = alias.as_deref().unwrap_or(name);
        let hash = fold::hash(name);
        let known = table.find(hash, |&entity| {
            let first = entities[entity as usize].first as usize;
            let own: &str = &records[first].name;
            fold::same(words.alias(own).unwrap_or(own), name)
        });
        let entity = known.copied().unwrap_or_else(|| {
            let entity = entities.len() as u32;
            entities.push(Entity { first: index as u32, records: 0 });
            last.push(NONE);
            table.insert_unique(hash, entity, |&other| {
                let own: &str = &records[entities[other as usize].first as usize].name;
                fold::hash(words.alias(own).unwrap_or(own))
            });
            entity
        });
        entities[entity as usize].records += 1;
        if let Some(before) = records.get_mut(last[entity as usize] as usize) {
            before.next = index as u32;
        }
        last[entity as usize] = index as u32;
        records[index].entity = entity;
    }
    (entities, table)
}
