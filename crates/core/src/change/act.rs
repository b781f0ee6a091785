//! Acts: what a change does, one wish each, as data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::baseline;
use crate::effect::{Channel, EffectKey};
use crate::mapping::Source;
use crate::snapshot::Named;
use crate::steps::Step;

/// An act of a plan, and why it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedAct {
    /// The act.
    pub act: Act,
    /// When it has its turn: acts of one phase go out together, a phase waits for those before it.
    pub phase: Phase,
    /// Who or what gave, or gives, what it is about.
    pub given: Given,
    /// Why, for people.
    pub because: String,
    /// It is not done before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// Why what it gives is looked at twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileged: Option<String>,
}

/// Who or what gave something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", content = "source", rename_all = "snake_case")]
pub enum Given {
    /// A rule of the mapping.
    Rule(Source),
    /// A person, by name.
    Hand,
    /// Nobody: it is about no access.
    Nobody,
}

/// The turns of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// What may not wait: nobody gets in any more.
    Lock,
    /// Groups are created, and described.
    Make,
    /// Fields of the account.
    Fields,
    /// Groups and bindings that are given.
    Give,
    /// Rules decide who is in a group.
    Rule,
    /// Groups, bindings and keys that are taken.
    Take,
    /// The account itself goes, or a group.
    Delete,
    /// Somebody gets in again; only if everything before was done.
    Unlock,
    /// Everything is read back.
    Prove,
    /// People are told.
    Tell,
    /// What is taken after a time of grace.
    TakeLate,
    /// That is read back.
    ProveLate,
}

/// A wish. Each is *ensured*: done where it is missing, found where it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Act {
    /// Fields of the account, in one call.
    SetFields {
        /// Fields.
        changes: Vec<FieldChange>,
        /// Attributes.
        attributes: Vec<AttributeChange>,
    },
    /// Another account gets another manager.
    SetManager {
        /// That account.
        report: Named,
        /// Its manager before, by account id.
        from: Option<String>,
        /// Its manager after, by account id.
        to: Option<String>,
    },
    /// A membership.
    AddMember {
        /// The group.
        group: Named,
    },
    /// No membership.
    RemoveMember {
        /// The group.
        group: Named,
    },
    /// The group's rule is not to count the account in.
    Exempt {
        /// The group.
        group: Named,
    },
    /// The group's rule may count the account in again.
    Include {
        /// The group.
        group: Named,
    },
    /// A direct binding.
    Bind {
        /// To what.
        to: Bound,
    },
    /// No direct binding.
    Unbind {
        /// From what.
        to: Bound,
    },
    /// An SSH key.
    AddKey {
        /// The id in the directory that it had before.
        id: String,
        /// Its name.
        name: String,
        /// Its line.
        line: String,
    },
    /// No SSH key.
    RemoveKey {
        /// Its id in the directory.
        id: String,
        /// Its name.
        name: String,
        /// Its line.
        line: String,
    },
    /// The second factor is to be enrolled anew.
    ResetMfa,
    /// The password is to be set anew before it lets anybody in.
    ExpirePassword,
    /// Nothing that `JumpCloud` is to do to the account later is left.
    Unschedule,
    /// The account is locked away.
    Suspend,
    /// The account is in use again.
    Reactivate,
    /// The account goes.
    DeleteAccount,
    /// Everything read back: what was given is there, what was taken is not.
    ReadBack {
        /// That which was taken after a time of grace.
        late: bool,
        /// Nothing may be reachable at all.
        nothing_left: bool,
    },
    /// A part of the tenant's baseline.
    Baseline {
        /// What is ensured.
        ensure: Box<baseline::Act>,
    },
    /// A mail to the person's manager, or to whom the reports go.
    TellManager,
    /// A message to IT.
    TellIt {
        /// By this way.
        channel: String,
    },
}

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each name says it")]
pub struct FieldChange {
    pub field: Field,
    pub from: String,
    pub to: String,
}

/// An attribute before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each name says it")]
pub struct AttributeChange {
    pub name: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Something that an account can be bound to directly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bound {
    /// What it is.
    pub kind: BoundKind,
    /// 24 hex digits.
    pub id: String,
    /// For people.
    pub name: String,
    /// The binding gives sudo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sudo: bool,
}

/// What an account can be bound to directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum BoundKind {
    System,
    SystemGroup,
    Application,
    LdapServer,
    RadiusServer,
    GSuite,
    #[serde(rename = "office_365")]
    Office365,
    ActiveDirectory,
}

impl BoundKind {
    /// All of them.
    pub const ALL: [BoundKind; 8] = [
        BoundKind::System,
        BoundKind::SystemGroup,
        BoundKind::Application,
        BoundKind::LdapServer,
        BoundKind::RadiusServer,
        BoundKind::GSuite,
        BoundKind::Office365,
        BoundKind::ActiveDirectory,
    ];

    /// For people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            BoundKind::System => "system",
            BoundKind::SystemGroup => "system group",
            BoundKind::Application => "application",
            BoundKind::LdapServer => "LDAP server",
            BoundKind::RadiusServer => "RADIUS server",
            BoundKind::GSuite => "Google Workspace",
            BoundKind::Office365 => "Microsoft 365",
            BoundKind::ActiveDirectory => "Active Directory",
        }
    }

    fn step(self) -> Step {
        match self {
            BoundKind::LdapServer => Step::LdapBinding,
            _ => Step::SystemBinding,
        }
    }
}

impl Act {
    /// Its name within the run. Holds no personal value.
    #[must_use]
    pub fn key(&self) -> EffectKey {
        let (step, subject) = match self {
            Act::SetFields { .. } => (Step::CustomAttributes, "fields".to_owned()),
            Act::SetManager { report, .. } => (Step::CustomAttributes, format!("manager:{}", report.id)),
            Act::AddMember { group } => (Step::GroupAssignment, format!("add:{}", group.id)),
            Act::RemoveMember { group } => (Step::GroupAssignment, format!("remove:{}", group.id)),
            Act::Exempt { group } => (Step::GroupAssignment, format!("exempt:{}", group.id)),
            Act::Include { group } => (Step::GroupAssignment, format!("include:{}", group.id)),
            Act::Bind { to } => (to.kind.step(), format!("bind:{}", to.id)),
            Act::Unbind { to } => (to.kind.step(), format!("unbind:{}", to.id)),
            Act::AddKey { id, .. } => (Step::SshKeyConfiguration, format!("add:{id}")),
            Act::RemoveKey { id, .. } => (Step::SshKeyConfiguration, format!("remove:{id}")),
            Act::ResetMfa => (Step::MfaConfiguration, "reset".into()),
            Act::ExpirePassword => (Step::PasswordGeneration, "expire".into()),
            Act::Unschedule => (Step::ActivationEmail, "unschedule".into()),
            Act::Suspend => (Step::ActivationEmail, "suspend".into()),
            Act::Reactivate => (Step::ActivationEmail, "reactivate".into()),
            Act::DeleteAccount => (Step::UserCreation, "delete".into()),
            Act::ReadBack { late, .. } => {
                (Step::Documentation, if *late { "read_back_late" } else { "read_back" }.into())
            }
            Act::Baseline { ensure } => (ensure.step(), ensure.key()),
            Act::TellManager => (Step::ManagerNotification, "mail".into()),
            Act::TellIt { channel } => (Step::ItNotification, channel.clone()),
        };
        EffectKey { step, subject }
    }

    /// It must not happen twice, so the log holds the intent before it is tried.
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        if let Act::Baseline { ensure } = self {
            return ensure.is_fenced();
        }
        matches!(
            self,
            Act::AddKey { .. }
                | Act::ResetMfa
                | Act::ExpirePassword
                | Act::Reactivate
                | Act::DeleteAccount
                | Act::TellManager
                | Act::TellIt { .. }
        )
    }

    /// It tells people.
    #[must_use]
    pub fn tells(&self) -> bool {
        matches!(self, Act::TellManager | Act::TellIt { .. })
    }

    /// It writes to the directory.
    #[must_use]
    pub fn writes_to_directory(&self) -> bool {
        !self.tells() && !matches!(self, Act::ReadBack { .. })
    }

    /// Tries before it counts as failed.
    #[must_use]
    pub fn tries(&self) -> u32 {
        if self.tells() { 3 } else { 5 }
    }

    /// It gives access.
    #[must_use]
    pub fn gives(&self) -> bool {
        matches!(
            self,
            Act::AddMember { .. } | Act::Bind { .. } | Act::Include { .. } | Act::Reactivate | Act::AddKey { .. }
        )
    }

    /// The way to reach IT, if it is that.
    #[must_use]
    pub fn channel(&self) -> Option<Channel> {
        let Act::TellIt { channel } = self else { return None };
        [Channel::Mail, Channel::Slack, Channel::Teams].into_iter().find(|one| one.name() == channel)
    }

    /// The thing that it is about, and what is done to it, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Act::SetFields { changes, attributes } => {
                let fields = changes.iter().map(|change| change.field.name().to_owned());
                let names: Vec<String> = fields.chain(attributes.iter().map(|one| one.name.clone())).collect();
                format!("set {}", names.join(", "))
            }
            Act::SetManager { report, .. } => format!("hand {} over", report.name),
            Act::AddMember { group } => format!("add to group {}", group.name),
            Act::RemoveMember { group } => format!("remove from group {}", group.name),
            Act::Exempt { group } => format!("exempt from the rule of group {}", group.name),
            Act::Include { group } => format!("leave to the rule of group {}", group.name),
            Act::Bind { to } => format!("bind to {} {}", to.kind.word(), to.name),
            Act::Unbind { to } => format!("unbind from {} {}", to.kind.word(), to.name),
            Act::AddKey { name, .. } => format!("add SSH key {name}"),
            Act::RemoveKey { name, .. } => format!("remove SSH key {name}"),
            Act::ResetMfa => "reset MFA".into(),
            Act::ExpirePassword => "expire the password".into(),
            Act::Unschedule => "take back what JumpCloud was to do later".into(),
            Act::Suspend => "suspend".into(),
            Act::Reactivate => "reactivate".into(),
            Act::DeleteAccount => "delete the account".into(),
            Act::ReadBack { late: false, .. } => "read everything back".into(),
            Act::ReadBack { late: true, .. } => "read back what was taken".into(),
            Act::Baseline { ensure } => format!("{} {}: {}", ensure.verb(), ensure.subject(), ensure.what()),
            Act::TellManager => "tell the manager".into(),
            Act::TellIt { channel } => format!("tell IT ({channel})"),
        }
    }
}
