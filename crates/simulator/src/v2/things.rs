//! LDAP servers, policies and directories.

use serde_json::{Value, json};

use crate::document::text;
use crate::filter::of_v2_query;
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;

fn kind(scene: &Scene<'_>) -> Result<Kind, Reply> {
    Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)
}

/// A page of the kind in the path.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    scene.call.knows(&["sort", "fields"]);
    let page = Page::of_v2_query(scene.call)?;
    let test = of_v2_query(scene.call)?;
    let (things, total) = page.select(scene.organization.of(kind), &scene.sight(), &test);
    Ok(bare(things.into_iter().map(|thing| page.project(thing)).collect(), total))
}

/// One document of the kind in the path.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    Ok(Reply::ok(scene.read(kind, scene.call.segment(2))?.clone()))
}

/// Everything people can be synchronised to.
pub(crate) fn directories(scene: &mut Scene<'_>) -> Answer {
    scene.call.knows(&["sort", "fields"]);
    let page = Page::of_v2_query(scene.call)?;
    let sight = scene.sight();
    let mut all: Vec<Value> = Vec::new();
    for kind in [Kind::ActiveDirectory, Kind::GSuite, Kind::LdapServer, Kind::Office365, Kind::Workday] {
        let things = scene.organization.seen(kind, &sight);
        all.extend(
            things.map(|thing| json!({ "id": text(thing, "id"), "name": text(thing, "name"), "type": kind.name() })),
        );
    }
    all.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
    let (items, total) = page.cut(all);
    Ok(bare(items.into_iter().map(|item| page.project(item)).collect(), total))
}
