//! `catalint confirm`: writes down that a person has opened a link.

use super::Done;
use crate::{
    audit::{Confirmation, confirm},
    cli::{ConfirmCommand, Session},
    error::Failure,
    exit::Exit,
    source::write_whole,
    text::quote,
    workspace::confirmed::{confirmed_path, confirmed_text},
};

pub(super) fn run(asked: &ConfirmCommand, session: &mut Session<'_>) -> Done {
    let environment = session.environment;
    let old = confirmed_text(environment)?;
    let confirmation = Confirmation { until: asked.until, because: asked.because.clone() };
    let new = confirm(&old, &asked.url, &confirmation, environment.today).map_err(|wrong| {
        let help = "`catalint confirm https://example.org/x --until 2027-01-31 --because \"opened in a browser\"`";
        Failure::misuse(wrong, help)
    })?;
    let (path, shown) = confirmed_path(environment);
    write_whole(&path, new.as_bytes()).map_err(|source| Failure::Unwritable { target: shown.clone(), source })?;
    session.remark(&format!("{} is confirmed until {}: commit {shown}", quote(&asked.url), asked.until));
    Ok((Exit::Clean, Vec::new()))
}
