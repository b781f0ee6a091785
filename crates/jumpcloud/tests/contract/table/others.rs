//! Commands, other directories, and what policies are made from.
// Source: JumpCloud API v1 and v2, read 2026-03, unless a field says otherwise.

use super::things::TEMPLATE;
use super::users::SEARCH;
use super::{Answer, Field, Kind, LIST, Operation, Query, field, operation};

const NEWER: &str = "newer official specification";
const ANSWERS: &str = "answers quoted by official clients";

macro_rules! command {
    ($($more:expr),* $(,)?) => {
        &[
            field("name", Kind::Text(0)).required(),
            field("command", Kind::Text(0)).required(),
            field("commandType", Kind::Text(0)).required(),
            field("commandRunners", Kind::List(&Kind::Text(0))),
            field("files", Kind::List(&Kind::Text(0))),
            field("launchType", Kind::Text(0)),
            field("listensTo", Kind::Text(0)),
            field("schedule", Kind::Text(0)),
            field("scheduleRepeatType", Kind::Text(0)),
            field("scheduleYear", Kind::Whole(0)),
            field("shell", Kind::Text(0)),
            field("sudo", Kind::Flag),
            field("template", Kind::Text(0)),
            field("timeToLiveSeconds", Kind::Whole(0)),
            field("timeout", Kind::Text(0)),
            field("trigger", Kind::Text(0)),
            field("user", Kind::Text(0)),
            $($more),*
        ]
    };
}
const NEW_COMMAND: &[Field] = command![];
const COMMAND: &[Field] = command![
    field("_id", Kind::Id).seen(ANSWERS),
    field("id", Kind::Id).seen(NEWER),
    field("organization", Kind::Text(0)),
    field("description", Kind::Text(0)),
];
const LISTED_COMMAND: &[Field] = &[
    field("_id", Kind::Id).required(),
    field("id", Kind::Id).seen(NEWER),
    field("name", Kind::Text(0)),
    field("command", Kind::Text(0)),
    field("commandType", Kind::Text(0)),
    field("description", Kind::Text(0)),
    field("launchType", Kind::Text(0)),
    field("listensTo", Kind::Text(0)),
    field("organization", Kind::Text(0)),
    field("schedule", Kind::Text(0)),
    field("scheduleRepeatType", Kind::Text(0)),
    field("trigger", Kind::Text(0)),
];

const DOMAIN: &[Field] = &[field("domain", Kind::Text(0)), field("id", Kind::Text(0))];
macro_rules! directory {
    ($($more:expr),* $(,)?) => {
        &[
            field("name", Kind::Text(0)),
            field("groupsEnabled", Kind::Flag),
            field("defaultDomain", Kind::Object(DOMAIN)),
            field("userLockoutAction", Kind::Word(&["suspend", "maintain"])),
            $($more),*
        ]
    };
}
const GSUITE_ENDS: Kind = Kind::Word(&["suspend", "maintain", "remove_access"]);
const OFFICE_ENDS: Kind = Kind::Word(&["suspend", "maintain"]);
const NEW_GSUITE: &[Field] = directory![field("userPasswordExpirationAction", GSUITE_ENDS)];
const GSUITE: &[Field] = directory![
    field("id", Kind::Id).required(),
    field("importFilter", Kind::Text(0)),
    field("organizationObjectId", Kind::Text(0)),
    field("userPasswordExpirationAction", GSUITE_ENDS),
];
const NEW_OFFICE: &[Field] = directory![field("userPasswordExpirationAction", OFFICE_ENDS)];
const OFFICE: &[Field] =
    directory![field("id", Kind::Id).required(), field("userPasswordExpirationAction", OFFICE_ENDS)];

macro_rules! active_directory {
    ($($more:expr),* $(,)?) => {
        &[
            field("domain", Kind::Text(0)),
            field("groupsEnabled", Kind::Flag),
            field("delegationState", Kind::Word(&["ENABLED", "PENDING", "DISABLED"])),
            field("useCase", Kind::Word(&["UNSET", "TWOWAYSYNC", "JCASAUTHORITY", "ADASAUTHORITY"])),
            $($more),*
        ]
    };
}
const NEW_ACTIVE_DIRECTORY: &[Field] = active_directory![];
const ACTIVE_DIRECTORY: &[Field] = active_directory![field("id", Kind::Id).required(), field("updatedAt", Kind::When)];

const NEW_WORKDAY: &[Field] = &[field("name", Kind::Text(0)), field("reportUrl", Kind::Text(0))];
const WORKDAY: &[Field] = &[
    field("id", Kind::Id).required(),
    field("name", Kind::Text(0)),
    field("reportUrl", Kind::Text(0)),
    field("lastImport", Kind::Text(0)),
    field("auth", Kind::Map),
];

const WHOLE_TEMPLATE: &[Field] = &[
    field("id", Kind::Text(0)),
    field("name", Kind::Text(0)),
    field("displayName", Kind::Text(0)),
    field("description", Kind::Text(0)),
    field("osMetaFamily", Kind::Word(&["linux", "darwin", "windows", "ios", "universal", "android"])),
    field("configFields", Kind::List(&Kind::Map)),
];

pub(super) fn operations() -> Vec<Operation> {
    let command = Answer::Document(COMMAND);
    vec![
        operation("POST /search/commands").query(LIST).body(SEARCH).answers(200, Answer::Page(LISTED_COMMAND)),
        operation("GET /commands").query(LIST).answers(200, Answer::Page(LISTED_COMMAND)),
        operation("POST /commands").body(NEW_COMMAND).answers(200, command),
        operation("GET /commands/{id}").query(&[Query::Fields]).answers(200, command),
        operation("PUT /commands/{id}").body(NEW_COMMAND).answers(200, command),
        operation("DELETE /commands/{id}").answers(200, command),
        operation("GET /v2/policytemplates").query(LIST).answers(200, Answer::Array(TEMPLATE)),
        operation("GET /v2/policytemplates/{id}").answers(200, Answer::Document(WHOLE_TEMPLATE)),
        operation("GET /v2/gsuites/{id}").answers(200, Answer::Document(GSUITE)),
        operation("PATCH /v2/gsuites/{id}").body(NEW_GSUITE).answers(200, Answer::Document(GSUITE)),
        operation("GET /v2/office365s/{office365_id}").answers(200, Answer::Document(OFFICE)),
        operation("PATCH /v2/office365s/{office365_id}").body(NEW_OFFICE).answers(200, Answer::Document(OFFICE)),
        operation("GET /v2/activedirectories").query(LIST).answers(200, Answer::Array(ACTIVE_DIRECTORY)),
        operation("POST /v2/activedirectories")
            .body(NEW_ACTIVE_DIRECTORY)
            .answers(201, Answer::Document(ACTIVE_DIRECTORY)),
        operation("GET /v2/activedirectories/{id}").answers(200, Answer::Document(ACTIVE_DIRECTORY)),
        operation("DELETE /v2/activedirectories/{id}").answers(200, Answer::Document(ACTIVE_DIRECTORY)),
        operation("GET /v2/workdays").query(LIST).answers(200, Answer::Array(WORKDAY)),
        operation("POST /v2/workdays").body(NEW_WORKDAY).answers(201, Answer::Document(WORKDAY)),
        operation("GET /v2/workdays/{id}").answers(200, Answer::Document(WORKDAY)),
        operation("PUT /v2/workdays/{id}").body(NEW_WORKDAY).answers(200, Answer::Document(WORKDAY)),
    ]
}
