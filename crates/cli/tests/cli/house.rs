//! A machine with the real binary, and a JumpCloud beside it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use dayone_simulator::{Options, Seed, Simulator};
use serde_json::Value;
use tempfile::TempDir;

/// A machine.
pub(crate) struct House {
    pub(crate) simulator: Simulator,
    home: TempDir,
}

impl House {
    pub(crate) async fn new() -> House {
        House::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> House {
        let simulator = Simulator::start(Seed::Demo, options).await.expect("a simulator");
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("john.yaml"), JOHN).expect("written");
        House { simulator, home }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
        command.args(arguments).env_clear().current_dir(self.home.path());
        command.env("HOME", self.home.path()).env("DAYONE_ACTOR", "cli:alice");
        command.env("JUMPCLOUD_API_KEY", self.simulator.api_key());
        command.env("JUMPCLOUD_BASE_URL", self.simulator.url());
        command.env("JUMPCLOUD_ORG_ID", self.simulator.org_id());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        Done::from(self.command(arguments).output().expect("it starts"))
    }

    pub(crate) fn run_with_stdin(&self, arguments: &[&str], stdin: &str) -> Done {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("written");
        Done::from(child.wait_with_output().expect("it ends"))
    }

    /// How often an operation was called.
    pub(crate) fn calls(&self, operation: &str) -> u64 {
        self.simulator.control().count(operation)
    }

    /// Every file below the home folder, as bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => files.push((path.clone(), std::fs::read(&path).expect("a file"))),
                }
            }
        }
        files
    }
}

/// How a command came out.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Done {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Done {
    /// It ended with this code; else everything that it said.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Done {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout, self.stderr))
    }

    /// The report on stdout, which keeps to its schema.
    #[track_caller]
    pub(crate) fn report(&self) -> Value {
        let report = self.json();
        let validator = jsonschema::validator_for(&dayone_core::report::schema()).expect("a schema");
        let wrong: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{report:#}");
        report
    }

    /// Type of the first error in the report.
    #[track_caller]
    pub(crate) fn error_type(&self) -> String {
        self.report()["failed_steps"][0]["error"]["type"].as_str().expect("a failed step").to_owned()
    }

    /// The run in the report.
    #[track_caller]
    pub(crate) fn run_id(&self) -> String {
        self.report()["audit_trail"]["workflow_run_id"].as_str().expect("a run").to_owned()
    }
}

/// A command that goes on while a test does other things; what it says is read all the time, so that it never waits.
pub(crate) struct Running {
    id: u32,
    done: std::thread::JoinHandle<Done>,
}

impl Running {
    pub(crate) fn new(child: Child) -> Running {
        Running { id: child.id(), done: std::thread::spawn(move || ends(child)) }
    }

    pub(crate) fn start(mut command: Command) -> Running {
        Running::new(command.spawn().expect("it starts"))
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&self) -> bool {
        self.done.is_finished()
    }

    /// Kills it, unless it has ended by itself.
    pub(crate) fn kill(self) -> Done {
        if !self.has_ended() {
            // It may end at this moment: then there is nobody to be killed.
            drop(Command::new("kill").args(["-s", "KILL", &self.id.to_string()]).stderr(Stdio::null()).status());
        }
        self.ends()
    }

    /// Stops it with this signal.
    pub(crate) fn stop(self, name: &str) -> Done {
        send(self.id, name);
        self.ends()
    }

    /// Waits for its end.
    pub(crate) fn ends(self) -> Done {
        self.done.join().expect("read to its end")
    }
}

/// Sends a signal to a command that a test has started.
pub(crate) fn signal(child: &Child, name: &str) {
    send(child.id(), name);
}

fn send(id: u32, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &id.to_string()]).status().expect("kill");
    assert!(sent.success());
}

pub(crate) fn ends(child: Child) -> Done {
    Done::from(child.wait_with_output().expect("it ends"))
}

/// What a file holds of a text.
pub(crate) fn holds(path: &Path, bytes: &[u8], text: &str) -> Option<PathBuf> {
    bytes.windows(text.len()).any(|window| window == text.as_bytes()).then(|| path.to_owned())
}

const JOHN: &str = "\
first_name: John
last_name: Smith
email: john.smith@company.com
username: john.smith
department: Engineering
job_title: Software Developer
employee_id: EMP-2026-042
office_location: Seattle
manager_email: jane.doe@company.com
user_groups: [UG-All-Employees, UG-Engineering]
additional_groups: [UG-Project-Phoenix]
attributes:
  costCenter: ENG-200
";
