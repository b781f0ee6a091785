//! Why something is held: by the log, by the directory's own rule, or by nobody's word.

use dayone_core::mapping::{self, Facts, Grant, Source};
use dayone_core::member_query;
use dayone_core::provenance::{Grounds, Holding, Origin, Provenance};
use dayone_core::settings::TenantSettings;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// The source of what was there when people were adopted, and no rule gave.
const FOUND: &str = "found";

/// Why something is held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// `default`, `department`, `role`, `location`: a rule; `additional`: by hand; `found`: there when people were
    /// adopted, and no rule gave it; `dynamic`: the directory's own rule; `unknown`: no run gave it, so it counts as given by
    /// hand.
    pub source: &'static str,
    /// The rule, or the way in which it was asked for.
    pub because: String,
    /// Since when it is known to be held.
    pub since: Option<Timestamp>,
    /// The run that gave it.
    pub run: Option<String>,
    /// Who started that run.
    pub actor: Option<String>,
    /// The run's ticket.
    pub ticket: Option<String>,
    /// The second person who agreed.
    pub approver: Option<String>,
}

/// What is known of one account: what runs have given it, and what the mapping gives it now.
pub(super) struct Known<'a> {
    provenance: &'a Provenance,
    groups: Vec<Grant>,
    systems: Vec<Grant>,
}

impl<'a> Known<'a> {
    pub(super) fn of(facts: &Facts<'_>, settings: &TenantSettings, provenance: &'a Provenance) -> Known<'a> {
        Known {
            provenance,
            groups: mapping::resolve(&settings.groups, facts),
            systems: mapping::resolve(&settings.system_bindings, facts),
        }
    }

    /// Why the account is in a group that people are added to.
    pub(super) fn member(&self, id: &str, name: &str) -> Why {
        let holding = Holding::Group(id.to_owned());
        self.why(&holding, self.groups.iter().find(|grant| grant.name == name))
    }

    /// Why the account is bound to a system itself.
    pub(super) fn bound(&self, id: &str) -> Why {
        let holding = Holding::System(id.to_owned());
        self.why(&holding, self.systems.iter().find(|grant| grant.name == id))
    }

    /// Why the account is bound to an LDAP server itself.
    pub(super) fn bound_to_ldap(&self, id: &str) -> Why {
        self.why(&Holding::LdapServer(id.to_owned()), None)
    }

    fn why(&self, holding: &Holding, now: Option<&Grant>) -> Why {
        match self.provenance.of(holding) {
            Some(origin) => recorded(origin, now),
            None => Why::unknown(now.map(|grant| grant.because.as_str())),
        }
    }
}

fn recorded(origin: &Origin, now: Option<&Grant>) -> Why {
    let Origin { grounds, since, record } = origin;
    let (source, because) = match (grounds, now) {
        (Grounds::Rule { source, because }, Some(_)) => (source.name(), because.clone()),
        (Grounds::Rule { source, because }, None) => (source.name(), format!("{because}, but no rule gives it now")),
        (Grounds::Hand { because }, _) => (Source::Additional.name(), because.clone()),
        (Grounds::Found, _) => (FOUND, grounds.because().to_owned()),
    };
    Why {
        source,
        because,
        since: Some(*since),
        run: Some(record.run.clone()),
        actor: Some(record.actor.clone()),
        ticket: record.ticket.clone(),
        approver: record.approver.clone(),
    }
}

impl Why {
    /// No run gave it; a rule may give it all the same.
    pub(super) fn unknown(rule: Option<&str>) -> Why {
        let because = match rule {
            Some(rule) => format!("no record of who gave it; a rule gives it now: {rule}"),
            None => "no record of who gave it".to_owned(),
        };
        Why { source: "unknown", because, since: None, run: None, actor: None, ticket: None, approver: None }
    }

    /// The group's own rule alone decides.
    pub(super) fn dynamic(query: &Value) -> Why {
        let because = member_query::describe(query);
        Why { source: Source::Dynamic.name(), because, ..Why::unknown(None) }
    }
}
