//! Totals of a summary table, held against the sum of what the entities named beside them count.

use super::known::ClaimCounts;
use super::mentions::grouped;
use super::number::correction;
use crate::catalog::number::{Comparison, Interval};
use crate::catalog::{Claim, ClaimForm, Mention};
use crate::rules::{Answer, Context, Draft};

/// One term of a sum: an entity, and what it can add.
struct SumTerm<'c> {
    mention: &'c Mention,
    interval: Interval,
}

/// `count/total`.
pub(in crate::rules) fn total<'c, 't>(
    context: &Context<'c, 't>,
    claim: &'c Claim,
    known: &mut ClaimCounts<'c, 't>,
) -> Answer {
    if claim.form != ClaimForm::Total {
        return Answer::CannotTell;
    }
    // Mentions stand in the order of the text.
    let mentions = &context.catalog.mentions;
    let first = mentions.partition_point(|mention| mention.span.start < claim.within.start);
    let mentions = mentions.iter().skip(first).take_while(|mention| mention.span.start < claim.within.end);
    let mentions = mentions.filter(|mention| claim.within.contains(mention.span));
    let mut term = |mention: &'c Mention| Some(SumTerm { mention, interval: known.term(context, mention)? });
    let terms: Option<Vec<SumTerm<'_>>> = mentions.map(&mut term).collect();
    // An entity without a number could add anything.
    let Some(terms) = terms.filter(|terms| !terms.is_empty()) else { return Answer::CannotTell };
    let sum = terms.iter().fold(Interval::exact(0.0), |sum, term| sum.add(term.interval));
    // The entities named may be examples: then a total above their sum says nothing, unless the column says "total" of
    // these and the row names all that it sums. A total below what they come to is wrong either way.
    if claim.interval.compare(&sum) != Comparison::Contradicts {
        return Answer::Holds;
    }
    let parts: Vec<String> = terms.iter().map(|term| grouped(shown(term.interval))).collect();
    let message =
        format!("the total says {}, the entries named beside it come to {}", claim.text, sum_text(&parts, sum));
    let mut draft = Draft::new(claim.span, message)
        .help("correct the total, or name what else it counts")
        .subject(format!("{} {}", claim.label, claim.text));
    // Where each can add several numbers, which of the sums is meant only a person can tell.
    if sum.low >= sum.high
        && sum.low.fract() == 0.0
        && let Some(fix) = correction(claim, sum.low)
    {
        draft = draft.fix(fix);
    }
    for term in &terms {
        draft = draft.related(term.mention.span, format!("{} at the most", grouped(shown(term.interval))));
    }
    draft.into()
}

fn shown(interval: Interval) -> f64 {
    if interval.is_unbounded() { interval.low } else { interval.high }
}

fn sum_text(parts: &[String], sum: Interval) -> String {
    if parts.len() > 1 { format!("{} = {}", parts.join(" + "), grouped(shown(sum))) } else { grouped(shown(sum)) }
}
