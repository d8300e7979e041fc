//! The form of a plan document: one JSON object that expresses a whole plan. Nothing in it is an id, and an absent member means null,
//! false, empty or the default.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::task_shapes::DocumentTask;
use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::lint::LintPolicy;
use crate::domain::palette::Palette;
use crate::domain::plan::{LeadRule, PlanKind, PlanSource, PlanState, UnitKind};
use crate::domain::schedule::{CalendarRule, LimitPolicy, ReportPart, Reporters};
use crate::domain::statement::LinkKind;
use crate::domain::thresholds::Thresholds;

/// A small plan as a document, too long for the `json!` macro.
fn example() -> serde_json::Value {
    serde_json::from_str(include_str!("example.json")).unwrap_or_default()
}

/// A whole plan with the units and officials it names. An absent member means null, false, empty or the default.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!(example()))]
pub struct PlanDocument {
    /// The form and its version.
    pub format: DocumentFormat,
    /// Whose plan it is.
    pub government: DocumentGovernment,
    /// The units the plan names, with those above them, members of groups and successors. Those the register has already stay as they are.
    #[serde(default)]
    pub units: Vec<DocumentUnit>,
    /// The officials the plan names, with their successors. Those the register has already stay as they are.
    #[serde(default)]
    pub officials: Vec<DocumentOfficial>,
    /// The plan itself.
    pub plan: DocumentPlan,
    /// Its headings in printed order.
    #[serde(default)]
    pub sections: Vec<DocumentSection>,
    /// Tasks that stand under no heading, in printed order.
    #[serde(default)]
    pub tasks: Vec<DocumentTask>,
    /// Who reports to whom, how often.
    #[serde(default)]
    pub reporting_rules: Vec<DocumentRule>,
    /// What targets of this plan are to others.
    #[serde(default)]
    pub links: Vec<DocumentLink>,
}

/// The form of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub enum DocumentFormat {
    /// This form.
    #[serde(rename = "duban-plan/1")]
    First,
}

/// A government in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentGovernment {
    /// Region code (GB/T 2260), six digits; it must be the caller's own.
    #[schema(pattern = "^[0-9]{6}$")]
    pub code: String,
    /// Name, for the reader.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

/// A unit in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentUnit {
    /// Unique within the government; no white space.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Official name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Name as documents print it.
    #[schema(min_length = 1, max_length = 100)]
    pub short_name: Option<String>,
    /// What sort of organisation it is.
    pub kind: UnitKind,
    /// The unit above, by code; absent for the root.
    pub parent_code: Option<String>,
    /// Other names it goes by.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub aliases: Vec<String>,
    /// A group of which the notice does not say who belongs to it (有关部门): it has no members.
    #[serde(default)]
    pub open: bool,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    /// First day of its existence.
    pub valid_from: Option<Day>,
    /// Last day of its existence.
    pub valid_to: Option<Day>,
    /// The unit that took over, by code.
    pub successor_code: Option<String>,
    /// Members, for a group only, the convener first.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub members: Vec<DocumentMember>,
}

/// A member of a group in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentMember {
    /// The member, by code.
    pub unit_code: String,
    /// First day of membership; absent: from the start.
    pub valid_from: Option<Day>,
    /// Last day of membership; absent: still.
    pub valid_to: Option<Day>,
}

/// An official in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentOfficial {
    /// Unique within the government; no white space.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Name as printed.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// 副市长, as far as the document says so.
    #[schema(min_length = 1, max_length = 100)]
    pub post: Option<String>,
    /// The unit they belong to, by code.
    pub unit_code: Option<String>,
    /// First day in office.
    pub valid_from: Option<Day>,
    /// Last day in office.
    pub valid_to: Option<Day>,
    /// Who takes over, by code.
    pub successor_code: Option<String>,
}

/// The plan in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentPlan {
    /// Unique within the government; no white space.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Title as printed.
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// What kind of document it is.
    pub kind: PlanKind,
    /// Its stage; one beyond `draft` is reached within the same write.
    pub state: PlanState,
    /// First day of its period.
    pub starts_on: Day,
    /// Last day of its period.
    pub ends_on: Day,
    /// Document number (文号).
    #[schema(min_length = 1, max_length = 60)]
    pub document_number: Option<String>,
    /// Day of issue; needed beyond `draft`.
    pub issued_on: Option<Day>,
    /// Day of signature (成文日期).
    pub signed_on: Option<Day>,
    /// Day of printing.
    pub printed_on: Option<Day>,
    /// To whom it is addressed (主送).
    #[schema(min_length = 1, max_length = 1000)]
    pub addressees: Option<String>,
    /// Whether the document is published (主动公开).
    #[serde(default)]
    pub is_public: bool,
    /// The campaign it belongs to (我为群众办实事).
    #[schema(min_length = 1, max_length = 100)]
    pub campaign: Option<String>,
    /// The batch it belongs to (第二批).
    #[schema(min_length = 1, max_length = 100)]
    pub batch: Option<String>,
    /// The plan it carries out, by code, when that is held here.
    pub parent_code: Option<String>,
    /// The plan it carries out, by name, when it is not held here.
    #[schema(min_length = 1, max_length = 300)]
    pub parent_text: Option<String>,
    /// Where the text was taken from.
    pub source: Option<PlanSource>,
    /// How the document says who leads a task.
    pub lead_rule: LeadRule,
    /// The deadline of tasks that print none.
    pub default_due: Option<Due>,
    /// Who issues it, by code.
    pub issuing_unit_code: String,
    /// Who collects the reports (汇总单位), by code.
    pub coordinating_unit_code: Option<String>,
    /// Who supervises it (督查单位), by code.
    pub supervising_unit_code: Option<String>,
    /// The joint meeting (联席会议), by code; a group.
    pub meeting_unit_code: Option<String>,
    /// Where it draws the lines between ahead, on track and behind; absent: 10, 5 and 20 percent.
    pub thresholds: Option<Thresholds>,
    /// Its colours; absent: the usual ones.
    pub palette: Option<Palette>,
    /// How the findings of the check before filing weigh; left out: as usual.
    pub lint_policy: Option<LintPolicy>,
}

/// A heading in a document, with what stands under it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentSection {
    /// Number as printed; absent where none is.
    #[serde(default)]
    #[schema(max_length = 32)]
    pub number: String,
    /// Title as printed.
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// Headings below, in printed order.
    #[serde(default)]
    #[schema(no_recursion)]
    pub sections: Vec<DocumentSection>,
    /// Tasks directly below, in printed order.
    #[serde(default)]
    pub tasks: Vec<DocumentTask>,
}

/// A reporting rule in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentRule {
    /// Its number within the plan.
    #[schema(minimum = 1, maximum = 1000)]
    pub n: i32,
    /// What the report is called.
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    /// The only task for which it holds, by code; absent: all tasks without a rule of their own.
    pub task_code: Option<String>,
    /// Who receives the reports, by code.
    pub receiver_unit_code: String,
    /// Which leads report.
    pub reporters: Reporters,
    /// Frequency, days and periods.
    pub calendar: CalendarRule,
    /// Parts that must be there.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub parts: Vec<ReportPart>,
    /// Longest text of a part, in characters; absent: no limit.
    #[schema(minimum = 1, maximum = 100_000)]
    pub text_limit: Option<i32>,
    /// What happens beyond the limit; absent: `warn`.
    pub limit_policy: Option<LimitPolicy>,
    /// The unit's head signs before the receiver accepts.
    #[serde(default)]
    pub signs_first: bool,
    /// Reports carry figures; at most one rule of a plan does.
    #[serde(default)]
    pub collects_figures: bool,
    /// Days given after a return; absent: 3.
    #[schema(minimum = 1, maximum = 60)]
    pub return_days: Option<i32>,
}

/// What one target is to another, in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentLink {
    /// A target of this plan: `<task code>/<target key>`.
    pub from: String,
    /// The other target: `<task code>/<target key>` of this plan, or `<plan code>:<task code>/<target key>` of another one.
    pub to: String,
    /// What the first is to the second.
    pub kind: LinkKind,
}

/// What came of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "code": "yichang-2024-livelihood", "title": "宜昌市落实湖北省2024年十大民生项目工作方案",
    "state": "issued", "dryRun": false, "createdUnits": ["YC-SJJ"], "createdOfficials": [],
    "counts": {"sections": 10, "tasks": 70, "measures": 0, "assignments": 72, "milestones": 0, "targets": 56, "checkpoints": 0,
        "allocations": 0, "statements": 62, "sites": 0, "reportingRules": 1, "links": 0, "versions": 0}
}))]
pub struct PlanDocumentResult {
    /// The plan; null after a dry run, which writes nothing.
    pub plan_id: Option<Uuid>,
    /// The plan's code.
    pub code: String,
    /// The plan's title.
    pub title: String,
    /// The stage the plan is in.
    pub state: PlanState,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// How much there is of what.
    pub counts: PlanDocumentCounts,
    /// Codes of the units that are new.
    pub created_units: Vec<String>,
    /// Codes of the officials that are new.
    pub created_officials: Vec<String>,
}

/// How much a document holds of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanDocumentCounts {
    /// Headings.
    pub sections: usize,
    /// Tasks that are no measures.
    pub tasks: usize,
    /// Measures.
    pub measures: usize,
    /// Duties of units and officials.
    pub assignments: usize,
    /// Steps.
    pub milestones: usize,
    /// Targets.
    pub targets: usize,
    /// Checkpoints.
    pub checkpoints: usize,
    /// Shares of targets.
    pub allocations: usize,
    /// Phrases with a figure.
    pub statements: usize,
    /// Sites.
    pub sites: usize,
    /// Reporting rules.
    pub reporting_rules: usize,
    /// Links between targets.
    pub links: usize,
    /// Later versions of tasks and targets.
    pub versions: usize,
}
