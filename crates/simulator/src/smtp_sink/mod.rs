//! A mail server that takes everything and delivers nothing: what arrives shows under `/_sim/mail`.

mod mood;
mod talk;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::control::Control;
use crate::smtp_sink::mood::Moods;
use crate::smtp_sink::talk::Talk;

/// A mail server on 127.0.0.1 that speaks plain SMTP. It stops when dropped.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    house: Arc<House>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct House {
    control: Control,
    login: Option<(String, String)>,
    moods: Mutex<Moods>,
}

impl SmtpSink {
    /// Starts on a free port; nobody has to sign in. What arrives is reported to this simulator.
    ///
    /// # Errors
    /// If no port can be listened on.
    pub async fn start(control: Control) -> io::Result<SmtpSink> {
        SmtpSink::start_for(control, None).await
    }

    /// Starts on a free port for one user: who doesn't sign in as this one can't send.
    ///
    /// # Errors
    /// If no port can be listened on.
    pub async fn start_with_login(control: Control, username: &str, password: &str) -> io::Result<SmtpSink> {
        SmtpSink::start_for(control, Some((username.to_owned(), password.to_owned()))).await
    }

    async fn start_for(control: Control, login: Option<(String, String)>) -> io::Result<SmtpSink> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let house = Arc::new(House { control, login, moods: Mutex::default() });
        let task = tokio::spawn(listen(listener, house.clone()));
        Ok(SmtpSink { address, house, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// From now on this recipient is refused for good (550).
    pub fn refuse(&self, recipient: &str) {
        self.house.moods(|moods| moods.refused.insert(recipient.to_lowercase()));
    }

    /// The next `times` recipients are refused for now (451).
    pub fn be_busy(&self, times: u32) {
        self.house.moods(|moods| moods.busy = times);
    }

    /// The next `times` mails are taken, but the connection ends before the reply.
    pub fn lose_replies(&self, times: u32) {
        self.house.moods(|moods| moods.lost_replies = times);
    }

    /// The next `times` mails are read, but neither taken nor answered.
    pub fn hang_before(&self, times: u32) {
        self.house.moods(|moods| moods.hanging_before = times);
    }

    /// The next `times` mails are taken, but never answered.
    pub fn hang_after(&self, times: u32) {
        self.house.moods(|moods| moods.hanging_after = times);
    }

    /// How many mails have hung so far.
    #[must_use]
    pub fn hanging(&self) -> u32 {
        self.house.moods(|moods| moods.hanging)
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl House {
    fn moods<T>(&self, act: impl FnOnce(&mut Moods) -> T) -> T {
        act(&mut self.moods.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn listen(listener: TcpListener, house: Arc<House>) {
    while let Ok((stream, _)) = listener.accept().await {
        let house = house.clone();
        tokio::spawn(async move {
            // A client that breaks off is no concern of ours.
            let _ = Talk::of(stream, house).run().await;
        });
    }
}
