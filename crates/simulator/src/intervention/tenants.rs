//! Organisations and providers added by hand, and an organisation's settings.

use serde_json::Value;

use crate::control::Control;
use crate::credential::{Access, Credential};
use crate::document::text;
use crate::intervention::ControlError;
use crate::loading::{load_organization, merge};
use crate::password_expiry;
use crate::world::Provider;

/// An organisation added to a running simulator.
#[derive(Clone, Debug)]
pub struct OrganizationHandle {
    /// Its id.
    pub id: String,
    /// A key with full access to it alone.
    pub api_key: String,
}

/// A managed service provider added to a running simulator.
#[derive(Clone, Debug)]
pub struct ProviderHandle {
    /// Its id.
    pub id: String,
    /// A key for all its organisations, which must name one with `x-org-id`.
    pub api_key: String,
}

impl Control {
    /// Adds an organisation: a document of the seed's form, `name` at least.
    ///
    /// # Errors
    /// When the document is not usable.
    pub fn add_organization(&self, document: &Value) -> Result<OrganizationHandle, ControlError> {
        let id = self.with(|world| {
            let seq = std::mem::take(&mut world.house.seq);
            let id = load_organization(world, &document.to_string());
            world.house.seq = seq;
            id.map_err(|error| ControlError(error.to_string()))
        })?;
        let label = format!("api_key of {}", text(document, "name"));
        let api_key = self.of_organization(&id).add_key(&label, Access::Full, None);
        Ok(OrganizationHandle { id, api_key })
    }

    /// Adds a provider that manages these organisations.
    pub fn add_provider(&self, organizations: &[&str]) -> ProviderHandle {
        self.with(|world| {
            let id = world.house.ids.fresh();
            let organizations: Vec<String> = organizations.iter().map(|id| (*id).to_owned()).collect();
            world
                .providers
                .insert(id.clone(), Provider { organizations: organizations.clone(), administrators: Vec::new() });
            let api_key = format!("jca_{}", world.house.ids.secret(36));
            let credential = Credential {
                label: "provider_key".to_owned(),
                organizations,
                provider: Some(id.clone()),
                access: Access::Full,
                revoked: false,
                expires: None,
            };
            world.credentials.insert(api_key.clone(), credential);
            ProviderHandle { id, api_key }
        })
    }

    /// Merges settings of the organisation, such as `{"passwordPolicy": {"minLength": 16}}`.
    ///
    /// # Errors
    /// When the organisation is gone.
    pub fn set_settings(&self, settings: &Value) -> Result<(), ControlError> {
        self.in_organization(|world, organization| {
            let before = organization.document["settings"].clone();
            merge(&mut organization.document["settings"], settings);
            password_expiry::follow_policy(organization, &world.house, &before);
            Ok(())
        })
    }
}
