//! Doctor: what is wrong with a tenant or with this installation, and how to mend it.
//!
//! Everything is read with the tenant's key for reading. Writing is shown as unproven, unless a trial makes a staged
//! throw-away account and deletes it ([`DoctorOptions::try_writes`]).

mod all;
mod capability;
mod directory;
mod finding;
mod groups;
mod hold;
mod installation;
mod key;
mod notify;
mod organization;
mod reading;
mod trial;
mod writing;

use dayone_core::snapshot::Named;

use crate::engine::Engine;
use crate::tenant::Tenant;

pub use all::{Overview, TenantSummary};
pub use finding::{Area, Diagnosis, Finding, Health};

/// What doctor may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DoctorOptions {
    /// Prove writing: a staged account `dayone-doctor-…` is made, looked at, and deleted.
    pub try_writes: bool,
}

impl Engine {
    /// Examines a tenant and this installation. If writes of the tenant are stopped and everything that matters
    /// passes, they are let go on.
    pub async fn doctor(&self, tenant: &Tenant, options: DoctorOptions) -> Diagnosis {
        let (mut diagnosis, installation) =
            futures::join!(self.examine_tenant(tenant, options), installation::examine(self));
        diagnosis.findings.extend(installation);
        diagnosis
    }

    /// The part of [`Engine::doctor`] that concerns the tenant alone.
    pub(crate) async fn examine_tenant(&self, tenant: &Tenant, options: DoctorOptions) -> Diagnosis {
        let mut findings = Vec::new();
        let organization = self.examine_directory(tenant, options, &mut findings).await;
        findings.extend(notify::examine(self, tenant));
        let held = hold::examine(self, tenant, &findings, options).await;
        findings.extend(held);
        findings.extend(hold::frozen(self, tenant).await);
        Diagnosis { tenant: tenant.settings.name.clone(), organization, findings }
    }

    /// Key, organisation, capabilities, and what the directory holds; later parts need the earlier ones.
    async fn examine_directory(
        &self,
        tenant: &Tenant,
        options: DoctorOptions,
        findings: &mut Vec<Finding>,
    ) -> Option<Named> {
        let visible = match key::examine(self, tenant, findings).await {
            key::Seen::Nothing => return None,
            key::Seen::NotListed => None,
            key::Seen::Organizations(list) => Some(list),
        };
        let found = organization::examine(tenant, visible.as_deref(), findings).await?;
        let named = Named { id: found.id.clone(), name: organization::name(&found) };
        let read = reading::read(tenant, &found.id, findings).await;
        directory::examine(tenant, &found, &read, findings);
        groups::examine(tenant, &read, findings);
        if options.try_writes {
            findings.extend(trial::attempt(self, tenant, &found.id, findings).await);
        }
        findings.extend(writing::unproven(tenant, options.try_writes));
        Some(named)
    }
}
