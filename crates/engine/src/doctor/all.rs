//! All tenants at once, one summary each.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::finding::{Area, Diagnosis, Finding, Health};
use super::{DoctorOptions, installation};
use crate::engine::Engine;

/// How long one tenant may take before it counts as not answering: all are examined within a minute.
const PATIENCE: Duration = Duration::from_secs(45);

/// The installation once, and each tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// What all tenants share.
    pub installation: Vec<Finding>,
    /// One for each tenant, by name.
    pub tenants: Vec<TenantSummary>,
}

/// One line about a tenant, and what it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TenantSummary {
    /// The worst of its findings.
    pub state: Health,
    /// How many findings fail.
    pub failures: usize,
    /// How many warn.
    pub warnings: usize,
    /// The first of the worst findings; else that all is well.
    pub headline: String,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Everything that was found.
    pub diagnosis: Diagnosis,
}

impl Overview {
    /// Nothing fails anywhere.
    #[must_use]
    pub fn passes(&self) -> bool {
        let mut states = self.tenants.iter().map(|tenant| tenant.state);
        states.all(|state| state < Health::Fail) && self.installation.iter().all(|finding| finding.state < Health::Fail)
    }
}

impl Engine {
    /// Examines every tenant at once, reading alone. A tenant that takes over 45 seconds counts as failing.
    pub async fn doctor_all(&self) -> Overview {
        let names: Vec<String> = self.0.tenants.keys().cloned().collect();
        let each = names.into_iter().map(|name| self.summary(name));
        let (installation, tenants) = futures::join!(installation::examine(self), futures::future::join_all(each));
        Overview { installation, tenants }
    }

    async fn summary(&self, name: String) -> TenantSummary {
        let started = Instant::now();
        let diagnosis = match self.0.tenants.get(&name) {
            None => Diagnosis { tenant: name, organization: None, findings: Vec::new() },
            Some(tenant) => {
                let examined = self.examine_tenant(tenant, DoctorOptions::default());
                tokio::time::timeout(PATIENCE, examined).await.unwrap_or_else(|_| too_slow(name))
            }
        };
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        summarise(diagnosis, took_ms)
    }
}

fn too_slow(tenant: String) -> Diagnosis {
    let what = format!("JumpCloud did not answer everything within {} seconds.", PATIENCE.as_secs());
    let finding = Area::Key.fail(what, format!("Run `dayone doctor --tenant {tenant}` alone."));
    Diagnosis { tenant, organization: None, findings: vec![finding] }
}

fn summarise(diagnosis: Diagnosis, took_ms: u64) -> TenantSummary {
    let state = diagnosis.worst();
    let worst = diagnosis.findings.iter().find(|finding| finding.state == state && state >= Health::Warn);
    TenantSummary {
        state,
        failures: diagnosis.count(Health::Fail),
        warnings: diagnosis.count(Health::Warn),
        headline: worst
            .map_or("all is well; writing is not provable by reading".to_owned(), |worst| worst.what.clone()),
        took_ms,
        diagnosis,
    }
}
