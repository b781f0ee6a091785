//! `POST /search/systemusers`, `/search/systems` and `/search/commands`.

use serde_json::Value;

use crate::field_table::{Field, Shape, Use, Write, check};
use crate::filter::{Test, of_search, of_search_term, of_v1_query};
use crate::kind::Kind;
use crate::page::Page;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::v1::user_create::refusal;
use crate::v1::{things, users};

/// The body. The filter has its own grammar: an object, a list or null; the sort is what official clients send.
// Source: JumpCloud API v1, search, read 2026-03; clients of others for filter and sort.
const SEARCH: &[Field] = &[
    listed("fields", Shape::Text(65_536)),
    listed("limit", Shape::Whole(0)),
    listed("skip", Shape::Whole(0)),
    listed("sort", Shape::Text(65_536)),
    listed("filter", Shape::Any),
    listed("searchFilter", Shape::Any),
];

const fn listed(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

/// Searches users. What is found is a user without the authority that its password is delegated to.
// Source: JumpCloud API v1, systemuserSearchReturn, read 2026-03.
pub(crate) fn users(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene)?;
    Ok(users::selected(scene, &page, &test, |user| user.without("delegatedAuthority")))
}

/// Searches systems.
pub(crate) fn systems(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene)?;
    Ok(things::selected(scene, Kind::System, &page, test, Test::All(Vec::new())))
}

/// Searches commands.
pub(crate) fn commands(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene)?;
    Ok(things::selected(scene, Kind::Command, &page, test, Test::All(Vec::new())))
}

fn asked(scene: &mut Scene<'_>) -> Result<(Page, Test), Reply> {
    let body = scene.call.object()?;
    let checked = check(SEARCH, Write::Post, &body);
    scene.call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    if body.get("searchFilter").is_some_and(|filter| !filter.is_object()) {
        wrong.push(Violation::new("searchFilter", "must be an object"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let page = Page::of_search(scene.call, &body)?;
    let query = of_v1_query(scene.call)?;
    let filter = of_search(body.get("filter").unwrap_or(&Value::Null))?;
    let term = of_search_term(body.get("searchFilter").unwrap_or(&Value::Null))?;
    Ok((page, Test::All(vec![query, filter, term])))
}
