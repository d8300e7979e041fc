//! What units look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::plan::UnitKind;
use crate::entity::unit;
use crate::http::patch::{nullable, present};
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::{sort_keys, versioned};

/// An organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000019", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "code": "YC-SCJGJ", "name": "宜昌市市场监督管理局", "shortName": "市市场监管局", "kind": "department",
    "parent": {"id": "0197a6f0-c0de-7000-a000-000000000001", "code": "YC", "name": "市政府"}, "creditCode": null,
    "aliases": ["市市监局"], "members": [], "validFrom": null, "validTo": null, "successor": null
}))]
pub struct Unit {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Unique within the government.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Name as documents print it.
    pub short_name: Option<String>,
    /// What sort of organisation it is.
    pub kind: UnitKind,
    /// The unit above.
    pub parent: Option<UnitBrief>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// Members, for a group.
    pub members: Vec<Member>,
    /// First day of its existence, where known.
    pub valid_from: Option<NaiveDate>,
    /// Last day of its existence.
    pub valid_to: Option<NaiveDate>,
    /// The unit that took over.
    pub successor: Option<UnitBrief>,
}

versioned!(Unit);

/// A member of a group (各区人民政府, 联席会议成员单位).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The member.
    pub unit: UnitBrief,
    /// First day of membership; null: from the start.
    pub valid_from: Option<NaiveDate>,
    /// Last day of membership; null: still.
    pub valid_to: Option<NaiveDate>,
}

/// A member of a group, named by id or code.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemberInput {
    /// The member by id.
    pub unit_id: Option<Uuid>,
    /// The member by code.
    pub unit_code: Option<String>,
    /// First day of membership.
    pub valid_from: Option<Day>,
    /// Last day of membership.
    pub valid_to: Option<Day>,
}

/// A new unit.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"code": "YC-SJJ", "name": "宜昌市数据局", "shortName": "市数据局", "kind": "department", "parentCode": "YC", "aliases": []}))]
pub struct UnitCreate {
    /// Unique within the government.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Official name.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Name as documents print it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub short_name: Option<String>,
    /// What sort of organisation it is.
    pub kind: UnitKind,
    /// The unit above, by id.
    pub parent_id: Option<Uuid>,
    /// The unit above, by code.
    pub parent_code: Option<String>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    /// Other names it goes by.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub aliases: Vec<String>,
    /// Members, for a group only.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub members: Vec<MemberInput>,
    /// First day of its existence.
    pub valid_from: Option<Day>,
    /// Last day of its existence.
    pub valid_to: Option<Day>,
    /// The unit that took over, by id.
    pub successor_id: Option<Uuid>,
}

/// A change of a unit (RFC 7396): absent keeps, null clears, lists are replaced whole.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"aliases": ["市市监局", "市市场监管局"]}))]
pub struct UnitUpdate {
    /// Unique within the government.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    #[validate(length(min = 1, max = 64))]
    pub code: Option<String>,
    /// Official name.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    #[validate(length(min = 1, max = 200))]
    pub name: Option<String>,
    /// Name as documents print it.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 100))]
    pub short_name: Option<Option<String>>,
    /// What sort of organisation it is.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub kind: Option<UnitKind>,
    /// The unit above, by id.
    #[serde(deserialize_with = "nullable")]
    pub parent_id: Option<Option<Uuid>>,
    /// The unit above, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub parent_code: Option<String>,
    /// Unified social credit code (GB 32100).
    #[serde(deserialize_with = "nullable")]
    pub credit_code: Option<Option<String>>,
    /// Other names it goes by.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    #[validate(length(max = 50))]
    pub aliases: Option<Vec<String>>,
    /// Members, for a group only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    #[validate(length(max = 1000))]
    pub members: Option<Vec<MemberInput>>,
    /// First day of its existence.
    #[serde(deserialize_with = "nullable")]
    pub valid_from: Option<Option<Day>>,
    /// Last day of its existence.
    #[serde(deserialize_with = "nullable")]
    pub valid_to: Option<Option<Day>>,
    /// The unit that took over, by id.
    #[serde(deserialize_with = "nullable")]
    pub successor_id: Option<Option<Uuid>>,
}

/// A page of units.
#[derive(Serialize, ToSchema)]
pub struct UnitPage {
    /// The units.
    pub items: Vec<Unit>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How units are sorted.
    pub UnitSort of unit { "code" => Code, "name" => Name, "updatedAt" => UpdatedAt }
}

/// Which units.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<UnitSort>,
    /// Any of these kinds, separated by commas.
    #[param(value_type = Option<Vec<UnitKind>>, style = Form, explode = false)]
    pub kind: Option<AnyOf<UnitKind>>,
    /// Exactly this code.
    pub code: Option<String>,
    /// Only units directly below this one.
    #[serde(rename = "parentId")]
    pub parent_id: Option<Uuid>,
    /// Only this unit and all below it.
    #[serde(rename = "unitId.under")]
    pub under: Option<Uuid>,
    /// Only units that exist on this day.
    #[serde(rename = "validOn")]
    pub valid_on: Option<Day>,
    /// Text in code, name or short name.
    pub q: Option<String>,
}

impl Filter for UnitFilter {}

/// The name to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResolveFilter {
    /// A name as a document prints it.
    #[param(example = "市市监局")]
    pub name: String,
}

impl Filter for ResolveFilter {
    const PAGED: bool = false;
}

/// Units a name may mean, likeliest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"name": "市市监局", "candidates": [{
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000020", "code": "YC-SCJGJ", "name": "市市场监管局"}, "confidence": 100, "matched": "alias"}]}))]
pub struct Resolution {
    /// The name asked for.
    pub name: String,
    /// Units it may mean; empty when none comes near.
    pub candidates: Vec<Candidate>,
}

/// A unit a name may mean.
#[derive(Serialize, ToSchema)]
pub struct Candidate {
    /// The unit.
    pub unit: UnitBrief,
    /// 100: one of its names exactly; less: only part of one.
    pub confidence: u8,
    /// Which of its names matched.
    pub matched: Matched,
}

/// Which name of a unit matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Matched {
    /// The official name.
    Name,
    /// The short name.
    ShortName,
    /// Another name.
    Alias,
    /// Only part of a name.
    Part,
}
