//! The SSH key.

use dayone_core::fault::Fault;
use dayone_core::ssh_key;
use dayone_jumpcloud::NewSshKey;

use super::{Context, End};

/// Adds the key, unless an earlier try did.
pub(super) async fn add(context: &Context<'_>) -> Result<End, Fault> {
    let Some(key) = &context.plan.ssh_key else { return Ok(End::already_so()) };
    let account = &context.account()?.id;
    if context.may_have_happened() {
        let keys = context.client.ssh_keys(account).await?;
        let there = keys.iter().filter_map(|key| ssh_key::parse(&key.public_key).ok());
        if there.into_iter().any(|there| there.fingerprint == key.fingerprint) {
            return Ok(End::already_so());
        }
    }
    let new = NewSshKey { name: key.name.clone(), public_key: key.line.clone() };
    context.client.add_ssh_key(account, &new).await?;
    Ok(End::changed())
}
