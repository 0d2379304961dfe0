//! Counts of the catalog's own entries: in summaries, headings, contents, badges.

use rustc_hash::FxHashSet;

use super::known::ClaimCounts;
use super::number::{badge_correction, correction, written_like};
use super::reading::CountCandidates;
use crate::catalog::{Claim, ClaimForm, CountedThing};
use crate::rules::{Answer, Context, Draft};

/// Records that are all named beside the number: more would hide the finding.
const NAMED: usize = 5;
/// Steps that people round floors to, by the least count that is rounded so: 1,247 is 1,200+, 247 is 240+, 38 is 35+.
const FLOOR_STEPS: [(usize, usize); 3] = [(1000, 100), (100, 10), (0, 5)];

/// `count/summary`.
pub(in crate::rules) fn summary<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    judge(context, claim, known, ClaimForm::Summary, "the text")
}

/// `count/section`.
pub(in crate::rules) fn section<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    judge(context, claim, known, ClaimForm::Section, "the count beside the section")
}

/// `count/badge`.
pub(in crate::rules) fn badge<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    judge(context, claim, known, ClaimForm::Badge, "the badge")
}

/// `count/stale`: a floor that the entries have left far behind.
pub(in crate::rules) fn stale<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    // Of entries that bear a word only those up to the floor are counted.
    let countable = matches!(claim.counted, CountedThing::Records | CountedThing::Sections);
    if !claim.interval.is_unbounded() || !countable {
        return Answer::CannotTell;
    }
    let Some(reading) = known.reading(context.catalog, claim) else { return Answer::CannotTell };
    let (floor, least) = (claim.interval.low, reading.least as f64);
    if least < floor * context.number("factor") || least - floor < context.number("margin") {
        return Answer::Holds;
    }
    let what = noun(claim);
    // A sentence has only the noun for a label.
    let who = if is_sentence(claim) { "the text" } else { &claim.label };
    let message = format!("{who} promises {}, and {} {what} are listed by now", claim.text, reading.least);
    let rounded = round_floor(reading.least);
    Draft::new(claim.span, message)
        .help(format!("raise it to {rounded}+, so that readers see how much there is"))
        .subject(format!("{} {}", claim.label, claim.text))
        .into()
}

/// Returns true if a claim is made in a sentence, where what is counted stands behind the number.
fn is_sentence(claim: &Claim) -> bool {
    let label = claim.label.trim();
    claim.form == ClaimForm::Summary && !label.contains(' ') && label.chars().all(char::is_lowercase)
}

/// The number as people write floors: 247 is 240+, 38 is 35+.
fn round_floor(count: usize) -> usize {
    let step = FLOOR_STEPS.iter().find(|(least, _)| count >= *least).map_or(1, |(_, step)| *step);
    count / step * step
}

/// Judges a claim of one form; the others are other rules'.
fn judge<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
    form: ClaimForm,
    who: &str,
) -> Answer {
    if claim.form != form {
        return Answer::CannotTell;
    }
    let Some(reading) = known.reading(context.catalog, claim) else { return Answer::CannotTell };
    // What counts as a section is a matter of taste: a number near one of the ways to count them will do.
    let tolerance = context.number("tolerance").max(if claim.counted == CountedThing::Sections { 0.2 } else { 0.0 });
    if !reading.contradicts(claim.interval, tolerance) {
        return Answer::Holds;
    }
    // Far more named than read: the entries are written in a way that was not read, or stand elsewhere.
    if claim.form != ClaimForm::Summary && ((reading.most * 3) as f64) < claim.interval.low {
        return Answer::CannotTell;
    }
    let message = message(claim, &reading, who);
    let mut draft =
        Draft::new(claim.span, message).help(help(claim, &reading)).subject(format!("{} {}", claim.label, claim.text));
    let fix = meant(claim, &reading).and_then(|count| match claim.form {
        ClaimForm::Badge => badge_correction(claim, context.text(), count),
        _ => correction(claim, count as f64),
    });
    if let Some(fix) = fix {
        draft = draft.fix(fix);
    }
    for record in reading.records.iter().filter(|_| reading.records.len() <= NAMED) {
        draft = draft.related(record.name_span, "counted");
    }
    draft.into()
}

fn noun(claim: &Claim) -> &'static str {
    if claim.counted == CountedThing::Sections { "sections with entries" } else { "entries" }
}

fn message(claim: &Claim, reading: &CountCandidates<'_, '_>, who: &str) -> String {
    let said = format!("{who} says {}", claim.text);
    match &claim.counted {
        CountedThing::Matching(word) => {
            let names = listed(reading);
            if reading.most > reading.records.len() {
                format!(
                    "{said} for {word}, {} entries name it and {} stand below it{names}",
                    reading.records.len(),
                    reading.most - reading.records.len()
                )
            } else {
                format!("{said} for {word}, the entries that name it are {}{names}", reading.records.len())
            }
        }
        CountedThing::Sections => format!("{said} {}, there are {}", claim.label, span(reading.least, reading.most)),
        _ if reading.names < reading.records.len() => {
            format!("{said}, the entries are {} under {} names", reading.records.len(), reading.names)
        }
        _ => format!("{said}, the entries are {}", span(reading.least, reading.most)),
    }
}

fn span(least: usize, most: usize) -> String {
    if least == most { most.to_string() } else { format!("{least} to {most}") }
}

/// The names of the entries that count: all of a few, the first of many.
fn listed(reading: &CountCandidates<'_, '_>) -> String {
    const SHOWN: usize = 12;
    let mut known: FxHashSet<&str> = FxHashSet::default();
    let names = reading.records.iter().map(|record| &*record.name).filter(|name| known.insert(name));
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    let rest = names.len().saturating_sub(SHOWN);
    let shown = names.get(..SHOWN.min(names.len())).unwrap_or_default().join(", ");
    if rest == 0 { format!(": {shown}") } else { format!(": {shown} and {rest} more") }
}

fn help(claim: &Claim, reading: &CountCandidates<'_, '_>) -> String {
    match meant(claim, reading).and_then(|count| written_like(&claim.text, count as f64)) {
        Some(number) => format!("write {number}, or add what is missing"),
        None => format!("write {}, or add what is missing", span(reading.least, reading.most)),
    }
}

/// The count that makes it true, where one is plainly meant: a floor stays a floor.
fn meant(claim: &Claim, reading: &CountCandidates<'_, '_>) -> Option<usize> {
    let floor = claim.interval.is_unbounded() && claim.text.ends_with('+');
    let count = if floor { reading.most } else { reading.least };
    let one = floor || reading.least == reading.most;
    (claim.counted != CountedThing::Sections && one && count > 0).then_some(count)
}
