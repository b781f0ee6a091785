//! The reads of many runs, gathered into few calls.

mod desk;
mod memberships;
mod plan;
mod users;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use dayone_core::fault::{Delivery, Fault, FaultKind};
use tokio::sync::oneshot;

use crate::client::Client;
use crate::wire::User;
use desk::Desk;

pub use plan::Candidate;

/// How long a read waits for others to join it, while others may come.
const LINGER: Duration = Duration::from_millis(50);

/// Gathers the reads of concurrent runs of one tenant: users by id, up to 100 a call; memberships by the cheaper of
/// each user's groups and the groups' member pages.
///
/// Every run that may read joins, and leaves by dropping its [`Participant`]. What has gathered is read when every
/// active participant waits, when 100 reads wait, or after a linger of 50 ms. So a single run never waits, and its
/// reads are the plain ones. Reads are counted on the coalescer's own client. Waiting until a write shows is the
/// caller's business.
#[derive(Clone)]
pub struct Coalescer(Arc<Desk>);

/// A run that may read. Whoever isn't about to read for long should drop it: others wait for it, up to the linger.
pub struct Participant {
    desk: Arc<Desk>,
    number: u64,
}

/// The groups of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memberships {
    /// The groups' ids.
    pub groups: BTreeSet<String>,
    /// Which groups were looked at.
    pub coverage: Coverage,
}

/// Which groups were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Every group of the organisation, dynamic ones too.
    Every,
    /// The asked-for candidates only.
    Candidates,
}

impl Coalescer {
    /// A coalescer without participants.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self::with_linger(client, LINGER)
    }

    /// A coalescer with another linger.
    #[must_use]
    pub fn with_linger(client: Client, linger: Duration) -> Self {
        Self(Arc::new(Desk::new(client, linger)))
    }

    /// Becomes an active participant.
    #[must_use]
    pub fn join(&self) -> Participant {
        Participant { number: self.0.enter(), desk: Arc::clone(&self.0) }
    }
}

impl Participant {
    /// A user, or none: `GET /systemusers/{id}`, or `POST /search/systemusers` with others.
    ///
    /// # Errors
    /// Any [`Fault`]; everybody in one call gets the same.
    pub async fn read_user(&self, id: &str) -> Result<Option<User>, Fault> {
        let (reply, answer) = oneshot::channel();
        self.desk.ask_user(users::Ask { participant: self.number, id: id.to_owned(), reply });
        answer.await.unwrap_or_else(|_| Err(unanswered("GET /systemusers/{id}")))
    }

    /// Which groups a user is in: `GET /v2/users/{user_id}/memberof`, or with others
    /// `GET /v2/usergroups/{group_id}/members` of the candidates where that takes fewer calls. Without candidates
    /// every group is looked at.
    ///
    /// # Errors
    /// Any [`Fault`]; everybody in one call gets the same.
    pub async fn memberships(&self, user_id: &str, candidates: &[Candidate]) -> Result<Memberships, Fault> {
        let (reply, answer) = oneshot::channel();
        self.desk.ask_memberships(memberships::Ask {
            participant: self.number,
            user_id: user_id.to_owned(),
            candidates: candidates.to_vec(),
            reply,
        });
        answer.await.unwrap_or_else(|_| Err(unanswered("GET /v2/users/{user_id}/memberof")))
    }
}

impl Drop for Participant {
    fn drop(&mut self) {
        self.desk.leave(self.number);
    }
}

/// The task that read for us has ended before its time: the program is stopping.
fn unanswered(operation: &str) -> Fault {
    Fault {
        kind: FaultKind::Unavailable,
        delivery: Delivery::NotApplied,
        operation: operation.to_owned(),
        status: None,
        retry_after: None,
        detail: None,
    }
}
