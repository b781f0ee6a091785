//! What users, systems and all that grants them access reach, and the documents that live in API v2.

use crate::route_table::{Handler, Route, routes};
use crate::v2;

pub(super) const ROUTES: &[Route] = routes! {
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
    read "GET" "/v2/policies/{policy_id}/policyresults" => v2::policy_results::of_policy;
    read "GET" "/v2/policies/{policy_id}/policystatuses" => v2::policy_results::latest_of_policy;
    read "GET" "/v2/policyresults" => v2::policy_results::all;
    read "GET" "/v2/policyresults/{id}" => v2::policy_results::get;
    read "GET" "/v2/systems/{system_id}/policystatuses" => v2::policy_results::latest_of_system;
    read "GET" "/v2/policytemplates" => v2::things::list;
    read "GET" "/v2/policytemplates/{id}" => v2::things::get;

    read "GET" "/v2/commands/{command_id}/associations" => v2::associations::list;
    write "POST" "/v2/commands/{command_id}/associations" => v2::associations::change;
    read "GET" "/v2/commands/{command_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/commands/{command_id}/systemgroups" => v2::traversals::reach;
};
