//! Slack and Teams.

use std::time::Duration;

use dayone_engine::notify::{Channel, Chat, Delivery, Notifier, NotifyFault, NotifyOptions, SecretFn};
use serde_json::Value;

use super::harness::{failure, notice};
use super::server::WebServer;

const BOTH: [Chat; 2] = [Chat::Slack, Chat::Teams];

fn notifier(url: &str) -> Notifier {
    let url = || Some(SecretFn::fixed(url.to_owned().into()));
    Notifier::new(NotifyOptions { slack: url(), teams: url(), ..NotifyOptions::default() }).expect("options that work")
}

async fn answered(reply: &'static str) -> NotifyFault {
    let server = WebServer::answering(reply).await;
    notifier(&server.url()).it_chat(Chat::Slack, &notice()).await.expect_err("not accepted")
}

async fn posted(chat: Chat, notice: &dayone_engine::notify::Notice) -> Value {
    let server = WebServer::answering("200 OK").await;
    notifier(&server.url()).it_chat(chat, notice).await.expect("accepted");
    let bodies = server.bodies();
    assert_eq!(bodies.len(), 1);
    serde_json::from_str(&bodies[0]).expect("JSON")
}

#[tokio::test]
async fn slack_gets_text_and_one_section_a_paragraph() {
    let mut notice = notice();
    notice.ticket = Some("T-7".into());
    notice.values.failures = vec![failure()];
    let body = posted(Chat::Slack, &notice).await;
    assert_eq!(body["text"], ":warning: *New JumpCloud account john.smith* in Company Inc. [T-7]");
    let blocks = body["blocks"].as_array().expect("blocks");
    assert_eq!(blocks[0]["text"]["text"], body["text"]);
    assert_eq!(blocks[1]["text"]["text"], "John Smith, Software Developer, Engineering, from Tuesday, 10 March 2026");
    assert_eq!(blocks[2]["text"]["text"], "activated; groups: 3 of 3; systems: 10; applications: 4");
    assert!(blocks.iter().all(|block| block["type"] == "section" && block["text"]["type"] == "mrkdwn"));
    assert_eq!(blocks.last().expect("one")["text"]["text"], "`dayone runs resume run_01jq`");
}

#[tokio::test]
async fn teams_gets_an_adaptive_card_in_which_nothing_is_markup() {
    let mut notice = notice();
    notice.values.person.display_name = "[Click](https://evil.example) **now**".into();
    let body = posted(Chat::Teams, &notice).await;
    let attachment = &body["attachments"][0];
    assert_eq!(body["type"], "message");
    assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(attachment["content"]["type"], "AdaptiveCard");
    let lines = attachment["content"]["body"].as_array().expect("lines");
    assert!(lines.iter().all(|line| line["type"] == "RichTextBlock"));
    assert_eq!(lines[0]["inlines"][0]["text"], "New JumpCloud account john.smith in Company Inc.");
    assert_eq!(lines[0]["inlines"][0]["weight"], "bolder");
    let second = lines[1]["inlines"][0]["text"].as_str().expect("text");
    assert!(second.starts_with("[Click](https://evil.example) **now**, Software Developer"), "{second}");
}

#[tokio::test]
async fn a_name_can_neither_mention_a_channel_nor_break_the_message() {
    let mut notice = notice();
    notice.values.person.display_name = "<!channel> \"},\\ & <https://evil.example|Jane>\n*bold*".into();
    let body = posted(Chat::Slack, &notice).await;
    let text = body["blocks"][1]["text"]["text"].as_str().expect("text");
    assert!(
        text.starts_with("&lt;!channel&gt; \"},\\ &amp; &lt;https://evil.example|Jane&gt; *bold*, Software"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_too_long_for_a_chat_is_cut_between_characters() {
    let mut notice = notice();
    let mut long = failure();
    long.message = "ä&".repeat(6_000);
    notice.values.failures = vec![long; 4];
    let body = posted(Chat::Slack, &notice).await;
    for block in body["blocks"].as_array().expect("blocks") {
        let text = block["text"]["text"].as_str().expect("text");
        assert!(text.chars().count() <= 3_000);
        assert!(text.rsplit_once('&').is_none_or(|(_, after)| after.contains(';')), "no half entity");
    }
    let body = posted(Chat::Teams, &notice).await;
    assert!(body.to_string().len() < 28 * 1024);
}

#[tokio::test]
async fn too_many_messages_is_transient_with_the_wait_that_was_asked_for() {
    let fault = answered("429 Too Many Requests\r\nretry-after: 30").await;
    assert_eq!((fault.transient, fault.delivery), (true, Delivery::NotSent));
    assert_eq!(fault.retry_after, Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn a_server_out_of_order_is_transient_and_may_have_taken_it() {
    for reply in ["500 Internal Server Error", "502 Bad Gateway", ""] {
        let fault = answered(reply).await;
        assert_eq!((fault.transient, fault.delivery), (true, Delivery::Unknown), "{reply}");
    }
}

#[tokio::test]
async fn a_refusal_and_a_redirect_are_permanent() {
    for reply in ["400 Bad Request", "403 Forbidden", "404 Not Found", "410 Gone"] {
        let fault = answered(reply).await;
        assert_eq!((fault.transient, fault.delivery), (false, Delivery::NotSent), "{reply}");
    }
    let elsewhere = WebServer::answering("200 OK").await;
    let to: &'static str = Box::leak(format!("307 Moved\r\nlocation: {}", elsewhere.url()).into_boxed_str());
    assert!(!answered(to).await.transient);
    assert!(elsewhere.bodies().is_empty(), "the redirect was not followed");
}

#[tokio::test]
async fn nothing_told_holds_the_webhooks_address() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    for url in [
        format!("http://{gone}/services/SECRETPATH"),
        "http://hooks.example.com/services/SECRETPATH".into(),
        "SECRETPATH not a URL".into(),
        "ftp://127.0.0.1/SECRETPATH".into(),
    ] {
        let notifier = notifier(&url);
        for chat in BOTH {
            let fault = notifier.it_chat(chat, &notice()).await.expect_err("no way there");
            assert_eq!(fault.delivery, Delivery::NotSent);
            let told = format!("{fault} {fault:?} {notifier:?} {:?}", notifier.check().await);
            assert!(!told.contains("SECRETPATH") && !told.contains("hooks.example.com"), "{told}");
        }
    }
}

#[tokio::test]
async fn the_address_is_read_anew_for_each_message() {
    let (old, new) = (WebServer::answering("410 Gone").await, WebServer::answering("202 Accepted").await);
    let urls = std::sync::Mutex::new(vec![new.url(), old.url()]);
    let url = SecretFn::new(move || {
        let url = urls.lock().expect("no panic").pop();
        async move { url.map(Into::into).ok_or_else(|| "no more".to_owned()) }
    });
    let notifier = Notifier::new(NotifyOptions { teams: Some(url), ..NotifyOptions::default() }).expect("works");
    assert!(notifier.it_chat(Chat::Teams, &notice()).await.is_err());
    notifier.it_chat(Chat::Teams, &notice()).await.expect("the new one");
    let unreadable = notifier.it_chat(Chat::Teams, &notice()).await.expect_err("no more");
    assert_eq!(unreadable.message, "The address of the Teams webhook can't be read.");
}

#[tokio::test]
async fn a_check_calls_no_webhook() {
    let server = WebServer::answering("200 OK").await;
    let results = notifier(&server.url()).check().await;
    assert_eq!(
        results.iter().map(|result| (result.channel, result.passed)).collect::<Vec<_>>(),
        [(None, true), (Some(Channel::Chat(Chat::Slack)), true), (Some(Channel::Chat(Chat::Teams)), true)]
    );
    assert!(server.bodies().is_empty());
}

#[tokio::test]
async fn what_is_not_configured_is_known_and_refused() {
    let notifier = Notifier::new(NotifyOptions::default()).expect("nothing is fine");
    for channel in [Channel::Mail, Channel::Chat(Chat::Slack), Channel::Chat(Chat::Teams)] {
        assert!(!notifier.reaches(channel));
    }
    assert!(!notifier.manager(&notice()).await.expect_err("no server").transient);
    assert!(!notifier.it_chat(Chat::Slack, &notice()).await.expect_err("no chat").transient);
}
