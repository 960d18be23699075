//! Client addresses: where a request comes from. Used for the audit log and rate limits, never to identify a caller.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

/// Maximum characters of a user agent.
const USER_AGENT_LENGTH: usize = 256;

/// The IP address and user agent of a request.
#[derive(Debug, Clone)]
pub struct ClientAddress {
    /// `None` if it is unknown.
    pub ip: Option<IpAddr>,
    /// May be empty.
    pub user_agent: String,
}

impl ClientAddress {
    /// Reads the address of a request. `behind_proxy` says that a proxy in front reports its caller.
    pub fn of(parts: &Parts, behind_proxy: bool) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let forwarded = || {
            // The proxy itself adds the last one. Anybody can write those before it.
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
        };
        let ip = if behind_proxy { forwarded().or(peer) } else { peer };
        let user_agent = parts.headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let user_agent = user_agent.unwrap_or_default().replace(|c: char| c.is_control(), " ");
        Self { ip, user_agent: user_agent.chars().take(USER_AGENT_LENGTH).collect() }
    }

    /// Returns the IP address as text; empty if it is unknown.
    pub fn ip_text(&self) -> String {
        self.ip.map(|ip| ip.to_string()).unwrap_or_default()
    }

    /// Returns what rate limits count as one caller: an IPv4 address, or the IPv6 network of one household.
    pub fn network(&self) -> String {
        match self.ip {
            Some(IpAddr::V6(ip)) => ip.segments().iter().take(4).map(|part| format!("{part:x}:")).collect(),
            _ => self.ip_text(),
        }
    }
}
