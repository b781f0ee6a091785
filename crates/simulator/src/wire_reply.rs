//! Answers as HTTP.

use std::time::Duration;

use axum::body::{Body as HttpBody, Bytes, to_bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use crate::reply::{Body, Reply};
use crate::shown::Shown;

const JSON: &str = "application/json; charset=utf-8";

/// A v1 list.
#[derive(Serialize)]
struct Envelope {
    results: Vec<Shown>,
    #[serde(rename = "totalCount")]
    total: usize,
}

/// The answer as HTTP, with the date of the simulator's clock.
pub(crate) fn written(reply: Reply, date: Option<&str>) -> Response {
    let (content_type, body) = match reply.body {
        Body::Empty => (None, Vec::new()),
        Body::Json(value) => (Some(JSON), json(&value)),
        Body::Shown(document) => (Some(JSON), json(&document)),
        Body::Page { results, total } => (Some(JSON), json(&Envelope { results, total })),
        Body::List(results) => (Some(JSON), json(&results)),
        Body::Text(text) => (Some("text/plain; charset=utf-8"), text.as_bytes().to_vec()),
        Body::Html(html) => (Some("text/html; charset=utf-8"), html.into_bytes()),
    };
    let mut response = Response::new(HttpBody::from(body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(content_type) = content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Some(value) = date.and_then(|date| HeaderValue::from_str(date).ok()) {
        headers.insert(header::DATE, value);
    }
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// JSON of what has only texts for keys, which can always be written.
fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

/// The same response of which only half the body arrives before the connection ends.
pub(crate) async fn half(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len().max(2)));
    let first = bytes.slice(..bytes.len() / 2);
    let stream = futures::stream::unfold(Some(first), |first| async {
        match first {
            Some(bytes) if !bytes.is_empty() => Some((Ok(bytes), Some(Bytes::new()))),
            Some(_) => {
                // Lets what was written so far leave before the end.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)), None))
            }
            None => None,
        }
    });
    Response::from_parts(parts, HttpBody::from_stream(stream))
}
