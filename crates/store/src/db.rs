//! One enum of pools and one of transactions, with verbs. Ordinary functions use them; no SQL text is written twice.

use dayone_core::chain::Digest;
use sqlx::{AssertSqlSafe, PgPool, Row as _, SqlSafeStr as _, SqlStr, SqlitePool, postgres::PgRow, sqlite::SqliteRow};

use crate::dialect::Dialect;

/// The pools of one database.
#[derive(Clone)]
pub(crate) enum Db {
    Lite { write: SqlitePool, read: SqlitePool, texts: Texts },
    Pg { pool: PgPool, texts: Texts },
}

/// One transaction. Dropping it rolls back.
pub(crate) enum Tx {
    Lite(sqlx::Transaction<'static, sqlx::Sqlite>, Texts),
    Pg(sqlx::Transaction<'static, sqlx::Postgres>, Texts),
}

/// The dialect, and the offset that tests add to the database's clock, in microseconds.
#[derive(Clone, Copy)]
pub(crate) struct Texts {
    pub(crate) dialect: &'static Dialect,
    pub(crate) offset_us: i64,
}

/// A value bound to a statement: the columns are TEXT and BIGINT only.
#[derive(Clone)]
pub(crate) enum Val {
    Text(Option<String>),
    Int(Option<i64>),
}

/// Binds values in order: `args![run_id, 3, tenant]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Val::from($value)),*] };
}
pub(crate) use args;

/// One row, read by column number.
pub(crate) enum Cells<'r> {
    Lite(&'r SqliteRow),
    Pg(&'r PgRow),
}

/// What a row is read into.
pub(crate) trait Row: Sized + Send {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error>;
}

/// Binds all values, runs the given verb.
macro_rules! run {
    ($sql:expr, $args:expr, $verb:ident, $on:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $args {
            query = match value {
                Val::Text(text) => query.bind(text),
                Val::Int(number) => query.bind(number),
            };
        }
        query.$verb($on).await?
    }};
}

impl Db {
    /// A transaction that may write; on SQLite it waits for the one write lock.
    pub(crate) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Db::Lite { write, texts, .. } => Tx::Lite(write.begin_with(texts.dialect.begin).await?, *texts),
            Db::Pg { pool, texts } => Tx::Pg(pool.begin_with(texts.dialect.begin).await?, *texts),
        })
    }

    /// A transaction that only reads, all of one moment.
    pub(crate) async fn snapshot(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Db::Lite { read, texts, .. } => Tx::Lite(read.begin_with(texts.dialect.snapshot).await?, *texts),
            Db::Pg { pool, texts } => Tx::Pg(pool.begin_with(texts.dialect.snapshot).await?, *texts),
        })
    }

    /// Rows of one reading statement.
    pub(crate) async fn rows<T: Row>(&self, sql: &'static str, args: Vec<Val>) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Db::Lite { read, texts, .. } => {
                let found = run!(texts.render(sql), args, fetch_all, read);
                found.iter().map(|row| T::read(&Cells::Lite(row))).collect()
            }
            Db::Pg { pool, texts } => {
                let found = run!(texts.render(sql), args, fetch_all, pool);
                found.iter().map(|row| T::read(&Cells::Pg(row))).collect()
            }
        }
    }

    /// The first row of one reading statement.
    pub(crate) async fn first<T: Row>(&self, sql: &'static str, args: Vec<Val>) -> Result<Option<T>, sqlx::Error> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }
}

impl Tx {
    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn exec(&mut self, sql: &'static str, args: Vec<Val>) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Tx::Lite(tx, texts) => run!(texts.render(sql), args, execute, &mut **tx).rows_affected(),
            Tx::Pg(tx, texts) => run!(texts.render(sql), args, execute, &mut **tx).rows_affected(),
        })
    }

    /// Rows of a statement.
    pub(crate) async fn rows<T: Row>(&mut self, sql: &'static str, args: Vec<Val>) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Tx::Lite(tx, texts) => {
                let found = run!(texts.render(sql), args, fetch_all, &mut **tx);
                found.iter().map(|row| T::read(&Cells::Lite(row))).collect()
            }
            Tx::Pg(tx, texts) => {
                let found = run!(texts.render(sql), args, fetch_all, &mut **tx);
                found.iter().map(|row| T::read(&Cells::Pg(row))).collect()
            }
        }
    }

    /// The first row of a statement.
    pub(crate) async fn first<T: Row>(&mut self, sql: &'static str, args: Vec<Val>) -> Result<Option<T>, sqlx::Error> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Runs a statement of the schema, made from our own texts, never from a caller's values.
    pub(crate) async fn schema(&mut self, sql: String) -> Result<(), sqlx::Error> {
        match self {
            Tx::Lite(tx, _) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop),
            Tx::Pg(tx, _) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop),
        }
    }

    /// Makes everything durable.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Tx::Lite(tx, _) => tx.commit().await,
            Tx::Pg(tx, _) => tx.commit().await,
        }
    }

    /// Undoes everything now, rather than when the connection is next used.
    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        match self {
            Tx::Lite(tx, _) => tx.rollback().await,
            Tx::Pg(tx, _) => tx.rollback().await,
        }
    }

    pub(crate) fn dialect(&self) -> &'static Dialect {
        match self {
            Tx::Lite(_, texts) | Tx::Pg(_, texts) => texts.dialect,
        }
    }
}

impl Texts {
    /// Puts the words in which the databases differ into a text.
    fn render(self, sql: &'static str) -> SqlStr {
        if !sql.contains('{') {
            return sql.into_sql_str();
        }
        let now = format!("({} + {})", self.dialect.now, self.offset_us);
        let claim = self.dialect.claim_candidate;
        AssertSqlSafe(sql.replace("{claim_candidate}", claim).replace("{now}", &now)).into_sql_str()
    }
}

impl Cells<'_> {
    pub(crate) fn text(&self, column: usize) -> Result<String, sqlx::Error> {
        match self {
            Cells::Lite(row) => row.try_get(column),
            Cells::Pg(row) => row.try_get(column),
        }
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64, sqlx::Error> {
        match self {
            Cells::Lite(row) => row.try_get(column),
            Cells::Pg(row) => row.try_get(column),
        }
    }

    pub(crate) fn text_or_null(&self, column: usize) -> Result<Option<String>, sqlx::Error> {
        match self {
            Cells::Lite(row) => row.try_get(column),
            Cells::Pg(row) => row.try_get(column),
        }
    }

    pub(crate) fn int_or_null(&self, column: usize) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Cells::Lite(row) => row.try_get(column),
            Cells::Pg(row) => row.try_get(column),
        }
    }

    /// A digest; one that is unreadable becomes a digest that fits nothing, so that verification finds it.
    pub(crate) fn digest(&self, column: usize) -> Result<Digest, sqlx::Error> {
        let text = self.text(column)?;
        Ok(text.parse().unwrap_or_else(|_| Digest::of(text.as_bytes())))
    }
}

impl Row for String {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        cells.text(0)
    }
}

impl Row for i64 {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        cells.int(0)
    }
}

impl Row for Option<i64> {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        cells.int_or_null(0)
    }
}

impl From<&str> for Val {
    fn from(text: &str) -> Self {
        Val::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Val {
    fn from(text: &String) -> Self {
        Val::Text(Some(text.clone()))
    }
}

impl From<String> for Val {
    fn from(text: String) -> Self {
        Val::Text(Some(text))
    }
}

impl From<Option<String>> for Val {
    fn from(text: Option<String>) -> Self {
        Val::Text(text)
    }
}

impl From<i64> for Val {
    fn from(number: i64) -> Self {
        Val::Int(Some(number))
    }
}

impl From<Option<i64>> for Val {
    fn from(number: Option<i64>) -> Self {
        Val::Int(number)
    }
}
