//! The built program, run as a user runs it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::provider::ScriptedProvider;
use super::{Database, KEY};

/// Returns a command of the program on this database, without the variables of the person who runs the tests.
pub fn command(database: &Database) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proficient"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy().into_owned();
        let provider = ["OPENAI_", "ANTHROPIC_", "GEMINI_", "OLLAMA_", "PROFICIENT_", "DATABASE_URL"];
        if provider.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    // Without a built-in model that `make run` may have fetched.
    command.env("PROFICIENT_DATA_DIR", super::NO_DATA);
    command.env("PROFICIENT_DATABASE", &database.url).stdin(Stdio::null());
    command
}

/// Returns `proficient serve` on a free port, with this provider as OpenAI.
pub fn serve(database: &Database, provider: &ScriptedProvider) -> Command {
    let mut command = command(database);
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    command.env("OPENAI_BASE_URL", format!("{}/openai/v1", provider.url)).env("OPENAI_API_KEY", KEY);
    command
}

/// Runs a command to completion.
pub fn run(database: &Database, arguments: &[&str]) -> Output {
    command(database).args(arguments).output().unwrap()
}

/// Runs a command and reads its output as JSON.
#[track_caller]
pub fn run_json(database: &Database, arguments: &[&str]) -> Value {
    let output = run(database, arguments);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// A running `proficient serve` on a free port.
pub struct Server {
    child: Child,
    pub url: String,
    /// The output up to the link to the dashboard.
    pub printed: String,
}

impl Server {
    /// Starts it with these arguments, and waits until it listens.
    pub fn start(database: &Database, arguments: &[&str]) -> Self {
        Self::start_command(command(database).args(["serve", "--listen", "127.0.0.1:0"]).args(arguments))
    }

    pub fn start_command(command: &mut Command) -> Self {
        Self::start_with(command, Stdio::null())
    }

    /// Starts it with its log in a file.
    pub fn start_logging(command: &mut Command, log: std::fs::File) -> Self {
        Self::start_with(command, log.into())
    }

    fn start_with(command: &mut Command, log: Stdio) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = String::new();
        let mut url = None;
        // The announcement ends with the link to the dashboard, or says that there is none.
        for line in lines.by_ref().map_while(Result::ok) {
            printed.push_str(&line);
            printed.push('\n');
            if let Some(at) = line.find("http://localhost:").filter(|_| url.is_none()) {
                let address: String = line[at..].chars().take_while(|c| !c.is_whitespace()).collect();
                url = Some(address.replace("localhost", "127.0.0.1"));
            }
            if ["Dashboard: ", "Set up the dashboard", "Built without the dashboard"]
                .iter()
                .any(|end| line.starts_with(end))
            {
                break;
            }
        }
        Self { child, url: url.expect("the server prints its address"), printed }
    }

    /// Returns the ID of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }

    /// Waits until it ends. Returns the exit code, or `None` if it was killed.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}
