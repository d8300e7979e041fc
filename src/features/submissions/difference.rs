//! Single revisions, exactly as filed, and what differs between two of them.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{FiledFigure, Revision};
use super::show;
use super::steps::{FiledMilestone, MilestoneBrief};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::quantity::Quantity;
use crate::domain::schedule::ReportPart;
use crate::entity::{attachment, revision, submission};
use crate::evidence;
use crate::http::path::Number;
use crate::http::query::{Filter, NoParameters, number, refuse};
use crate::http::{Code, Id, OrNotFound, Query, Reply, Result};
use crate::refs::TargetBrief;
use crate::state::AppState;

/// How something differs between two revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Only the later one has it.
    Added,
    /// Both have it, with other content.
    Changed,
    /// Only the earlier one has it.
    Removed,
}

/// What differs between two revisions of a report; what is the same in both is left out.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "submissionId": "0197a6f0-c0de-7000-a000-000000000401", "from": 1, "to": 2,
    "texts": [{"part": "progress", "change": "changed", "before": "累计新增托位752个。", "after": "累计新增托位725个。"}],
    "figures": [{"targetId": "0197a6f0-c0de-7000-a000-000000000504",
        "target": {"id": "0197a6f0-c0de-7000-a000-000000000504", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
            "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个"},
        "change": "changed",
        "before": {"value": 752, "numerator": null, "denominator": null, "claimedTotal": null, "whyMissing": null},
        "after": {"value": 725, "numerator": null, "denominator": null, "claimedTotal": null, "whyMissing": null}, "delta": -27}],
    "milestones": [{"milestoneId": "0197a6f0-c0de-7000-a000-000000000901",
        "milestone": {"id": "0197a6f0-c0de-7000-a000-000000000901", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
            "text": "完成选址", "due": {"text": "5月底前", "kind": "month", "earliest": null, "latest": "2024-05-31", "control": "2024-05-31"}},
        "occursOn": null, "change": "changed", "before": {"doneOn": null, "note": "正在比选"}, "after": {"doneOn": "2024-05-28", "note": null}}],
    "attachments": [{"attachmentId": "0197a6f0-c0de-7000-a000-000000000801", "change": "added", "fileName": "选址批复.pdf", "size": 482113,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "targetId": null,
        "milestoneId": "0197a6f0-c0de-7000-a000-000000000901", "description": null}]
}))]
pub struct RevisionDifference {
    /// The report.
    pub submission_id: Uuid,
    /// The revision compared with; null: there is none before, so everything is added.
    pub from: Option<i32>,
    /// The revision.
    pub to: i32,
    /// Text parts that differ.
    pub texts: Vec<TextDifference>,
    /// Figures that differ: those of the later revision as listed there, then those only the earlier one has.
    pub figures: Vec<FigureDifference>,
    /// Steps that differ, in the same order.
    pub milestones: Vec<MilestoneDifference>,
    /// Files that only one of them has, those of the later one first. A file never changes.
    pub attachments: Vec<AttachmentDifference>,
}

/// A step that differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneDifference {
    /// The step, by id.
    pub milestone_id: Uuid,
    /// The step.
    pub milestone: MilestoneBrief,
    /// Which time, of a step that comes again.
    pub occurs_on: Option<NaiveDate>,
    /// How.
    pub change: Change,
    /// In the earlier revision.
    pub before: Option<MilestoneContent>,
    /// In the later one.
    pub after: Option<MilestoneContent>,
}

/// What a revision says of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneContent {
    /// The day on which it was done; null: still open.
    pub done_on: Option<NaiveDate>,
    /// How it stands, in words.
    pub note: Option<String>,
}

/// A file that only one of the revisions has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentDifference {
    /// The attachment.
    pub attachment_id: Uuid,
    /// Whether it was added or removed.
    pub change: Change,
    /// Its name.
    pub file_name: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of the content, lower-case hex.
    pub sha256: String,
    /// The target it shows something about, if it is about one.
    pub target_id: Option<Uuid>,
    /// The step whose doing it shows, if it is about one.
    pub milestone_id: Option<Uuid>,
    /// What it shows.
    pub description: Option<String>,
}

/// A text part that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextDifference {
    /// Which.
    pub part: ReportPart,
    /// How.
    pub change: Change,
    /// What the earlier revision says.
    pub before: Option<String>,
    /// What the later one says.
    pub after: Option<String>,
}

/// A figure that differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FigureDifference {
    /// The target, by id.
    pub target_id: Uuid,
    /// The target.
    pub target: TargetBrief,
    /// How.
    pub change: Change,
    /// In the earlier revision.
    pub before: Option<FigureContent>,
    /// In the later one.
    pub after: Option<FigureContent>,
    /// The later value minus the earlier one; null unless both have one.
    pub delta: Option<Quantity>,
}

/// What a revision says of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FigureContent {
    /// The figure.
    pub value: Option<Quantity>,
    /// What was reached, for coverages and ratios.
    pub numerator: Option<Quantity>,
    /// Out of how much.
    pub denominator: Option<Quantity>,
    /// The total to date the unit itself counts.
    pub claimed_total: Option<Quantity>,
    /// Why there is no figure.
    pub why_missing: Option<String>,
}

/// What a revision is compared with.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifferenceFilter {
    /// The number of the other revision; left out: the one before, of those the caller may read.
    #[param(minimum = 1)]
    #[serde(default, deserialize_with = "number")]
    pub from: Option<u64>,
}

impl Filter for DifferenceFilter {
    const PAGED: bool = false;
}

/// Read one revision of a report, exactly as filed; one that is not filed only for who files for the unit.
#[utoipa::path(tag = "submissions", operation_id = "get_submission_revision", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), ("n" = i32, Path, description = "The number of the revision, from 1")),
    responses((status = 200, description = "The revision", body = Revision)))]
#[get("/submissions/{id}/revisions/{n}")]
pub(super) async fn get_submission_revision(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    n: Number,
    _query: Query<NoParameters>,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let rows = readable(&app.db, &caller, id.0).await?;
    let row = rows.into_iter().filter(|row| row.n == n.0).collect();
    Reply::report(&show::revisions(&app.db, row).await?.into_iter().next().or_not_found()?)
}

/// Tell what differs between two revisions of a report: texts, figures (with the difference), steps and files added, changed or removed.
#[utoipa::path(tag = "submissions", operation_id = "get_submission_revision_difference", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), ("n" = i32, Path, description = "The number of the revision, from 1"),
        DifferenceFilter),
    responses((status = 200, description = "What differs", body = RevisionDifference)))]
#[get("/submissions/{id}/revisions/{n}/difference")]
pub(super) async fn get_submission_revision_difference(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    n: Number,
    query: Query<DifferenceFilter>,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let db = db::snapshot(&app.db).await?;
    let rows = readable(&db, &caller, id.0).await?;
    let from = match query.filter.from {
        None => rows.iter().rev().find(|row| row.n < n.0).map(|row| row.n),
        Some(m) => {
            let held = rows.iter().find(|row| u64::try_from(row.n) == Ok(m));
            Some(held.ok_or_else(|| refuse("from", Code::NotFound))?.n)
        }
    };
    let wanted = rows.into_iter().filter(|row| row.n == n.0 || Some(row.n) == from).collect();
    let shown = show::revisions(&db, wanted).await?;
    let of = |n: i32| shown.iter().find(|revision| revision.n == n);
    let (from, to) = (from.and_then(of), of(n.0).or_not_found()?);
    let before = match from {
        Some(from) => evidence::linked(&db, from.id).await?,
        None => Vec::new(),
    };
    let after = evidence::linked(&db, to.id).await?;
    db.rollback().await?;
    Reply::report(&RevisionDifference { attachments: files(&before, &after), ..difference(id.0, from, to) })
}

/// The revisions of a visible report that the caller may read, the first one first.
async fn readable(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Vec<revision::Model>> {
    let row = submission::Entity::seen_by(&caller.scope).filter(submission::Column::Id.eq(id)).one(db).await?.or_not_found()?;
    let rows = revision::Entity::find().filter(revision::Column::SubmissionId.eq(row.id)).order_by_asc(revision::Column::N).all(db).await?;
    let own = show::is_own(caller, &row);
    Ok(rows.into_iter().filter(|revision| own || revision.filed_at.is_some()).collect())
}

fn difference(submission_id: Uuid, from: Option<&Revision>, to: &Revision) -> RevisionDifference {
    let text = |part: ReportPart, of: fn(&Revision) -> &Option<String>| {
        let (before, after) = (from.and_then(|from| of(from).clone()), of(to).clone());
        Some(TextDifference { part, change: change(before.as_ref(), after.as_ref())?, before, after })
    };
    let texts = [
        text(ReportPart::Progress, |revision| &revision.progress),
        text(ReportPart::Problems, |revision| &revision.problems),
        text(ReportPart::Suggestions, |revision| &revision.suggestions),
    ];
    let mut before: HashMap<Uuid, &FiledFigure> =
        from.into_iter().flat_map(|from| &from.figures).map(|figure| (figure.target_id, figure)).collect();
    let kept: Vec<FigureDifference> =
        to.figures.iter().filter_map(|figure| apart(before.remove(&figure.target_id), Some(figure))).collect();
    let gone = from.into_iter().flat_map(|from| &from.figures).filter(|figure| before.contains_key(&figure.target_id));
    let gone: Vec<FigureDifference> = gone.filter_map(|figure| apart(Some(figure), None)).collect();
    let figures = kept.into_iter().chain(gone).collect();
    RevisionDifference {
        submission_id,
        from: from.map(|from| from.n),
        to: to.n,
        texts: texts.into_iter().flatten().collect(),
        figures,
        milestones: milestones(from.map_or(&[], |from| &from.milestones), &to.milestones),
        attachments: Vec::new(),
    }
}

/// The steps that differ: those of the later revision as listed there, then those only the earlier one has.
fn milestones(before: &[FiledMilestone], after: &[FiledMilestone]) -> Vec<MilestoneDifference> {
    let key = |step: &FiledMilestone| (step.milestone_id, step.occurs_on);
    let in_list = |list: &'_ [FiledMilestone], step: &FiledMilestone| list.iter().find(|other| key(other) == key(step)).cloned();
    let kept = after.iter().filter_map(|step| told(in_list(before, step), Some(step.clone())));
    let gone = before.iter().filter(|step| in_list(after, step).is_none()).filter_map(|step| told(Some(step.clone()), None));
    kept.chain(gone).collect()
}

fn told(before: Option<FiledMilestone>, after: Option<FiledMilestone>) -> Option<MilestoneDifference> {
    let FiledMilestone { milestone_id, milestone, occurs_on, .. } = after.clone().or_else(|| before.clone())?;
    let content = |step: FiledMilestone| MilestoneContent { done_on: step.done_on, note: step.note };
    let (before, after) = (before.map(content), after.map(content));
    let change = change(before.as_ref(), after.as_ref())?;
    Some(MilestoneDifference { milestone_id, milestone, occurs_on, change, before, after })
}

/// The files that only one of two revisions has.
fn files(before: &[attachment::Model], after: &[attachment::Model]) -> Vec<AttachmentDifference> {
    let only = |these: &[attachment::Model], those: &[attachment::Model], change: Change| -> Vec<AttachmentDifference> {
        let rest = these.iter().filter(|row| !those.iter().any(|other| other.id == row.id));
        rest.map(|row| AttachmentDifference {
            attachment_id: row.id,
            change,
            file_name: row.file_name.clone(),
            size: row.size,
            sha256: row.hash.clone(),
            target_id: row.target_id,
            milestone_id: row.milestone_id,
            description: row.description.clone(),
        })
        .collect()
    };
    [only(after, before, Change::Added), only(before, after, Change::Removed)].concat()
}

fn apart(before: Option<&FiledFigure>, after: Option<&FiledFigure>) -> Option<FigureDifference> {
    let named = after.or(before)?;
    let (was, is) = (before.map(content), after.map(content));
    let values = was.as_ref().and_then(|was| was.value).zip(is.as_ref().and_then(|is| is.value));
    let delta = values.and_then(|(was, is)| Quantity::try_from(i128::from(is.e4()) - i128::from(was.e4())).ok());
    let change = change(was.as_ref(), is.as_ref())?;
    Some(FigureDifference { target_id: named.target_id, target: named.target.clone(), change, before: was, after: is, delta })
}

fn content(figure: &FiledFigure) -> FigureContent {
    let FiledFigure { target_id: _, target: _, value, numerator, denominator, claimed_total, why_missing } = figure.clone();
    FigureContent { value, numerator, denominator, claimed_total, why_missing }
}

fn change<T: PartialEq>(before: Option<&T>, after: Option<&T>) -> Option<Change> {
    match (before, after) {
        (None, Some(_)) => Some(Change::Added),
        (Some(_), None) => Some(Change::Removed),
        (Some(before), Some(after)) if before != after => Some(Change::Changed),
        _ => None,
    }
}
