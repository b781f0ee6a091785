//! Writes, one by one or in groups.
//!
//! SQLite has one writer, and a commit waits for the disk: so all writes that wait share one commit. If any of them
//! fails, the transaction is rolled back and each runs alone, so none suffers from another. PostgreSQL groups commits
//! itself; there each write is a transaction.

use std::{future::Future, pin::Pin, sync::Arc};

use tokio::sync::{mpsc, oneshot};

use crate::{
    db::{Db, Tx},
    error::StoreError,
};

/// The most writes that share a commit.
const GROUP: usize = 64;

/// A change of the database that can be tried more than once.
pub(crate) trait Write: Send + Sync + 'static {
    type Answer: Send + 'static;
    type Error: From<StoreError> + From<sqlx::Error> + Send + 'static;

    /// Makes the change inside `tx`, which the caller commits.
    fn perform(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Answer, Self::Error>> + Send;
}

/// A write that waits for the writer, whatever its type.
pub(crate) trait Queued: Send {
    /// Makes the change in a shared transaction and keeps the answer; `false` if it failed.
    fn attempt<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;
    /// Makes the change in a transaction of its own and keeps the answer.
    fn alone<'a>(&'a mut self, db: &'a Db) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
    /// Keeps an error as the answer.
    fn refuse(&mut self, error: StoreError);
    /// Gives the answer to who waits for it; only after the commit.
    fn answer(self: Box<Self>);
}

struct Waiting<W: Write> {
    write: W,
    result: Option<Result<W::Answer, W::Error>>,
    reply: oneshot::Sender<Result<W::Answer, W::Error>>,
}

/// Starts the writer; it ends when the last sender is gone.
pub(crate) fn spawn(db: Db) -> mpsc::Sender<Box<dyn Queued>> {
    let (sender, mut receiver) = mpsc::channel::<Box<dyn Queued>>(4 * GROUP);
    tokio::spawn(async move {
        let mut group = Vec::with_capacity(GROUP);
        while receiver.recv_many(&mut group, GROUP).await > 0 {
            carry_out(&db, &mut group).await;
            for write in group.drain(..) {
                write.answer();
            }
        }
    });
    sender
}

/// Queues a write and waits until it is durable.
pub(crate) async fn send<W: Write>(writer: &mpsc::Sender<Box<dyn Queued>>, write: W) -> Result<W::Answer, W::Error> {
    let (reply, answer) = oneshot::channel();
    let waiting = Box::new(Waiting { write, result: None, reply });
    writer.send(waiting).await.map_err(|_| StoreError::Closed)?;
    answer.await.map_err(|_| StoreError::Closed)?
}

/// Waits until the writes that wait now are answered.
pub(crate) async fn flush(writer: &mpsc::Sender<Box<dyn Queued>>) {
    // If the writer is gone, so are the writes.
    send(writer, Flush).await.ok();
}

struct Flush;

impl Write for Flush {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, _: &mut Tx) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A write in a transaction of its own.
pub(crate) async fn alone<W: Write>(db: &Db, write: &W) -> Result<W::Answer, W::Error> {
    let mut tx = db.begin().await?;
    match write.perform(&mut tx).await {
        Ok(answer) => {
            tx.commit().await?;
            Ok(answer)
        }
        Err(error) => {
            // The write's own error is the one to tell; a failed rollback ends with the connection.
            tx.rollback().await.ok();
            Err(error)
        }
    }
}

/// All writes in one transaction; if that cannot be committed, each in its own.
async fn carry_out(db: &Db, group: &mut [Box<dyn Queued>]) {
    if let [only] = group {
        return only.alone(db).await;
    }
    match db.begin().await {
        Ok(tx) => {
            if !together(tx, group).await {
                for write in group {
                    write.alone(db).await;
                }
            }
        }
        // Nobody gets a transaction now: each alone would wait as long again.
        Err(error) => {
            let error = Arc::new(error);
            group.iter_mut().for_each(|write| write.refuse(StoreError::from(Arc::clone(&error))));
        }
    }
}

/// Whether all writes went well and are durable; if not, nothing of them is kept.
async fn together(mut tx: Tx, group: &mut [Box<dyn Queued>]) -> bool {
    for write in group {
        if !write.attempt(&mut tx).await {
            tx.rollback().await.ok();
            return false;
        }
    }
    tx.commit().await.is_ok()
}

impl<W: Write> Queued for Waiting<W> {
    fn attempt<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            let result = self.write.perform(tx).await;
            let went_well = result.is_ok();
            self.result = Some(result);
            went_well
        })
    }

    fn alone<'a>(&'a mut self, db: &'a Db) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move { self.result = Some(alone(db, &self.write).await) })
    }

    fn refuse(&mut self, error: StoreError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        // Nobody may be waiting any more; the write stands all the same.
        self.reply.send(self.result.unwrap_or_else(|| Err(StoreError::Closed.into()))).ok();
    }
}
