//! Settings of single hosts: how they are asked, and with which headers.

use std::time::Duration;

use rustc_hash::FxHashMap;
use url::Url;

use super::{Method, SecretHeader};

/// How one host is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostOptions {
    /// The time between two requests.
    pub interval: Option<Duration>,
    /// Requests at a time.
    pub per_host: Option<usize>,
    /// The method of the first request.
    pub method: Option<Method>,
    /// Headers that are sent to it by https.
    pub headers: Vec<SecretHeader>,
}

/// The settings of hosts, by their exact names in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostTable(pub FxHashMap<String, HostOptions>);

impl HostTable {
    /// Returns the settings of a host.
    pub fn of(&self, host: &str) -> Option<&HostOptions> {
        self.0.get(host)
    }

    /// Returns the headers that a request to an address carries: none but by https, at the port of https.
    pub fn headers(&self, url: &Url) -> &[SecretHeader] {
        let exact = url.scheme() == "https" && url.port().is_none();
        let own = url.host_str().filter(|_| exact).and_then(|host| self.of(host));
        own.map_or(&[], |own| own.headers.as_slice())
    }

    /// Adds a header for a host, unless one of that name is there.
    pub fn add_header(&mut self, host: &str, name: &str, value: String) {
        let headers = &mut self.0.entry(host.to_owned()).or_default().headers;
        if !headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)) {
            headers.push(SecretHeader { name: name.to_owned(), value });
        }
    }
}
