//! One organisation: its settings, documents, edges, and what is never shown.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::collection::{Collection, Sight, Written};
use crate::document::at;
use crate::due::Agenda;
use crate::dynamic_group::Rule;
use crate::event::Events;
use crate::graph::{Graph, Node};
use crate::kind::Kind;
use crate::stored::Stored;

/// One organisation.
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    pub(crate) id: String,
    /// The document of `GET /organizations/{id}`, settings included.
    pub(crate) document: Value,
    pub(crate) graph: Graph,
    /// Passwords now and before, newest last; never serialised.
    pub(crate) passwords: HashMap<String, Vec<String>>,
    pub(crate) next_unix_id: i64,
    /// What happened lately.
    pub(crate) events: Events,
    /// The rules of automatic groups.
    pub(crate) rules: BTreeMap<Node, Rule>,
    /// What is still to come.
    pub(crate) agenda: Agenda,
    collections: Vec<Collection>,
}

impl Organization {
    /// An organisation with JumpCloud's defaults for new ones, as far as they are known.
    pub(crate) fn new(id: &str, name: &str, created: &str) -> Organization {
        let collections = Kind::ALL
            .iter()
            .map(|kind| match kind {
                Kind::User => Collection::indexed(&["username", "email", "employeeIdentifier"]),
                Kind::UserGroup | Kind::SystemGroup | Kind::PolicyGroup => Collection::indexed(&["name"]),
                Kind::System => Collection::indexed(&["hostname", "displayName"]),
                Kind::CustomEmail => Collection::indexed(&["type"]),
                Kind::ScheduledState => Collection::indexed(&["systemUserId"]),
                _ => Collection::default(),
            })
            .collect();
        Organization {
            id: id.to_owned(),
            document: new_document(id, name, created),
            graph: Graph::default(),
            passwords: HashMap::new(),
            next_unix_id: 5000,
            events: Events::default(),
            rules: BTreeMap::new(),
            agenda: Agenda::new(),
            collections,
        }
    }

    pub(crate) fn of(&self, kind: Kind) -> &Collection {
        &self.collections[kind as usize]
    }

    pub(crate) fn of_mut(&mut self, kind: Kind) -> &mut Collection {
        &mut self.collections[kind as usize]
    }

    /// Removes a document with all its edges and returns it.
    pub(crate) fn erase(&mut self, kind: Kind, id: &str, written: Written) -> Option<Stored> {
        let node = (kind, id.to_owned());
        self.graph.forget(&node, written);
        self.rules.remove(&node);
        if kind == Kind::User {
            self.passwords.remove(id);
        }
        self.of_mut(kind).remove(id, written)
    }

    /// Whether the thing exists; kinds the simulator holds no documents of exist whenever an edge names them.
    pub(crate) fn has(&self, kind: Kind, id: &str) -> bool {
        self.of(kind).contains(id)
    }

    pub(crate) fn setting(&self, path: &str) -> Option<&Value> {
        self.document.get("settings").and_then(|settings| at(settings, path))
    }

    pub(crate) fn name(&self) -> &str {
        self.document.get("displayName").and_then(Value::as_str).unwrap_or("")
    }

    /// Documents of a kind as a read sees them.
    pub(crate) fn seen<'a>(&'a self, kind: Kind, sight: &'a Sight) -> impl Iterator<Item = &'a Stored> {
        self.of(kind).all_seen(sight)
    }

    /// Whether another user has this text in the field, letters' case apart.
    pub(crate) fn taken(&self, field: &str, value: &str, except: &str) -> bool {
        !value.is_empty()
            && self.of(Kind::User).with_text(field, value).is_some_and(|ids| ids.iter().any(|id| *id != except))
    }

    /// Whether a group of the kind has exactly this name.
    pub(crate) fn group_named(&self, kind: Kind, name: &str, except: &str) -> bool {
        let found = self.of(kind).with_text("name", name).unwrap_or_default();
        found.iter().any(|id| {
            *id != except
                && self.of(kind).get(id).and_then(|group| group.get("name")).and_then(Value::as_str) == Some(name)
        })
    }
}

/// Defaults of a new organisation.
// Source: JumpCloud knowledge base, password settings (minimum length 12); the rest is SYNTHETIC.
fn new_document(id: &str, name: &str, created: &str) -> Value {
    json!({
        "_id": id,
        "id": id,
        "displayName": name,
        "logoUrl": "",
        "created": created,
        "accessRestriction": "",
        "customEmailSettings": { "enabled": false },
        "entitlement": {
            "billingModel": "",
            "capUserQuantity": false,
            "isManuallyBilled": false,
            "maxUserQuantity": 0,
            "purchaseChannel": "",
            "entitlementProducts": [],
        },
        "hasCreditCard": false,
        "settings": {
            "name": name,
            "contactName": "",
            "contactEmail": "",
            "disableLdap": false,
            "enableManagedUID": false,
            "requireAdminMFA": true,
            "passwordCompliance": "custom",
            "systemUserPasswordExpirationInDays": 90,
            "newSystemUserStateDefaults": {
                "manualEntry": "ACTIVATED",
                "csvImport": "STAGED",
                "applicationImport": "STAGED",
            },
            "passwordPolicy": {
                "enableMinLength": true,
                "minLength": 12,
                "needsLowercase": true,
                "needsUppercase": true,
                "needsNumeric": true,
                "needsSymbolic": true,
                "allowUsernameSubstring": false,
                "disallowCommonlyUsedPasswords": true,
                "disallowSequentialOrRepetitiveChars": false,
                "enableMaxHistory": true,
                "maxHistory": 5,
                "enablePasswordExpirationInDays": true,
                "passwordExpirationInDays": 90,
                "enableMaxLoginAttempts": true,
                "maxLoginAttempts": 6,
                "enableLockoutTimeInSeconds": true,
                "lockoutTimeInSeconds": 600,
                "enableMinChangePeriodInDays": false,
                "minChangePeriodInDays": 0,
            },
            "systemUserDefaults": { "restrictedFields": [] },
            "userPortal": { "idleSessionDurationMinutes": 60, "cookieExpirationType": "session" },
            "features": {
                "directoryInsights": { "enabled": true },
                "systemInsights": { "enabled": true },
            },
        },
    })
}
