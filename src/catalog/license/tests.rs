//! Licences as the corpus has them.

use proptest::prelude::*;
use toml::Table;

use super::*;
use crate::vocabulary::vocabulary;

/// A licence in short: `=` for exact, `~` for nearly, `?` for incomplete.
fn shown(text: &str) -> String {
    match read(text) {
        License::Spdx { expression } => format!("={expression}"),
        License::NearlySpdx { expression, complete: true } => format!("~{expression}"),
        License::NearlySpdx { expression, complete: false } => format!("~~{expression}"),
        License::Several { expressions } => format!("&{}", expressions.join(" & ")),
        License::Incomplete { family, lacks } => format!("?{family} {lacks:?}"),
        License::PublicDomain => "public domain".to_owned(),
        License::Vague(_) => "vague".to_owned(),
        License::Missing(_) => "missing".to_owned(),
        License::Unrecognized => "unrecognized".to_owned(),
    }
}

#[test]
fn licenses_are_told_apart() {
    for (text, expected) in [
        ("MIT", "=MIT"),
        ("apache-2.0", "~Apache-2.0"),
        ("Apache-2.0", "=Apache-2.0"),
        ("Apache 2.0", "~Apache-2.0"),
        ("Apache2", "~Apache-2.0"),
        ("Apache-2", "~Apache-2.0"),
        ("Apache License 2.0", "~Apache-2.0"),
        ("Apache License, Version 2.0", "~Apache-2.0"),
        ("GNU GPL 3.0", "~GPL-3.0"),
        ("GPLv3", "~GPL-3.0"),
        ("GPL v3", "~GPL-3.0"),
        ("gnu gpl v2", "~GPL-2.0"),
        ("GPL-3.0", "=GPL-3.0"),
        ("GPLv3+", "~GPL-3.0-or-later"),
        ("GNU Affero General Public License v3.0", "~AGPL-3.0"),
        ("LGPL-2.1", "=LGPL-2.1"),
        ("LGPLv3", "~LGPL-3.0"),
        ("BSD 3-Clause", "~BSD-3-Clause"),
        ("BSD3", "~BSD-3-Clause"),
        ("3-Clause BSD License", "~BSD-3-Clause"),
        ("MIT License", "~MIT"),
        ("The MIT License", "~MIT"),
        ("zlib", "~Zlib"),
        ("zLib", "~Zlib"),
        ("MPL2", "~MPL-2.0"),
        ("CC BY 4.0", "~CC-BY-4.0"),
        ("CC-BY-4.0", "=CC-BY-4.0"),
        ("[CC-BY 4.0]", "~CC-BY-4.0"),
        ("**CC BY-NC-SA 4.0**", "~CC-BY-NC-SA-4.0"),
        ("Creative Commons Attribution-NonCommercial 4.0 International", "~CC-BY-NC-4.0"),
        ("CC-BY-3.0 US", "~CC-BY-3.0-US"),
        ("CC-BY-SA 3.0 US", "~~CC-BY-SA-3.0"),
        ("CC0", "~CC0-1.0"),
        ("CC-0", "~CC0-1.0"),
        ("ODbL", "~ODbL-1.0"),
        ("PDDL", "~PDDL-1.0"),
        ("Unlicense", "=Unlicense"),
        ("The Unlicense", "~Unlicense"),
        ("CC BY-NC-SA", "?CC-BY-NC-SA Version"),
        ("CC 4.0", "?CC Element"),
        ("Creative Commons", "?CC Element"),
        ("GPL", "?GPL Version"),
        ("BSD", "?BSD Version"),
        ("Apache", "?Apache Version"),
        ("PSF", "?PSF Version"),
        ("PSF License", "?PSF Version"),
        ("Python Software Foundation License", "?PSF Version"),
        ("PSF License 2.0", "~PSF-2.0"),
        ("Python Software Foundation License Version 2", "~PSF-2.0"),
        ("Python-2.0", "=Python-2.0"),
        ("Public domain", "public domain"),
        ("MIT / Apache 2.0", "~MIT OR Apache-2.0"),
        ("AGPL-3.0/MIT", "~AGPL-3.0 OR MIT"),
        ("MIT or Apache-2.0", "~MIT OR Apache-2.0"),
        ("MIT OR Apache-2.0", "=MIT OR Apache-2.0"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "=GPL-2.0-only WITH Classpath-exception-2.0"),
        ("MIT, Apache 2.0", "&MIT & Apache-2.0"),
        ("CC-BY-NC 4.0 (some audio) / CC-BY 2.0 (other)", "~~CC-BY-NC-4.0 OR CC-BY-2.0"),
        ("Public", "vague"),
        ("Research", "vague"),
        ("Academic", "vague"),
        ("Open", "vague"),
        ("Free", "vague"),
        ("Custom", "vague"),
        ("Various", "vague"),
        ("Other", "vague"),
        ("EULA", "vague"),
        ("research only", "vague"),
        ("Available for research purposes only", "vague"),
        ("Academic License & Commercial License", "vague"),
        ("Custom Free if you have under 700M users", "vague"),
        ("TBD", "missing"),
        ("", "missing"),
        ("?", "missing"),
        ("json", "unrecognized"),
        ("Docker", "unrecognized"),
        ("mostly(?) CC-0", "unrecognized"),
        ("CC BY 9.0", "unrecognized"),
        ("Foo", "unrecognized"),
        ("✅ MIT", "~~MIT"),
        // As spdx-correct and the list of SPDX have them.
        ("GPL v.2", "~GPL-2.0"),
        ("Apache v. 2", "~Apache-2.0"),
        ("LGPL v2+", "~LGPL-2.0-or-later"),
        ("WTFPLv2", "~WTFPL"),
        ("Standard 3-clause BSD", "~BSD-3-Clause"),
        ("Mozilla Public License 1.1", "~MPL-1.1"),
        ("GNU General Public License v2.0 only", "~GPL-2.0-only"),
        ("BSD 3-Clause \"New\" or \"Revised\" License", "~BSD-3-Clause"),
        ("MIT (https://opensource.org/licenses/MIT)", "~~MIT"),
        ("GPL-3.0+", "=GPL-3.0+"),
        ("Python", "unrecognized"),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

vocabulary! { fn read_table() -> Table = "licenses.toml" }

#[test]
fn every_name_of_the_vocabulary_is_an_spdx_identifier() {
    let lists = read_table();
    let ids = lists["names"].as_table().unwrap().keys().map(String::as_str);
    let pages = lists["pages"].as_table().unwrap().values().filter_map(|id| id.as_str());
    for id in ids.chain(pages) {
        assert!(spdx::license_id(id).is_some(), "{id}");
    }
    for (id, spellings) in lists["names"].as_table().unwrap() {
        for spelling in spellings.as_array().unwrap() {
            let spelling = spelling.as_str().unwrap();
            assert_eq!(vocabulary().find(spelling), Some(&LicenseName::Id(id.clone())), "{spelling}");
        }
    }
}

#[test]
fn tokens_are_licenses_only_beyond_doubt() {
    for text in [
        "MIT",
        "BSD-3-Clause",
        "AGPL-3.0/MIT",
        "Apache2",
        "Apache-2.0",
        "GPL-3.0",
        "zlib",
        "zLib",
        "MPL-2.0",
        "BSD",
        "CC0",
        "CC BY-NC-ND",
        "CC-BY-SA-4.0",
        "Unlicense",
        "PublicDomain",
        "LGPL-2.1-or-later",
        "ISC",
        "0BSD",
        "`MIT`",
    ] {
        assert!(is_license_token(text), "{text}");
    }
    for text in [
        "C++", "Docker", "Python", "PDF", "HTML", "Go", "Nodejs", "free", "website", "JSON", "HDF5", "Ruby", "Vim",
        "PHP", "NetCDF", "Java", "K8S", "DOC", "CC", "", "a", "Public", "Open", "Rust", "CCTV", "2.0", "CUDA",
        "FreeBSD", "GNU", "Mozilla", "Boehm GC", "?MIT?", "| MIT |", "/", "C", "deb", "Shell",
    ] {
        assert!(!is_license_token(text), "{text}");
    }
}

#[test]
fn addresses_stand_for_licenses() {
    for (url, expected) in [
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode", Some("CC-BY-NC-SA-4.0")),
        ("http://www.creativecommons.org/licenses/by/3.0/us/", Some("CC-BY-3.0-US")),
        ("https://creativecommons.org/licenses/by-sa/3.0/us/", Some("CC-BY-SA-3.0")),
        ("https://creativecommons.org/licenses/by/4.0/deed.en", Some("CC-BY-4.0")),
        ("https://creativecommons.org/licenses/by-nc/", Some("CC-BY-NC")),
        ("https://creativecommons.org/publicdomain/zero/1.0/", Some("CC0-1.0")),
        ("https://creativecommons.org/share-your-work/public-domain/cc0/", Some("CC0-1.0")),
        ("https://creativecommons.org/publicdomain/mark/1.0/", Some("CC-PDM-1.0")),
        ("https://opensource.org/licenses/MIT", Some("MIT")),
        ("https://opensource.org/license/gpl-3-0/", Some("GPL-3.0")),
        ("https://opensource.org/licenses/BSD-3-Clause", Some("BSD-3-Clause")),
        ("https://www.apache.org/licenses/LICENSE-2.0.html", Some("Apache-2.0")),
        ("https://www.gnu.org/licenses/gpl-3.0.en.html", Some("GPL-3.0")),
        ("https://opendatacommons.org/licenses/odbl/1-0/", Some("ODbL-1.0")),
        ("https://choosealicense.com/licenses/mit/", Some("MIT")),
        ("https://spdx.org/licenses/Zlib.html", Some("Zlib")),
        ("https://creativecommons.org/", None),
        ("https://github.com/a/b/blob/main/LICENSE", None),
        ("https://unlicense.organic/", None),
        ("", None),
    ] {
        assert_eq!(from_url(url).as_deref(), expected, "{url}");
    }
}

#[test]
fn only_what_cannot_be_both_contradicts() {
    for (a, b, expected) in [
        ("CC-BY-4.0", "CC-BY-NC-4.0", true),
        ("CC-BY-4.0", "CC-BY-3.0", true),
        ("GPL-3.0", "GPL-3.0-only", false),
        ("GPL-2.0-or-later", "GPL-3.0", false),
        ("GPL-2.0-only", "GPL-3.0-only", true),
        ("CC-BY-NC-SA", "CC-BY-NC-SA-4.0", false),
        ("CC-BY-3.0-US", "CC-BY-3.0", false),
        ("CC", "CC-BY-NC-SA-4.0", false),
        ("BSD", "BSD-3-Clause", false),
        ("BSD-2-Clause", "BSD-3-Clause", true),
        ("MIT OR Apache-2.0", "Apache-2.0", false),
        ("MIT", "Apache-2.0", true),
        ("CC0-1.0", "CC-PDM-1.0", false),
        ("Research", "MIT", false),
        ("", "MIT", false),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0", false),
    ] {
        assert_eq!(contradicts(a, b), expected, "{a} {b}");
        assert_eq!(contradicts(b, a), expected, "{b} {a}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|CC|BY|-|/| |v?[0-9.]|\\(|\\)|GPL|MIT| or ){0,30}", other in "\\PC{0,20}") {
        if let License::Spdx { expression } = read(&text) {
            prop_assert!(!contradicts(&expression, &expression), "{}", expression);
            prop_assert_eq!(read(&expression), License::Spdx { expression });
        }
        let _ = (is_license_token(&text), from_url(&text), contradicts(&text, &other));
    }

    #[test]
    fn every_identifier_is_read(index in 0..spdx::identifiers::LICENSES.len()) {
        let id = spdx::identifiers::LICENSES[index].name;
        prop_assert!(id == "NOASSERTION" || matches!(read(id), License::Spdx { .. }), "{}", id);
        prop_assert!(!contradicts(id, id));
    }
}
