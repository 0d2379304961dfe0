//! The name servers that the system is set up with, asked directly: the system's own call does not tell a name that does
//! not exist from one without an address, nor from servers that fail. Names of the hosts file are not asked for at all,
//! and a family of addresses that nobody answers for does not hold up the other (RFC 8305).

use std::{
    net::{IpAddr, SocketAddr},
    pin::pin,
    time::Duration,
};

use hickory_resolver::{
    Hosts, TokioResolver,
    config::{ResolverConfig, ResolverOpts},
    lookup::Lookup,
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{
        op::{Query, ResponseCode},
        rr::{Name, RecordType},
    },
};

use super::Resolver;
use crate::{
    probe::{BoxFuture, DnsFailure},
    text::suffix::registrable,
};

/// Answers that are kept.
const CACHED: u64 = 8192;
/// The longest that it is kept that a name does not exist.
const NOT_FOUND_FOR: Duration = Duration::from_secs(900);

/// A resolver that asks the name servers of the system.
pub struct SystemResolver {
    first: TokioResolver,
    /// Another of the name servers, by itself: whether it too says that a name does not exist.
    second: Option<TokioResolver>,
    /// The hosts file, as it was when the run began.
    hosts: Hosts,
}

impl std::fmt::Debug for SystemResolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SystemResolver").field("second", &self.second.is_some()).finish_non_exhaustive()
    }
}

impl SystemResolver {
    /// A resolver with the name servers of the system. `timeout` is the longest that one query takes.
    ///
    /// # Errors
    ///
    /// Where the system's configuration cannot be read: a lowercase fragment without a full stop.
    pub fn of_system(timeout: Duration) -> Result<Self, String> {
        let (config, options) = hickory_resolver::system_conf::read_system_conf()
            .map_err(|error| format!("the system's name servers cannot be read: {error}"))?;
        Self::new(config, &options, timeout, Hosts::from_system().unwrap_or_default())
    }

    fn new(config: ResolverConfig, options: &ResolverOpts, timeout: Duration, hosts: Hosts) -> Result<Self, String> {
        let second = config.name_servers().get(1).cloned();
        let build = |config: ResolverConfig| {
            let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
            let own = builder.options_mut();
            *own = options.clone();
            own.cache_size = CACHED;
            own.negative_max_ttl = Some(NOT_FOUND_FOR);
            own.timeout = timeout;
            own.attempts = 1;
            builder.build().map_err(|error| format!("no resolver could be made: {error}"))
        };
        let second = second.map(|server| build(ResolverConfig::from_name_servers(vec![server]))).transpose()?;
        Ok(Self { first: build(config)?, second, hosts })
    }

    async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, DnsFailure> {
        let Some(name) = whole(host) else { return Err(DnsFailure::NoDomain) };
        let listed = self.listed(&name);
        if !listed.is_empty() {
            return Ok(listed.into_iter().map(|ip| SocketAddr::new(ip, port)).collect());
        }
        match look_up(&self.first, &name).await {
            Ok(found) if found.is_empty() => Err(DnsFailure::NoAddress),
            Ok(found) => Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()),
            Err(error) => Err(self.fault(&error, host, &name).await),
        }
    }

    /// Returns the addresses that the hosts file gives a name, of both families: where it knows one, it is asked for the
    /// other too, and nobody else.
    fn listed(&self, name: &Name) -> Vec<IpAddr> {
        let of = |kind| self.hosts.lookup_static_host(&Query::query(name.clone(), kind));
        let found = [RecordType::A, RecordType::AAAA].into_iter().filter_map(of);
        found.flat_map(|lookup| addresses(&lookup)).collect()
    }

    /// Tells a name that does not exist from a domain that does not, and from what another name server says.
    async fn fault(&self, error: &NetError, host: &str, name: &Name) -> DnsFailure {
        if !error.is_nx_domain() {
            return plain_fault(error);
        }
        if let Some(second) = &self.second {
            match look_up(second, name).await {
                Ok(_) => return DnsFailure::Disagreement,
                Err(other) if other.is_no_records_found() && !other.is_nx_domain() => return DnsFailure::Disagreement,
                Err(_) => {}
            }
        }
        let domain = registrable(host);
        if domain == host {
            return DnsFailure::NoDomain;
        }
        let Some(domain) = whole(domain) else { return DnsFailure::NoDomain };
        match self.first.lookup(domain, RecordType::NS).await {
            Err(error) if error.is_nx_domain() => DnsFailure::NoDomain,
            _ => DnsFailure::NoName,
        }
    }
}

impl Resolver for SystemResolver {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<Vec<SocketAddr>, DnsFailure>> {
        Box::pin(self.addresses(host, port))
    }
}

/// A name to which no search domain is added.
fn whole(host: &str) -> Option<Name> {
    let mut name = Name::from_ascii(host).ok()?;
    name.set_fqdn(true);
    Some(name)
}

/// The time that addresses of IPv6 are waited for once those of IPv4 are there (RFC 8305, section 3).
const OTHER_FAMILY: Duration = Duration::from_millis(50);

/// Asks for both families at once. Addresses of IPv4 are enough where those of IPv6 do not come in a moment.
async fn look_up(resolver: &TokioResolver, name: &Name) -> Result<Vec<IpAddr>, NetError> {
    let of = async |kind| Ok(addresses(&resolver.lookup(name.clone(), kind).await?));
    let (mut v4, mut v6) = (pin!(of(RecordType::A)), pin!(of(RecordType::AAAA)));
    let (first, other) = tokio::select! {
        biased;
        first = &mut v4 => {
            let enough = first.as_ref().is_ok_and(|found: &Vec<IpAddr>| !found.is_empty());
            let other = if enough { tokio::time::timeout(OTHER_FAMILY, v6).await.ok() } else { Some(v6.await) };
            (first, other)
        }
        other = &mut v6 => (v4.await, Some(other)),
    };
    match (first, other) {
        (Ok(mut found), other) => {
            found.extend(other.and_then(Result::ok).into_iter().flatten());
            Ok(found)
        }
        (Err(_), Some(Ok(found))) if !found.is_empty() => Ok(found),
        (Err(error), _) => Err(error),
    }
}

/// The addresses of an answer; names that stand for others are followed by the resolver.
fn addresses(lookup: &Lookup) -> Vec<IpAddr> {
    lookup.answers().iter().filter_map(|record| record.data.ip_addr()).collect()
}

fn plain_fault(error: &NetError) -> DnsFailure {
    match error {
        NetError::Timeout | NetError::NoConnections | NetError::Io(_) => DnsFailure::Timeout,
        NetError::Dns(DnsError::NoRecordsFound(records)) => match records.response_code {
            ResponseCode::NoError => DnsFailure::NoAddress,
            ResponseCode::NXDomain => DnsFailure::NoDomain,
            _ => DnsFailure::ServerFailure,
        },
        _ => DnsFailure::ServerFailure,
    }
}

#[cfg(test)]
mod tests;
