//! Links alive, dead and unclear over the last nights, as the areas of a small plot.

use std::collections::BTreeMap;

use serde::Serialize;

use super::words;
use crate::{
    audit::{AuditOutcome, RunMark},
    probe::LinkState,
};

/// Width and height of the plot, in its own units.
const SIZE: (f64, f64) = (600.0, 80.0);
/// The most nights that are shown, the newest.
const NIGHTS: usize = 60;
/// The areas from the bottom to the top.
const AREAS: [LinkState; 4] = [LinkState::Dead, LinkState::Unclear, LinkState::Moved, LinkState::Alive];

/// A plot.
#[derive(Debug, Serialize)]
pub(super) struct TrendPlot {
    label: String,
    from: String,
    to: String,
    width: f64,
    height: f64,
    areas: Vec<TrendArea>,
}

/// An area of a plot: its outline as the points of a polygon.
#[derive(Debug, Serialize)]
struct TrendArea {
    verdict: &'static str,
    points: String,
}

impl TrendPlot {
    /// Plots the nights on which links of the audit were asked; none where that is one night or none. A link that was not
    /// asked on one is what it was.
    pub(super) fn of(audit: &AuditOutcome) -> Option<Self> {
        let counts = counts(audit);
        let ((first, _), (last, now)) = (counts.first()?, counts.last()?);
        if counts.len() < 2 {
            return None;
        }
        let number = |state: usize| now.get(state).copied().unwrap_or_default();
        let label = format!(
            "Links over {} nights from {} to {}; now {} alive, {} moved, {} unclear, {} dead",
            counts.len(),
            first,
            last,
            number(3),
            number(2),
            number(1),
            number(0)
        );
        let areas = (0..AREAS.len()).filter_map(|state| area(&counts, state)).collect();
        let (from, to) = (first.clone(), last.clone());
        Some(Self { label, from, to, width: SIZE.0, height: SIZE.1, areas })
    }
}

/// For each night, the links of each area.
fn counts(audit: &AuditOutcome) -> Vec<(String, [usize; AREAS.len()])> {
    let mut changes: BTreeMap<String, [i64; AREAS.len()]> = BTreeMap::new();
    for link in &audit.links {
        let mut before: Option<usize> = None;
        for RunMark { at, verdict, .. } in &link.nights {
            let own = changes.entry(words::day(*at)).or_default();
            let now = AREAS.iter().position(|state| state == verdict);
            for (state, step) in [(before, -1), (now, 1)] {
                if let Some(count) = state.and_then(|state| own.get_mut(state)) {
                    *count += step;
                }
            }
            before = now;
        }
    }
    let mut sum = [0_i64; AREAS.len()];
    let mut counts: Vec<_> = changes
        .into_iter()
        .map(|(at, steps)| {
            sum.iter_mut().zip(steps).for_each(|(own, step)| *own += step);
            (at, sum.map(|count| usize::try_from(count).unwrap_or_default()))
        })
        .collect();
    counts.drain(..counts.len().saturating_sub(NIGHTS));
    counts
}

fn area(counts: &[(String, [usize; AREAS.len()])], state: usize) -> Option<TrendArea> {
    let most = counts.iter().map(|(_, own)| own.iter().sum::<usize>()).max().filter(|most| *most > 0)?;
    if counts.iter().all(|(_, own)| own.get(state).is_none_or(|count| *count == 0)) {
        return None;
    }
    let steps = (counts.len() - 1).max(1) as f64;
    let point = |at: usize, below: usize| {
        let (x, y) = (SIZE.0 * at as f64 / steps, SIZE.1 * (1.0 - below as f64 / most as f64));
        format!("{x:.1},{y:.1}")
    };
    let edge = |states: usize| {
        counts.iter().enumerate().map(move |(at, (_, own))| (at, own.iter().take(states).sum::<usize>()))
    };
    let upper = edge(state + 1).map(|(at, below)| point(at, below));
    let lower: Vec<String> = edge(state).map(|(at, below)| point(at, below)).collect();
    let points = upper.chain(lower.into_iter().rev()).collect::<Vec<_>>().join(" ");
    Some(TrendArea { verdict: AREAS.get(state)?.as_str(), points })
}
