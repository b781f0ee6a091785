//! `/usergroups`, `/systemgroups`, `/policygroups` and `/groups`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::document::{Fields, set, text};
use crate::dynamic_group;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::filter::of_v2_query;
use crate::kind::Kind;
use crate::organization::Organization;
use crate::page::{Page, shown_bare};
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::shown::Shown;
use crate::stored::Stored;
use crate::v1::user_create::refusal;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

const MEMBER_QUERY: &[Field] = &[
    field("queryType", Shape::OneOf(&["Filter", "FilterQuery", "Search"])),
    // Texts in the newest specification, objects in an older one: the rule itself says what is wrong.
    field("filters", Shape::Any),
    field("searchFilters", Shape::Text(65_536)),
];

const EXEMPTION: &[Field] =
    &[field("id", Shape::Id), field("type", Shape::Text(64)), field("attributes", Shape::AnyObject)];

/// What groups of users and of systems have.
// Source: JumpCloud API v2, UserGroupPost and SystemGroupPost, read 2026-03; lengths are SYNTHETIC.
const GROUP: &[Field] = &[
    field("name", Shape::Text(1024)),
    field("description", Shape::Text(1024)),
    field("email", Shape::Text(1024)),
    field("attributes", Shape::Map),
    field("memberQuery", Shape::Object(MEMBER_QUERY)),
    field("memberQueryExemptions", Shape::Objects(EXEMPTION)),
    field("memberSuggestionsNotify", Shape::Flag),
    field("membershipMethod", Shape::OneOf(&["NOTSET", "STATIC", "DYNAMIC_REVIEW_REQUIRED", "DYNAMIC_AUTOMATED"])),
];

const SUDO: &[Field] = &[field("enabled", Shape::Flag), field("withoutPassword", Shape::Flag)];
const NAMED: &[Field] = &[field("name", Shape::Text(1024))];
const POSIX: &[Field] = &[field("id", Shape::Whole(0)), field("name", Shape::Text(1024))];
const PAIR: &[Field] = &[field("name", Shape::Text(1024)), field("value", Shape::Text(1024))];
const RADIUS: &[Field] = &[field("reply", Shape::Objects(PAIR))];

/// The attributes of user groups that have a meaning; others are kept as they are.
// Source: JumpCloud API v2, GroupAttributes-UserGroup, read 2026-03.
const ATTRIBUTES: &[Field] = &[
    field("sudo", Shape::Object(SUDO)),
    field("ldapGroups", Shape::Objects(NAMED)),
    field("posixGroups", Shape::Objects(POSIX)),
    field("radius", Shape::Object(RADIUS)),
    field("sambaEnabled", Shape::Flag),
];

const POLICY_GROUP: &[Field] = &[field("name", Shape::Text(1024))];

/// A group with every field of its kind's answer, at its default.
pub(crate) fn blank(kind: Kind, id: &str, organization: &str) -> Value {
    let mut group = json!({
        "id": id,
        "name": "",
        "type": kind.name(),
        "description": "",
        "email": "",
        "attributes": {},
        "organizationObjectId": organization,
    });
    if kind != Kind::PolicyGroup {
        set(&mut group, "membershipMethod", "STATIC");
        set(&mut group, "memberQueryExemptions", json!([]));
        set(&mut group, "memberQueryErrorFlags", json!([]));
        set(&mut group, "memberSuggestionsNotify", false);
    }
    if kind == Kind::UserGroup {
        set(&mut group, "suggestionCounts", json!({ "add": 0, "remove": 0, "total": 0 }));
    }
    group
}

fn kind(scene: &Scene<'_>) -> Result<Kind, Reply> {
    Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)
}

/// A page of one kind of groups.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let page = group_page(scene)?;
    let test = of_v2_query(scene.call)?;
    let organization = &*scene.organization;
    let sight = scene.sight();
    let counts = ["suggestionCounts.add", "suggestionCounts.remove", "suggestionCounts.total"];
    let (groups, total) = if ["suggestionCounts", "disabled"].iter().any(|field| test.asks_for(field))
        || counts.iter().any(|field| page.sorts_by(field))
    {
        // What isn't stored has to be there before it can be compared.
        let all = organization.seen(kind, &sight).map(|group| compared(shown(organization, kind, group)));
        page.cut(all.filter(|group| test.holds(group)).collect())
    } else {
        let (groups, total) = page.select(organization.of(kind), &sight, &test);
        (groups.iter().map(|group| shown(organization, kind, group)).collect(), total)
    };
    Ok(shown_bare(groups.into_iter().map(|group| page.show(uncompared(group))).collect(), total))
}

/// With what filters know and answers don't show.
// SYNTHETIC: no group is disabled; the specification has the filter, and no field.
fn compared(group: Shown) -> Shown {
    group.instead("disabled", Arc::new(false.into()))
}

fn uncompared(group: Shown) -> Shown {
    group.without("disabled")
}

/// A stored group with how many its rule proposes to add and to remove.
fn shown(organization: &Organization, kind: Kind, group: &Stored) -> Shown {
    let shown = Shown::new(group.clone());
    match proposed(organization, kind, group) {
        Some(counts) => shown.instead("suggestionCounts", Arc::new(counts)),
        None => shown,
    }
}

/// The same of a group that was just written.
fn reviewed(organization: &Organization, kind: Kind, mut group: Value) -> Value {
    if let Some(counts) = proposed(organization, kind, &group) {
        set(&mut group, "suggestionCounts", counts);
    }
    group
}

/// How many a rule that only proposes would add and remove.
fn proposed(organization: &Organization, kind: Kind, group: &impl Fields) -> Option<Value> {
    if kind != Kind::UserGroup || text(group, "membershipMethod") != "DYNAMIC_REVIEW_REQUIRED" {
        return None;
    }
    let proposals = dynamic_group::proposals(organization, kind, text(group, "id"));
    let add = proposals.iter().filter(|(op, _)| *op == "add").count();
    let remove = proposals.len() - add;
    Some(json!({ "add": add, "remove": remove, "total": add + remove }))
}

/// A page of all groups.
pub(crate) fn list_all(scene: &mut Scene<'_>) -> Answer {
    let page = group_page(scene)?;
    let test = of_v2_query(scene.call)?;
    let sight = scene.sight();
    let mut all = Vec::new();
    for kind in [Kind::UserGroup, Kind::SystemGroup, Kind::PolicyGroup] {
        all.extend(scene.organization.seen(kind, &sight).map(|group| compared(Shown::new(group.clone()))));
    }
    let unfiltered = all.len();
    all.retain(|group| test.holds(group));
    all.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
    let (groups, total) = page.cut(all);
    let reply = shown_bare(groups.into_iter().map(|group| page.show(common(group))).collect(), total);
    let counts = scene.call.counts_unfiltered;
    Ok(if counts { reply.with_header("x-unfiltered-total-count", unfiltered.to_string()) } else { reply })
}

/// What groups of all kinds have in common.
// Source: JumpCloud API v2, Group, read 2026-03.
fn common(group: Shown) -> Shown {
    const COMMON: &[&str] =
        &["id", "name", "type", "description", "email", "organizationObjectId", "attributes", "memberQueryErrorFlags"];
    group.among(COMMON)
}

/// Group lists refuse to be sorted by `id`.
// Source: seen on the real API.
fn group_page(scene: &mut Scene<'_>) -> Result<Page, Reply> {
    scene.call.knows(&["sort", "fields"]);
    let page = Page::of_v2_query(scene.call)?;
    if page.sorts_by("id") { Err(Reply::error(400, "invalid sort field: id")) } else { Ok(page) }
}

/// One group, without its members.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let group = scene.read(kind, scene.call.segment(2))?;
    Ok(Reply::shown(shown(scene.organization, kind, group)))
}

/// Creates a group: 201.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let fields = fields(scene, kind, Write::Post, "")?;
    let group = with_fields(blank(kind, "", &scene.organization.id), fields);
    let group = scene.insert(kind, group);
    scene.tell("group_create", kind, &group, Vec::new());
    scene.follow_rule(kind, text(&group, "id"));
    Ok(Reply::json(201, reviewed(scene.organization, kind, group)))
}

/// Replaces a group: fields left out go back to their defaults.
pub(crate) fn put(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let id = scene.call.segment(2).to_owned();
    scene.demand(kind, &id)?;
    let fields = fields(scene, kind, Write::Put, &id)?;
    let group = with_fields(blank(kind, &id, &scene.organization.id), fields);
    scene.put(kind, &id, group.clone());
    scene.tell("group_update", kind, &group, Vec::new());
    scene.follow_rule(kind, &id);
    Ok(Reply::ok(reviewed(scene.organization, kind, group)))
}

/// Deletes a group with all its edges.
pub(crate) fn delete(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let id = scene.call.segment(2).to_owned();
    let written = scene.house.written();
    let group = scene.organization.erase(kind, &id, written).ok_or_else(Reply::not_found)?.to_value();
    scene.tell("group_delete", kind, &group, Vec::new());
    Ok(Reply::ok(group))
}

fn fields(scene: &mut Scene<'_>, kind: Kind, write: Write, id: &str) -> Result<Map<String, Value>, Reply> {
    let table = if kind == Kind::PolicyGroup { POLICY_GROUP } else { GROUP };
    let mut checked = check(table, write, &scene.call.object()?);
    scene.call.outside.append(&mut checked.outside);
    let mut wrong = std::mem::take(&mut checked.violations);
    if kind == Kind::UserGroup
        && let Some(Value::Object(attributes)) = checked.fields.get_mut("attributes")
    {
        let inner = check(ATTRIBUTES, write, attributes);
        let with_path = |v: Violation| Violation::new(format!("attributes.{}", v.field), v.description);
        wrong.extend(inner.violations.into_iter().map(with_path));
        attributes.extend(inner.fields);
    }
    let name = checked.fields.get("name").and_then(Value::as_str).unwrap_or("").trim();
    if name.is_empty() {
        wrong.push(Violation::new("name", "missing required property: name"));
    }
    // A rule that is stored may be without filters, one that is written says so by leaving them out.
    if checked.fields.get("memberQuery").and_then(|query| query.get("filters")).is_some_and(Value::is_null) {
        wrong.push(Violation::new("memberQuery.filters", "must be a list of texts or objects"));
    }
    // SYNTHETIC: a rule that can't be understood is refused at once.
    if let Err(reason) = dynamic_group::rule(&Value::Object(checked.fields.clone())) {
        wrong.push(Violation::new("memberQuery", reason));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    if scene.organization.group_named(kind, name, id) {
        let status = scene.house.switches.duplicate_group_status;
        return Err(Reply::message(status, "Group already exists"));
    }
    Ok(checked.fields)
}

fn with_fields(mut group: Value, fields: Map<String, Value>) -> Value {
    for (name, value) in fields {
        set(&mut group, &name, value);
    }
    group
}
