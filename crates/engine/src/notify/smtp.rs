//! The conversation with a mail server, step by step: only so is it known whether a mail that failed has gone.

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::Message;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Noop, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use secrecy::ExposeSecret;

use super::fault::Delivery;
use super::{Encryption, NotifyError, NotifyFault, SecretFn, SmtpOptions};

/// A mail server. Every mail has its own connection.
pub(super) struct MailServer {
    host: String,
    port: u16,
    protection: Protection,
    login: Option<(String, SecretFn)>,
    sender: Mailbox,
    timeout: Duration,
}

enum Protection {
    Tls(TlsParameters),
    StartTls(TlsParameters),
    None,
}

impl MailServer {
    pub(super) fn new(options: SmtpOptions) -> Result<MailServer, NotifyError> {
        let SmtpOptions { host, port, encryption, username, password, from, timeout } = options;
        let tls = || TlsParameters::new(bare(&host).into()).map_err(|_| NotifyError::Tls { host: host.clone() });
        let protection = match encryption {
            Encryption::Tls => Protection::Tls(tls()?),
            Encryption::StartTls => Protection::StartTls(tls()?),
            Encryption::None if is_loopback(&host) => Protection::None,
            Encryption::None => return Err(NotifyError::Unprotected { host }),
        };
        let login = match (username, password) {
            (Some(username), Some(password)) => Some((username, password)),
            (None, None) => None,
            _ => return Err(NotifyError::HalfALogin),
        };
        let sender = match from.parse() {
            Ok(sender) if !from.chars().any(char::is_control) => sender,
            _ => return Err(NotifyError::Sender { from }),
        };
        Ok(MailServer { host, port, protection, login, sender, timeout })
    }

    pub(super) fn sender(&self) -> &Mailbox {
        &self.sender
    }

    pub(super) fn signs_in(&self) -> bool {
        self.login.is_some()
    }

    /// Connects, signs in and says goodbye.
    pub(super) async fn check(&self) -> Result<(), NotifyFault> {
        let talk = async {
            let mut connection = self.connect().await?;
            connection.command(Noop).await.map_err(|error| fault(&error, "a NOOP"))?;
            Ok(connection)
        };
        let connection = tokio::time::timeout(self.timeout, talk).await.map_err(|_| self.too_slow())??;
        goodbye(connection).await;
        Ok(())
    }

    /// Hands the mail over. Done means that the server accepted it for every recipient.
    ///
    /// With several recipients of which some are refused for good, the others get it; if some are refused for now,
    /// nobody does, since the next try would be a second copy to the others.
    pub(super) async fn send(&self, mail: &Message) -> Result<(), NotifyFault> {
        let handed_over = AtomicBool::new(false);
        match tokio::time::timeout(self.timeout, self.talk(mail, &handed_over)).await {
            Ok(Ok((connection, refused))) => {
                goodbye(connection).await;
                refused.map_or(Ok(()), Err)
            }
            Ok(Err(fault)) => Err(fault),
            Err(_) if handed_over.load(Ordering::Relaxed) => Err(self.too_slow().with_delivery(Delivery::Unknown)),
            Err(_) => Err(self.too_slow()),
        }
    }

    async fn talk(
        &self,
        mail: &Message,
        handed_over: &AtomicBool,
    ) -> Result<(AsyncSmtpConnection, Option<NotifyFault>), NotifyFault> {
        let mut connection = self.connect().await?;
        let envelope = mail.envelope();
        let mut parameters = Vec::new();
        let addresses = envelope.from().into_iter().chain(envelope.to());
        if !addresses.map(AsRef::<str>::as_ref).all(str::is_ascii) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(NotifyFault::never(
                    "The mail server can't send to addresses with such letters (SMTPUTF8).",
                ));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(envelope.from().cloned(), parameters);
        connection.command(from).await.map_err(|error| fault(&error, "the sender"))?;
        let mut refused = Vec::new();
        for address in envelope.to() {
            match connection.command(Rcpt::new(address.clone(), vec![])).await {
                Ok(_) => {}
                Err(error) if error.is_permanent() => refused.push(error),
                Err(error) => return Err(fault(&error, "a recipient")),
            }
        }
        let all = envelope.to().len();
        let refusal = refused.first().map(|first| {
            let of =
                if all == 1 { "the recipient".to_owned() } else { format!("{} of {all} recipients", refused.len()) };
            fault(first, &of)
        });
        if let Some(refusal) = refusal.clone().filter(|_| refused.len() == all) {
            goodbye(connection).await;
            return Err(refusal);
        }
        connection.command(Data).await.map_err(|error| fault(&error, "the mail"))?;
        handed_over.store(true, Ordering::Relaxed);
        match connection.message(&mail.formatted()).await {
            Ok(_) => Ok((connection, refusal.map(|refusal| refusal.with_delivery(Delivery::ToSome)))),
            Err(error) if error.status().is_some() => Err(fault(&error, "the mail")),
            Err(error) => Err(fault(&error, "the mail").with_delivery(Delivery::Unknown)),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, NotifyFault> {
        let (name, server) = (ClientId::default(), (bare(&self.host), self.port));
        let wrapper = match &self.protection {
            Protection::Tls(tls) => Some(tls.clone()),
            Protection::StartTls(_) | Protection::None => None,
        };
        // The whole conversation has one time-out; half of it leaves time to try a second address of the server.
        let one_address = Some(self.timeout / 2);
        let connected = AsyncSmtpConnection::connect_tokio1(server, one_address, &name, wrapper, None).await;
        let mut connection = connected.map_err(|error| match error.status() {
            Some(_) => fault(&error, "the connection"),
            None if error.is_tls() => fault(&error, "TLS"),
            None => NotifyFault::later("The mail server can't be reached."),
        })?;
        if let Protection::StartTls(tls) = &self.protection {
            if !connection.can_starttls() {
                return Err(NotifyFault::never("The mail server does not offer STARTTLS, so nothing was sent to it."));
            }
            let protected = connection.starttls(tls.clone(), &name).await;
            protected.map_err(|error| fault(&error, "STARTTLS"))?;
        }
        if let Some((username, password)) = &self.login {
            let password = password.read().await;
            // The reason names a place at best, and may say more than we know of: it is left out.
            let password = password.map_err(|_| NotifyFault::later("The mail server's password can't be read."))?;
            let credentials = Credentials::new(username.clone(), password.expose_secret().to_owned());
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            signed_in.map_err(|error| match error.status() {
                Some(_) => fault(&error, "the login"),
                None if error.is_client() => {
                    NotifyFault::never("The mail server offers no login that we know (PLAIN, LOGIN).")
                }
                None => fault(&error, "the login"),
            })?;
        }
        Ok(connection)
    }

    fn too_slow(&self) -> NotifyFault {
        NotifyFault::later(format!("The mail server took longer than {} s.", self.timeout.as_secs_f32()))
    }
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailServer").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Ends a conversation whose outcome is known; how the server takes it makes no difference.
async fn goodbye(mut connection: AsyncSmtpConnection) {
    let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
}

/// What became of `what`. The server's own words stay out: they repeat addresses.
fn fault(error: &Error, what: &str) -> NotifyFault {
    match error.status() {
        Some(code) => {
            let status = enhanced_status(error).map(|status| format!(" {status}")).unwrap_or_default();
            let message = format!("The mail server refused {what} (SMTP {code}{status}).");
            if error.is_permanent() { NotifyFault::never(message) } else { NotifyFault::later(message) }
        }
        None if error.is_tls() => NotifyFault::later("No protected connection to the mail server came about (TLS)."),
        None => NotifyFault::later(format!("The mail server gave no usable answer to {what}.")),
    }
}

/// `5.1.1`, if the answer starts with one. Source: RFC 3463, section 2.
fn enhanced_status(error: &Error) -> Option<String> {
    let words = std::error::Error::source(error)?.to_string();
    let first = words.split_whitespace().next()?;
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (first.split('.').count() == 3 && first.split('.').all(is_number)).then(|| first.to_owned())
}

/// Without the brackets of an IPv6 address.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// This machine itself.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = bare(host);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
