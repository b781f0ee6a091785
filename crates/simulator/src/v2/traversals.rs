//! What a node reaches through the graph, with paths.

use crate::filter::of_v2_query;
use crate::graph::Node;
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::traversal::reached;

/// `/{things}/{id}/{targets}`.
pub(crate) fn reach(scene: &mut Scene<'_>) -> Answer {
    scene.call.knows(&["details"]);
    let targets: Vec<Kind> = match scene.call.segment(3) {
        "directories" => vec![Kind::LdapServer, Kind::GSuite, Kind::Office365, Kind::ActiveDirectory],
        segment => vec![Kind::of_segment(segment).ok_or_else(Reply::not_found)?],
    };
    answer(scene, &targets)
}

/// `/{groups}/{id}/membership`: all members.
pub(crate) fn membership(scene: &mut Scene<'_>) -> Answer {
    scene.call.knows(&["sort"]);
    let member = kind(scene)?.member().ok_or_else(Reply::not_found)?;
    answer(scene, &[member])
}

/// `/{things}/{id}/memberof`: the groups a thing is in.
// SYNTHETIC: no group is in another; the specification has the path of groups, and no operation.
pub(crate) fn member_of(scene: &mut Scene<'_>) -> Answer {
    scene.call.knows(&["sort"]);
    let group = match kind(scene)? {
        Kind::User | Kind::UserGroup => Kind::UserGroup,
        Kind::System | Kind::SystemGroup => Kind::SystemGroup,
        _ => Kind::PolicyGroup,
    };
    answer(scene, &[group])
}

fn kind(scene: &Scene<'_>) -> Result<Kind, Reply> {
    Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)
}

fn answer(scene: &mut Scene<'_>, targets: &[Kind]) -> Answer {
    let page = Page::of_v2_query(scene.call)?;
    let test = of_v2_query(scene.call)?;
    let from: Node = (kind(scene)?, scene.call.segment(2).to_owned());
    scene.read(from.0, &from.1)?;
    let sight = scene.sight();
    let organization = &*scene.organization;
    let found = reached(organization, sight, &from, targets);
    let described = found.iter().map(|one| one.described(organization));
    let (items, total) = if test.is_any() && page.is_by_id() {
        // Only what is on the page gets drawn.
        let (items, total) = page.window(found.iter());
        (items.into_iter().map(|one| one.described(organization)).collect(), total)
    } else {
        page.cut(described.filter(|item| test.holds(item)).collect())
    };
    Ok(bare(items, total))
}
