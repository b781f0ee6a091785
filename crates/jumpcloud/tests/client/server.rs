//! A server that answers as it is told, to the byte.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dayone_jumpcloud::{Client, ClientOptions, Credentials, Endpoint, Jitter, RetryPolicy, SecretSource};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// `GET /api/systemusers?limit=100`
    pub(crate) line: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What the server does after a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Status, further header lines, body.
    Answer(u16, &'static str, String),
    /// A success whose body breaks off.
    Cut,
    /// Closes the connection without an answer.
    Drop,
    /// Never answers.
    Hang,
}

pub(crate) fn ok(body: impl Into<String>) -> Reply {
    Reply::Answer(200, "", body.into())
}

pub(crate) fn status(code: u16, body: &str) -> Reply {
    Reply::Answer(code, "", body.to_owned())
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Answers each request with the next reply; further ones get a 500.
    pub(crate) async fn scripted(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Mutex<VecDeque<Reply>> = Mutex::new(replies.into_iter().collect());
        Self::answering(move |_| replies.lock().unwrap().pop_front().unwrap_or_else(|| status(500, "unexpected"))).await
    }

    pub(crate) async fn answering(reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        crate::logs::listen();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            received: Arc::new(Mutex::new(Vec::new())),
        };
        let (received, reply) = (Arc::clone(&server.received), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&received), Arc::clone(&reply)));
            }
        });
        server
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.received().into_iter().map(|received| received.line).collect()
    }

    pub(crate) fn options(&self) -> ClientOptions {
        let key = SecretSource::fixed(SecretString::from("jca_first"));
        let endpoint = Endpoint::at(&self.url).unwrap();
        ClientOptions {
            retry: RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() },
            ..ClientOptions::new(endpoint, Credentials::ApiKey(key), Jitter::new(|| 0.0))
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.options()).unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    received: Arc<Mutex<Vec<Received>>>,
    reply: Arc<impl Fn(&Received) -> Reply + Send + Sync + 'static>,
) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let reply = reply(&request);
        received.lock().unwrap().push(request);
        let text = match reply {
            Reply::Answer(204, headers, _) => format!("HTTP/1.1 204 No Content\r\n{headers}\r\n"),
            Reply::Answer(code, headers, body) => {
                format!("HTTP/1.1 {code} Said\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
            }
            Reply::Cut => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"_id\":\"u1\"".to_owned(),
            Reply::Drop => return,
            Reply::Hang => std::future::pending().await,
        };
        let is_cut = text.contains("content-length: 100\r\n\r\n{\"_id\"");
        if stream.write_all(text.as_bytes()).await.is_err() || is_cut {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Received> {
    loop {
        if let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
            let mut lines = head.lines();
            let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
            let headers: BTreeMap<_, _> = lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
            if buffer.len() >= end + 4 + length {
                let body = String::from_utf8(buffer[end + 4..end + 4 + length].to_vec()).unwrap();
                buffer.drain(..end + 4 + length);
                return Some(Received { line, headers, body });
            }
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}
