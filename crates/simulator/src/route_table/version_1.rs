//! API v1: organisations, users, searches, and things.

use crate::route_table::{Handler, Route, routes};
use crate::v1;

pub(super) const ROUTES: &[Route] = routes! {
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

    above "POST" "/search/organizations" => v1::search::organizations;
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
};
