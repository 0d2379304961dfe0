//! Settings of single hosts: how they are asked, and with which headers.

use std::{sync::Arc, time::Duration};

use rustc_hash::FxHashMap;
use url::Url;

use super::{Method, ProbeSettings, SecretHeader};
use crate::text::suffix::registrable;

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

    /// Returns the settings of a run as they are for a site: of its hosts, the one that is asked the least decides.
    pub fn settings_of(&self, site: &str, run: &Arc<ProbeSettings>) -> Arc<ProbeSettings> {
        let own = self.0.iter().filter(|(host, _)| registrable(host) == site).map(|(_, options)| options);
        let (mut interval, mut per_host) = (None, None::<usize>);
        for options in own {
            interval = interval.max(options.interval);
            per_host = options.per_host.map(|own| per_host.map_or(own, |other| other.min(own))).or(per_host);
        }
        if interval.is_none() && per_host.is_none() {
            return Arc::clone(run);
        }
        let (interval, per_host) = (interval.unwrap_or(run.interval), per_host.unwrap_or(run.per_host));
        Arc::new(ProbeSettings { interval, per_host, ..ProbeSettings::clone(run) })
    }

    /// Adds a header for a host, unless one of that name is there.
    pub fn add_header(&mut self, host: &str, name: &str, value: String) {
        let headers = &mut self.0.entry(host.to_owned()).or_default().headers;
        if !headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)) {
            headers.push(SecretHeader { name: name.to_owned(), value });
        }
    }
}
