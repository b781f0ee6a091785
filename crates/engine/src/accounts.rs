//! Accounts between the domain's words and the directory's.

use std::collections::BTreeMap;

use dayone_core::account::{AccountFacts, AccountFields, AccountState};
use dayone_core::plan::Plan;
use dayone_jumpcloud::{Attribute, MfaSettings, NewUser, User, UserPatch, UserState};
use secrecy::SecretString;

/// The account to be created: staged, with everything that folds in.
pub(crate) fn new_user(plan: &Plan, password: Option<SecretString>) -> NewUser {
    let AccountFields {
        username,
        email,
        first_name,
        last_name,
        display_name,
        department,
        job_title,
        company,
        location,
        employee_id,
        employee_type,
        alternate_email,
        manager,
        attributes,
        password_never_expires,
        mfa,
        allow_public_key,
        ldap_binding_user,
        sudo,
        unix_uid,
        unix_gid,
    } = plan.account.clone();
    let unix = |id: Option<i64>| id.and_then(|id| u32::try_from(id).ok());
    NewUser {
        firstname: Some(first_name),
        lastname: Some(last_name),
        displayname: Some(display_name),
        department: Some(department),
        job_title,
        company,
        location,
        employee_identifier: employee_id,
        employee_type,
        alternate_email,
        manager,
        attributes: (!attributes.is_empty()).then(|| wire_attributes(&attributes)),
        password,
        password_never_expires: Some(password_never_expires),
        state: Some(UserState::Staged),
        mfa: Some(MfaSettings {
            exclusion: Some(mfa.has_grace()),
            // While the account is staged the grace period is a number of days: its clock starts at activation.
            exclusion_days: mfa.has_grace().then(|| u32::from(mfa.grace_days)),
            exclusion_until: None,
        }),
        enable_user_portal_multifactor: Some(mfa.required),
        allow_public_key: Some(allow_public_key),
        ldap_binding_user: Some(ldap_binding_user),
        sudo: Some(sudo),
        enable_managed_uid: (unix_uid.is_some() || unix_gid.is_some()).then_some(true),
        unix_uid: unix(unix_uid),
        unix_guid: unix(unix_gid),
        ..NewUser::new(username, email)
    }
}

/// The attributes that were asked for, beside those that the account has.
pub(crate) fn attributes_patch(plan: &Plan, facts: &AccountFacts) -> UserPatch {
    let mut all = facts.attributes.clone();
    all.extend(plan.account.attributes.clone());
    UserPatch { attributes: Some(wire_attributes(&all)), ..UserPatch::default() }
}

/// MFA as asked for, on an account that is staged.
pub(crate) fn mfa_patch(plan: &Plan) -> UserPatch {
    let mfa = plan.account.mfa;
    UserPatch {
        enable_user_portal_multifactor: Some(mfa.required),
        mfa: Some(MfaSettings {
            exclusion: Some(mfa.has_grace()),
            exclusion_days: mfa.has_grace().then(|| u32::from(mfa.grace_days)),
            exclusion_until: None,
        }),
        ..UserPatch::default()
    }
}

fn wire_attributes(attributes: &BTreeMap<String, String>) -> Vec<Attribute> {
    attributes.iter().map(|(name, value)| Attribute { name: name.clone(), value: value.clone() }).collect()
}

/// The account as the directory answered it.
pub(crate) fn facts(user: User) -> AccountFacts {
    AccountFacts {
        organization: Some(user.organization).filter(|id| !id.is_empty()),
        attributes: user.attributes.into_iter().map(|attribute| (attribute.name, attribute.value)).collect(),
        state: match user.state {
            UserState::Activated => AccountState::Activated,
            UserState::Suspended => AccountState::Suspended,
            UserState::Staged => AccountState::Staged,
            // Not stated: the older fields tell.
            UserState::Unknown if user.suspended => AccountState::Suspended,
            UserState::Unknown if user.activated => AccountState::Activated,
            UserState::Unknown => AccountState::Staged,
        },
        ssh_key_fingerprints: user
            .ssh_keys
            .iter()
            .filter_map(|key| dayone_core::ssh_key::parse(&key.public_key).ok())
            .map(|key| key.fingerprint)
            .collect(),
        id: user.id,
        username: user.username,
        email: user.email,
        first_name: user.firstname,
        last_name: user.lastname,
        display_name: user.displayname,
        department: user.department,
        job_title: user.job_title,
        company: user.company,
        location: user.location,
        employee_id: user.employee_identifier,
        employee_type: user.employee_type,
        alternate_email: user.alternate_email,
        manager: user.manager,
        activated: user.activated,
        suspended: user.suspended,
        created: user.created,
        mfa_required: user.enable_user_portal_multifactor,
        mfa_configured: user.mfa.configured,
        mfa_exclusion: user.mfa.exclusion,
        mfa_exclusion_until: user.mfa.exclusion_until,
        password_never_expires: user.password_never_expires,
        password_expiration_date: user.password_expiration_date,
        allow_public_key: user.allow_public_key,
        ldap_binding_user: user.ldap_binding_user,
        sudo: user.sudo,
        unix_uid: user.unix_uid,
        unix_gid: user.unix_guid,
        samba_service_user: user.samba_service_user,
    }
}
