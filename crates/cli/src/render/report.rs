//! A report for people: what was done, what the account reaches, who was told.

use dayone_core::report::{AccountStatus, Delivery, GroupAssignment, Report};

use super::columns::{Column, Row, fixed, lay_out, number, wrapped};
use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::plan;

const GROUPS: [Column; 6] =
    [wrapped("GROUP"), fixed("SOURCE"), fixed("ADDED"), wrapped("BECAUSE"), number("SYSTEMS"), wrapped("APPLICATIONS")];
const SYSTEMS: [Column; 4] = [wrapped("SYSTEM"), wrapped("OS"), wrapped("THROUGH"), fixed("SUDO")];

/// The report on a page of some width.
#[must_use]
pub fn page(report: &Report, width: usize) -> Page {
    let margins = Margins::details(width);
    let mut page = Page::default();
    heading(&mut page, report, width);
    account(&mut page, report, margins);
    security(&mut page, report, margins);
    if let Some(attributes) = report.custom_attributes.as_ref().filter(|custom| custom.attributes_set > 0) {
        let items = attributes.attributes.iter().map(|attribute| format!("{}={}", attribute.name, attribute.value));
        margins.add(&mut page, "attributes", items);
    }
    groups(&mut page, report, width);
    access(&mut page, report, margins);
    contract(&mut page, report, margins);
    told(&mut page, report, margins);
    page
}

fn heading(page: &mut Page, report: &Report, width: usize) {
    let (word, ink) = match (report.success, report.partial_completion) {
        (true, _) => ("success", Ink::Good),
        (false, Some(true)) => ("partial", Ink::Bad),
        (false, _) => ("no success", Ink::Bad),
    };
    let info = &report.user_info;
    let name = [&info.display_name, &info.username, &info.email].into_iter().flatten().next();
    let trail = &report.audit_trail;
    let items = [
        Span::new(Ink::Strong, name.map_or("somebody", String::as_str)),
        Span::new(ink, word),
        Span::from(format!("run {}", trail.workflow_run_id)),
        Span::from(format!("tenant {}", trail.tenant)),
    ];
    Margins { label: 0, items: 8, width }.add(page, Span::new(Ink::Strong, "REPORT"), items);
}

fn account(page: &mut Page, report: &Report, margins: Margins) {
    let info = &report.user_info;
    let known = [&info.username, &info.email, &info.jumpcloud_user_id, &info.employee_id];
    let known: Vec<&String> = known.into_iter().flatten().collect();
    if !known.is_empty() {
        margins.add(page, "account", known);
    }
    let place: Vec<&str> = [&info.department, &info.job_title].into_iter().flatten().map(String::as_str).collect();
    if !place.is_empty() {
        margins.add(page, "position", [place.join(" / ")]);
    }
    if let Some(details) = &report.account_details {
        let status = match details.account_status {
            AccountStatus::Activated => "activated",
            AccountStatus::PendingActivation => "pending_activation",
            AccountStatus::Suspended => "suspended",
        };
        let mut items = vec![Span::from(status)];
        items.extend(details.created_timestamp.map(|at| Span::from(format!("created {at}"))));
        items.extend(details.activation_due.map(|at| Span::from(format!("activation due {at}"))));
        items.push(Span::from(&details.login_portal));
        margins.add(page, "status", items);
    }
}

fn security(page: &mut Page, report: &Report, margins: Margins) {
    let Some(settings) = &report.security_settings else { return };
    let on = |on: bool, what: &str| format!("{what} {}", if on { "on" } else { "off" });
    let mfa = match (settings.mfa_required, settings.mfa_exclusion_until) {
        (false, _) => "MFA not required".to_owned(),
        (true, Some(until)) => format!("MFA required, grace until {until}"),
        (true, None) => "MFA required".to_owned(),
    };
    let items = [
        mfa,
        format!("password {}", if settings.password_set { "set" } else { "not set" }),
        on(settings.sudo_enabled, "sudo"),
        on(settings.ldap_binding_user, "LDAP bind"),
        format!("SSH key {}", if settings.ssh_public_key_added { "added" } else { "none" }),
    ];
    margins.add(page, "security", items);
    if !settings.weakening_inputs.is_empty() {
        let inputs = settings.weakening_inputs.iter().map(|input| Span::new(Ink::Caution, input));
        margins.add(page, Span::new(Ink::Caution, "WEAKENS"), inputs);
    }
}

fn groups(page: &mut Page, report: &Report, width: usize) {
    let Some(assignments) = report.group_assignments.as_ref() else { return };
    if !assignments.groups.is_empty() {
        let rows: Vec<Row> = assignments.groups.iter().map(group).collect();
        page.gap();
        page.append(lay_out(&GROUPS, &rows, width));
    }
    let margins = Margins::details(width);
    for dynamic in &assignments.dynamic_groups {
        let seen = if dynamic.member { "seen" } else { "not seen" };
        margins.add(page, "dynamic", [format!("{} ({seen}): {}", dynamic.group_name, dynamic.because)]);
    }
}

fn group(group: &GroupAssignment) -> Row {
    let added = if group.added { Span::new(Ink::Good, "yes") } else { Span::new(Ink::Bad, "no") };
    let access = &group.inherited_access;
    let applications = if access.applications.is_empty() { "none".to_owned() } else { access.applications.join(", ") };
    let cells = vec![
        Span::from(&group.group_name),
        Span::from(group.assignment_source.name()),
        added,
        Span::from(plan::because(group.assignment_source, &group.because)),
        Span::from(access.systems.to_string()),
        Span::from(applications),
    ];
    Row { mark: Span::default(), cells }
}

fn access(page: &mut Page, report: &Report, margins: Margins) {
    if let Some(bindings) = report.system_bindings.as_ref().filter(|bindings| !bindings.systems.is_empty()) {
        let rows: Vec<Row> = bindings
            .systems
            .iter()
            .map(|system| {
                let sudo = if system.sudo_access { Span::new(Ink::Caution, "yes") } else { Span::from("no") };
                let cells =
                    vec![Span::from(&system.system_name), Span::from(&system.os), Span::from(&system.access_via), sudo];
                Row { mark: Span::default(), cells }
            })
            .collect();
        page.gap();
        page.append(lay_out(&SYSTEMS, &rows, margins.width));
    }
    page.gap();
    if let Some(access) = report.application_access.as_ref().filter(|access| access.total_applications > 0) {
        let items =
            access.applications.iter().map(|grant| format!("{} ({})", grant.application_name, grant.access_via));
        margins.add(page, "apps", items);
    }
    for special in report.special_access.iter().flatten() {
        let text = format!("{} {}: {}", special.kind, special.subject, special.because);
        margins.add(page, Span::new(Ink::Caution, "SPECIAL"), [text]);
    }
}

fn contract(page: &mut Page, report: &Report, margins: Margins) {
    let Some(contract) = &report.contract else { return };
    let scheduled = if contract.suspension_scheduled { "by JumpCloud" } else { "not scheduled" };
    let mut items =
        vec![format!("last day {}", contract.end_date), format!("suspension {}, {scheduled}", contract.suspends_at)];
    items.extend(contract.warned_at.iter().map(|at| format!("warned {at}")));
    items.extend(contract.suspended.map(|is| if is { "found suspended" } else { "NOT suspended" }.to_owned()));
    margins.add(page, "contract", items);
}

fn told(page: &mut Page, report: &Report, margins: Margins) {
    let Some(sent) = &report.notifications_sent else { return };
    let line = |what: &str, to: String, delivery: Delivery, reason: &Option<String>| match (delivery, reason) {
        (Delivery::Requested, _) => format!("{what} requested for {to}"),
        (Delivery::Accepted, _) => format!("{what} accepted for {to}"),
        (Delivery::Unknown, _) => format!("{what} for {to}: not known whether it went"),
        (Delivery::Scheduled, Some(reason)) => format!("{what} for {to}: {reason}"),
        (Delivery::Scheduled, None) => format!("{what} for {to}: later, by JumpCloud"),
        (Delivery::NotSent, Some(reason)) => format!("{what} not sent: {reason}"),
        (Delivery::NotSent, None) => format!("{what} not sent"),
    };
    let (mail, manager, it) = (&sent.activation_email, &sent.manager_notification, &sent.it_notification);
    let masked = mail.recipient.as_deref().map(dayone_core::run::masked).unwrap_or_default();
    let items = [
        line("activation mail", masked, mail.delivery, &mail.reason),
        line("manager mail", manager.recipient.clone().unwrap_or_default(), manager.delivery, &manager.reason),
        line("IT message", it.recipients.join(", "), it.delivery, &it.reason),
    ];
    margins.add(page, "told", items);
}
