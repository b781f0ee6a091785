//! Templates that an administrator edits.

use std::path::Path;

use dayone_engine::notify::{TemplateError, Templates};
use tempfile::TempDir;

use super::harness::{Post, notice};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    let folder = folder(files);
    let errors = match Templates::load(Some(folder.path())) {
        Ok(templates) => templates.check().expect_err("something wrong"),
        Err(error) => vec![error],
    };
    let place = format!("{}/", folder.path().display());
    errors.iter().map(|error| error.to_string().replace(&place, "")).collect()
}

#[test]
fn the_built_in_templates_can_be_filled_in_with_much_and_with_little() {
    assert_eq!(Templates::load(None).expect("well-formed").check(), Ok(()));
    assert_eq!(Templates::default().check(), Ok(()));
}

#[tokio::test]
async fn a_file_replaces_one_template_and_may_include_others() {
    let post = Post::open().await;
    let folder = folder(&[
        ("manager.txt.jinja", "Welcome {{ person.first_name }}!{{ requested_by }}\n{% include '_sign.txt.jinja' %}"),
        ("_sign.txt.jinja", "Yours, {{ organization }}"),
        ("README.md", "not a template"),
    ]);
    let templates = Templates::load(Some(folder.path())).expect("well-formed");
    assert_eq!(templates.check(), Ok(()));
    let mut notice = notice();
    notice.values.requested_by = None;
    post.notifier_with(templates).manager(&notice).await.expect("accepted");
    let mail = post.only();
    assert_eq!(mail.get("text").replace("\r\n", "\n").trim_end(), "Welcome John!\nYours, Company Inc.");
    assert_eq!(mail.get("subject"), "John Smith: account created");
}

#[tokio::test]
async fn the_subject_shows_the_ticket_even_if_its_template_does_not() {
    let post = Post::open().await;
    let folder = folder(&[("manager.subject.jinja", "Hello\nthere\n")]);
    let mut notice = notice();
    notice.ticket = Some("T-1".into());
    let templates = Templates::load(Some(folder.path())).expect("well-formed");
    post.notifier_with(templates).manager(&notice).await.expect("accepted");
    assert_eq!(post.only().get("subject"), "[T-1] Hello there");
}

#[test]
fn a_misspelt_value_is_named_with_file_and_line() {
    assert_eq!(
        wrong(&[("it.txt.jinja", "Hello\n{{ persn.first_name }}")]),
        ["it.txt.jinja, line 2: undefined value: `persn` is undefined"]
    );
    for name in ["chat.slack.jinja", "chat.teams.jinja", "manager.html.jinja"] {
        let errors = wrong(&[(name, "\n\n{{ person.nickname }}")]);
        assert!(errors.len() == 1 && errors[0].starts_with(&format!("{name}, line 3: undefined value")), "{errors:?}");
    }
}

#[test]
fn a_malformed_template_is_named_with_file_and_line() {
    let errors = wrong(&[("manager.txt.jinja", "a\nb\n{% if ticket %}")]);
    assert!(errors[0].starts_with("manager.txt.jinja, line 3: syntax error"), "{errors:?}");
}

#[test]
fn an_error_in_an_included_file_names_that_file() {
    let errors = wrong(&[("manager.txt.jinja", "{% include '_part.jinja' %}"), ("_part.jinja", "\n{{ nothing }}")]);
    assert!(errors[0].starts_with("_part.jinja, line 2: undefined value"), "{errors:?}");
}

#[test]
fn a_value_that_is_often_absent_is_tried_absent() {
    let errors = wrong(&[("it.subject.jinja", "{{ person.start_date | day }}")]);
    assert!(errors[0].starts_with("it.subject.jinja, line 1"), "{errors:?}");
}

#[test]
fn a_file_that_replaces_nothing_is_refused_with_the_nearest_name() {
    assert_eq!(
        wrong(&[("manger.txt.jinja", "Hello")]),
        [
            "the template manger.txt.jinja replaces none of ours: did you mean manager.txt.jinja? A file to be included starts with _"
        ]
    );
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let error = Templates::load(Some(Path::new("/nonexistent/templates"))).expect_err("no folder");
    assert!(matches!(error, TemplateError::Folder { .. }));
    assert!(error.to_string().contains("/nonexistent/templates"));
}

#[tokio::test]
async fn what_goes_wrong_with_real_values_is_told_without_them() {
    let post = Post::open().await;
    let folder = folder(&[("manager.txt.jinja", "\n{{ person.display_name | day }}")]);
    let templates = Templates::load(Some(folder.path())).expect("well-formed");
    let fault = post.notifier_with(templates).manager(&notice()).await.expect_err("a name is no date");
    assert!(fault.message.contains("manager.txt.jinja, line 2") && !fault.message.contains("John"), "{fault}");
    assert!(post.arrived().is_empty());
}
