//! What bulletins look like in answers, and what can be asked of their list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub use super::inputs::{BulletinCreate, BulletinUpdate, Withdrawal};
use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::bulletin::{BulletinAction, BulletinKind, BulletinState};
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::bulletin;
use crate::http::Versioned;
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::sort_keys;

/// A bulletin as lists show it. Its text is at `/bulletins/{id}/document`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000b01", "version": 3, "createdAt": "2024-07-05T01:00:00.000Z", "updatedAt": "2024-07-08T01:30:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000101", "kind": "quarterly", "state": "issued", "period": "2024Q2",
    "title": "关于宜昌市落实湖北省2024年十大民生项目工作方案2024年第二季度推进情况的通报", "number": "宜督办〔2024〕7号",
    "numberPrefix": "宜督办", "serial": 7,
    "issuingUnit": {"id": "0197a6f0-c0de-7000-a000-000000000020", "code": "YC-ZWDCS", "name": "市政务督查室"},
    "asOf": "2024-06-30", "knownAt": "2024-07-08T01:30:00.000Z", "datedOn": "2024-07-08", "addressees": "各县市区人民政府,市直有关部门",
    "foreword": null, "closing": "请各牵头单位于7月底前整改到位。", "issuedAt": "2024-07-08T01:30:00.000Z", "issuedBy": "督查室督查员",
    "withdrawnAt": null, "withdrawnBy": null, "withdrawnBecause": null,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "allowedActions": ["withdraw"]
}))]
pub struct BulletinRow {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was drafted.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan it speaks of.
    pub plan_id: Uuid,
    /// What it is.
    pub kind: BulletinKind,
    /// The stage it is in.
    pub state: BulletinState,
    /// What it speaks of.
    pub period: Period,
    /// Its title.
    pub title: String,
    /// Its document number; in a draft without a running number its place is empty; null without a prefix.
    pub number: Option<String>,
    /// The prefix of the number.
    pub number_prefix: Option<String>,
    /// The running number of the prefix in the year.
    pub serial: Option<i32>,
    /// Who issues it.
    pub issuing_unit: UnitBrief,
    /// The business date it speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge it uses; null in a draft that uses that of its issue.
    pub known_at: Option<Instant>,
    /// The day it is dated.
    pub dated_on: Option<NaiveDate>,
    /// To whom it goes.
    pub addressees: Option<String>,
    /// Paragraphs before what is computed.
    pub foreword: Option<String>,
    /// Paragraphs after what is computed.
    pub closing: Option<String>,
    /// When it was issued.
    pub issued_at: Option<Instant>,
    /// Name of who issued it.
    pub issued_by: Option<String>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// Name of who withdrew it.
    pub withdrawn_by: Option<String>,
    /// Why.
    pub withdrawn_because: Option<String>,
    /// SHA-256, in hexadecimal, of the document as `/bulletins/{id}/document` answers it in JSON; null in a draft.
    pub digest: Option<String>,
    /// What this caller may do now.
    pub allowed_actions: Vec<BulletinAction>,
}

/// A bulletin, with the corrections that touched it after it was frozen.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000b01", "version": 3, "createdAt": "2024-07-05T01:00:00.000Z", "updatedAt": "2024-07-08T01:30:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000101", "kind": "quarterly", "state": "issued", "period": "2024Q2",
    "title": "关于宜昌市落实湖北省2024年十大民生项目工作方案2024年第二季度推进情况的通报", "number": "宜督办〔2024〕7号",
    "numberPrefix": "宜督办", "serial": 7,
    "issuingUnit": {"id": "0197a6f0-c0de-7000-a000-000000000020", "code": "YC-ZWDCS", "name": "市政务督查室"},
    "asOf": "2024-06-30", "knownAt": "2024-07-08T01:30:00.000Z", "datedOn": "2024-07-08", "addressees": "各县市区人民政府,市直有关部门",
    "foreword": null, "closing": "请各牵头单位于7月底前整改到位。", "issuedAt": "2024-07-08T01:30:00.000Z", "issuedBy": "督查室督查员",
    "withdrawnAt": null, "withdrawnBy": null, "withdrawnBecause": null,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "allowedActions": ["withdraw"],
    "errata": [{"taskId": "0197a6f0-c0de-7000-a000-000000000204", "taskNumber": "4", "taskTitle": "新增3岁以下婴幼儿托位1680个",
        "targetId": "0197a6f0-c0de-7000-a000-000000000254", "text": "新增3岁以下婴幼儿托位1680个",
        "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "period": "2024-06",
        "before": 900, "after": 840, "correctedAt": "2024-07-20T02:00:00.000Z", "reason": "重复统计", "stateBefore": "onTrack",
        "stateAfter": "behind", "sentenceAfter": {"zh": "按时序6月底应达912.72个,实报840个,差72.72个,判为滞后。",
        "en": "By 30 June 2024 912.72 个 was due; 840 个 reported: behind."}}]
}))]
pub struct Bulletin {
    /// What lists show too.
    #[serde(flatten)]
    pub row: BulletinRow,
    /// Figures it was computed with and that an accepted correction changed after `knownAt`, the oldest correction first. The frozen text stays.
    pub errata: Vec<BulletinErratum>,
}

impl Versioned for Bulletin {
    fn id(&self) -> Uuid {
        self.row.id
    }

    fn version(&self) -> i32 {
        self.row.version
    }
}

/// A figure corrected after the bulletin was frozen.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulletinErratum {
    /// The task.
    pub task_id: Uuid,
    /// Its number as printed.
    pub task_number: String,
    /// Its title, as the bulletin knew it.
    pub task_title: String,
    /// The target.
    pub target_id: Uuid,
    /// Its phrase as printed.
    pub text: String,
    /// The unit that reported the figure.
    pub unit: UnitBrief,
    /// The period it was reported for.
    pub period: Period,
    /// The figure before.
    pub before: Quantity,
    /// The figure after; null where the correction took it away.
    pub after: Option<Quantity>,
    /// When the correction was accepted.
    pub corrected_at: Instant,
    /// Why it was corrected.
    pub reason: Option<String>,
    /// How the bulletin judged the target.
    pub state_before: ProgressState,
    /// How it is judged for the same business date with the knowledge of now: all later corrections and late reports together.
    pub state_after: ProgressState,
    /// Why.
    pub sentence_after: Sentence,
}

/// Whether a frozen bulletin can be computed again from the database.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "bulletinId": "0197a6f0-c0de-7000-a000-000000000b01", "asOf": "2024-06-30", "knownAt": "2024-07-08T01:30:00.000Z",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "keptDigest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "computedDigest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "matches": true, "differences": []
}))]
pub struct BulletinVerification {
    /// The bulletin.
    pub bulletin_id: Uuid,
    /// The business date it speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge it uses.
    pub known_at: Instant,
    /// The digest that was noted when it was issued.
    pub digest: String,
    /// The digest of the text that was kept: the same, unless somebody changed the kept text.
    pub kept_digest: String,
    /// The digest of the text computed from the database just now, with the knowledge of `knownAt`.
    pub computed_digest: String,
    /// All three are equal.
    pub matches: bool,
    /// Where the kept text and the computed one differ, in the order of the text; at most twenty.
    pub differences: Vec<BulletinDifference>,
}

/// A place where two texts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulletinDifference {
    /// JSON pointer into the document.
    pub pointer: String,
    /// What was kept there, as JSON; null where nothing was.
    pub kept: Option<String>,
    /// What is computed there, as JSON; null where nothing is.
    pub computed: Option<String>,
}

/// A page of bulletins.
#[derive(Serialize, ToSchema)]
pub struct BulletinPage {
    /// The bulletins.
    pub items: Vec<BulletinRow>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How bulletins are sorted.
    pub BulletinSort of bulletin { "createdAt" => CreatedAt, "asOf" => AsOf, "period" => Period }
}

/// Which bulletins.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct BulletinFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<BulletinSort>,
    /// Only those of this plan.
    pub plan_id: Option<Uuid>,
    /// Only those that speak of this very period.
    #[param(example = "2024Q2")]
    pub period: Option<Period>,
    /// Of any of these kinds, separated by commas.
    #[param(value_type = Option<Vec<BulletinKind>>, style = Form, explode = false)]
    pub kind: Option<AnyOf<BulletinKind>>,
    /// In any of these states, separated by commas.
    #[param(value_type = Option<Vec<BulletinState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<BulletinState>>,
}

impl Filter for BulletinFilter {}
