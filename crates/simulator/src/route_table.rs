//! Every operation: its name as in the specification's path templates, and its handler.

use crate::call::Call;
use crate::credential::Credential;
use crate::door::Claims;
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::world::World;
use crate::{insights, v1, v2};

/// One operation.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Path template, v2 ones beginning with `/v2`.
    path: &'static str,
    /// `METHOD /path/template`.
    pub(crate) operation: &'static str,
    pub(crate) handler: Handler,
    /// Whether a key that may only read is refused.
    pub(crate) writes: bool,
}

/// Who answers an operation.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Within one organisation.
    Inside(fn(&mut Scene<'_>) -> Answer),
    /// Above organisations.
    Outside(fn(&mut World, &Credential, &Claims, &mut Call) -> Answer),
}

macro_rules! routes {
    ($($kind:ident $method:literal $path:literal => $handler:path;)*) => {
        &[$(Route {
            method: $method,
            path: $path,
            operation: concat!($method, " ", $path),
            handler: routes!(@handler $kind $handler),
            writes: routes!(@writes $kind),
        }),*]
    };
    (@handler read $handler:path) => { Handler::Inside($handler) };
    (@handler write $handler:path) => { Handler::Inside($handler) };
    (@handler above $handler:path) => { Handler::Outside($handler) };
    (@handler above_write $handler:path) => { Handler::Outside($handler) };
    (@writes read) => { false };
    (@writes write) => { true };
    (@writes above) => { false };
    (@writes above_write) => { true };
}

const ROUTES: &[Route] = routes! {
    above "GET" "/organizations" => v1::organizations::list;
    above "GET" "/organizations/{id}" => v1::organizations::get;
    above_write "PUT" "/organizations/{id}" => v1::organizations::put;

    read "GET" "/systemusers" => v1::users::list;
    write "POST" "/systemusers" => v1::user_create::create;
    write "POST" "/systemusers/reactivate" => v1::user_actions::reactivate_many;
    read "GET" "/systemusers/{id}" => v1::users::get;
    write "PUT" "/systemusers/{id}" => v1::user_update::update;
    write "DELETE" "/systemusers/{id}" => v1::user_delete::delete;
    write "POST" "/systemusers/{id}/state/activate" => v1::user_state::activate;
    write "POST" "/systemusers/{id}/state/suspend" => v1::user_state::suspend;
    write "POST" "/systemusers/{id}/resetmfa" => v1::user_actions::reset_mfa;
    write "POST" "/systemusers/{id}/mfasync" => v1::user_actions::sync_mfa;
    write "POST" "/systemusers/{id}/mfa/enforce" => v1::user_actions::enforce_mfa;
    write "POST" "/systemusers/{id}/expire" => v1::user_actions::expire;
    write "POST" "/systemusers/{id}/unlock" => v1::user_actions::unlock;
    write "POST" "/systemusers/{id}/password" => v1::user_actions::set_password;
    write "POST" "/systemusers/{id}/reactivate" => v1::user_actions::reactivate;
    read "GET" "/systemusers/{id}/totpinfo" => v1::user_actions::totp_info;
    read "GET" "/systemusers/{id}/sshkeys" => v1::ssh_keys::list;
    write "POST" "/systemusers/{id}/sshkeys" => v1::ssh_keys::add;
    write "DELETE" "/systemusers/{systemuser_id}/sshkeys/{id}" => v1::ssh_keys::remove;

    read "POST" "/search/systemusers" => v1::search::users;
    read "POST" "/search/systems" => v1::search::systems;

    read "POST" "/search/commands" => v1::search::commands;

    read "GET" "/systems" => v1::things::list;
    read "GET" "/systems/{id}" => v1::things::get;
    write "PUT" "/systems/{id}" => v1::things::update;
    write "DELETE" "/systems/{id}" => v1::things::delete;
    read "GET" "/applications" => v1::things::list;
    write "POST" "/applications" => v1::things::create;
    read "GET" "/applications/{id}" => v1::things::get;
    write "PUT" "/applications/{id}" => v1::things::update;
    write "DELETE" "/applications/{id}" => v1::things::delete;
    read "GET" "/radiusservers" => v1::things::list;
    write "POST" "/radiusservers" => v1::things::create;
    read "GET" "/radiusservers/{id}" => v1::things::get;
    write "PUT" "/radiusservers/{id}" => v1::things::update;
    write "DELETE" "/radiusservers/{id}" => v1::things::delete;
    read "GET" "/commands" => v1::things::list;
    write "POST" "/commands" => v1::things::create;
    read "GET" "/commands/{id}" => v1::things::get;
    write "PUT" "/commands/{id}" => v1::things::update;
    write "DELETE" "/commands/{id}" => v1::things::delete;

    above "GET" "/v2/providers/{provider_id}/organizations" => v2::providers::organizations;

    write "POST" "/v2/bulk/users" => v2::bulk_users::create;
    write "PATCH" "/v2/bulk/users" => v2::bulk_users::update;
    read "GET" "/v2/bulk/users/{job_id}/results" => v2::bulk_results::list;
    read "GET" "/v2/bulk/userstates" => v2::user_states::list;
    write "POST" "/v2/bulk/userstates" => v2::user_states::schedule;
    read "GET" "/v2/bulk/userstates/eventlist/next" => v2::user_states::next;
    write "DELETE" "/v2/bulk/userstates/{id}" => v2::user_states::cancel;

    read "GET" "/v2/customemail/templates" => v2::custom_emails::templates;
    write "POST" "/v2/customemails" => v2::custom_emails::create;
    read "GET" "/v2/customemails/{custom_email_type}" => v2::custom_emails::get;
    write "PUT" "/v2/customemails/{custom_email_type}" => v2::custom_emails::put;
    write "DELETE" "/v2/customemails/{custom_email_type}" => v2::custom_emails::delete;

    above "GET" "/v2/service-accounts" => v2::service_accounts::list;
    read "GET" "/v2/passwordpolicies" => v2::password_policies::list;
    write "POST" "/v2/passwordpolicies" => v2::password_policies::create;
    read "GET" "/v2/passwordpolicies/{objectId}" => v2::password_policies::get;
    write "PUT" "/v2/passwordpolicies/{objectId}" => v2::password_policies::put;
    write "DELETE" "/v2/passwordpolicies/{objectId}" => v2::password_policies::delete;
    write "POST" "/v2/passwordpolicies/precedence/set" => v2::password_policies::order;
    read "GET" "/v2/passwordpolicies/user/{systemUserId}" => v2::password_policies::of_user;
    read "GET" "/v2/passwordpolicies/usergroup/{userGroupId}" => v2::password_policies::of_group;

    read "POST" "/insights/directory/v1/events" => insights::events;
    read "POST" "/insights/directory/v1/events/count" => insights::count;
    read "POST" "/insights/directory/v1/events/distinct" => insights::distinct;
    read "POST" "/insights/directory/v1/events/interval" => insights::interval;

    read "GET" "/v2/groups" => v2::groups::list_all;
    read "GET" "/v2/usergroups" => v2::groups::list;
    write "POST" "/v2/usergroups" => v2::groups::create;
    read "GET" "/v2/usergroups/{id}" => v2::groups::get;
    write "PUT" "/v2/usergroups/{id}" => v2::groups::put;
    write "DELETE" "/v2/usergroups/{id}" => v2::groups::delete;
    read "GET" "/v2/usergroups/{group_id}/members" => v2::members::list;
    write "POST" "/v2/usergroups/{group_id}/members" => v2::members::change;
    read "GET" "/v2/usergroups/{group_id}/membership" => v2::traversals::membership;
    read "GET" "/v2/usergroups/{group_id}/associations" => v2::associations::list;
    write "POST" "/v2/usergroups/{group_id}/associations" => v2::associations::change;
    read "GET" "/v2/usergroups/{group_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/systemgroups" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/applications" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/ldapservers" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/radiusservers" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/directories" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/gsuites" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/office365s" => v2::traversals::reach;
    read "GET" "/v2/usergroups/{group_id}/activedirectories" => v2::traversals::reach;

    read "GET" "/v2/systemgroups" => v2::groups::list;
    write "POST" "/v2/systemgroups" => v2::groups::create;
    read "GET" "/v2/systemgroups/{id}" => v2::groups::get;
    write "PUT" "/v2/systemgroups/{id}" => v2::groups::put;
    write "DELETE" "/v2/systemgroups/{id}" => v2::groups::delete;
    read "GET" "/v2/systemgroups/{group_id}/members" => v2::members::list;
    write "POST" "/v2/systemgroups/{group_id}/members" => v2::members::change;
    read "GET" "/v2/systemgroups/{group_id}/membership" => v2::traversals::membership;
    read "GET" "/v2/systemgroups/{group_id}/associations" => v2::associations::list;
    write "POST" "/v2/systemgroups/{group_id}/associations" => v2::associations::change;
    read "GET" "/v2/systemgroups/{group_id}/users" => v2::traversals::reach;
    read "GET" "/v2/systemgroups/{group_id}/usergroups" => v2::traversals::reach;
    read "GET" "/v2/systemgroups/{group_id}/policies" => v2::traversals::reach;
    read "GET" "/v2/systemgroups/{group_id}/policygroups" => v2::traversals::reach;
    read "GET" "/v2/systemgroups/{group_id}/commands" => v2::traversals::reach;

    read "GET" "/v2/policygroups" => v2::groups::list;
    write "POST" "/v2/policygroups" => v2::groups::create;
    read "GET" "/v2/policygroups/{id}" => v2::groups::get;
    write "PUT" "/v2/policygroups/{id}" => v2::groups::put;
    write "DELETE" "/v2/policygroups/{id}" => v2::groups::delete;
    read "GET" "/v2/policygroups/{group_id}/members" => v2::members::list;
    write "POST" "/v2/policygroups/{group_id}/members" => v2::members::change;
    read "GET" "/v2/policygroups/{group_id}/membership" => v2::traversals::membership;
    read "GET" "/v2/policygroups/{group_id}/associations" => v2::associations::list;
    write "POST" "/v2/policygroups/{group_id}/associations" => v2::associations::change;
    read "GET" "/v2/policygroups/{group_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/policygroups/{group_id}/systemgroups" => v2::traversals::reach;

    read "GET" "/v2/users/{user_id}/memberof" => v2::traversals::member_of;
    read "GET" "/v2/users/{user_id}/associations" => v2::associations::list;
    write "POST" "/v2/users/{user_id}/associations" => v2::associations::change;
    read "GET" "/v2/users/{user_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/systemgroups" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/applications" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/ldapservers" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/radiusservers" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/directories" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/gsuites" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/office365s" => v2::traversals::reach;
    read "GET" "/v2/users/{user_id}/activedirectories" => v2::traversals::reach;

    read "GET" "/v2/systems/{system_id}/memberof" => v2::traversals::member_of;
    read "GET" "/v2/systems/{system_id}/associations" => v2::associations::list;
    write "POST" "/v2/systems/{system_id}/associations" => v2::associations::change;
    read "GET" "/v2/systems/{system_id}/users" => v2::traversals::reach;
    read "GET" "/v2/systems/{system_id}/usergroups" => v2::traversals::reach;
    read "GET" "/v2/systems/{system_id}/policies" => v2::traversals::reach;
    read "GET" "/v2/systems/{system_id}/policygroups" => v2::traversals::reach;
    read "GET" "/v2/systems/{system_id}/commands" => v2::traversals::reach;

    read "GET" "/v2/applications/{application_id}/associations" => v2::associations::list;
    write "POST" "/v2/applications/{application_id}/associations" => v2::associations::change;
    read "GET" "/v2/applications/{application_id}/users" => v2::traversals::reach;
    read "GET" "/v2/applications/{application_id}/usergroups" => v2::traversals::reach;
    read "GET" "/v2/radiusservers/{radiusserver_id}/associations" => v2::associations::list;
    write "POST" "/v2/radiusservers/{radiusserver_id}/associations" => v2::associations::change;
    read "GET" "/v2/radiusservers/{radiusserver_id}/users" => v2::traversals::reach;
    read "GET" "/v2/radiusservers/{radiusserver_id}/usergroups" => v2::traversals::reach;

    read "GET" "/v2/ldapservers" => v2::things::list;
    read "GET" "/v2/ldapservers/{id}" => v2::things::get;
    write "PATCH" "/v2/ldapservers/{id}" => v2::things::update;
    read "GET" "/v2/ldapservers/{ldapserver_id}/associations" => v2::associations::list;
    write "POST" "/v2/ldapservers/{ldapserver_id}/associations" => v2::associations::change;
    read "GET" "/v2/ldapservers/{ldapserver_id}/users" => v2::traversals::reach;
    read "GET" "/v2/ldapservers/{ldapserver_id}/usergroups" => v2::traversals::reach;

    read "GET" "/v2/policies" => v2::things::list;
    write "POST" "/v2/policies" => v2::things::create;
    read "GET" "/v2/policies/{id}" => v2::things::get;
    write "PUT" "/v2/policies/{id}" => v2::things::update;
    write "DELETE" "/v2/policies/{id}" => v2::things::delete;
    read "GET" "/v2/policies/{policy_id}/memberof" => v2::traversals::member_of;
    read "GET" "/v2/policies/{policy_id}/associations" => v2::associations::list;
    write "POST" "/v2/policies/{policy_id}/associations" => v2::associations::change;
    read "GET" "/v2/policies/{policy_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/policies/{policy_id}/systemgroups" => v2::traversals::reach;
    read "GET" "/v2/policytemplates" => v2::things::list;
    read "GET" "/v2/policytemplates/{id}" => v2::things::get;

    read "GET" "/v2/commands/{command_id}/associations" => v2::associations::list;
    write "POST" "/v2/commands/{command_id}/associations" => v2::associations::change;
    read "GET" "/v2/commands/{command_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/commands/{command_id}/systemgroups" => v2::traversals::reach;

    read "GET" "/v2/directories" => v2::things::directories;
    read "GET" "/v2/gsuites/{id}" => v2::things::get;
    write "PATCH" "/v2/gsuites/{id}" => v2::things::update;
    read "GET" "/v2/office365s/{office365_id}" => v2::things::get;
    write "PATCH" "/v2/office365s/{office365_id}" => v2::things::update;
    read "GET" "/v2/activedirectories" => v2::things::list;
    write "POST" "/v2/activedirectories" => v2::things::create;
    read "GET" "/v2/activedirectories/{id}" => v2::things::get;
    write "DELETE" "/v2/activedirectories/{id}" => v2::things::delete;
    read "GET" "/v2/workdays" => v2::things::list;
    write "POST" "/v2/workdays" => v2::things::create;
    read "GET" "/v2/workdays/{id}" => v2::things::get;
    write "PUT" "/v2/workdays/{id}" => v2::things::update;
    read "GET" "/v2/gsuites/{gsuite_id}/associations" => v2::associations::list;
    write "POST" "/v2/gsuites/{gsuite_id}/associations" => v2::associations::change;
    read "GET" "/v2/gsuites/{gsuite_id}/users" => v2::traversals::reach;
    read "GET" "/v2/gsuites/{gsuite_id}/usergroups" => v2::traversals::reach;
    read "GET" "/v2/office365s/{office365_id}/associations" => v2::associations::list;
    write "POST" "/v2/office365s/{office365_id}/associations" => v2::associations::change;
    read "GET" "/v2/office365s/{office365_id}/users" => v2::traversals::reach;
    read "GET" "/v2/office365s/{office365_id}/usergroups" => v2::traversals::reach;
    read "GET" "/v2/activedirectories/{activedirectory_id}/associations" => v2::associations::list;
    write "POST" "/v2/activedirectories/{activedirectory_id}/associations" => v2::associations::change;
    read "GET" "/v2/activedirectories/{activedirectory_id}/users" => v2::traversals::reach;
    read "GET" "/v2/activedirectories/{activedirectory_id}/usergroups" => v2::traversals::reach;
};

/// The names of all operations.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.operation)
}

/// The route of a request, or 404 or 405.
pub(crate) fn find(method: &str, segments: &[String]) -> Result<&'static Route, Reply> {
    let mut known_path = false;
    let mut best: Option<&'static Route> = None;
    for route in ROUTES {
        if !matches(route.path, segments) {
            continue;
        }
        known_path = true;
        // A fixed segment is written before the template that also fits.
        if route.method == method && best.is_none() {
            best = Some(route);
        }
    }
    match (best, known_path) {
        (Some(route), _) => Ok(route),
        (None, true) => Err(Reply::error(405, "Method Not Allowed")),
        (None, false) => Err(Reply::not_found()),
    }
}

fn matches(template: &str, segments: &[String]) -> bool {
    let mut parts = template.split('/').skip(1);
    for segment in segments {
        match parts.next() {
            Some(part) if part.starts_with('{') || part == segment => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}
