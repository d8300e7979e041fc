//! What attachments look like in answers and in uploads.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::evidence::FileType;
use crate::domain::instant::Instant;
use crate::entity::attachment;
use crate::http::query::{Filter, number};
use crate::list::PageInfo;
use crate::versioned;

/// A file filed with a report. It never changes; another file is another attachment.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000801", "version": 1, "createdAt": "2024-06-01T01:00:00.000Z", "updatedAt": "2024-06-01T01:00:00.000Z",
    "submissionId": "0197a6f0-c0de-7000-a000-000000000401", "targetId": "0197a6f0-c0de-7000-a000-000000000504", "milestoneId": null,
    "revisions": [1],
    "filed": true, "fileName": "托位验收报告.pdf", "fileType": "pdf", "mediaType": "application/pdf", "size": 482113,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "description": "宜都市12个托位验收报告",
    "uploadedBy": "卫健委填报员"
}))]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was uploaded.
    pub created_at: Instant,
    /// The same: it never changes.
    pub updated_at: Instant,
    /// The report.
    pub submission_id: Uuid,
    /// The target it shows something about, if it is about one.
    pub target_id: Option<Uuid>,
    /// The step whose doing it shows, if it is about one.
    pub milestone_id: Option<Uuid>,
    /// The numbers of the revisions it belongs to, as far as the caller may see them.
    pub revisions: Vec<i32>,
    /// Whether one of them was filed; then it stays.
    pub filed: bool,
    /// Its name, made harmless.
    pub file_name: String,
    /// What it is, told by its content.
    pub file_type: FileType,
    /// The media type it is handed out with.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of the content, lower-case hex; also the `ETag` of the content.
    pub sha256: String,
    /// What it shows.
    pub description: Option<String>,
    /// Name of who uploaded it.
    pub uploaded_by: String,
}

versioned!(Attachment);

impl Attachment {
    /// As somebody sees it who sees these revisions: (number, filed).
    pub(super) fn new(row: attachment::Model, revisions: &[(i32, bool)]) -> Self {
        Self {
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            submission_id: row.submission_id,
            target_id: row.target_id,
            milestone_id: row.milestone_id,
            revisions: revisions.iter().map(|(n, _)| *n).collect(),
            filed: revisions.iter().any(|(_, filed)| *filed),
            file_name: row.file_name,
            file_type: row.file_type,
            media_type: row.file_type.media_type().to_owned(),
            size: row.size,
            sha256: row.hash,
            description: row.description,
            uploaded_by: row.updated_by,
        }
    }
}

/// A page of attachments, first uploaded first.
#[derive(Serialize, ToSchema)]
pub struct AttachmentPage {
    /// The attachments.
    pub items: Vec<Attachment>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// Which attachments of a report.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentFilter {
    /// Only those of the revision with this number: exactly what was filed with it.
    #[serde(default, deserialize_with = "number")]
    #[param(minimum = 1)]
    pub revision: Option<u64>,
}

impl Filter for AttachmentFilter {}

/// An upload: one file, and what it shows. The parts may come in any order.
#[derive(ToSchema)]
#[schema(example = json!({"file": "(the file)", "description": "宜都市12个托位验收报告"}))]
#[allow(dead_code, reason = "describes a form for the contract; upload.rs reads it")]
pub struct AttachmentUpload {
    /// PDF, OFD, PNG, JPEG, DOCX or XLSX without macros, with an ending that says so.
    #[schema(value_type = String, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// What it shows.
    #[schema(max_length = 500, required = false, nullable = false)]
    description: Option<String>,
    /// The target of the report it shows something about, if it is about one.
    #[schema(rename = "targetId", required = false, nullable = false)]
    target_id: Option<Uuid>,
    /// The step of the report's task, or of a measure below it, whose doing it shows, if it is about one.
    #[schema(rename = "milestoneId", required = false, nullable = false)]
    milestone_id: Option<Uuid>,
}
