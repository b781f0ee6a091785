//! Whether those who are to be told can be told.

use super::finding::{Area, Finding};
use crate::engine::Engine;
use crate::notify::{Channel, Chat};
use crate::tenant::Tenant;

pub(super) fn examine(engine: &Engine, tenant: &Tenant) -> Vec<Finding> {
    let notifier = engine.notifier();
    let settings = &tenant.settings.notify;
    let mut findings = Vec::new();
    if !notifier.reaches(Channel::Mail) {
        let what = match settings.it_recipients.len() {
            0 => "No mail server is configured: managers are not told.".to_owned(),
            count => {
                format!("No mail server is configured: neither managers nor the {count} addresses of IT are told.")
            }
        };
        findings.push(Area::Notification.warn(what, "Set [notify.smtp]."));
    } else if settings.it_recipients.is_empty() && settings.it_channels.is_empty() {
        findings.push(Area::Notification.warn("Nobody of IT is told of new accounts.", "Set notify_it."));
    }
    for (chat, name) in [(Chat::Slack, "slack"), (Chat::Teams, "teams")] {
        let wanted = settings.it_channels.iter().any(|channel| channel == name);
        if wanted && !notifier.reaches(Channel::Chat(chat)) {
            findings.push(Area::Notification.fail(
                format!("IT is to be told by {name}, which is not configured."),
                format!("Set [notify.{name}], or take {name} out of notify_it."),
            ));
        }
    }
    findings
}
