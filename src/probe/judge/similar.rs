//! Compares two pages, without what they repeat of their addresses.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashSet, FxHasher};
use url::Url;

use super::page::HtmlPage;
use crate::text::fold;

/// From here on two pages are one template.
const ALIKE: f64 = 0.95;

/// Returns true if two pages are one but for what they repeat of their addresses.
pub(super) fn alike(a: (&HtmlPage, &Url), b: (&HtmlPage, &Url)) -> bool {
    let echoes: FxHashSet<String> = [a.1, b.1].into_iter().flat_map(address_words).collect();
    let (a, b) = (shingles(a.0, &echoes), shingles(b.0, &echoes));
    let shared = a.intersection(&b).count() as f64;
    let all = (a.len() + b.len()) as f64 - shared;
    all == 0.0 || shared / all >= ALIKE
}

/// The words of an address that a page may repeat: those of its last segment and of its query, and the path.
fn address_words(url: &Url) -> Vec<String> {
    let text = format!("{} {}", url.path(), url.query().unwrap_or_default());
    fold::words(&text).split(' ').map(str::to_owned).collect()
}

/// The runs of three words of a page, as hashes; of scripts without gaps, of three characters.
fn shingles(page: &HtmlPage, echoes: &FxHashSet<String>) -> FxHashSet<u64> {
    let text = fold::words(&format!("{} \n {}", page.title, page.text));
    let words = text.split(' ').filter(|word| !word.bytes().any(|b| b.is_ascii_digit()) && !echoes.contains(*word));
    let pieces: Vec<&str> = words.flat_map(pieces).filter(|piece| !piece.is_empty()).collect();
    let hash = |run: &[&str]| {
        let mut hasher = FxHasher::default();
        run.hash(&mut hasher);
        hasher.finish()
    };
    if pieces.len() < 3 { std::iter::once(hash(&pieces)).collect() } else { pieces.windows(3).map(hash).collect() }
}

/// A word, or each character of one that is written without gaps.
fn pieces(word: &str) -> Vec<&str> {
    if word.chars().all(|c| c < '\u{2e80}') {
        return vec![word];
    }
    word.char_indices().map(|(at, c)| word.get(at..at + c.len_utf8()).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(a: &str, b: &str) -> bool {
        let (left, right) = (HtmlPage::read(a, &[]), HtmlPage::read(b, &[]));
        let url = |path: &str| Url::parse(&format!("https://a.org/data/{path}")).unwrap();
        alike((&left, &url("lidc-idri")), (&right, &url("qwzx-abcd1234")))
    }

    #[test]
    fn templates_are_one() {
        let page =
            |name: &str| format!("<title>{name}</title><h1>Oops</h1><p>There is no {name} here, look elsewhere.");
        assert!(compare(&page("lidc-idri"), &page("qwzx-abcd1234")));
        assert!(!compare(
            &page("lidc-idri"),
            "<h1>Lung scans</h1><p>A thousand scans of lungs, annotated by four readers."
        ));
        assert!(compare("", ""));
        assert!(compare("<p>抱歉，您访问的页面不存在</p>", "<p>抱歉，您访问的页面不存在</p>"));
        assert!(!compare("<p>抱歉，您访问的页面不存在</p>", "<p>肺部扫描数据集，一千例</p>"));
    }
}
