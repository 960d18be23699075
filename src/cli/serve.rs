//! `proficient serve`

use std::net::TcpListener;

use clap::Args;
use proficient::config::Overrides;
use proficient::dashboard::links;
use proficient::demo::{Demo, USER};
use proficient::{Started, telemetry};
use tokio::signal::unix::{SignalKind, signal};

use super::{CommandError, ConfigArgs, print};

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// On an empty database, create a demo project and print how to talk to its agent.
    #[arg(long)]
    demo: bool,
    /// Start although another server is using the same SQLite file.
    #[arg(long)]
    allow_shared_database: bool,
    #[command(flatten)]
    args: ConfigArgs,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let overrides = Overrides {
            listen: self.listen,
            demo: self.demo,
            allow_shared_database: self.allow_shared_database,
            ..Overrides::default()
        };
        let config = self.args.load(overrides)?;
        let _logs = telemetry::start(&config.log)?;
        let listener = TcpListener::bind(config.listen.as_str()).map_err(|error| {
            format!("cannot listen on {}: {error} (choose another address with --listen)", config.listen)
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut terminate = signal(SignalKind::terminate())?;
            let mut interrupt = signal(SignalKind::interrupt())?;
            let shutdown = async move {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            };
            let announce = |started: Started| {
                // The server runs even if standard output is closed.
                let _written = print(&announcement(&started));
            };
            proficient::run(config, listener, shutdown, announce).await?;
            Ok(())
        })
    }
}

fn announcement(started: &Started) -> String {
    let url = &started.base_url;
    let missing = match started.missing.as_slice() {
        [] => String::new(),
        parts => format!("Built without {}. To have everything, build with 'make run'.\n", parts.join(", ")),
    };
    // The last line, because that is where people look first.
    let open = match &started.setup_token {
        _ if !started.has_dashboard() => missing,
        Some(token) => {
            let link = links::setup(url, token);
            format!("{missing}Set up the dashboard (this link works once): {link}\n")
        }
        None => format!("{missing}Dashboard: {url}/dashboard/\n"),
    };
    let Some(demo) = &started.demo else {
        return format!("Proficient is running at {url} (documentation: {url}/docs)\n{open}");
    };
    let Demo { project_id, publishable_key, secret_key, agent_id, model, interaction_id, message_id } = demo;
    let real = if model.starts_with("demo.") {
        "This is a built-in demo, not a real model. Connect one in the dashboard: Settings, Connections.\n"
    } else if model.starts_with("local.") {
        "This is a small model that runs in the server itself: it knows little and is often wrong. Connect a better one in\n\
         the dashboard: Settings, Connections.\n\n"
    } else {
        ""
    };
    format!(
        "\nProficient is running at {url} (documentation: {url}/docs)\n\n\
         The database was empty, so a demo project was created:\n\n\
         \x20 project          {project_id}\n\
         \x20 publishable key  {publishable_key}\n\
         \x20 secret key       {secret_key}\n\
         \x20                  (for your backend only; not shown again)\n\
         \x20 agent            {agent_id}, active, replies with {model}\n\
         \x20 user             external ID {USER}\n\n\
         {real}\
         The user has said hello. Ask the agent for a reply:\n\n\
         curl -s {url}/messages/{message_id}/ask -H 'X-PROFICIENT-API-KEY: {publishable_key}' -H \
         'X-PROFICIENT-USER-EXTERNAL-ID: {USER}' -H 'Content-Type: application/json' -d \
         '{{\"interaction_id\":\"{interaction_id}\"}}'\n\n\
         Next: create your own agent, in the dashboard or with {url}/docs/quickstart.\n\n\
         {open}",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(missing: &[&'static str]) -> Started {
        Started {
            address: ([127, 0, 0, 1], 8080).into(),
            demo: None,
            connections: Vec::new(),
            base_url: "http://localhost:8080".to_owned(),
            missing: missing.to_vec(),
            setup_token: Some("lnk_1".to_owned()),
        }
    }

    #[test]
    fn a_server_without_a_dashboard_prints_no_link_to_it() {
        let link =
            "Set up the dashboard (this link works once): http://localhost:8080/dashboard/setup#lnk_1\n";
        let complete = announcement(&started(&[]));
        assert!(complete.ends_with(link) && !complete.contains("Built without"), "{complete}");
        let without_widget = announcement(&started(&["the chat widget"]));
        assert!(without_widget.contains("Built without the chat widget.") && without_widget.ends_with(link));
        let without = announcement(&started(&["the dashboard", "the chat widget"]));
        assert!(without.ends_with(
            "Built without the dashboard, the chat widget. To have everything, build with 'make run'.\n"
        ));
        assert!(!without.contains("/dashboard"), "{without}");
    }
}
