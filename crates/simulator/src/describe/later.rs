//! What goes beyond the specification in jobs, schedules, mails, policies of passwords and events.

use crate::describe::{Behaviour, observed, synthetic};

const BULK: &[&str] = &["POST /v2/bulk/users", "PATCH /v2/bulk/users"];
const SCHEDULING: &[&str] = &["POST /v2/bulk/userstates"];
const INSIGHTS: &[&str] = &["POST /insights/*"];

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    synthetic(
        "bulk_job.rs",
        &["GET /v2/bulk/users/{job_id}/results"],
        "the words of status but finished, and what is in persistedFields and meta",
    )
    .switch("bulk_failure_status"),
    synthetic("bulk_job.rs", BULK, "job results are mailed to settings.contactEmail"),
    synthetic("v2/bulk_users.rs", BULK, "more rows than 800 (observed): 400").switch("bulk_rows"),
    synthetic("v2/bulk_users.rs", BULK, "a wrong type refuses the job, all else is a result of its row"),
    observed("v2/bulk_users.rs", &["PATCH /v2/bulk/users"], "all fields of a system user are taken"),
    synthetic(
        "v2/user_states.rs",
        SCHEDULING,
        "each user's change has its own id, an unknown user is 400, a date in the past is due at once",
    ),
    synthetic("v2/user_states.rs", SCHEDULING, "whether a scheduled activation mails when nothing is said about it")
        .switch("scheduled_activation_mails"),
    synthetic("v2/service_accounts.rs", &["GET /v2/service-accounts"], "fields beyond objectId"),
    synthetic("event.rs", INSIGHTS, "names of events but user_create and user_update, and their fields"),
    synthetic("insights.rs", INSIGHTS, "10,000 events unless told otherwise"),
    synthetic("insights.rs", INSIGHTS, "newest first unless told otherwise"),
    synthetic("insights.rs", &["POST /insights/directory/v1/events/distinct"], "the form of the answer"),
    synthetic("insights.rs", &["POST /insights/directory/v1/events/interval"], "buckets, as of distinct values"),
    synthetic("v2/custom_emails.rs", &["GET /v2/customemail/templates"], "the names of the types of mail"),
    synthetic("v2/custom_emails.rs", &["GET /v2/customemail/templates"], "every type has the same fields"),
    synthetic("v2/custom_emails.rs", &["POST /v2/customemails"], "a second mail of a type: 409"),
];
