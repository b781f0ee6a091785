//! Organisations: read only, and never with `x-org-id`.
// Source: JumpCloud API v1, and v2 for providers, read 2026-03.

use dayone_core::fault::Fault;

use super::lists::found;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{Organization, OrganizationSummary, ProviderOrganization};

impl Client {
    /// The organisations that the key may manage: `GET /organizations`. Also the cheapest proof of key and region.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn organizations(&self) -> Result<Vec<OrganizationSummary>, Fault> {
        self.v1_list(|| Call::read("GET /organizations").query("sort", "_id")).await
    }

    /// An organisation with its settings, or none: `GET /organizations/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn organization(&self, id: &str) -> Result<Option<Organization>, Fault> {
        found(self.json(Call::read("GET /organizations/{id}").of(id)).await)
    }

    /// The organisations of a provider: `GET /v2/providers/{provider_id}/organizations`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn provider_organizations(&self, provider_id: &str) -> Result<Vec<ProviderOrganization>, Fault> {
        self.v1_list(|| {
            Call::read("GET /v2/providers/{provider_id}/organizations").of(provider_id).query("sort", "name")
        })
        .await
    }
}
