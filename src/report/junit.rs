//! The XML of `JUnit`: a file is a suite of tests, a finding a case of it that failed. A file without findings is one case that
//! passed; without it a reader would say that nothing was tested.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{FindingEntry, Listing, ReportSettings, place::Characters, prose, sanitize};
use crate::finding::CheckOutcome;

pub(super) fn write(
    listing: &Listing,
    outcome: &CheckOutcome,
    setting: &ReportSettings<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut report = Report::new(env!("CARGO_PKG_NAME"));
    let mut paths = outcome.files.iter().map(|checked| checked.file.path()).collect::<Vec<_>>();
    paths.sort_unstable();
    let mut rest = listing.entries();
    for path in paths {
        // Findings stand in the order of the paths.
        let count = rest.iter().take_while(|entry| entry.sheet.places.file().path() == path).count();
        let (here, others) = rest.split_at_checked(count).unwrap_or_default();
        rest = others;
        report.add_test_suite(suite(path, here));
    }
    if !setting.unread.is_empty() {
        let mut suite = TestSuite::new("files that were not checked");
        for message in setting.unread {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(prose::plain(message)).set_type("unread");
            suite.add_test_case(TestCase::new(prose::plain(message), status));
        }
        report.add_test_suite(suite);
    }
    report.serialize(out).map_err(io::Error::other)
}

fn suite(path: &str, findings: &[FindingEntry<'_>]) -> TestSuite {
    let path = sanitize::terminal_line(path);
    let mut suite = TestSuite::new(&*path);
    if findings.is_empty() {
        let mut case = TestCase::new("no findings", TestCaseStatus::success());
        case.set_classname(&*path);
        suite.add_test_case(case);
    }
    suite.add_test_cases(findings.iter().map(|entry| case(&path, entry)));
    suite
}

/// GitLab takes two cases of one name in one class for the same one, so the name holds the place.
fn case(path: &str, entry: &FindingEntry<'_>) -> TestCase {
    let finding = entry.finding;
    let place = entry.sheet.places.place::<Characters>(finding.span.start as usize);
    let at = format!("{}:{}", place.line, place.column);
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(prose::plain(&finding.message)).set_type(finding.severity.as_str());
    status.set_description(format!("{path}:{at}: {}", prose::plain_advice(finding)));
    let mut case = TestCase::new(format!("{} at {at}", finding.rule), status);
    case.set_classname(path);
    case.extra.insert("file".into(), path.into());
    case.extra.insert("line".into(), place.line.to_string().into());
    case
}
