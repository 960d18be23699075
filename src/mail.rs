//! Invitation mails, sent through the operator's mail server. Without one, the inviter passes the link on.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use tokio::time::timeout;

use crate::config;
use crate::error::{Error, Result, unavailable};

/// How long the mail server may take to accept a mail.
const SEND_TIMEOUT: Duration = Duration::from_secs(15);

/// Sends mail, if a mail server is configured.
#[derive(Debug)]
pub struct Mail(Option<Sender>);

#[derive(Debug)]
struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why the mail settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// `mail.smtp` is not the URL of a mail server. It may contain a password, so it is not shown.
    #[error(
        "mail.smtp: must be smtps://USER:PASSWORD@HOST or smtp://…, with special characters percent-encoded"
    )]
    Server,
    /// `mail.from` is not an email address.
    #[error("mail.from: must be an email address, such as \"Proficient <chat@example.com>\"")]
    From,
}

impl Mail {
    /// Creates a mailer from the settings.
    pub fn new(settings: &config::Mail) -> std::result::Result<Self, MailError> {
        if settings.smtp.expose_secret().is_empty() {
            return Ok(Self(None));
        }
        let from = settings.from.parse().map_err(|_| MailError::From)?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(settings.smtp.expose_secret());
        let transport = server.map_err(|_| MailError::Server)?.timeout(Some(SEND_TIMEOUT)).build();
        Ok(Self(Some(Sender { transport, from })))
    }

    /// Returns whether a mail server is configured.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Mails an invitation link. Fails if the mail server does not accept it, or if none is configured.
    pub async fn invitation(&self, to: &str, project_name: &str, invited_by: &str, link: &str) -> Result<()> {
        let (project, inviter) = (one_line(project_name), one_line(invited_by));
        let subject = format!("{inviter} invites you to {project}");
        let body = format!(
            "Hello,\n\n\
             {inviter} invites you to the project \u{201c}{project}\u{201d} in Proficient.\n\n\
             To join, open this link. It works once, and for you only:\n\n\
             {link}\n\n\
             If you did not expect this invitation, ignore this email.\n"
        );
        let sent = self.send(to, subject, body).await;
        if let Err(Error { cause, .. }) = &sent {
            tracing::warn!("an invitation was not mailed");
            // The mail server's response may contain the recipient's address.
            tracing::debug!(?cause, "the mail server's error");
        }
        sent
    }

    async fn send(&self, to: &str, subject: String, body: String) -> Result<()> {
        let Some(sender) = &self.0 else { return Err(unavailable("no mail server is configured")) };
        let to: Address = to.parse().map_err(failed)?;
        let message = Message::builder()
            .from(sender.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(failed)?;
        timeout(SEND_TIMEOUT, sender.transport.send(message)).await.map_err(failed)?.map_err(failed)?;
        Ok(())
    }
}

fn failed(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    unavailable("the mail could not be sent").caused_by(cause)
}

/// Replaces control characters, so that a name cannot add lines or headers to a mail.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(smtp: &str, from: &str) -> config::Mail {
        config::Mail { smtp: smtp.into(), from: from.to_owned() }
    }

    #[test]
    fn errors_about_settings_do_not_contain_the_password() {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        assert!(!Mail::new(&settings("", "")).unwrap().is_on());
        assert!(Mail::new(&settings("smtps://u:s3cret@h", "chat@example.com")).unwrap().is_on());
        for (smtp, from, field) in [
            ("http://u:s3cret@h", "chat@example.com", "mail.smtp"),
            ("nonsense s3cret", "chat@example.com", "mail.smtp"),
            ("smtps://u:s3cret@h", "nobody", "mail.from"),
            ("smtps://u:s3cret@h", "", "mail.from"),
        ] {
            let error = Mail::new(&settings(smtp, from)).unwrap_err().to_string();
            assert!(error.starts_with(field) && !error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn names_stay_on_one_line() {
        assert_eq!(one_line("Shop\r\nBcc: all@example.com"), "Shop  Bcc: all@example.com");
    }
}
