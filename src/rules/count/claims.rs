//! Counts of the catalog's own entries: in summaries, headings, contents, badges.

use rustc_hash::FxHashSet;

use super::judgement::{ClaimJudgement, WrongCount};
use super::known::{ClaimCounts, is_silent_file};
use super::linked::LinkedJudgement;
use super::number::{badge_correction, correction, written_like};
use super::reading::CountCandidates;
use crate::catalog::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing};
use crate::markdown::SectionId;
use crate::rules::{Answer, Context, Draft};

/// Records that are all named beside the number: more would hide the finding.
const NAMED: usize = 5;
/// Letters of the longest title of a section that is named.
const LONGEST_TITLE: usize = 60;
/// Steps that people round floors to, by the least count that is rounded so: 1,247 is 1,200+, 247 is 240+, 38 is 35+.
const FLOOR_STEPS: [(usize, usize); 3] = [(1000, 100), (100, 10), (0, 5)];

/// `count/summary`.
pub(in crate::rules) fn summary<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    judge(context, claim, known, ClaimForm::Summary)
}

/// `count/section`.
pub(in crate::rules) fn section<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    judge(context, claim, known, ClaimForm::Section)
}

/// `count/badge`.
pub(in crate::rules) fn badge<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    judge(context, claim, known, ClaimForm::Badge)
}

/// `count/stale`: a floor that the entries have left far behind.
pub(in crate::rules) fn stale<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    if claim.linked.is_some() || !claim.interval.is_unbounded() || claim.is_narrowed || claim.noun != CountedNoun::Named
    {
        return Answer::CannotTell;
    }
    let (least, what) = match &claim.counted {
        CountedThing::Records => match known.judgement(context, claim) {
            ClaimJudgement::Holds { least } => (least as usize, "entries"),
            _ => return Answer::CannotTell,
        },
        CountedThing::Sections => match known.reading(context.catalog, claim) {
            Some(reading) => (reading.least, "sections with entries"),
            None => return Answer::CannotTell,
        },
        // Of entries that bear a word only those up to the floor are counted.
        CountedThing::Matching(_) | CountedThing::Sum => return Answer::CannotTell,
    };
    let floor = claim.interval.low;
    if (least as f64) < floor * context.number("factor") || least as f64 - floor < context.number("margin") {
        return Answer::Holds;
    }
    // A sentence has only the noun for a label.
    let who = if claim.pattern == ClaimPattern::Label { &claim.label } else { speaker(claim) };
    let message = format!("{who} promises {}, and {least} {what} are listed by now", claim.text);
    let rounded = round_floor(least);
    Draft::new(claim.span, message)
        .help(format!("raise it to {rounded}+, so that readers see how much there is"))
        .subject(subject(claim))
        .into()
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
) -> Answer {
    let is_bound = claim.pattern == ClaimPattern::Bound;
    if claim.form != form || !is_bound && is_silent_file(context.catalog.file.path()) {
        return Answer::CannotTell;
    }
    if let Some(path) = &claim.linked {
        return match known.linked(context, claim) {
            None => Answer::CannotTell,
            Some(LinkedJudgement::Holds) => Answer::Holds,
            Some(LinkedJudgement::Wrong { listed, alike }) => wrong_link(claim, path, listed, alike).into(),
        };
    }
    if claim.counted == CountedThing::Records {
        return match known.judgement(context, claim) {
            ClaimJudgement::CannotTell => Answer::CannotTell,
            ClaimJudgement::Holds { .. } => Answer::Holds,
            ClaimJudgement::Wrong(wrong) => wrong_count(context, claim, &wrong).into(),
        };
    }
    if matches!(claim.pattern, ClaimPattern::Tally(table) if !known.is_tally(context, table)) {
        return Answer::CannotTell;
    }
    let Some(reading) = known.reading(context.catalog, claim) else { return Answer::CannotTell };
    if !reading.contradicts(claim.interval, context.number("tolerance")) {
        return Answer::Holds;
    }
    let message = message(claim, &reading);
    let help = format!("write {}, or add what is missing", span(reading.least, reading.most));
    let mut draft = Draft::new(claim.span, message).help(help).subject(subject(claim));
    let meant = meant(claim, reading.least, reading.most).filter(|_| claim.counted != CountedThing::Sections);
    if let Some(fix) = meant.and_then(|count| correction(claim, count as f64)) {
        draft = draft.fix(fix);
    }
    for record in reading.records.iter().filter(|_| reading.records.len() <= NAMED) {
        draft = draft.related(record.name_span, "counted");
    }
    draft.into()
}

/// The contradiction for the fingerprint.
fn subject(claim: &Claim) -> String {
    format!("{} {}", claim.label, claim.text)
}

/// The author of a claim, as the message names it.
fn speaker(claim: &Claim) -> &'static str {
    match claim.pattern {
        ClaimPattern::Heading => "the heading",
        ClaimPattern::Title => "the title",
        ClaimPattern::Fold => "the summary",
        ClaimPattern::Contents | ClaimPattern::ContentsRow => "the table of contents",
        ClaimPattern::Badge => "the badge",
        ClaimPattern::Tally(_) => "the table",
        ClaimPattern::Label
        | ClaimPattern::Sentence
        | ClaimPattern::Introduction
        | ClaimPattern::Total
        | ClaimPattern::Bound
        | ClaimPattern::Linked => "the text",
    }
}

/// The finding on a claim that no fair way to count agrees with.
fn wrong_count(context: &Context<'_, '_>, claim: &Claim, wrong: &WrongCount) -> Draft {
    let (least, most) = (wrong.least as usize, wrong.most as usize);
    let noun = wrong.way.noun();
    let counted = match claim.pattern {
        ClaimPattern::Title => format!("the list below it has {} {noun}", span(least, most)),
        ClaimPattern::Fold => format!("{} {noun} are folded", span(least, most)),
        _ => match claim.scope {
            None => format!("the catalog lists {} {noun}", span(least, most)),
            Some(section) => format!("the section {} lists {} {noun}", title(context, section), span(least, most)),
        },
    };
    let mut message = format!("{} says {}, but {counted}", speaker(claim), claim.text);
    if wrong.alike > 0 {
        message.extend(["; ", &wrong.alike.to_string(), " other counts like it are right"]);
    }
    let meant = meant(claim, least, most);
    let help = match meant.and_then(|count| written_like(&claim.text, count as f64)) {
        Some(number) => format!("write {number}, or add what is missing"),
        None => format!("write {}, or add what is missing", span(least, most)),
    };
    let draft = Draft::new(claim.span, message).help(help).subject(subject(claim));
    if wrong.is_far {
        return draft.other_severity();
    }
    let fix = meant.filter(|_| !claim.is_narrowed).and_then(|count| match claim.form {
        ClaimForm::Badge => badge_correction(claim, context.text(), count),
        _ => correction(claim, count as f64),
    });
    match fix {
        Some(fix) => draft.fix(fix),
        None => draft,
    }
}

/// The finding on a count of the entries of another file.
fn wrong_link(claim: &Claim, path: &str, listed: u32, alike: usize) -> Draft {
    let path: String = path.chars().filter(|c| *c != '`').take(LONGEST_TITLE).collect();
    let entries = if listed == 1 { "entry" } else { "entries" };
    let mut message = format!("the text says {}, but `{path}` lists {listed} {entries}", claim.text);
    if alike > 0 {
        message.extend(["; ", &alike.to_string(), " other counts like it are right"]);
    }
    let count = listed as usize;
    let help = match written_like(&claim.text, count as f64) {
        Some(number) => format!("write {number}, or add what is missing"),
        None => format!("write {count}, or add what is missing"),
    };
    let draft = Draft::new(claim.span, message).help(help).subject(subject(claim));
    match correction(claim, count as f64) {
        Some(fix) => draft.fix(fix),
        None => draft,
    }
}

/// The title of a section, in code.
fn title(context: &Context<'_, '_>, section: SectionId) -> String {
    let title = context.catalog.document.title(section);
    let short: String = title.chars().filter(|c| *c != '`').take(LONGEST_TITLE).collect();
    format!("`{}`", short.trim())
}

fn message(claim: &Claim, reading: &CountCandidates<'_, '_>) -> String {
    let said = format!("{} says {}", speaker(claim), claim.text);
    let CountedThing::Matching(word) = &claim.counted else {
        return format!("{said} {}, but there are {}", claim.label, span(reading.least, reading.most));
    };
    let names = listed(reading);
    if reading.most > reading.records.len() {
        format!(
            "{said} for {word}, but {} entries name it and {} stand below it{names}",
            reading.records.len(),
            reading.most - reading.records.len()
        )
    } else {
        format!("{said} for {word}, but the entries that name it are {}{names}", reading.records.len())
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

/// The count that makes a claim true, where exactly one is left: a floor stays a floor.
fn meant(claim: &Claim, least: usize, most: usize) -> Option<usize> {
    let is_floor = claim.interval.is_unbounded() && claim.text.ends_with('+');
    let is_one = least == most;
    // Of a range only a floor names the upper end.
    let count = if is_floor { most } else { least };
    (is_one && count > 0).then_some(count)
}
