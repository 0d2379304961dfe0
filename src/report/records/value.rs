//! Typed values of fields.

use serde::Serialize;

use crate::catalog::{
    Field,
    date::dates,
    license::{self, License},
    missing::{MissingReason, missing},
    number::{Quantity, quantities},
};

/// The typed value of a text; numbers without an upper end have `null` there.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum TypedValue<'a> {
    /// There is no value.
    Missing { why: &'static str },
    /// SPDX expressions: one, or several whose relation is not said.
    License { spdx: Vec<String>, exact: bool },
    /// A licence of which something is not said.
    IncompleteLicense { family: String },
    /// Numbers, each an interval with its unit.
    Numbers { numbers: Vec<JsonNumber<'a>> },
    /// Dates, to the precision written.
    Dates { dates: Vec<String> },
}

#[derive(Serialize)]
pub(super) struct JsonNumber<'a> {
    low: f64,
    high: f64,
    unit: &'a str,
}

/// Returns the typed value of a field's text; nothing where it is a text and no more.
pub(super) fn value(field: Field, text: &str) -> Option<TypedValue<'_>> {
    if field == Field::Name {
        return None;
    }
    if let Some(why) = missing(text) {
        return Some(TypedValue::Missing { why: why_of(why) });
    }
    match field {
        Field::License => license_of(text),
        Field::Count | Field::Size | Field::Number | Field::Price => {
            let numbers: Vec<_> = quantities(text).iter().map(number).collect();
            (!numbers.is_empty()).then_some(TypedValue::Numbers { numbers })
        }
        Field::Year | Field::Date | Field::Expiry => {
            let dates: Vec<_> = dates(text).into_iter().map(|(date, _)| date_of(date)).collect();
            (!dates.is_empty()).then_some(TypedValue::Dates { dates })
        }
        _ => None,
    }
}

/// The one SPDX identifier that a text stands for, without a doubt.
pub(super) fn spdx_id(text: &str) -> Option<String> {
    match license::read(text) {
        License::Spdx { expression } | License::NearlySpdx { expression, complete: true } => {
            (!expression.contains(' ')).then_some(expression)
        }
        _ => None,
    }
}

fn license_of<'a>(text: &str) -> Option<TypedValue<'a>> {
    match license::read(text) {
        License::Spdx { expression } => Some(TypedValue::License { spdx: vec![expression], exact: true }),
        License::NearlySpdx { expression, complete } => {
            Some(TypedValue::License { spdx: vec![expression], exact: complete })
        }
        License::Several { expressions } => Some(TypedValue::License { spdx: expressions, exact: false }),
        License::Incomplete { family, .. } => Some(TypedValue::IncompleteLicense { family }),
        License::Missing(why) => Some(TypedValue::Missing { why: why_of(why) }),
        License::PublicDomain | License::Vague(_) | License::Unrecognized => None,
    }
}

fn why_of(missing: MissingReason) -> &'static str {
    match missing {
        MissingReason::NotApplicable => "not-applicable",
        MissingReason::NotKnown => "not-known",
        MissingReason::ToBeDone => "to-be-done",
        MissingReason::No => "no",
        MissingReason::Empty => "empty",
    }
}

fn number<'a>(quantity: &Quantity<'a>) -> JsonNumber<'a> {
    JsonNumber { low: quantity.interval.low, high: quantity.interval.high, unit: quantity.unit }
}

fn date_of(date: crate::catalog::date::Date) -> String {
    match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", date.year),
        (Some(month), None) => format!("{:04}-{month:02}", date.year),
        (None, _) => format!("{:04}", date.year),
    }
}
