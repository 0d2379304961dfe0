//! How many edits two names are apart, up to a bound: names are compared with many, of which most are far away.

/// Returns the optimal string alignment distance of two texts where it is at most `most`, as `strsim::osa_distance` gives
/// it. The work is the shorter length times `most`, and ends as soon as the bound is passed.
pub(super) fn within(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let far = most + 1;
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (vec![far; b.len() + 1], (0..=b.len()).collect());
    for (row, own) in a.iter().enumerate() {
        let mut next = vec![far; b.len() + 1];
        let (from, to) = ((row + 1).saturating_sub(most), (row + 1 + most).min(b.len()));
        let mut least = far;
        for column in from..=to {
            let at = |list: &[usize], index: usize| list.get(index).copied().unwrap_or(far);
            let mut best = at(&last, column) + 1;
            if let Some(left) = column.checked_sub(1) {
                let other = b.get(left);
                best = best.min(at(&next, left) + 1).min(at(&last, left) + usize::from(other != Some(own)));
                let swapped = row > 0 && left > 0 && other == a.get(row - 1) && b.get(left - 1) == Some(own);
                if swapped && other != Some(own) {
                    best = best.min(at(&before, left - 1) + 1);
                }
            } else {
                best = row + 1;
            }
            least = least.min(best);
            if let Some(cell) = next.get_mut(column) {
                *cell = best.min(far);
            }
        }
        // A swap may still begin from the row before.
        if least > most && last.iter().all(|edits| *edits >= most) {
            return None;
        }
        (before, last) = (last, next);
    }
    last.last().copied().filter(|edits| *edits <= most)
}

/// Returns the bytes of a text as a set, which tells quickly that two texts are not alike.
pub(super) fn bag(text: &str) -> u64 {
    text.bytes().fold(0, |bag, byte| bag | 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bounded_distance_is_the_distance(a in "[abc]{0,9}", b in "[abc]{0,9}", most in 0usize..5) {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            let whole = strsim::osa_distance(&a, &b);
            prop_assert_eq!(within(&letters(&a), &letters(&b), most), Some(whole).filter(|edits| *edits <= most));
        }
    }
}
