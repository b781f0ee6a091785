//! What `doctor` learns of notifications, without telling anyone.

use super::{Channel, Chat, NotifyFault, Shared};

/// One thing tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The way to tell people; None: the templates, which all share.
    pub channel: Option<Channel>,
    /// It works, as far as can be told without telling anyone.
    pub passed: bool,
    /// What was found, for people: one sentence.
    pub message: String,
}

pub(super) async fn all(shared: &Shared) -> Vec<CheckResult> {
    let templates = match shared.templates.check() {
        Ok(()) => passed(None, "Every notification template can be filled in."),
        Err(errors) => {
            let list: Vec<_> = errors.iter().map(ToString::to_string).collect();
            CheckResult { channel: None, passed: false, message: list.join("; ") }
        }
    };
    let mut results = vec![templates];
    if let Some(server) = &shared.mail {
        let works = if server.signs_in() {
            "The mail server answers and takes the login."
        } else {
            "The mail server answers; no login is configured."
        };
        results.push(result(Channel::Mail, server.check().await, works));
    }
    for chat in [Chat::Slack, Chat::Teams] {
        if shared.webhooks.url(chat).is_some() {
            let works = format!("The address of the {} webhook is there; it was not called.", chat.title());
            results.push(result(Channel::Chat(chat), shared.webhooks.address(chat).await.map(drop), &works));
        }
    }
    results
}

fn result(channel: Channel, outcome: Result<(), NotifyFault>, works: &str) -> CheckResult {
    match outcome {
        Ok(()) => passed(Some(channel), works),
        Err(fault) => CheckResult { channel: Some(channel), passed: false, message: fault.message },
    }
}

fn passed(channel: Option<Channel>, message: &str) -> CheckResult {
    CheckResult { channel, passed: true, message: message.into() }
}
