//! Hosts that are asked by their interfaces: which requests are made for many links, and what becomes of each link.

mod command;
mod github;
mod hosts;

use crate::{
    server::{Asked, Reply, answer, page, page_with},
    world::World,
};

/// An answer with JSON.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    answer(status, &[("content-type", "application/json; charset=utf-8")], body)
}

/// The requests that were made of a host, as `GET /path`.
pub(crate) fn asked(world: &World, host: &str) -> Vec<String> {
    let journal = world.server.journal();
    let own = journal.iter().filter(|asked| asked.host == host);
    own.map(|asked| format!("{} {}", asked.method, asked.path)).collect()
}

/// A host that has the page of a repository for every path.
pub(crate) fn code_pages(asked: &Asked) -> Reply {
    if asked.path.contains("catalint") || asked.path.contains("none") {
        return page_with(404, "<title>Page not found</title><h1>404</h1>");
    }
    let name = asked.path.trim_start_matches('/');
    page(&format!(
        "<title>{name}</title><h1>{name}</h1><p>Outlines of organs that experts drew in scans of many patients, with the \
         words of {name} on how to have them, how to cite them, and whom to ask.</p>"
    ))
}
