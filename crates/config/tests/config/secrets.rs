//! Where secrets come from.

use std::future::ready;
use std::path::Path;

use dayone_config::{Environment, NoStoredSecrets, SecretError, SecretFuture, SecretSource, StoredSecrets};
use secrecy::{ExposeSecret, SecretString};

use crate::support::Folder;

async fn read(source: &SecretSource, environment: Environment) -> Result<String, SecretError> {
    source.read(&environment, &NoStoredSecrets).await.map(|secret| secret.expose_secret().to_owned())
}

fn command(words: &[&str]) -> SecretSource {
    SecretSource::Command(words.iter().map(|word| (*word).to_owned()).collect())
}

fn machine() -> Environment {
    Environment::new(|name| std::env::var(name).ok())
}

#[tokio::test]
async fn a_variable_is_read_each_time_and_must_be_set() {
    let source = SecretSource::Env("KEY".into());
    assert_eq!(read(&source, Environment::of([("KEY", " secret \n")])).await.unwrap(), "secret");
    let error = read(&source, Environment::of([("KEY", "")])).await.unwrap_err();
    assert_eq!(error.to_string(), "the environment variable KEY is not set");
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_read_and_trimmed_if_only_its_owner_can_read_it() {
    let folder = Folder::of(&[("key", "secret\n")]);
    let path = folder.path("key");
    let source = SecretSource::File(path.clone());
    for mode in [0o600, 0o400] {
        set_mode(&path, mode);
        assert_eq!(read(&source, Environment::of([])).await.unwrap(), "secret");
    }
    for mode in [0o640, 0o604, 0o620, 0o644] {
        set_mode(&path, mode);
        let error = read(&source, Environment::of([])).await.unwrap_err();
        assert_eq!(error, SecretError::FileOpenToOthers { path: path.clone(), mode });
        assert!(error.hint().starts_with("chmod 600 "));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_must_be_there_and_hold_a_secret() {
    let folder = Folder::of(&[("empty", " \n"), ("large", &"x".repeat(65 * 1024)), ("folder/x", "")]);
    for name in ["empty", "large"] {
        set_mode(&folder.path(name), 0o600);
    }
    let mut errors = Vec::new();
    for name in ["absent", "empty", "large", "folder"] {
        let error = read(&SecretSource::File(folder.path(name)), Environment::of([])).await.unwrap_err();
        errors.push(folder.relative(&error.to_string()));
    }
    insta::assert_snapshot!(errors.join("\n"), @r#"
    the secret file absent can't be read: entity not found
    { file = "empty" } gave an empty secret
    the file large gave more than 64 KiB, which is no secret
    the secret file folder is not an ordinary file
    "#);
}

#[tokio::test]
async fn a_command_gives_what_it_prints() {
    assert_eq!(read(&command(&["printf", "a b\n"]), machine()).await.unwrap(), "a b");
}

#[tokio::test]
async fn a_command_runs_without_a_shell_and_with_path_and_home_only() {
    assert_eq!(read(&command(&["echo", "$HOME; id"]), machine()).await.unwrap(), "$HOME; id");
    let path = std::env::var("PATH").unwrap();
    let environment = Environment::of([("PATH", path.as_str()), ("HOME", "/home/x"), ("JUMPCLOUD_API_KEY", "k")]);
    let seen = read(&command(&["env"]), environment).await.unwrap();
    let mut names: Vec<_> = seen.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["HOME", "PATH"]);
}

#[tokio::test]
async fn what_a_command_complains_of_is_not_shown() {
    let error = read(&command(&["sh", "-c", "echo hunter2; echo hunter2 >&2; exit 3"]), machine()).await.unwrap_err();
    assert_eq!(error.to_string(), "the secret command sh failed (exit status: 3)");
    let error = read(&command(&["no-such-program"]), machine()).await.unwrap_err();
    assert_eq!(error.to_string(), "the secret command no-such-program can't be started: entity not found");
}

#[tokio::test(start_paused = true)]
async fn a_command_has_ten_seconds() {
    let start = tokio::time::Instant::now();
    let error = read(&command(&["sleep", "60"]), machine()).await.unwrap_err();
    assert_eq!(error, SecretError::CommandTooSlow { program: "sleep".into(), seconds: 10 });
    assert!(start.elapsed().as_secs() == 10);
}

#[tokio::test]
async fn a_command_that_never_stops_printing_is_stopped() {
    let error = read(&command(&["yes"]), machine()).await.unwrap_err();
    assert!(matches!(error, SecretError::TooLong { .. }), "{error}");
}

struct OneSecret;

impl StoredSecrets for OneSecret {
    fn stored<'a>(&'a self, name: &'a str) -> SecretFuture<'a> {
        Box::pin(ready(Ok((name == "acme").then(|| SecretString::from("stored")))))
    }
}

#[tokio::test]
async fn a_stored_secret_is_asked_of_the_store() {
    let read = async |name: &str| SecretSource::Store(name.into()).read(&Environment::of([]), &OneSecret).await;
    assert_eq!(read("acme").await.unwrap().expose_secret(), "stored");
    let error = read("beta").await.unwrap_err();
    assert_eq!(
        (error.to_string(), error.hint()),
        ("no secret named beta is stored".into(), "dayone secret set beta".into())
    );
}
