//! The administrators of a provider: who they are, and which organisations they may enter.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::document::{set, text};
use crate::id::IdSource;
use crate::loading::note_ids;
use crate::world::World;

/// One administrator.
#[derive(Clone, Debug)]
pub(crate) struct Administrator {
    /// As answers show it, but for the number of organisations.
    pub(crate) document: Value,
    /// Whom it is linked to.
    pub(crate) organizations: BTreeSet<String>,
}

impl Administrator {
    pub(crate) fn id(&self) -> &str {
        text(&self.document, "id")
    }

    /// As lists and answers show it.
    pub(crate) fn shown(&self) -> Value {
        let mut shown = self.document.clone();
        set(&mut shown, "organizationAccessTotal", self.organizations.len());
        shown
    }

    /// From a seed: the document, and under `organizations` whom it is linked to.
    fn loaded(mut part: Value, fresh_id: impl FnOnce() -> String) -> Administrator {
        let links = part.as_object_mut().and_then(|part| part.shift_remove("organizations")).unwrap_or_default();
        let links = links.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        if text(&part, "id").is_empty() {
            set(&mut part, "id", fresh_id());
        }
        Administrator { document: part, organizations: links }
    }

    /// As a seed has it.
    pub(crate) fn unloaded(&self) -> Value {
        let mut part = self.document.clone();
        set(&mut part, "organizations", json!(self.organizations));
        part
    }
}

/// The administrators of a provider in a seed.
pub(crate) fn loaded(provider: &Value, ids: &mut IdSource) -> Vec<Administrator> {
    let parts = provider.get("administrators").and_then(Value::as_array).cloned().unwrap_or_default();
    parts.iter().for_each(|part| note_ids(ids, part));
    parts.into_iter().map(|part| Administrator::loaded(part, || ids.fresh())).collect()
}

/// Whether any administrator of any provider has this address, letters' case apart.
// Source: JumpCloud's own message: addresses of administrators are known everywhere only once.
pub(crate) fn is_registered(world: &World, email: &str) -> bool {
    let all = world.providers.values().flat_map(|provider| &provider.administrators);
    all.into_iter().any(|known| text(&known.document, "email").eq_ignore_ascii_case(email))
}
