//! What a mention can add to a total.

use rustc_hash::FxHashMap;

use super::mentions::counting;
use crate::catalog::number::{Interval, QuantityKind, quantities};
use crate::catalog::{Mention, is_sample_unit};
use crate::rules::Context;

/// True if units count samples, each asked once: a family of a thousand entities has few of them.
pub(super) type Samples<'c> = FxHashMap<&'c str, bool>;

/// Returns the contribution of a mention: of an entity any of its sample counts, of a family anything from its least
/// member to all.
pub(super) fn term<'c>(context: &Context<'c, '_>, mention: &'c Mention, samples: &mut Samples<'c>) -> Option<Interval> {
    let mut least = f64::INFINITY;
    let mut most = 0.0;
    for &entity in &*mention.entities {
        let entity = context.catalog.entities.get(entity as usize)?;
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for field in context.catalog.records_of(entity).flat_map(|record| counting(context, record)) {
            let found = quantities(field.text);
            for quantity in found.iter().filter(|quantity| quantity.kind == QuantityKind::Count) {
                let unit = if quantity.unit.is_empty() { field.label() } else { quantity.unit };
                if *samples.entry(unit).or_insert_with(|| is_sample_unit(unit)) {
                    low = quantity.readings().fold(low, |low, reading| low.min(reading.low));
                    high = quantity.readings().fold(high, |high, reading| high.max(reading.high));
                }
            }
        }
        if high == 0.0 {
            return None;
        }
        least = least.min(low);
        most += high;
    }
    (most > 0.0).then_some(Interval { low: least, high: most })
}
