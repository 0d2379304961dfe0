//! Creative Commons licences, which are put together of elements, a version and a port.

use super::vocabulary::words;

/// A Creative Commons licence as a text names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Creative {
    by: bool,
    noncommercial: bool,
    noderivatives: bool,
    sharealike: bool,
    version: Option<String>,
    port: Option<String>,
}

/// The parts that words are made of; what is said of the licence, or nothing.
const PARTS: [(&str, Option<Element>); 27] = [
    ("noncommercial", Some(Element::Noncommercial)),
    ("noderivatives", Some(Element::Noderivatives)),
    ("noderivs", Some(Element::Noderivatives)),
    ("derivatives", Some(Element::Noderivatives)),
    ("derivs", Some(Element::Noderivatives)),
    ("sharealike", Some(Element::Sharealike)),
    ("alike", Some(Element::Sharealike)),
    ("attribution", Some(Element::By)),
    ("commercial", Some(Element::Noncommercial)),
    ("by", Some(Element::By)),
    ("nc", Some(Element::Noncommercial)),
    ("nd", Some(Element::Noderivatives)),
    ("sa", Some(Element::Sharealike)),
    ("international", None),
    ("intl", None),
    ("int", None),
    ("unported", None),
    ("generic", None),
    ("public", None),
    ("licensed", None),
    ("license", None),
    ("licence", None),
    ("deed", None),
    ("share", None),
    ("version", None),
    ("non", None),
    ("no", None),
];

#[derive(Clone, Copy)]
enum Element {
    By,
    Noncommercial,
    Noderivatives,
    Sharealike,
}

impl Creative {
    /// Reads a text that says nothing but a Creative Commons licence.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut found = Self::default();
        let mut words = words(text);
        let first = words.next()?.to_ascii_lowercase();
        if first == "creative" {
            words.next().filter(|word| word.eq_ignore_ascii_case("commons"))?;
        } else {
            found.word(first.strip_prefix("cc")?)?;
        }
        for word in words {
            let word = word.to_ascii_lowercase();
            let is_port = found.version.is_some()
                && (word.len() == 2 || word == "igo")
                && word.bytes().all(|b| b.is_ascii_alphabetic());
            // `CC` may stand again in brackets: `Creative Commons (CC BY)`.
            if is_port && found.port.is_none() {
                found.port = Some(word.to_ascii_uppercase());
            } else {
                found.word(word.strip_prefix("cc").unwrap_or(&word))?;
            }
        }
        Some(found)
    }

    /// Takes a word to pieces; none if a piece is left over.
    fn word(&mut self, mut word: &str) -> Option<()> {
        word = word.trim_end_matches('.');
        while !word.is_empty() {
            let version = word.strip_prefix('v').unwrap_or(word);
            if version.starts_with(|c: char| matches!(c, '1'..='4')) {
                let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
                let (number, rest) = version.split_at_checked(end)?;
                self.version = Some(if number.contains('.') { number.to_owned() } else { format!("{number}.0") });
                word = rest;
                continue;
            }
            let (part, element) = PARTS.iter().find(|(part, _)| word.starts_with(part))?;
            match element {
                Some(Element::By) => self.by = true,
                Some(Element::Noncommercial) => self.noncommercial = true,
                Some(Element::Noderivatives) => self.noderivatives = true,
                Some(Element::Sharealike) => self.sharealike = true,
                None => {}
            }
            word = word.strip_prefix(part)?;
        }
        Some(())
    }

    /// Its name without version and port: `CC-BY-NC-SA`.
    pub(super) fn family(&self) -> String {
        let elements =
            [(self.by, "-BY"), (self.noncommercial, "-NC"), (self.noderivatives, "-ND"), (self.sharealike, "-SA")];
        elements.iter().filter(|(is_said, _)| *is_said).fold("CC".to_owned(), |name, (_, element)| name + element)
    }

    /// Returns true if it says what one may do.
    pub(super) fn has_element(&self) -> bool {
        self.by
    }

    /// Returns true if it says which version it is.
    pub(super) fn has_version(&self) -> bool {
        self.version.is_some()
    }

    /// The SPDX identifier, and whether it says all that the text says: SPDX does not have every port.
    pub(super) fn id(&self) -> Option<(String, bool)> {
        let plain = format!("{}-{}", self.family(), self.version.as_ref()?);
        let ported = self.port.as_ref().map(|port| format!("{plain}-{port}"));
        if let Some(ported) = ported.filter(|id| spdx::license_id(id).is_some()) {
            return Some((ported, true));
        }
        spdx::license_id(&plain).map(|id| (id.name.to_owned(), self.port.is_none()))
    }
}
