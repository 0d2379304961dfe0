//! Interfaces of hosts: they answer for the pages of many links at once, and know what no page shows.
//!
//! A link is read as the thing that it means. Each thing is asked once, in batches where the interface takes them, and
//! the answer holds for all links that mean it. An answer of an interface outranks a page; where it does not answer, the
//! page is requested. Whatever is no answer in the documented form says nothing of the thing: no thing is called dead by
//! a limit, by an error, or by a page in place of JSON.

mod adapter;
mod arxiv;
mod dataverse;
mod doi;
mod drift;
mod figshare;
mod forgejo;
mod github;
mod gitlab;
mod grand_challenge;
mod hugging_face;
mod json;
mod limit;
mod openneuro;
mod osf;
mod physionet;
mod record;
mod repository;
mod synapse;
mod wikipedia;
mod youtube;
mod zenodo;

#[cfg(test)]
mod tests;

use url::Url;

pub(super) use adapter::{HostInterface, InterfaceReading, InterfaceTerms, ThingFacts, ThingLink};
pub(super) use drift::{completion, drift};
pub(super) use limit::{limit_in_body, limit_of};

/// All interfaces, in the order in which they are tried on an address.
const INTERFACES: &[&dyn HostInterface] = &[
    &github::GitHub,
    &gitlab::GitLab,
    &forgejo::Forgejo,
    &doi::Doi,
    &hugging_face::HuggingFace,
    &zenodo::Zenodo,
    &arxiv::ArXiv,
    &figshare::FIGSHARE,
    &osf::OSF,
    &dataverse::DATAVERSE,
    &openneuro::OpenNeuro,
    &physionet::PHYSIONET,
    &synapse::Synapse,
    &grand_challenge::GRAND_CHALLENGE,
    &wikipedia::Wikipedia,
    &youtube::YOUTUBE,
];

/// Returns the interface that answers for an address, and the thing that the address means.
pub(super) fn interface_of(url: &Url) -> Option<(&'static dyn HostInterface, ThingLink)> {
    if !matches!(url.scheme(), "http" | "https") || url.port().is_some() || !url.username().is_empty() {
        return None;
    }
    INTERFACES.iter().find_map(|interface| Some((*interface, interface.parse(url)?)))
}

/// The host of the interface that answers for an address.
pub fn interface_host(url: &Url) -> Option<String> {
    interface_of(url).map(|(_, link)| link.host)
}
