//! Templates: texts that pages, entries or comments are made from, whose links and rows are not those of a page.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::vocabulary::vocabulary;

/// See `rules/vocabulary/templates.toml`, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateWords {
    marks: Vec<String>,
    names: Vec<String>,
}

vocabulary! { fn read_templates() -> TemplateWords = "templates.toml" }

static WORDS: LazyLock<TemplateWords> = LazyLock::new(read_templates);

/// Returns true if a text is part of a template.
pub(super) fn is_template(text: &str) -> bool {
    WORDS.marks.iter().any(|mark| text.contains(mark.as_str()))
}

/// Returns true if the path of a file says that it is a template: `PULL_REQUEST_TEMPLATE.md`, `templates/comment.md`.
pub(super) fn is_template_file(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let says = |part: &str| {
        part.split(|c: char| !c.is_alphanumeric())
            .any(|word| WORDS.names.iter().any(|name| name.eq_ignore_ascii_case(word)))
    };
    // `templates.md` is rather a list of templates.
    folders.split('/').any(says) || says(name) && !name.to_ascii_lowercase().starts_with("templates.")
}

#[cfg(test)]
mod tests {
    use super::is_template_file;

    #[test]
    fn a_list_of_templates_is_none() {
        for path in
            ["PULL_REQUEST_TEMPLATE.md", ".github/ISSUE_TEMPLATE/new.md", "templates/README.md", "README.template.md"]
        {
            assert!(is_template_file(path), "{path}");
        }
        for path in ["README.md", "docs/templates.md", "docs/website-templating.md"] {
            assert!(!is_template_file(path), "{path}");
        }
    }
}
