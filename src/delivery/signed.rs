//! Messages over HTTP, signed as Standard Webhooks says, to an address that the settings allow.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use sha2::Sha256;

use super::{Deliver, Failure, Message};
use crate::config::{Config, InvalidConfig};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);

/// How long a receiver may take altogether.
const WHOLE: Duration = Duration::from_secs(10);

/// A receiver of messages.
pub struct SignedHttp {
    client: Client,
    url: Url,
    secret: Vec<u8>,
}

impl std::fmt::Debug for SignedHttp {
    /// The secret is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedHttp").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

impl SignedHttp {
    /// A receiver at `url`, whose origin must be on the list of the settings.
    ///
    /// # Errors
    /// Names the setting that is missing or wrong.
    pub fn open(config: &Config, url: &str) -> Result<Self, InvalidConfig> {
        let file = config.delivery_secret_file.as_ref();
        let file = file.ok_or_else(|| InvalidConfig::new("delivery_secret_file: must be given with delivery_url"))?;
        let wrong = |error: &dyn std::fmt::Display| InvalidConfig::new(&format!("delivery_secret_file: {}: {error}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
        let secret = text.trim().strip_prefix("whsec_").and_then(|rest| BASE64_STANDARD.decode(rest).ok());
        let secret = secret.filter(|secret| (24..=64).contains(&secret.len()));
        let secret = secret.ok_or_else(|| wrong(&"must be whsec_ and 24 to 64 bytes in Base64"))?;
        Ok(Self { client: client()?, url: allowed(url, &config.egress_origins)?, secret })
    }
}

/// The address, if messages may go there: exactly one of the listed origins, and no password in it.
fn allowed(url: &str, origins: &str) -> Result<Url, InvalidConfig> {
    let wrong = |why: &str| InvalidConfig::new(&format!("delivery_url: {url}: {why}"));
    let parsed: Url = url.parse().map_err(|_| wrong("is no address"))?;
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(wrong("must be http or https without a user"));
    }
    let listed = origins.split(',').filter_map(|origin| origin.trim().parse::<Url>().ok());
    if listed.map(|listed| listed.origin()).any(|origin| origin == parsed.origin()) {
        Ok(parsed)
    } else {
        Err(wrong("its origin is not in egress_origins"))
    }
}

/// A client that goes where it is told and nowhere else: no redirects, no proxy of the environment.
fn client() -> Result<Client, InvalidConfig> {
    let built = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(CONNECT).timeout(WHOLE).user_agent("duban").build();
    built.map_err(|error| InvalidConfig::new(&format!("delivery_url: {error}")))
}

impl Deliver for SignedHttp {
    fn deliver<'m>(&'m self, message: &'m Message, now: DateTime<Utc>) -> BoxFuture<'m, Result<(), Failure>> {
        Box::pin(async move {
            let (id, sent, body) = (message.id.to_string(), now.timestamp(), message.body());
            let signature = signature(&self.secret, &id, sent, &body).map_err(|error| Failure(error.to_string()))?;
            let request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json").header("webhook-id", id);
            let request = request.header("webhook-timestamp", sent).header("webhook-signature", signature).body(body);
            // What the receiver says beyond its status is not read: it could be endless.
            let status = request.send().await.map_err(|error| Failure(error.without_url().to_string()))?.status();
            if status.is_success() { Ok(()) } else { Err(Failure(format!("the receiver answered {status}"))) }
        })
    }
}

/// The `webhook-signature` of a message: `v1,` and the HMAC-SHA256 of id, seconds since 1970 and body.
///
/// # Errors
/// Never: a key of any length is one for HMAC.
pub fn signature(secret: &[u8], id: &str, sent: i64, body: &str) -> Result<String, hmac::digest::InvalidLength> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret)?;
    mac.update(format!("{id}.{sent}.{body}").as_bytes());
    Ok(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
}
