//! Asking for the check of a report, before or after it is filed.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::content::{self, Texts};
use super::lint::{Content, Desk};
use super::shapes::Lint;
use super::show;
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::lint::Severity;
use crate::entity::{obligation, plan, reporting_rule, revision, rule_period, scope, submission};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::state::AppState;

/// Check a report (自动核查): everything the rules of its plan find in it, with how it weighs and why.
///
/// What refuses keeps the report from being submitted; what warns must be acknowledged with a reason. Rules that are off find nothing.
#[utoipa::path(tag = "submissions", operation_id = "lint_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission")), responses((status = 200, description = "What was found", body = Lint)))]
#[get("/submissions/{id}/lint")]
pub(super) async fn lint_submission(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let db = db::snapshot(&app.db).await?;
    let row = submission::Entity::seen_by(&caller.scope).filter(submission::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let owed = obligation::Entity::find_by_id(row.obligation_id).one(&db).await?.or_not_found()?;
    let plan = plan::Entity::find_by_id(row.plan_id).one(&db).await?.or_not_found()?;
    let period = rule_period::Entity::find().filter(rule_period::Column::Id.eq(owed.rule_period_id));
    let rule = reporting_rule::Column::Id.in_subquery(scope::ids(period, rule_period::Column::RuleId));
    let rule = reporting_rule::Entity::find().filter(rule).one(&db).await?.or_not_found()?;
    let revisions = revision::Entity::find().filter(revision::Column::SubmissionId.eq(row.id));
    let revisions = revisions.order_by_asc(revision::Column::N).all(&db).await?;
    let shown = show::told(&caller, &row, &revisions).or_not_found()?;
    let figures = content::figures_of(&db, &[shown.id]).await?.remove(&shown.id).unwrap_or_default();
    let desk = Desk::load(&db, &plan, &[&owed]).await?;
    db.rollback().await?;
    let findings = desk.findings(&owed, &rule, &Content { texts: &Texts::of(shown), figures: &figures, milestones: &[] });
    let count = |severity: Severity| findings.iter().filter(|found| found.severity == severity).count();
    let (refusals, warnings) = (count(Severity::Refuse), count(Severity::Warn));
    Reply::report(&Lint { submission_id: row.id, revision: shown.n, refusals, warnings, findings })
}
