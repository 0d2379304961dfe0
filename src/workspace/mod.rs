//! What a run reads: the files of a version, each with the configuration that holds for it, the links in them, and the files
//! of the project beside them.

pub(crate) mod baseline;
pub(crate) mod compare;
pub(crate) mod confirmed;
pub(crate) mod files;
pub(crate) mod gather;
pub(crate) mod ignores;
pub(crate) mod load;
pub(crate) mod pages;
