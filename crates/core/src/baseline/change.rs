//! A baseline's plan as a change that is carried out like any other: recorded, resumed, audited.

use super::act::Stage;
use super::plan::Plan;
use crate::change::{Act, ChangeKind, ChangePlan, Given, Note, Phase, PlannedAct, Subject};
use crate::settings::TenantSettings;

impl Plan {
    /// The change that carries it out. Its digest is that of the plan: nothing more is agreed to.
    #[must_use]
    pub fn change(&self, settings: &TenantSettings) -> ChangePlan {
        let acts = self.acts.iter().map(|planned| PlannedAct {
            act: Act::Baseline { ensure: Box::new(planned.act.clone()) },
            phase: phase(planned.act.stage()),
            given: Given::Nobody,
            because: planned.because.clone(),
            not_before: None,
            privileged: None,
        });
        let let_through = self.guards.iter().map(|tripped| Note {
            message: tripped.message.clone(),
            mend: "it was let through with --allow-removals".into(),
        });
        ChangePlan {
            kind: ChangeKind::Baseline,
            tenant: self.tenant.clone(),
            organization: self.organization.clone(),
            config_digest: settings.digest(),
            subject: subject(),
            acts: acts.collect(),
            kept: Vec::new(),
            of: None,
            manager: None,
            it_recipients: Vec::new(),
            mail_configured: false,
            time_zone: settings.activation.time_zone.clone(),
            window: settings.change_window.clone(),
            warnings: let_through.collect(),
            approval: Vec::new(),
            approval_hours: settings.approval.expires_hours,
            guards: Vec::new(),
            ticket: None,
            requested_by: None,
            digest: self.digest,
        }
    }
}

/// It is about nobody.
fn subject() -> Subject {
    Subject {
        account_id: String::new(),
        username: String::new(),
        email: String::new(),
        display_name: "groups and mails".into(),
        department: String::new(),
        employee_id: String::new(),
    }
}

fn phase(stage: Stage) -> Phase {
    match stage {
        Stage::Create => Phase::Make,
        Stage::Settle => Phase::Give,
        Stage::Rule => Phase::Rule,
        Stage::Revoke => Phase::Take,
        Stage::Delete => Phase::Delete,
    }
}
