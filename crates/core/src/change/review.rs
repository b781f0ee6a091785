//! What a review found needless is taken away: each decision names who has what, and why it goes.

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::{Act, ChangeKind, ChangePlan, Phase, Standing};
use crate::problem::Problem;
use crate::provenance::Holding;
use crate::settings::TenantSettings;

/// Something that somebody is not to have any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needless {
    /// The id of the group, or of what is bound directly.
    pub id: String,
    /// Why it goes, in a reviewer's words.
    pub because: String,
}

/// Plans the removals.
///
/// # Errors
/// Every problem at once. Nothing was changed.
pub fn review(
    needless: &[Needless],
    standing: &Standing,
    settings: &TenantSettings,
) -> Result<ChangePlan, Vec<Problem>> {
    let mut draft = Draft::new(ChangeKind::Review, standing, settings);
    draft.protected_account();
    for Needless { id, because } in needless {
        let because = format!("review: {because}");
        if let Some(held) = standing.groups.iter().find(|held| held.group.id == *id) {
            if held.automatic {
                let message = format!("{} is filled by its own rule: nobody can be taken out of it", held.group.name);
                draft.refuse("remove", message, "change the group's rule, or its exemptions, in JumpCloud");
                continue;
            }
            draft.protected_group(&held.group.name);
            let given = standing.basis(&Holding::Group(id.clone())).given;
            draft.act(Phase::Take, Act::RemoveMember { group: held.group.clone() }, given, because);
        } else if let Some(held) = standing.bindings.iter().find(|held| held.to.id == *id) {
            let given = standing.basis(&Holding::System(id.clone())).given;
            draft.act(Phase::Take, Act::Unbind { to: held.to.clone() }, given, because);
        }
        // What is gone already needs no act.
    }
    draft.finish(false)
}
