//! Which connections this server has, and which of them an agent's model means.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::local::{Local, Queue};
use super::model_catalog::{ModelCatalog, Offer};
use super::project_connections::ProjectConnections;
use super::provider::Provider;
use super::provider_models::ProviderModels;
use super::{Events, Failure, FailureKind, Request, demo};
use crate::config::{Config, Connection, ConnectionKind, Models};
use crate::pricing::{Price, Prices};
use crate::secrets::{NotAKey, Secrets};

/// The connection that is always there and asks nobody.
pub const DEMO: &str = "demo";

/// The connection to the built-in model, which is there if its file is.
pub const LOCAL: &str = "local";

/// Where that file is, in the folder of everything that is kept.
const BUILT_IN: &str = "models/smollm2-135m-instruct.gguf";

/// All connections of this server.
#[derive(Debug)]
pub struct Registry {
    connections: HashMap<String, Via>,
    /// Whether they have a key.
    keyed: HashMap<String, bool>,
    catalogue: ModelCatalog,
    own: ProjectConnections,
    prices: Prices,
    settings: Models,
}

/// One of the server's connections, as far as others may know it.
#[derive(Debug)]
pub struct Server<'r> {
    /// Its name.
    pub name: &'r str,
    /// Its kind.
    pub kind: ConnectionKind,
    /// Whether it has a key.
    pub has_key: bool,
}

/// A model that can be asked.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its full name, after aliases: for logs.
    pub name: String,
    /// Tokens that it reads and writes at most together.
    pub context_window: usize,
    /// Whether user and agent must take turns, the user first.
    pub strict_turns: bool,
    /// What it costs; none if that is not known.
    pub price: Option<Price>,
    via: Via,
    /// Its name at its connection.
    model: String,
}

/// Who is asked.
#[derive(Debug, Clone)]
enum Via {
    Demo,
    Local(Arc<Local>),
    Provider(Arc<Provider>),
}

/// Why the connections cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A connection has a name or settings that cannot work.
    #[error("connections.{name}: {problem}")]
    Connection {
        /// Its name.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// What seals the keys of projects' connections.
    #[error(transparent)]
    SecretKey(#[from] NotAKey),
    /// The HTTP client cannot be made.
    #[error("cannot make the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

impl Registry {
    /// The configured connections, those of the usual variables, which `variable` reads, and the built-in model if
    /// `data_dir` has its file.
    pub fn new(config: &Config, variable: impl Fn(&str) -> Option<String>) -> Result<Self, RegistryError> {
        let Config { models: settings, connections: configured, data_dir, internal, .. } = config;
        let mut all = from_variables(variable);
        if cfg!(feature = "local-model") && data_dir.join(BUILT_IN).is_file() {
            all.insert(LOCAL.to_owned(), Connection::of(ConnectionKind::Local));
        }
        for (name, connection) in configured {
            let problem =
                |problem: &str| RegistryError::Connection { name: name.clone(), problem: problem.to_owned() };
            if name == DEMO {
                return Err(problem("this name is taken by the built-in demo"));
            }
            if connection.kind == ConnectionKind::OpenaiCompatible && connection.base_url.is_none() {
                return Err(problem("base_url is missing: where is the server?"));
            }
            all.insert(name.clone(), connection.clone());
        }
        let http = client(settings).build()?;
        let own = ProjectConnections::new(Secrets::new(config)?, &http, settings, internal.cache_lifetime)?;
        let keyed =
            all.iter().map(|(name, connection)| (name.clone(), connection.api_key.is_some())).collect();
        let queue = Queue::new(settings.local_parallel, settings.local_queue);
        let (mut connections, mut listings) = (HashMap::new(), HashMap::new());
        for (name, connection) in all {
            let problem = |problem| RegistryError::Connection { name: name.clone(), problem };
            let via = if connection.kind == ConnectionKind::Local {
                let path = data_dir.join(connection.path.as_deref().unwrap_or(Path::new(BUILT_IN)));
                Via::Local(Arc::new(Local::open(&path, settings, &queue).map_err(problem)?))
            } else {
                let listing = ProviderModels::new(&http, &connection).map_err(problem)?;
                listings.insert(name.clone(), listing);
                Via::Provider(Arc::new(Provider::new(&http, &connection, settings).map_err(problem)?))
            };
            connections.insert(name, via);
        }
        let prices = Prices::new(settings.prices.clone());
        let catalogue = ModelCatalog::new(listings, internal);
        Ok(Self { connections, keyed, catalogue, own, prices, settings: settings.clone() })
    }

    /// The model that an agent's `<connection>.<model>` means, through aliases.
    pub fn resolve(&self, name: &str) -> Result<Model, Failure> {
        let name = self.sent_as(name);
        let absent =
            || Failure::new(FailureKind::NotConnected, format!("no connection for the model {name:?}"));
        let (connection, model) = name.split_once('.').ok_or_else(absent)?;
        let via = match connection {
            DEMO => &Via::Demo,
            _ => self.connections.get(connection).ok_or_else(absent)?,
        };
        let strict_turns = match via {
            Via::Demo => false,
            // Its template was tried with any order.
            Via::Local(local) if local.model() == model => false,
            Via::Local(_) => return Err(absent()),
            Via::Provider(provider) => provider.strict_turns(),
        };
        Ok(Model {
            name: name.to_owned(),
            context_window: self.context_window(name),
            strict_turns,
            price: self.prices.of(name),
            via: via.clone(),
            model: model.to_owned(),
        })
    }

    /// The full name that is sent in the place of this one.
    pub(super) fn sent_as<'n>(&'n self, name: &'n str) -> &'n str {
        self.settings.aliases.get(name).map_or(name, String::as_str)
    }

    pub(super) fn own(&self) -> &ProjectConnections {
        &self.own
    }

    pub(super) fn catalogue(&self) -> &ModelCatalog {
        &self.catalogue
    }

    /// The server's own connections, sorted by their names.
    pub fn servers(&self) -> Vec<Server<'_>> {
        let kind = |via: &Via| match via {
            Via::Demo => ConnectionKind::Demo,
            Via::Local(_) => ConnectionKind::Local,
            Via::Provider(provider) => provider.kind(),
        };
        let has_key = |name: &str| self.keyed.get(name).copied().unwrap_or_default();
        let all = self.connections.iter().map(|(name, via)| (name.as_str(), via)).chain([(DEMO, &Via::Demo)]);
        let all = all.map(|(name, via)| Server { name, kind: kind(via), has_key: has_key(name) });
        let mut all: Vec<_> = all.collect();
        all.sort_unstable_by_key(|server| server.name);
        all
    }

    /// The names of the connections, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.connections.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// What all connections offer, sorted by their names. Providers are asked for it at most now and then.
    pub async fn offers(&self) -> Vec<Offer> {
        let mut offers = self.catalogue.offers().await;
        offers.extend(self.built_in());
        offers.sort_unstable_by(|a, b| a.connection.cmp(&b.connection));
        offers
    }

    /// What this process offers by itself.
    fn built_in(&self) -> Vec<Offer> {
        let offer = |connection: &str, kind, model: &str| {
            let models = Ok(Arc::from([model.to_owned()]));
            Offer { connection: connection.to_owned(), kind, of_project: false, models }
        };
        let local = self.local().map(|(name, local)| offer(name, ConnectionKind::Local, local.model()));
        local.chain([offer(DEMO, ConnectionKind::Demo, "assistant")]).collect()
    }

    /// Names that are sent as another one, with that one.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings.aliases.iter().map(|(name, asked)| (name.as_str(), asked.as_str()))
    }

    /// What models cost.
    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// The limits of asking.
    pub fn settings(&self) -> &Models {
        &self.settings
    }

    /// The full names of the local models, sorted.
    pub fn local_models(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.local().map(|(name, local)| format!("{name}.{}", local.model())).collect();
        names.sort_unstable();
        names
    }

    fn local(&self) -> impl Iterator<Item = (&str, &Local)> {
        self.connections.iter().filter_map(|(name, via)| match via {
            Via::Local(local) => Some((name.as_str(), local.as_ref())),
            _ => None,
        })
    }

    /// Tokens that the model with this full name, after aliases, reads and writes at most together.
    pub fn context_window(&self, name: &str) -> usize {
        let (connection, model) = name.split_once('.').unwrap_or_default();
        if let Some(Via::Local(local)) = self.connections.get(connection)
            && local.model() == model
        {
            return local.context_window();
        }
        self.known_window(name).unwrap_or(self.settings.default_context_window)
    }

    /// The same of a project's own connection of this kind, which may have a name that the settings do not know.
    pub(super) fn window_of(&self, name: &str, kind: ConnectionKind, model: &str) -> usize {
        let known =
            self.known_window(name).or_else(|| self.known_window(&format!("{}.{model}", kind.name())));
        known.unwrap_or(self.settings.default_context_window)
    }

    /// A model of a project's own connection.
    pub(super) fn model_of(&self, provider: &Arc<Provider>, name: &str, model: &str) -> Model {
        let kind = provider.kind();
        Model {
            name: name.to_owned(),
            context_window: self.window_of(name, kind, model),
            strict_turns: provider.strict_turns(),
            price: self.prices.of(name).or_else(|| self.prices.of(&format!("{}.{model}", kind.name()))),
            via: Via::Provider(Arc::clone(provider)),
            model: model.to_owned(),
        }
    }

    fn known_window(&self, name: &str) -> Option<usize> {
        let known = self.settings.context_windows.iter();
        let known = known.filter(|(beginning, _)| name.starts_with(beginning.as_str()));
        known.max_by_key(|(beginning, _)| beginning.len()).map(|(_, &size)| size)
    }
}

impl Model {
    /// Asks; the answer comes as a stream. Dropping the stream ends the request.
    pub async fn ask(&self, request: &Request) -> Result<Events, Failure> {
        match &self.via {
            Via::Demo => Ok(demo::answer(request)),
            Via::Local(local) => local.ask(request),
            Via::Provider(provider) => provider.ask(&self.model, request).await,
        }
    }
}

impl Model {
    /// The settings that go with a request to this model, by their names in its protocol; those that are unset are not
    /// sent.
    pub fn settings_sent(&self, request: &Request) -> Value {
        let (openai, anthropic) = (request.openai, request.anthropic);
        match &self.via {
            Via::Demo => json!({}),
            Via::Provider(provider) if provider.kind() == ConnectionKind::Anthropic => json!({
                "temperature": anthropic.temperature,
                "top_k": anthropic.top_k.filter(|&top_k| top_k >= 0),
                "top_p": anthropic.top_p.filter(|&top_p| top_p >= 0.0),
            }),
            Via::Provider(provider) if provider.kind() != ConnectionKind::Gemini => json!({
                "temperature": openai.temperature,
                "top_p": openai.top_p,
                "frequency_penalty": openai.frequency_penalty,
                "presence_penalty": openai.presence_penalty,
            }),
            _ => json!({ "temperature": openai.temperature, "top_p": openai.top_p }),
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// How providers are called.
pub(super) fn client(settings: &Models) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(settings.connect_timeout)
        // A provider does not redirect; following could carry a key elsewhere.
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true)
}

fn from_variables(variable: impl Fn(&str) -> Option<String>) -> HashMap<String, Connection> {
    let read =
        |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let mut all = HashMap::new();
    for (name, kind, key, url) in [
        ("openai", ConnectionKind::Openai, "OPENAI_API_KEY", "OPENAI_BASE_URL"),
        ("anthropic", ConnectionKind::Anthropic, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
        ("gemini", ConnectionKind::Gemini, "GEMINI_API_KEY", "GEMINI_BASE_URL"),
    ] {
        let (api_key, base_url) = (read(key), read(url));
        if api_key.is_some() || base_url.is_some() {
            all.insert(
                name.to_owned(),
                Connection { base_url, api_key: api_key.map(SecretString::from), ..Connection::of(kind) },
            );
        }
    }
    if let Some(host) = read("OLLAMA_HOST") {
        let base_url = Some(ollama_url(&host));
        all.insert(
            "ollama".to_owned(),
            Connection { base_url, ..Connection::of(ConnectionKind::OpenaiCompatible) },
        );
    }
    all
}

/// Ollama's variable is also what its server listens on: it may lack scheme and port, or name every address.
fn ollama_url(host: &str) -> String {
    let with_scheme = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let Ok(mut url) = url::Url::parse(&with_scheme) else { return with_scheme };
    if url.host_str() == Some("0.0.0.0") {
        let _kept = url.set_host(Some("127.0.0.1"));
    }
    if url.port().is_none() && !host.contains("://") {
        let _kept = url.set_port(Some(11434));
    }
    format!("{}/v1", url.as_str().trim_end_matches('/').trim_end_matches("/v1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ollama_s_host_in_all_its_forms() {
        for (host, url) in [
            ("127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
            ("gpu", "http://gpu:11434/v1"),
            ("0.0.0.0", "http://127.0.0.1:11434/v1"),
            ("https://ollama.example.com", "https://ollama.example.com/v1"),
            ("http://localhost:1/v1/", "http://localhost:1/v1"),
        ] {
            assert_eq!(ollama_url(host), url);
        }
    }
}
