//! The plan: every choice made, before anything is written. Immutable once made; its digest says what was agreed to.

mod activation;
mod calls;
mod checks;
mod contract;
mod correct;
mod digest;
mod groups;
mod make;
mod manner;
mod needs;
pub(crate) mod privileged;
mod reschedule;
mod schedule;
mod username;
mod warnings;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::account::AccountFields;
use crate::chain::Digest;
use crate::guard::TrippedGuard;
use crate::mapping::Source;
use crate::problem::Problem;
use crate::settings::{ChangeWindow, WarningCode, Weakening};
use crate::snapshot::{Access, Named};
use crate::steps::Step;

pub use contract::{ContractWarning, PlannedContract};
pub use correct::{Corrected, Correction, WayOn, correct, settled_inputs, way_on};
pub use make::{plan, plan_in, wishes};
pub use manner::{Activator, Manner, WindowRule};
pub use needs::{Lookups, Needs, lookups, needs};
pub use reschedule::{Dates, Moved, reschedule};
pub use username::{UsernameSource, formable, further_candidates, username};

/// What a request becomes. Everything a person agrees to stands here; nothing in it is decided later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The tenant.
    pub tenant: String,
    /// The organisation that the tenant is.
    pub organization: Named,
    /// Digest of the configuration that the plan was made with.
    pub config_digest: Digest,
    /// The account's fields.
    pub account: AccountFields,
    /// Where the username comes from.
    pub username_source: UsernameSource,
    /// How the first credential comes to be.
    pub password: PlannedPassword,
    /// Groups asked for by rule or by request, in the order of their sources.
    pub groups: Vec<PlannedGroup>,
    /// Groups whose rule will add the account by itself, though nobody asked.
    pub dynamic_groups: Vec<PlannedGroup>,
    /// Groups asked for that the directory lacks.
    pub missing_groups: Vec<MissingGroup>,
    /// Systems bound directly.
    pub systems: Vec<PlannedSystem>,
    /// LDAP.
    pub ldap: PlannedLdap,
    /// The SSH key to be added.
    pub ssh_key: Option<PlannedKey>,
    /// When and how the account is activated.
    pub activation: PlannedActivation,
    /// How a person wants it carried out.
    #[serde(default)]
    pub manner: Manner,
    /// When the directory may be written. None: at any time.
    #[serde(default)]
    pub window: Option<ChangeWindow>,
    /// When the change window opens, if it is closed at the time of planning.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// The end of the contract, where there is one.
    #[serde(default)]
    pub contract: Option<PlannedContract>,
    /// The manager to be told.
    pub manager: Option<PlannedManager>,
    /// Addresses of IT to be told.
    pub it_recipients: Vec<String>,
    /// Channels of IT to be told, other than mail.
    pub it_channels: Vec<String>,
    /// A mail server is configured.
    pub mail_configured: bool,
    /// Where the person signs in.
    pub login_portal: String,
    /// Conventions about the account on systems.
    pub unix: UnixConventions,
    /// Days after which a password expires, where the organisation says so.
    pub activate_on_partial: bool,
    /// Seats at the time of planning.
    pub seats: Seats,
    /// What is unusual.
    pub warnings: Vec<Warning>,
    /// Inputs that weaken security.
    pub weakening: Vec<Weakening>,
    /// Why a second person has to agree; empty: nobody has to.
    pub approval: Vec<String>,
    /// Hours until silence means no.
    pub approval_hours: u16,
    /// Guards that tripped: somebody has to release the run first. Empty: none.
    #[serde(default)]
    pub guards: Vec<TrippedGuard>,
    /// Calls that will be made, in order; calls of one step run at once.
    pub calls: Vec<PlannedCall>,
    /// The digest of all of this but random values and times.
    pub digest: Digest,
}

/// A plan and what must not travel in it.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// The password, given or generated.
    pub password: Option<SecretString>,
}

/// Why no plan could be made. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Everything that is wrong, each under the step that owns the value.
    pub problems: Vec<Problem>,
    /// Steps that were done and found nothing wrong.
    pub completed: Vec<Step>,
}

/// How the first credential comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlannedPassword {
    /// None is set: the person sets one through the activation link.
    ActivationLink,
    /// One was generated, and is revealed once.
    Generated,
    /// One was given with the request.
    Given,
}

/// A group that the account is to be in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedGroup {
    /// 24 hex digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// The rule or input that names it.
    pub because: String,
    /// What membership grants.
    pub access: Access,
    /// Its rule alone decides; what we think that it will decide.
    pub automatic: Option<Prediction>,
    /// Access that is looked at twice, and why.
    pub privileged: Option<String>,
}

/// What a dynamic group's rule will say of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// It will add the account.
    Member,
    /// It will not.
    NotMember,
    /// The rule uses something that we don't know.
    Unknown(String),
}

/// A group asked for that the directory lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingGroup {
    /// The name asked for.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// The rule or input that names it.
    pub because: String,
    /// The nearest name that exists.
    pub nearest: Option<String>,
    /// It will be created, granting nothing.
    pub create: bool,
}

/// A system bound directly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSystem {
    /// 24 hex digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its operating system.
    pub os: String,
    /// The binding gives sudo.
    pub sudo: bool,
    /// The rule or input that names it.
    pub because: String,
    /// A group that grants the same system.
    pub also_through: Option<String>,
}

/// LDAP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlannedLdap {
    /// Not asked for; a group may grant it.
    NotAsked {
        /// The group that grants it.
        granted_by: Option<String>,
    },
    /// The account becomes a bind user, and a group grants the directory.
    ThroughGroup {
        /// The group that grants it.
        granted_by: String,
    },
    /// The account becomes a bind user, and is associated with the server.
    Direct {
        /// The server.
        server: Named,
    },
}

/// An SSH key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedKey {
    /// Name under which the directory lists it.
    pub name: String,
    /// For example `ssh-ed25519`.
    pub algorithm: String,
    /// Size in bits.
    pub bits: u32,
    /// `SHA256:...`.
    pub fingerprint: String,
    /// The key, one line.
    pub line: String,
}

/// When and how the account is activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedActivation {
    /// What `JumpCloud` is asked to mail.
    pub mail: ActivationMail,
    /// When; None: as soon as everything before is there.
    pub due: Option<Timestamp>,
    /// The first day of work.
    pub start_date: Option<Date>,
    /// The last day of work.
    pub end_date: Option<Date>,
    /// IANA time zone of the dates.
    pub time_zone: String,
}

/// What `JumpCloud` is asked to mail on activation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivationMail {
    /// To the address that `JumpCloud` chooses by its rule.
    Default {
        /// That address.
        recipient: String,
    },
    /// To another address.
    Override {
        /// That address.
        recipient: String,
    },
    /// Nothing.
    Suppressed,
}

/// A manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedManager {
    /// The address given.
    pub email: String,
    /// The manager's account, if the directory has one.
    pub account_id: Option<String>,
    /// The manager's name, if the directory has it.
    pub name: Option<String>,
}

/// Conventions about the account on systems: `JumpCloud` does not hold them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in reports")]
pub struct UnixConventions {
    pub home_directory: String,
    pub default_shell: String,
}

/// Seats of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// Taken, this account included; None: not known.
    pub used: Option<u64>,
    /// Allowed; None: not stated by `JumpCloud`.
    pub allowed: Option<u64>,
}

/// Something unusual about a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// For settings.
    pub code: WarningCode,
    /// What is unusual.
    pub message: String,
    /// What would mend it.
    pub mend: String,
}

/// A call that will be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCall {
    /// The step that makes it.
    pub step: Step,
    /// `POST`.
    pub method: String,
    /// `/api/systemusers`; `{user}` stands for the account's id.
    pub path: String,
    /// What it does, for people.
    pub about: String,
}

impl Plan {
    /// Every group that grants access by the plan: asked ones, and those that a rule will add.
    pub fn granting_groups(&self) -> impl Iterator<Item = &PlannedGroup> {
        self.groups.iter().chain(&self.dynamic_groups).filter(|group| group.will_hold())
    }

    /// IT has addresses, and there is a way to send mail.
    #[must_use]
    pub fn tells_it_by_mail(&self) -> bool {
        self.mail_configured && !self.it_recipients.is_empty()
    }

    /// Every system that the account will reach, by id, with its way and whether it gives sudo.
    #[must_use]
    pub fn reached_systems(&self) -> BTreeMap<String, ReachedSystem> {
        reached(&self.systems, self.granting_groups(), self.account.sudo)
    }
}

/// A system that the account reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in reports")]
pub struct ReachedSystem {
    pub name: String,
    pub os: String,
    /// `direct`, or the group's name.
    pub via: String,
    pub direct: bool,
    pub sudo: bool,
}

/// Every system reached directly or through these groups; a direct binding goes before a group, sudo by any way counts.
pub(crate) fn reached<'a>(
    direct: &'a [PlannedSystem],
    groups: impl Iterator<Item = &'a PlannedGroup>,
    account_sudo: bool,
) -> BTreeMap<String, ReachedSystem> {
    let mut all = BTreeMap::new();
    for system in direct {
        let reached = ReachedSystem {
            name: system.name.clone(),
            os: system.os.clone(),
            via: "direct".into(),
            direct: true,
            sudo: system.sudo || account_sudo,
        };
        all.insert(system.id.clone(), reached);
    }
    for group in groups {
        for system in &group.access.systems {
            let reached = all.entry(system.id.clone()).or_insert_with(|| ReachedSystem {
                name: system.name.clone(),
                os: system.os.clone(),
                via: group.name.clone(),
                direct: false,
                sudo: account_sudo,
            });
            reached.sudo |= system.sudo;
        }
    }
    all
}

impl PlannedGroup {
    /// The account is added by us.
    #[must_use]
    pub fn is_static(&self) -> bool {
        self.automatic.is_none()
    }

    /// The account will be a member, as far as can be told.
    #[must_use]
    pub fn will_hold(&self) -> bool {
        matches!(self.automatic, None | Some(Prediction::Member))
    }
}

impl PlannedActivation {
    /// Where the mail goes; None: no mail.
    #[must_use]
    pub fn recipient(&self) -> Option<&str> {
        match &self.mail {
            ActivationMail::Default { recipient } | ActivationMail::Override { recipient } => Some(recipient),
            ActivationMail::Suppressed => None,
        }
    }
}

impl PlannedLdap {
    /// LDAP was asked for.
    #[must_use]
    pub fn asked(&self) -> bool {
        !matches!(self, PlannedLdap::NotAsked { .. })
    }
}
