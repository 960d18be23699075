//! Bounds of the settings. Zero does not turn a time limit off: every request would fail, or a loop would run without a
//! pause. What is too large is as wrong: it overflows, or it exhausts memory.

use std::collections::HashMap;

use url::Url;

use super::{Config, ConfigError};
use crate::pricing::Price;

/// What values a setting may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    /// From and to, in seconds.
    Seconds(f64, f64),
    /// From and to.
    Number(f64, f64),
    /// One of a few values, which its type enforces.
    Choice,
    /// A text, or a table of such: checked where it is read, with an error that names the setting.
    Text,
    /// A table of numbers, checked below.
    Table,
}

use Bound::{Choice, Number, Seconds, Table, Text};

const HOUR: f64 = 3_600.0;
const DAY: f64 = 24.0 * HOUR;
const YEAR: f64 = 365.0 * DAY;
/// 100 MiB. A body and a reply are in memory as a whole.
const LARGEST: f64 = 104_857_600.0;
/// Maximum size of a context window, in tokens.
const WINDOW: usize = 100_000_000;
/// Maximum price of a million tokens, in dollars.
const PRICE: f64 = 1_000_000.0;

/// The bounds of every setting of `config.default.toml`.
pub(super) const BOUNDS: &[(&str, Bound)] = &[
    ("listen", Text),
    ("public_url", Text),
    ("data_dir", Text),
    ("database", Text),
    ("database_connections", Number(1.0, 1_000.0)),
    ("database_statement_timeout", Seconds(1.0, HOUR)),
    ("database_prepared_statements", Choice),
    ("allow_shared_database", Choice),
    ("demo", Choice),
    ("demo_model", Text),
    ("secret_key", Text),
    ("log.level", Text),
    ("log.format", Choice),
    ("log.requests", Choice),
    ("http.body_limit", Number(1_024.0, LARGEST)),
    ("http.header_limit", Number(8_192.0, 1_048_576.0)),
    ("http.behind_proxy", Choice),
    ("http.read_timeout", Seconds(0.1, DAY)),
    ("http.idle_timeout", Seconds(0.1, DAY)),
    ("http.write_timeout", Seconds(0.1, DAY)),
    ("http.request_timeout", Seconds(0.1, DAY)),
    // Clients reconnect after 45 seconds of silence.
    ("http.heartbeat", Seconds(0.1, 40.0)),
    ("http.shutdown_timeout", Seconds(0.0, DAY)),
    ("dashboard.session_time", Seconds(60.0, 10.0 * YEAR)),
    ("dashboard.link_time", Seconds(60.0, YEAR)),
    ("mail.smtp", Text),
    ("mail.from", Text),
    ("models.connect_timeout", Seconds(0.1, HOUR)),
    ("models.read_timeout", Seconds(0.1, DAY)),
    ("models.reply_timeout", Seconds(0.1, DAY)),
    ("models.retries", Number(0.0, 10.0)),
    ("models.max_retry_wait", Seconds(0.0, HOUR)),
    ("models.circuit_failures", Number(0.0, 1_000_000.0)),
    ("models.circuit_pause", Seconds(0.1, DAY)),
    ("models.max_reply_bytes", Number(1_024.0, LARGEST)),
    ("models.default_context_window", Number(1.0, WINDOW as f64)),
    ("models.reply_tokens", Number(1.0, WINDOW as f64)),
    ("models.local_parallel", Number(1.0, 256.0)),
    ("models.local_queue", Number(0.0, 100_000.0)),
    ("models.local_context_window", Number(64.0, 1_048_576.0)),
    ("models.private_addresses", Choice),
    ("models.aliases", Text),
    ("models.context_windows", Table),
    ("models.prices", Table),
    ("models.recommended", Table),
    ("internal.cache_lifetime", Seconds(0.0, HOUR)),
    ("internal.key_use_interval", Seconds(0.0, DAY)),
    ("internal.model_catalog_lifetime", Seconds(0.0, DAY)),
    ("internal.model_catalog_failure_lifetime", Seconds(0.0, DAY)),
    ("internal.node_silence", Seconds(1.0, HOUR)),
    ("internal.sweep_interval", Seconds(0.1, HOUR)),
    ("connections", Table),
];

/// Checks the numbers before they are converted, so that an error names the setting and its bounds.
pub(super) fn check_numbers(settings: &config::Config) -> Result<(), ConfigError> {
    for (name, bound) in BOUNDS {
        let (Seconds(low, high) | Number(low, high)) = *bound else { continue };
        // What is no number is refused by its type.
        let Ok(value) = settings.get::<f64>(name) else { continue };
        if !(low..=high).contains(&value) {
            let unit = if matches!(bound, Seconds(..)) { " seconds" } else { "" };
            return Err(ConfigError::Range(format!("{name} must be from {low} to {high}{unit}")));
        }
    }
    Ok(())
}

impl Config {
    /// Returns an error for the first setting with a wrong text or table.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let errors = [
            (!is_root(&self.public_url)).then(|| {
                "public_url must be an address without a path, such as https://chat.example.com: the server's pages work \
                 at the root of a host only, so give it a host name of its own"
                    .to_owned()
            }),
            self.data_dir.as_os_str().is_empty().then(|| "data_dir must name a folder".to_owned()),
            wrong_window(&self.models.context_windows),
            wrong_price(&self.models.prices),
            self.wrong_connection(),
        ];
        errors.into_iter().flatten().next().map_or(Ok(()), |message| Err(ConfigError::Range(message)))
    }

    fn wrong_connection(&self) -> Option<String> {
        let times = self.connections.iter().flat_map(|(connection, settings)| {
            [("read_timeout", settings.read_timeout), ("reply_timeout", settings.reply_timeout)]
                .map(|(setting, time)| (connection, setting, time))
        });
        let is_wrong = |seconds: f64| !(0.1..=DAY).contains(&seconds);
        let mut wrong = times.filter(|(_, _, time)| time.is_some_and(|time| is_wrong(time.as_secs_f64())));
        let (connection, setting, _) = wrong.next()?;
        Some(format!("connections.{connection}.{setting} must be from 0.1 to {DAY} seconds"))
    }
}

fn wrong_window(windows: &HashMap<String, usize>) -> Option<String> {
    let (model, _) = windows.iter().find(|(_, size)| !(1..=WINDOW).contains(size))?;
    Some(format!("models.context_windows: {model:?} must be from 1 to {WINDOW} tokens"))
}

fn wrong_price(prices: &HashMap<String, Price>) -> Option<String> {
    let is_ok = |price: f64| (0.0..=PRICE).contains(&price);
    let (model, _) = prices.iter().find(|(_, price)| !is_ok(price.input) || !is_ok(price.output))?;
    Some(format!("models.prices: {model:?} must have prices from 0 to {PRICE}"))
}

/// Returns whether a URL names a host alone. Empty stands for no URL.
fn is_root(url: &str) -> bool {
    url.is_empty()
        || Url::parse(url).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use config::{File, FileFormat, Value, ValueKind};

    use super::*;
    use crate::config::{DEFAULTS, Overrides};

    /// Returns the names of all settings below a table. Tables with entries of the operator's own count as one.
    fn names(table: &config::Map<String, Value>, prefix: &str) -> BTreeSet<String> {
        let tables: Vec<&str> =
            BOUNDS.iter().filter(|(_, bound)| matches!(bound, Table | Text)).map(|(name, _)| *name).collect();
        table
            .iter()
            .flat_map(|(key, value)| {
                let name = format!("{prefix}{key}");
                match &value.kind {
                    ValueKind::Table(inner) if !tables.contains(&&*name) => names(inner, &format!("{name}.")),
                    _ => BTreeSet::from([name]),
                }
            })
            .collect()
    }

    fn load(name: &str, value: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        let text = match name.split_once('.') {
            Some((section, name)) => format!("[{section}]\n{name} = {value}\n"),
            None => format!("{name} = {value}\n"),
        };
        std::fs::write(&file, text).unwrap();
        Config::load(Some(&file), &Overrides::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_setting_has_bounds() {
        let defaults =
            config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml)).build().unwrap();
        let all = names(&defaults.try_deserialize().unwrap(), "");
        let bounded: BTreeSet<String> = BOUNDS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(all, bounded, "add a setting to both config.default.toml and BOUNDS");
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_with_the_setting_and_its_bounds() {
        for (name, bound) in BOUNDS {
            let (low, high, step) = match bound {
                Seconds(low, high) => (low, high, 0.05),
                Number(low, high) => (low, high, 1.0),
                Choice => {
                    let error = load(name, "\"neither\"").unwrap_err();
                    assert!(error.contains(name), "{name}: {error}");
                    continue;
                }
                Text | Table => continue,
            };
            for value in [*low, *high] {
                load(name, &value.to_string()).unwrap_or_else(|error| panic!("{name} = {value}: {error}"));
            }
            let far = ["4000000000", "-1", "nan", "inf", "9223372036854775807"].map(str::to_owned);
            for value in far.into_iter().chain([(low - step).to_string(), (high + step).to_string()]) {
                let error = load(name, &value).unwrap_err();
                assert!(
                    error.starts_with(&format!("{name} must be from {low} to {high}")),
                    "{name} = {value}: {error}"
                );
            }
            let error = load(name, "\"soon\"").unwrap_err();
            assert!(error.contains(name), "{name}: {error}");
        }
    }

    #[test]
    fn entries_of_tables_are_named_with_their_bounds() {
        for (name, value, problem) in [
            ("models.context_windows", "{ \"a.b\" = 0 }", "\"a.b\" must be from 1 to"),
            ("models.prices", "{ \"a.b\" = { input = -1, output = 1 } }", "\"a.b\" must have prices from 0"),
            ("models.prices", "{ \"a.b\" = { input = 1, output = nan } }", "\"a.b\" must have prices from 0"),
            (
                "connections.x",
                "{ kind = \"openai\", read_timeout = 0 }",
                "connections.x.read_timeout must be",
            ),
            ("data_dir", "\"\"", "data_dir must name a folder"),
        ] {
            let error = load(name, value).unwrap_err();
            assert!(error.contains(problem), "{name} = {value}: {error}");
        }
    }

    #[test]
    fn a_public_url_is_a_host_of_the_web() {
        for url in [
            "https://example.com/chat/",
            "https://example.com/?a=b",
            "https://ada:secret@example.com",
            "example.com",
            "ftp://example.com",
            "javascript:alert(1)",
        ] {
            let error = load("public_url", &format!("{url:?}")).unwrap_err();
            assert!(error.starts_with("public_url must be an address without a path"), "{error}");
        }
        for url in ["", "https://example.com", "http://localhost:8080/"] {
            assert!(load("public_url", &format!("{url:?}")).is_ok(), "{url}");
        }
    }
}
