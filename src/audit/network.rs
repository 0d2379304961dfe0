//! Whether a run was made over a network that can be trusted, by what is remembered. The engine knows one run alone: it
//! sees that nothing is reached. Here it is known what was alive the night before: where many hosts that were stop
//! answering in one night, it is not they who changed.

use rustc_hash::FxHashMap;

use super::patience::{PatienceEffect, patience};
use crate::probe::{Cause, LinkState};

/// Fewer hosts than these tell nothing.
const HOSTS: usize = 10;
/// Fewer that fail are nothing out of the ordinary.
const FAILING: usize = 5;
/// More than one in so many that fail at once is too many.
const SHARE: usize = 5;

/// A link that was alive and was asked again: its host, and what was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReprobedLink<'a> {
    pub(super) host: &'a str,
    pub(super) cause: Cause,
}

/// Why nothing of this run should be held against any link; none where there is no reason. A host fails where most of
/// its links do that were alive.
pub(super) fn doubt<'a>(again: impl IntoIterator<Item = ReprobedLink<'a>>) -> Option<String> {
    let mut hosts: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for ReprobedLink { host, cause } in again {
        let (asked, failing) = hosts.entry(host).or_default();
        *asked += 1;
        *failing += usize::from(may_be_ours(cause));
    }
    let failing = hosts.values().filter(|(asked, failing)| 2 * failing > *asked).count();
    let too_many = hosts.len() >= HOSTS && failing >= FAILING && SHARE * failing > hosts.len();
    too_many.then(|| format!("{failing} of {} hosts that were alive failed in the same run", hosts.len()))
}

/// Returns true if a failure may lie on our side: all that may pass, and names that a resolver of ours may have lost
/// or bent.
fn may_be_ours(cause: Cause) -> bool {
    let passes = patience(cause).kind == PatienceEffect::Failing && cause.state() == LinkState::Unclear;
    passes || matches!(cause, Cause::NoDomain | Cause::NoHost | Cause::PrivateAddress | Cause::Unreachable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(hosts: usize, failing: usize, cause: Cause) -> Option<String> {
        let names: Vec<String> = (0..hosts).map(|host| format!("h{host}.org")).collect();
        doubt(
            names
                .iter()
                .enumerate()
                .map(|(at, host)| ReprobedLink { host, cause: if at < failing { cause } else { Cause::Alive } }),
        )
    }

    #[test]
    fn many_hosts_that_fail_at_once_are_a_network_that_fails() {
        for (hosts, failing, cause, doubted) in [
            (100, 21, Cause::ConnectTimeout, true),
            (100, 20, Cause::ConnectTimeout, false),
            (100, 60, Cause::NoDomain, true),
            // A server that says 404 was reached.
            (100, 60, Cause::NotFound, false),
            (100, 60, Cause::Challenged, false),
            (9, 9, Cause::ConnectTimeout, false),
            (10, 4, Cause::ConnectTimeout, false),
            (10, 5, Cause::ConnectTimeout, true),
            (0, 0, Cause::ConnectTimeout, false),
        ] {
            assert_eq!(night(hosts, failing, cause).is_some(), doubted, "{failing} of {hosts}: {}", cause.as_str());
        }
    }

    #[test]
    fn one_large_host_is_not_the_network() {
        let large = (0..500).map(|_| ReprobedLink { host: "large.org", cause: Cause::ServerError });
        let names: Vec<String> = (0..20).map(|host| format!("h{host}.org")).collect();
        let small = names.iter().map(|host| ReprobedLink { host, cause: Cause::Alive });
        assert_eq!(doubt(large.chain(small)), None);
    }
}
