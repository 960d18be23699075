//! Encryption of the provider keys of project connections, so that they cannot be read in the database or its backups.
//!
//! XChaCha20-Poly1305 with a random nonce. Connection and project are authenticated too: a sealed key can only be opened
//! as the key of its own connection. The server's secret key comes from the settings, or from a file in the data folder
//! that is created when it is first needed.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Generate, Key, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Config;
use crate::error::{Error, Result, unavailable, unknown};
use crate::ids;

/// Name of the secret key's file in the data folder.
const FILE: &str = "secret.key";
/// Length of a nonce in bytes.
const NONCE: usize = 24;

/// Encrypts and decrypts provider keys with the server's secret key.
pub struct Secrets {
    file: PathBuf,
    cipher: OnceLock<XChaCha20Poly1305>,
}

/// The setting `secret_key` is not a key.
#[derive(Debug, thiserror::Error)]
#[error("secret_key: must be 32 bytes in Base64, as printed by `openssl rand -base64 32`")]
pub struct NotAKey;

/// A sealed key was encrypted with another secret key, or for another connection.
#[derive(Debug, thiserror::Error)]
#[error("cannot be decrypted with this server's secret key")]
pub struct CannotOpen;

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Uses the secret key of the settings, or that of the file.
    pub fn new(config: &Config) -> std::result::Result<Self, NotAKey> {
        let cipher = OnceLock::new();
        let configured = config.secret_key.expose_secret();
        if !configured.is_empty() {
            let _first = cipher.set(parse(configured).ok_or(NotAKey)?);
        }
        Ok(Self { file: config.data_dir.join(FILE), cipher })
    }

    /// Encrypts the key of a connection.
    pub fn seal(&self, project_id: &str, connection_id: &str, key: &SecretString) -> Result<String> {
        let nonce = XNonce::generate();
        let of = associated(project_id, connection_id);
        let payload = Payload { msg: key.expose_secret().as_bytes(), aad: of.as_bytes() };
        let sealed =
            self.existing_or_new()?.encrypt(&nonce, payload).map_err(|error| unknown(error.to_string()))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Decrypts the key of a connection.
    pub fn open(
        &self,
        project_id: &str,
        connection_id: &str,
        sealed: &str,
    ) -> std::result::Result<SecretString, CannotOpen> {
        let bytes = STANDARD.decode(sealed).map_err(|_| CannotOpen)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or(CannotOpen)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| CannotOpen)?;
        let of = associated(project_id, connection_id);
        let payload = Payload { msg: sealed, aad: of.as_bytes() };
        let cipher = self.existing().ok_or(CannotOpen)?;
        let key = cipher.decrypt(&nonce, payload).map_err(|_| CannotOpen)?;
        String::from_utf8(key).map(SecretString::from).map_err(|_| CannotOpen)
    }

    /// Returns the cipher, or `None` if there is no secret key.
    fn existing(&self) -> Option<&XChaCha20Poly1305> {
        if self.cipher.get().is_none() {
            let cipher = parse(&fs::read_to_string(&self.file).ok()?)?;
            let _first = self.cipher.set(cipher);
        }
        self.cipher.get()
    }

    /// Returns the cipher, creating a secret key if there is none.
    fn existing_or_new(&self) -> Result<&XChaCha20Poly1305> {
        if !self.file.exists() && self.cipher.get().is_none() {
            create_key_file(&self.file).map_err(|error| unusable(&self.file, error))?;
        }
        self.existing().ok_or_else(|| {
            unusable(
                &self.file,
                io::Error::new(ErrorKind::InvalidData, "it cannot be read, or does not hold a key"),
            )
        })
    }
}

fn associated(project_id: &str, connection_id: &str) -> String {
    format!("connection {project_id} {connection_id}")
}

fn parse(text: &str) -> Option<XChaCha20Poly1305> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    XChaCha20Poly1305::new_from_slice(&bytes).ok()
}

/// Creates the file with a new key, atomically and never replacing an existing one.
fn create_key_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let draft = path.with_extension(ids::nonce());
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(&draft)?;
    let made = file
        .write_all(format!("{}\n", STANDARD.encode(Key::<XChaCha20Poly1305>::generate())).as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path));
    let _best_effort = fs::remove_file(&draft);
    match made {
        // Another server was first: use its key.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        // After a power cut, the key must not be lost if something encrypted with it is not.
        Ok(()) => path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all()),
    }
}

fn unusable(file: &Path, cause: io::Error) -> Error {
    tracing::error!(file = %file.display(), %cause, "cannot use the secret key");
    unavailable("cannot encrypt the key; the server's log has the reason").caused_by(cause)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::config::Overrides;

    fn secrets(data_dir: &Path, secret_key: &str) -> std::result::Result<Secrets, NotAKey> {
        let mut config = Config::load(None, &Overrides::default()).unwrap();
        config.data_dir = data_dir.to_owned();
        config.secret_key = secret_key.into();
        Secrets::new(&config)
    }

    #[test]
    fn a_sealed_key_opens_for_its_own_connection_only() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");
        let first = secrets(&data_dir, "").unwrap();
        assert!(first.open("prj_a", "con_a", "").is_err(), "opening creates no key");
        assert!(!data_dir.exists());
        let sealed = first.seal("prj_a", "con_a", &"s3cret-4711".into()).unwrap();
        assert!(!sealed.contains("s3cret"));
        assert_ne!(sealed, first.seal("prj_a", "con_a", &"s3cret-4711".into()).unwrap());

        let file = data_dir.join(FILE);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&data_dir).unwrap().count(), 1, "no other file is left");
        let again = secrets(&data_dir, "").unwrap();
        assert_eq!(again.open("prj_a", "con_a", &sealed).unwrap().expose_secret(), "s3cret-4711");
        for (project, connection) in [("prj_b", "con_a"), ("prj_a", "con_b")] {
            assert!(again.open(project, connection, &sealed).is_err());
        }
        for broken in ["", "AAAA", "****", &sealed[4..], &sealed[..sealed.len() - 4]] {
            assert!(again.open("prj_a", "con_a", broken).is_err(), "{broken}");
        }

        fs::remove_file(&file).unwrap();
        let without = secrets(&data_dir, "").unwrap();
        assert!(without.open("prj_a", "con_a", &sealed).is_err());
        without.seal("prj_a", "con_a", &"another".into()).unwrap();
        assert!(without.open("prj_a", "con_a", &sealed).is_err());
    }

    #[test]
    fn a_file_that_holds_no_key_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "not a key\n").unwrap();
        let error = secrets(folder.path(), "").unwrap().seal("p", "c", &"s3cret".into()).unwrap_err();
        assert!(!error.message.contains(FILE), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "not a key\n");
    }

    #[test]
    fn a_key_in_the_settings_needs_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let key = STANDARD.encode([7; 32]);
        let sealed = secrets(folder.path(), &key).unwrap().seal("p", "c", &"s3cret".into()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let opened = secrets(folder.path(), &format!("{key}\n")).unwrap().open("p", "c", &sealed).unwrap();
        assert_eq!(opened.expose_secret(), "s3cret");
        for wrong in ["x", "AAAA", &STANDARD.encode([7; 31])] {
            assert!(secrets(folder.path(), wrong).is_err(), "{wrong}");
        }
    }
}
