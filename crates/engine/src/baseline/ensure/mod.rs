//! One act, ensured: done where it is missing, found where it is there. Doing it twice changes nothing.

mod email;
mod find;
mod grant;
mod group;

use dayone_core::baseline::Act;
use dayone_core::fault::Fault;
use dayone_jumpcloud::Client;

/// How an act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ensured {
    /// It was done now.
    Changed,
    /// It was so already.
    AlreadySo,
    /// It is not done, since the directory is no longer what the plan was made from: why, in words for people.
    Refused(String),
}

/// Whether an earlier try of an act may have reached the directory, without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    /// Nothing was sent, or all that was sent was answered.
    No,
    /// Something may have happened: look first.
    Perhaps,
}

/// Ensures an act.
///
/// # Errors
/// Any [`Fault`]; a transient one may be tried again.
pub(crate) async fn ensure(client: &Client, act: &Act, tried: Tried) -> Result<Ensured, Fault> {
    match act {
        Act::CreateGroup { group, description, sudo, rule } => {
            let wanted = group::Wanted { description, sudo: *sudo, rule: rule.as_ref() };
            group::create(client, group, wanted, tried).await
        }
        Act::Describe { group, description, .. } => {
            group::change(client, group, group::Field::Description(description)).await
        }
        Act::SetSudo { group, sudo, .. } => group::change(client, group, group::Field::Sudo(*sudo)).await,
        Act::SetRule { group, rule, .. } => group::change(client, group, group::Field::Rule(rule.as_ref())).await,
        Act::DeleteGroup { group, members, .. } => group::delete(client, group, *members).await,
        Act::Grant { group, thing, sudo } => grant::grant(client, group, thing, *sudo).await,
        Act::SetGrantSudo { group, thing, sudo, .. } => grant::set_sudo(client, group, thing, *sudo).await,
        Act::Revoke { group, thing } => grant::revoke(client, group, thing).await,
        Act::WriteEmail { email, words, was } => email::write(client, *email, words, was.is_some()).await,
        Act::DropEmail { email, .. } => email::drop(client, *email).await,
    }
}
