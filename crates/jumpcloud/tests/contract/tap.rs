//! A tap on the wire between a client and the simulator: it passes everything on and remembers both directions.

use std::sync::{Arc, Mutex, Once};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::Value;

use crate::table::{self, Operation};

/// One request with its answer, as they were on the wire.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    /// Below `/api`.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// Names of the headers, in lower case.
    pub(crate) headers: Vec<String>,
    pub(crate) request: Option<Value>,
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) answer: Option<Value>,
}

impl Exchange {
    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        table::find(&self.method, &self.path)
    }

    /// Whether only some fields are asked for, in the query or in the body of a search.
    pub(crate) fn asks_for_fields(&self) -> bool {
        let in_body = self.request.as_ref().is_some_and(|body| !body["fields"].is_null());
        in_body || self.query.iter().any(|(name, value)| name == "fields" && !value.is_empty())
    }

    /// What to show of it.
    pub(crate) fn shown(&self) -> String {
        format!("{} {} -> {}", self.method, self.path, self.status)
    }
}

/// The tap.
#[derive(Clone)]
pub(crate) struct Tap {
    pub(crate) url: String,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

#[derive(Clone)]
struct Pipe {
    target: String,
    client: reqwest::Client,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Tap {
    pub(crate) async fn before(target: String) -> Tap {
        let exchanges = Arc::new(Mutex::new(Vec::new()));
        let pipe = Pipe { target, client: plain_client(), exchanges: Arc::clone(&exchanges) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(pipe);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Tap { url, exchanges }
    }

    /// Everything so far.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap().clone()
    }
}

/// A client that does nothing of itself.
pub(crate) fn plain_client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Somebody else may have installed one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn pass(State(pipe): State<Pipe>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().unwrap_or_default();
    let url = format!("{}{}", pipe.target, parts.uri.path_and_query().map_or("/", |whole| whole.as_str()));
    let mut forwarded = pipe.client.request(parts.method.clone(), url).body(body.clone());
    for (name, value) in &parts.headers {
        if !matches!(name.as_str(), "host" | "content-length" | "connection") {
            forwarded = forwarded.header(name, value);
        }
    }
    let answer = forwarded.send().await.unwrap();
    let status = answer.status();
    let headers = answer.headers().clone();
    let bytes = answer.bytes().await.unwrap();
    if let Some(path) = path.strip_prefix("/api") {
        let exchange = Exchange {
            method: parts.method.to_string(),
            path: path.to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: parts.headers.keys().map(ToString::to_string).collect(),
            request: (!body.is_empty()).then(|| serde_json::from_slice(&body).unwrap_or(Value::Null)),
            status: status.as_u16(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            answer: serde_json::from_slice(&bytes).ok(),
        };
        pipe.exchanges.lock().unwrap().push(exchange);
    }
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    for (name, value) in &headers {
        if !matches!(name.as_str(), "content-length" | "connection" | "transfer-encoding") {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}
