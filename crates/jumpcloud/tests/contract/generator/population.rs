//! What there is to talk about: the ids of everything in the simulator.

use std::collections::BTreeMap;

use dayone_simulator::{Kind, Simulator};
use rand::Rng;
use serde_json::Value;

use crate::table::Operation;
use crate::tap::Exchange;

/// After so many requests the simulator is asked anew.
const FRESH: u32 = 200;

/// Ids by kind, as the graph names kinds.
pub(crate) struct Population {
    ids: BTreeMap<String, Vec<String>>,
    /// Keys of users: the user's id, then the key's.
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) organization: String,
    pub(crate) provider: String,
    pub(crate) provider_key: String,
    age: u32,
}

impl Population {
    pub(crate) fn of(simulator: &Simulator) -> Population {
        let control = simulator.control();
        let provider = control.add_provider(&[simulator.org_id()]);
        control.put_document(Kind::ActiveDirectory, serde_json::json!({ "domain": "DC=company;DC=com" })).unwrap();
        for kind in [Kind::GSuite, Kind::Office365, Kind::Workday, Kind::PasswordManagerItem] {
            control.put_document(kind, serde_json::json!({ "name": format!("One {}", kind.name()) })).unwrap();
        }
        let system = control.id_of(Kind::System, "prod-web-01").unwrap();
        let policy = control.id_of(Kind::Policy, "Linux Screen Lock").unwrap();
        let result = serde_json::json!({ "policyID": policy, "systemID": system, "state": "failed", "success": false });
        control.put_document(Kind::PolicyResult, result).unwrap();
        control.put_document(Kind::Command, serde_json::json!({ "name": "Patch", "command": "true" })).unwrap();
        let mut population = Population {
            ids: BTreeMap::new(),
            keys: Vec::new(),
            organization: simulator.org_id().to_owned(),
            provider: provider.id,
            provider_key: provider.api_key,
            age: 0,
        };
        population.look(simulator);
        population
    }

    /// Counts a request, and looks again from time to time.
    pub(crate) fn refresh(&mut self, simulator: &Simulator) {
        self.age += 1;
        if self.age >= FRESH {
            self.look(simulator);
        }
    }

    fn look(&mut self, simulator: &Simulator) {
        self.age = 0;
        let state = simulator.control().state();
        let organization = &state["organizations"][0];
        let jobs = [self.ids.remove("job"), self.ids.remove("scheduled")];
        self.ids.clear();
        self.keys.clear();
        for kind in Kind::ALL {
            let plural = match kind.name().strip_suffix('y') {
                Some(name) => format!("{name}ies"),
                None => format!("{}s", kind.name()),
            };
            let documents = organization[&plural].as_array().into_iter().flatten();
            let id = |document: &Value| document["id"].as_str().or(document["_id"].as_str()).map(str::to_owned);
            self.ids.insert(kind.name().to_owned(), documents.filter_map(id).collect());
        }
        let administrators = state["providers"][0]["administrators"].as_array().into_iter().flatten();
        self.ids.insert("administrator".to_owned(), administrators.map(|one| text(one, "id")).collect());
        for user in organization["users"].as_array().into_iter().flatten() {
            for key in user["ssh_keys"].as_array().into_iter().flatten() {
                self.keys.push((text(user, "_id"), text(key, "_id")));
            }
        }
        for (name, ids) in ["job", "scheduled"].into_iter().zip(jobs) {
            self.ids.insert(name.to_owned(), ids.unwrap_or_default());
        }
    }

    /// Takes note of what came and went.
    pub(crate) fn learn(&mut self, operation: &Operation, exchange: &Exchange) {
        if exchange.status >= 300 {
            return;
        }
        let Some(answer) = &exchange.answer else {
            self.forget(operation, exchange);
            return;
        };
        match (operation.name.as_str(), kind_of(operation.path().split('/').nth_back(0).unwrap_or_default())) {
            ("POST /v2/bulk/users" | "PATCH /v2/bulk/users", _) => self.add("job", text(answer, "jobId")),
            ("POST /v2/bulk/userstates", _) => {
                for one in answer.as_array().into_iter().flatten() {
                    self.add("scheduled", text(one, "scheduledJobId"));
                }
            }
            (name, Some(kind)) if name.starts_with("POST /") && !name.contains("search") => {
                let id = answer["_id"].as_str().or(answer["id"].as_str()).unwrap_or_default();
                self.add(kind, id.to_owned());
            }
            (name, _) if name.starts_with("DELETE") => self.forget(operation, exchange),
            // A change may have replaced the keys.
            ("PUT /systemusers/{id}", _) => {
                let id = text(answer, "_id");
                self.keys.retain(|(user, _)| *user != id);
            }
            _ => {}
        }
    }

    fn forget(&mut self, operation: &Operation, exchange: &Exchange) {
        if operation.method() == "DELETE" {
            let gone = exchange.path.rsplit('/').next().unwrap_or_default();
            self.ids.values_mut().for_each(|ids| ids.retain(|id| id != gone));
            self.keys.retain(|(user, key)| user != gone && key != gone);
        }
    }

    fn add(&mut self, kind: &str, id: String) {
        if !id.is_empty() {
            self.ids.entry(kind.to_owned()).or_default().push(id);
        }
    }

    /// Any id of a kind.
    pub(crate) fn any(&self, kind: &str, random: &mut impl Rng) -> Option<String> {
        let ids = self.ids.get(kind).filter(|ids| !ids.is_empty())?;
        ids.get(random.random_range(0..ids.len())).cloned()
    }
}

/// The kind that a segment of a path names.
pub(crate) fn kind_of(segment: &str) -> Option<&'static str> {
    Some(match segment {
        "systemusers" | "users" | "user" => "user",
        "usergroups" | "usergroup" => "user_group",
        "passwordpolicies" => "password_policy",
        "systemgroups" => "system_group",
        "policygroups" => "policy_group",
        "systems" => "system",
        "applications" => "application",
        "radiusservers" => "radius_server",
        "ldapservers" => "ldap_server",
        "policies" => "policy",
        "policyresults" => "policy_result",
        "administrators" => "administrator",
        "policytemplates" => "policy_template",
        "commands" => "command",
        "gsuites" => "g_suite",
        "office365s" => "office_365",
        "activedirectories" => "active_directory",
        "workdays" => "workday",
        "userstates" => "scheduled",
        _ => return None,
    })
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
