//! Where a request comes from: for the audit log and for limits on attempts, never for deciding who somebody is.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use crate::app::App;

/// Characters of a program's name that are kept.
const USER_AGENT_LENGTH: usize = 256;

/// Where from, and with which program.
#[derive(Debug, Clone)]
pub struct ClientAddress {
    /// None if it is not known.
    pub ip: Option<IpAddr>,
    /// As it calls itself; may be empty.
    pub user_agent: String,
}

impl ClientAddress {
    /// Of a request. A proxy in front says who called it, if the settings say that there is one.
    pub fn of(parts: &Parts, app: &App) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let said = || {
            // The last one is what the proxy itself has seen; those before it anybody can write.
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
        };
        let ip = if app.config.http.behind_proxy { said().or(peer) } else { peer };
        let user_agent = parts.headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let user_agent = user_agent.unwrap_or_default().replace(|c: char| c.is_control(), " ");
        Self { ip, user_agent: user_agent.chars().take(USER_AGENT_LENGTH).collect() }
    }

    /// As text; empty if it is not known.
    pub fn ip_text(&self) -> String {
        self.ip.map(|ip| ip.to_string()).unwrap_or_default()
    }

    /// What limits count as one caller: an address, or the network that one household has of IPv6.
    pub fn network(&self) -> String {
        match self.ip {
            Some(IpAddr::V6(ip)) => ip.segments().iter().take(4).map(|part| format!("{part:x}:")).collect(),
            _ => self.ip_text(),
        }
    }
}
