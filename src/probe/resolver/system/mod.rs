//! The name servers that the system is set up with, asked directly: the system's own call does not tell a name that does
//! not exist from one without an address, nor from servers that fail.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::{
    TokioResolver,
    config::{LookupIpStrategy, ResolverConfig, ResolverOpts},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{
        op::ResponseCode,
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
        Self::new(config, &options, timeout)
    }

    fn new(config: ResolverConfig, options: &ResolverOpts, timeout: Duration) -> Result<Self, String> {
        let second = config.name_servers().get(1).cloned();
        let build = |config: ResolverConfig| {
            let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
            let own = builder.options_mut();
            *own = options.clone();
            own.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
            own.cache_size = CACHED;
            own.negative_max_ttl = Some(NOT_FOUND_FOR);
            own.timeout = timeout;
            own.attempts = 1;
            builder.build().map_err(|error| format!("no resolver could be made: {error}"))
        };
        let second = second.map(|server| build(ResolverConfig::from_name_servers(vec![server]))).transpose()?;
        Ok(Self { first: build(config)?, second })
    }

    async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, DnsFailure> {
        let Some(name) = whole(host) else { return Err(DnsFailure::NoDomain) };
        match look_up(&self.first, &name).await {
            Ok(found) if found.is_empty() => Err(DnsFailure::NoAddress),
            Ok(found) => Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()),
            Err(error) => Err(self.fault(&error, host, &name).await),
        }
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

async fn look_up(resolver: &TokioResolver, name: &Name) -> Result<Vec<IpAddr>, NetError> {
    Ok(resolver.lookup_ip(name.clone()).await?.iter().collect())
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
