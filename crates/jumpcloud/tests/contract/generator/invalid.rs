//! Spoiling valid requests, in one way each.

use rand::Rng;
use serde_json::{Value, json};

use super::Request;
use crate::table::{Body, Field, Kind, Operation, Query};

/// What was done to a request.
pub(crate) struct Mistake {
    pub(crate) kind: &'static str,
    pub(crate) detail: String,
}

/// A valid request with one mistake; none if the mistake drawn isn't possible in this operation.
pub(crate) fn spoilt(
    operation: &Operation,
    mut request: Request,
    served: &[&'static Operation],
    random: &mut impl Rng,
) -> Option<(Mistake, Request)> {
    let (kind, detail) = match random.random_range(0..16) {
        0 => ("wrong key", wrong_key(&mut request)),
        1 => ("organisation", organization(&mut request, random)?),
        2 => ("unknown method", method(&mut request, served, random)?),
        3 => ("unknown path", unknown_path(&mut request, random)),
        4 => ("id", id(operation, &mut request, random)?),
        5 | 6 => ("query", query(operation, &mut request, random)?),
        7 => ("garbage", garbage(operation, &mut request, random)?),
        8 => ("no object", no_object(operation, &mut request, random)?),
        9 => ("missing field", missing(operation, &mut request, random)?),
        10 if random.random_ratio(1, 40) => ("oversized", oversized(operation, &mut request)?),
        _ => ("wrong type", wrong_type(operation, &mut request, random)?),
    };
    Some((Mistake { kind, detail }, request))
}

fn wrong_key(request: &mut Request) -> String {
    request.headers.push(("x-api-key", "jca_nobody".to_owned()));
    String::new()
}

fn organization(request: &mut Request, random: &mut impl Rng) -> Option<String> {
    let above = ["/organizations", "/search/organizations", "/v2/providers", "/v2/administrators", "/v2/organizations"];
    if above.iter().any(|path| request.path.starts_with(path)) {
        return None; // There the header has no place, and is ignored.
    }
    let id = ["not-an-id", "5f00000000000000000000ee", "x"][random.random_range(0..3)].to_owned();
    request.headers.push(("x-org-id", id.clone()));
    Some(id)
}

fn method(request: &mut Request, served: &[&'static Operation], random: &mut impl Rng) -> Option<String> {
    let method = ["GET", "POST", "PUT", "PATCH", "DELETE"][random.random_range(0..5)];
    let segments: Vec<&str> = request.path.split('/').skip(1).collect();
    let known = served.iter().any(|operation| operation.fits(method, &segments));
    if known {
        return None;
    }
    method.clone_into(&mut request.method);
    Some(method.to_owned())
}

fn unknown_path(request: &mut Request, random: &mut impl Rng) -> String {
    match random.random_range(0..4) {
        0 => request.path.push_str("/nonsense"),
        1 => "/nonsense".clone_into(&mut request.path),
        2 => "/v2/nonsense/5f00000000000000000000ee".clone_into(&mut request.path),
        _ => request.path.push_str("/..%2f..%2f"),
    }
    request.path.clone()
}

/// An id of nothing, or no id at all, in place of one in the path.
fn id(operation: &Operation, request: &mut Request, random: &mut impl Rng) -> Option<String> {
    if operation.method() == "DELETE" && operation.path().contains("customemails") {
        return None;
    }
    let places: Vec<usize> =
        operation.path().split('/').enumerate().filter(|(_, part)| part.starts_with('{')).map(|(at, _)| at).collect();
    let place = *places.get(random.random_range(0..places.len().max(1)))?;
    let id = ["5f00000000000000000000ee", "not-an-id", "%00", "5f", "%F0%9F%A6%80", "-1"][random.random_range(0..6)];
    let parts: Vec<&str> =
        request.path.split('/').enumerate().map(|(at, part)| if at == place { id } else { part }).collect();
    request.path = parts.join("/");
    Some(id.to_owned())
}

fn query(operation: &Operation, request: &mut Request, random: &mut impl Rng) -> Option<String> {
    let query = *operation.query.get(random.random_range(0..operation.query.len().max(1)))?;
    let name = query.name();
    let wrong = match query {
        Query::Limit | Query::Skip => ["abc", "-1", "1.5", "99999999999999999999999", "NaN"][random.random_range(0..5)],
        Query::Filter => ["nonsense", "name:nosuch:x", ":eq:x", "name"][random.random_range(0..4)],
        Query::Targets(_) => ["", "nonsense", "user,nonsense", "SYSTEM"][random.random_range(0..4)],
        Query::Sort if operation.name.ends_with("groups") => "id",
        _ => return None,
    };
    request.query.retain(|(known, _)| known != name);
    if !wrong.is_empty() {
        request.query.push((name.to_owned(), wrong.to_owned()));
    }
    Some(format!("{name}={wrong}"))
}

fn takes_a_body(operation: &Operation) -> bool {
    operation.body != Body::Nothing
}

fn garbage(operation: &Operation, request: &mut Request, random: &mut impl Rng) -> Option<String> {
    takes_a_body(operation).then_some(())?;
    let bytes: &[u8] =
        [&b"{\"a\":"[..], b"\xff\xfe", b"{'a':1}", b"username=ada", b"{}{}", b"nul"][random.random_range(0..6)];
    request.body = Some(bytes.to_vec());
    Some(String::from_utf8_lossy(bytes).into_owned())
}

fn no_object(operation: &Operation, request: &mut Request, random: &mut impl Rng) -> Option<String> {
    takes_a_body(operation).then_some(())?;
    let body = match operation.body {
        Body::List(_) => ["{}", "7", "[7]", "[[]]", "\"x\"", "null"][random.random_range(0..6)],
        _ => ["[]", "7", "[{}]", "true", "\"x\"", "null"][random.random_range(0..6)],
    };
    request.body = Some(body.as_bytes().to_vec());
    Some(body.to_owned())
}

fn missing(operation: &Operation, request: &mut Request, random: &mut impl Rng) -> Option<String> {
    let Body::Object(fields) = operation.body else { return None };
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let name = *required.get(random.random_range(0..required.len().max(1)))?;
    let mut body = read(request)?;
    body.as_object_mut()?.remove(name);
    request.body = Some(body.to_string().into_bytes());
    Some(name.to_owned())
}

fn oversized(operation: &Operation, request: &mut Request) -> Option<String> {
    takes_a_body(operation).then_some(())?;
    request.body = Some(vec![b' '; 5 * 1024 * 1024]);
    Some(String::new())
}

fn read(request: &Request) -> Option<Value> {
    serde_json::from_slice(request.body.as_ref()?).ok()
}

/// A value of another type, somewhere in the body.
fn wrong_type(operation: &Operation, request: &mut Request, random: &mut impl Rng) -> Option<String> {
    let fields = match operation.body {
        Body::Object(fields) | Body::List(fields) => fields,
        Body::Nothing => return None,
    };
    let mut body = read(request)?;
    let mut places = Vec::new();
    match &body {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look(fields, item, &format!("/{index}"), &mut places);
            }
        }
        item => look(fields, item, "", &mut places),
    }
    let (pointer, field, kind) = places.get(random.random_range(0..places.len().max(1)))?.clone();
    let mut choices = wrong_values(&field, kind);
    // The specification's own example of this search has a list where its schema has text.
    if operation.name == "POST /search/organizations" && field.name == "fields" {
        choices.retain(|value| !value.is_array());
    }
    let wrong = choices.get(random.random_range(0..choices.len().max(1)))?.clone();
    let shown: String = wrong.to_string().chars().take(40).collect();
    *body.pointer_mut(&pointer)? = wrong;
    request.body = Some(body.to_string().into_bytes());
    Some(format!("{pointer} = {shown}"))
}

/// Every value in a body, with its field.
fn look(fields: &'static [Field], body: &Value, path: &str, places: &mut Vec<(String, Field, Kind)>) {
    for field in fields {
        if let Some(value) = body.get(field.name) {
            place(field, field.kind, value, &format!("{path}/{}", field.name), places);
        }
    }
}

fn place(field: &Field, kind: Kind, value: &Value, path: &str, places: &mut Vec<(String, Field, Kind)>) {
    places.push((path.to_owned(), *field, kind));
    match (kind, value) {
        (Kind::Object(fields), value) => look(fields, value, path, places),
        (Kind::List(of), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                let item_of = Field { nullable: false, ..*field };
                place(&item_of, *of, item, &format!("{path}/{index}"), places);
            }
        }
        _ => {}
    }
}

/// Values that no server may take: 0 and 1 for booleans and digits for days are taken, and null or "" clears `manager`.
fn wrong_values(field: &Field, kind: Kind) -> Vec<Value> {
    let mut wrong = match kind {
        Kind::Text(most) => {
            let mut wrong = vec![json!(5), json!(true), json!([]), json!({})];
            if most > 0 {
                wrong.push("x".repeat(most + 1).into());
            }
            wrong
        }
        Kind::Word(_) => vec![json!("NO_SUCH_WORD"), json!(5), json!([]), json!({}), json!("")],
        Kind::Flag => vec![json!("yes"), json!("true"), json!(2), json!([]), json!({}), json!(1.0)],
        Kind::Whole(least) => {
            let mut wrong = vec![json!("soon"), json!(least - 1), json!(1.5), json!([]), json!(true), json!("")];
            if field.name != "exclusionDays" {
                wrong.push(json!("5"));
            }
            wrong
        }
        Kind::When => vec![json!("yesterday"), json!(5), json!("2030-13-01T00:00:00Z"), json!({})],
        Kind::Id => vec![json!(5), json!("not-an-id"), json!([]), json!({}), json!(true)],
        Kind::Object(_) | Kind::Map => vec![json!("x"), json!(5), json!([]), json!(true)],
        Kind::List(_) => vec![json!("x"), json!(5), json!({}), json!([5]), json!([null]), json!(true)],
    };
    if !field.nullable && field.name != "manager" {
        wrong.push(Value::Null);
    }
    // An object or a list of texts are as good as an object there.
    if field.name == "filter" {
        wrong.retain(|value| !value.is_array());
    }
    wrong
}
