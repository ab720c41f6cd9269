//! Passwords: argon2id, 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet), as many at once as there are
//! cores, so that a burst of logins cannot take the memory.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::{Refusal, RefusalCode};
use tokio::sync::Semaphore;

use platform::error::{Error, Result};

/// Characters that a password needs at least.
pub const LENGTH_MIN: usize = 8;
/// Bytes that a password may have at most: hashing is not free.
const BYTES_MAX: usize = 256;
/// Logins that may wait for a core before further ones are refused.
const WAITING_MAX: usize = 64;
/// Passwords that everybody tries first, beyond what the length already refuses.
const COMMON: [&str; 12] = [
    "password",
    "password1",
    "12345678",
    "123456789",
    "1234567890",
    "qwertyui",
    "qwerty123",
    "iloveyou",
    "11111111",
    "00000000",
    "sunshine",
    "princess",
];

/// The gate before the hashing of passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    cores: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { cores: Arc::new(Semaphore::new(cores)), waiting: Arc::new(Semaphore::new(WAITING_MAX)) }
    }
}

impl Passwords {
    /// The hash to store for `password`.
    ///
    /// # Errors
    /// `WEAK_PASSWORD`, field `password`.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let common = COMMON.contains(&password.to_lowercase().as_str());
        if password.chars().count() < LENGTH_MIN || password.len() > BYTES_MAX || common {
            return Err(Refusal::new(RefusalCode::WeakPassword).at("password").param("min", LENGTH_MIN).into());
        }
        let password = password.to_owned();
        self.work(move || {
            Ok(Argon2::default().hash_password(password.as_bytes()).map_err(Error::unexpected)?.to_string())
        })
        .await
    }

    /// Whether `password` belongs to `hash`; without a hash it takes as long and says no.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        if password.len() > BYTES_MAX {
            return Ok(false);
        }
        let password = password.to_owned();
        self.work(move || match hash {
            Some(hash) => Ok(Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()),
            None => {
                Argon2::default().hash_password(password.as_bytes()).map_err(Error::unexpected)?;
                Ok(false)
            }
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let Ok(_place) = self.waiting.try_acquire() else { return Err(Error::Throttled { retry_after_s: 1 }) };
        let _core = self.cores.acquire().await?;
        tokio::task::spawn_blocking(work).await?
    }
}
