//! The parts of Proficient's API that the cases use, and the users that they create.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;

use crate::client::{Connection, text};

/// Number of interactions of a user with a long list.
pub const LONG_LIST: usize = 10;
/// The text of every user message.
pub const QUESTION: &str =
    "Where is my order? I placed it last Tuesday and the tracking page has not moved since.";

/// The output of `proficient project create --json`.
#[derive(Clone, Deserialize)]
pub struct Project {
    /// `prj_…`
    pub project_id: String,
    publishable_key: String,
    secret_key: String,
    hmac_secret: String,
}

/// One end user with an interaction to write in.
#[derive(Clone)]
pub struct User {
    /// The headers that authenticate this user, including the HMAC.
    pub headers: HeaderMap,
    /// The newest of this user's interactions.
    pub interaction: String,
}

/// The users of the cases.
pub struct Cast {
    /// Users with one interaction each.
    pub users: Vec<User>,
    /// Users with [`LONG_LIST`] interactions each.
    pub busy_users: Vec<User>,
}

impl Project {
    /// Creates users with interactions with `agent`.
    pub async fn cast(&self, server: SocketAddr, agent: &str, callers: usize) -> Result<Cast> {
        let mut cast = Cast { users: Vec::new(), busy_users: Vec::new() };
        for index in 0..callers {
            let name = format!("bench-user-{index}");
            cast.users.push(self.user(server, agent, &name, 1).await?);
            let name = format!("bench-busy-user-{index}");
            cast.busy_users.push(self.user(server, agent, &name, LONG_LIST).await?);
        }
        Ok(cast)
    }

    /// Creates an active agent with one of the mock's models and returns its ID.
    pub async fn agent(&self, server: SocketAddr, model: &str) -> Result<String> {
        let mut admin = Connection::open(server, self.admin_headers()?).await?;
        let agent = json!({
            "model": format!("openai.{model}"), "name": model, "display_name": "Bench",
            "system_message": "You are {{agent.display_name}}, a friendly assistant. You talk to {{user.first_name}}.",
        });
        let agent = text(&admin.post("/agents", &agent).await?, "id")?.to_owned();
        let active = admin.post(&format!("/agents/{agent}/activate"), &json!({})).await?;
        ensure!(active["active"] == true, "the agent is not active: {active}");
        Ok(agent)
    }

    /// Creates a user with `count` interactions with `agent`.
    pub async fn user(
        &self,
        server: SocketAddr,
        agent: &str,
        external_id: &str,
        count: usize,
    ) -> Result<User> {
        let headers = self.headers_of(external_id)?;
        let mut client = Connection::open(server, headers.clone()).await?;
        let mut interaction = String::new();
        for _ in 0..count {
            let answer = client.post("/interactions", &json!({ "agent_id": agent })).await?;
            interaction = text(&answer["interaction"], "id")?.to_owned();
        }
        let page = client.get("/interactions").await?;
        let length = page["data"].as_array().map_or(0, Vec::len);
        ensure!(length == count, "{external_id} made {count} interactions and {length} are listed");
        Ok(User { headers, interaction })
    }

    /// Returns the headers that authenticate the app's backend.
    pub fn admin_headers(&self) -> Result<HeaderMap> {
        let authorization = HeaderValue::from_str(&format!("Bearer {}", self.secret_key))?;
        Ok(HeaderMap::from_iter([(AUTHORIZATION, authorization)]))
    }

    /// Returns the headers that authenticate a user.
    pub fn headers_of(&self, external_id: &str) -> Result<HeaderMap> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.hmac_secret.as_bytes())?;
        mac.update(external_id.as_bytes());
        let hash = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        let mut headers = HeaderMap::new();
        headers.insert("x-proficient-api-key", HeaderValue::from_str(&self.publishable_key)?);
        headers.insert("x-proficient-user-external-id", HeaderValue::from_str(external_id)?);
        headers.insert("x-proficient-user-hmac", HeaderValue::from_str(&hash)?);
        Ok(headers)
    }
}

/// Checks that a wrong HMAC is refused, so that the measurements include the full check.
pub async fn check_hmac_is_on(server: SocketAddr, user: &User) -> Result<()> {
    let mut headers = user.headers.clone();
    headers.insert("x-proficient-user-hmac", HeaderValue::from_static("AAAA"));
    let refused = Connection::open(server, headers).await?.get("/interactions").await;
    ensure!(
        refused.is_err_and(|error| error.to_string().contains("401")),
        "a wrong HMAC is not refused with 401"
    );
    Ok(())
}

/// Returns how many messages the server reports for these users' interactions.
pub async fn count_messages(server: SocketAddr, users: &[User]) -> Result<u64> {
    let mut total = 0;
    for user in users {
        let mut client = Connection::open(server, user.headers.clone()).await?;
        let interaction = client.get(&format!("/interactions/{}", user.interaction)).await?;
        total += interaction["total_message_count"].as_u64().context("no total_message_count")?;
    }
    Ok(total)
}
