//! Messages to chats, through the address of an incoming webhook, which is a secret.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use super::fault::Delivery;
use super::smtp::is_loopback;
use super::words::at_most;
use super::{Chat, NotifyError, NotifyFault, SecretUrl};

const CONNECT: Duration = Duration::from_secs(10);
const TOTAL: Duration = Duration::from_secs(30);

/// The chats' webhooks.
#[derive(Debug)]
pub(super) struct Webhooks {
    slack: Option<SecretUrl>,
    teams: Option<SecretUrl>,
    http: reqwest::Client,
    /// For this machine itself: no proxy, and no TLS asked for.
    http_here: reqwest::Client,
}

impl Webhooks {
    pub(super) fn new(slack: Option<SecretUrl>, teams: Option<SecretUrl>) -> Result<Webhooks, NotifyError> {
        // An error means that a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = || {
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .user_agent(concat!("dayone/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT)
                .timeout(TOTAL)
        };
        let http = client().https_only(true).build().map_err(|_| NotifyError::Http)?;
        let http_here = client().no_proxy().build().map_err(|_| NotifyError::Http)?;
        Ok(Webhooks { slack, teams, http, http_here })
    }

    pub(super) fn url(&self, chat: Chat) -> Option<&SecretUrl> {
        match chat {
            Chat::Slack => self.slack.as_ref(),
            Chat::Teams => self.teams.as_ref(),
        }
    }

    /// The webhook's address, read anew.
    pub(super) async fn address(&self, chat: Chat) -> Result<Url, NotifyFault> {
        let name = chat.title();
        let secret = self.url(chat).ok_or_else(|| NotifyFault::never(format!("{name} is not configured.")))?;
        let secret = secret.read().await;
        let secret =
            secret.map_err(|_| NotifyFault::later(format!("The address of the {name} webhook can't be read.")))?;
        let url = Url::parse(secret.expose_secret().trim())
            .map_err(|_| NotifyFault::never(format!("The address of the {name} webhook is no URL.")))?;
        match url.scheme() {
            "https" => Ok(url),
            "http" if url.host_str().is_some_and(is_loopback) => Ok(url),
            _ => Err(NotifyFault::never(format!("The address of the {name} webhook must start with https://."))),
        }
    }

    /// Done means that the webhook answered with success.
    pub(super) async fn post(&self, chat: Chat, text: &str) -> Result<(), NotifyFault> {
        let url = self.address(chat).await?;
        let body = match chat {
            Chat::Slack => slack(text),
            Chat::Teams => teams(text),
        };
        let http = if url.host_str().is_some_and(is_loopback) { &self.http_here } else { &self.http };
        let sent = http.post(url).header(CONTENT_TYPE, "application/json").body(body.to_string()).send().await;
        let name = chat.title();
        // What the error says is left out: it repeats the address.
        let answer = sent.map_err(|error| {
            if error.is_connect() {
                NotifyFault::later(format!("{name} can't be reached."))
            } else {
                NotifyFault::later(format!("{name} gave no answer.")).with_delivery(Delivery::Unknown)
            }
        })?;
        outcome(name, answer.status(), answer.headers())
    }
}

fn outcome(name: &str, status: StatusCode, headers: &HeaderMap) -> Result<(), NotifyFault> {
    let code = status.as_u16();
    if status.is_success() {
        return Ok(());
    }
    let retry_after = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let retry_after = retry_after.map(Duration::from_secs);
    let fault = match code {
        429 => NotifyFault::later(format!("{name} takes no more messages for now (HTTP 429).")),
        // A gateway may have passed the message on before it gave up.
        500.. => NotifyFault::later(format!("{name} is out of order (HTTP {code}).")).with_delivery(Delivery::Unknown),
        300..400 => {
            NotifyFault::never(format!("{name} points to another address (HTTP {code}), which is not followed."))
        }
        404 | 410 => NotifyFault::never(format!("{name} does not know this webhook any more (HTTP {code}).")),
        _ => NotifyFault::never(format!("{name} refused the message (HTTP {code}).")),
    };
    Err(NotifyFault { retry_after, ..fault })
}

/// One section a paragraph. The text is escaped already. Source: Slack, Block Kit reference: 3000 characters a section,
/// 50 blocks a message.
fn slack(text: &str) -> Value {
    let paragraphs = paragraphs(text);
    let sections = paragraphs.iter().take(40).map(|paragraph| {
        json!({ "type": "section", "text": { "type": "mrkdwn", "text": whole_entities(&at_most(paragraph, 2900)) } })
    });
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    json!({ "text": whole_entities(&at_most(first, 2900)), "blocks": sections.collect::<Vec<_>>() })
}

/// One rich text a line, the first one large: in it nothing is markup, so that a name can make no link.
/// Source: Microsoft, Adaptive Cards, RichTextBlock; 28 KB a message.
fn teams(text: &str) -> Value {
    let mut body = Vec::new();
    let mut left = 8_000_usize;
    for (number, paragraph) in paragraphs(text).iter().enumerate() {
        for (line_number, line) in paragraph.lines().enumerate() {
            let line = at_most(line.trim_end(), left.min(2_000));
            left -= line.chars().count().min(left);
            if line.is_empty() || left == 0 {
                continue;
            }
            let mut run = json!({ "type": "TextRun", "text": line });
            if body.is_empty() {
                run["size"] = json!("large");
                run["weight"] = json!("bolder");
            }
            let spacing = if line_number == 0 && number > 0 { "medium" } else { "none" };
            body.push(json!({ "type": "RichTextBlock", "spacing": spacing, "inlines": [run] }));
        }
    }
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
                "msteams": { "width": "Full" },
            },
        }],
    })
}

/// Parts between blank lines.
fn paragraphs(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in text.lines() {
        match all.last_mut() {
            Some(last) if !line.trim().is_empty() => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line.trim_end());
            }
            _ => all.push(String::new()),
        }
    }
    all.retain(|paragraph| !paragraph.is_empty());
    all
}

/// Without an entity that was cut in half.
fn whole_entities(text: &str) -> String {
    match text.rfind('&') {
        Some(start) if text.ends_with('…') && !text[start..].contains(';') => format!("{}…", &text[..start]),
        _ => text.to_owned(),
    }
}
