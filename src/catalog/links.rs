//! The addresses that links lead to, each once, with what is known of them.

use rustc_hash::FxHashMap;

use super::types::LinkTarget;
use crate::{links::AddressReader, markdown::Document};

/// The addresses of all links, each once, and for each link the index of its address.
pub(super) fn targets<'t>(document: &Document<'t>) -> (Vec<LinkTarget<'t>>, Vec<u32>) {
    let mut targets: Vec<LinkTarget<'t>> = Vec::new();
    let mut target_of = Vec::with_capacity(document.links.len());
    let mut known = FxHashMap::with_capacity_and_hasher(document.links.len(), rustc_hash::FxBuildHasher);
    let mut reader = AddressReader::default();
    for (index, link) in document.links.iter().enumerate() {
        let next = targets.len() as u32;
        let target = *known.entry(&*link.target).or_insert(next);
        if target == next {
            let address = reader.read(&link.target);
            targets.push(LinkTarget {
                url: link.target.clone(),
                kind: address.kind,
                first: index as u32,
                links: 0,
                host: address.host,
                traits: address.traits,
            });
        }
        if let Some(target) = targets.get_mut(target as usize) {
            target.links += 1;
        }
        target_of.push(target);
    }
    (targets, target_of)
}
