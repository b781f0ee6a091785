//! Manager and IT are told.

use dayone_core::effect::{Channel, Effect};
use dayone_core::event::{Detail, Outcome};
use dayone_core::failure;
use dayone_core::fault::{Fault, FaultKind};
use dayone_core::plan::Plan;
use dayone_core::problem::ErrorType;
use dayone_core::report::{self, AccountStatus, Report};
use dayone_core::run::{Run, masked};
use dayone_core::steps::Step;
use jiff::Timestamp;

use super::{Context, End};
use crate::notify::{Activation, Chat, Delivery, Finding, Mfa, Notice, NoticeGroup, NoticeValues, NotifyFault, Person};

/// Mails the manager.
pub(super) async fn manager(context: &Context<'_>) -> Result<End, Fault> {
    let to: Vec<String> = context.plan.manager.iter().map(|manager| manager.email.clone()).collect();
    let at = context.engine.clock().now();
    let about = notice(context.run, context.plan, context.effect.key().step, to.clone(), at);
    let sent = context.engine.notifier().manager(&about).await;
    told(context, sent, to)
}

/// Tells IT through a channel.
pub(super) async fn it(context: &Context<'_>, channel: Channel) -> Result<End, Fault> {
    let notifier = context.engine.notifier();
    let to = match channel {
        Channel::Mail => context.plan.it_recipients.clone(),
        Channel::Slack | Channel::Teams => vec![channel.name().to_owned()],
    };
    let at = context.engine.clock().now();
    let notice = notice(context.run, context.plan, context.effect.key().step, to.clone(), at);
    let sent = match channel {
        Channel::Mail => notifier.it_mail(&notice).await,
        Channel::Slack => notifier.it_chat(Chat::Slack, &notice).await,
        Channel::Teams => notifier.it_chat(Chat::Teams, &notice).await,
    };
    told(context, sent, to)
}

pub(super) fn told(
    context: &Context<'_>,
    sent: Result<(), NotifyFault>,
    recipients: Vec<String>,
) -> Result<End, Fault> {
    let fault = match sent {
        Ok(()) => {
            return Ok(End { outcome: Outcome::Changed, detail: Detail { recipients, ..Detail::default() } });
        }
        Err(fault) => fault,
    };
    let tries = context.run.tries(&context.effect.key()).count + 1;
    if fault.transient && tries < context.effect.tries() {
        let delivery = match fault.delivery {
            Delivery::NotSent => dayone_core::fault::Delivery::NotApplied,
            Delivery::ToSome | Delivery::Unknown => dayone_core::fault::Delivery::Unknown,
        };
        let passing = context.fault(FaultKind::Unavailable, None, Some(&fault.message));
        return Err(Fault { delivery, retry_after: fault.retry_after, ..passing });
    }
    let attempt = match context.effect {
        Effect::NotifyManager => "The manager was not told",
        Effect::Care(_) => "A mail was not sent",
        _ => "IT was not told",
    };
    let message = format!("{attempt} ({}): {}", recipients.join(", "), fault.message);
    let problem = failure::failed(context.plan, context.effect, ErrorType::NotificationFailed, message);
    let detail = Detail { problem: Some(problem), ..Detail::default() };
    Ok(End { outcome: Outcome::Failed(ErrorType::NotificationFailed), detail })
}

/// What is told: the report as it stands, without secrets.
pub(crate) fn notice(run: &Run, plan: &Plan, step: Step, to: Vec<String>, at: Timestamp) -> Notice {
    let ticket = run.ticket.clone();
    Notice { run_id: run.id.clone(), step, to, ticket, at, values: values(run, plan, report::report(run)) }
}

fn values(run: &Run, plan: &Plan, report: Report) -> NoticeValues {
    let account = &plan.account;
    let groups = report.group_assignments.map(|section| section.groups).unwrap_or_default();
    let activated = run.succeeded(&Effect::Activate);
    let status = match report.account_details.map(|section| section.account_status) {
        Some(AccountStatus::PendingActivation) | None if activated && report_password(plan) => AccountStatus::Activated,
        Some(status) => status,
        None => AccountStatus::PendingActivation,
    };
    NoticeValues {
        person: Person {
            display_name: account.display_name.clone(),
            first_name: account.first_name.clone(),
            username: account.username.clone(),
            email: account.email.clone(),
            department: Some(account.department.clone()),
            job_title: account.job_title.clone(),
            employee_id: account.employee_id.clone(),
            start_date: plan.activation.start_date,
        },
        tenant: plan.tenant.clone(),
        organization: plan.organization.name.clone(),
        account_status: status,
        groups: groups
            .into_iter()
            .map(|group| NoticeGroup { name: group.group_name, source: group.assignment_source, added: group.added })
            .collect(),
        systems: report.system_bindings.map_or(0, |section| section.total_accessible_systems),
        applications: report
            .application_access
            .map(|section| section.applications.into_iter().map(|application| application.application_name).collect())
            .unwrap_or_default(),
        warnings: plan
            .warnings
            .iter()
            .map(|warning| Finding {
                step: dayone_core::steps::Step::InputValidation,
                message: warning.message.clone(),
                remediation: warning.mend.clone(),
            })
            .collect(),
        failures: report
            .failed_steps
            .unwrap_or_default()
            .into_iter()
            .map(|failed| Finding { step: failed.step, message: failed.error.message, remediation: failed.remediation })
            .collect(),
        activation: Activation {
            mail_to_masked: plan.activation.recipient().map(masked),
            due: plan.activation.due.filter(|_| !activated),
        },
        mfa: Mfa {
            required: account.mfa.required,
            until: run.account.as_ref().and_then(|facts| facts.mfa_exclusion_until),
        },
        login_portal: plan.login_portal.clone(),
        requested_by: report.audit_trail.requested_by,
        time_zone: plan.activation.time_zone.clone(),
    }
}

/// The account has a password, so that activation lets the person in.
fn report_password(plan: &Plan) -> bool {
    plan.password != dayone_core::plan::PlannedPassword::ActivationLink
}
