//! Files that were renamed: what is gone under one path and came under another, and is mostly the same lines.

use std::collections::BTreeMap;

/// More pairs than this are not compared line by line; git has such a bound too.
const PAIRS: usize = 250_000;

/// The pairs (came, gone) of which each is the other under a new name, at most one for each file. Two texts are one file
/// where at least half of the longer one's bytes stand in lines that both have, as git counts it too; the most alike
/// are paired first.
pub fn renames(came: &[&str], gone: &[&str]) -> Vec<(usize, usize)> {
    let (mut new_taken, mut old_taken) = (vec![false; came.len()], vec![false; gone.len()]);
    let mut pairs = same(came, gone, &mut new_taken, &mut old_taken);
    let open = |taken: &[bool]| taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(at, _)| at).collect();
    let (new_open, old_open): (Vec<usize>, Vec<usize>) = (open(&new_taken), open(&old_taken));
    if new_open.len() * old_open.len() > PAIRS {
        return pairs;
    }
    let olds: Vec<_> = old_open.iter().map(|&at| (at, sized(gone, at))).collect();
    let mut scores = Vec::new();
    for new in new_open {
        let (new_size, new_lines) = sized(came, new);
        for (old, (old_size, old_lines)) in &olds {
            let longer = new_size.max(*old_size);
            if new_size.min(*old_size) * 2 < longer || longer == 0 {
                continue;
            }
            let shared = shared(&new_lines, old_lines);
            if shared * 2 >= longer {
                // In thousandths, the best first; of equals the first by path.
                scores.push((usize::MAX - shared * 1000 / longer, new, *old));
            }
        }
    }
    scores.sort_unstable();
    for (_, new, old) in scores {
        if let (Some(new_taken @ false), Some(old_taken @ false)) = (new_taken.get_mut(new), old_taken.get_mut(old)) {
            (*new_taken, *old_taken) = (true, true);
            pairs.push((new, old));
        }
    }
    pairs
}

/// The pairs of which both are the same text.
fn same(came: &[&str], gone: &[&str], new_taken: &mut [bool], old_taken: &mut [bool]) -> Vec<(usize, usize)> {
    let mut by_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (old, text) in gone.iter().enumerate().rev().filter(|(_, text)| !text.is_empty()) {
        by_text.entry(text).or_default().push(old);
    }
    let mut pairs = Vec::new();
    for ((new, text), new_taken) in came.iter().enumerate().zip(new_taken) {
        let Some(old) = by_text.get_mut(text).and_then(Vec::pop) else { continue };
        *new_taken = true;
        if let Some(old_taken) = old_taken.get_mut(old) {
            *old_taken = true;
        }
        pairs.push((new, old));
    }
    pairs
}

/// The size and the lines of one of some texts.
fn sized<'t>(texts: &[&'t str], at: usize) -> (usize, BTreeMap<&'t str, usize>) {
    texts.get(at).map_or((0, BTreeMap::new()), |text| (text.len(), lines(text)))
}

/// Counts the occurrences of each line in a text, its ending included.
fn lines(text: &str) -> BTreeMap<&str, usize> {
    let mut lines = BTreeMap::new();
    for line in text.split_inclusive('\n') {
        *lines.entry(line).or_insert(0) += 1;
    }
    lines
}

/// The bytes of the lines that both have.
fn shared(a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>) -> usize {
    a.iter().map(|(line, count)| line.len() * b.get(line).map_or(0, |other| *count.min(other))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_are_paired() {
        let long = "# Data\n\n- one\n- two\n- three\n- four\n";
        let changed = "# Data\n\n- one\n- two\n- three\n- five\n- six\n";
        let other = "# Tools\n\nNothing of it.\n";
        for (came, gone, wanted) in [
            (&[long][..], &[long][..], &[(0, 0)][..]),
            (&[changed], &[other, long], &[(0, 1)]),
            (&[changed, long], &[long], &[(1, 0)]),
            (&[other], &[long], &[]),
            (&[""], &[""], &[]),
            (&[], &[long], &[]),
        ] {
            assert_eq!(renames(came, gone), wanted);
        }
    }
}
