//! What of one account, and of the groups, somebody should look at.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Key, Matter, Verdict};
use crate::account::{AccountFacts, AccountState};
use crate::mapping::{Facts, Grant, resolve};
use crate::provenance::{Grounds, Holding, Judged, Origin, Provenance, Standing};
use crate::recorded::NotedAccount;
use crate::settings::{TenantSettings, WarningCode, WarningLevel};
use crate::snapshot::{Group, Membership, Named, System};

/// For how long nobody wonders that a new account is not in use.
pub const STARTING: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A person who is there.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    /// The account.
    pub account: &'a AccountFacts,
    /// Its groups.
    pub groups: &'a [&'a Group],
    /// The systems to which it is bound directly.
    pub systems: &'a [&'a System],
    /// Why it has them.
    pub provenance: &'a Provenance,
    /// What its runs say of its beginning and its end.
    pub standing: Option<&'a Standing>,
    /// What reviews have decided before.
    pub judged: &'a BTreeMap<Key, Judged>,
}

impl Person<'_> {
    /// A review has decided that it stays.
    fn was_kept(&self, matter: Matter, subject: &str) -> bool {
        let key = Key { matter, account: self.account.id.clone(), subject: subject.to_owned() };
        self.judged.get(&key).is_some_and(|judged| judged.verdict == Verdict::Keep)
    }
}

/// What of an account somebody should look at. Of suspended accounts nothing: nobody can use them.
#[must_use]
pub fn of_account(person: &Person<'_>, settings: &TenantSettings, now: Timestamp) -> Vec<Finding> {
    if person.account.state == AccountState::Suspended || person.account.suspended {
        return Vec::new();
    }
    let noted = NotedAccount::from(person.account);
    let about = |(matter, detail, since): (Matter, String, Option<Timestamp>)| Finding {
        matter,
        account: Some(noted.clone()),
        subject: None,
        detail,
        since,
        run: person.standing.map(|standing| standing.run.clone()),
    };
    let mut findings: Vec<Finding> =
        [past_end(person, now), sudo(person), without_mfa(person, now), unused(person, now)]
            .into_iter()
            .flatten()
            .map(about)
            .collect();
    let facts = Facts::from(person.account);
    let given = resolve(&settings.groups, &facts);
    let bound = resolve(&settings.system_bindings, &facts);
    findings.extend(unexplained(person, &given, &noted));
    findings.extend(direct(person, &bound, &noted));
    findings
}

type Found = Option<(Matter, String, Option<Timestamp>)>;

fn past_end(person: &Person<'_>, now: Timestamp) -> Found {
    let ends = person.standing?.contract_ends.filter(|ends| *ends <= now)?;
    Some((Matter::PastEnd, "the contract has ended, and the account is not suspended".into(), Some(ends)))
}

fn sudo(person: &Person<'_>) -> Found {
    person.account.sudo.then(|| (Matter::Sudo, "sudo on every system that is reached".into(), None))
}

fn without_mfa(person: &Person<'_>, now: Timestamp) -> Found {
    let account = person.account;
    if account.mfa_configured || account.state != AccountState::Activated {
        return None;
    }
    match (account.mfa_required, account.mfa_exclusion_until) {
        (false, _) => Some((Matter::WithoutMfa, "not required, and not set up".into(), None)),
        (true, Some(until)) if account.mfa_exclusion && until > now => None,
        (true, until) => Some((Matter::WithoutMfa, "required, but not set up, and no grace is left".into(), until)),
    }
}

/// An account that waits for its start date is not in use, as planned.
fn unused(person: &Person<'_>, now: Timestamp) -> Found {
    let account = person.account;
    let waits = person.standing.is_some_and(|standing| standing.is_open);
    let is_new = account.created.is_some_and(|created| now.duration_since(created) < STARTING);
    if account.activated || waits || is_new {
        return None;
    }
    let detail = match account.state {
        AccountState::Staged => "staged: nobody can sign in",
        AccountState::Activated | AccountState::Suspended => "no password was ever set",
    };
    Some((Matter::NeverActivated, detail.into(), account.created))
}

/// Static memberships that the rules don't give and nobody asked for by name.
fn unexplained(person: &Person<'_>, given: &[Grant], noted: &NotedAccount) -> Vec<Finding> {
    let groups = person.groups.iter().filter(|group| !matches!(group.membership, Membership::Automatic { .. }));
    let groups = groups.filter(|group| !given.iter().any(|grant| grant.name == group.name));
    let finding = |group: &&Group| {
        let origin = person.provenance.of(&Holding::Group(group.id.clone()));
        let detail = match origin.map(|origin| &origin.grounds) {
            // What a review has kept is looked at again when its time comes; what was asked for is explained.
            Some(Grounds::Hand { because }) if person.was_kept(Matter::Unexplained, &group.id) => because.clone(),
            Some(Grounds::Hand { .. }) => return None,
            Some(Grounds::Rule { because, .. }) => format!("given by {because}, but no rule gives it now"),
            Some(Grounds::Found) => Grounds::Found.because().to_owned(),
            None => "no record of who gave it".to_owned(),
        };
        let subject = Named { id: group.id.clone(), name: group.name.clone() };
        Some(held(Matter::Unexplained, noted, subject, detail, origin))
    };
    groups.filter_map(finding).collect()
}

fn direct(person: &Person<'_>, bound: &[Grant], noted: &NotedAccount) -> Vec<Finding> {
    let systems = person.systems.iter().filter(|system| !bound.iter().any(|grant| grant.name == system.id));
    let finding = |system: &&System| {
        let origin = person.provenance.of(&Holding::System(system.id.clone()));
        let why = origin.map_or("no record of who gave it", |origin| origin.grounds.because());
        let detail = if system.sudo { format!("with sudo; {why}") } else { why.to_owned() };
        let subject = Named { id: system.id.clone(), name: system.name.clone() };
        held(Matter::DirectBinding, noted, subject, detail, origin)
    };
    systems.map(finding).collect()
}

fn held(matter: Matter, account: &NotedAccount, subject: Named, detail: String, origin: Option<&Origin>) -> Finding {
    Finding {
        matter,
        account: Some(account.clone()),
        subject: Some(subject),
        detail,
        since: origin.map(|origin| origin.since),
        run: origin.map(|origin| origin.record.run.clone()),
    }
}

/// What of the groups somebody should look at; each comes with the number of its members.
pub fn of_groups<'a>(
    groups: impl Iterator<Item = (&'a Group, usize)>,
    settings: &TenantSettings,
) -> impl Iterator<Item = Finding> {
    let prefixes = settings.warning_level(WarningCode::GroupOutsidePrefixes) != WarningLevel::Off;
    groups.flat_map(move |(group, size)| {
        let about = |matter, detail: String| Finding {
            matter,
            account: None,
            subject: Some(Named { id: group.id.clone(), name: group.name.clone() }),
            detail,
            since: None,
            run: None,
        };
        let odd = (prefixes && !group.name.starts_with("UG-"))
            .then(|| about(Matter::OddGroup, "a group of users whose name does not begin with UG-".into()));
        let dynamic = matches!(group.membership, Membership::Automatic { .. });
        let nobody = if dynamic { "its own rule fits nobody" } else { "nobody is in it" };
        let empty = (size == 0).then(|| about(Matter::EmptyGroup, nobody.into()));
        odd.into_iter().chain(empty)
    })
}
