//! A small HTTP server that answers every request alike, and a mail server that follows a script.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

pub(crate) struct WebServer {
    pub(crate) address: SocketAddr,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl WebServer {
    /// Answers with this status line and these headers; without a status it hangs up after the request.
    pub(crate) async fn answering(reply: &'static str) -> WebServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let kept = bodies.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == "\r\n" {
                        break;
                    }
                    if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().expect("a number");
                    }
                }
                let mut body = vec![0; length];
                stream.read_exact(&mut body).await.expect("a body");
                kept.lock().expect("no panic").push(String::from_utf8(body).expect("UTF-8"));
                if !reply.is_empty() {
                    let answer = format!("HTTP/1.1 {reply}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            }
        });
        WebServer { address, bodies }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/services/SECRETPATH", self.address)
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        self.bodies.lock().expect("no panic").clone()
    }
}

/// A mail server that greets, then answers each line with the next reply; an empty reply is silence.
pub(crate) async fn mail_server(script: &'static [&'static str]) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = heard.clone();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let mut stream = BufReader::new(stream);
        for (index, reply) in script.iter().enumerate() {
            if index > 0 {
                let mut line = String::new();
                if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return;
                }
                kept.lock().expect("no panic").push(line);
            }
            if reply.is_empty() {
                std::future::pending::<()>().await;
            }
            let _ = stream.write_all(format!("{reply}\r\n").as_bytes()).await;
        }
    });
    (address, heard)
}
