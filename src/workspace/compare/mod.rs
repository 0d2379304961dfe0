//! `check --base`, `--staged` and `--hook`: both versions are checked whole, and only what the old one did not have is kept.

mod comments;
mod old;
mod removed;
mod replaced;
mod versions;

use std::{path::PathBuf, sync::Arc};

use self::{
    comments::Kept,
    old::{OldVersion, old_files},
};
use super::{
    files::ProjectFiles,
    load::{LoadedCatalogs, Loader, judge},
};
use crate::{
    cli::InputPaths,
    config::FileSettings,
    environment::Environment,
    error::Failure,
    finding::{CheckOutcome, ComparedFile, Finding, brought},
    rules::{Comments, looks_only_at_its_file},
    source::{FileVersion, Snapshot},
};

pub(crate) use self::versions::CheckedVersions;

/// Two versions of the files: the one that is checked, and the one that it is compared with.
#[derive(Debug)]
pub(crate) struct VersionPair {
    /// The version to check.
    pub(crate) head: FileVersion,
    /// The version to compare with.
    base: Arc<Snapshot>,
}

/// A check before its findings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PendingCheck<'a> {
    /// The arguments.
    pub(crate) inputs: &'a InputPaths,
    /// The path of each file, from the root.
    pub(crate) paths: &'a [PathBuf],
    /// The settings in force for each file.
    pub(crate) settings: &'a [FileSettings],
    /// The environment.
    pub(crate) environment: &'a Environment,
}

/// The file of which one is the old version, if any, and whether the rules are applied to it.
type FileRole = (Option<usize>, bool);

impl VersionPair {
    /// Returns the base as a version of the files.
    pub(crate) fn base(&self) -> FileVersion {
        FileVersion::Git(Arc::clone(&self.base))
    }

    /// Leaves in an outcome only what the base does not have, and counts the rest. With `comments`, those of each file,
    /// a comment that the base does not have suppresses no error.
    ///
    /// # Errors
    ///
    /// Where the base cannot be read.
    pub(crate) fn reduce(
        &self,
        outcome: &mut CheckOutcome,
        comments: Option<Vec<Comments>>,
        checking: PendingCheck<'_>,
        reader: &mut Loader<'_>,
    ) -> Result<(), Failure> {
        let looks_around = |finding: &Finding| !looks_only_at_its_file(finding.rule);
        let around: Vec<bool> = outcome.files.iter().map(|checked| checked.findings.iter().any(looks_around)).collect();
        let mut old = old_files(self, &outcome.files, checking, reader);
        let mut is_known = vec![false; outcome.files.len()];
        for one in &mut old {
            let Some(index) = one.of else { continue };
            // The same text has the same findings, but for those that hang on other files.
            one.is_asked = !one.is_same || around.get(index).copied().unwrap_or_default();
            if let Some(is_known) = is_known.get_mut(index) {
                *is_known = !one.is_asked;
            }
        }
        // Rules that look around see what stood beside the file then; the others have no use for it.
        let keep_context = around.contains(&true);
        let mut kept = comments.map(|comments| Kept::new(comments, &old));
        old.retain(|one| one.is_asked || keep_context);
        let (loaded, of) = take(old, checking.settings, reader)?;
        let asked: Vec<_> = loaded
            .asked_of_a_change(false)
            .into_iter()
            .zip(&of)
            .map(|(asked, (_, is_asked))| if *is_asked { asked } else { Arc::default() })
            .collect();
        let disk = ProjectFiles::of(&self.base(), &checking.environment.directory);
        let catalogs = loaded.catalogs();
        let mut found = judge(&catalogs, &asked, &disk, checking.environment.today, None);
        let new = kept.as_mut().map(|kept| kept.uncover(outcome, &mut found, &of, checking.settings));
        let sides = loaded.files.iter().zip(&found);
        let sides = sides.map(|(one, (_, found))| ComparedFile { file: &one.file, findings: &found.findings });
        let sides: Vec<_> = sides.zip(of.iter().map(|(of, _)| *of)).collect();
        keep_new(outcome, &is_known, &sides);
        removed::add(outcome, &catalogs, &of, checking.settings);
        comments::add(outcome, new.unwrap_or_default());
        Ok(())
    }
}

/// Reads the old versions, each with what is in force for the new one; and which file each is the old version of, and
/// whether the rules are asked about it.
fn take(
    old: Vec<OldVersion>,
    settings: &[FileSettings],
    reader: &mut Loader<'_>,
) -> Result<(LoadedCatalogs, Vec<FileRole>), Failure> {
    let (mut found, mut files, mut of) = (Vec::new(), Vec::new(), Vec::new());
    for one in old {
        found.push(one.found);
        files.push(one.file);
        of.push((one.of, one.is_asked));
    }
    let mut loaded = reader.take(&found, files)?;
    // A base that is known in part would make old findings look new.
    if let Some(failure) = std::mem::take(&mut loaded.failures).into_iter().next() {
        return Err(failure);
    }
    for ((of, _), own) in of.iter().zip(&mut loaded.files) {
        if let Some(new) = of.and_then(|index| settings.get(index)) {
            own.settings.clone_from(new);
        }
    }
    Ok((loaded, of))
}

/// Leaves in each file what none of the old versions has. What `is_known` names has nothing new at all.
fn keep_new(outcome: &mut CheckOutcome, is_known: &[bool], old: &[(ComparedFile<'_>, Option<usize>)]) {
    let mut old_of = vec![None; outcome.files.len()];
    for (side, of) in old {
        if let Some(place) = of.and_then(|index| old_of.get_mut(index)) {
            *place = Some(*side);
        }
    }
    let gone: Vec<_> = old.iter().filter(|(_, of)| of.is_none()).map(|(side, _)| *side).collect();
    let new = outcome.files.iter().zip(is_known).map(|(checked, is_known)| {
        let findings = if *is_known { &[][..] } else { &checked.findings };
        ComparedFile { file: &checked.file, findings }
    });
    let pairs: Vec<_> = new.zip(old_of).collect();
    let is_new = brought(&pairs, &gone);
    for (checked, is_new) in outcome.files.iter_mut().zip(is_new) {
        outcome.known += checked.keep_new(is_new);
    }
}
