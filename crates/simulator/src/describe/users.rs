//! What goes beyond the specification in what is done to users.

use crate::describe::{Behaviour, observed, synthetic};

const USER_WRITES: &[&str] = &["POST /systemusers", "PUT /systemusers/{id}"];

const AGING: &[&str] =
    &["POST /systemusers", "PUT /systemusers/{id}", "POST /systemusers/{id}/password", "POST /systemusers/{id}/expire"];

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    observed("password_expiry.rs", AGING, "mails of JumpCloud's own types warn of a password's end and tell of it"),
    synthetic("password_expiry.rs", AGING, "a mail warns of a password's end seven days before")
        .switch("password_warning_days"),
    synthetic(
        "password_expiry.rs",
        &["POST /systemusers/{id}/expire"],
        "a password that is expired by hand is told of by the same mail",
    ),
    synthetic(
        "password_expiry.rs",
        &["PUT /organizations/{id}"],
        "a changed lifetime counts for passwords that are there, from the day on which each was set",
    ),
    synthetic("v1/users.rs", &["GET /systemusers"], "which fields search looks into"),
    synthetic("user_view.rs", &["* /systemusers*"], "the creationSource of a plain create"),
    synthetic("user_view.rs", &["* /systemusers*"], "which mfaEnrollment follows from which setting"),
    synthetic("field_table.rs", USER_WRITES, "null or empty text clears manager"),
    observed(
        "user_fields.rs",
        USER_WRITES,
        "systemUsername and tags are kept; recoveryEmail and passwordless_sudo by PUT too",
    ),
    synthetic("v1/user_rules.rs", USER_WRITES, "usernames that the knowledge base forbids: 400")
        .switch("username_rules"),
    synthetic(
        "v1/user_rules.rs",
        USER_WRITES,
        "the body for a username, e-mail or employee identifier that is taken, and 400 or 409",
    )
    .switch("duplicate_user_status"),
    synthetic("switches.rs", USER_WRITES, "a manager who is no user of the organisation: 400, or kept")
        .switch("known_manager_only"),
    synthetic("switches.rs", USER_WRITES, "public_key is not added to ssh_keys, or is")
        .switch("public_key_becomes_ssh_key"),
    synthetic(
        "switches.rs",
        &["POST /systemusers"],
        "mfa.exclusionDays of an account created ACTIVATED becomes exclusionUntil, or is kept unused",
    )
    .switch("exclusion_days_when_activated"),
    synthetic("v1/user_create.rs", &["POST /systemusers"], "no seat left: the status, and that 0 seats is no limit")
        .switch("no_seat_status"),
    synthetic("v1/user_create.rs", &["POST /systemusers"], "one unix id alone is taken for the other"),
    observed("v1/user_create.rs", &["POST /systemusers"], "duplicate unix ids are accepted"),
    synthetic("v1/user_update.rs", &["PUT /systemusers/{id}"], "leaving STAGED mails as state/activate does"),
    observed("v1/user_update.rs", &["PUT /systemusers/{id}"], "the username of a bound user can't change: 400"),
    synthetic("v1/user_delete.rs", &["DELETE /systemusers/{id}"], "the body of 409 for a samba service user"),
    observed("v1/user_delete.rs", &["DELETE /systemusers/{id}"], "cascade_manager, from older official specifications"),
    synthetic(
        "switches.rs",
        &["POST /systemusers/{id}/state/activate"],
        "activating what is not STAGED: 409, or 200 without effect",
    )
    .switch("activate_unstaged_status"),
    observed("v1/user_state.rs", &["POST /systemusers/{id}/state/activate"], "{\"email\": false} suppresses the mail"),
    synthetic(
        "scene.rs",
        &[
            "POST /systemusers/reactivate",
            "POST /systemusers/{id}/reactivate",
            "POST /systemusers/{id}/resetmfa",
            "POST /systemusers/{id}/mfa*",
            "POST /systemusers/{id}/expire",
            "POST /systemusers/{id}/unlock",
            "POST /systemusers/{id}/password",
            "DELETE /systemusers/{systemuser_id}/sshkeys/{id}",
        ],
        "what an action without a document answers: nothing, or a word",
    )
    .switch("words_after_actions"),
    synthetic("v1/user_actions.rs", &["GET /systemusers/{id}/totpinfo"], "the answer for who has not enrolled: {}"),
    synthetic("v1/ssh_keys.rs", &["POST /systemusers/{id}/sshkeys"], "the body for a key that is none"),
    synthetic("password.rs", USER_WRITES, "the names of password rules but specialCharacter and passwordHistory"),
    synthetic("password.rs", USER_WRITES, "what the presets pci3 and windows demand"),
    synthetic(
        "v2/password_policies.rs",
        &["* /v2/passwordpolicies*"],
        "methods, fields and answers; that the policy of least precedence of somebody's groups counts",
    ),
];
