//! What people write down about accounts: why they have what they have, and what a review found and left. Nothing is
//! done to the directory.

use serde::{Deserialize, Serialize};

use crate::account::AccountFacts;
use crate::provenance::{Grounds, Holding};
use crate::review::Decided;

/// What a run records that does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// Why an account has what nobody had written down.
    Adoption(Adoption),
    /// What a review decided.
    Review(Reviewed),
}

/// Why an account has what nobody had written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// Whose account it is.
    pub account: NotedAccount,
    /// What it has, and on what grounds.
    pub holdings: Vec<NotedHolding>,
}

/// What a review decided about one account, or about groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Whose account it is; None: it is about groups.
    pub account: Option<NotedAccount>,
    /// What was decided.
    pub decided: Vec<Decided>,
}

/// An account as it was when something was written down about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the directory's fields")]
pub struct NotedAccount {
    pub id: String,
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub employee_id: String,
}

/// Something that an account has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedHolding {
    /// What it is.
    pub holding: Holding,
    /// Its name.
    pub name: String,
    /// On what it counts as given.
    pub grounds: Grounds,
}

impl Recorded {
    /// The account that it is about, if it is about one.
    #[must_use]
    pub fn account(&self) -> Option<&NotedAccount> {
        match self {
            Recorded::Adoption(adoption) => Some(&adoption.account),
            Recorded::Review(reviewed) => reviewed.account.as_ref(),
        }
    }

    /// What runs of this kind are called.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Recorded::Adoption(_) => "adoption",
            Recorded::Review(_) => "decisions",
        }
    }
}

impl Adoption {
    /// The ids of its groups, and of its systems.
    #[must_use]
    pub fn ids(&self) -> (Vec<String>, Vec<String>) {
        let id = |holding: &Holding| match holding {
            Holding::Group(id) => (Some(id.clone()), None),
            Holding::System(id) => (None, Some(id.clone())),
            Holding::LdapServer(_) => (None, None),
        };
        let (groups, systems): (Vec<_>, Vec<_>) = self.holdings.iter().map(|noted| id(&noted.holding)).unzip();
        (groups.into_iter().flatten().collect(), systems.into_iter().flatten().collect())
    }
}

impl NotedAccount {
    /// The person's name, or whatever is known instead.
    #[must_use]
    pub fn full_name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        if name.trim().is_empty() { self.username.clone() } else { name.trim().to_owned() }
    }
}

impl From<&AccountFacts> for NotedAccount {
    fn from(account: &AccountFacts) -> Self {
        NotedAccount {
            id: account.id.clone(),
            username: account.username.clone(),
            email: account.email.clone(),
            first_name: account.first_name.clone(),
            last_name: account.last_name.clone(),
            employee_id: account.employee_id.clone(),
        }
    }
}
