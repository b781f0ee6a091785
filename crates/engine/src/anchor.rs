//! Where signed ledger heads go beside the database, so that a whole rewritten history shows.

use std::path::PathBuf;
use std::time::Duration;

use dayone_store::{Anchor, Heads};
use tokio::io::AsyncWriteExt as _;
use url::Url;

use crate::engine::Engine;
use crate::error::EngineError;

/// The configured places; none: a chain proves order, not honesty.
#[derive(Debug, Clone, Default)]
pub struct Anchors {
    /// A file that is appended to, one JSON line a head.
    pub file: Option<PathBuf>,
    /// `udp://HOST:PORT`: RFC 5424 messages.
    pub syslog: Option<Url>,
    /// Receives each head as a JSON POST.
    pub http: Option<Url>,
}

impl Anchors {
    /// No place is configured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.syslog.is_none() && self.http.is_none()
    }
}

impl Engine {
    /// Commits the heads of a tenant's runs to its ledger, signs them, and pushes them to every anchor.
    ///
    /// # Errors
    /// Those of the store; [`EngineError::Anchor`] if a place did not take it (the ledger holds it all the same).
    pub async fn seal_ledger(&self, tenant: &str, heads: Heads) -> Result<Option<Anchor>, EngineError> {
        let inner = &self.0;
        let at_us = inner.clock.now_us();
        let sealed = inner.store.seal_ledger(tenant, &inner.ledger_key, &inner.owner, at_us, heads).await?;
        if let Some(anchor) = &sealed {
            push(&inner.anchors, anchor).await?;
        }
        Ok(sealed)
    }

    /// The same for every tenant that has a history, and for what concerns all of them.
    ///
    /// # Errors
    /// As [`Engine::seal_ledger`].
    pub async fn seal_all_ledgers(&self, heads: Heads) -> Result<(), EngineError> {
        for tenant in self.0.store.histories().await? {
            self.seal_ledger(&tenant, heads).await?;
        }
        Ok(())
    }
}

async fn push(anchors: &Anchors, anchor: &Anchor) -> Result<(), EngineError> {
    let line = serde_json::to_string(anchor).unwrap_or_default();
    let failed = |place: String, why: String| EngineError::Anchor { anchor: place, why };
    if let Some(path) = &anchors.file {
        append(path, &line).await.map_err(|error| failed(path.display().to_string(), error.to_string()))?;
    }
    if let Some(url) = &anchors.syslog {
        log(url, &line).await.map_err(|error| failed(url.to_string(), error.to_string()))?;
    }
    if let Some(url) = &anchors.http {
        post(url, line).await.map_err(|error| failed(url.host_str().unwrap_or("http").to_owned(), error))?;
    }
    Ok(())
}

async fn append(path: &PathBuf, line: &str) -> std::io::Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    file.write_all(format!("{line}\n").as_bytes()).await?;
    file.sync_data().await
}

async fn log(url: &Url, line: &str) -> std::io::Result<()> {
    let host = url.host_str().unwrap_or("localhost");
    let target = format!("{host}:{}", url.port().unwrap_or(514));
    let socket = tokio::net::UdpSocket::bind(if host.contains(':') { "[::]:0" } else { "0.0.0.0:0" }).await?;
    // Facility 13 (log audit), severity 5 (notice). Source: RFC 5424, section 6.
    socket.send_to(format!("<109>1 - - dayone - anchor - {line}").as_bytes(), target).await?;
    Ok(())
}

async fn post(url: &Url, line: String) -> Result<(), String> {
    let client = crate::http::client(Duration::from_secs(10)).map_err(|error| error.to_string())?;
    let sent = client.post(url.clone()).header("content-type", "application/json").body(line).send().await;
    match sent {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("HTTP {}", answer.status().as_u16())),
        Err(error) => Err(error.without_url().to_string()),
    }
}
