//! A mail: headers, a text body and an HTML body.

use std::time::SystemTime;

use dayone_core::steps::Step;
use jiff::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest as _, Sha256};

use super::templates::Written;
use super::{Digest, Letter, Notice, NotifyFault};

/// To whom, when, and what makes a second copy known as one.
pub(super) struct Envelope<'a> {
    /// The local part of the Message-ID: the same id means the same mail, so that a second copy is recognised.
    id: String,
    to: &'a [String],
    at: Timestamp,
}

impl<'a> Envelope<'a> {
    /// The same run and step give the same Message-ID.
    pub(super) fn of_notice(about: &'a Notice) -> Envelope<'a> {
        Envelope { to: &about.to, at: about.at, id: id(&about.run_id, about.step) }
    }

    /// The same batch, run and step give the same Message-ID.
    pub(super) fn of_digest(about: &'a Digest) -> Envelope<'a> {
        let id = id(&format!("{}-{}", about.batch, about.run_id), about.step);
        Envelope { to: &about.to, at: about.at, id }
    }

    pub(super) fn of_letter(letter: &'a Letter) -> Envelope<'a> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let id = letter.id.chars().map(|c| if fits(c) { c } else { '-' }).collect();
        Envelope { to: &letter.to, at: letter.at, id }
    }
}

/// The mail in this envelope.
pub(super) fn compose(sender: &Mailbox, about: &Envelope<'_>, written: Written) -> Result<Message, NotifyFault> {
    if about.to.is_empty() {
        return Err(NotifyFault::never("The notification has no recipient."));
    }
    let id = &about.id;
    let date = SystemTime::try_from(about.at).map_err(|_| NotifyFault::never("The mail has no date that can be."))?;
    let mut mail = Message::builder()
        .from(sender.clone())
        .subject(written.subject)
        .date(date)
        .message_id(Some(format!("<{id}@dayone.invalid>")))
        // No out-of-office answers. Source: RFC 3834, section 5.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"));
    for (index, address) in about.to.iter().enumerate() {
        let refused = || {
            let (number, of) = (index + 1, about.to.len());
            NotifyFault::never(format!("Recipient {number} of {of} is no mail address."))
        };
        if address.chars().any(char::is_control) {
            return Err(refused());
        }
        mail = mail.to(address.trim().parse().map_err(|_| refused())?);
    }
    let bodies = MultiPart::alternative()
        .boundary(boundary(id))
        .singlepart(SinglePart::plain(written.text))
        .singlepart(SinglePart::html(written.html));
    mail.multipart(bodies).map_err(|_| NotifyFault::never("The mail can't be put together."))
}

/// `RUN.STEP`, with a digest in place of a run whose id a Message-ID can't hold.
fn id(run: &str, step: Step) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !run.is_empty() && run.len() <= 64 && run.chars().all(fits) {
        format!("{run}.{step}")
    } else {
        format!("{}.{step}", hex::encode(&Sha256::digest(run)[..16]))
    }
}

/// The same for the same mail, and unlikely in a body.
fn boundary(id: &str) -> String {
    hex::encode(&Sha256::digest(id)[..20])
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
