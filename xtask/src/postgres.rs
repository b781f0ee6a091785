//! A PostgreSQL server for the tests: found or installed, in a temporary folder, on a free port, stopped at the end.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use tokio::process::Command;

use crate::run::{Failed, quietly};

/// A running server. Dropping it stops it and removes its folder, however the task ends.
pub(crate) struct Server {
    programs: PathBuf,
    account: Account,
    folder: TempDir,
    port: u16,
}

/// Under which account the server runs: it refuses root.
enum Account {
    Own,
    Other(String),
}

impl Server {
    /// Starts a server with an empty database. `DAYONE_TEST_POSTGRES_FSYNC=on` makes it as durable as in production.
    pub(crate) async fn start() -> Result<Server, Failed> {
        let programs = match find_programs() {
            Some(programs) => programs,
            None => install().await?,
        };
        let account = account().await?;
        let folder = tempfile::Builder::new().prefix("dayone-postgres-").tempdir()?;
        if let Account::Other(user) = &account {
            quietly(Command::new("chown").arg(user).arg(folder.path())).await?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Server { programs, account, folder, port };
        let data = server.data();
        let initdb = ["--auth=trust", "--username=dayone", "--encoding=UTF8", "--no-sync", "--pgdata"];
        quietly(server.program("initdb").args(initdb).arg(&data)).await?;
        let durable = std::env::var("DAYONE_TEST_POSTGRES_FSYNC").is_ok_and(|fsync| fsync == "on");
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{}' -c max_connections=300 \
             -c fsync={fsync} -c synchronous_commit={fsync} -c full_page_writes={fsync}",
            server.folder.path().display(),
            fsync = if durable { "on" } else { "off" },
        );
        let log = server.folder.path().join("log");
        let mut start = server.program("pg_ctl");
        start.args(["start", "-w", "-t", "60", "-D"]).arg(&data).arg("-l").arg(&log).arg("-o").arg(options);
        // Its output would be waited for as long as the server lives.
        start.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        if !crate::run::openly(&mut start).await? {
            let log = std::fs::read_to_string(&log).unwrap_or_default();
            return Err(Failed::Missing(format!("PostgreSQL did not start:\n{log}")));
        }
        Ok(server)
    }

    /// The address, as `DAYONE_TEST_POSTGRES` gives it to the tests.
    pub(crate) fn url(&self) -> String {
        format!("postgres://dayone@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match &self.account {
            Account::Own => Command::new(program),
            Account::Other(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
        };
        // The account may not enter the folder that we were started in.
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.data().join("postmaster.pid").exists() {
            return;
        }
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "-w", "-m", "immediate", "-D"]).arg(self.data());
        match stop.into_std().output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => eprintln!("xtask: PostgreSQL was not stopped: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => eprintln!("xtask: PostgreSQL was not stopped: {error}"),
        }
    }
}

/// The folder with `initdb`, `pg_ctl` and `postgres`: in PATH, or the newest where Debian keeps them.
fn find_programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut packaged: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    packaged.sort();
    folders.extend(packaged.into_iter().rev().map(|(_, folder)| folder));
    folders.into_iter().find(|folder| has_programs(folder))
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
}

async fn install() -> Result<PathBuf, Failed> {
    println!("PostgreSQL is not installed: installing it with apt-get");
    for arguments in [&["update"][..], &["install", "-y", "--no-install-recommends", "postgresql"]] {
        let mut command = match is_root().await? {
            true => Command::new("apt-get"),
            false => {
                let mut command = Command::new("sudo");
                command.arg("apt-get");
                command
            }
        };
        quietly(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive")).await?;
    }
    find_programs().ok_or_else(|| Failed::Missing("PostgreSQL was installed, but initdb is not to be found".into()))
}

async fn account() -> Result<Account, Failed> {
    if !is_root().await? {
        return Ok(Account::Own);
    }
    for user in ["postgres", "dayone-test"] {
        if quietly(Command::new("id").arg("-u").arg(user)).await.is_ok() {
            return Ok(Account::Other(user.into()));
        }
    }
    quietly(Command::new("useradd").args(["--system", "--no-create-home", "dayone-test"])).await?;
    Ok(Account::Other("dayone-test".into()))
}

async fn is_root() -> Result<bool, Failed> {
    Ok(quietly(Command::new("id").arg("-u")).await?.trim() == "0")
}
