//! What callers send to write a bulletin.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::bulletin::BulletinKind;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::http::patch::{nullable, present};

/// A new bulletin; it begins as a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "kind": "quarterly", "period": "2024Q2", "numberPrefix": "宜督办", "datedOn": "2024-07-08", "addressees": "各县市区人民政府,市直有关部门",
    "closing": "请各牵头单位对照问题,倒排工期,于7月底前整改到位。"
}))]
pub struct BulletinCreate {
    /// What it is.
    pub kind: BulletinKind,
    /// What it speaks of: a quarter, a half-year, or for `special` any period; not outside the plan's own.
    pub period: Period,
    /// Its title; left out: made of the plan's title, the period and the kind.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// The prefix of its document number (机关代字); needed before it is issued.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30)]
    pub number_prefix: Option<String>,
    /// Its running number, kept free for it; left out: the next one when it is issued.
    #[validate(range(min = 1, max = 99999))]
    #[schema(minimum = 1, maximum = 99999)]
    pub serial: Option<i32>,
    /// Who issues it, by id; without id and code the plan's supervising unit, else its issuing unit.
    pub issuing_unit_id: Option<Uuid>,
    /// Who issues it, by code.
    pub issuing_unit_code: Option<String>,
    /// The business date it speaks of; left out: the last day of the period.
    pub as_of: Option<Day>,
    /// The instant whose knowledge it uses, not after now; left out: that of its issue.
    pub known_at: Option<Instant>,
    /// The day it is dated (成文日期); left out: that of its issue.
    pub dated_on: Option<Day>,
    /// To whom it goes (主送).
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub addressees: Option<String>,
    /// Paragraphs, a line each, before what is computed.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub foreword: Option<String>,
    /// Paragraphs, a line each, after what is computed.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub closing: Option<String>,
}

/// What changes in a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"closing": "请各牵头单位于7月底前整改到位。", "datedOn": "2024-07-09"}))]
pub struct BulletinUpdate {
    /// What it speaks of.
    #[serde(default, deserialize_with = "present")]
    pub period: Option<Period>,
    /// Its title.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// The prefix of its document number; null: none yet.
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30)]
    pub number_prefix: Option<Option<String>>,
    /// Its running number; null: the next one when it is issued.
    #[serde(default, deserialize_with = "nullable")]
    #[validate(range(min = 1, max = 99999))]
    #[schema(minimum = 1, maximum = 99999)]
    pub serial: Option<Option<i32>>,
    /// Who issues it, by id.
    #[serde(default, deserialize_with = "present")]
    pub issuing_unit_id: Option<Uuid>,
    /// Who issues it, by code.
    #[serde(default, deserialize_with = "present")]
    pub issuing_unit_code: Option<String>,
    /// The business date it speaks of.
    #[serde(default, deserialize_with = "present")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge it uses; null: that of its issue.
    #[serde(default, deserialize_with = "nullable")]
    pub known_at: Option<Option<Instant>>,
    /// The day it is dated; null: that of its issue.
    #[serde(default, deserialize_with = "nullable")]
    pub dated_on: Option<Option<Day>>,
    /// To whom it goes.
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub addressees: Option<Option<String>>,
    /// Paragraphs before what is computed.
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub foreword: Option<Option<String>>,
    /// Paragraphs after what is computed.
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub closing: Option<Option<String>>,
}

/// Why an issued bulletin is withdrawn.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "部分数据统计口径有误,另行通报"}))]
pub struct Withdrawal {
    /// The reason; everybody who reads the bulletin reads it.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub reason: String,
}
