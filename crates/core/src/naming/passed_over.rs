//! Why a name of the ladder was not taken.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a name is not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// An account of the directory has it.
    Account,
    /// A run that is under way is to give it to somebody.
    UnderWay {
        /// The run.
        run: String,
    },
    /// Somebody had it before. It is never given to another.
    Left,
    /// Somebody else of the same batch gets it.
    Batch,
    /// It is the name of a local account, a service or a mailbox of a role.
    System,
    /// The tenant reserves it.
    Tenant,
    /// It holds a word that is not used in names.
    Word,
}

/// A name that the rule gave and that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The name; None where it is not repeated.
    pub name: Option<String>,
    /// Why not.
    pub why: Bar,
}

impl Bar {
    /// Somebody else has the name, or is to have it.
    #[must_use]
    pub fn is_collision(&self) -> bool {
        match self {
            Bar::Account | Bar::UnderWay { .. } | Bar::Left | Bar::Batch => true,
            Bar::System | Bar::Tenant | Bar::Word => false,
        }
    }
}

impl PassedOver {
    /// A name and why it was not taken; one that offends is not repeated.
    #[must_use]
    pub fn new(name: String, why: Bar) -> PassedOver {
        let name = (why != Bar::Word).then_some(name);
        PassedOver { name, why }
    }
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_deref().unwrap_or("a name by the rule"))?;
        match &self.why {
            Bar::Account => f.write_str(" belongs to another account"),
            Bar::UnderWay { run } => write!(f, " is reserved by run {run}"),
            Bar::Left => f.write_str(" belonged to somebody before, and is not given again"),
            Bar::Batch => f.write_str(" goes to somebody else of this batch"),
            Bar::System => f.write_str(" is the name of a system account or service"),
            Bar::Tenant => f.write_str(" is reserved by the tenant"),
            Bar::Word => f.write_str(" holds a word that is not used in names"),
        }
    }
}
