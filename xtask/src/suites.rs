//! The test suites of the workspace: built once, then run one by one.

use std::{path::PathBuf, process::Stdio};

use cargo_metadata::{Message, MetadataCommand};
use tokio::process::Command;

use crate::run::{Failed, openly};

/// One test program.
pub(crate) struct Suite {
    /// The package that it belongs to.
    pub(crate) package: String,
    /// What it tests, such as `lib` or `test store`.
    pub(crate) name: String,
    program: PathBuf,
    folder: PathBuf,
    version: String,
}

impl Suite {
    /// Runs it as `cargo test` would; whether every test passed.
    pub(crate) async fn run(&self, variables: &[(&str, &str)]) -> Result<bool, Failed> {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("CARGO_PKG_NAME", &self.package)
            .env("CARGO_PKG_VERSION", &self.version)
            .envs(variables.iter().copied())
            .arg("--quiet");
        openly(&mut command).await
    }
}

/// Builds all suites (or those of some packages) and lists them in the order of their names.
pub(crate) async fn build(packages: &[String]) -> Result<Vec<Suite>, Failed> {
    let mut command = cargo();
    command.args(["test", "--no-run", "--message-format=json-render-diagnostics"]).args(scope(packages));
    command.stderr(Stdio::inherit()).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.map_err(|source| Failed::Start { program: "cargo".into(), source })?;
    if !output.status.success() {
        return Err(Failed::Missing("the tests did not build".into()));
    }
    let metadata = MetadataCommand::new().no_deps().exec();
    let metadata = metadata.map_err(|error| Failed::Missing(format!("the workspace is not readable: {error}")))?;
    let mut suites = Vec::new();
    for message in Message::parse_stream(output.stdout.as_slice()) {
        let Message::CompilerArtifact(artifact) = message? else { continue };
        let package = metadata.packages.iter().find(|package| package.id == artifact.package_id);
        let (Some(program), Some(package), true) = (artifact.executable, package, artifact.profile.test) else {
            continue;
        };
        let kind = artifact.target.kind.first().map(ToString::to_string).unwrap_or_default();
        suites.push(Suite {
            package: package.name.to_string(),
            name: if kind == "lib" { kind } else { format!("{kind} {}", artifact.target.name) },
            program: program.into(),
            folder: package.manifest_path.parent().map(Into::into).unwrap_or_default(),
            version: package.version.to_string(),
        });
    }
    suites.sort_by(|a, b| (&a.package, &a.name).cmp(&(&b.package, &b.name)));
    Ok(suites)
}

/// Runs the examples in the documentation; whether all are right.
pub(crate) async fn examples(packages: &[String]) -> Result<bool, Failed> {
    openly(cargo().args(["test", "--quiet", "--doc"]).args(scope(packages))).await
}

/// Where builds go.
pub(crate) fn target_folder() -> Result<PathBuf, Failed> {
    let metadata = MetadataCommand::new().no_deps().exec();
    let metadata = metadata.map_err(|error| Failed::Missing(format!("the workspace is not readable: {error}")))?;
    Ok(metadata.target_directory.into())
}

fn scope(packages: &[String]) -> Vec<&str> {
    match packages {
        [] => vec!["--workspace"],
        packages => packages.iter().flat_map(|package| ["--package", package]).collect(),
    }
}

pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
