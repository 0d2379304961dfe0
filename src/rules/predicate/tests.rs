use super::*;
use crate::catalog::{Catalog, FieldVocabulary};
use crate::rules::{ActiveRule, NoFiles, check};
use crate::source::File;

const CATALOG: &str = "\
| Name | Access | License | Cases | Scanner | Link |
| --- | --- | --- | --- | --- | --- |
| Alpha | open | | 1,000+ | GE | [page](https://alpha.example.org/data) |
| Beta | Open | CC BY 4.0 | 20 | Siemens | [page](http://beta.example.org/data) |
| Gamma | on request | N/A | ~500 | - | |
| Delta | | MIT | several | GE | [page](https://delta.example.org/data) |
| Alpha | open | MIT | 1,200 | GE | [page](https://alpha.example.org/data) |
";

fn page(head: &str) -> String {
    format!("# house/rule\n\n```toml\nseverity = \"warning\"\n{head}\n```\n\nSays.\n")
}

fn rules(head: &str) -> UserRules {
    user_rules([("a.md".to_owned(), page(head))])
}

/// The messages that a predicate gives, and how many subjects it judged.
fn ask(each: &str, when: &str) -> (Vec<String>, usize) {
    let read = rules(&format!("each = \"{each}\"\nmessage = \"{{name}} {{scanner}}\"\nwhen = {when}"));
    let [rule] = read.rules[..] else { panic!("{:?}", read.wrong) };
    let file = File::from_text("a.md", CATALOG);
    let catalogs = [Catalog::read(&file, &FieldVocabulary::default())];
    let asked = [ActiveRule::by_default(rule)];
    let found = check(&catalogs[0], &catalogs, &asked, jiff::civil::date(2026, 11, 23), &NoFiles);
    (found.findings.iter().map(|finding| finding.message.to_string()).collect(), found.counts[0].0)
}

#[test]
fn predicates_answer_in_three_values() {
    for (each, when, found, considered) in [
        ("record", "{ field = 'license', is = 'missing' }", &["Alpha GE", "Gamma (nothing)"][..], 5),
        ("record", "{ field = 'licence', is = 'present' }", &["Beta Siemens", "Delta GE", "Alpha GE"], 5),
        ("record", "{ field = 'access', is = 'open' }", &["Alpha GE", "Beta Siemens", "Alpha GE"], 4),
        ("record", "{ not = { field = 'access', is = 'open' } }", &["Gamma (nothing)"], 4),
        ("record", "{ field = 'Scanner', is-one-of = ['ge', 'philips'] }", &["Alpha GE", "Delta GE", "Alpha GE"], 4),
        ("record", "{ field = 'count', below = 100 }", &["Beta Siemens"], 4),
        ("record", "{ field = 'count', at-least = 1000 }", &["Alpha GE", "Alpha GE"], 4),
        ("record", "{ field = 'count', above = 1100.5 }", &["Alpha GE"], 3),
        ("record", "{ field = 'count', at-least = 10, at-most = 600 }", &["Beta Siemens", "Gamma (nothing)"], 4),
        ("record", "{ field = 'name', matches = '^(A|B)' }", &["Alpha GE", "Beta Siemens", "Alpha GE"], 5),
        ("record", "{ has-link = false }", &["Gamma (nothing)"], 5),
        ("record", "{ field = 'link', link-matches = '^http:' }", &["Beta Siemens"], 5),
        ("record", "{ field = 'nowhere', has-link = true }", &[], 5),
        (
            "record",
            "{ any = [{ field = 'count', below = 100 }, { field = 'access', is = 'on request' }] }",
            &["Beta Siemens", "Gamma (nothing)"],
            4,
        ),
        (
            "record",
            "{ all = [{ field = 'access', is = 'open' }, { field = 'license', is = 'missing' }] }",
            &["Alpha GE"],
            5,
        ),
        ("entity", "{ field = 'license', is = 'missing' }", &["Gamma (nothing)"], 4),
        ("entity", "{ field = 'count', above = 1100 }", &["Alpha GE"], 3),
    ] {
        let (messages, judged) = ask(each, when);
        assert_eq!(
            (messages.as_slice(), judged),
            (&*found.iter().map(ToString::to_string).collect::<Vec<_>>(), considered),
            "{when}"
        );
    }
}

#[test]
fn a_mistake_is_told_with_its_place_and_what_to_do() {
    let whole = "each = 'record'\nmessage = 'x'\n";
    for (head, place, message, help) in [
        ("each = 'record'\nwhen = { has-link = true }", "", "missing field `message`", ""),
        ("each = 'recrod'", "'recrod'", "unknown variant `recrod`, expected one of `record`, `entity`, `query`", ""),
        (&*format!("{whole}wehn = 1"), "wehn", "unknown field `wehn`", "did you mean `when`?"),
        (&*format!("{whole}when = {{ field = 'count', belw = 1 }}"), "belw", "unknown field `belw`", "`below`?"),
        (&*format!("{whole}when = {{ field = 'count', below = '1' }}"), "'1'", "invalid type: string", ""),
        (&*format!("{whole}when = {{ field = 'licens', is = 'x' }}"), "'licens'", "no field `licens`", "`license`?"),
        (&*format!("{whole}when = {{ field = 'name', matches = '(' }}"), "'('", "unclosed group", "Rust's `regex`"),
        (&*format!("{whole}when = {{ any = [{{ is = 'x' }}] }}"), "{ is = 'x' }", "of no field", "say which"),
        (&*format!("{whole}when = {{ field = 'name' }}"), "{ field = 'name' }", "nothing is asked of it", "`is`"),
        (&*format!("{whole}when = {{}}"), "{}", "asks nothing", ""),
        ("each = 'record'\nmessage = 'a {name'\nwhen = { has-link = true }", "'a {name'", "a brace", "twice"),
    ] {
        let read = rules(head);
        let [wrong] = &read.wrong[..] else { panic!("{head}: {read:?}") };
        let told = (wrong.fault.span.of(&wrong.text), &*wrong.fault.message, &*wrong.fault.help);
        assert!(place.is_empty() || told.0 == place, "{head}: {told:?}");
        assert!(told.1.contains(message) && told.2.contains(help), "{head}: {told:?}");
    }
}

#[test]
fn a_wrong_page_does_not_keep_the_others_from_being_used() {
    let good = page("each = 'record'\nmessage = 'x'\nwhen = { has-link = false }");
    let pages = [
        "no heading",
        "# House Rule\n",
        "# file/encoding\n",
        "# house/empty\n\nNo block.\n",
        &good.replace('\n', "\r\n"),
        &good,
    ];
    let read = user_rules(pages.iter().enumerate().map(|(at, page)| (format!("{at}.md"), (*page).to_owned())));
    assert_eq!(read.rules.iter().map(|rule| rule.name).collect::<Vec<_>>(), ["house/rule"]);
    let said: Vec<_> = read.wrong.iter().map(|wrong| (&*wrong.path, wrong.fault.to_string())).collect();
    let wanted = [
        ("0.md", "1:1: the page does not begin with a heading"),
        ("1.md", "1:3: the heading is not the name of a rule"),
        ("2.md", "1:3: there is a rule `file/encoding` already"),
        ("3.md", "1:1: the page has no `toml` block"),
        ("5.md", "1:3: there is a rule `house/rule` already"),
    ];
    assert_eq!(said, wanted.map(|(path, said)| (path, said.to_owned())));
}
