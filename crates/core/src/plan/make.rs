//! From a request and a reading of the directory to a plan, or to everything that is wrong.

use jiff::Timestamp;
use rand::CryptoRng;
use secrecy::SecretString;

use super::username::Chosen;
use super::{
    Manner, Plan, Planned, PlannedGroup, PlannedKey, PlannedLdap, PlannedManager, PlannedPassword, Refusal,
    UnixConventions, activation, calls, checks, contract, digest, groups, privileged, username, warnings,
};
use crate::account::{AccountFields, MfaFields};
use crate::chain::Digest;
use crate::mapping::Grant;
use crate::password;
use crate::problem::{Affected, ErrorType, Problem};
use crate::request::Request;
use crate::settings::{PasswordHandling, TenantSettings, WarningLevel};
use crate::snapshot::{ExistingAccount, Named, Snapshot};
use crate::ssh_key;
use crate::steps::Step;

/// Makes the plan: every choice, from nothing but its arguments.
///
/// # Errors
/// Every problem at once, each under the step that owns the value.
pub fn plan(
    request: &Request,
    given: Option<&SecretString>,
    settings: &TenantSettings,
    snapshot: &Snapshot,
    now: Timestamp,
    entropy: &mut dyn CryptoRng,
) -> Result<Planned, Refusal> {
    plan_in(Manner::default(), request, given, settings, snapshot, now, entropy)
}

/// The same, carried out in this manner.
///
/// # Errors
/// Every problem at once, each under the step that owns the value.
pub fn plan_in(
    manner: Manner,
    request: &Request,
    given: Option<&SecretString>,
    settings: &TenantSettings,
    snapshot: &Snapshot,
    now: Timestamp,
    entropy: &mut dyn CryptoRng,
) -> Result<Planned, Refusal> {
    let mut problems = Vec::new();
    let mut keep = |found: Vec<Problem>| problems.extend(found);

    let Chosen { username, source } = username::choose(request, settings, snapshot).map_err(unnamed)?;
    let manager = manager(request, &snapshot.people);
    keep(checks::duplicates(request, &username, snapshot));
    keep(checks::unix_ids(request, settings, &snapshot.people));
    let (seats, seat_problem) = checks::seats(&snapshot.shared.organization, snapshot.ahead);
    keep(seat_problem.into_iter().collect());

    let handling = password_handling(request, settings);
    let password = match password(handling, given, username.as_str(), settings, snapshot, entropy) {
        Ok(password) => password,
        Err(found) => {
            keep(found);
            None
        }
    };
    let account = account_fields(request, username.as_str(), settings, &snapshot.people);
    let verified = groups::verify(&groups::wanted(request, settings), &account, settings, snapshot);
    keep(verified.problems);
    let (_, sudo_on_bindings) = groups::sudo(request, settings);
    let (systems, found) = groups::systems(request, settings, snapshot, &verified.groups, sudo_on_bindings);
    keep(found);
    let ldap = ldap(&account, &verified.groups, snapshot).map_err(|problem| keep(vec![problem]));
    let ssh_key = planned_key(request, username.as_str()).map_err(|problem| keep(vec![problem]));
    let activation = activation::activation(request, settings, handling, now).map_err(|problem| keep(vec![problem]));
    let contract = contract::contract(request.end_date, request.time_zone.as_ref(), settings, now)
        .map_err(|problem| keep(vec![problem]));

    let (Ok(ldap), Ok(ssh_key), Ok(activation), Ok(contract), true) =
        (ldap, ssh_key, activation, contract, problems.is_empty())
    else {
        return Err(refusals(problems));
    };
    let mut plan = Plan {
        tenant: settings.name.clone(),
        organization: Named {
            id: snapshot.shared.organization.id.clone(),
            name: snapshot.shared.organization.name.clone(),
        },
        config_digest: settings.digest(),
        username_source: source,
        unix: UnixConventions {
            home_directory: settings.home_directory.replace("{{username}}", username.as_str()),
            default_shell: settings.default_shell.clone(),
        },
        account,
        password: handling,
        groups: verified.groups,
        dynamic_groups: verified.dynamic,
        missing_groups: verified.missing,
        systems,
        ldap,
        ssh_key,
        activation,
        manner,
        window: settings.change_window.clone(),
        starts_at: None,
        contract,
        manager: request.manager_email.as_ref().map(|email| PlannedManager {
            email: email.normalised(),
            account_id: manager.map(|account| account.id.clone()),
            name: manager.map(|account| account.display_name.clone()),
        }),
        it_recipients: settings.notify.it_recipients.clone(),
        it_channels: settings.notify.it_channels.clone(),
        mail_configured: settings.notify.mail,
        login_portal: settings.login_portal.clone(),
        activate_on_partial: settings.activate_on_partial,
        seats,
        warnings: Vec::new(),
        weakening: Vec::new(),
        approval: Vec::new(),
        approval_hours: settings.approval.expires_hours,
        guards: Vec::new(),
        calls: Vec::new(),
        digest: Digest::of(b""),
    };
    plan.starts_at = Some(plan.opens(now)).filter(|opens| *opens > now);
    plan.warnings = warnings::warnings(&plan, request, settings, &snapshot.shared, manager, now);
    plan.weakening = warnings::weakening(&plan, request, settings);
    plan.approval = privileged::approval(&plan, settings);
    plan.calls = calls::calls(&plan);
    plan.digest = digest::digest(&plan);
    let refused = refused_by_policy(&plan, settings);
    if !refused.is_empty() {
        return Err(refusals(refused));
    }
    Ok(Planned { plan, password })
}

/// What a hire of this request would give an account of this name: fields, groups, and systems with what names each.
#[must_use]
pub fn wishes(
    request: &Request,
    username: &str,
    settings: &TenantSettings,
) -> (AccountFields, Vec<Grant>, Vec<(String, String)>) {
    let fields = account_fields(request, username, settings, &[]);
    (fields, groups::wanted(request, settings), groups::wanted_systems(request, settings))
}

/// The fields of the account, everything that folds into its creation.
pub(super) fn account_fields(
    request: &Request,
    username: &str,
    settings: &TenantSettings,
    people: &[ExistingAccount],
) -> AccountFields {
    let variables = &settings.variables;
    let required = request.enable_mfa.unwrap_or(variables.default_mfa);
    let grace = request.mfa_exclusion_days.map_or(variables.mfa_exclusion_period_days, |days| days.get());
    let text = |value: &Option<crate::fields::Text>| value.as_ref().map(|text| text.as_str().to_owned());
    AccountFields {
        username: username.to_owned(),
        email: request.email.normalised(),
        first_name: request.first_name.as_str().to_owned(),
        last_name: request.last_name.as_str().to_owned(),
        display_name: request.display_name(),
        department: request.department.as_str().to_owned(),
        job_title: text(&request.job_title),
        company: text(&request.company_name),
        location: text(&request.office_location),
        employee_id: request.employee_id.as_ref().map(|id| id.as_str().to_owned()),
        employee_type: text(&request.employee_type),
        alternate_email: request.alternate_email.as_ref().map(|email| email.normalised()),
        manager: manager(request, people).map(|account| account.id.clone()),
        attributes: request
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned()))
            .collect(),
        password_never_expires: request.password_never_expires.unwrap_or(variables.default_password_never_expires),
        mfa: MfaFields { required, grace_days: if required { grace } else { 0 } },
        allow_public_key: request.allow_public_key.unwrap_or(variables.default_allow_public_key),
        ldap_binding_user: request.ldap_bind.unwrap_or(false),
        sudo: groups::sudo(request, settings).0,
        unix_uid: request.unix_uid.map(|id| i64::from(id.get())),
        unix_gid: request.unix_guid.map(|id| i64::from(id.get())),
    }
}

pub(super) fn manager<'a>(request: &Request, people: &'a [ExistingAccount]) -> Option<&'a ExistingAccount> {
    let email = request.manager_email.as_ref()?.normalised();
    people.iter().find(|account| account.email.to_lowercase() == email)
}

fn password_handling(request: &Request, settings: &TenantSettings) -> PlannedPassword {
    match (request.password_given, settings.password_handling) {
        (true, _) => PlannedPassword::Given,
        (false, PasswordHandling::Generate) => PlannedPassword::Generated,
        (false, PasswordHandling::ActivationLink) => PlannedPassword::ActivationLink,
    }
}

fn password(
    handling: PlannedPassword,
    given: Option<&SecretString>,
    username: &str,
    settings: &TenantSettings,
    snapshot: &Snapshot,
    entropy: &mut dyn CryptoRng,
) -> Result<Option<SecretString>, Vec<Problem>> {
    let live = &snapshot.shared.organization.password_policy;
    let policy = password::Policy::stricter(&settings.variables.password_policy, live);
    match (handling, given) {
        (PlannedPassword::ActivationLink, _) => Ok(None),
        (PlannedPassword::Generated, _) | (PlannedPassword::Given, None) => {
            Ok(Some(password::generate(&policy, username, entropy)))
        }
        (PlannedPassword::Given, Some(given)) => {
            let violations = password::check(&policy, username, given);
            if violations.is_empty() {
                return Ok(Some(given.clone()));
            }
            let words: Vec<String> = violations.iter().map(ToString::to_string).collect();
            Err(vec![
                Problem::before_creation(
                    ErrorType::PasswordPolicyViolation,
                    Step::PasswordGeneration,
                    format!("The password given does not meet the policy: it {}", words.join(", ")),
                    "Give a password that meets the policy, or leave it out: one is generated",
                )
                .about(Affected::Field("password".into())),
            ])
        }
    }
}

pub(super) fn ldap(
    account: &AccountFields,
    groups: &[PlannedGroup],
    snapshot: &Snapshot,
) -> Result<PlannedLdap, Problem> {
    let granted_by = groups
        .iter()
        .filter(|group| group.will_hold())
        .find(|group| !group.access.ldap_servers.is_empty())
        .map(|group| group.name.clone());
    if !account.ldap_binding_user {
        return Ok(PlannedLdap::NotAsked { granted_by });
    }
    match (granted_by, snapshot.shared.ldap_servers.iter().min()) {
        (Some(granted_by), _) => Ok(PlannedLdap::ThroughGroup { granted_by }),
        (None, Some(server)) => Ok(PlannedLdap::Direct { server: server.clone() }),
        (None, None) => Err(Problem::before_creation(
            ErrorType::LdapBindingFailed,
            Step::LdapBinding,
            format!("{} has no LDAP server to bind to", snapshot.shared.organization.name),
            "Set up LDAP in the JumpCloud admin console, or leave out ldap_bind",
        )),
    }
}

pub(super) fn planned_key(request: &Request, username: &str) -> Result<Option<PlannedKey>, Problem> {
    let Some(given) = &request.public_key else { return Ok(None) };
    match ssh_key::parse(given) {
        Ok(key) => Ok(Some(PlannedKey {
            name: key.name_for(username),
            algorithm: key.algorithm.name().to_owned(),
            bits: key.bits,
            fingerprint: key.fingerprint.clone(),
            line: key.line.clone(),
        })),
        Err(error) => Err(Problem::before_creation(
            ErrorType::SshKeyInvalid,
            Step::SshKeyConfiguration,
            format!("public_key can't be used: {error}"),
            error.hint(),
        )
        .about(Affected::Field("public_key".into()))),
    }
}

/// Warnings and weakening inputs that the tenant refuses.
pub(super) fn refused_by_policy(plan: &Plan, settings: &TenantSettings) -> Vec<Problem> {
    let warned =
        plan.warnings.iter().filter(|warning| settings.warning_level(warning.code) == WarningLevel::Refuse).map(
            |warning| {
                let message = format!("{} (this tenant refuses it)", warning.message);
                Problem::before_creation(ErrorType::InvalidInput, Step::InputValidation, message, warning.mend.clone())
            },
        );
    let weak = plan.weakening.iter().filter(|weakening| settings.refuse.contains(weakening)).map(|weakening| {
        let field = weakening.field();
        Problem::with_field(
            field,
            format!("{field} weakens security in a way that this tenant refuses"),
            format!("leave out {field}, or ask the tenant's administrator to change `refuse`"),
        )
    });
    warned.chain(weak).collect()
}

/// Without a username nothing else can be looked at.
fn unnamed(problem: Problem) -> Refusal {
    let completed = if problem.step == Step::InputValidation { Vec::new() } else { vec![Step::InputValidation] };
    Refusal { problems: vec![problem], completed }
}

fn refusals(mut problems: Vec<Problem>) -> Refusal {
    problems.sort_by_key(|problem| problem.step);
    let completed = Step::all()
        .take_while(|step| *step <= Step::GroupVerification)
        .filter(|step| !problems.iter().any(|problem| problem.step == *step))
        .collect();
    Refusal { problems, completed }
}
