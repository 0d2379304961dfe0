//! Asks a predicate of a catalog's records, in Kleene's logic: `None` is "cannot tell".

use super::{BoundSide, Condition, FieldName, FieldTest, MessagePiece, Predicate};
use crate::catalog::number::{Interval, Separators, stated};
use crate::catalog::{Catalog, Field, FieldRef, Record, missing};
use crate::markdown::{Link, LinkKind};
use crate::rules::{Answer, Context, Draft};
use crate::text::fold;

impl Predicate {
    /// Asks it of records that are one subject.
    pub(in crate::rules) fn ask(&self, context: &Context<'_, '_>, records: &[&Record<'_>]) -> Answer {
        let subject = Subject { catalog: context.catalog, records };
        let Some(first) = records.first() else { return Answer::CannotTell };
        match subject.holds(&self.when) {
            None => Answer::CannotTell,
            Some(false) => Answer::Holds,
            Some(true) => {
                let place = subject.place(&self.when).map_or(first.name_span, |field| field.span);
                let draft = Draft::new(place, subject.message(&self.message)).help(self.help.clone());
                draft.record(&*first.name).into()
            }
        }
    }
}

/// Records that are asked about together.
struct Subject<'a, 'c, 't> {
    catalog: &'c Catalog<'t>,
    records: &'a [&'a Record<'a>],
}

impl<'c, 't> Subject<'_, 'c, 't> {
    fn holds(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::All(parts) => every(parts.iter().map(|part| self.holds(part))),
            Condition::Any(parts) => every(parts.iter().map(|part| self.holds(part).map(|is| !is))).map(|is| !is),
            Condition::Not(part) => self.holds(part).map(|is| !is),
            Condition::Test(name, test) => self.test(name.as_ref(), test),
        }
    }

    /// Tests one field over all records of the subject; where two of them differ, the answer is unknown.
    fn test(&self, name: Option<&FieldName>, test: &FieldTest) -> Option<bool> {
        let answers = self.records.iter().map(|record| self.test_one(record, name, test));
        match test {
            FieldTest::Missing | FieldTest::HasLink(false) => every(answers),
            FieldTest::Present | FieldTest::HasLink(true) | FieldTest::LinkMatches(_) => {
                every(answers.map(|answer| answer.map(|is| !is))).map(|is| !is)
            }
            FieldTest::OneOf(_) | FieldTest::Matches(_) | FieldTest::Number(..) => {
                let mut said = answers.flatten();
                let first = said.next()?;
                said.all(|other| other == first).then_some(first)
            }
        }
    }

    fn test_one(&self, record: &Record<'_>, name: Option<&FieldName>, test: &FieldTest) -> Option<bool> {
        match test {
            FieldTest::HasLink(wanted) => Some(self.links(record, name).next().is_some() == *wanted),
            FieldTest::LinkMatches(pattern) => {
                Some(self.links(record, name).any(|link| pattern.is_match(&link.target)))
            }
            FieldTest::Missing => Some(self.value(record, name?).is_none()),
            FieldTest::Present => Some(self.value(record, name?).is_some()),
            FieldTest::OneOf(words) => {
                let said = self.value(record, name?)?.to_lowercase();
                Some(words.contains(&said))
            }
            FieldTest::Matches(pattern) => Some(pattern.is_match(self.value(record, name?)?)),
            FieldTest::Number(bound, number) => compare(self.value(record, name?)?, *bound, *number),
        }
    }

    fn field(&self, record: &Record<'_>, name: &FieldName) -> Option<FieldRef<'c>> {
        let labelled = |label: &str| self.catalog.fields(record).find(|field| fold::words(field.label()) == label);
        match name {
            // A column "Access" may well be read as one of links, and there may be several of one field: what the header
            // says letter for letter comes first.
            FieldName::Known(field) => labelled(field.as_str()).or_else(|| self.catalog.field(record, *field)),
            FieldName::Own(label) => labelled(label),
        }
    }

    /// Returns the value of a field; none where it is absent, or one of the spellings of a missing value.
    fn value<'r>(&self, record: &'r Record<'_>, name: &FieldName) -> Option<&'r str>
    where
        'c: 'r,
    {
        let text = match (name, self.field(record, name)) {
            (FieldName::Known(Field::Name), _) => record.name.trim(),
            (_, field) => field?.text,
        };
        // "No" is an answer where a column asks a question, and nothing where it asks for a thing.
        let asks = match name {
            FieldName::Known(field) => {
                matches!(field, Field::Access | Field::Auth | Field::Https | Field::Cors | Field::Status)
            }
            FieldName::Own(_) => true,
        };
        match missing::missing(text) {
            None => Some(text),
            Some(missing::MissingReason::No) if asks => Some(text),
            Some(_) => None,
        }
    }

    /// The links of a field, or of the record.
    fn links<'r>(
        &'r self,
        record: &'r Record<'_>,
        name: Option<&FieldName>,
    ) -> impl Iterator<Item = &'c Link<'t>> + 'r {
        let all = &self.catalog.document.links;
        let range = match name.map(|name| (name, self.field(record, name))) {
            None | Some((FieldName::Known(Field::Link), None)) => record.links.0 as usize..record.links.1 as usize,
            // A name may well be a link's text, and then its span need not begin with the link.
            Some((FieldName::Known(Field::Name), None)) => self.catalog.document.links_in(record.name_span),
            Some((_, None)) => 0..0,
            Some((_, Some(field))) => self.catalog.document.links_in(field.span),
        };
        all.get(range).unwrap_or_default().iter().filter(|link| link.kind != LinkKind::Image)
    }

    /// Returns the place of a finding: the last field of the condition that a record of the subject has.
    fn place(&self, condition: &Condition) -> Option<FieldRef<'c>> {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().rev().find_map(|part| self.place(part)),
            Condition::Not(part) => self.place(part),
            Condition::Test(name, _) => {
                let name = name.as_ref()?;
                self.records.iter().find_map(|record| self.field(record, name))
            }
        }
    }

    fn message(&self, pieces: &[MessagePiece]) -> String {
        let said = |name: &FieldName| self.records.iter().find_map(|record| self.value(record, name));
        pieces.iter().fold(String::new(), |mut message, piece| {
            message.push_str(match piece {
                MessagePiece::Text(text) => text,
                MessagePiece::Field(name) => said(name).unwrap_or("(nothing)"),
            });
            message
        })
    }
}

/// Returns true if all hold: one that does not settles it, one that cannot be told leaves it open.
fn every(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}

/// Holds the number of a text against a bound; it is decided only where every reading of the text says the same.
fn compare(text: &str, bound: BoundSide, number: f64) -> Option<bool> {
    let quantity = stated(text, Separators::Unknown)?;
    let mut answers = quantity.readings().map(|reading| side(reading, bound, number));
    let first = answers.next()??;
    answers.all(|other| other == Some(first)).then_some(first)
}

fn side(reading: Interval, bound: BoundSide, number: f64) -> Option<bool> {
    let Interval { low, high } = reading;
    let (is, is_not) = match bound {
        BoundSide::Below => (high < number, low >= number),
        BoundSide::AtLeast => (low >= number, high < number),
        BoundSide::Above => (low > number, high <= number),
        BoundSide::AtMost => (high <= number, low > number),
    };
    (is || is_not).then_some(is)
}
