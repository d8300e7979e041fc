//! Passwords: Argon2id (RFC 9106), hashed off the async threads and never by many at once.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::http::{Code, Fault, Problem, Result};

/// A hash costs 19 MiB and tens of milliseconds; two at a time keep a log-in flood from starving everything else.
static HASHING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// Stands in for an unknown account, so that the answer takes as long as for a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0AHDTYxTRpFKJxHJKuZJFGCI9Oc0RZ1bfwhtfKNEQxM";

/// Hashes a password.
///
/// # Errors
/// 500 when hashing fails.
pub async fn hash(password: String) -> Result<String> {
    off_thread(move || Argon2::default().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string()))
        .await?
        .map_err(Problem::internal)
}

/// Whether the password fits; `None` stands for an account that does not exist and costs the same time.
///
/// # Errors
/// 500 when the work cannot be done.
pub async fn fits(password: String, hash: Option<String>) -> Result<bool> {
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let right = off_thread(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(known && right)
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = HASHING.acquire().await.map_err(Problem::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

/// The rule for new passwords: 12 to 128 characters, letters and digits, not the user name, nothing everybody tries first.
///
/// # Errors
/// 422 `weak_password` at `pointer`.
pub fn check_strength(password: &str, username: &str, pointer: &str) -> Result<()> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let strong = (12..=128).contains(&length)
        && distinct >= 6
        && password.chars().any(char::is_numeric)
        && password.chars().any(char::is_alphabetic)
        && !lower.contains(&username.to_lowercase())
        && !["password", "123456", "qwerty", "admin123", "88888888"].iter().any(|weak| lower.contains(weak));
    if strong { Ok(()) } else { Err(Problem::invalid(vec![Fault::at(pointer, Code::WeakPassword).with("min", 12).with("max", 128)])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_is_a_readable_hash() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["short1", "aaaaaaaaaaaa1", "onlyletterslong", "123456789012345", "my-password-2024", "zhangsan-2024-x"] {
            assert!(check_strength(weak, "zhangsan", "/password").is_err(), "{weak}");
        }
        assert!(check_strength("春风又绿江南岸2024年好", "zhangsan", "/password").is_ok());
        assert!(check_strength("duban-demo-2024", "zhangsan", "/password").is_ok());
    }
}
