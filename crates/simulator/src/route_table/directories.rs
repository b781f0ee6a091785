//! Directories that people are synchronised to.

use crate::route_table::{Handler, Route, routes};
use crate::v2;

pub(super) const ROUTES: &[Route] = routes! {
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
