//! The keys of the two documents: a promise to scripts, written here a second time.

use serde_json::Value;

/// The JSON type of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Flag,
    Texts,
    List,
    Object,
}

use Kind::{Flag, List, Number, Object, Text, Texts};

/// The document of a success: a path (`[]` is each item of a list) and its type.
#[rustfmt::skip]
pub(crate) const SUCCESS: &[(&str, Kind)] = &[
    ("success", Flag),
    ("user_info", Object),
    ("user_info.jumpcloud_user_id", Text),
    ("user_info.username", Text),
    ("user_info.email", Text),
    ("user_info.first_name", Text),
    ("user_info.last_name", Text),
    ("user_info.display_name", Text),
    ("user_info.department", Text),
    ("user_info.job_title", Text),
    ("user_info.employee_id", Text),
    ("account_details", Object),
    ("account_details.created", Flag),
    ("account_details.created_timestamp", Text),
    ("account_details.account_status", Text),
    ("account_details.activation_email_sent", Flag),
    ("account_details.organization_id", Text),
    ("account_details.login_portal", Text),
    ("security_settings", Object),
    ("security_settings.mfa_required", Flag),
    ("security_settings.mfa_configured", Flag),
    ("security_settings.mfa_exclusion_until", Text),
    ("security_settings.mfa_exclusion_days", Number),
    ("security_settings.password_set", Flag),
    ("security_settings.password_never_expires", Flag),
    ("security_settings.password_expiration_date", Text),
    ("security_settings.allow_public_key_auth", Flag),
    ("security_settings.ssh_public_key_added", Flag),
    ("security_settings.sudo_enabled", Flag),
    ("security_settings.ldap_binding_user", Flag),
    ("unix_attributes", Object),
    ("unix_attributes.uid", Number),
    ("unix_attributes.gid", Number),
    ("unix_attributes.home_directory", Text),
    ("unix_attributes.default_shell", Text),
    ("group_assignments", Object),
    ("group_assignments.total_groups_assigned", Number),
    ("group_assignments.groups", List),
    ("group_assignments.groups[].group_name", Text),
    ("group_assignments.groups[].group_id", Text),
    ("group_assignments.groups[].group_type", Text),
    ("group_assignments.groups[].assignment_source", Text),
    ("group_assignments.groups[].added", Flag),
    ("group_assignments.groups[].inherited_access", Object),
    ("group_assignments.groups[].inherited_access.systems", Number),
    ("group_assignments.groups[].inherited_access.applications", Texts),
    ("group_assignments.groups[].inherited_access.ldap_servers", Number),
    ("group_assignments.groups[].inherited_access.radius_servers", Number),
    ("group_assignments.groups_not_found", Texts),
    ("group_assignments.groups_failed", Texts),
    ("system_bindings", Object),
    ("system_bindings.directly_bound_systems", Number),
    ("system_bindings.group_inherited_systems", Number),
    ("system_bindings.total_accessible_systems", Number),
    ("system_bindings.systems", List),
    ("system_bindings.systems[].system_name", Text),
    ("system_bindings.systems[].system_id", Text),
    ("system_bindings.systems[].os", Text),
    ("system_bindings.systems[].access_via", Text),
    ("system_bindings.systems[].sudo_access", Flag),
    ("application_access", Object),
    ("application_access.total_applications", Number),
    ("application_access.applications", List),
    ("application_access.applications[].application_name", Text),
    ("application_access.applications[].access_via", Text),
    ("application_access.applications[].sso_enabled", Flag),
    ("custom_attributes", Object),
    ("custom_attributes.attributes_set", Number),
    ("custom_attributes.attributes", List),
    ("custom_attributes.attributes[].name", Text),
    ("custom_attributes.attributes[].value", Text),
    ("notifications_sent", Object),
    ("notifications_sent.activation_email", Object),
    ("notifications_sent.activation_email.sent", Flag),
    ("notifications_sent.activation_email.recipient", Text),
    ("notifications_sent.activation_email.sent_timestamp", Text),
    ("notifications_sent.activation_email.includes", Texts),
    ("notifications_sent.manager_notification", Object),
    ("notifications_sent.manager_notification.sent", Flag),
    ("notifications_sent.manager_notification.recipient", Text),
    ("notifications_sent.manager_notification.sent_timestamp", Text),
    ("notifications_sent.it_notification", Object),
    ("notifications_sent.it_notification.sent", Flag),
    ("notifications_sent.it_notification.recipients", Texts),
    ("notifications_sent.it_notification.sent_timestamp", Text),
    ("audit_trail", Object),
    ("audit_trail.workflow_run_id", Text),
    ("audit_trail.initiated_by", Text),
    ("audit_trail.initiated_timestamp", Text),
    ("audit_trail.completed_timestamp", Text),
    ("audit_trail.duration_seconds", Number),
    ("audit_trail.all_steps_successful", Flag),
];

/// The document of a failure after the account was created.
#[rustfmt::skip]
pub(crate) const FAILURE: &[(&str, Kind)] = &[
    ("success", Flag),
    ("partial_completion", Flag),
    ("user_info", Object),
    ("user_info.email", Text),
    ("user_info.username", Text),
    ("completed_steps", Texts),
    ("failed_steps", List),
    ("failed_steps[].step", Text),
    ("failed_steps[].error", Object),
    ("failed_steps[].error.type", Text),
    ("failed_steps[].error.message", Text),
    ("failed_steps[].error.code", Text),
    ("failed_steps[].error.timestamp", Text),
    ("failed_steps[].error.affected_group", Text),
    ("failed_steps[].impact", Text),
    ("failed_steps[].remediation", Text),
    ("account_created", Flag),
    ("jumpcloud_user_id", Text),
    ("groups_assigned", Number),
    ("groups_failed", Number),
    ("manual_intervention_required", Flag),
    ("recommended_actions", Texts),
];

/// Everything at a path, each item of a list on the way.
pub(crate) fn at<'a>(document: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('.').fold(vec![document], |found, part| {
        let (name, each) = match part.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (part, false),
        };
        let values = found.into_iter().map(|value| value.get(name).unwrap_or_else(|| panic!("{path} is missing")));
        match each {
            true => values.flat_map(|list| list.as_array().unwrap()).collect(),
            false => values.collect(),
        }
    })
}

/// Panics unless every key of the table is there with its type.
pub(crate) fn assert_has(document: &Value, keys: &[(&str, Kind)]) {
    for (path, kind) in keys {
        let found = at(document, path);
        assert!(!found.is_empty(), "{path} is nowhere");
        for value in found {
            let right = match kind {
                Text => value.is_string(),
                Number => value.is_u64(),
                Flag => value.is_boolean(),
                Texts => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
                List => value.as_array().is_some_and(|list| list.iter().all(Value::is_object)),
                Object => value.is_object(),
            };
            assert!(right, "{path} is {value}, not {kind:?}");
        }
    }
}
