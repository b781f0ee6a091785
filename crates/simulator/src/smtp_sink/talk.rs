//! One conversation in SMTP, from greeting to goodbye.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::MessageParser;
use serde_json::{Map, Value};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::smtp_sink::House;
use crate::smtp_sink::mood::Moods;

const LONGEST_LINE: u64 = 64 * 1024;
const LARGEST_MAIL: usize = 16 * 1024 * 1024;
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// One connection.
pub(super) struct Talk {
    stream: BufReader<TcpStream>,
    house: Arc<House>,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Talk {
    pub(super) fn of(stream: TcpStream, house: Arc<House>) -> Talk {
        Talk { stream: BufReader::new(stream), house, signed_in: false, from: None, to: Vec::new() }
    }

    /// Answers until the client leaves.
    pub(super) async fn run(mut self) -> io::Result<()> {
        self.say("220 sink.invalid ESMTP").await?;
        loop {
            let line = self.line().await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let reply = match verb.to_ascii_uppercase().as_str() {
                "EHLO" if self.house.login.is_some() => {
                    "250-sink.invalid\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN"
                }
                "EHLO" => "250-sink.invalid\r\n250-8BITMIME\r\n250 SMTPUTF8",
                "HELO" | "NOOP" => "250 2.0.0 Ok",
                "AUTH" => self.sign_in(rest).await?,
                "RSET" => {
                    (self.from, self.to) = (None, Vec::new());
                    "250 2.0.0 Ok"
                }
                "MAIL" if self.house.login.is_some() && !self.signed_in => "530 5.7.0 Authentication required",
                "MAIL" => match path(rest, "FROM:") {
                    Some(from) => {
                        (self.from, self.to) = (Some(from), Vec::new());
                        "250 2.1.0 Ok"
                    }
                    None => "501 5.1.7 Bad sender",
                },
                "RCPT" if self.from.is_none() => "503 5.5.1 MAIL first",
                "RCPT" => self.recipient(rest),
                "DATA" if self.to.is_empty() => "503 5.5.1 RCPT first",
                "DATA" => {
                    self.say("354 End data with <CR><LF>.<CR><LF>").await?;
                    let mail = self.mail().await?;
                    if self.house.moods(Moods::hangs_before) {
                        return self.silence().await;
                    }
                    self.keep(&mail);
                    if self.house.moods(Moods::hangs_after) {
                        return self.silence().await;
                    }
                    if self.house.moods(Moods::loses_reply) {
                        return Ok(());
                    }
                    "250 2.0.0 Taken"
                }
                "VRFY" => "252 2.5.2 Try and see",
                "QUIT" => return self.say("221 2.0.0 Bye").await,
                _ => "502 5.5.1 Not known here",
            };
            self.say(reply).await?;
        }
    }

    fn recipient(&mut self, rest: &str) -> &'static str {
        let Some(to) = path(rest, "TO:").filter(|to| !to.is_empty()) else { return "501 5.1.3 Bad recipient" };
        let (busy, refused) = self.house.moods(|moods| (moods.is_busy(), moods.refused.contains(&to.to_lowercase())));
        match (busy, refused) {
            (true, _) => "451 4.3.2 Try again later",
            (false, true) => "550 5.1.1 Nobody of this name here",
            (false, false) => {
                self.to.push(to);
                "250 2.1.5 Ok"
            }
        }
    }

    /// PLAIN and LOGIN, with or without an initial response. Source: RFC 4954, RFC 4616.
    async fn sign_in(&mut self, rest: &str) -> io::Result<&'static str> {
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let answer = if initial.is_empty() { self.ask("334 ").await? } else { initial.to_owned() };
                let parts = decoded(&answer);
                let mut parts = parts.split('\0').skip(1).map(str::to_owned);
                parts.next().zip(parts.next())
            }
            "LOGIN" => {
                let username =
                    if initial.is_empty() { self.ask("334 VXNlcm5hbWU6").await? } else { initial.to_owned() };
                let password = self.ask("334 UGFzc3dvcmQ6").await?;
                Some((decoded(&username), decoded(&password)))
            }
            _ => return Ok("504 5.5.4 Not known here"),
        };
        self.signed_in = given.is_some() && given == self.house.login;
        Ok(if self.signed_in { "235 2.7.0 Welcome" } else { "535 5.7.8 Wrong user name or password" })
    }

    async fn ask(&mut self, question: &str) -> io::Result<String> {
        self.say(question).await?;
        Ok(String::from_utf8_lossy(&self.line().await?).trim_end().to_owned())
    }

    /// Lines up to a lone dot, each without the dot that hides one. Source: RFC 5321, section 4.5.2.
    async fn mail(&mut self) -> io::Result<Vec<u8>> {
        let mut mail = Vec::new();
        loop {
            let line = self.line().await?;
            if line == b".\r\n" {
                return Ok(mail);
            }
            mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            if mail.len() > LARGEST_MAIL {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
    }

    /// Reports the mail once for each recipient.
    fn keep(&mut self, mail: &[u8]) {
        let parsed = MessageParser::default().parse(mail).unwrap_or_default();
        let mut more = Map::new();
        let fields = [
            ("from", self.from.take()),
            ("subject", parsed.subject().map(str::to_owned)),
            ("text", parsed.body_text(0).map(|body| body.into_owned())),
            ("html", parsed.body_html(0).map(|body| body.into_owned())),
            ("message_id", parsed.message_id().map(|id| format!("<{id}>"))),
            ("raw", Some(String::from_utf8_lossy(mail).into_owned())),
        ];
        for (name, value) in fields {
            more.insert(name.to_owned(), value.map_or(Value::Null, Value::String));
        }
        for to in std::mem::take(&mut self.to) {
            self.house.control.receive_mail(&to, more.clone());
        }
    }

    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.stream).take(LONGEST_LINE);
        tokio::time::timeout(LONGEST_SILENCE, limited.read_until(b'\n', &mut line)).await??;
        if line.ends_with(b"\n") { Ok(line) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Says nothing until the other side has gone.
    async fn silence(&mut self) -> io::Result<()> {
        tokio::io::copy(&mut self.stream, &mut tokio::io::sink()).await.map(drop)
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}

/// The address in `FROM:<a@b> BODY=8BITMIME`.
fn path(rest: &str, before: &str) -> Option<String> {
    let start = rest.get(..before.len()).filter(|word| word.eq_ignore_ascii_case(before))?.len();
    let (address, _) = rest[start..].trim_start().strip_prefix('<')?.split_once('>')?;
    Some(address.to_owned())
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&STANDARD.decode(text).unwrap_or_default()).into_owned()
}
