//! A database of its own for each test: a SQLite file, or a schema on the PostgreSQL server of the tests.

use std::path::PathBuf;

use dayone_store::{Durability, Store, StoreOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tempfile::TempDir;

/// Runs each named test on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::database::Database::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::database::Database::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both;

pub(crate) struct Database {
    pub(crate) url: String,
    /// Holds the SQLite file in `database/`; keys go beside that folder.
    pub(crate) folder: TempDir,
    schema: Option<String>,
}

impl Database {
    pub(crate) fn sqlite() -> Database {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("database/dayone.db").display());
        Database { url, folder, schema: None }
    }

    pub(crate) async fn postgres() -> Database {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let name = folder.path().file_name().and_then(|name| name.to_str()).expect("a folder's name");
        let schema = format!("t{}", name.replace(|c: char| !c.is_alphanumeric(), "")).to_lowercase();
        let schema = format!("{schema}_{}", std::process::id());
        let database = Database { url: with_schema(&server(), &schema), folder, schema: Some(schema.clone()) };
        database.execute(&format!("CREATE SCHEMA {schema}")).await;
        database
    }

    pub(crate) fn schema(&self) -> &str {
        self.schema.as_deref().expect("a PostgreSQL schema")
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("database/dayone.db")
    }

    /// The address of the same schema for another role.
    pub(crate) fn url_of(&self, role: &str) -> String {
        let (_, host) = server().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("user@host");
        with_schema(&format!("postgres://{role}@{host}"), self.schema())
    }

    pub(crate) async fn open(&self) -> Store {
        self.open_ahead(0).await
    }

    /// Opens it with a database clock that is ahead by some microseconds.
    pub(crate) async fn open_ahead(&self, clock_offset_us: i64) -> Store {
        let options = StoreOptions { clock_offset_us, ..options() };
        Store::open(&self.url, options).await.expect("the store opens")
    }

    /// Runs statements behind the store's back.
    pub(crate) async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        if self.schema.is_some() {
            let options: sqlx::postgres::PgConnectOptions = self.url.parse().expect("an address");
            let mut connection = options.connect().await.expect("the server answers");
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.map(drop);
            connection.close().await.ok();
            done
        } else {
            let mut connection = lite(&self.file()).await;
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.map(drop);
            connection.close().await.ok();
            done
        }
    }

    /// Changes the log as somebody could who owns the database: without its triggers.
    pub(crate) async fn tamper(&self, sql: &str) {
        let unlock = match self.schema {
            Some(_) => "ALTER TABLE event DISABLE TRIGGER ALL".to_owned(),
            None => ["changed", "deleted", "replaced"]
                .map(|what| format!("DROP TRIGGER IF EXISTS event_is_never_{what};"))
                .concat(),
        };
        self.execute(&unlock).await;
        self.execute(sql).await;
    }
}

pub(crate) async fn lite(file: &std::path::Path) -> sqlx::SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    options.connect().await.expect("the file opens")
}

/// As durable as in production: this is the suite that proves it.
pub(crate) fn options() -> StoreOptions {
    StoreOptions { durability: Durability::Full, connections: 4, ..StoreOptions::default() }
}

fn server() -> String {
    std::env::var("DAYONE_TEST_POSTGRES").expect(
        "DAYONE_TEST_POSTGRES must name a PostgreSQL server for the tests: run `cargo xtask test`, which brings one",
    )
}

fn with_schema(server: &str, schema: &str) -> String {
    format!("{server}?options[search_path]={schema}&application_name={schema}")
}
