//! The dashboard's start: everything that must be settled before the terminal is taken. Uses `config`, `app`, `poll` and
//! `view`.

use super::args::{ColorChoice, Global, Query};
use super::context::Context;
use super::exit::{CliError, Exit};
use super::query;
use super::session::Session;
use crate::api::ClientSettings;
use crate::app::{Account, SetupProblem};
use crate::domain::QueryConditions;
use crate::poll::PollSettings;
use crate::view::GlyphSet;

/// What the dashboard is started with.
#[derive(Debug)]
pub struct Start {
    /// The settings, and the demo server that must live as long as the dashboard.
    pub session: Session,
    /// Whose campaigns these are.
    pub account: Account,
    /// Set on a first start without credentials; then there is nothing to poll.
    pub setup: Option<SetupProblem>,
    /// What the client is built from; `None` on a first start. Building the client itself reads the certificate store and
    /// belongs off the way to the first frame.
    pub client: Option<ClientSettings>,
    /// How the background reader goes about it.
    pub poll: PollSettings,
    /// What is asked for.
    pub conditions: QueryConditions,
    /// Whether colours may be used.
    pub is_coloured: bool,
    /// Which signs to draw with.
    pub glyphs: GlyphSet,
}

/// Settles everything. Fetching the secret may start a program that talks to the terminal, so this comes before the
/// screen is taken.
///
/// # Errors
/// When there is no terminal, or the configuration is wrong.
pub fn prepare(global: &Global, query: &Query, context: &mut Context<'_>) -> Result<Start, CliError> {
    let now = context.clock.now().unix_seconds();
    let conditions = query::conditions(query, now, &chrono::Local)?;
    let session = Session::open(global, context)?;
    let setup = session.setup_problem();
    let client = match setup {
        Some(_) => None,
        None => Some(session.client_settings(true)?),
    };
    if !context.out_is_terminal {
        return Err(CliError::new(
            Exit::Usage,
            "The dashboard needs a terminal",
            "Without one, use callbot-tui list, show or doctor",
        ));
    }
    Ok(Start {
        account: session.account(&conditions, context.local_offset_seconds),
        setup,
        client,
        poll: session.poll_settings(),
        conditions,
        is_coloured: ColorChoice::decide(global.color, true, session.settings.no_color),
        glyphs: if global.ascii { GlyphSet::Ascii } else { GlyphSet::Block },
        session,
    })
}
