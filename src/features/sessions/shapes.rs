//! What logging in looks like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::instant::Instant;
use crate::domain::role::Role;
use crate::refs::{OfficialBrief, UnitBrief};

/// Name and password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "reporter.wjw", "password": "duban-demo-2024"}))]
pub struct Login {
    /// Name of the account.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub username: String,
    /// Password, whole: nothing is cut off.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = Password)]
    pub password: String,
}

/// The refresh token of the answer before.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"refreshToken": "5b1f…64 hex digits"}))]
pub struct Refresh {
    /// Good once.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub refresh_token: String,
}

/// How far to log out.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({"everywhere": true}))]
pub struct Logout {
    /// End all sessions of the account, not only this one.
    pub everywhere: bool,
}

/// A pair of tokens (member names as in RFC 6749, in lowerCamelCase).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"accessToken": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiJ9…", "tokenType": "Bearer", "expiresIn": 600,
    "refreshToken": "5b1f…64 hex digits", "mustChangePassword": false}))]
pub struct Tokens {
    /// JWT; send it as `Authorization: Bearer`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Life of the access token in seconds.
    pub expires_in: i64,
    /// For `POST /auth/refresh`; single use.
    pub refresh_token: String,
    /// Until the password is changed nothing else is possible.
    pub must_change_password: bool,
}

/// A log-in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// When it began.
    pub created_at: Instant,
    /// When it was last refreshed.
    pub last_used_at: Instant,
    /// With what.
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// The open log-ins of an account.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"items": [{"id": "0197a6f0-c0de-7000-a000-000000000201", "createdAt": "2024-06-01T01:00:00.000Z",
    "lastUsedAt": "2024-06-01T01:00:00.000Z", "userAgent": "curl/8.5.0", "isCurrent": true}]}))]
pub struct SessionList {
    /// Latest first.
    pub items: Vec<Session>,
}

/// What the service knows about the caller.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000101", "username": "reporter.wjw", "name": "卫健委填报员",
    "governmentId": "0197a6f0-c0de-7000-a000-000000000000",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "official": null, "mustChangePassword": false,
    "grants": [{"role": "reporter", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
        "includeDescendants": true, "validFrom": "2024-01-01", "validTo": null}],
    "today": "2024-06-01"}))]
pub struct Me {
    /// The account.
    pub id: Uuid,
    /// Name for logging in.
    pub username: String,
    /// Name shown to people.
    pub name: String,
    /// The government.
    pub government_id: Uuid,
    /// The unit the person belongs to.
    pub unit: UnitBrief,
    /// The official whose account it is: `GET /me/tasks` lists what they answer for.
    pub official: Option<OfficialBrief>,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
    /// What may be done, and from where.
    pub grants: Vec<MyGrant>,
    /// Today, as the service believes, in the business time zone.
    pub today: NaiveDate,
}

/// A role at a unit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyGrant {
    /// The role.
    pub role: Role,
    /// Where.
    pub unit: UnitBrief,
    /// Whether units below count too.
    pub include_descendants: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// The old password and the new one.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"currentPassword": "duban-demo-2024", "newPassword": "春风又绿江南岸2024年好"}))]
pub struct PasswordChange {
    /// The password now.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = Password)]
    pub current_password: String,
    /// 12 to 128 characters with letters and digits, not containing the user name.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 12, max_length = 128, format = Password)]
    pub new_password: String,
}
