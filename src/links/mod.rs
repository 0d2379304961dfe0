//! The addresses that links lead to: their form, what is known of their hosts, and whether they are requested.
//!
//! [`disposition`] decides for every command alike: what it skips is listed with its reason, and nothing else is left out.

mod address;
mod disposition;
mod domain;
mod exclude;
mod guard;
mod hosts;
mod refusal;
mod same_address;
mod traits;

pub use address::{Address, AddressReader, TargetKind, is_fragment, leads_out, target_kind};
pub use disposition::{Disposition, LinkPolicy, SkipReason, disposition};
pub use domain::is_within_domain;
pub use exclude::{ExcludePattern, Excluded};
pub use guard::{AddressBlock, AddressGuard};
pub use hosts::{Hosts, hosts};
pub use refusal::Refusal;
pub use same_address::{first_of_same_form, normal_form, write_normal_form};
pub use traits::HostTraits;
