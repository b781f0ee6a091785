//! A part of a tenant's baseline, as an act of a change.

use dayone_core::baseline::Act;
use dayone_core::event::{Detail, Outcome};
use dayone_core::fault::Fault;
use dayone_core::problem::ErrorType;

use super::perform::Scene;
use crate::baseline::{Ensured, Tried, ensure};

/// Ensures it.
pub(super) async fn perform(scene: &Scene<'_>, act: &Act) -> Result<(Outcome, Detail), Fault> {
    let tried = if scene.may_have_happened() { Tried::Perhaps } else { Tried::No };
    Ok(match ensure(&scene.client, act, tried).await? {
        Ensured::Changed => (Outcome::Changed, Detail::default()),
        Ensured::AlreadySo => (Outcome::AlreadySo, Detail::default()),
        Ensured::Refused(why) => scene.failed(ErrorType::PlanStale, format!("It was not done: {why}")),
    })
}
