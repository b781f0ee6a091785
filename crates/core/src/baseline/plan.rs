//! A plan: what differs, what is held back, what is left alone, and the digest that a person agrees to.

use serde::{Deserialize, Serialize};

use super::act::{GroupRef, PlannedAct};
use super::declaration::Declaration;
use super::diff::{Difference, diff};
use super::guard::{TrippedBaselineGuard, tripped};
use super::living::Living;
use super::renamed::{Renamed, renamed};
use super::wanted::{Unresolved, resolve};
use crate::chain::Digest;
use crate::settings::TenantSettings;
use crate::snapshot::Named;

/// What happens to groups and mails that are not declared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prune {
    /// They are left alone.
    #[default]
    Nothing,
    /// They go, of those kinds of which anything is declared.
    Undeclared,
}

/// What makes the directory what is declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The tenant.
    pub tenant: String,
    /// The organisation that was read.
    pub organization: Named,
    /// What is done, in order.
    pub acts: Vec<PlannedAct>,
    /// What takes so much that somebody has to say so.
    pub guards: Vec<TrippedBaselineGuard>,
    /// What differs about protected groups, and is not done.
    pub protected: Vec<PlannedAct>,
    /// Groups that are not declared, and stay.
    pub left_alone: Vec<GroupRef>,
    /// Groups that would be created though they are probably there under another name.
    pub renamed: Vec<Renamed>,
    /// Covers tenant, organisation, acts with their reasons, and the guards that tripped.
    pub digest: Digest,
}

/// Why there is no plan: everything in the declaration that the directory does not know, or knows twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// All of it, in the order of the declaration. Never empty.
    pub problems: Vec<Unresolved>,
}

/// Plans what makes the directory what is declared. Groups that the tenant protects are left as they are.
///
/// # Errors
/// Names that the directory does not know, or knows twice.
pub fn plan(
    settings: &TenantSettings,
    declaration: &Declaration,
    living: &Living,
    prune: Prune,
) -> Result<Plan, Refusal> {
    let wanted = resolve(declaration, living).map_err(|problems| Refusal { problems })?;
    let Difference { acts, left_alone } = diff(&wanted, living, prune);
    let is_protected = |planned: &PlannedAct| {
        // What is not there yet has nobody's access in it.
        let there = planned.act.group().filter(|group| group.id.is_some());
        there.is_some_and(|group| settings.protected.group(&group.name).is_some())
    };
    let (protected, acts): (Vec<_>, Vec<_>) = acts.into_iter().partition(is_protected);
    let guards = tripped(&acts);
    let renamed = renamed(&wanted, living, &left_alone);
    let digest = digest(&settings.name, &living.organization.id, &acts, &guards);
    let organization = living.organization.clone();
    let tenant = settings.name.clone();
    Ok(Plan { tenant, organization, acts, guards, protected, left_alone, renamed, digest })
}

fn digest(tenant: &str, organization: &str, acts: &[PlannedAct], guards: &[TrippedBaselineGuard]) -> Digest {
    #[derive(Serialize)]
    struct Covered<'a> {
        version: u8,
        kind: &'a str,
        tenant: &'a str,
        organization: &'a str,
        acts: &'a [PlannedAct],
        guards: &'a [TrippedBaselineGuard],
    }
    let covered = Covered { version: 1, kind: "baseline", tenant, organization, acts, guards };
    // Every type above serialises: maps have text keys only.
    Digest::of(serde_json::to_string(&covered).unwrap_or_default().as_bytes())
}

impl Plan {
    /// The directory is what is declared.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.acts.is_empty()
    }
}
