//! Access tokens: short-lived JWTs (RFC 9068 `at+jwt`), signed with ES256 and nothing else. They prove who; the database says what.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::http::{Code, Problem, Result};

/// How far clocks of replicas may differ, in seconds.
const LEEWAY: i64 = 5;

/// Who issues and who accepts.
const ISSUER: &str = "duban";

/// The claims of an access token. No roles: rights are read on each request, so that taking one away works at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: Audience,
    /// The account.
    pub sub: Uuid,
    /// The session.
    pub sid: Uuid,
    /// This token.
    pub jti: Uuid,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Expires at, seconds since 1970.
    pub exp: i64,
    /// Not before, seconds since 1970; our own tokens have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
}

/// One audience or several (RFC 7519 section 4.1.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// The usual form.
    One(String),
    /// A list that must contain ours.
    Many(Vec<String>),
}

impl Audience {
    fn is_ours(&self) -> bool {
        match self {
            Self::One(one) => one == ISSUER,
            Self::Many(many) => many.iter().any(|one| one == ISSUER),
        }
    }
}

/// The signing key with everything derived from it.
pub struct Keys {
    signing: EncodingKey,
    verifying: DecodingKey,
    public: Jwk,
    kid: String,
    secret: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.kid)
    }
}

impl Keys {
    /// From a PKCS#8 private key in PEM form on the curve P-256.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn from_pem(pem: &[u8]) -> std::result::Result<Self, jsonwebtoken::errors::Error> {
        Self::from_key(EncodingKey::from_ec_pem(pem)?)
    }

    /// A key that lives as long as the process: development only.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn ephemeral() -> std::result::Result<Self, Box<dyn std::error::Error>> {
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(Self::from_key(EncodingKey::from_ec_der(der.as_ref()))?)
    }

    fn from_key(signing: EncodingKey) -> std::result::Result<Self, jsonwebtoken::errors::Error> {
        let mut public = Jwk::from_encoding_key(&signing, Algorithm::ES256)?;
        let kid = public.thumbprint(ThumbprintHash::SHA256)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        let verifying = DecodingKey::from_jwk(&public)?;
        let secret = Sha256::new().chain_update(b"duban cursor v1").chain_update(signing.as_bytes()).finalize().into();
        Ok(Self { signing, verifying, public, kid, secret })
    }

    /// The public key as a JWK set (RFC 7517).
    pub fn public_set(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }

    /// A token for a session.
    ///
    /// # Errors
    /// 500 when signing fails.
    pub fn issue(&self, user: Uuid, session: Uuid, now: DateTime<Utc>, minutes: i64) -> Result<String> {
        let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        let iat = now.timestamp();
        let aud = Audience::One(ISSUER.to_owned());
        let (iss, jti, exp) = (ISSUER.to_owned(), Uuid::now_v7(), iat + minutes * 60);
        let claims = Claims { iss, aud, sub: user, sid: session, jti, iat, exp, nbf: None };
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(Problem::internal)
    }

    /// Checks signature, key, type, issuer, audience and times. Times are compared with the service's clock, not the machine's.
    ///
    /// # Errors
    /// 401 `invalid_token` or `token_expired`.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims> {
        let invalid = || Problem::new(Code::InvalidToken);
        if token.len() > 4096 {
            return Err(invalid());
        }
        let mut validation = Validation::new(Algorithm::ES256);
        (validation.validate_exp, validation.validate_aud) = (false, false);
        validation.set_issuer(&[ISSUER]);
        let data = jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation).map_err(|_| invalid())?;
        let ours = data.header.typ.as_deref() == Some("at+jwt") && data.header.kid.as_deref() == Some(self.kid.as_str());
        // Nothing critical is understood here, so whoever demands it is refused (RFC 7515 section 4.1.11).
        let begun = data.claims.iat.max(data.claims.nbf.unwrap_or(i64::MIN)) <= now.timestamp() + LEEWAY;
        if !ours || data.header.crit.is_some() || !data.claims.aud.is_ours() || !begun {
            return Err(invalid());
        }
        if data.claims.exp.saturating_add(LEEWAY) <= now.timestamp() {
            return Err(Problem::new(Code::TokenExpired));
        }
        Ok(data.claims)
    }

    /// Seals text so that a caller can carry it but not change it: 32 hex digits.
    pub fn seal(&self, text: &[u8]) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length");
        mac.update(text);
        mac.finalize().into_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// 256 random bits as hex, for refresh tokens.
///
/// # Errors
/// 500 when the machine has no randomness.
pub fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// How refresh tokens are kept at rest.
pub fn hash_of(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
