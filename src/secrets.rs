//! Sealing what must be kept but not be read in a database or its backup: the keys of projects' providers.
//!
//! XChaCha20-Poly1305, with a random nonce each time; a sealed key opens only as that of its own connection and project.
//! The key that seals comes from the settings, or from a file beside the data that is made when it is first needed.

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

/// The file's name in the folder of everything that is kept.
const FILE: &str = "secret.key";
/// Bytes of a nonce.
const NONCE: usize = 24;

/// What seals and opens.
pub struct Secrets {
    file: PathBuf,
    cipher: OnceLock<XChaCha20Poly1305>,
}

/// The setting is no key.
#[derive(Debug, thiserror::Error)]
#[error("secret_key: must be 32 bytes in Base64, as `openssl rand -base64 32` makes them")]
pub struct NotAKey;

/// What was sealed with a key that is gone, or for something else.
#[derive(Debug, thiserror::Error)]
#[error("cannot be opened with this server's secret key")]
pub struct CannotOpen;

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Secrets {
    /// With the key of the settings, or that of the file.
    pub fn new(config: &Config) -> std::result::Result<Self, NotAKey> {
        let cipher = OnceLock::new();
        let configured = config.secret_key.expose_secret();
        if !configured.is_empty() {
            let _first = cipher.set(parse(configured).ok_or(NotAKey)?);
        }
        Ok(Self { file: config.data_dir.join(FILE), cipher })
    }

    /// Seals the key of a connection.
    pub fn seal(&self, project_id: &str, connection_id: &str, key: &SecretString) -> Result<String> {
        let nonce = XNonce::generate();
        let of = associated(project_id, connection_id);
        let payload = Payload { msg: key.expose_secret().as_bytes(), aad: of.as_bytes() };
        let sealed = self.made()?.encrypt(&nonce, payload).map_err(|error| unknown(error.to_string()))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens the key of a connection.
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

    /// The cipher, if there is a key.
    fn existing(&self) -> Option<&XChaCha20Poly1305> {
        if self.cipher.get().is_none() {
            let cipher = parse(&fs::read_to_string(&self.file).ok()?)?;
            let _first = self.cipher.set(cipher);
        }
        self.cipher.get()
    }

    /// The cipher, with a new key if there is none.
    fn made(&self) -> Result<&XChaCha20Poly1305> {
        if !self.file.exists() && self.cipher.get().is_none() {
            make(&self.file).map_err(|error| unusable(&self.file, error))?;
        }
        self.existing().ok_or_else(|| {
            unusable(&self.file, io::Error::new(ErrorKind::InvalidData, "it cannot be read, or is no key"))
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

/// Makes the file with a new key. It appears whole or not at all, and never in the place of another one.
fn make(path: &Path) -> io::Result<()> {
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
        // Another server was first; its key is the one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        // What is sealed with it must not survive a power cut that it does not.
        Ok(()) => path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all()),
    }
}

fn unusable(file: &Path, cause: io::Error) -> Error {
    tracing::error!(file = %file.display(), %cause, "the secret key cannot be used");
    unavailable("the key cannot be sealed: whoever runs this server finds the reason in its log")
        .caused_by(cause)
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
    fn what_was_sealed_opens_in_its_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");
        let first = secrets(&data_dir, "").unwrap();
        assert!(first.open("prj_a", "con_a", "").is_err(), "nothing is made to open something");
        assert!(!data_dir.exists());
        let sealed = first.seal("prj_a", "con_a", &"s3cret-4711".into()).unwrap();
        assert!(!sealed.contains("s3cret"));
        assert_ne!(sealed, first.seal("prj_a", "con_a", &"s3cret-4711".into()).unwrap());

        let file = data_dir.join(FILE);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&data_dir).unwrap().count(), 1, "nothing else is left");
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
    fn a_file_that_is_no_key_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "not a key\n").unwrap();
        let error = secrets(folder.path(), "").unwrap().seal("p", "c", &"s3cret".into()).unwrap_err();
        assert!(!error.message.contains(FILE), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "not a key\n");
    }

    #[test]
    fn the_key_of_the_settings_needs_no_file() {
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
