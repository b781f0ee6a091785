//! Manager and IT are told how a change went.

use dayone_core::change::{ChangeKind, Phase};
use dayone_core::effect::Channel;
use dayone_core::event::{Detail, Outcome};
use dayone_core::fault::{Fault, FaultKind};
use dayone_core::problem::ErrorType;

use super::perform::Scene;
use crate::notify::{ChangeFailure, Changed, Chat, Delivery, LaterAct, Letter, LetterAbout, NotifyFault, Subject};

pub(super) async fn manager(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let to: Vec<String> = scene.plan.manager.iter().map(|manager| manager.email.clone()).collect();
    let letter = letter(scene, to.clone(), false);
    told(scene, scene.engine.notifier().letter(&letter).await, to)
}

pub(super) async fn it(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let notifier = scene.engine.notifier();
    let channel = scene.act.channel().unwrap_or(Channel::Mail);
    let to = match channel {
        Channel::Mail => scene.plan.it_recipients.clone(),
        Channel::Slack | Channel::Teams => vec![channel.name().to_owned()],
    };
    let letter = letter(scene, to.clone(), true);
    let sent = match channel {
        Channel::Mail => notifier.letter(&letter).await,
        Channel::Slack => notifier.changed_chat(Chat::Slack, &letter).await,
        Channel::Teams => notifier.changed_chat(Chat::Teams, &letter).await,
    };
    told(scene, sent, to)
}

fn told(scene: &Scene<'_>, sent: Result<(), NotifyFault>, recipients: Vec<String>) -> Result<(Outcome, Detail), Fault> {
    let fault = match sent {
        Ok(()) => return Ok((Outcome::Changed, Detail { recipients, ..Detail::default() })),
        Err(fault) => fault,
    };
    let tries = scene.change.tries(&scene.act.key()).count + 1;
    if fault.transient && tries < scene.act.tries() {
        let delivery = match fault.delivery {
            Delivery::NotSent => dayone_core::fault::Delivery::NotApplied,
            Delivery::ToSome | Delivery::Unknown => dayone_core::fault::Delivery::Unknown,
        };
        return Err(Fault {
            kind: FaultKind::Unavailable,
            delivery,
            operation: "notification".into(),
            status: None,
            retry_after: fault.retry_after,
            detail: Some(fault.message),
        });
    }
    let message = format!("Nobody was told ({}): {}", recipients.join(", "), fault.message);
    Ok(scene.failed(ErrorType::NotificationFailed, message))
}

fn letter(scene: &Scene<'_>, to: Vec<String>, is_for_it: bool) -> Letter {
    let (plan, change) = (scene.plan, scene.change);
    let key = scene.act.key();
    let settled = |phase_is: fn(Phase) -> bool| {
        plan.acts.iter().filter(move |planned| planned.act.writes_to_directory() && phase_is(planned.phase))
    };
    let succeeded = |planned: &&dayone_core::change::PlannedAct| {
        change.settled(&planned.act.key()).is_some_and(|settled| settled.outcome.is_success())
    };
    let later = settled(|phase| phase == Phase::TakeLate)
        .filter_map(|planned| Some(LaterAct { what: planned.act.describe(), at: planned.not_before? }));
    let failures = change.failures().filter_map(|(_, settled)| settled.detail.problem.as_ref());
    let about = Changed {
        subject: Subject {
            display_name: plan.subject.display_name.clone(),
            username: plan.subject.username.clone(),
            email: plan.subject.email.clone(),
            department: Some(plan.subject.department.clone()).filter(|text| !text.is_empty()),
            tenant: plan.tenant.clone(),
            organization: plan.organization.name.clone(),
            run_id: Some(change.id.clone()),
            requested_by: plan.requested_by.clone(),
            time_zone: plan.time_zone.clone(),
        },
        kind: plan.kind.name().to_owned(),
        what: what(plan.kind).to_owned(),
        done: settled(|phase| phase != Phase::TakeLate)
            .filter(succeeded)
            .map(|planned| planned.act.describe())
            .collect(),
        later: later.collect(),
        kept: plan.kept.iter().map(|kept| format!("{} {} ({})", kept.what, kept.name, kept.because)).collect(),
        failures: failures
            .map(|problem| ChangeFailure { message: problem.message.clone(), remediation: problem.remediation.clone() })
            .collect(),
        warnings: plan.warnings.iter().map(|note| note.message.clone()).collect(),
        is_for_it,
    };
    Letter {
        // The same for the same message of the same run, so that a second copy is recognised.
        id: format!("{}.{}.{}", change.id, key.step, key.subject),
        to,
        ticket: change.ticket.clone(),
        at: scene.engine.clock().now(),
        about: LetterAbout::Changed(about),
    }
}

/// What happened to the person.
fn what(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Mover => "has moved",
        ChangeKind::Leaver => "has left",
        ChangeKind::Rehire => "is back",
        ChangeKind::Undo => "is as before: a run was undone",
        ChangeKind::Review => "has less access after a review",
        ChangeKind::Deletion => "is deleted for ever",
    }
}
