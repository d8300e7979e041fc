//! What plan imports look like in answers and requests.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::instant::Instant;
use crate::domain::notice::difference::{Change, NamedTask, TaskDifference};
use crate::domain::notice::resolve::Resolved;
use crate::domain::notice::{FieldSource, Remainder, Span, Warning};
use crate::entity::plan_import;
use crate::features::plan_documents::write::PlanDocumentResult;
use crate::http::query::{Filter, boolean};
use crate::list::PageInfo;
use crate::{sort_keys, versioned};

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanImportState {
    /// Read; a person looks at the proposal.
    Proposed,
    /// A plan was made of it, and is still there.
    Applied,
}

/// What can be done with an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanImportAction {
    /// Correct the document.
    Update,
    /// Make the plan.
    Apply,
    /// Throw it away.
    Delete,
}

/// An import in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000c01", "version": 1, "createdAt": "2024-04-08T01:00:00.000Z", "updatedAt": "2024-04-08T01:00:00.000Z",
    "state": "proposed", "title": "云川市2024年民生实事清单", "fileName": "清单.docx",
    "mediaType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "encoding": null, "size": 18211,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "characters": 1904, "layout": "numberedList",
    "taskCount": 10, "warningCount": 1, "planId": null, "allowedActions": ["update", "apply", "delete"]
}))]
pub struct PlanImportSummary {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was read.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// How far it has come.
    pub state: PlanImportState,
    /// The title of the plan, as far as one was found.
    pub title: String,
    /// The name of the file, if one was given.
    pub file_name: Option<String>,
    /// What the file is.
    pub media_type: String,
    /// The encoding of a text.
    pub encoding: Option<String>,
    /// The size of the file, in bytes.
    pub size: i64,
    /// SHA-256 of the file, lower-case hex. The same file again is the same import.
    pub sha256: String,
    /// The length of the text, in Unicode scalars.
    pub characters: i32,
    /// How its tasks are laid out; `unknown` where none were found.
    pub layout: String,
    /// Tasks and measures of the document.
    pub task_count: i32,
    /// Warnings of the reading.
    pub warning_count: i32,
    /// The plan made of it.
    pub plan_id: Option<Uuid>,
    /// What the caller may do with it now.
    pub allowed_actions: Vec<PlanImportAction>,
}

/// A notice as read, and the plan document proposed for it. Places (`span`) count the Unicode scalars of the text at
/// `/plan-imports/{id}/source`, from 0, the end not included.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000c01", "version": 1, "createdAt": "2024-04-08T01:00:00.000Z", "updatedAt": "2024-04-08T01:00:00.000Z",
    "state": "proposed", "title": "云川市2024年民生实事清单", "fileName": "清单.txt", "mediaType": "text/plain", "encoding": "UTF-8", "size": 311,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "characters": 104, "layout": "numberedList",
    "taskCount": 1, "warningCount": 0, "planId": null, "allowedActions": ["update", "apply", "delete"],
    "document": {"format": "duban-plan/1", "plan": {"code": "import-9f86d081884c", "title": "云川市2024年民生实事清单"},
        "tasks": [{"number": "1", "code": "1", "title": "新建公办幼儿园12所。"}]},
    "original": null,
    "sources": [{"pointer": "/tasks/0/title", "span": {"start": 17, "end": 27}, "confidence": 0.95, "rule": "layout.item"}],
    "units": [{"name": "市教育局", "code": "YC-JYJ", "isNew": false, "group": false, "open": false, "confidence": 1.0, "rule": "unit.exact",
        "candidates": [], "mentions": [{"task": "1", "role": "lead", "label": "牵头单位", "span": {"start": 33, "end": 37}}]}],
    "officials": [], "remainder": [], "warnings": [], "otherTexts": []
}))]
pub struct PlanImport {
    /// What the list shows of it.
    #[serde(flatten)]
    pub summary: PlanImportSummary,
    /// The plan document (`duban-plan/1`; its schema is at `/plan-documents/schema`), as corrected so far. What the notice does not say
    /// may be missing in it; then it cannot be applied yet.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub document: Value,
    /// The document as it was proposed; null as long as nobody corrected it.
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub original: Option<Value>,
    /// Where the fields of the proposed document were found, by JSON pointer into it.
    pub sources: Vec<FieldSource>,
    /// The units as printed, and who they are taken for.
    pub units: Vec<Resolved>,
    /// The officials as printed.
    pub officials: Vec<Resolved>,
    /// What no field was made of, so that nothing is lost.
    pub remainder: Vec<Remainder>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// Other texts on the same page, with the tasks read in them.
    pub other_texts: Vec<OtherNotice>,
}

/// Another text on the page of the notice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OtherNotice {
    /// Its printed mark: 篇1.
    pub mark: String,
    /// Its place.
    pub span: Span,
    /// What it was read as, in the form of a plan document.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub document: Value,
}

impl crate::http::Versioned for PlanImport {
    fn id(&self) -> Uuid {
        self.summary.id
    }

    fn version(&self) -> i32 {
        self.summary.version
    }
}

versioned!(PlanImportSummary);

impl PlanImportSummary {
    /// The row as a caller sees it who may write or not.
    pub(super) fn of(row: plan_import::Model, may_write: bool) -> Self {
        use PlanImportAction::{Apply, Delete, Update};
        let (state, actions) = match row.plan_id {
            None => (PlanImportState::Proposed, vec![Update, Apply, Delete]),
            Some(_) => (PlanImportState::Applied, vec![Delete]),
        };
        Self {
            id: row.id,
            version: row.version,
            created_at: Instant(row.created_at),
            updated_at: Instant(row.updated_at),
            state,
            title: row.title,
            file_name: row.file_name,
            media_type: row.media_type,
            encoding: row.encoding,
            size: row.size,
            sha256: row.sha256,
            characters: row.characters,
            layout: row.layout,
            task_count: row.task_count,
            warning_count: row.warning_count,
            plan_id: row.plan_id,
            allowed_actions: if may_write { actions } else { Vec::new() },
        }
    }
}

/// A page of imports.
#[derive(Serialize, ToSchema)]
pub struct PlanImportPage {
    /// The imports.
    pub items: Vec<PlanImportSummary>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How imports are sorted.
    pub PlanImportSort of plan_import { "createdAt" => CreatedAt, "updatedAt" => UpdatedAt, "title" => Title }
}

/// Which imports.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlanImportFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<PlanImportSort>,
    /// How far they have come.
    #[param(inline)]
    pub state: Option<PlanImportState>,
    /// The one of the file with this SHA-256.
    pub sha256: Option<String>,
}

impl Filter for PlanImportFilter {}

/// What is said of a notice beside the file itself.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlanImportParameters {
    /// The name of the file, for people.
    #[serde(rename = "fileName")]
    pub file_name: Option<String>,
}

impl Filter for PlanImportParameters {
    const PAGED: bool = false;
}

/// A correction of the document (RFC 7396): absent keeps, null clears, objects are merged, lists are replaced.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"document": {"plan": {"code": "yunchuan-2024-livelihood", "issuedOn": "2024-04-02"}}}))]
pub struct PlanImportUpdate {
    /// What changes in the plan document.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub document: serde_json::Map<String, Value>,
}

/// How an import is applied.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApplyParameters {
    /// Check everything, answer the same, write nothing.
    #[param(default = false)]
    #[serde(rename = "dryRun", default, deserialize_with = "boolean")]
    pub dry_run: Option<bool>,
}

impl Filter for ApplyParameters {
    const PAGED: bool = false;
}

/// What came of applying an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "importId": "0197a6f0-c0de-7000-a000-000000000c01", "importVersion": 2,
    "result": {"planId": "0197a6f0-c0de-7000-a000-000000000100", "code": "yunchuan-2024-livelihood", "title": "云川市2024年民生实事清单",
        "state": "draft", "dryRun": false, "createdUnits": ["u-6c62272e07bb0142"], "createdOfficials": [],
        "counts": {"sections": 2, "tasks": 10, "measures": 0, "assignments": 14, "milestones": 0, "targets": 12, "checkpoints": 0,
            "allocations": 0, "statements": 13, "sites": 0, "reportingRules": 1, "links": 0, "versions": 0}}
}))]
pub struct AppliedPlanImport {
    /// The import.
    pub import_id: Uuid,
    /// Its version now.
    pub import_version: i32,
    /// What was made, or would be.
    pub result: PlanDocumentResult,
}

/// Against which plan a notice is held.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifferenceParameters {
    /// The plan.
    #[serde(rename = "planId")]
    pub plan_id: Uuid,
}

impl Filter for DifferenceParameters {
    const PAGED: bool = false;
}

/// How a notice differs from a plan: what is new in it, what is gone, what reads differently.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "importId": "0197a6f0-c0de-7000-a000-000000000c01", "planId": "0197a6f0-c0de-7000-a000-000000000100", "unchanged": 8,
    "plan": [{"field": "endsOn", "before": "2024-12-31", "after": "2025-06-30"}],
    "added": [{"code": "11", "number": "11", "title": "建设体育公园1处。"}], "removed": [],
    "changed": [{"before": {"code": "1", "number": "1", "title": "新建公办幼儿园12所。"},
        "after": {"code": "1", "number": "1", "title": "新建公办幼儿园15所。"},
        "changes": [{"field": "targets/新建公办幼儿园/value", "before": 12, "after": 15}]}]
}))]
pub struct PlanImportDifference {
    /// The import.
    pub import_id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// Members of the plan itself that differ.
    pub plan: Vec<Change>,
    /// Tasks of the notice that the plan does not have.
    pub added: Vec<NamedTask>,
    /// Tasks of the plan that the notice does not have.
    pub removed: Vec<NamedTask>,
    /// Tasks of both that read differently.
    pub changed: Vec<TaskDifference>,
    /// How many tasks of both read the same.
    pub unchanged: usize,
}
