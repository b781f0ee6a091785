//! Writes of a tenant that were stopped: doctor lets them go on when what stopped them has passed. What a person froze
//! is shown, and only a person lets it go on.

use dayone_core::problem::ErrorType;
use dayone_store::TenantHold;

use super::DoctorOptions;
use super::finding::{Area, Finding, Health};
use crate::engine::Engine;
use crate::freeze::Scope;
use crate::tenant::Tenant;

pub(super) async fn examine(
    engine: &Engine,
    tenant: &Tenant,
    findings: &[Finding],
    options: DoctorOptions,
) -> Option<Finding> {
    let name = &tenant.settings.name;
    let hold = match engine.store().tenant_hold(name).await {
        Ok(hold) => hold?,
        Err(error) => {
            let what = format!("Whether writes are stopped could not be read: {error}.");
            return Some(Area::Hold.fail(what, "Look at the database."));
        }
    };
    Some(match verdict(&hold, tenant, findings, options) {
        Err(why) => why,
        Ok(()) => match engine.store().clear_hold(name).await {
            Ok(_) => {
                tenant.forget();
                let seen = if options.try_writes { "reading and writing pass" } else { "reading passes" };
                Area::Hold.ok(format!("Writes were stopped ({}); {seen}, so they go on now.", hold.reason)).with_hint(
                    "`dayone runs list` shows what waits; `dayone runs resume RUN` goes on with what failed.",
                )
            }
            Err(error) => Area::Hold
                .fail(format!("Writes are stopped, and could not be let go on: {error}."), "Look at the database."),
        },
    })
}

/// A freeze, if one stands.
pub(super) async fn frozen(engine: &Engine, tenant: &Tenant) -> Option<Finding> {
    let name = &tenant.settings.name;
    let freeze = match engine.frozen(name).await {
        Ok(freeze) => freeze?,
        Err(error) => {
            let what = format!("Whether writes are frozen could not be read: {error}.");
            return Some(Area::Hold.fail(what, "Look at the database."));
        }
    };
    let scope = Scope::of(&freeze);
    let what = format!("Writes are frozen{} by {}: {}.", scope.of_whom(), freeze.actor, freeze.reason);
    Some(Area::Hold.warn(what, format!("`{}` lets them go on.", scope.unfreeze_command())))
}

/// Whether writes may go on, or why not.
fn verdict(hold: &TenantHold, tenant: &Tenant, findings: &[Finding], options: DoctorOptions) -> Result<(), Finding> {
    let ours = [ErrorType::AuthenticationFailed, ErrorType::PermissionDenied, ErrorType::OrganizationNotFound];
    let stopped = format!("Writes are stopped: {} ({})", hold.detail, hold.reason);
    if !ours.iter().any(|kind| kind.name() == hold.reason) {
        return Err(Area::Hold.warn(format!("{stopped}."), "Find out who stopped them, and why."));
    }
    if findings.iter().any(|finding| finding.state == Health::Fail && finding.area.matters_for_writes()) {
        return Err(Area::Hold.fail(format!("{stopped}."), "Mend what fails above, then run doctor again."));
    }
    if tenant.has_read_key() && !options.try_writes {
        let what = format!("{stopped}. The key for reading works; it does not show whether the one that writes does.");
        return Err(Area::Hold.fail(what, "`dayone doctor --try` proves the key that writes, and lets writes go on."));
    }
    Ok(())
}
