//! Effects: wishes towards the outside world, as data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::after_care::Care;
use crate::steps::Step;

/// Names an effect within its run: the step, and the thing. Holds no personal value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EffectKey {
    /// The step that it belongs to.
    pub step: Step,
    /// The thing: a group's or system's id, or what is set.
    pub subject: String,
}

/// A wish. Each is *ensured*: done where it is missing, found where it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The account, staged, with everything that folds in.
    CreateAccount,
    /// Fields that the answer to the creation lacks.
    Amend(Amendment),
    /// A group that the plan creates.
    CreateGroup {
        /// Its name.
        name: String,
    },
    /// A membership.
    AddMember {
        /// The group's id.
        id: String,
        /// The group's name.
        name: String,
    },
    /// A membership of a group that did not exist when the plan was made.
    AddToNamed {
        /// The group's name.
        name: String,
    },
    /// A direct binding.
    BindSystem {
        /// The system's id.
        id: String,
        /// With sudo.
        sudo: bool,
    },
    /// The association with an LDAP server.
    BindLdap {
        /// The server's id.
        id: String,
    },
    /// The SSH key.
    AddKey,
    /// The password, right before activation.
    SetPassword,
    /// The activation, with its e-mail.
    Activate,
    /// What `JumpCloud` changes by itself later.
    Schedule {
        /// The change.
        change: StateChange,
        /// When; None: nothing that this run has scheduled may be left.
        at: Option<Timestamp>,
    },
    /// The mail to the manager.
    NotifyManager,
    /// The message to IT.
    NotifyIt(Channel),
    /// Everything read back.
    ReadBack,
    /// The end of the MFA grace period, where activation did not set it.
    SetGrace,
    /// What is looked after when the run has closed.
    Care(Care),
}

/// A change of an account's state that comes at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateChange {
    /// Staged to activated.
    Activation,
    /// Activated to suspended.
    Suspension,
}

/// What an amendment mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub enum Amendment {
    Attributes,
    Manager,
    Sudo,
    LdapFlag,
    Mfa,
}

/// A way to reach IT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each name says it")]
pub enum Channel {
    Mail,
    Slack,
    Teams,
}

impl Effect {
    /// Its name within the run.
    #[must_use]
    pub fn key(&self) -> EffectKey {
        let (step, subject) = match self {
            Effect::CreateAccount => (Step::UserCreation, "account".into()),
            Effect::Amend(Amendment::Manager) => (Step::CustomAttributes, "manager".into()),
            Effect::Amend(amendment) => (amendment.step(), "account".into()),
            Effect::CreateGroup { name } => (Step::GroupAssignment, format!("create:{name}")),
            Effect::AddMember { id, .. } => (Step::GroupAssignment, id.clone()),
            Effect::AddToNamed { name } => (Step::GroupAssignment, format!("name:{name}")),
            Effect::BindSystem { id, .. } => (Step::SystemBinding, id.clone()),
            Effect::BindLdap { id } => (Step::LdapBinding, id.clone()),
            Effect::AddKey => (Step::SshKeyConfiguration, "key".into()),
            Effect::SetPassword => (Step::ActivationEmail, "password".into()),
            Effect::Activate => (Step::ActivationEmail, "activate".into()),
            Effect::Schedule { change, at: Some(_) } => (Step::ActivationEmail, format!("{SCHEDULE}{}", change.name())),
            Effect::Schedule { change, at: None } => (Step::ActivationEmail, format!("{UNSCHEDULE}{}", change.name())),
            Effect::NotifyManager => (Step::ManagerNotification, "mail".into()),
            Effect::NotifyIt(channel) => (Step::ItNotification, channel.name().into()),
            Effect::ReadBack => (Step::Documentation, "read_back".into()),
            Effect::SetGrace => (Step::MfaConfiguration, "grace".into()),
            Effect::Care(care) => care.place(),
        };
        EffectKey { step, subject }
    }

    /// It must not happen twice, so the log holds the intent before it is tried.
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        match self {
            Effect::CreateAccount
            | Effect::CreateGroup { .. }
            | Effect::AddKey
            | Effect::SetPassword
            | Effect::Activate
            | Effect::Schedule { .. }
            | Effect::NotifyManager
            | Effect::NotifyIt(_) => true,
            Effect::Care(care) => care.tells(),
            Effect::Amend(_)
            | Effect::AddMember { .. }
            | Effect::AddToNamed { .. }
            | Effect::BindSystem { .. }
            | Effect::BindLdap { .. }
            | Effect::ReadBack
            | Effect::SetGrace => false,
        }
    }

    /// It writes to the directory.
    #[must_use]
    pub fn writes_to_directory(&self) -> bool {
        !matches!(self, Effect::NotifyManager | Effect::NotifyIt(_) | Effect::ReadBack | Effect::Care(_))
    }

    /// It is not begun while the change window is closed. What is scheduled changes nothing now, and the grace period
    /// belongs to an activation that has happened.
    #[must_use]
    pub fn waits_for_window(&self) -> bool {
        self.writes_to_directory() && !matches!(self, Effect::Schedule { .. } | Effect::SetGrace)
    }

    /// It calls the directory, be it for reading.
    #[must_use]
    pub fn touches_directory(&self) -> bool {
        match self {
            Effect::NotifyManager | Effect::NotifyIt(_) => false,
            Effect::Care(care) => !care.tells(),
            _ => true,
        }
    }

    /// Tries before it counts as failed.
    #[must_use]
    pub fn tries(&self) -> u32 {
        match self {
            Effect::NotifyManager | Effect::NotifyIt(_) => 3,
            Effect::Care(care) if care.tells() => 3,
            _ => 5,
        }
    }
}

/// The beginning of the subject of what is scheduled.
const SCHEDULE: &str = "schedule:";
/// The beginning of the subject of what is taken back.
const UNSCHEDULE: &str = "unschedule:";

impl EffectKey {
    /// What it schedules, if it does.
    #[must_use]
    pub fn schedules(&self) -> Option<StateChange> {
        let name = self.subject.strip_prefix(SCHEDULE).filter(|_| self.step == Step::ActivationEmail)?;
        StateChange::ALL.into_iter().find(|change| change.name() == name)
    }

    /// What it takes back, if it does.
    #[must_use]
    pub fn unschedules(&self) -> Option<StateChange> {
        let name = self.subject.strip_prefix(UNSCHEDULE).filter(|_| self.step == Step::ActivationEmail)?;
        StateChange::ALL.into_iter().find(|change| change.name() == name)
    }
}

impl StateChange {
    /// Both.
    pub const ALL: [StateChange; 2] = [StateChange::Activation, StateChange::Suspension];

    /// `activation` or `suspension`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StateChange::Activation => "activation",
            StateChange::Suspension => "suspension",
        }
    }
}

impl Amendment {
    /// The step that owns the fields.
    #[must_use]
    pub fn step(self) -> Step {
        match self {
            Amendment::Attributes | Amendment::Manager => Step::CustomAttributes,
            Amendment::Sudo => Step::SystemBinding,
            Amendment::LdapFlag => Step::LdapBinding,
            Amendment::Mfa => Step::MfaConfiguration,
        }
    }
}

impl Channel {
    /// Its name in reports and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Slack => "slack",
            Channel::Teams => "teams",
        }
    }
}

impl std::fmt::Display for EffectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.step, self.subject)
    }
}
