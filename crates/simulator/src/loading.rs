//! Turning a seed document into a world.

use serde_json::{Map, Value};

use crate::administrator;
use crate::blank::blank;
use crate::clock::Clock;
use crate::credential::{Access, Credential};
use crate::document::{object, set, text};
use crate::due;
use crate::dynamic_group;
use crate::event::Event;
use crate::graph::{Edge, Node};
use crate::id::IdSource;
use crate::kind::Kind;
use crate::options::Options;
use crate::organization::Organization;
use crate::parts::{Parts, items, parsed, part, parts};
use crate::seed::SeedError;
use crate::service_account;
use crate::stored::Stored;
use crate::world::{Provider, World};

/// A world with its first key.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) world: World,
    pub(crate) api_key: String,
    pub(crate) organization: String,
}

/// Builds the world a seed describes. Its time begins no earlier than the document was written.
pub(crate) fn load(seed: &[u8], options: &Options) -> Result<Loaded, SeedError> {
    load_at(seed, options, Clock::new(options.clock))
}

/// The same, by a clock that runs already.
pub(crate) fn load_at(seed: &[u8], options: &Options, clock: Clock) -> Result<Loaded, SeedError> {
    let mut world = World::new(options);
    world.house.clock = clock;
    let seed = parts(seed)?;
    if let Some(Ok(now)) = part::<Value>(&seed, "now")?.as_ref().and_then(Value::as_str).map(str::parse) {
        world.house.clock.reach(now);
    }
    let organizations = items(&seed, "organizations")?;
    if organizations.is_empty() {
        return Err(SeedError::Document("organizations is missing or empty".to_owned()));
    }
    let mut first = None;
    for part in organizations {
        let id = load_organization(&mut world, part.get())?;
        first.get_or_insert(id);
    }
    for part in items(&seed, "providers")? {
        let part: Value = parsed(part)?;
        let managed = part.get("organizations").and_then(Value::as_array).into_iter().flatten();
        let organizations = managed.filter_map(Value::as_str).map(str::to_owned).collect();
        let administrators = administrator::loaded(&part, &mut world.house.ids);
        world.providers.insert(text(&part, "id").to_owned(), Provider { organizations, administrators });
    }
    world.house.mail = items(&seed, "mail")?.into_iter().map(parsed).collect::<Result<_, _>>()?;
    for account in items(&seed, "service_accounts")? {
        service_account::load(&mut world, &parsed(account)?);
    }
    world.house.seq = 1;
    let organization = first.unwrap_or_default();
    let api_key = format!("jca_{}", world.house.ids.secret(36));
    let credential = Credential {
        label: "api_key".to_owned(),
        organizations: vec![organization.clone()],
        provider: None,
        access: Access::Full,
        revoked: false,
        expires: None,
    };
    world.credentials.insert(api_key.clone(), credential);
    Ok(Loaded { world, api_key, organization })
}

/// Adds one organisation, given as JSON, and returns its id.
pub(crate) fn load_organization(world: &mut World, json: &str) -> Result<String, SeedError> {
    let parts: Parts<'_> = parts(json.as_bytes())?;
    let value = |name: &str| part::<Value>(&parts, name);
    let word = |name: &str| value(name).map(|value| value.as_ref().and_then(Value::as_str).unwrap_or("").to_owned());
    let created = world.house.now_text();
    let id = match word("id")? {
        id if id.is_empty() => world.house.ids.fresh(),
        id => id,
    };
    let mut organization = Organization::new(&id, &word("name")?, &created);
    if let Some(settings) = value("settings")? {
        merge(&mut organization.document["settings"], &settings);
    }
    if let Some(document) = value("document")? {
        merge(&mut organization.document, &document);
    }
    for kind in Kind::ALL {
        for item in items(&parts, kind.plural())? {
            load_document(world, &mut organization, kind, parsed(item)?)?;
        }
    }
    templates(world, &mut organization);
    for edge in items(&parts, "edges")? {
        load_edge(world, &mut organization, &parsed(edge)?)?;
    }
    for kind in [Kind::UserGroup, Kind::SystemGroup] {
        let groups: Vec<String> = organization.of(kind).all().map(|(id, _)| id.to_owned()).collect();
        for group in groups {
            dynamic_group::on_rule(&mut organization, kind, &group, world.house.written());
        }
    }
    for event in items(&parts, "events")? {
        let event = Event::loaded(parsed(event)?, world.house.written());
        let event = event.ok_or_else(|| SeedError::Document("an event can't be read".to_owned()))?;
        world.house.ids.beyond_event(&event.id);
        organization.events.add(event);
    }
    due::note_all(&mut organization, &world.house);
    if let Some(next) = value("next_unix_id")?.as_ref().and_then(Value::as_i64) {
        organization.next_unix_id = next;
    }
    for promised in items(&parts, "next_user_ids")? {
        world.house.ids.promise_user(parsed::<Value>(promised)?.as_str().unwrap_or_default());
    }
    world.organizations.insert(id.clone(), organization);
    Ok(id)
}

fn load_edge(world: &World, organization: &mut Organization, edge: &Value) -> Result<(), SeedError> {
    let from = node(organization, edge.get("from"))?;
    let to = node(organization, edge.get("to"))?;
    let attributes = edge.get("attributes").cloned().unwrap_or_default();
    let by_rule = crate::document::flag(edge, "by_rule");
    let written = world.house.written();
    organization.graph.connect(&from, &to, Edge { attributes, by_rule, written });
    Ok(())
}

/// Fresh ids must differ from those that are there, at any depth.
pub(crate) fn note_ids(ids: &mut IdSource, value: &Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                match inner {
                    Value::String(id) if name == "id" || name == "_id" => ids.beyond(id),
                    inner => note_ids(ids, inner),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| note_ids(ids, item)),
        _ => {}
    }
}

/// What the policies are made from is there, too.
fn templates(world: &World, organization: &mut Organization) {
    let stated = organization.of(Kind::Policy).all().filter_map(|(_, policy)| policy.get("template"));
    let templates: Vec<Value> = stated.filter(|template| !text(template, "id").is_empty()).cloned().collect();
    for template in templates {
        let id = text(&template, "id").to_owned();
        if !organization.has(Kind::PolicyTemplate, &id) {
            organization.of_mut(Kind::PolicyTemplate).put(&id, template, world.house.written());
        }
    }
}

/// Stores one document as it is given, with what every document of its kind has; returns its id.
pub(crate) fn load_document(
    world: &mut World,
    organization: &mut Organization,
    kind: Kind,
    mut document: Value,
) -> Result<String, SeedError> {
    if !document.is_object() {
        return Err(SeedError::Document(format!("a {} is not an object", kind.name())));
    }
    let id = match (text(&document, "id"), text(&document, "_id")) {
        ("", "") => world.house.ids.fresh(),
        ("", id) | (id, _) => id.to_owned(),
    };
    note_ids(&mut world.house.ids, &document);
    let created = world.house.now_text();
    let password = text(&document, "password").to_owned();
    let mut whole = blank(kind, &id, &organization.id, &created);
    merge_top(&mut whole, document.take());
    if kind == Kind::User {
        complete_user(organization, &mut whole, &id, &password, &created);
    }
    let written = world.house.written();
    organization.of_mut(kind).put(&id, whole, written);
    Ok(id)
}

fn complete_user(organization: &mut Organization, user: &mut Value, id: &str, password: &str, now: &str) {
    if let Value::Object(map) = user {
        map.shift_remove("password");
    }
    if !password.is_empty() {
        organization.passwords.insert(id.to_owned(), vec![password.to_owned()]);
        set(user, "activated", true);
        set(user, "password_date", now);
    }
    if user.get("unix_uid").is_none_or(Value::is_null) {
        set(user, "unix_uid", organization.next_unix_id);
        set(user, "unix_guid", organization.next_unix_id);
    }
    if let Some(uid) = user.get("unix_uid").and_then(Value::as_i64) {
        organization.next_unix_id = organization.next_unix_id.max(uid + 1);
    }
}

/// A node: `{type, id}`, or `"kind:name"` with a name, hostname, display label, username or id.
pub(crate) fn node(organization: &Organization, stated: Option<&Value>) -> Result<Node, SeedError> {
    let stated = stated.unwrap_or(&Value::Null);
    let unknown = || SeedError::Document(format!("no such thing: {stated}"));
    let (kind, name) = match stated {
        Value::String(text) => text.split_once(':').ok_or_else(unknown)?,
        other => (text(other, "type"), text(other, "id")),
    };
    let kind = Kind::named(kind).ok_or_else(unknown)?;
    if organization.has(kind, name) {
        return Ok((kind, name.to_owned()));
    }
    let named = |document: &Stored| {
        ["name", "username", "hostname", "displayLabel"].iter().any(|field| text(document, field) == name)
    };
    let found = organization.of(kind).all().find(|(_, document)| named(document)).map(|(id, _)| id.to_owned());
    found.map(|id| (kind, id)).ok_or_else(unknown)
}

/// Merges objects at every depth; everything else is replaced.
pub(crate) fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

fn merge_top(into: &mut Value, from: Value) {
    let from: Map<String, Value> = object(from);
    if let Value::Object(into) = into {
        into.extend(from);
    }
}
