//! Who is told of whom in a batch, and what became of it.

use std::collections::BTreeMap;
use std::time::Duration;

use dayone_core::decide::untold;
use dayone_core::effect::{Channel, Effect};
use dayone_core::event::{Batch, Detail, Outcome};
use dayone_core::failure;
use dayone_core::plan::Plan;
use dayone_core::problem::ErrorType;
use dayone_core::run::Run;
use dayone_core::steps::Step;
use futures::{FutureExt as _, StreamExt as _, stream};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::notify::{Chat, Digest, DigestPerson, DigestValues, Notice, NotifyFault, Others};
use crate::perform::notify::notice;
use crate::row::AWAITING_BATCH;

/// Messages under way at once.
const AT_ONCE: usize = 4;
/// Tries of one message.
const TRIES: u32 = 3;

/// A message: what it is, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Message {
    kind: Kind,
    to: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Manager,
    It(Channel),
}

/// Somebody whom people are to be told of.
pub(super) struct Subject {
    run_id: String,
    messages: Vec<Message>,
    notice: Notice,
}

/// What became of each message.
#[derive(Debug, Default)]
pub(super) struct Told(BTreeMap<Message, Result<Sent, String>>);

#[derive(Debug)]
struct Sent {
    /// The run under whose number a message about several people went.
    digest: Option<String>,
}

impl Subject {
    pub(super) fn of(run: &Run, plan: &Plan) -> Subject {
        let messages = untold(run, plan).filter_map(|effect| Message::of(plan, &effect)).collect();
        // The step and the recipients are those of each message.
        let notice = notice(run, plan, Step::ItNotification, Vec::new(), run.opened_at);
        Subject { run_id: run.id.clone(), messages, notice }
    }
}

impl Message {
    fn of(plan: &Plan, effect: &Effect) -> Option<Message> {
        match effect {
            Effect::NotifyManager => {
                let to = plan.manager.iter().map(|manager| manager.email.to_lowercase()).collect();
                Some(Message { kind: Kind::Manager, to })
            }
            Effect::NotifyIt(channel @ Channel::Mail) => {
                Some(Message { kind: Kind::It(*channel), to: plan.it_recipients.clone() })
            }
            Effect::NotifyIt(channel) => {
                Some(Message { kind: Kind::It(*channel), to: vec![channel.name().to_owned()] })
            }
            _ => None,
        }
    }

    fn step(&self) -> Step {
        match self.kind {
            Kind::Manager => Step::ManagerNotification,
            Kind::It(_) => Step::ItNotification,
        }
    }
}

impl Told {
    /// How an effect of a run ended that was left to the batch. None: the message was not among those sent.
    pub(super) fn of(&self, plan: &Plan, effect: &Effect) -> Option<(Outcome, Detail)> {
        let message = Message::of(plan, effect)?;
        Some(match self.0.get(&message)? {
            Ok(sent) => {
                let detail = Detail { recipients: message.to, digest: sent.digest.clone(), ..Detail::default() };
                (Outcome::Changed, detail)
            }
            Err(why) => {
                let who = match message.kind {
                    Kind::Manager => "The manager was not told",
                    Kind::It(_) => "IT was not told",
                };
                let text = format!("{who} ({}): {why}", message.to.join(", "));
                let problem = failure::failed(plan, effect, ErrorType::NotificationFailed, text);
                let detail = Detail { problem: Some(problem), ..Detail::default() };
                (Outcome::Failed(ErrorType::NotificationFailed), detail)
            }
        })
    }
}

impl Engine {
    /// Sends every message once: about one person as usual, about several as a digest.
    pub(super) async fn tell<'a>(
        &self,
        leader: &Run,
        batch: &Batch,
        subjects: impl Iterator<Item = &'a Subject>,
    ) -> Result<Told, EngineError> {
        let mut messages: BTreeMap<Message, Vec<&Subject>> = BTreeMap::new();
        for subject in subjects {
            for message in &subject.messages {
                messages.entry(message.clone()).or_default().push(subject);
            }
        }
        let others = self.others(&leader.tenant, &batch.id).await?;
        let work: Vec<_> = messages
            .into_iter()
            .map(|(message, about)| self.send_once(batch, message, about, others.clone()).boxed())
            .collect();
        Ok(Told(stream::iter(work).buffer_unordered(AT_ONCE).collect().await))
    }

    async fn send_once(
        &self,
        batch: &Batch,
        message: Message,
        about: Vec<&Subject>,
        others: Vec<Others>,
    ) -> (Message, Result<Sent, String>) {
        let sent = self.send(batch, &message, &about, others).await;
        (message, sent)
    }

    /// Runs of the batch that have not come as far.
    async fn others(&self, tenant: &str, batch: &str) -> Result<Vec<Others>, EngineError> {
        let states = self.0.store.batch_states(batch, tenant).await?;
        let others = states.into_iter().filter(|(state, _)| !matches!(state.as_str(), AWAITING_BATCH | "succeeded"));
        Ok(others.map(|(state, count)| Others { state, count: u64::try_from(count).unwrap_or_default() }).collect())
    }

    async fn send(
        &self,
        batch: &Batch,
        message: &Message,
        about: &[&Subject],
        others: Vec<Others>,
    ) -> Result<Sent, String> {
        let mut tries = 1;
        loop {
            let sent = match about {
                [one] => self.send_notice(message, one).await.map(|()| Sent { digest: None }),
                several => self.send_digest(batch, message, several, others.clone()).await,
            };
            match sent {
                Ok(sent) => return Ok(sent),
                Err(fault) if fault.transient && tries < TRIES => {
                    let wait = fault.retry_after.unwrap_or(Duration::from_secs(1 << tries));
                    self.clock().sleep(wait.min(Duration::from_secs(60))).await;
                    tries += 1;
                }
                Err(fault) => return Err(fault.message),
            }
        }
    }

    async fn send_notice(&self, message: &Message, about: &Subject) -> Result<(), NotifyFault> {
        let (to, at) = (message.to.clone(), self.clock().now());
        let notice = Notice { step: message.step(), to, at, ..about.notice.clone() };
        match message.kind {
            Kind::Manager => self.notifier().manager(&notice).await,
            Kind::It(Channel::Mail) => self.notifier().it_mail(&notice).await,
            Kind::It(Channel::Slack) => self.notifier().it_chat(Chat::Slack, &notice).await,
            Kind::It(Channel::Teams) => self.notifier().it_chat(Chat::Teams, &notice).await,
        }
    }

    async fn send_digest(
        &self,
        batch: &Batch,
        message: &Message,
        about: &[&Subject],
        others: Vec<Others>,
    ) -> Result<Sent, NotifyFault> {
        let Some(first) = about.first() else { return Ok(Sent { digest: None }) };
        let person = |subject: &&Subject| DigestPerson {
            run_id: subject.run_id.clone(),
            ticket: subject.notice.ticket.clone(),
            values: subject.notice.values.clone(),
        };
        let mut people: Vec<DigestPerson> = about.iter().map(person).collect();
        people.sort_by(|a, b| a.values.person.display_name.cmp(&b.values.person.display_name));
        let digest = Digest {
            batch: batch.id.clone(),
            run_id: first.run_id.clone(),
            step: message.step(),
            to: message.to.clone(),
            at: self.clock().now(),
            values: DigestValues {
                batch: batch.id.clone(),
                tenant: first.notice.values.tenant.clone(),
                organization: first.notice.values.organization.clone(),
                login_portal: first.notice.values.login_portal.clone(),
                time_zone: first.notice.values.time_zone.clone(),
                others,
                people,
            },
        };
        match message.kind {
            Kind::Manager => self.notifier().manager_digest(&digest).await?,
            Kind::It(Channel::Mail) => self.notifier().it_mail_digest(&digest).await?,
            Kind::It(Channel::Slack) => self.notifier().it_chat_digest(Chat::Slack, &digest).await?,
            Kind::It(Channel::Teams) => self.notifier().it_chat_digest(Chat::Teams, &digest).await?,
        }
        Ok(Sent { digest: Some(digest.run_id) })
    }
}
