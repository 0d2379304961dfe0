//! Names looked for in the whole text, all of them in one pass.

use regex::Regex;
use rustc_hash::FxHashMap;

use crate::source::Span;

/// Where names appear as the beginning of words, whatever their case.
#[derive(Debug)]
pub(super) struct OtherOccurrences {
    /// The names in lower case, sorted, each with its first and its last place.
    names: Vec<(String, Option<(usize, usize)>)>,
    /// The names by themselves.
    index: FxHashMap<String, usize>,
}

impl OtherOccurrences {
    /// Looks for names in a text.
    pub(super) fn of<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Self {
        let mut sorted: Vec<String> = names.map(lower).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let index = sorted.iter().cloned().zip(0..).collect();
        let longest = sorted.iter().map(String::len).max().unwrap_or_default();
        let mut found = Self { names: sorted.into_iter().map(|name| (name, None)).collect(), index };
        let parents = found.parents();
        let Ok(words) = Regex::new(r"\b\w") else { return found };
        for word in words.find_iter(text) {
            found.take(word.start(), &beginning(text, word.start(), longest), &parents);
        }
        found.hand_up(&parents);
        found
    }

    /// For each name the longest other one that it begins with.
    fn parents(&self) -> Vec<Option<usize>> {
        let mut parents: Vec<Option<usize>> = Vec::with_capacity(self.names.len());
        for (index, (name, _)) in self.names.iter().enumerate() {
            let mut above = index.checked_sub(1);
            while let Some(own) = above {
                if self.names.get(own).is_some_and(|(other, _)| name.starts_with(other.as_str())) {
                    break;
                }
                above = parents.get(own).copied().flatten();
            }
            parents.push(above);
        }
        parents
    }

    /// Notes the longest name that a place begins with.
    fn take(&mut self, place: usize, beginning: &str, parents: &[Option<usize>]) {
        let mut at = self.names.partition_point(|(name, _)| name.as_str() <= beginning).checked_sub(1);
        while let Some(own) = at {
            let Some((name, places)) = self.names.get_mut(own) else { return };
            if beginning.starts_with(name.as_str()) {
                *places = Some(places.map_or((place, place), |(first, _)| (first, place)));
                return;
            }
            at = parents.get(own).copied().flatten();
        }
    }

    /// Where a name is, the names are that it begins with. Those stand before it.
    fn hand_up(&mut self, parents: &[Option<usize>]) {
        for (index, parent) in parents.iter().enumerate().rev() {
            let own = self.names.get(index).and_then(|(_, places)| *places);
            let above = parent.and_then(|parent| self.names.get_mut(parent));
            if let (Some((first, last)), Some((_, places))) = (own, above) {
                *places = Some(places.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
        }
    }

    /// True if a name appears outside a part of the text.
    pub(super) fn holds(&self, name: &str, within: Span) -> bool {
        let places = self.index.get(&lower(name)).and_then(|&index| self.names.get(index)?.1);
        places.is_some_and(|(first, last)| first < within.start as usize || last >= within.end as usize)
    }
}

/// The text from a place on in lower case, as long as the longest name.
fn beginning(text: &str, place: usize, longest: usize) -> String {
    let mut beginning = String::with_capacity(longest + 4);
    for letter in text.get(place..).unwrap_or_default().chars() {
        if beginning.len() >= longest {
            break;
        }
        beginning.extend(letter.to_lowercase());
    }
    beginning
}

/// Letter by letter, so that a word at the end of a text is the same as in it.
fn lower(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// One pass for all names finds what a search for each of them finds.
        #[test]
        fn all_names_at_once_are_found_like_each_alone(
            text in "[abA É\n,]{0,24}",
            names in proptest::collection::vec("[abÉ]{1,3}( [ab])?", 1..6),
            cut in 0usize..8,
        ) {
            // Mentions stand in lines of their own.
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let start: usize = lines.iter().take(cut).map(|line| line.len()).sum();
            let within = Span::new(start, start + lines.get(cut).map_or(0, |line| line.len()));
            let elsewhere = OtherOccurrences::of(&text, names.iter().map(String::as_str));
            for name in &names {
                let pattern = Regex::new(&format!(r"(?i)\b{}", regex::escape(name))).unwrap();
                let parts = [text.get(..within.start as usize), text.get(within.end as usize..)];
                let alone = parts.into_iter().flatten().any(|part| pattern.is_match(part));
                prop_assert_eq!(elsewhere.holds(name, within), alone, "{}", name);
            }
        }
    }
}
