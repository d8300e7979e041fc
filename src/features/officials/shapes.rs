//! What officials look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::entity::official;
use crate::http::patch::{nullable, present};
use crate::http::query::Filter;
use crate::list::PageInfo;
use crate::refs::{OfficialBrief, UnitBrief};
use crate::{sort_keys, versioned};

/// Somebody who answers for tasks by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000801", "version": 1, "createdAt": "2017-02-04T01:00:00.000Z", "updatedAt": "2017-02-04T01:00:00.000Z",
    "code": "WH-MH", "name": "孟晖", "post": null, "unit": {"id": "0197a6f0-c0de-7000-a000-000000000001", "code": "WH", "name": "市政府"},
    "validFrom": null, "validTo": null, "successor": null
}))]
pub struct Official {
    /// Their id.
    pub id: Uuid,
    /// The version, for `If-Match`.
    pub version: i32,
    /// When they were entered.
    pub created_at: Instant,
    /// When that was last changed.
    pub updated_at: Instant,
    /// Unique within the government.
    pub code: String,
    /// Name as printed.
    pub name: String,
    /// 副市长, as far as the document says so.
    pub post: Option<String>,
    /// The unit they belong to.
    pub unit: Option<UnitBrief>,
    /// First day in office, where known.
    pub valid_from: Option<NaiveDate>,
    /// Last day in office.
    pub valid_to: Option<NaiveDate>,
    /// Who takes over. From the day after `validTo` on, or the successor's own first day where that is later, the successor answers
    /// for all that names this official.
    pub successor: Option<OfficialBrief>,
}

versioned!(Official);

/// A new official.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"code": "WH-MH", "name": "孟晖", "unitCode": "WH"}))]
pub struct OfficialCreate {
    /// Unique within the government; no white space.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Name as printed.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// 副市长, as far as the document says so.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub post: Option<String>,
    /// The unit they belong to, by id.
    pub unit_id: Option<Uuid>,
    /// The unit they belong to, by code.
    pub unit_code: Option<String>,
    /// First day in office.
    pub valid_from: Option<Day>,
    /// Last day in office.
    pub valid_to: Option<Day>,
    /// Who takes over, by id.
    pub successor_id: Option<Uuid>,
    /// Who takes over, by code.
    pub successor_code: Option<String>,
}

/// A change of an official (RFC 7396): absent keeps, null clears.
///
/// Somebody else takes over by `validTo` and a successor: duties stay as written, and the successor answers for them from then on.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"validTo": "2017-06-30", "successorCode": "WH-LY"}))]
pub struct OfficialUpdate {
    /// Unique within the government; no white space.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    pub code: Option<String>,
    /// Name as printed.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// 副市长, as far as the document says so.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub post: Option<Option<String>>,
    /// The unit they belong to, by id.
    #[serde(deserialize_with = "nullable")]
    pub unit_id: Option<Option<Uuid>>,
    /// The unit they belong to, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub unit_code: Option<String>,
    /// First day in office.
    #[serde(deserialize_with = "nullable")]
    pub valid_from: Option<Option<Day>>,
    /// Last day in office.
    #[serde(deserialize_with = "nullable")]
    pub valid_to: Option<Option<Day>>,
    /// Who takes over, by id.
    #[serde(deserialize_with = "nullable")]
    pub successor_id: Option<Option<Uuid>>,
    /// Who takes over, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub successor_code: Option<String>,
}

/// A page of officials.
#[derive(Serialize, ToSchema)]
pub struct OfficialPage {
    /// The officials.
    pub items: Vec<Official>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How officials are sorted.
    pub OfficialSort of official { "code" => Code, "name" => Name, "updatedAt" => UpdatedAt }
}

/// Which officials.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfficialFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<OfficialSort>,
    /// Exactly this code.
    pub code: Option<String>,
    /// Only those of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only those in office on this day.
    #[serde(rename = "validOn")]
    pub valid_on: Option<Day>,
    /// Text in code, name or post.
    pub q: Option<String>,
}

impl Filter for OfficialFilter {}
