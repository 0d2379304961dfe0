//! A request to the web: an address, with the catalog's knowledge of the thing behind it.

use url::Url;

use super::CatalogStatement;

/// An address that is to be asked for, once, however many records lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRequest {
    /// The address as the catalog writes it, its fragment too.
    pub url: Url,
    /// The names of the records that lead to it: a page that bears one of them is no error page.
    pub names: Vec<String>,
    /// Validators from an earlier run, for a conditional request.
    pub validators: Validators,
    /// True if it failed when it was last asked for: that it fails again says nothing about the network.
    pub was_failing: bool,
    /// What the records that lead to it say of the thing.
    pub statements: Vec<CatalogStatement>,
}

impl LinkRequest {
    /// An address of which nothing is known.
    pub fn new(url: Url) -> Self {
        Self { url, names: Vec::new(), validators: Validators::default(), was_failing: false, statements: Vec::new() }
    }
}

/// A server's names for a version of its answer, as sent; sent back, the server may answer that nothing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Returns true if there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// With its body.
    Get,
    /// Its head alone.
    Head,
}

impl Method {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
        }
    }
}
