//! Waking workers that wait: a signal where there is one, a poll always.

use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::watch;

use crate::{
    db::{Db, Val},
    error::StoreError,
    open::Store,
};

const CHANNEL: &str = "dayone_wake";

/// Waits for signals of [`Store::notify`], from this process and, on PostgreSQL, from every other.
pub struct Wake {
    local: watch::Receiver<u64>,
    listener: Option<PgListener>,
}

/// Why a wait ended. In every case the waiter looks for due runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Somebody said that there is work.
    Signal,
    /// The connection broke, and a signal may have been lost.
    ConnectionLost,
    /// The time was up.
    Poll,
}

impl Store {
    /// Says that there is work which another worker can take: a run was opened, or waits no longer.
    ///
    /// # Errors
    /// Those of the database; the poll finds the work all the same.
    pub async fn notify(&self) -> Result<(), StoreError> {
        self.inner.signal.send_modify(|count| *count = count.wrapping_add(1));
        if let Db::Pg { pool, .. } = &self.inner.db {
            sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(pool).await?;
        }
        Ok(())
    }

    /// A receiver of signals from now on. On PostgreSQL it holds a connection of its own.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn wake(&self) -> Result<Wake, StoreError> {
        let local = self.inner.signal.subscribe();
        let listener = match &self.inner.db {
            Db::Lite { .. } => None,
            Db::Pg { pool, .. } => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(CHANNEL).await?;
                Some(listener)
            }
        };
        Ok(Wake { local, listener })
    }

    /// The database's clock with this store's offset, in microseconds since 1970: what leases are compared with.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn database_now_us(&self) -> Result<i64, StoreError> {
        Ok(self.inner.db.first::<i64>("SELECT {now}", Vec::<Val>::new()).await?.unwrap_or_default())
    }
}

impl Wake {
    /// Waits for a signal, at most for `poll`.
    pub async fn wait(&mut self, poll: Duration) -> Woken {
        let Wake { local, listener } = self;
        let remote = async {
            match listener {
                None => std::future::pending().await,
                Some(listener) => listener.try_recv().await,
            }
        };
        tokio::select! {
            // The sender lives as long as the store; without it only the poll is left.
            Ok(()) = local.changed() => Woken::Signal,
            signal = remote => match signal {
                Ok(Some(_)) => Woken::Signal,
                Ok(None) => Woken::ConnectionLost,
                Err(_) => {
                    // The server is away: trying again at once would only spin.
                    tokio::time::sleep(poll).await;
                    Woken::ConnectionLost
                }
            },
            () = tokio::time::sleep(poll) => Woken::Poll,
        }
    }
}
