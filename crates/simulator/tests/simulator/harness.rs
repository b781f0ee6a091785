//! A running simulator with an HTTP client.

use std::sync::Once;

use dayone_simulator::{Control, Options, Seed, Simulator};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

pub(crate) struct Sim {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) key: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

pub(crate) fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Somebody else may have installed one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

impl Sim {
    pub(crate) async fn start(seed: Seed, options: Options) -> Sim {
        let simulator = Simulator::start(seed, options).await.unwrap();
        let key = simulator.api_key().to_owned();
        Sim { simulator, client: client(), key }
    }

    pub(crate) async fn demo() -> Sim {
        Sim::start(Seed::Demo, Options::default()).await
    }

    pub(crate) async fn empty() -> Sim {
        Sim::start(Seed::Empty, Options::default()).await
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.simulator.url()))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("x-api-key", &self.key)
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Got {
        read(self.request(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Got {
        read(self.request(Method::PUT, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Got {
        read(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    /// Creates a user of example.com and returns its document.
    pub(crate) async fn user(&self, username: &str, more: Value) -> Value {
        let mut body = serde_json::json!({ "username": username, "email": format!("{username}@example.com") });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let got = self.post("/api/systemusers", body).await;
        assert_eq!(got.status, 200, "{}", got.text);
        got.body
    }
}

pub(crate) async fn read(response: Response) -> Got {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Got { status, headers, text, body }
}

/// The text of a field.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}"))
}
