//! `POST /oauth2/token`: client credentials of a service account for a token of one hour.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::json;

use crate::credential::Credential;
use crate::reply::Reply;
use crate::world::World;

/// Seconds a token lasts, by the simulator's clock.
const LIFETIME: i64 = 3600;

/// Answers a token request: HTTP Basic or the form's `client_id` and `client_secret`.
pub(crate) fn issue(world: &mut World, authorization: Option<&str>, form: &[(String, String)]) -> Reply {
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let pair = authorization
        .and_then(basic)
        .or_else(|| Some((field("client_id")?.to_owned(), field("client_secret")?.to_owned())));
    let client = pair.and_then(|(id, secret)| {
        let (known, credential) = world.clients.get(&id)?;
        (*known == secret).then(|| credential.clone())
    });
    let now = world.house.clock.now();
    let Some(client) = client.filter(|client| client.is_valid(now)) else {
        return Reply::json(401, json!({ "error": "invalid_client" }));
    };
    if field("grant_type") != Some("client_credentials") {
        return Reply::json(400, json!({ "error": "unsupported_grant_type" }));
    }
    if !field("scope").unwrap_or("api").split_ascii_whitespace().all(|scope| scope == "api") {
        return Reply::json(403, json!({ "error": "insufficient_scope" }));
    }
    let token = world.house.ids.secret(40);
    let expires = now.saturating_add(SignedDuration::from_secs(LIFETIME)).ok();
    world.tokens.retain(|_, token| token.is_valid(now));
    world.tokens.insert(token.clone(), Credential { expires, ..client });
    Reply::ok(json!({ "access_token": token, "token_type": "bearer", "expires_in": LIFETIME, "scope": "api" }))
}

fn basic(header: &str) -> Option<(String, String)> {
    let encoded = header.strip_prefix("Basic ").or_else(|| header.strip_prefix("basic "))?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
