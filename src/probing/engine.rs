//! Builds the transport of requests from the flags, the configuration and the environment.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    audit::Engine,
    cli::ProbeFlags,
    config::{LinkKeys, MethodKey},
    environment::Environment,
    error::Failure,
    probe::{
        AddressGuard, BoxFuture, ClientIdentity, DnsFailure, HostTable, Http, InterfaceUse, Method, Pinned,
        ProbeSettings, Resolver, SystemClock, SystemResolver, Tools, read_roots,
    },
    source::{MAX_FILE_SIZE, absolute, read_file},
    text::quote,
};

/// The second round comes after as many intervals at the latest.
const SECOND_ROUND: u32 = 600;

/// Builds the engine: the flags come before the configuration, and that before `settings`.
///
/// # Errors
///
/// Where a file with certificates cannot be read, or the system tells no name servers.
pub(crate) fn engine(
    probing: &ProbeFlags,
    keys: &LinkKeys,
    settings: ProbeSettings,
    environment: &Environment,
) -> Result<Engine, Failure> {
    let settings = in_force(probing, keys, settings);
    let guard = Arc::new(AddressGuard::allowing(probing.allow_address.clone()));
    let mut identity = ClientIdentity { roots: roots(probing, environment)?, ..ClientIdentity::default() };
    if let Some(user_agent) = &keys.user_agent {
        identity.user_agent.clone_from(user_agent);
    }
    let resolver = resolver(probing, &settings)?;
    let http = Http::new(&settings, Arc::clone(&guard), resolver, &identity)
        .map_err(|wrong| Failure::misuse(wrong, "see `--ca-certificate` and `SSL_CERT_FILE`"))?;
    let mut tools = Tools::new(Arc::new(SystemClock::starting_at(environment.now)), Arc::new(http));
    tools.guard = guard;
    tools.pinned = probing.resolve.iter().map(|pin| pin.host.clone()).collect();
    tools.seed = seed(environment.now);
    tools.hosts = Arc::new(host_table(keys, environment)?);
    let uses_interfaces = keys.interfaces.unwrap_or(true) && !probing.no_interfaces;
    tools.interfaces = uses_interfaces.then_some(InterfaceUse { waits: false });
    Ok(Engine { settings, tools })
}

/// The settings of single hosts.
fn host_table(keys: &LinkKeys, environment: &Environment) -> Result<HostTable, Failure> {
    let mut hosts = HostTable::default();
    for own in &keys.hosts {
        let variable = |name: &str| environment.variables.named.get(name).map(|value| value.reveal().to_owned());
        for header in &own.headers {
            hosts.add_header(&own.host, &header.name, header.resolve(variable)?);
        }
        let options = hosts.0.entry(own.host.clone()).or_default();
        (options.interval, options.per_host) = (own.interval, own.per_host);
        options.method = own.method.map(|method| match method {
            MethodKey::Get => Method::Get,
            MethodKey::Head => Method::Head,
        });
    }
    if let Some(token) = &environment.variables.github_token {
        hosts.add_header("api.github.com", "Authorization", format!("Bearer {}", token.reveal()));
    }
    Ok(hosts)
}

/// The settings with what the flags and the configuration say.
fn in_force(probing: &ProbeFlags, keys: &LinkKeys, mut settings: ProbeSettings) -> ProbeSettings {
    let first = |flag: Option<Duration>, key: Option<Duration>| flag.or(key);
    if let Some(interval) = first(probing.interval.map(|time| time.0), keys.interval) {
        settings.interval = interval;
        // Who is in a hurry, as on a machine of one's own, does not wait minutes for what failed either.
        settings.second_round_after = settings.second_round_after.min(interval * SECOND_ROUND);
    }
    if let Some(timeout) = first(probing.timeout.map(|time| time.0), keys.timeout) {
        settings.total_timeout = timeout;
        settings.answer_timeout = settings.answer_timeout.min(timeout);
        settings.connect_timeout = settings.connect_timeout.min(timeout);
    }
    if let Some(number) = probing.per_host.map(|number| number as usize).or(keys.per_host) {
        settings.per_host = number;
    }
    if let Some(number) = probing.concurrency.map(|number| number as usize).or(keys.concurrency) {
        settings.concurrency = number;
    }
    if let Some(canaries) = &keys.canaries {
        settings.canaries.clone_from(canaries);
    }
    settings.deadline = probing.deadline.map(|time| time.0).or(settings.deadline);
    settings.links = probing.max_links.or(settings.links);
    settings.links_per_host = probing.max_links_per_host.or(settings.links_per_host);
    settings
}

/// The certificates that are trusted beside those that everybody trusts.
fn roots(
    probing: &ProbeFlags,
    environment: &Environment,
) -> Result<Vec<rustls_pki_types::CertificateDer<'static>>, Failure> {
    let mut roots = Vec::new();
    let files = [
        ("--ca-certificate", probing.ca_certificate.as_deref()),
        ("SSL_CERT_FILE", environment.variables.ssl_cert_file.as_deref()),
    ];
    for (name, path) in files.into_iter().filter_map(|(name, path)| Some((name, path?))) {
        let shown = path.to_string_lossy().into_owned();
        let text = read_file(&absolute(&environment.directory, path), MAX_FILE_SIZE)
            .map_err(|error| Failure::unreadable(&shown, error))?;
        roots.extend(read_roots(&text).map_err(|wrong| {
            Failure::misuse(format!("{name}: {}: {wrong}", quote(&shown)), "name a file of certificates in PEM")
        })?);
    }
    Ok(roots)
}

fn resolver(probing: &ProbeFlags, settings: &ProbeSettings) -> Result<Arc<dyn Resolver>, Failure> {
    let system: Arc<dyn Resolver> = match SystemResolver::of_system(settings.connect_timeout) {
        Ok(system) => Arc::new(system),
        // Who gives all addresses needs no name servers.
        Err(_) if !probing.resolve.is_empty() => Arc::new(NoNameServers),
        Err(wrong) => {
            let help = Some("see that the system has name servers, as in `/etc/resolv.conf`".to_owned());
            return Err(Failure::Run { message: wrong, help });
        }
    };
    Ok(Arc::new(Pinned::new(probing.resolve.clone(), system)))
}

/// Resolves nothing.
#[derive(Debug)]
struct NoNameServers;

impl Resolver for NoNameServers {
    fn resolve<'a>(
        &'a self,
        _host: &'a str,
        _port: u16,
    ) -> BoxFuture<'a, Result<Vec<std::net::SocketAddr>, DnsFailure>> {
        Box::pin(std::future::ready(Err(DnsFailure::ServerFailure)))
    }
}

/// A number that is another one in each run.
fn seed(now: Timestamp) -> u64 {
    now.as_nanosecond().rem_euclid(i128::from(u64::MAX)) as u64
}

/// Builds the runtime of the tasks that wait for servers.
///
/// # Errors
///
/// Where the system gives no threads.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::Run { message: format!("no threads: {error}"), help: None })
}

/// Builds the failure of a run without a usable network.
pub(crate) fn no_network(reason: Option<&str>) -> Failure {
    let reason =
        reason.map(|reason| format!(": {}", crate::report::sanitize::terminal_line(reason))).unwrap_or_default();
    Failure::Run {
        message: format!("the network is down, or too bad to judge links by{reason}"),
        help: Some("no link's state changed; run it again when the network works".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigDuration;

    #[test]
    fn flags_come_before_the_configuration() {
        let seconds = Duration::from_secs;
        let text = "links = { interval = '2s', timeout = '5s', per-host = 3 }";
        let keys = crate::config::Config::parse("catalint.toml", "/", text).unwrap().links;
        let settings = in_force(&ProbeFlags::default(), &keys, ProbeSettings::default());
        assert_eq!((settings.interval, settings.per_host, settings.concurrency), (seconds(2), 3, 64));
        assert_eq!((settings.total_timeout, settings.connect_timeout), (seconds(5), seconds(5)));
        assert_eq!(settings.second_round_after, ProbeSettings::default().second_round_after);
        let flags =
            ProbeFlags { interval: Some(ConfigDuration(seconds(0))), per_host: Some(9), ..ProbeFlags::default() };
        let settings = in_force(&flags, &keys, ProbeSettings::default());
        assert_eq!((settings.interval, settings.per_host, settings.second_round_after), (seconds(0), 9, seconds(0)));
        assert_eq!((settings.links, settings.links_per_host), (None, None));
        let flags = ProbeFlags { max_links: Some(200), max_links_per_host: Some(20), ..ProbeFlags::default() };
        let settings = in_force(&flags, &keys, ProbeSettings::default());
        assert_eq!((settings.links, settings.links_per_host), (Some(200), Some(20)));
    }
}
