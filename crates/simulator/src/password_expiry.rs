//! The end of a password, by the simulator's clock: a mail before it, and at it the mark, an event and another mail.
// Source: JumpCloud knowledge base, templates of mails: one warns of the end, one tells of it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::clock::plus_days;
use crate::document::{Fields, flag, set, text};
use crate::due::Due;
use crate::kind::Kind;
use crate::mail::Mail;
use crate::organization::Organization;
use crate::scene::Scene;
use crate::stored::Stored;
use crate::v1::user_rules::date_expiration;
use crate::v1::user_update::store;
use crate::v2::custom_emails;
use crate::world::House;

/// Puts what a user's password is due on the agenda. What was put there before and holds no longer is passed over.
pub(crate) fn note(organization: &mut Organization, house: &House, user: &impl Fields) {
    let Some(end) = end_of(user).filter(|_| !flag(user, "password_expired")) else { return };
    let now = house.clock.now();
    let due = Due::Password(text(user, "_id").to_owned());
    let warning = warning_before(end, house).filter(|at| *at > now);
    organization.agenda.extend(warning.map(|at| (at, due.clone())));
    organization.agenda.insert((end.max(now), due));
}

/// The same for everybody of an organisation that was loaded; who is past the end already is marked without a word.
pub(crate) fn note_all(organization: &mut Organization, house: &House) {
    let now = house.clock.now();
    for id in ids(organization, |user| end_of(user).is_some() && !flag(user, "password_expired")) {
        let Some(user) = organization.of(Kind::User).get(&id).cloned() else { continue };
        if end_of(&user).is_some_and(|end| end <= now) {
            let mut user = user.to_value();
            set(&mut user, "password_expired", true);
            organization.of_mut(Kind::User).put(&id, user, house.written());
        } else {
            note(organization, house, &user);
        }
    }
}

/// Something that was put on the agenda came due.
pub(crate) fn ring(scene: &mut Scene<'_>, id: &str) {
    // The user may be gone by now, or the password be another.
    let Ok(mut user) = scene.current(Kind::User, id) else { return };
    let Some(end) = end_of(&user).filter(|_| !flag(&user, "password_expired")) else { return };
    let now = scene.house.clock.now();
    if end <= now {
        set(&mut user, "password_expired", true);
        store(scene, id, user.clone());
        ended(scene, &user);
    } else if warning_before(end, scene.house) == Some(now) {
        mail(scene, &user, "password_expiration_warning");
    }
}

/// Tells of a password that has ended, by the clock or by hand.
// SYNTHETIC: that the mail is the same for one that an administrator expires.
pub(crate) fn ended(scene: &mut Scene<'_>, user: &Value) {
    scene.tell("user_password_expired", Kind::User, user, Vec::new());
    mail(scene, user, "password_expiration");
}

/// Lets settings that changed count for passwords that are there.
// SYNTHETIC: that they do, from the day on which each was set.
pub(crate) fn follow_policy(organization: &mut Organization, house: &House, before: &Value) {
    let lifetime = |settings: &Value| {
        let policy = settings.get("passwordPolicy");
        ["enablePasswordExpirationInDays", "passwordExpirationInDays"].map(|name| policy?.get(name).cloned())
    };
    if lifetime(before) == lifetime(&organization.document["settings"]) {
        return;
    }
    for id in ids(organization, |user| !text(user, "password_date").is_empty() && !flag(user, "password_expired")) {
        let Some(mut user) = organization.of(Kind::User).get(&id).map(Stored::to_value) else { continue };
        let known = end_of(&user);
        date_expiration(organization, &mut user);
        if end_of(&user) != known {
            note(organization, house, &user);
            organization.of_mut(Kind::User).put(&id, user, house.written());
        }
    }
}

/// Ids first, and one document at a time: there may be many.
fn ids(organization: &Organization, wanted: impl Fn(&Stored) -> bool) -> Vec<String> {
    let users = organization.of(Kind::User).all().filter(|(_, user)| wanted(user));
    users.map(|(id, _)| id.to_owned()).collect()
}

fn end_of(user: &impl Fields) -> Option<Timestamp> {
    text(user, "password_expiration_date").parse().ok()
}

/// SYNTHETIC: how many days before the end the warning comes.
fn warning_before(end: Timestamp, house: &House) -> Option<Timestamp> {
    let days = i64::from(house.switches.password_warning_days);
    (days > 0).then(|| plus_days(end, -days))
}

/// Only who may enter is mailed.
fn mail(scene: &mut Scene<'_>, user: &Value, kind: &str) {
    if text(user, "state") != "ACTIVATED" {
        return;
    }
    let mut more = Map::new();
    if let Some(own) = custom_emails::written(scene.organization, kind) {
        more.insert("subject".to_owned(), text(own, "subject").into());
    }
    scene.house.mail.push(Mail {
        to: text(user, "email").to_owned(),
        kind: kind.to_owned(),
        user_id: Some(text(user, "_id").to_owned()),
        organization: Some(scene.organization.id.clone()),
        at: scene.house.now_text(),
        more,
    });
}
