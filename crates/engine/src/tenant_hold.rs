//! All writes of a tenant stopped: after the directory refused the key, or another organisation answered.

use dayone_core::fault::{Delivery, Fault, FaultKind};
use dayone_core::problem::ErrorType;
use dayone_store::TenantHold;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::tenant::Tenant;

/// The error of an effect that is not tried because of a hold.
pub(crate) fn error_type(hold: &TenantHold) -> ErrorType {
    ErrorType::ALL.iter().copied().find(|kind| kind.name() == hold.reason).unwrap_or(ErrorType::WritesFrozen)
}

impl Engine {
    /// Before the first write of a process to a tenant, the organisation behind the key that writes is read. If it is
    /// another than the plan's, all writes of the tenant are stopped. A fault here is none of the key's: the write
    /// that follows meets it, and is tried again by its own rules.
    pub(crate) async fn confirm_organization(&self, tenant: &Tenant, planned: &str) -> Result<(), EngineError> {
        if tenant.is_confirmed(planned) {
            return Ok(());
        }
        match tenant.writer().organization(planned).await {
            Ok(Some(organization)) if organization.id == planned => {
                tenant.confirm(planned);
                Ok(())
            }
            Ok(_) => {
                let fault = Fault {
                    kind: FaultKind::WrongOrganization,
                    delivery: Delivery::NotApplied,
                    operation: "GET /organizations/{id}".into(),
                    status: None,
                    retry_after: None,
                    detail: None,
                };
                self.stop_tenant(&tenant.settings.name, &fault).await
            }
            Err(fault) if fault.stops_the_tenant() => self.stop_tenant(&tenant.settings.name, &fault).await,
            Err(_) => Ok(()),
        }
    }

    /// Stops all writes of a tenant until `doctor` passes.
    pub(crate) async fn stop_tenant(&self, tenant: &str, fault: &Fault) -> Result<(), EngineError> {
        let (kind, detail) = match fault.kind {
            FaultKind::Forbidden => (ErrorType::PermissionDenied, "the API key may not do what is needed"),
            FaultKind::WrongOrganization => (ErrorType::OrganizationNotFound, "another organisation answered"),
            _ => (ErrorType::AuthenticationFailed, "the API key is invalid or expired"),
        };
        tracing::error!(tenant, reason = kind.name(), "all writes of the tenant are stopped until doctor passes");
        let hold = TenantHold {
            tenant: tenant.to_owned(),
            reason: kind.name().into(),
            detail: detail.into(),
            at_us: self.0.clock.now_us(),
        };
        Ok(self.0.store.hold_tenant(hold).await?)
    }
}
