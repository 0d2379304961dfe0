//! Folders of several files: what one file looks up in another, and rule pages beside a catalog.

use super::make::{list, number, word};
use super::{CONFIG, Shape, folder};

pub(crate) const SHAPES: &[Shape] = &[
    folder("files_of_missing_fragments", |n| {
        files(n, &headings(n / 2), |i| format!("[a](README.md#{}-{i}-section)\n", word(i).to_lowercase()))
    }),
    folder("files_of_near_fragments", |n| {
        files(n, &headings(n / 2), |i| format!("[a](README.md#{}{i}-sectoin)\n", word(i).to_lowercase()))
    }),
    folder("files_of_missing_files", |n| files(n, &headings(n / 2), |i| format!("[a](folder/{}{i}.md)\n", word(i)))),
    folder("files_of_the_same_claims", |n| files(n, &list(n / 2), |i| format!("The list has {i} entries.\n"))),
    folder("files_of_the_same_entries", |n| {
        files(n, &list(n / 2), |i| format!("- [{}{i}](https://e.org/{i}) - Text. (MIT)\n", word(i)))
    }),
    folder("rule_pages", |n| rule_pages(n, &list(1_000), "record")),
    folder("rule_pages_about_entities", |n| rule_pages(n, &list(1_000), "entity")),
    folder("rule_pages_suppressed", |n| {
        let comment = |i| format!("A. <!-- catalint-ignore own/no-mit-{i}: w -->\n\n");
        rule_pages(n / 2, &(list(1_000) + &number("\n", n / 2, comment)), "record")
    }),
    folder("files_beside_a_long_configuration", |n| {
        let mut files = files(n / 2, "# A\n", |i| format!("# File {i}\n"));
        files.push((CONFIG.to_owned(), number("[check]\nignore = [", n / 2, |_| "'link', ".to_owned()) + "]\n"));
        files
    }),
];

/// A README and small files beside it, of half the size.
fn files(n: usize, readme: &str, text: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let mut files = vec![("README.md".to_owned(), readme.to_owned())];
    let mut size = 0;
    while size < n / 2 {
        let text = text(files.len());
        size += text.len();
        files.push((format!("file{}.md", files.len()), text));
    }
    files
}

fn headings(n: usize) -> String {
    number("# A\n\n", n, |i| format!("## {}{i} section\n\n", word(i)))
}

/// A catalog, and pages of rules that ask about each of its records or entities.
fn rule_pages(n: usize, catalog: &str, each: &str) -> Vec<(String, String)> {
    let config = "[check]\ninclude = ['README.md']\n[rules]\npages = ['pages']\n";
    let mut files = vec![(CONFIG.to_owned(), config.to_owned()), ("README.md".to_owned(), catalog.to_owned())];
    let mut size = 0;
    while size < n {
        let page = format!(
            "# own/no-mit-{0}\n\n```toml\nseverity = 'error'\neach = '{each}'\nwhen = {{ field = 'license', is = 'MIT' }}\n\
             message = 'number {0}'\n```\n\nA rule.\n",
            files.len()
        );
        size += page.len();
        files.push((format!("pages/{}.md", files.len()), page));
    }
    files
}
