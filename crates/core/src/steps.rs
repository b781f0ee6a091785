//! The sixteen steps of a hire, in the order in which they are reported.

use serde::{Deserialize, Serialize};

/// One of the sixteen steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the table below describes each")]
pub enum Step {
    InputValidation,
    DuplicateCheck,
    PasswordGeneration,
    GroupResolution,
    GroupVerification,
    UserCreation,
    CustomAttributes,
    GroupAssignment,
    SystemBinding,
    LdapBinding,
    SshKeyConfiguration,
    MfaConfiguration,
    ActivationEmail,
    ManagerNotification,
    ItNotification,
    Documentation,
}

/// Where a step does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Decided by the plan, without a call.
    Plan,
    /// Answered by reading the directory before anything is written.
    Survey,
    /// Carried out by effects after the plan is fixed.
    Effect,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct StepInfo {
    /// The step.
    pub step: Step,
    /// Its name in reports, events and every interface.
    pub name: &'static str,
    /// Where it does its work.
    pub place: Place,
    /// What it does, for people.
    pub what: &'static str,
}

/// All sixteen, in order.
#[rustfmt::skip]
pub const STEPS: [StepInfo; 16] = [
    row(Step::InputValidation,     "input_validation",      Place::Plan,   "checks every field and names all problems at once"),
    row(Step::DuplicateCheck,      "duplicate_check",       Place::Survey, "username, e-mail and employee id are free"),
    row(Step::PasswordGeneration,  "password_generation",   Place::Plan,   "generates a password to policy, or checks the given one"),
    row(Step::GroupResolution,     "group_resolution",      Place::Plan,   "default, department, role, location, additional: first source wins"),
    row(Step::GroupVerification,   "group_verification",    Place::Survey, "every group exists; dynamic groups are recognised"),
    row(Step::UserCreation,        "user_creation",         Place::Effect, "creates the account, staged"),
    row(Step::CustomAttributes,    "custom_attributes",     Place::Effect, "sent with the account, checked in its answer"),
    row(Step::GroupAssignment,     "group_assignment",      Place::Effect, "adds the account to each static group"),
    row(Step::SystemBinding,       "system_binding",        Place::Effect, "binds systems asked for or given by rule"),
    row(Step::LdapBinding,         "ldap_binding",          Place::Effect, "binds the account to LDAP"),
    row(Step::SshKeyConfiguration, "ssh_key_configuration", Place::Effect, "adds the SSH public key"),
    row(Step::MfaConfiguration,    "mfa_configuration",     Place::Effect, "requires MFA, with its grace period"),
    row(Step::ActivationEmail,     "activation_email",      Place::Effect, "activates the account: the last directory write"),
    row(Step::ManagerNotification, "manager_notification",  Place::Effect, "tells the manager"),
    row(Step::ItNotification,      "it_notification",       Place::Effect, "tells IT"),
    row(Step::Documentation,       "documentation",         Place::Effect, "reads everything back and closes the record"),
];

const fn row(step: Step, name: &'static str, place: Place, what: &'static str) -> StepInfo {
    StepInfo { step, name, place, what }
}

impl Step {
    /// 1 to 16.
    #[must_use]
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// Its row of the table.
    #[must_use]
    pub fn info(self) -> &'static StepInfo {
        &STEPS[self as usize]
    }

    /// Its name in reports, events and every interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// All sixteen, in order.
    pub fn all() -> impl Iterator<Item = Step> {
        STEPS.iter().map(|row| row.step)
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        for (index, row) in STEPS.iter().enumerate() {
            assert_eq!(row.step as usize, index);
            assert_eq!(serde_json::to_value(row.step).expect("a string"), row.name);
        }
    }
}
