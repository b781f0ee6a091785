//! `POST /search/systemusers`, `/search/systems`, `/search/commands` and `/search/organizations`.

use serde_json::Value;

use crate::call::Call;
use crate::credential::Credential;
use crate::door::Claims;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::filter::{Test, of_search, of_search_term, of_v1_query};
use crate::kind::Kind;
use crate::organization::Organization;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::v1::organizations::summary;
use crate::v1::user_create::refusal;
use crate::v1::{things, users};
use crate::world::World;

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

/// The same for organisations, in the words of their own example, too.
const ABOVE: &[Field] = &[
    listed("fields", Shape::Any),
    listed("limit", Shape::Whole(0)),
    listed("skip", Shape::Whole(0)),
    listed("sort", Shape::Text(65_536)),
    listed("filter", Shape::Any),
    listed("searchFilter", Shape::Any),
    listed("search", Shape::Any),
];

const fn listed(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

/// Searches users. What is found is a user without the authority that its password is delegated to.
// Source: JumpCloud API v1, systemuserSearchReturn, read 2026-03.
pub(crate) fn users(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene.call)?;
    Ok(users::selected(scene, &page, &test, |user| user.without("delegatedAuthority")))
}

/// Searches systems.
pub(crate) fn systems(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene.call)?;
    Ok(things::selected(scene, Kind::System, &page, test, Test::All(Vec::new())))
}

/// Searches commands.
pub(crate) fn commands(scene: &mut Scene<'_>) -> Answer {
    let (page, test) = asked(scene.call)?;
    Ok(things::selected(scene, Kind::Command, &page, test, Test::All(Vec::new())))
}

/// Searches the key's organisations, by what their documents hold; what is found is the summary that lists show.
// Source: JumpCloud API v1, search of organizations, read 2026-03: its example has `search` and a list of `fields`.
pub(crate) fn organizations(world: &mut World, key: &Credential, _claims: &Claims, call: &mut Call) -> Answer {
    let (page, test) = asked(call)?;
    let mut own: Vec<&Organization> = key.organizations.iter().filter_map(|id| world.organizations.get(id)).collect();
    own.sort_by(|a, b| a.id.cmp(&b.id));
    let found = own.into_iter().filter(|organization| test.holds(&organization.document)).map(summary);
    let (items, total) = page.cut(found.collect());
    Ok(envelope(items.into_iter().map(|item| page.project(item)).collect(), total))
}

fn asked(call: &mut Call) -> Result<(Page, Test), Reply> {
    let body = call.object()?;
    let above = call.segment(1) == "organizations";
    let checked = check(if above { ABOVE } else { SEARCH }, Write::Post, &body);
    call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    for name in ["searchFilter", "search"] {
        if (above || name == "searchFilter") && body.get(name).is_some_and(|filter| !filter.is_object()) {
            wrong.push(Violation::new(name, "must be an object"));
        }
    }
    let is_words = |fields: &Value| match fields {
        Value::Array(names) => names.iter().all(Value::is_string),
        other => other.is_string(),
    };
    if above && body.get("fields").is_some_and(|fields| !is_words(fields)) {
        wrong.push(Violation::new("fields", "must be a string or a list of strings"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let page = Page::of_search(call, &body)?;
    let query = of_v1_query(call)?;
    let filter = of_search(body.get("filter").unwrap_or(&Value::Null))?;
    let mut tests = vec![query, filter, of_search_term(body.get("searchFilter").unwrap_or(&Value::Null))?];
    if above {
        tests.push(of_search_term(body.get("search").unwrap_or(&Value::Null))?);
    }
    Ok((page, Test::All(tests)))
}
