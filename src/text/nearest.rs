//! The word that a misspelt one was meant to be.

/// The least Jaro-Winkler similarity of a suggestion. Below it, words that share only their beginning are suggested.
const LEAST_SIMILAR: f64 = 0.8;

/// Bytes of the longest name that is compared with others: three times the longest name of a rule.
const LONGEST_NAME: usize = 100;

/// Returns the one of `names` that `name` was probably meant to be.
pub fn nearest_word<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is longer than a line is no slip of the finger, and comparing it costs as much as it is long.
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = name.to_lowercase();
    let score = |other: &str| match strsim::osa_distance(&lower, other) {
        // One slip of the finger, in a word that is more than that slip.
        1 if lower.len() > 2 => 1.0,
        _ => strsim::jaro_winkler(&lower, other),
    };
    let scored = names.into_iter().map(|other| (score(other), other)).filter(|(score, _)| *score >= LEAST_SIMILAR);
    // Of two that are equally near the first stays, so that the answer does not hang on the order of a sort.
    scored
        .fold(
            None,
            |best: Option<(f64, &str)>, next| if best.is_some_and(|b| b.0 >= next.0) { best } else { Some(next) },
        )
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["license/missing", "license/missing-column", "count/summary"];
        for (name, wanted) in [
            ("licence/missing", Some("license/missing")),
            ("count/sumary", Some("count/summary")),
            ("COUNT/SUMMARY", Some("count/summary")),
            ("cuont", None),
            ("toc/order", None),
        ] {
            assert_eq!(nearest_word(name, names), wanted, "{name}");
        }
    }
}
