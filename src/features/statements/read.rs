//! Reading statements.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::shapes::{Statement, StatementFilter, StatementPage};
use crate::auth::{Action, Caller};
use crate::entity::{scope, statement, statement_target};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::state::AppState;

/// List the phrases of notices that hold figures, and what became of each.
#[utoipa::path(tag = "statements", operation_id = "list_statements", security(("bearer" = [])),
    params(crate::http::Paging, StatementFilter), responses((status = 200, description = "A page of statements", body = StatementPage)))]
#[get("/statements")]
pub(super) async fn list_statements(app: Data<AppState>, caller: Caller, query: Query<StatementFilter>) -> Result<Reply> {
    use statement::Column::{Id, MilestoneId, PlanId, Role, TaskId};
    caller.require(Action::ReadPlan)?;
    let StatementFilter { sort, plan_id, task_id, milestone_id, target_id, role } = query.filter.clone();
    let about = |target: Uuid| {
        let naming = statement_target::Entity::seen_by(&caller.scope).filter(statement_target::Column::TargetId.eq(target));
        Id.in_subquery(scope::ids(naming, statement_target::Column::StatementId))
    };
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| PlanId.eq(plan)))
        .add_option(task_id.map(|task| TaskId.eq(task)))
        .add_option(milestone_id.map(|step| MilestoneId.eq(step)))
        .add_option(target_id.map(about))
        .add_option(role.map(|roles| Role.is_in(roles.0)));
    let select = statement::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&StatementPage { items: show(&app.db, rows).await?, page }, next)
}

/// Read one statement.
#[utoipa::path(tag = "statements", operation_id = "get_statement", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The statement")),
    responses((status = 200, description = "The statement", body = Statement)))]
#[get("/statements/{id}")]
pub(super) async fn get_statement(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = statement::Entity::seen_by(&caller.scope).filter(statement::Column::Id.eq(id.0));
    Reply::item(&one(&app.db, seen.one(&app.db).await?.or_not_found()?).await?)
}

/// One statement as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, row: statement::Model) -> Result<Statement> {
    show(db, vec![row]).await?.into_iter().next().or_not_found()
}

/// Statements as answers show them: one statement of SQL more, however many.
async fn show(db: &impl ConnectionTrait, rows: Vec<statement::Model>) -> Result<Vec<Statement>> {
    let mut targets = targets_of(db, rows.iter().map(|row| row.id)).await?;
    let shown = |row: statement::Model| Statement {
        target_ids: targets.remove(&row.id).unwrap_or_default(),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        task_id: row.task_id,
        milestone_id: row.milestone_id,
        ord: row.ord,
        text: row.text,
        role: row.role,
        operator: row.operator,
        value: row.value_e4,
        upper: row.upper_e4,
        unit_of_measure: row.unit_of_measure,
        firmness: row.firmness,
        checkpoint_id: row.checkpoint_id,
        note: row.note,
        source_start: row.source_start,
        source_end: row.source_end,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The targets of statements, in the order in which they were named.
///
/// # Errors
/// Those of the database.
pub(super) async fn targets_of(db: &impl ConnectionTrait, statements: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let named = statement_target::Entity::find().filter(statement_target::Column::StatementId.is_in(statements));
    let mut targets: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in named.order_by_asc(statement_target::Column::Id).all(db).await? {
        targets.entry(row.statement_id).or_default().push(row.target_id);
    }
    Ok(targets)
}
