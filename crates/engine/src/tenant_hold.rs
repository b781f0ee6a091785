//! All writes of a tenant stopped: after the directory refused the key, or another organisation answered.

use dayone_core::fault::{Fault, FaultKind};
use dayone_core::problem::ErrorType;
use dayone_store::TenantHold;

use crate::engine::Engine;
use crate::error::EngineError;

/// The error of an effect that is not tried because of a hold.
pub(crate) fn error_type(hold: &TenantHold) -> ErrorType {
    ErrorType::ALL.iter().copied().find(|kind| kind.name() == hold.reason).unwrap_or(ErrorType::WritesFrozen)
}

impl Engine {
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
