//! What plans look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::Action;
use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::instant::Instant;
use crate::domain::lint::LintPolicy;
use crate::domain::palette::Palette;
use crate::domain::plan::{LeadRule, PlanKind, PlanSource, PlanState};
use crate::domain::thresholds::Thresholds;
use crate::entity::plan;
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::{sort_keys, versioned};

/// What can be done to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanOperation {
    /// Change it.
    Update,
    /// Remove it.
    Delete,
    /// 印发: from here on it is in force.
    Issue,
    /// 结束: no more reports.
    Close,
    /// 归档: read only.
    Archive,
}

impl PlanOperation {
    /// What a state allows, whoever asks.
    pub const fn of(state: PlanState) -> &'static [Self] {
        match state {
            PlanState::Draft => &[Self::Update, Self::Delete, Self::Issue],
            PlanState::Issued => &[Self::Update, Self::Close],
            PlanState::Closed => &[Self::Archive],
            PlanState::Archived => &[],
        }
    }

    /// The right it takes.
    pub const fn right(self) -> Action {
        match self {
            Self::Update | Self::Delete => Action::WritePlan,
            Self::Issue | Self::Close | Self::Archive => Action::RunPlan,
        }
    }
}

/// The plan that this one carries out.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000100", "code": "hubei-2024-livelihood", "title": "湖北省2024年十大民生项目"}))]
pub struct ParentPlan {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
}

impl From<plan::Model> for ParentPlan {
    fn from(plan: plan::Model) -> Self {
        Self { id: plan.id, code: plan.code, title: plan.title }
    }
}

/// An issued document, or one being drafted.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000101", "version": 2, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T02:00:00.000Z",
    "code": "yichang-2024-livelihood", "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "kind": "livelihood", "state": "issued",
    "startsOn": "2024-01-01", "endsOn": "2024-12-31", "documentNumber": "宜府办发〔2024〕21号",
    "issuedOn": "2024-04-02", "signedOn": "2024-04-02", "printedOn": "2024-04-03", "addressees": "各县市区人民政府,市政府各部门、各直属机构",
    "isPublic": true, "campaign": null, "batch": null, "source": null, "parent": null, "parentText": "湖北省2024年十大民生项目", "leadRule": "labelled",
    "defaultDue": {"text": "2024年11月底前", "kind": "month", "earliest": null, "latest": "2024-11-30", "control": "2024-11-30"},
    "issuingUnit": {"id": "0197a6f0-c0de-7000-a000-000000000002", "code": "YC-ZFBGS", "name": "市政府办公室"},
    "coordinatingUnit": {"id": "0197a6f0-c0de-7000-a000-000000000004", "code": "YC-FGW", "name": "市发改委"},
    "supervisingUnit": {"id": "0197a6f0-c0de-7000-a000-000000000003", "code": "YC-ZWDCS", "name": "市政府政务督查室"},
    "meetingUnit": {"id": "0197a6f0-c0de-7000-a000-000000000027", "code": "YC-LXHY", "name": "联席会议"},
    "thresholds": {"ahead": 10, "onTrack": 5, "behind": 20}, "palette": {"behind": "#f9a825", "overdue": "#c62828"},
    "lintPolicy": {"partMissing": "refuse", "textCopied": "warn", "figureMissing": "refuse", "outOfRange": "warn",
        "percentDoesNotFollow": "warn", "cumulativeFalls": "warn", "totalDoesNotFollow": "warn", "valueAtTarget": "warn",
        "farOffTrajectory": "warn", "periodsAtTarget": 3, "farOffPercent": 300},
    "allowedActions": ["update", "close"]
}))]
pub struct Plan {
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
    /// Title as printed.
    pub title: String,
    /// What kind of document it is.
    pub kind: PlanKind,
    /// The stage it is in.
    pub state: PlanState,
    /// First day of its period.
    pub starts_on: NaiveDate,
    /// Last day of its period.
    pub ends_on: NaiveDate,
    /// Document number (文号) in its one form.
    pub document_number: Option<String>,
    /// Day of issue, as the document says.
    pub issued_on: Option<NaiveDate>,
    /// Day of signature (成文日期).
    pub signed_on: Option<NaiveDate>,
    /// Day of printing (印发日期 at the foot).
    pub printed_on: Option<NaiveDate>,
    /// To whom it is addressed (主送).
    pub addressees: Option<String>,
    /// Whether the document is published (主动公开).
    pub is_public: bool,
    /// The campaign it belongs to (我为群众办实事).
    pub campaign: Option<String>,
    /// The batch within the campaign (第二批).
    pub batch: Option<String>,
    /// Where the text was taken from, when that is not the issuer itself.
    pub source: Option<PlanSource>,
    /// The plan it carries out, where that is held here and visible to the caller.
    pub parent: Option<ParentPlan>,
    /// The plan it carries out, by name only.
    pub parent_text: Option<String>,
    /// How the document says who leads a task.
    pub lead_rule: LeadRule,
    /// The deadline of tasks that print none.
    pub default_due: Option<Due>,
    /// Who issues it (印发单位).
    pub issuing_unit: UnitBrief,
    /// Who collects the reports (汇总单位).
    pub coordinating_unit: Option<UnitBrief>,
    /// Who supervises it (督查单位).
    pub supervising_unit: Option<UnitBrief>,
    /// The joint meeting (联席会议), a group.
    pub meeting_unit: Option<UnitBrief>,
    /// Where it draws the lines between ahead, on track and behind.
    pub thresholds: Thresholds,
    /// Its colours.
    pub palette: Palette,
    /// How the findings of the check before filing weigh (自动核查).
    pub lint_policy: LintPolicy,
    /// What the caller may do to it now.
    pub allowed_actions: Vec<PlanOperation>,
}

versioned!(Plan);

/// A page of plans.
#[derive(Serialize, ToSchema)]
pub struct PlanPage {
    /// The plans.
    pub items: Vec<Plan>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How plans are sorted.
    pub PlanSort of plan { "code" => Code, "startsOn" => StartsOn, "updatedAt" => UpdatedAt, "title" => Title }
}

/// Which plans.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlanFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<PlanSort>,
    /// In any of these states, separated by commas.
    #[param(value_type = Option<Vec<PlanState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<PlanState>>,
    /// Of any of these kinds, separated by commas.
    #[param(value_type = Option<Vec<PlanKind>>, style = Form, explode = false)]
    pub kind: Option<AnyOf<PlanKind>>,
    /// Exactly this code.
    pub code: Option<String>,
    /// Only plans that carry out this one.
    #[serde(rename = "parentId")]
    pub parent_id: Option<Uuid>,
    /// Issued by this unit.
    #[serde(rename = "issuingUnitId")]
    pub issuing_unit_id: Option<Uuid>,
    /// Whose reports this unit collects.
    #[serde(rename = "coordinatingUnitId")]
    pub coordinating_unit_id: Option<Uuid>,
    /// The period begins before this day.
    #[serde(rename = "startsOn.lt")]
    pub starts_lt: Option<Day>,
    /// The period begins on this day or before.
    #[serde(rename = "startsOn.lte")]
    pub starts_lte: Option<Day>,
    /// The period begins after this day.
    #[serde(rename = "startsOn.gt")]
    pub starts_gt: Option<Day>,
    /// The period begins on this day or after.
    #[serde(rename = "startsOn.gte")]
    pub starts_gte: Option<Day>,
    /// The period ends before this day.
    #[serde(rename = "endsOn.lt")]
    pub ends_lt: Option<Day>,
    /// The period ends on this day or before.
    #[serde(rename = "endsOn.lte")]
    pub ends_lte: Option<Day>,
    /// The period ends after this day.
    #[serde(rename = "endsOn.gt")]
    pub ends_gt: Option<Day>,
    /// The period ends on this day or after.
    #[serde(rename = "endsOn.gte")]
    pub ends_gte: Option<Day>,
    /// Text in title or document number.
    pub q: Option<String>,
}

impl Filter for PlanFilter {}
