//! Runs the examples of rule pages: ours in `tests/rules.rs`, a user's in `catalint test`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::Date;

use super::beside::Beside;
use super::fences::{self, Example, ExampleKind, Fence};
use super::{Asked, Check, FixKind, PageFault, RULES, Rule, check_judged, transcript, wants_links};
use crate::catalog::{Catalog, Counted, Field, Vocabulary};
use crate::config::{Config, Counted as CountedKey, Flags, Known, Settings};
use crate::finding::{Edit, Finding, Fix, apply};
use crate::source::{File, Span};

/// The date that counts as today where an example's configuration does not say `now`.
const TODAY: Date = Date::constant(2026, 11, 23);
/// Fixes that have not come to an end after so many rounds never do.
const ROUNDS: usize = 10;

/// Runs one example of a rule's page; `own` are the user's rules, which are known beside ours.
///
/// # Errors
/// Says what should have come of the example, and what did.
pub fn run(rule: &'static Rule, example: &Example, own: &[&'static Rule]) -> Result<(), String> {
    let setting = settings_for(example.config.as_ref().map_or("", |config| &config.text), own)?;
    let files = read(example)?;
    match example.kind {
        ExampleKind::Good => {
            let asked = setting.asked(Some(rule), own, !example.http.is_empty());
            let found = findings(&files, &asked, &setting, &example.http)?;
            expect_equal("a good example must bring no finding of any rule", "", &listed(&files, &found))
        }
        ExampleKind::Bad => {
            let asked = setting.asked_in_bad(rule, own);
            let found = findings_of(rule, &files, &asked, &setting, &example.http)?;
            if found.iter().all(Vec::is_empty) {
                return Err("a bad example must bring a finding, and this one brings none".to_owned());
            }
            let wanted = example.findings.as_ref().map_or("", |fence| &fence.text);
            if example.findings.is_some() {
                expect_equal("the findings are not those of the page", wanted, &listed(&files, &found))?;
            }
            check_fixes(rule, found.iter().flatten())?;
            let mended = mend(rule, files, &asked, &setting, &example.http)?;
            for (file, mended) in example.files.iter().zip(&mended) {
                let Some(fence) = &file.fixed else { continue };
                let wanted = File::from_bytes(file.name.as_str(), fence.bytes()?);
                expect_equal("the mended text is not that of the page", wanted.text(), mended.text())?;
            }
            Ok(())
        }
    }
}

/// The page with its `findings` and `md fixed` fences as the rule gives them now; fences that are lacking are added.
///
/// # Errors
/// Says what is wrong with the page or an example.
pub fn bless(rule: &'static Rule, markdown: &str, own: &[&'static Rule]) -> Result<String, String> {
    let examples = fences::examples(markdown).map_err(|fault| fault.to_string())?;
    let mut edits = Vec::new();
    for example in examples.iter().filter(|example| example.kind == ExampleKind::Bad) {
        let setting = settings_for(example.config.as_ref().map_or("", |config| &config.text), own)?;
        let files = read(example)?;
        let asked = setting.asked_in_bad(rule, own);
        let found = listed(&files, &findings_of(rule, &files, &asked, &setting, &example.http)?);
        let mut added = String::new();
        rewrite(example.findings.as_ref(), "findings", &found, &mut edits, &mut added);
        let before: Vec<String> = files.iter().map(|file| file.text().to_owned()).collect();
        let mended = mend(rule, files, &asked, &setting, &example.http)?;
        for ((file, mended), before) in example.files.iter().zip(mended).zip(before) {
            if file.fixed.is_none() && mended.text() == before {
                continue;
            }
            let name = if example.files.len() > 1 { format!(" file={}", file.name) } else { String::new() };
            let escaped = file.fixed.as_ref().unwrap_or(&file.text).escaped;
            let text = if escaped { fences::escaped(mended.text()) } else { mended.text().to_owned() };
            let info = format!("md fixed{name}{}", if escaped { " escaped" } else { "" });
            rewrite(file.fixed.as_ref(), &info, &text, &mut edits, &mut added);
        }
        if !added.is_empty() {
            let end = example.findings.as_ref().map_or(example.files_end(), |fence| fence.whole.end as usize);
            let end = end - usize::from(markdown.get(..end).is_some_and(|before| before.ends_with('\n')));
            edits.push(Fix::safe(Span::at(end), added));
        }
    }
    Ok(apply(markdown, &edits).0)
}

/// What an example's configuration comes to.
#[derive(Debug)]
pub struct Setting {
    /// The date that counts as today.
    pub now: Date,
    /// What is in force.
    pub settings: Settings,
    /// The words that the catalog is read with.
    pub words: Vocabulary,
}

/// Reads the configuration of an example: that of a user, and `now`, the date that counts as today.
///
/// # Errors
/// Says what cannot be understood.
pub fn settings_for(config: &str, own: &[&'static Rule]) -> Result<Setting, String> {
    let is_now = |line: &&str| line.split_once('=').is_some_and(|(key, _)| key.trim() == "now");
    let mut now = TODAY;
    if let Some(line) = config.lines().find(is_now) {
        let date = line.split_once('=').map_or("", |(_, date)| date.trim().trim_matches('"'));
        now = date.parse().map_err(|_| format!("`now = {date}` is no date: write `now = 2026-11-23`"))?;
    }
    let rest: String = config.lines().filter(|line| !is_now(line)).flat_map(|line| [line, "\n"]).collect();
    let config = Config::parse("catalint.toml", "/", &rest).map_err(|failure| failure.render(false, 100))?;
    let names: Vec<&str> = known(own).map(|rule| rule.name).collect();
    let fields = Field::NAMES.map(|(name, _)| name);
    let known = Known { rules: &names, fields: &fields, options: &|name| defaults(name, own) };
    if let Some(failure) = config.verify(&known).first() {
        return Err(failure.render(false, 100));
    }
    let settings = Settings::new(Arc::new(config), Arc::new(Flags::default()), std::path::Path::new("/example.md"));
    Ok(Setting { now, words: vocabulary(&settings), settings })
}

/// Our words, and those of a configuration.
pub(crate) fn vocabulary(settings: &Settings) -> Vocabulary {
    let mut words = Vocabulary::default();
    for (header, field) in settings.fields().map(|(field, header)| (header, field)).chain(settings.columns()) {
        words.add_header(header, Field::named(field).unwrap_or(Field::Other));
    }
    settings.aliases().for_each(|(alias, name)| words.add_alias(alias, name));
    settings.families().for_each(|name| words.add_family(name));
    settings.ignored_claims().for_each(|text| words.ignore_claim(text));
    for bind in settings.bound_claims() {
        let counted = match (&bind.word, bind.counts) {
            (Some(word), _) => Counted::Matching(word.get_ref().clone()),
            (None, CountedKey::Sections) => Counted::Sections,
            // Records and names are both ways to count entries, and either may be meant.
            (None, CountedKey::Records | CountedKey::Entities) => Counted::Records,
        };
        words.bind_claim(bind.text.get_ref(), counted);
    }
    words
}

/// The options of a rule with their defaults.
pub(crate) fn defaults(name: &str, own: &[&'static Rule]) -> BTreeMap<String, toml::Value> {
    let rule = known(own).find(|rule| rule.name == name);
    let options = rule.map(|rule| rule.page.head().options.iter());
    options.into_iter().flatten().map(|(name, option)| (name.clone(), option.default.clone())).collect()
}

fn known<'a>(own: &'a [&'static Rule]) -> impl Iterator<Item = &'static Rule> + 'a {
    RULES.iter().chain(own).copied()
}

impl Setting {
    /// The rule as it is asked here, whether it is on or off.
    fn asked_of(&self, rule: &'static Rule) -> Asked {
        let severity = rule.page.head().severity;
        let severity = self.settings.severity_of(rule.name, severity, true).unwrap_or(severity);
        let is_configured = self.settings.ranks(rule.name);
        Asked { rule, severity, is_configured, options: self.settings.options(rule.name) }
    }

    /// The rules that are asked in a bad example: this one alone, unless it is about what comments make of the others.
    fn asked_in_bad(&self, rule: &'static Rule, own: &[&'static Rule]) -> Vec<Asked> {
        if matches!(rule.check, Check::Suppression(_)) {
            self.asked(Some(rule), own, false)
        } else {
            vec![self.asked_of(rule)]
        }
    }

    /// All rules that are on here, and `always`; those about what servers answer only where `links` are asked for.
    fn asked(&self, always: Option<&'static Rule>, own: &[&'static Rule], links: bool) -> Vec<Asked> {
        let is_on = |rule: &&'static Rule| {
            let head = rule.page.head();
            always.is_some_and(|always| always.name == rule.name)
                || self.settings.severity_of(rule.name, head.severity, head.default).is_some()
        };
        known(own).filter(|rule| links || !wants_links(rule)).filter(is_on).map(|rule| self.asked_of(rule)).collect()
    }
}

/// The files of an example.
fn read(example: &Example) -> Result<Vec<File>, String> {
    example.files.iter().map(|file| Ok(File::from_bytes(file.name.as_str(), file.text.bytes()?))).collect()
}

/// What is found in each file.
fn findings(files: &[File], asked: &[Asked], setting: &Setting, http: &[Fence]) -> Result<Vec<Vec<Finding>>, String> {
    let catalogs: Vec<Catalog<'_>> = files.iter().map(|file| Catalog::read(file, &setting.words)).collect();
    let beside = Beside(files.iter().map(|file| file.path().to_owned()).collect());
    let verdicts = transcript::verdicts(http, &catalogs, setting.now)?;
    let check = |catalog| check_judged(catalog, &catalogs, asked, setting.now, &beside, verdicts.as_ref());
    Ok(catalogs.iter().map(|catalog| check(catalog).findings).collect())
}

/// What one rule finds in each file.
fn findings_of(
    rule: &Rule,
    files: &[File],
    asked: &[Asked],
    setting: &Setting,
    http: &[Fence],
) -> Result<Vec<Vec<Finding>>, String> {
    let mut found = findings(files, asked, setting, http)?;
    for found in &mut found {
        found.retain(|finding| finding.rule == rule.name);
    }
    Ok(found)
}

/// The findings as a page writes them, one a line: `line:column rule message`, after the file's name where there are
/// several files.
fn listed(files: &[File], findings: &[Vec<Finding>]) -> String {
    let mut list = String::new();
    for (file, findings) in files.iter().zip(findings) {
        for finding in findings {
            let place = file.position(finding.span.start as usize);
            if files.len() > 1 {
                let _ = write!(list, "{}:", file.path());
            }
            let _ = writeln!(list, "{}:{} {} {}", place.line, place.column, finding.rule, finding.message);
        }
    }
    list
}

/// Holds the fixes against what the page says of them.
fn check_fixes<'a>(rule: &Rule, findings: impl Iterator<Item = &'a Finding>) -> Result<(), String> {
    let kind = rule.page.head().fix;
    for fix in findings.filter_map(|finding| finding.fix.as_ref()) {
        match kind {
            FixKind::None => return Err("there is a fix, but the page says no `fix = …`".to_owned()),
            FixKind::Unsafe if fix.safe => return Err("there is a safe fix, but the page says `unsafe`".to_owned()),
            FixKind::Safe | FixKind::Unsafe => {}
        }
    }
    Ok(())
}

/// Applies all fixes until none is left.
fn mend(
    rule: &Rule,
    mut files: Vec<File>,
    asked: &[Asked],
    setting: &Setting,
    http: &[Fence],
) -> Result<Vec<File>, String> {
    for _ in 0..ROUNDS {
        let found = findings_of(rule, &files, asked, setting, http)?;
        let mut changed = false;
        for (file, findings) in files.iter_mut().zip(&found) {
            let (text, count) = apply(file.text(), findings.iter().filter_map(|finding| finding.fix.as_ref()));
            if count > 0 && text != file.text() {
                *file = File::from_text(file.path().to_owned(), text);
                changed = true;
            }
        }
        if !changed {
            return Ok(files);
        }
    }
    Err(format!("after {ROUNDS} rounds of fixes there is still something to fix"))
}

fn expect_equal(what: &str, wanted: &str, given: &str) -> Result<(), String> {
    if wanted.trim_end_matches('\n') == given.trim_end_matches('\n') {
        return Ok(());
    }
    let shown = |text: &str| if text.trim().is_empty() { "  (nothing)\n".to_owned() } else { indented(text) };
    Err(format!("{what}\nwanted:\n{}given:\n{}", shown(wanted), shown(given)))
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut shown, line| {
        let _ = writeln!(shown, "  {line}");
        shown
    })
}

/// Writes a fence's text anew, or adds the fence.
fn rewrite(fence: Option<&Fence>, info: &str, text: &str, edits: &mut Vec<Fix>, added: &mut String) {
    if let Some(fence) = fence {
        edits.push(Fix { safe: true, edits: vec![Edit { span: fence.span, text: text.to_owned() }] });
        return;
    }
    let ticks = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let mark = "`".repeat(3.max(ticks + 1));
    let _ = write!(added, "\n{mark}{info}\n{text}{mark}");
}

/// What is wrong with a page's examples as a whole, apart from what running them shows.
///
/// # Errors
/// Where the fences cannot be read, or a bad or a good example is lacking.
pub fn examples_of(rule: &Rule) -> Result<Vec<Example>, PageFault> {
    let page = rule.page.markdown();
    let examples = rule.page.examples()?;
    for (kind, word) in [(ExampleKind::Bad, "bad"), (ExampleKind::Good, "good")] {
        if !examples.iter().any(|example| example.kind == kind) {
            let end = Span::at(page.trim_end().len());
            return Err(PageFault::new(page, end, format!("the page has no `md {word}` example"))
                .help("a page needs one of each: they are its tests"));
        }
    }
    Ok(examples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Answers, Check, Context, Draft, Page};

    /// Mends the first slip of each file.
    fn slip(context: &Context<'_, '_>, answers: &mut Answers) {
        let Some(at) = context.text().find("teh") else { return answers.holds() };
        let span = Span::new(at, at + 3);
        answers.broken(Draft::new(span, "`teh` is no word").fix(Fix::safe(span, "the")));
    }

    fn rule(page: &'static str) -> &'static Rule {
        Box::leak(Box::new(Rule { name: "text/slip", check: Check::Document(slip), page: Page::new(page) }))
    }

    const PAGE: &str = "# text/slip\n\n```toml\nseverity = \"info\"\nfix = \"safe\"\n```\n\nSays.\n\n\
        ```md bad file=a.md\nteh teh\n```\n```md bad file=b.md escaped\na\\u{200b}teh\n```\nAnd so on.\n";

    #[test]
    fn blessing_adds_what_is_lacking_and_changes_nothing_the_second_time() {
        let wanted = "```findings\na.md:1:1 text/slip `teh` is no word\nb.md:1:3 text/slip `teh` is no word\n```\n\
            ```md fixed file=a.md\nthe the\n```\n```md fixed file=b.md escaped\na\\u{200b}the\n```\nAnd so on.\n";
        let blessed = bless(rule(PAGE), PAGE, &[]).unwrap();
        assert!(blessed.ends_with(wanted), "{blessed}");
        assert_eq!(bless(rule(PAGE), &blessed, &[]).unwrap(), blessed);
        let rule = rule(blessed.leak());
        let examples = rule.page.examples().unwrap();
        assert_eq!(run(rule, &examples[0], &[]), Ok(()));
    }

    #[test]
    fn an_example_says_in_what_it_differs() {
        for (from, to, wanted) in [
            ("the the\n", "the teh\n", "wanted:\n  the teh\ngiven:\n  the the"),
            ("b.md:1:3", "b.md:1:1", "the findings are not those of the page"),
            ("\"safe\"", "\"none\"", "there is a fix, but the page says no"),
            ("```md bad file=a.md\nteh teh\n", "```md bad file=a.md\nthe the\n", "given:\n  b.md:1:3"),
            ("escaped\na\\u", "escaped\na\\v", "`\\v{200b` is no escape"),
        ] {
            let page = bless(rule(PAGE), PAGE, &[]).unwrap().replacen(from, to, 1);
            let rule = rule(page.leak());
            let wrong = run(rule, &rule.page.examples().unwrap()[0], &[]).unwrap_err();
            assert!(wrong.contains(wanted), "{wanted}: {wrong}");
        }
    }

    #[test]
    fn a_configuration_is_read_as_a_user_writes_it() {
        let config = "now = 2020-01-02\nfields.license = ['Terms']\nrules.'record/missing-link'.share = 0.5\n\
                      severity.'record/missing-name' = 'off'";
        let setting = settings_for(config, &[]).unwrap();
        assert_eq!(setting.now, jiff::civil::date(2020, 1, 2));
        assert_eq!(setting.words.field("Terms"), Field::License);
        let asked = setting.asked(None, &[], false);
        assert!(asked.iter().all(|asked| asked.rule.name != "record/missing-name"));
        let share = asked.iter().find_map(|asked| asked.options.get("share"));
        assert_eq!(share, Some(&toml::Value::Float(0.5)));
        for (config, wanted) in [
            ("now = tomorrow", "`now = tomorrow` is no date"),
            ("severity.'record/nothing' = 'off'", "there is no rule `record/nothing`"),
            ("rules.'record/missing-link'.shar = 1", "did you mean `share`?"),
        ] {
            let wrong = settings_for(config, &[]).unwrap_err();
            assert!(wrong.contains(wanted), "{wrong}");
        }
    }
}
