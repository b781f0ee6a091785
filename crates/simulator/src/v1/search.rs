//! `POST /search/systemusers` and `/search/systems`.

use serde_json::Value;

use crate::filter::{Test, of_search, of_search_term};
use crate::kind::Kind;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Body, Reply};
use crate::scene::Scene;
use crate::v1::users;

/// Searches users. What is found is a user without the authority that its password is delegated to.
// Source: JumpCloud API v1, systemuserSearchReturn, read 2026-03.
pub(crate) fn users(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene)?;
    let mut reply = users::selected(scene, &page, &test);
    if let Body::Json(body) = &mut reply.body {
        for user in body["results"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            user.shift_remove("delegatedAuthority");
        }
    }
    Ok(reply)
}

/// Searches systems.
pub(crate) fn systems(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene)?;
    let (systems, total) = page.select(scene.organization.of(Kind::System), &scene.sight(), &test);
    Ok(envelope(systems.into_iter().map(|system| page.project(system)).collect(), total))
}

fn asked(scene: &mut Scene<'_>) -> Result<(Page, Test), Reply> {
    let body = scene.call.object()?;
    for name in body.keys() {
        // The specification types the filter an object; the sort is what official clients send.
        let listed = ["filter", "searchFilter", "fields", "limit", "skip", "sort"];
        if !listed.contains(&name.as_str()) {
            scene.call.outside.push(format!("body.{name}"));
        }
    }
    let page = Page::of_search(scene.call, &body)?;
    let filter = of_search(body.get("filter").unwrap_or(&Value::Null))?;
    let term = of_search_term(body.get("searchFilter").unwrap_or(&Value::Null))?;
    Ok((page, Test::All(vec![filter, term])))
}
