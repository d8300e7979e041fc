//! What callers send to write a plan.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::lint::LintPolicy;
use crate::domain::palette::Palette;
use crate::domain::plan::{LeadRule, PlanKind, PlanSource};
use crate::domain::thresholds::Thresholds;
use crate::http::patch::{nullable, present};

/// A new plan; it begins as a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "yichang-2024-livelihood", "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "kind": "livelihood",
    "startsOn": "2024-01-01", "endsOn": "2024-12-31", "documentNumber": "宜府办发〔2024〕21号", "issuedOn": "2024-04-02",
    "isPublic": true, "parentText": "湖北省2024年十大民生项目", "leadRule": "labelled",
    "defaultDue": {"text": "2024年11月底前", "kind": "month", "latest": "2024-11-30", "control": "2024-11-30"},
    "issuingUnitCode": "YC-ZFBGS", "coordinatingUnitCode": "YC-FGW", "supervisingUnitCode": "YC-ZWDCS", "meetingUnitCode": "YC-LXHY"
}))]
pub struct PlanCreate {
    /// Unique within the government; no white space.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Title as printed.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// What kind of document it is.
    pub kind: PlanKind,
    /// First day of its period.
    pub starts_on: Day,
    /// Last day of its period, not before the first; the period is at most ten years.
    pub ends_on: Day,
    /// Document number (文号); brackets and spaces are brought to one form.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub document_number: Option<String>,
    /// Day of issue, as the document says; needed before the plan can be issued.
    pub issued_on: Option<Day>,
    /// Day of signature (成文日期).
    pub signed_on: Option<Day>,
    /// Day of printing.
    pub printed_on: Option<Day>,
    /// To whom it is addressed (主送).
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub addressees: Option<String>,
    /// Whether the document is published (主动公开).
    #[serde(default)]
    pub is_public: bool,
    /// The campaign it belongs to (我为群众办实事).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub campaign: Option<String>,
    /// The batch within the campaign (第二批).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub batch: Option<String>,
    /// Where the text was taken from, when that is not the issuer itself.
    pub source: Option<PlanSource>,
    /// The plan it carries out, when that is held here.
    pub parent_id: Option<Uuid>,
    /// The plan it carries out, by name, when it is not held here; not together with `parentId`.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub parent_text: Option<String>,
    /// How the document says who leads a task.
    pub lead_rule: LeadRule,
    /// The deadline of tasks that print none.
    pub default_due: Option<Due>,
    /// Who issues it, by id; this or the code is required.
    pub issuing_unit_id: Option<Uuid>,
    /// Who issues it, by code.
    pub issuing_unit_code: Option<String>,
    /// Who collects the reports (汇总单位), by id.
    pub coordinating_unit_id: Option<Uuid>,
    /// Who collects the reports, by code.
    pub coordinating_unit_code: Option<String>,
    /// Who supervises it (督查单位), by id.
    pub supervising_unit_id: Option<Uuid>,
    /// Who supervises it, by code.
    pub supervising_unit_code: Option<String>,
    /// The joint meeting (联席会议), by id; a unit of kind `group`.
    pub meeting_unit_id: Option<Uuid>,
    /// The joint meeting, by code.
    pub meeting_unit_code: Option<String>,
    /// Where it draws the lines between ahead, on track and behind; left out: 10, 5 and 20 percent.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// Its colours; left out: the usual ones.
    #[serde(default)]
    pub palette: Palette,
    /// How the findings of the check before filing weigh; what is left out has its usual severity.
    #[serde(default)]
    pub lint_policy: LintPolicy,
}

/// A change of a plan (RFC 7396): absent keeps, null clears, in the objects within too.
/// Of an issued plan only `addressees`, `isPublic`, `lintPolicy`, `palette`, `thresholds` and the supervising unit may change.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"supervisingUnitCode": "YC-ZWDCS", "thresholds": {"behind": 15}}))]
pub struct PlanUpdate {
    /// Unique within the government; no white space.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    pub code: Option<String>,
    /// Title as printed.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 300))]
    #[schema(nullable = false, min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// What kind of document it is.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub kind: Option<PlanKind>,
    /// First day of its period.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub starts_on: Option<Day>,
    /// Last day of its period.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    /// Document number (文号).
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub document_number: Option<Option<String>>,
    /// Day of issue, as the document says.
    #[serde(deserialize_with = "nullable")]
    pub issued_on: Option<Option<Day>>,
    /// Day of signature (成文日期).
    #[serde(deserialize_with = "nullable")]
    pub signed_on: Option<Option<Day>>,
    /// Day of printing.
    #[serde(deserialize_with = "nullable")]
    pub printed_on: Option<Option<Day>>,
    /// To whom it is addressed (主送).
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub addressees: Option<Option<String>>,
    /// Whether the document is published (主动公开).
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub is_public: Option<bool>,
    /// The campaign it belongs to.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub campaign: Option<Option<String>>,
    /// Where the text was taken from.
    #[serde(deserialize_with = "nullable")]
    pub source: Option<Option<PlanSource>>,
    /// The batch within the campaign (批次).
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub batch: Option<Option<String>>,
    /// The plan it carries out, when that is held here.
    #[serde(deserialize_with = "nullable")]
    pub parent_id: Option<Option<Uuid>>,
    /// The plan it carries out, by name; not together with `parentId`.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub parent_text: Option<Option<String>>,
    /// How the document says who leads a task.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub lead_rule: Option<LeadRule>,
    /// The deadline of tasks that print none.
    #[serde(deserialize_with = "nullable")]
    pub default_due: Option<Option<Due>>,
    /// Who issues it, by id.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub issuing_unit_id: Option<Uuid>,
    /// Who issues it, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub issuing_unit_code: Option<String>,
    /// Who collects the reports (汇总单位), by id.
    #[serde(deserialize_with = "nullable")]
    pub coordinating_unit_id: Option<Option<Uuid>>,
    /// Who collects the reports, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub coordinating_unit_code: Option<String>,
    /// Who supervises it (督查单位), by id.
    #[serde(deserialize_with = "nullable")]
    pub supervising_unit_id: Option<Option<Uuid>>,
    /// Who supervises it, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub supervising_unit_code: Option<String>,
    /// The joint meeting (联席会议), by id; a unit of kind `group`.
    #[serde(deserialize_with = "nullable")]
    pub meeting_unit_id: Option<Option<Uuid>>,
    /// The joint meeting, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub meeting_unit_code: Option<String>,
    /// Where it draws the lines between ahead, on track and behind.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub thresholds: Option<Thresholds>,
    /// Its colours.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub palette: Option<Palette>,
    /// How the findings of the check before filing weigh.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub lint_policy: Option<LintPolicy>,
}
