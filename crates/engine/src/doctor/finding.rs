//! What doctor finds.

use dayone_core::snapshot::Named;
use serde::Serialize;

/// One thing examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it concerns.
    pub area: Area,
    /// How it is.
    pub state: Health,
    /// What was found: one sentence.
    pub what: String,
    /// What to do about it.
    pub mend: Option<String>,
}

/// What a finding concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The key, and who can be reached with it.
    Key,
    /// The organisation behind it.
    Organization,
    /// Our clock beside the directory's.
    Clock,
    /// Operations that read.
    Reading,
    /// Operations that write.
    Writing,
    /// What the directory holds: seats, password policy, LDAP.
    Directory,
    /// Rules beside the directory's groups and systems.
    Mapping,
    /// The groups' names.
    Groups,
    /// Mail, chats, templates.
    Notification,
    /// Writes of the tenant are stopped.
    Hold,
    /// The database and the keys of what is sealed in it.
    Database,
    /// Anchors of the audit chain.
    Evidence,
}

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be; a mend is a hint.
    Ok,
    /// Not known, and not to be known by reading.
    Unproven,
    /// Odd, or risky.
    Warn,
    /// It will go wrong.
    Fail,
}

/// Everything found of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The tenant.
    pub tenant: String,
    /// Its organisation, if it could be read.
    pub organization: Option<Named>,
    /// What was found, in the order of the examination.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    /// Nothing fails; warnings may be there.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.worst() < Health::Fail
    }

    /// The worst of all findings.
    #[must_use]
    pub fn worst(&self) -> Health {
        self.findings.iter().map(|finding| finding.state).max().unwrap_or(Health::Ok)
    }

    /// How many findings are of this state.
    #[must_use]
    pub fn count(&self, state: Health) -> usize {
        self.findings.iter().filter(|finding| finding.state == state).count()
    }
}

impl Area {
    /// For people: `key`, `organisation`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Area::Key => "key",
            Area::Organization => "organisation",
            Area::Clock => "clock",
            Area::Reading => "reading",
            Area::Writing => "writing",
            Area::Directory => "directory",
            Area::Mapping => "mapping",
            Area::Groups => "groups",
            Area::Notification => "notification",
            Area::Hold => "hold",
            Area::Database => "database",
            Area::Evidence => "evidence",
        }
    }

    /// What fails here would make every hire fail: writes that are stopped stay so.
    pub(super) fn matters_for_writes(self) -> bool {
        matches!(self, Area::Key | Area::Organization | Area::Reading | Area::Writing)
    }
}

impl Health {
    /// For people: `ok`, `unproven`, `warn`, `fail`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Health::Ok => "ok",
            Health::Unproven => "unproven",
            Health::Warn => "warn",
            Health::Fail => "fail",
        }
    }
}

impl Area {
    pub(super) fn ok(self, what: impl Into<String>) -> Finding {
        Finding { area: self, state: Health::Ok, what: what.into(), mend: None }
    }

    pub(super) fn unproven(self, what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { area: self, state: Health::Unproven, what: what.into(), mend: Some(mend.into()) }
    }

    pub(super) fn warn(self, what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { area: self, state: Health::Warn, what: what.into(), mend: Some(mend.into()) }
    }

    pub(super) fn fail(self, what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { area: self, state: Health::Fail, what: what.into(), mend: Some(mend.into()) }
    }
}

impl Finding {
    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Finding {
        self.mend = Some(hint.into());
        self
    }
}

/// At most ten names, for one line.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 10;
    let names: Vec<&str> = names.into_iter().collect();
    match names.len() {
        0..=MOST => names.join(", "),
        all => format!("{} and {} more", names[..MOST].join(", "), all - MOST),
    }
}
