//! `GET /systemusers` and `GET /systemusers/{id}`.

use crate::filter::{Test, anywhere, of_v1_query};
use crate::kind::Kind;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::user_view::present;

/// Text fields that the `search` parameter looks into.
// SYNTHETIC: which fields those are.
const SEARCHED: &[&str] = &["username", "email", "firstname", "lastname", "displayname", "employeeIdentifier"];

/// A page of users.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v1_query(scene.call)?;
    let filter = of_v1_query(scene.call)?;
    let search = anywhere(scene.call.query("search").unwrap_or(""), SEARCHED);
    Ok(selected(scene, &page, &Test::All(vec![filter, search])))
}

/// The page of users that pass a test.
pub(crate) fn selected(scene: &Scene<'_>, page: &Page, test: &Test) -> Reply {
    let now = scene.house.clock.now();
    if test.asks_for("mfaEnrollment") {
        // What follows from the time isn't stored.
        let sight = scene.sight();
        let all = scene.organization.seen(Kind::User, &sight).map(|user| present(user.clone(), now));
        let (users, total) = page.cut(all.filter(|user| test.holds(user)).collect());
        return envelope(users.into_iter().map(|user| page.project(user)).collect(), total);
    }
    let (users, total) = page.select(scene.organization.of(Kind::User), &scene.sight(), test);
    envelope(users.into_iter().map(|user| page.project(present(user, now))).collect(), total)
}

/// One user.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    of_v1_query(scene.call)?;
    let page = Page::of_fields(scene.call);
    let user = scene.read(Kind::User, scene.call.segment(1))?.clone();
    Ok(Reply::ok(page.project(present(user, scene.house.clock.now()))))
}
