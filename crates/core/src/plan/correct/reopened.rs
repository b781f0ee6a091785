//! What a correction opens again: effects that are wished for no more, and those whose wish has changed.

use std::collections::BTreeSet;

use super::access::access;
use crate::effect::{Amendment, Effect, EffectKey};
use crate::plan::Plan;
use crate::run::Run;

/// Effects that count as never touched from now on. What failed is done anew anyway.
pub(super) fn reopened(run: &Run, old: &Plan, new: &Plan) -> Vec<EffectKey> {
    let unwished: BTreeSet<EffectKey> = access(old).difference(&access(new)).cloned().collect();
    let (before, after) = (&old.account, &new.account);
    let key_changed = old.ssh_key != new.ssh_key;
    let changed = [
        (Effect::Amend(Amendment::Attributes), before.attributes != after.attributes),
        (Effect::Amend(Amendment::Manager), before.manager != after.manager),
        (Effect::Amend(Amendment::LdapFlag), before.ldap_binding_user != after.ldap_binding_user),
        (Effect::AddKey, key_changed),
        (Effect::NotifyManager, old.manager != new.manager),
    ];
    let anew = changed.into_iter().filter(|(_, changed)| *changed).map(|(effect, _)| effect.key());
    let touched = |key: &EffectKey| run.effects.contains_key(key);
    unwished.into_iter().chain(anew).filter(touched).collect()
}
