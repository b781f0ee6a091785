//! What the directory looked like when it was read: the only thing a plan knows about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::password::LivePolicy;

/// A reading of the directory, made for one request.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The parts that all requests of a tenant share.
    pub shared: Arc<Shared>,
    /// Accounts that hold, or may hold, the username, e-mail, employee id or unix ids asked for, and the manager.
    pub people: Vec<ExistingAccount>,
    /// Systems asked for by id, as far as they exist.
    pub systems: Vec<System>,
    /// Accounts that will exist before this one: those of the rows before it in a batch.
    pub ahead: u64,
    /// Usernames that are spoken for though no account may have them, in lower case.
    pub reserved: BTreeMap<String, Reserved>,
}

/// Why a username is spoken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reserved {
    /// A run that is under way is to give it to somebody else.
    UnderWay {
        /// The run.
        run: String,
    },
    /// Somebody else had it before: it is never given again.
    Left,
    /// Somebody else of the same batch gets it.
    Batch,
    /// The person has had it before, or a run is to give it to the person: theirs it is.
    Own,
}

/// The parts of a reading that all requests of a tenant share.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// The organisation.
    pub organization: Organization,
    /// Every user group.
    pub groups: Vec<Group>,
    /// What membership of a group grants, by group id; only for the groups that a request needed.
    pub access: BTreeMap<String, Access>,
    /// LDAP servers.
    pub ldap_servers: Vec<Named>,
}

/// The organisation behind the key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// 24 hex digits.
    pub id: String,
    /// As shown in the admin console.
    pub name: String,
    /// The password policy of the organisation; what it does not state is not asked for.
    pub password_policy: LivePolicy,
    /// Accounts that the contract allows; None: not stated by `JumpCloud`.
    pub seats: Option<u64>,
    /// Accounts that exist; None: not known.
    pub seats_used: Option<u64>,
}

/// A user group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// 24 hex digits.
    pub id: String,
    /// Its name, compared exactly.
    pub name: String,
    /// How people become members.
    pub membership: Membership,
    /// The group's own attribute gives sudo on the systems that it reaches.
    pub grants_sudo: bool,
}

/// How people become members of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Membership {
    /// By being added.
    Static,
    /// By being added; a rule suggests who.
    Reviewed,
    /// By a rule alone: nobody can be added.
    Automatic {
        /// The rule: `JumpCloud`'s `memberQuery`.
        query: Value,
    },
}

/// What membership of a group grants.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    /// Systems, directly or through system groups.
    pub systems: Vec<System>,
    /// Applications, G Suite and Office 365 directories among them.
    pub applications: Vec<Application>,
    /// LDAP servers.
    pub ldap_servers: Vec<Named>,
    /// RADIUS servers.
    pub radius_servers: Vec<Named>,
    /// System groups on the way.
    pub system_groups: Vec<Named>,
    /// Policies that hold on the systems reached through system groups.
    pub policies: Vec<Named>,
}

/// Something with an id and a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    /// 24 hex digits.
    pub id: String,
    /// For people.
    pub name: String,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct System {
    /// 24 hex digits.
    pub id: String,
    /// Its display name, else its host name.
    pub name: String,
    /// For example `Ubuntu 22.04`.
    pub os: String,
    /// This way of reaching it gives sudo.
    pub sudo: bool,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Application {
    /// 24 hex digits.
    pub id: String,
    /// Its label.
    pub name: String,
    /// What it is.
    pub kind: ApplicationKind,
    /// Single sign-on is set up.
    pub sso: bool,
}

/// What an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationKind {
    /// An application of the catalogue, or a custom one.
    Application,
    /// A Google Workspace directory.
    GSuite,
    /// A Microsoft 365 directory.
    Office365,
}

/// An account of the directory, as far as the plan needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingAccount {
    /// 24 hex digits.
    pub id: String,
    /// Compared without case.
    pub username: String,
    /// Compared without case.
    pub email: String,
    /// Compared without case.
    pub employee_id: Option<String>,
    /// For people.
    pub display_name: String,
    /// The account is ACTIVATED.
    pub active: bool,
    /// Its uid.
    pub unix_uid: Option<i64>,
    /// Its gid.
    pub unix_gid: Option<i64>,
    /// When it was created, by the directory's clock.
    pub created: Option<Timestamp>,
}

impl Snapshot {
    /// The shared parts, to be changed for this snapshot alone.
    pub fn shared_mut(&mut self) -> &mut Shared {
        Arc::make_mut(&mut self.shared)
    }
}

impl Access {
    /// The same in an order that does not depend on how the directory lists it.
    #[must_use]
    pub fn sorted(mut self) -> Access {
        self.systems.sort();
        self.applications.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        for list in [&mut self.ldap_servers, &mut self.radius_servers, &mut self.system_groups, &mut self.policies] {
            list.sort();
        }
        self
    }
}

impl Shared {
    /// The group of exactly this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }
}
