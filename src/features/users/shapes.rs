//! What accounts look like in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::instant::Instant;
use crate::domain::role::Role;
use crate::entity::app_user;
use crate::http::patch::{nullable, present};
use crate::http::query::{self, AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::{OfficialBrief, UnitBrief};
use crate::{sort_keys, versioned};

/// Somebody, or another system, that logs in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000101", "version": 1, "createdAt": "2024-01-01T01:00:00.000Z", "updatedAt": "2024-01-01T01:00:00.000Z",
    "username": "reporter.wjw", "name": "卫健委填报员", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
    "official": null, "disabledAt": null, "lockedUntil": null, "mustChangePassword": false,
    "roles": [{"grantId": "0197a6f0-c0de-7000-a000-000000000501", "role": "reporter",
        "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "includeDescendants": true}]
}))]
pub struct User {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Name for logging in.
    pub username: String,
    /// Name shown to people.
    pub name: String,
    /// The unit the person belongs to.
    pub unit: UnitBrief,
    /// The official whose account it is.
    pub official: Option<OfficialBrief>,
    /// Since when it cannot log in; null: it can.
    pub disabled_at: Option<Instant>,
    /// Until when too many wrong passwords lock it.
    pub locked_until: Option<Instant>,
    /// Whether the password must be changed at the next log-in.
    pub must_change_password: bool,
    /// Roles in force today.
    pub roles: Vec<HeldRole>,
}

versioned!(User);

/// A role somebody holds.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldRole {
    /// The grant.
    pub grant_id: Uuid,
    /// The role.
    pub role: Role,
    /// Where.
    pub unit: UnitBrief,
    /// Whether units below count too.
    pub include_descendants: bool,
}

/// A new account. Its password must be changed at the first log-in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"username": "reporter.wjw2", "name": "卫健委填报员二", "unitCode": "YC-WJW", "password": "初始口令-请尽快修改-2024"}))]
pub struct UserCreate {
    /// Name for logging in: letters, digits, dots, hyphens and underscores; unique in the installation.
    #[validate(length(min = 3, max = 100))]
    #[schema(min_length = 3, max_length = 100, pattern = "^[a-zA-Z0-9._-]+$")]
    pub username: String,
    /// Name shown to people.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The unit the person belongs to, by id.
    pub unit_id: Option<Uuid>,
    /// The unit the person belongs to, by code.
    pub unit_code: Option<String>,
    /// The official whose account it is, by id: it reads what the official answers for, whatever its roles. An official has at most one
    /// account that can log in.
    pub official_id: Option<Uuid>,
    /// The official whose account it is, by code.
    pub official_code: Option<String>,
    /// The first password: 12 to 128 characters with letters and digits.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 12, max_length = 128, format = Password)]
    pub password: String,
}

/// A change of an account (RFC 7396).
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"disabled": true}))]
pub struct UserUpdate {
    /// Name shown to people.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// The unit the person belongs to, by id.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub unit_id: Option<Uuid>,
    /// The unit the person belongs to, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub unit_code: Option<String>,
    /// The official whose account it is, by id; null: nobody's. Never that of one of the three administrators.
    #[serde(deserialize_with = "nullable")]
    pub official_id: Option<Option<Uuid>>,
    /// The official whose account it is, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub official_code: Option<String>,
    /// Whether it is kept from logging in; its sessions end at once.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
}

/// A new password set by the administrator; it must be changed at the next log-in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "临时口令-请尽快修改-2024"}))]
pub struct PasswordReset {
    /// 12 to 128 characters with letters and digits, not containing the user name.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 12, max_length = 128, format = Password)]
    pub password: String,
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct UserPage {
    /// The accounts.
    pub items: Vec<User>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How accounts are sorted.
    pub UserSort of app_user { "username" => Username, "name" => Name, "updatedAt" => UpdatedAt }
}

/// Which accounts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<UserSort>,
    /// Exactly this name for logging in.
    pub username: Option<String>,
    /// Only accounts of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only accounts of this official.
    #[serde(rename = "officialId")]
    pub official_id: Option<Uuid>,
    /// Only accounts that hold any of these roles today, separated by commas.
    #[param(value_type = Option<Vec<Role>>, style = Form, explode = false)]
    pub role: Option<AnyOf<Role>>,
    /// Only accounts that can, or cannot, log in.
    #[serde(default, deserialize_with = "query::boolean")]
    pub disabled: Option<bool>,
}

impl Filter for UserFilter {}
