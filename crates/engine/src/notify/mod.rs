//! Tells people: mail to the manager and to IT, messages to IT's chat channels.

mod chat;
mod check;
mod digest;
mod fault;
mod letter;
mod mail;
mod notice;
mod options;
mod sample;
mod smtp;
mod template_folder;
mod templates;
mod words;

use std::sync::Arc;

pub use check::CheckResult;
pub use digest::{Digest, DigestPerson, DigestValues, Others};
pub use fault::{Delivery, NotifyFault};
pub use letter::{
    ChangeFailure, Changed, ContractEnds, LaterAct, Letter, LetterAbout, LookAheadFinding, LookAheadMail,
    NotAsScheduled, Subject,
};
pub use notice::{Activation, Finding, Mfa, Notice, NoticeGroup, NoticeValues, Person};
pub use options::{Encryption, NotifyError, NotifyOptions, SecretFn, SecretUrl, SmtpOptions};
pub use templates::{TemplateError, Templates};

use chat::Webhooks;
use smtp::MailServer;
use templates::{Audience, Written};

/// Tells people about runs. Clones share everything.
#[derive(Debug, Clone)]
pub struct Notifier {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    mail: Option<MailServer>,
    webhooks: Webhooks,
    templates: Templates,
}

/// A chat of IT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as the products are")]
pub enum Chat {
    Slack,
    Teams,
}

/// A way to tell people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Mail.
    Mail,
    /// A chat.
    Chat(Chat),
}

impl Notifier {
    /// A notifier that has connected to nothing yet.
    ///
    /// # Errors
    /// If the options can't work: mail would travel unprotected, half a login, a sender that is no address.
    pub fn new(options: NotifyOptions) -> Result<Notifier, NotifyError> {
        let NotifyOptions { smtp, slack, teams, templates } = options;
        let mail = smtp.map(MailServer::new).transpose()?;
        let webhooks = Webhooks::new(slack, teams)?;
        Ok(Notifier { shared: Arc::new(Shared { mail, webhooks, templates }) })
    }

    /// True if this way is configured.
    #[must_use]
    pub fn reaches(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.shared.mail.is_some(),
            Channel::Chat(chat) => self.shared.webhooks.url(chat).is_some(),
        }
    }

    /// Mails the manager. Done means that the mail server accepted it for every recipient.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn manager(&self, about: &Notice) -> Result<(), NotifyFault> {
        self.mail(Audience::Manager, about).await
    }

    /// Mails IT. Done means that the mail server accepted it for every recipient.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn it_mail(&self, about: &Notice) -> Result<(), NotifyFault> {
        self.mail(Audience::It, about).await
    }

    /// Writes to a chat of IT. Done means that the chat's webhook accepted it.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn it_chat(&self, chat: Chat, about: &Notice) -> Result<(), NotifyFault> {
        let text = self.shared.templates.chat(chat, about)?;
        self.shared.webhooks.post(chat, &text).await
    }

    /// Mails a manager one message about several people.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn manager_digest(&self, about: &Digest) -> Result<(), NotifyFault> {
        self.mail_digest(Audience::Manager, about).await
    }

    /// Mails IT one message about several people.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn it_mail_digest(&self, about: &Digest) -> Result<(), NotifyFault> {
        self.mail_digest(Audience::It, about).await
    }

    /// Writes one message about several people to a chat of IT.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn it_chat_digest(&self, chat: Chat, about: &Digest) -> Result<(), NotifyFault> {
        let text = self.shared.templates.chat_digest(chat, about)?;
        self.shared.webhooks.post(chat, &text).await
    }

    /// Tries what is configured without telling anyone: the templates, the mail server up to signing in, and whether
    /// the webhooks' addresses can be read.
    pub async fn check(&self) -> Vec<CheckResult> {
        check::all(&self.shared).await
    }

    async fn mail(&self, audience: Audience, about: &Notice) -> Result<(), NotifyFault> {
        let written = self.shared.templates.mail(audience, about)?;
        self.send(&mail::Envelope::of_notice(about), written).await
    }

    async fn mail_digest(&self, audience: Audience, about: &Digest) -> Result<(), NotifyFault> {
        let written = self.shared.templates.mail_digest(audience, about)?;
        self.send(&mail::Envelope::of_digest(about), written).await
    }

    /// Sends a mail that is not about how a hire went. Done means that the mail server accepted it for every recipient.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn letter(&self, letter: &Letter) -> Result<(), NotifyFault> {
        let written = self.shared.templates.letter(letter)?;
        self.send(&mail::Envelope::of_letter(letter), written).await
    }

    /// Writes to a chat of IT how a change went. Done means that the chat's webhook accepted it.
    ///
    /// # Errors
    /// If it was not accepted, or the answer is lost.
    pub async fn changed_chat(&self, chat: Chat, letter: &Letter) -> Result<(), NotifyFault> {
        let text = self.shared.templates.letter_chat(chat, letter)?;
        self.shared.webhooks.post(chat, &text).await
    }

    async fn send(&self, envelope: &mail::Envelope<'_>, written: Written) -> Result<(), NotifyFault> {
        let server = self.shared.mail.as_ref().ok_or_else(|| NotifyFault::never("No mail server is configured."))?;
        server.send(&mail::compose(server.sender(), envelope, written)?).await
    }
}

impl Chat {
    /// `slack` or `teams`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Chat::Slack => "slack",
            Chat::Teams => "teams",
        }
    }

    /// For people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Chat::Slack => "Slack",
            Chat::Teams => "Teams",
        }
    }
}
