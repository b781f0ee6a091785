//! `GET /systemusers` and `GET /systemusers/{id}`.

use crate::filter::{Test, anywhere, of_v1_query};
use crate::kind::Kind;
use crate::page::{self, Page};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::shown::Shown;
use crate::user_view;

/// Text fields that the `search` parameter looks into.
// SYNTHETIC: which fields those are.
const SEARCHED: &[&str] = &["username", "email", "firstname", "lastname", "displayname", "employeeIdentifier"];

/// A page of users.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v1_query(scene.call)?;
    let filter = of_v1_query(scene.call)?;
    let search = anywhere(scene.call.query("search").unwrap_or(""), SEARCHED);
    Ok(selected(scene, &page, &Test::All(vec![filter, search]), |user| user))
}

/// The page of users that pass a test, each as `view` shows it.
pub(crate) fn selected(scene: &Scene<'_>, page: &Page, test: &Test, view: fn(Shown) -> Shown) -> Reply {
    let now = scene.house.clock.now();
    let sight = scene.sight();
    let (users, total) = if test.asks_for("mfaEnrollment") {
        // What follows from the time isn't stored.
        let all = scene.organization.seen(Kind::User, &sight).map(|user| user_view::shown(user, now));
        page.cut(all.filter(|user| test.holds(user)).collect())
    } else {
        let (users, total) = page.select(scene.organization.of(Kind::User), &sight, test);
        (users.iter().map(|user| user_view::shown(user, now)).collect(), total)
    };
    page::shown(users.into_iter().map(|user| page.show(view(user))).collect(), total)
}

/// One user.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    of_v1_query(scene.call)?;
    let page = Page::of_fields(scene.call);
    let user = scene.read(Kind::User, scene.call.segment(1))?;
    Ok(Reply::shown(page.show(user_view::shown(user, scene.house.clock.now()))))
}
