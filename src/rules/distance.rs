//! How many edits two names are apart, up to a bound: names are compared with many, of which most are far away.

use rapidfuzz::distance::osa;

/// Returns the optimal string alignment distance of two texts where it is at most `most`.
pub(super) fn within(a: &str, b: &str, most: usize) -> Option<usize> {
    osa::distance_with_args(a.chars(), b.chars(), &osa::Args::default().score_cutoff(most))
}

/// Returns the bytes of a text as a set, which tells quickly that two texts are not alike.
pub(super) fn bag(text: &str) -> u64 {
    text.bytes().fold(0, |bag, byte| bag | 1 << (byte & 63))
}

/// Returns the digits of a name: names that differ in them (`v1`, `2023`) are names of different things.
pub(super) fn digits(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bounded_distance_is_the_distance(a in "[abc]{0,9}", b in "[abc]{0,9}", most in 0usize..5) {
            let whole = strsim::osa_distance(&a, &b);
            prop_assert_eq!(within(&a, &b, most), Some(whole).filter(|edits| *edits <= most));
        }
    }
}
