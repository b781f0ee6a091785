//! Where reads wait, and when they go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

use super::{memberships, users};
use crate::client::Client;

/// As many reads as go at once.
const FULL: usize = 100;

pub(super) struct Desk {
    client: Client,
    linger: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next_participant: u64,
    active: BTreeSet<u64>,
    /// Participants whose reads are under way, and how many.
    served: BTreeMap<u64, usize>,
    users: Vec<users::Ask>,
    memberships: Vec<memberships::Ask>,
    /// How often the desk was cleared.
    round: u64,
    lingering: bool,
}

impl Desk {
    pub(super) fn new(client: Client, linger: Duration) -> Self {
        Self { client, linger, state: Mutex::new(State::default()) }
    }

    pub(super) fn enter(&self) -> u64 {
        let mut state = self.state();
        state.next_participant += 1;
        let number = state.next_participant;
        state.active.insert(number);
        number
    }

    pub(super) fn leave(self: &Arc<Self>, number: u64) {
        let mut state = self.state();
        state.active.remove(&number);
        // Outside of a runtime nothing can be read; the linger clears the desk.
        if let Ok(runtime) = Handle::try_current()
            && state.is_due()
        {
            self.clear(&mut state, &runtime);
        }
    }

    pub(super) fn ask_user(self: &Arc<Self>, ask: users::Ask) {
        let mut state = self.state();
        state.users.push(ask);
        self.asked(&mut state);
    }

    pub(super) fn ask_memberships(self: &Arc<Self>, ask: memberships::Ask) {
        let mut state = self.state();
        state.memberships.push(ask);
        self.asked(&mut state);
    }

    fn asked(self: &Arc<Self>, state: &mut State) {
        let runtime = Handle::current();
        if state.is_due() {
            self.clear(state, &runtime);
        } else if !state.lingering {
            state.lingering = true;
            let (desk, round) = (Arc::clone(self), state.round);
            runtime.spawn(async move {
                tokio::time::sleep(desk.linger).await;
                let mut state = desk.state();
                if state.round == round {
                    desk.clear(&mut state, &Handle::current());
                }
            });
        }
    }

    /// Reads all that waits, in a task of its own: a caller that gives up takes nobody along.
    fn clear(self: &Arc<Self>, state: &mut State, runtime: &Handle) {
        state.round += 1;
        state.lingering = false;
        let mut asked_users = std::mem::take(&mut state.users);
        let mut asked_memberships = std::mem::take(&mut state.memberships);
        asked_users.retain(|ask| !ask.reply.is_closed());
        asked_memberships.retain(|ask| !ask.reply.is_closed());
        let readers = asked_users.iter().map(|ask| ask.participant);
        let readers: Vec<_> = readers.chain(asked_memberships.iter().map(|ask| ask.participant)).collect();
        readers.iter().for_each(|reader| *state.served.entry(*reader).or_default() += 1);

        if !asked_users.is_empty() {
            let desk = Arc::clone(self);
            runtime.spawn(async move {
                let answers = users::read(&desk.client, &asked_users).await;
                for (ask, answer) in asked_users.into_iter().zip(answers) {
                    desk.state().served_one(ask.participant);
                    // A caller that has given up wants no answer.
                    let _ = ask.reply.send(answer);
                }
            });
        }
        if !asked_memberships.is_empty() {
            let desk = Arc::clone(self);
            runtime.spawn(async move {
                let answers = memberships::read(&desk.client, &asked_memberships).await;
                for (ask, answer) in asked_memberships.into_iter().zip(answers) {
                    desk.state().served_one(ask.participant);
                    // A caller that has given up wants no answer.
                    let _ = ask.reply.send(answer);
                }
            });
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// True if nobody else will come before one of those who wait is served, or enough have come.
    fn is_due(&self) -> bool {
        let count = self.users.len() + self.memberships.len();
        if count == 0 {
            return false;
        }
        let users = self.users.iter().filter(|ask| !ask.reply.is_closed()).map(|ask| ask.participant);
        let memberships = self.memberships.iter().filter(|ask| !ask.reply.is_closed()).map(|ask| ask.participant);
        let waiting: BTreeSet<_> = users.chain(memberships).collect();
        count >= FULL || self.active.iter().all(|number| waiting.contains(number) || self.served.contains_key(number))
    }

    fn served_one(&mut self, participant: u64) {
        if let Some(count) = self.served.get_mut(&participant) {
            *count -= 1;
            if *count == 0 {
                self.served.remove(&participant);
            }
        }
    }
}
