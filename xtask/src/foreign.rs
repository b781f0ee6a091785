//! Clients that others wrote against the directory, run unchanged against the simulator: only their base URL is set.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::{
    run::{Failed, openly, quietly},
    suites::{cargo, target_folder},
};

/// The package whose simulator they talk to.
pub(crate) const PACKAGE: &str = "dayone-simulator";

/// What is installed, from the package index: a client, and the program that it extends.
const REQUIRED: [&str; 2] = ["saltext-jumpcloud==0.1.0", "salt==3008.3"];

/// What it is to do.
const WALK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/simulator/tests/foreign/saltext_jumpcloud.py");

/// Installs the clients, if they aren't yet, and lets them walk; whether all went well.
pub(crate) async fn walk() -> Result<bool, Failed> {
    let python = installed().await?;
    let (simulator, ready) = simulator().await?;
    let mut walk = Command::new(python);
    walk.arg("-W").arg("ignore").arg(WALK);
    for (variable, key) in
        [("SIMULATOR_URL", "url"), ("SIMULATOR_KEY", "api_key"), ("SIMULATOR_ORGANIZATION", "org_id")]
    {
        walk.env(variable, field(&ready, key)?);
    }
    let done = openly(&mut walk).await;
    // It is killed when it is dropped, and not before.
    drop(simulator);
    done
}

/// The interpreter of an environment that has what is required. It is kept from run to run.
async fn installed() -> Result<PathBuf, Failed> {
    let folder = target_folder()?.join("clients-of-others");
    let python = folder.join("bin/python");
    let (marker, required) = (folder.join("installed"), REQUIRED.join("\n"));
    if std::fs::read_to_string(&marker).is_ok_and(|installed| installed == required) {
        return Ok(python);
    }
    environment(&folder).await?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]).args(REQUIRED);
    quietly(&mut install).await?;
    std::fs::write(marker, required)?;
    Ok(python)
}

async fn environment(folder: &Path) -> Result<(), Failed> {
    let make = || {
        let mut make = Command::new("python3");
        make.args(["-m", "venv", "--clear"]).arg(folder);
        make
    };
    if quietly(&mut make()).await.is_ok() {
        return Ok(());
    }
    // Debian keeps the module apart.
    quietly(Command::new("apt-get").args(["update", "-qq"])).await?;
    quietly(Command::new("apt-get").args(["install", "-y", "-qq", "python3-venv"])).await?;
    quietly(&mut make()).await.map(|_| ())
}

/// A simulator of its own process, and the line that it says when it is ready.
async fn simulator() -> Result<(Child, String), Failed> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", PACKAGE, "--example", "serve"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|source| Failed::Start { program: "cargo".into(), source })?;
    let output = child.stdout.take().ok_or_else(|| Failed::Missing("the simulator has no output".into()))?;
    let line = BufReader::new(output).lines().next_line().await?;
    let line = line.ok_or_else(|| Failed::Missing("the simulator did not start".into()))?;
    Ok((child, line))
}

/// A text of a flat JSON object whose texts hold no escapes.
fn field<'a>(ready: &'a str, key: &str) -> Result<&'a str, Failed> {
    let named = format!("\"{key}\":\"");
    let value = ready.split_once(&named).and_then(|(_, rest)| rest.split_once('"'));
    value.map(|(value, _)| value).ok_or_else(|| Failed::Missing(format!("the simulator did not say its {key}")))
}
