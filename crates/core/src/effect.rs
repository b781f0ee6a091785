//! Effects: wishes towards the outside world, as data.

use serde::{Deserialize, Serialize};

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
    /// The mail to the manager.
    NotifyManager,
    /// The message to IT.
    NotifyIt(Channel),
    /// Everything read back.
    ReadBack,
    /// The end of the MFA grace period, where activation did not set it.
    SetGrace,
}

/// What an amendment mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub enum Amendment {
    Attributes,
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
            Effect::Amend(amendment) => (amendment.step(), "account".into()),
            Effect::CreateGroup { name } => (Step::GroupAssignment, format!("create:{name}")),
            Effect::AddMember { id, .. } => (Step::GroupAssignment, id.clone()),
            Effect::AddToNamed { name } => (Step::GroupAssignment, format!("name:{name}")),
            Effect::BindSystem { id, .. } => (Step::SystemBinding, id.clone()),
            Effect::BindLdap { id } => (Step::LdapBinding, id.clone()),
            Effect::AddKey => (Step::SshKeyConfiguration, "key".into()),
            Effect::SetPassword => (Step::ActivationEmail, "password".into()),
            Effect::Activate => (Step::ActivationEmail, "activate".into()),
            Effect::NotifyManager => (Step::ManagerNotification, "mail".into()),
            Effect::NotifyIt(channel) => (Step::ItNotification, channel.name().into()),
            Effect::ReadBack => (Step::Documentation, "read_back".into()),
            Effect::SetGrace => (Step::MfaConfiguration, "grace".into()),
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
            | Effect::NotifyManager
            | Effect::NotifyIt(_) => true,
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
        !matches!(self, Effect::NotifyManager | Effect::NotifyIt(_) | Effect::ReadBack)
    }

    /// It calls the directory, be it for reading.
    #[must_use]
    pub fn touches_directory(&self) -> bool {
        !matches!(self, Effect::NotifyManager | Effect::NotifyIt(_))
    }

    /// Tries before it counts as failed.
    #[must_use]
    pub fn tries(&self) -> u32 {
        match self {
            Effect::NotifyManager | Effect::NotifyIt(_) => 3,
            _ => 5,
        }
    }
}

impl Amendment {
    /// The step that owns the fields.
    #[must_use]
    pub fn step(self) -> Step {
        match self {
            Amendment::Attributes => Step::CustomAttributes,
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
