//! The paths that the addresses of documents mean.

use std::path::PathBuf;

use lsp_types::Uri;
use url::Url;

/// Returns the path that a URI means; none for what is no file.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(uri.as_str()).ok()?;
    if url.scheme() == "file" { url.to_file_path().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, str::FromStr as _};

    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_keeps_its_letters() {
        for (uri, path) in [
            ("file:///a/b%20c/%E6%95%B0.md", "/a/b c/数.md"),
            ("file:///a/%23x%3f.md", "/a/#x?.md"),
            ("file://localhost/a.md", "/a.md"),
        ] {
            assert_eq!(path_of(&Uri::from_str(uri).unwrap()).unwrap(), Path::new(path));
        }
        for uri in ["untitled:Untitled-1", "https://example.org/a.md", "git:/a/b.md"] {
            assert!(path_of(&Uri::from_str(uri).unwrap()).is_none(), "{uri}");
        }
    }
}
