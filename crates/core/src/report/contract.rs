//! The end of a contract, as far as it has come.

use super::document::ContractEnd;
use super::seconds;
use crate::after_care;
use crate::effect::StateChange;
use crate::plan::Plan;
use crate::run::Run;

/// The section, where there is a last day.
pub(super) fn contract(run: &Run, plan: &Plan) -> Option<ContractEnd> {
    let contract = plan.contract.as_ref()?;
    Some(ContractEnd {
        end_date: contract.end_date,
        suspends_at: seconds(contract.suspends_at),
        suspension_scheduled: run.is_scheduled(StateChange::Suspension),
        warned_at: after_care::warned_at(run, plan).into_iter().map(seconds).collect(),
        suspended: after_care::suspended(run, plan),
    })
}
