//! Entries that a change adds again, or removes.

use super::{findings, git::repository, write};

const TOOLS: &str = "# Tools\n\n## Recorders\n\n\
    - [ShareX](https://getsharex.com/downloads/) - Takes screenshots.\n\
    - [Kap](https://getkap.co/app/) - Records the screen.\n\n\
    ## Uploaders\n\n\
    - [Upload](https://upload.example.com/app/) - Uploads files.\n";

#[test]
fn an_entry_that_a_change_repeats_in_another_section_is_a_warning() {
    let folder = repository(&[("README.md", TOOLS)]);
    let folder = folder.path();
    let again = "- [ShareX](http://www.getsharex.com/downloads?utm_source=x) - Shares screenshots.\n";
    let other = "- [Imgur](https://getkap.co/app) - Shows pictures.\n";
    write(folder, &[("README.md", &format!("{TOOLS}{again}{other}"))]);
    let wanted = ["link/insecure:11", "link/tracking:11", "record/duplicate:11", "record/shared-link:12"];
    let mut found = findings(folder, &["check", "--base", "HEAD", "--fail-on", "warning"]);
    found.sort();
    assert_eq!(found, wanted);
}

#[test]
fn an_entry_that_is_removed_and_still_named_is_reported() {
    let catalog = "# Scans\n\n| Name | License | Link |\n| --- | --- | --- |\n\
        | KiTS23 | Apache-2.0 | [data](https://kits-challenge.org/kits23/) |\n\
        | AMOS22 | CC-BY-4.0 | [data](https://zenodo.org/records/7262581) |\n\
        | CAMUS | CC-BY-4.0 | [data](https://www.creatis.insa-lyon.fr/Challenge/camus/) |\n\n\
        ## Where to begin\n\nFor organs of the abdomen, begin with AMOS22 (500 scans).\n";
    let folder = repository(&[("README.md", catalog)]);
    let folder = folder.path();
    let row = "| AMOS22 | CC-BY-4.0 | [data](https://zenodo.org/records/7262581) |\n";
    write(folder, &[("README.md", &catalog.replace(row, ""))]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), ["reference/unknown:10"]);
    // With another name and the same address it was renamed.
    write(folder, &[("README.md", &catalog.replace("| AMOS22 ", "| AMOS "))]);
    assert_eq!(findings(folder, &["check", "--base", "HEAD"]), [""; 0]);
}
