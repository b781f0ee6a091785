//! Mail.

use dayone_core::steps::Step;

use super::harness::{Post, failure, notice};

#[tokio::test]
async fn the_manager_gets_a_text_and_an_html_body() {
    let post = Post::open().await;
    post.notifier().manager(&notice()).await.expect("accepted");
    let mail = post.only();
    assert_eq!(mail.to, "jane.doe@company.com");
    assert_eq!(mail.get("from"), "dayone@company.com");
    assert_eq!(mail.get("subject"), "John Smith: account created");
    assert!(mail.header("Content-Type").starts_with("multipart/alternative"));
    assert_eq!(mail.header("Date"), "Wed, 04 Mar 2026 15:30:45 +0000");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    for body in [mail.get("text"), &mail.get("html").replace("&#x2f;", "/")] {
        for shown in ["john.smith", "Engineering", "Tuesday, 10 March 2026", "j***@example.com", "GitHub", "run_01jq"] {
            assert!(body.contains(shown), "{shown} is missing in:\n{body}");
        }
        assert!(body.contains("11 March 2026, 08:30 (America/Los_Angeles)"), "{body}");
    }
}

#[tokio::test]
async fn it_gets_one_mail_for_all_recipients_with_groups_failures_and_the_ticket() {
    let post = Post::open().await;
    let mut notice = notice();
    notice.step = Step::ItNotification;
    notice.ticket = Some("T-1042".into());
    notice.to = vec!["it-team@company.com".into(), "msp@company.com".into()];
    notice.values.failures = vec![failure()];
    notice.values.groups[2].added = false;
    post.notifier().it_mail(&notice).await.expect("accepted");
    let arrived = post.arrived();
    assert_eq!(arrived.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), notice.to);
    assert_eq!(arrived[0].header("To"), "it-team@company.com, msp@company.com");
    assert_eq!(arrived[0].get("subject"), "[T-1042] Needs attention: New JumpCloud account john.smith (Company Inc.)");
    let text = arrived[0].get("text");
    for line in [
        "- group assignment: User group 'UG-DevOps' does not exist in JumpCloud",
        "- UG-Engineering (department)",
        "- UG-Developers (role): NOT a member",
        "Once the cause is mended: dayone runs resume run_01jq",
        "Systems:      10",
    ] {
        assert!(text.lines().any(|there| there.trim_end() == line), "{line} is missing in:\n{text}");
    }
}

#[tokio::test]
async fn the_same_run_and_step_give_the_same_message_id_and_bytes() {
    let post = Post::open().await;
    let notifier = post.notifier();
    let mut another = notice();
    another.step = Step::ItNotification;
    for notice in [&notice(), &notice(), &another] {
        notifier.manager(notice).await.expect("accepted");
    }
    let arrived = post.arrived();
    assert_eq!(arrived[0].get("message_id"), "<run_01jq.manager_notification@dayone.invalid>");
    assert_eq!(arrived[0].get("raw"), arrived[1].get("raw"));
    assert_eq!(arrived[2].get("message_id"), "<run_01jq.it_notification@dayone.invalid>");
}

#[tokio::test]
async fn a_run_id_that_a_message_id_cannot_hold_is_replaced_by_its_digest() {
    let post = Post::open().await;
    let mut notice = notice();
    notice.run_id = "a>\r\nBcc: x@example.com".into();
    post.notifier().manager(&notice).await.expect("accepted");
    let mail = post.only();
    assert!(mail.get("message_id").ends_with(".manager_notification@dayone.invalid>"));
    assert_eq!(mail.header("Bcc"), "");
}

#[tokio::test]
async fn no_value_can_add_a_header_or_a_line() {
    let post = Post::open().await;
    let mut notice = notice();
    notice.ticket = Some("T-1\r\nBcc: evil@example.com".into());
    let person = &mut notice.values.person;
    person.display_name = "Eve\r\nBcc: evil@example.com\r\n\r\nPay here".into();
    person.first_name = "\u{202E}evE\nusername: root".into();
    post.notifier().manager(&notice).await.expect("accepted");
    let mail = post.only();
    assert_eq!(mail.header("Bcc"), "");
    let (head, _) = mail.get("raw").split_once("\r\n\r\n").expect("headers");
    assert!(!head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("Pay")), "{head}");
    assert!(!mail.get("text").lines().any(|line| line.trim_start().starts_with("username: root")));
    assert!(!mail.get("text").contains('\u{202E}'));
}

#[tokio::test]
async fn html_in_values_is_shown_and_not_run() {
    let post = Post::open().await;
    let mut notice = notice();
    notice.values.person.display_name = "<script>alert(1)</script> & Söhne".into();
    notice.values.login_portal = "https://x.example/\" onmouseover=\"alert(1)".into();
    notice.values.failures = vec![failure()];
    let notifier = post.notifier();
    notifier.manager(&notice).await.expect("accepted");
    notifier.it_mail(&notice).await.expect("accepted");
    for mail in post.arrived() {
        assert!(mail.get("html").contains("&lt;script&gt;"), "escaped once");
        assert!(!mail.get("html").contains("&amp;lt;"), "not twice");
        assert!(!mail.get("html").contains("<script") && !mail.get("html").contains("\" onmouseover"));
        assert!(mail.get("text").contains("<script>alert(1)</script> & Söhne"));
    }
}

#[tokio::test]
async fn names_of_any_script_and_length_arrive_whole_and_travel_as_ascii() {
    let post = Post::open().await;
    let mut notice = notice();
    let long = "Wolfeschlegelsteinhausenbergerdorff".repeat(40);
    notice.values.person.display_name = format!("Zoë Åström 王小明 נועה {long}");
    notice.ticket = Some("Änderung-7".into());
    post.notifier().manager(&notice).await.expect("accepted");
    let mail = post.only();
    assert!(mail.get("raw").is_ascii());
    assert!(mail.get("raw").lines().all(|line| line.len() <= 998));
    assert!(mail.get("subject").starts_with("[Änderung-7] Zoë Åström 王小明 נועה Wolfe"), "{}", mail.get("subject"));
    assert_eq!(mail.get("subject").chars().count(), 200);
    assert!(mail.get("text").contains(&notice.values.person.display_name));
}

#[tokio::test]
async fn lines_that_begin_with_a_dot_arrive_as_they_were() {
    let post = Post::open().await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("manager.txt.jinja"), ".hidden\n..twice\n.\nend\n").expect("written");
    let templates = dayone_engine::notify::Templates::load(Some(folder.path())).expect("templates");
    post.notifier_with(templates).manager(&notice()).await.expect("accepted");
    assert_eq!(post.only().get("text").replace("\r\n", "\n").trim_end(), ".hidden\n..twice\n.\nend");
}
