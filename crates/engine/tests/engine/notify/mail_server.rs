//! What mail servers do, and what becomes of the mail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dayone_engine::notify::{
    Channel, Delivery, Encryption, Notifier, NotifyError, NotifyOptions, SecretFn, SmtpOptions,
};
use dayone_simulator::SmtpSink;

use super::harness::{Post, notice, smtp};
use super::server::mail_server;

fn notifier(smtp: SmtpOptions) -> Result<Notifier, NotifyError> {
    Notifier::new(NotifyOptions { smtp: Some(smtp), ..NotifyOptions::default() })
}

#[tokio::test]
async fn a_refused_recipient_is_permanent_and_named_by_nobody() {
    let post = Post::open().await;
    post.sink.refuse("jane.doe@company.com");
    let fault = post.notifier().manager(&notice()).await.expect_err("refused");
    assert_eq!((fault.transient, fault.delivery), (false, Delivery::NotSent));
    assert_eq!(fault.message, "The mail server refused the recipient (SMTP 550 5.1.1).");
    assert!(post.arrived().is_empty());
}

#[tokio::test]
async fn one_refused_recipient_does_not_keep_the_mail_from_the_others() {
    let post = Post::open().await;
    post.sink.refuse("gone@company.com");
    let mut notice = notice();
    notice.to = vec!["it-team@company.com".into(), "gone@company.com".into()];
    let fault = post.notifier().it_mail(&notice).await.expect_err("partly refused");
    assert_eq!((fault.transient, fault.delivery), (false, Delivery::ToSome));
    assert_eq!(fault.message, "The mail server refused 1 of 2 recipients (SMTP 550 5.1.1).");
    assert_eq!(post.only().to, "it-team@company.com");
}

#[tokio::test]
async fn a_busy_server_is_transient_and_nobody_gets_a_first_copy() {
    let post = Post::open().await;
    post.sink.be_busy(1);
    let mut notice = notice();
    notice.to.push("other@company.com".into());
    let notifier = post.notifier();
    let fault = notifier.manager(&notice).await.expect_err("busy");
    assert_eq!((fault.transient, fault.delivery), (true, Delivery::NotSent));
    assert!(post.arrived().is_empty());
    notifier.manager(&notice).await.expect("accepted now");
    assert_eq!(post.arrived().len(), 2);
}

#[tokio::test]
async fn a_lost_reply_is_unknown_and_the_second_copy_has_the_same_message_id() {
    let post = Post::open().await;
    post.sink.lose_replies(1);
    let notifier = post.notifier();
    let fault = notifier.manager(&notice()).await.expect_err("no reply");
    assert_eq!((fault.transient, fault.delivery), (true, Delivery::Unknown));
    notifier.manager(&notice()).await.expect("accepted");
    let arrived = post.arrived();
    assert_eq!(arrived.len(), 2);
    assert_eq!(arrived[0].get("message_id"), arrived[1].get("message_id"));
}

#[tokio::test]
async fn a_server_that_falls_silent_before_the_mail_has_not_got_it() {
    let (address, _) = mail_server(&["220 hi", "250 hi", ""]).await;
    let post = Post::open().await;
    let options = SmtpOptions { port: address.port(), timeout: Duration::from_secs(2), ..smtp(&post.sink) };
    let fault = notifier(options).expect("works").manager(&notice()).await.expect_err("silent");
    assert_eq!((fault.transient, fault.delivery), (true, Delivery::NotSent));
}

#[tokio::test]
async fn a_server_that_falls_silent_after_the_mail_may_have_got_it() {
    let (address, _) = mail_server(&["220 hi", "250 hi", "250 ok", "250 ok", "354 go", ""]).await;
    let post = Post::open().await;
    let options = SmtpOptions { port: address.port(), timeout: Duration::from_secs(2), ..smtp(&post.sink) };
    let fault = notifier(options).expect("works").manager(&notice()).await.expect_err("silent");
    assert_eq!((fault.transient, fault.delivery), (true, Delivery::Unknown));
}

#[tokio::test]
async fn the_servers_own_words_are_not_repeated() {
    let (address, _) = mail_server(&["220 hi", "250 hi", "550 5.7.1 jane.doe@company.com is unknown to me"]).await;
    let post = Post::open().await;
    let options = SmtpOptions { port: address.port(), ..smtp(&post.sink) };
    let fault = notifier(options).expect("works").manager(&notice()).await.expect_err("refused");
    assert_eq!(fault.message, "The mail server refused the sender (SMTP 550 5.7.1).");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_transient() {
    let post = Post::open().await;
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let options = SmtpOptions { port: gone.port(), ..smtp(&post.sink) };
    let fault = notifier(options).expect("works").manager(&notice()).await.expect_err("nobody");
    assert_eq!((fault.transient, fault.delivery), (true, Delivery::NotSent));
    assert_eq!(fault.message, "The mail server can't be reached.");
}

#[tokio::test]
async fn a_rotated_password_is_used_without_a_restart() {
    let post = Post::open().await;
    let sink = SmtpSink::start_with_login(post.simulator.control(), "mailer", "new-secret").await.expect("a port");
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = reads.clone();
    let password = SecretFn::new(move || {
        let read = counted.fetch_add(1, Ordering::SeqCst);
        async move { Ok(if read == 0 { "old-secret" } else { "new-secret" }.into()) }
    });
    let options = SmtpOptions { username: Some("mailer".into()), password: Some(password), ..smtp(&sink) };
    let notifier = notifier(options).expect("works");
    let fault = notifier.manager(&notice()).await.expect_err("the old one");
    assert_eq!(fault.message, "The mail server refused the login (SMTP 535 5.7.8).");
    assert!(!fault.transient);
    notifier.manager(&notice()).await.expect("the new one");
    assert!(!format!("{notifier:?}").contains("secret\""));
}

#[tokio::test]
async fn without_starttls_nothing_is_said_to_a_server_that_should_offer_it() {
    let (address, heard) = mail_server(&["220 hi", "250-hi\r\n250 AUTH PLAIN", "250 ok", "250 ok"]).await;
    let post = Post::open().await;
    let options = SmtpOptions {
        port: address.port(),
        encryption: Encryption::StartTls,
        username: Some("mailer".into()),
        password: Some(SecretFn::fixed("secret".into())),
        ..smtp(&post.sink)
    };
    let fault = notifier(options).expect("works").manager(&notice()).await.expect_err("no TLS");
    assert!(!fault.transient);
    let heard = heard.lock().expect("no panic").join("");
    assert!(heard.starts_with("EHLO") && !heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
}

#[tokio::test]
async fn options_that_would_send_in_clear_or_cannot_work_are_refused() {
    let post = Post::open().await;
    let host = |host: &str| SmtpOptions { host: host.into(), ..smtp(&post.sink) };
    for clear in ["mail.company.com", "10.0.0.5", "localhost.example.com"] {
        assert!(matches!(notifier(host(clear)), Err(NotifyError::Unprotected { .. })), "{clear}");
    }
    for here in ["localhost", "127.0.0.1", "[::1]", "::1"] {
        assert!(notifier(host(here)).is_ok(), "{here}");
    }
    let from = |from: &str| SmtpOptions { from: from.into(), ..smtp(&post.sink) };
    for wrong in ["", "nobody", "a@b.c\r\nBcc: x@y.z"] {
        assert!(matches!(notifier(from(wrong)), Err(NotifyError::Sender { .. })), "{wrong:?}");
    }
    let half = SmtpOptions { username: Some("mailer".into()), ..smtp(&post.sink) };
    assert!(matches!(notifier(half), Err(NotifyError::HalfALogin)));
}

#[tokio::test]
async fn recipients_that_are_no_addresses_are_refused_before_connecting() {
    let post = Post::open().await;
    for to in [vec![], vec!["nobody"], vec!["jane@company.com\r\nRCPT TO:<evil@example.com>"]] {
        let mut notice = notice();
        notice.to = to.into_iter().map(str::to_owned).collect();
        let fault = post.notifier().manager(&notice).await.expect_err("no recipient");
        assert!(!fault.transient && !fault.message.contains("evil"), "{fault}");
    }
    assert!(post.arrived().is_empty());
}

#[tokio::test]
async fn a_check_signs_in_and_sends_nothing() {
    let post = Post::open().await;
    let sink = SmtpSink::start_with_login(post.simulator.control(), "mailer", "secret").await.expect("a port");
    let check = async |password: &str| {
        let password = Some(SecretFn::fixed(password.to_owned().into()));
        let options = SmtpOptions { username: Some("mailer".into()), password, ..smtp(&sink) };
        notifier(options).expect("works").check().await
    };
    assert!(check("secret").await.iter().all(|result| result.passed));
    let wrong = check("wrong").await;
    let mail = wrong.iter().find(|result| result.channel == Some(Channel::Mail)).expect("mail was tried");
    assert_eq!((mail.passed, mail.message.as_str()), (false, "The mail server refused the login (SMTP 535 5.7.8)."));
    assert!(post.arrived().is_empty());
}
