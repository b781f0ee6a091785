//! Service accounts as a seed has them: who they are and what they may do, never what opens them.

use serde_json::{Value, json};

use crate::credential::{Access, Credential};
use crate::document::{flag, text};
use crate::world::World;

/// All of them, without their secrets.
pub(crate) fn unloaded(world: &World) -> Vec<Value> {
    let mut all: Vec<(&String, Value)> = world
        .clients
        .iter()
        .map(|(id, (_, client))| {
            let account = json!({
                "id": id, "name": client.label, "organizations": client.organizations, "provider": client.provider,
                "access": client.access, "revoked": client.revoked,
            });
            (id, account)
        })
        .collect();
    all.sort_by_key(|(id, _)| *id);
    all.into_iter().map(|(_, account)| account).collect()
}

/// Adds an account of a seed. Its secret is new, and nobody knows it.
pub(crate) fn load(world: &mut World, account: &Value) {
    let organizations = account.get("organizations").and_then(Value::as_array).into_iter().flatten();
    let access = account.get("access").cloned().map(serde_json::from_value).and_then(Result::ok);
    let credential = Credential {
        label: text(account, "name").to_owned(),
        organizations: organizations.filter_map(Value::as_str).map(str::to_owned).collect(),
        provider: account.get("provider").and_then(Value::as_str).map(str::to_owned),
        // What can't be read opens less, not more.
        access: access.unwrap_or(Access::ReadOnly),
        revoked: flag(account, "revoked"),
        expires: None,
    };
    let secret = world.house.ids.secret(48);
    world.clients.entry(text(account, "id").to_owned()).or_insert((secret, credential));
}
