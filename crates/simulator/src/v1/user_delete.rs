//! `DELETE /systemusers/{id}`.

use serde_json::Value;

use crate::document::{flag, set, text};
use crate::kind::Kind;
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::user_view::present;

/// Deletes a user and answers its document; `cascade_manager` says who becomes manager of the reports.
pub(crate) fn delete(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(1).to_owned();
    let heir = scene.call.query("cascade_manager").filter(|id| !id.is_empty() && *id != "null").map(str::to_owned);
    let user = scene.current(Kind::User, &id)?;
    if flag(&user, "samba_service_user") {
        // SYNTHETIC: the body; an older specification lists 409.
        return Err(Reply::error(409, "cannot delete a samba service user"));
    }
    if let Some(heir) = &heir {
        scene.demand(Kind::User, heir).map_err(|_| Reply::error(400, "cascade_manager is not a user"))?;
    }
    scene.erase(Kind::User, &id);
    scene.tell("user_delete", Kind::User, &user, Vec::new());
    let reports: Vec<String> = scene
        .organization
        .of(Kind::User)
        .all()
        .filter(|(_, other)| text(other, "manager") == id)
        .map(|(other, _)| other.to_owned())
        .collect();
    for report in reports {
        let mut other = scene.current(Kind::User, &report)?;
        set(&mut other, "manager", heir.clone().map_or(Value::Null, Value::from));
        scene.put(Kind::User, &report, other);
    }
    Ok(Reply::ok(present(user, scene.house.clock.now())))
}
