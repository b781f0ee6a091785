//! What is above organisations, happens later, or is told of later.

use crate::route_table::{Handler, Route, routes};
use crate::{insights, v2};

pub(super) const ROUTES: &[Route] = routes! {
    above "GET" "/v2/providers/{provider_id}/organizations" => v2::providers::organizations;
    above "GET" "/v2/providers/{provider_id}/administrators" => v2::administrators::list;
    above_write "POST" "/v2/providers/{provider_id}/administrators" => v2::administrators::create;
    above_write "DELETE" "/v2/providers/{provider_id}/administrators/{id}" => v2::administrators::delete;
    above "GET" "/v2/administrators/{id}/organizationlinks" => v2::organization_links::of_administrator;
    above_write "POST" "/v2/administrators/{id}/organizationlinks" => v2::organization_links::create;
    above_write "DELETE" "/v2/administrators/{administrator_id}/organizationlinks/{id}" => v2::organization_links::delete;
    above "GET" "/v2/organizations/{id}/administratorlinks" => v2::organization_links::of_organization;

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
};
