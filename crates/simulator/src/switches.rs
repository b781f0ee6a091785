//! Behaviours that no public source states, or on which sources disagree: each can be turned the other way.

use serde::{Deserialize, Serialize};

/// The open questions about JumpCloud, each with the answer that the simulator gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Status of a create or update whose username, e-mail or employee identifier is taken: 400 (an older specification) or
    /// 409 (fixtures of the official command line).
    pub duplicate_user_status: u16,
    /// Status of adding a member or an association that exists: 409 or 204.
    pub repeated_edge_status: u16,
    /// What happens to a manual add to a group of membership method DYNAMIC_AUTOMATED.
    pub dynamic_add: DynamicAdd,
    /// What a key of several organisations gets without `x-org-id`.
    pub missing_organization: MissingOrganization,
    /// Answer 403 when `x-org-id` is sent to organisation and provider routes, instead of ignoring it.
    pub refuse_organization_header: bool,
    /// Turn `mfa.exclusionDays` of an account created ACTIVATED into `exclusionUntil` at once; else it is stored unused.
    pub exclusion_days_when_activated: bool,
    /// Status of `state/activate` on an account that is not STAGED; 200 does nothing and sends nothing.
    pub activate_unstaged_status: u16,
    /// Also add `public_key` of a create or update to `ssh_keys`.
    pub public_key_becomes_ssh_key: bool,
    /// Refuse usernames that the knowledge base forbids (a letter first; letters, digits, `.`, `_`, `-`).
    pub username_rules: bool,
    /// Refuse a `manager` that is no user of the organisation.
    pub known_manager_only: bool,
    /// Status of a create when `settings.maxSystemUsers` is reached.
    pub no_seat_status: u16,
    /// Status of a group create or rename whose name is taken.
    pub duplicate_group_status: u16,
    /// Answer actions without a document, such as `unlock`, with the text `OK` in place of nothing.
    pub words_after_actions: bool,
    /// The `status` of a row of a bulk job that could not be carried out; one that was is `finished`.
    pub bulk_failure_status: String,
    /// Most rows of a bulk job; more is 400.
    pub bulk_rows: usize,
    /// How many days before its end a password is warned of by mail; 0 is never.
    pub password_warning_days: u32,
    /// Mail whom a scheduled activation activates when `send_activation_emails` is left out.
    pub scheduled_activation_mails: bool,
}

/// What happens to a manual add to an automatic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DynamicAdd {
    /// 204, but the membership does not stick: the rule decides.
    NotKept,
    /// Refused with this status.
    Refused(u16),
    /// 204, and the member stays until the rule is next evaluated for it.
    Kept,
}

/// What a key of several organisations gets without `x-org-id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingOrganization {
    /// 401, as the official specification says.
    Unauthorized,
    /// The key acts on its first organisation without a word.
    SilentDefault,
}

impl Default for Switches {
    fn default() -> Self {
        // SYNTHETIC: each of these is a choice between what sources say or leave open.
        Switches {
            duplicate_user_status: 400,
            repeated_edge_status: 409,
            dynamic_add: DynamicAdd::NotKept,
            missing_organization: MissingOrganization::Unauthorized,
            refuse_organization_header: false,
            exclusion_days_when_activated: true,
            activate_unstaged_status: 409,
            public_key_becomes_ssh_key: false,
            username_rules: true,
            known_manager_only: true,
            no_seat_status: 400,
            duplicate_group_status: 409,
            words_after_actions: false,
            bulk_failure_status: "failed".to_owned(),
            bulk_rows: 800,
            password_warning_days: 7,
            scheduled_activation_mails: true,
        }
    }
}
