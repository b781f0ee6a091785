//! The JSON Schema of reports: one of the two documents, or what is left of one when the person's values are erased.

use serde_json::{Value, json};

use super::Report;

/// Keys that the document of a success has, in order.
pub const SUCCESS_KEYS: &[&str] = &[
    "success",
    "user_info",
    "account_details",
    "security_settings",
    "unix_attributes",
    "group_assignments",
    "system_bindings",
    "application_access",
    "custom_attributes",
    "notifications_sent",
    "audit_trail",
];

/// Keys that the document of a failure has, in order.
pub const ERROR_KEYS: &[&str] = &[
    "success",
    "partial_completion",
    "user_info",
    "completed_steps",
    "failed_steps",
    "account_created",
    "jumpcloud_user_id",
    "groups_assigned",
    "groups_failed",
    "manual_intervention_required",
    "recommended_actions",
    "audit_trail",
];

/// The schema: every key with its type, and which keys each document must have.
#[must_use]
pub fn schema() -> Value {
    let mut schema = serde_json::to_value(schemars::schema_for!(Report)).unwrap_or_default();
    if let Some(object) = schema.as_object_mut() {
        object.remove("required");
        object.insert(
            "oneOf".into(),
            json!([
                {
                    "title": "success",
                    "properties": { "success": { "const": true }, "person_erased": false },
                    "required": SUCCESS_KEYS,
                },
                {
                    "title": "failure",
                    "properties": { "success": { "const": false }, "person_erased": false },
                    "required": ERROR_KEYS,
                },
                {
                    "title": "erased",
                    "properties": { "person_erased": { "const": true } },
                    "required": ["success", "user_info", "person_erased", "audit_trail"],
                },
            ]),
        );
    }
    schema
}
