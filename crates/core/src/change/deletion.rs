//! The deletion of somebody's account, long after they have left: always agreed to by a second person.

use jiff::{SignedDuration, Timestamp};

use super::draft::{Draft, refused};
use super::inverse::clear_samba;
use super::{Act, ChangeKind, ChangePlan, Given, Phase, Standing};
use crate::account::AccountState;
use crate::problem::{ErrorType, Problem};
use crate::settings::TenantSettings;
use crate::steps::Step;

/// The fewest days between suspension and deletion, whatever is configured.
pub const LEAST_DAYS: u16 = 30;
/// How long a second person has to agree, in hours: a plan that nobody has looked at for longer is made anew.
pub const APPROVAL_HOURS: u16 = 7 * 24;

/// Plans the deletion of an account that was suspended at this time by that run.
///
/// # Errors
/// Every problem at once. Nothing was changed.
pub fn deletion(
    run: &str,
    suspended: Timestamp,
    standing: &Standing,
    settings: &TenantSettings,
    now: Timestamp,
) -> Result<ChangePlan, Vec<Problem>> {
    let mut draft = Draft::new(ChangeKind::Deletion, standing, settings);
    draft.plan.of = Some(run.to_owned());
    draft.protected_account();
    let username = &standing.facts.username;
    let mut problem = |message: String, mend: &str| {
        draft.problems.push(refused(ErrorType::InvalidInput, Step::InputValidation, message, mend));
    };
    match settings.deletion_after_days {
        None => problem("this tenant deletes no account".into(), "set deletion.after_days, 30 or more"),
        Some(days) => {
            let days = days.max(LEAST_DAYS);
            let due = suspended + SignedDuration::from_hours(24 * i64::from(days));
            if due > now {
                let message = format!("account {username} was suspended {suspended}: it is deleted from {due} on");
                problem(message, "wait until then");
            }
        }
    }
    if standing.facts.state != AccountState::Suspended {
        problem(format!("account {username} is in use again"), "offboard the person first");
    }
    if let Some(report) = standing.reports.first() {
        problem(format!("{} has this person as manager", report.name), "`dayone move` gives somebody another manager");
    }
    if standing.facts.samba_service_user {
        clear_samba(&mut draft);
    }
    let days = settings.deletion_after_days.unwrap_or(LEAST_DAYS);
    let because = format!("suspended {suspended} by run {run}, more than {days} days ago");
    draft.act(Phase::Delete, Act::DeleteAccount, Given::Nobody, because);
    draft.plan.approval.push("an account is deleted for ever".into());
    draft.plan.approval_hours = APPROVAL_HOURS;
    draft.finish(false)
}
