//! What happens later or to many at once, and the organisation's own words in mails.
// Source: JumpCloud API v2, read 2026-03.

use super::users::{CHANGE_OF_MANY, NEW_OF_MANY};
use super::{Answer, Field, Kind, Operation, PAGE, Query, field, operation};

const JOB: &[Field] = &[field("jobId", Kind::Text(0)).required()];
const RESULT: &[Field] = &[
    field("id", Kind::Text(0)).required(),
    field("status", Kind::Text(0)).required(),
    field("statusMsg", Kind::Text(0)),
    field("meta", Kind::Map),
    field("persistedFields", Kind::Map),
    field("createdAt", Kind::When),
    field("updatedAt", Kind::When),
];
const SCHEDULE: &[Field] = &[
    field("user_ids", Kind::List(&Kind::Id)).required(),
    field("state", Kind::Word(&["ACTIVATED", "SUSPENDED"])).required(),
    field("start_date", Kind::When).required(),
    field("send_activation_emails", Kind::Flag),
    field("activation_email_override", Kind::Text(0)),
];
const SCHEDULED: &[Field] = &[
    field("systemUserId", Kind::Id).required(),
    field("state", Kind::Word(&["ACTIVATED", "SUSPENDED"])),
    field("scheduledDate", Kind::When),
    field("scheduledJobId", Kind::Text(0)).required(),
];
const EVENTS: &[Field] =
    &[field("events_count", Kind::Whole(0)), field("results", Kind::List(&Kind::Object(SCHEDULED)))];

const MAIL_TYPE: Kind = Kind::Word(&[
    "activate_gapps_user",
    "activate_o365_user",
    "lockout_notice_user",
    "password_expiration",
    "password_expiration_warning",
    "password_reset_confirmation",
    "user_change_password",
    "activate_user_custom",
]);
const MAIL: &[Field] = &[
    field("id", Kind::Text(0)),
    field("type", MAIL_TYPE).required(),
    field("subject", Kind::Text(0)).required(),
    field("title", Kind::Text(0)),
    field("header", Kind::Text(0)),
    field("body", Kind::Text(0)),
    field("button", Kind::Text(0)),
    field("nextStepContactInfo", Kind::Text(0)),
];
const TEMPLATE: &[Field] = &[
    field("type", MAIL_TYPE).required(),
    field("displayName", Kind::Text(0)),
    field("description", Kind::Text(0)),
    field("fields", Kind::List(&Kind::Map)),
];

pub(super) fn operations() -> Vec<Operation> {
    let quiet = &[Query::Flag("suppressEmail")];
    let mail = Answer::Document(MAIL);
    vec![
        operation("POST /v2/bulk/users").query(quiet).bodies(NEW_OF_MANY).answers(200, Answer::Document(JOB)),
        operation("PATCH /v2/bulk/users").query(quiet).bodies(CHANGE_OF_MANY).answers(200, Answer::Document(JOB)),
        operation("GET /v2/bulk/users/{job_id}/results").query(PAGE).answers(200, Answer::Array(RESULT)),
        operation("GET /v2/bulk/userstates")
            .query(&[Query::Limit, Query::Skip, Query::Filter, Query::Ids("userid")])
            .answers(200, Answer::Array(SCHEDULED)),
        operation("POST /v2/bulk/userstates").body(SCHEDULE).answers(201, Answer::Array(SCHEDULED)),
        operation("DELETE /v2/bulk/userstates/{id}").answers(204, Answer::Nothing),
        operation("GET /v2/bulk/userstates/eventlist/next")
            .query(&[Query::Ids("users"), Query::Limit, Query::Skip])
            .answers(200, Answer::Document(EVENTS)),
        operation("GET /v2/customemail/templates").answers(200, Answer::Array(TEMPLATE)),
        operation("POST /v2/customemails").body(MAIL).answers(201, mail),
        operation("GET /v2/customemails/{custom_email_type}").answers(200, mail),
        operation("PUT /v2/customemails/{custom_email_type}").body(MAIL).answers(200, mail),
        operation("DELETE /v2/customemails/{custom_email_type}").answers(204, Answer::Nothing),
    ]
}
