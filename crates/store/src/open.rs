//! Opening a store: which database, how durable, migrated or refused.

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    Connection as _, PgConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

use crate::{
    db::{Db, Texts},
    dialect::{LITE, PG},
    error::StoreError,
    key_file::private_folder,
    schema,
    writer::{self, Queued, Write},
};

/// The event log, the queue and everything beside them. Clones share one set of connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) location: Location,
    pub(crate) signal: watch::Sender<u64>,
    service_role: String,
    writer: Option<mpsc::Sender<Box<dyn Queued>>>,
}

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// What a commit waits for, on SQLite.
    pub durability: Durability,
    /// The most connections of this process: readers on SQLite, all on PostgreSQL.
    pub connections: u32,
    /// How long a write waits for another process's lock on SQLite, and any act for a free connection.
    pub busy_timeout: Duration,
    /// The PostgreSQL role that gets the rights of a service when the schema is migrated, if there is such a role.
    pub service_role: String,
    /// Added to the database's clock wherever leases are compared: for tests.
    pub clock_offset_us: i64,
}

/// What a commit waits for, on SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Until the disk has it (`synchronous=FULL`).
    Full,
    /// For nothing (`synchronous=OFF`): for tests that do not lose power.
    Off,
}

/// Where a database lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In a file of this machine.
    File(PathBuf),
    /// On a server.
    Server,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions {
            durability: Durability::Full,
            connections: 8,
            busy_timeout: Duration::from_secs(10),
            service_role: "dayone_service".into(),
            clock_offset_us: 0,
        }
    }
}

impl Store {
    /// Opens `sqlite:PATH`, a plain path, or `postgres://…`, and brings the schema up to date.
    ///
    /// A SQLite file is made with mode 0600, its folder (if missing) with 0700. On PostgreSQL the schema is migrated
    /// only if the role may; a service role finds it migrated already.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Unreachable`], [`StoreError::Damaged`], or [`StoreError::Migration`]
    /// if the schema is too new, or too old and the role may not change it.
    pub async fn open(url: &str, options: StoreOptions) -> Result<Store, StoreError> {
        let store = Store::connect(url, options).await?;
        let found = schema::found(&store.inner.db).await?;
        schema::refuse_newer(found)?;
        if found == schema::NEEDED {
            return Ok(store);
        }
        store.migrate().await.map_err(|error| match error {
            StoreError::Forbidden(_) => StoreError::Migration {
                found,
                needed: schema::NEEDED,
                reason: "this role may not migrate it, run `dayone migrate` with the owner's role".into(),
            },
            other => other,
        })?;
        Ok(store)
    }

    /// Brings the schema up to date and grants the service role its rights, whatever the schema's state.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] if the role may not, [`StoreError::Migration`] if the schema is newer.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        schema::migrate(&self.inner.db, &self.inner.service_role).await
    }

    /// Where the database lives.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] and the like.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.inner.db.first::<i64>("SELECT {now}", vec![]).await?;
        Ok(())
    }

    /// Closes every connection, after the writes that wait. A store that is dropped closes by itself, later.
    pub async fn close(self) {
        if let Some(writer) = &self.inner.writer {
            writer::flush(writer).await;
        }
        match &self.inner.db {
            Db::Lite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Db::Pg { pool, .. } => pool.close().await,
        }
    }

    /// Carries out a write: on SQLite together with those that wait, on PostgreSQL in a transaction of its own.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Answer, W::Error> {
        match &self.inner.writer {
            Some(writer) => writer::send(writer, write).await,
            None => writer::alone(&self.inner.db, &write).await,
        }
    }

    async fn connect(url: &str, options: StoreOptions) -> Result<Store, StoreError> {
        let (db, location) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            (connect_pg(url, &options).await?, Location::Server)
        } else {
            let path = lite_path(url)?;
            (connect_lite(&path, &options).await?, Location::File(path))
        };
        let writer = matches!(db, Db::Lite { .. }).then(|| writer::spawn(db.clone()));
        let signal = watch::Sender::new(0);
        let service_role = options.service_role;
        Ok(Store { inner: Arc::new(Inner { db, location, signal, service_role, writer }) })
    }
}

fn lite_path(url: &str) -> Result<PathBuf, StoreError> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
    if path.is_empty() || path.contains("://") || path == ":memory:" {
        let address = path.split_once('@').map_or(path, |(_, host)| host).to_owned();
        return Err(StoreError::Address { address });
    }
    Ok(PathBuf::from(path))
}

async fn connect_lite(path: &Path, options: &StoreOptions) -> Result<Db, StoreError> {
    use std::os::unix::fs::OpenOptionsExt as _;

    private_folder(path)?;
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    file.map_err(|source| StoreError::File { path: path.to_owned(), act: "opened", source })?;
    let connect = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match options.durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Off => SqliteSynchronous::Off,
        })
        .busy_timeout(options.busy_timeout)
        .pragma("secure_delete", "ON");
    // Two processes that make one file, or one that makes it while another closes it, refuse each other at once, whatever
    // the busy time-out: switching to the write-ahead log asks nobody to wait.
    let deadline = Instant::now() + options.busy_timeout;
    loop {
        match pools(&connect, options).await.map_err(StoreError::from) {
            Ok((write, read)) => {
                let texts = Texts { dialect: &LITE, offset_us: options.clock_offset_us };
                return Ok(Db::Lite { write, read, texts });
            }
            Err(StoreError::Locked(_)) if Instant::now() < deadline => tokio::time::sleep(REFUSED).await,
            Err(error) => return Err(error),
        }
    }
}

/// How long to wait before a file is opened again that another process makes or closes.
const REFUSED: Duration = Duration::from_millis(20);

/// The pool of the one writer, and that of the readers.
async fn pools(
    connect: &SqliteConnectOptions,
    options: &StoreOptions,
) -> Result<(SqlitePool, SqlitePool), sqlx::Error> {
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        // Where the disk fails, SQLite ends the transaction by itself, and who counts transactions loses count: such a
        // connection would refuse every transaction after it.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .acquire_timeout(options.busy_timeout * 3)
        .connect_with(connect.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(options.connections)
        .acquire_timeout(options.busy_timeout * 3)
        .connect_with(connect.clone().read_only(true))
        .await?;
    Ok((write, read))
}

/// How long the first connection to a server may take.
const CONNECT: std::time::Duration = std::time::Duration::from_secs(5);

async fn connect_pg(url: &str, options: &StoreOptions) -> Result<Db, StoreError> {
    let connect = PgConnectOptions::from_str(url).map_err(|_| {
        let address = url.rsplit_once('@').map_or(url, |(_, host)| host).to_owned();
        StoreError::Address { address }
    })?;
    let connect = match connect.get_application_name() {
        Some(_) => connect,
        None => connect.application_name("dayone"),
    };
    // The pool would try for as long as it waits for a free connection: a server that is not there is said at once.
    let first = tokio::time::timeout(CONNECT, PgConnection::connect_with(&connect));
    first.await.map_err(|_| sqlx::Error::PoolTimedOut)??.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(options.connections)
        .acquire_timeout(options.busy_timeout)
        .connect_with(connect)
        .await?;
    Ok(Db::Pg { pool, texts: Texts { dialect: &PG, offset_us: options.clock_offset_us } })
}
