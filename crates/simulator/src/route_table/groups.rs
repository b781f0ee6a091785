//! Groups with their members and what they reach.

use crate::route_table::{Handler, Route, routes};
use crate::v2;

pub(super) const ROUTES: &[Route] = routes! {
    read "GET" "/v2/groups" => v2::groups::list_all;
    read "GET" "/v2/usergroups" => v2::groups::list;
    write "POST" "/v2/usergroups" => v2::groups::create;
    read "GET" "/v2/usergroups/{id}" => v2::groups::get;
    write "PUT" "/v2/usergroups/{id}" => v2::groups::put;
    write "DELETE" "/v2/usergroups/{id}" => v2::groups::delete;
    read "GET" "/v2/usergroups/{group_id}/members" => v2::members::list;
    write "POST" "/v2/usergroups/{group_id}/members" => v2::members::change;
    read "GET" "/v2/usergroups/{group_id}/suggestions" => v2::suggestions::list;
    write "POST" "/v2/usergroups/{group_id}/suggestions" => v2::suggestions::apply;
    read "GET" "/v2/usergroups/{group_id}/memberof" => v2::traversals::member_of;
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
    read "GET" "/v2/systemgroups/{group_id}/suggestions" => v2::suggestions::list;
    write "POST" "/v2/systemgroups/{group_id}/suggestions" => v2::suggestions::apply;
    read "GET" "/v2/systemgroups/{group_id}/memberof" => v2::traversals::member_of;
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
    read "GET" "/v2/policygroups/{group_id}/memberof" => v2::traversals::member_of;
    read "GET" "/v2/policygroups/{group_id}/membership" => v2::traversals::membership;
    read "GET" "/v2/policygroups/{group_id}/associations" => v2::associations::list;
    write "POST" "/v2/policygroups/{group_id}/associations" => v2::associations::change;
    read "GET" "/v2/policygroups/{group_id}/systems" => v2::traversals::reach;
    read "GET" "/v2/policygroups/{group_id}/systemgroups" => v2::traversals::reach;
};
