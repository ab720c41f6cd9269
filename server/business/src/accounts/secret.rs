//! Secrets of sessions and tokens: 256 random bits, of which the database keeps the SHA-256.

use sha2::{Digest, Sha256};

use platform::error::{Error, Result};

/// A new secret, as URL-safe text.
pub(super) fn fresh() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(Error::unexpected)?;
    Ok(base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes))
}

/// What the database keeps of a secret, in hexadecimal. No salt and no stretching: nobody guesses 256 bits.
pub(super) fn hash_of(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
