//! How often one address may try to log in (a flood of hashing is the cheapest way to stop a service).

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::http::{Code, Problem, Result};

/// A bucket per address.
pub struct Throttle(DefaultKeyedRateLimiter<IpAddr>);

impl std::fmt::Debug for Throttle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Throttle")
    }
}

impl Throttle {
    /// So many attempts per minute and address.
    pub fn per_minute(attempts: NonZeroU32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(attempts)))
    }

    /// Takes one attempt. Callers without an address (a test in the process) are not counted.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn take(&self, address: Option<IpAddr>) -> Result<()> {
        let Some(address) = address else { return Ok(()) };
        self.0.check_key(&address).map_err(|wait| {
            let seconds = wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            Problem { retry_after: Some(seconds), ..Problem::new(Code::TooManyRequests) }
        })
    }
}
