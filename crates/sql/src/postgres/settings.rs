//! The URL of a PostgreSQL database.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;
use url::Url;

use super::{CONNECT_TIMEOUT, tls};
use crate::error::OpenError;

/// After this silence, and then every [`PROBE_INTERVAL`], the operating system probes the connection.
const KEEPALIVE: Duration = Duration::from_secs(30);
const PROBE_INTERVAL: Duration = Duration::from_secs(10);
const PROBES: u32 = 3;
/// How long sent data may stay unacknowledged.
const UNCONFIRMED: Duration = Duration::from_secs(30);

/// How the server's certificate is checked, according to `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// `disable`, `prefer`, `require`: not at all.
    Nothing,
    /// `verify-ca`: only the issuer.
    Issuer,
    /// `verify-full`: the issuer and the host name.
    Full,
}

/// Parses a URL. `sslmode` and `sslrootcert` have the same meaning as in libpq.
pub(super) fn parse(url: &str) -> Result<(Config, MakeRustlsConnect), OpenError> {
    let mut url = Url::parse(url).map_err(|error| OpenError::Setting(error.to_string()))?;
    let (mut check, mut roots, mut kept) = (Check::Nothing, None, Vec::new());
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), value.as_ref()) {
            ("sslmode" | "ssl-mode", "verify-ca") => check = Check::Issuer,
            ("sslmode" | "ssl-mode", "verify-full") => check = Check::Full,
            ("sslmode" | "ssl-mode", mode) => kept.push(("sslmode".to_owned(), mode.to_owned())),
            ("sslrootcert" | "ssl-root-cert" | "ssl-ca", path) => roots = Some(PathBuf::from(path)),
            (name, value) => kept.push((name.to_owned(), value.to_owned())),
        }
    }
    if check != Check::Nothing {
        kept.push(("sslmode".to_owned(), "require".to_owned()));
    }
    let kept: Vec<_> =
        kept.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    let mut config: Config =
        url.as_str().parse().map_err(|error: tokio_postgres::Error| OpenError::Setting(explained(&error)))?;
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_application_name().is_none() {
        config.application_name("proficient");
    }
    config
        .keepalives_idle(KEEPALIVE)
        .keepalives_interval(PROBE_INTERVAL)
        .keepalives_retries(PROBES)
        .tcp_user_timeout(UNCONFIRMED);
    let tls = MakeRustlsConnect::new(tls::client(check, roots.as_deref())?);
    Ok((config, tls))
}

fn encoded(text: &str) -> impl std::fmt::Display + '_ {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
}

/// Appends the cause, which names the setting.
fn explained(error: &tokio_postgres::Error) -> String {
    use std::error::Error;
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Opens a connection outside of a pool, with no limits on statements: for migrations.
#[expect(clippy::disallowed_methods, reason = "the task ends with the client")]
pub(crate) async fn connect(url: &str) -> Result<tokio_postgres::Client, OpenError> {
    let (config, tls) = parse(url)?;
    let (client, connection) = config.connect(tls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to PostgreSQL ended");
        }
    });
    Ok(client)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "this is a test")]

    use super::*;
    use tokio_postgres::config::SslMode;

    #[test]
    fn a_url_says_who_connects_and_how() {
        let (config, _) =
            parse("postgres://me:p%40ss+word@db.example.com:5433/chat?sslmode=verify-full").unwrap();
        assert_eq!(config.get_password(), Some(&b"p@ss+word"[..]));
        assert_eq!((config.get_dbname(), config.get_ports()), (Some("chat"), &[5433][..]));
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        let (config, _) =
            parse("postgres://me@db/chat?sslmode=disable&application_name=two%20words").unwrap();
        assert_eq!(config.get_ssl_mode(), SslMode::Disable);
        assert_eq!(config.get_application_name(), Some("two words"));
    }

    #[test]
    fn an_unknown_setting_is_named_and_a_password_is_not() {
        let error = parse("postgres://me:geheim@db/chat?nonsense=1").err().unwrap().to_string();
        assert!(error.contains("nonsense") && !error.contains("geheim"), "{error}");
    }
}
