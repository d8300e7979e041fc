//! Reading officials.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter};
use uuid::Uuid;

use super::shapes::{Official, OfficialFilter, OfficialPage};
use crate::auth::{Action, Caller};
use crate::entity::official;
use crate::entity::scope::Scope;
use crate::http::query::NoParameters;
use crate::http::text::contains_any_case;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs::{self, Officials};
use crate::state::AppState;

/// List the officials of the government.
#[utoipa::path(tag = "officials", operation_id = "list_officials", security(("bearer" = [])),
    params(crate::http::Paging, OfficialFilter), responses((status = 200, description = "A page of officials", body = OfficialPage)))]
#[get("/officials")]
pub(super) async fn list_officials(app: Data<AppState>, caller: Caller, query: Query<OfficialFilter>) -> Result<Reply> {
    caller.require(Action::ReadRegistry)?;
    use official::Column::{Code, Name, Post, UnitId, ValidFrom, ValidTo};
    let OfficialFilter { sort, code, unit_id, valid_on, q } = query.filter.clone();
    let in_office = |day: chrono::NaiveDate| {
        let begun = Condition::any().add(ValidFrom.is_null()).add(ValidFrom.lte(day));
        Condition::all().add(begun).add(Condition::any().add(ValidTo.is_null()).add(ValidTo.gte(day)))
    };
    let named = |q: String| [Code, Name, Post].into_iter().fold(Condition::any(), |any, column| any.add(contains_any_case(column, &q)));
    let wanted = Condition::all()
        .add_option(code.map(|code| Code.eq(code)))
        .add_option(unit_id.map(|unit| UnitId.eq(unit)))
        .add_option(valid_on.map(|day| in_office(day.0)))
        .add_option(q.map(named));
    let select = official::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, official::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&OfficialPage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one official.
#[utoipa::path(tag = "officials", operation_id = "get_official", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The official")), responses((status = 200, description = "The official", body = Official)))]
#[get("/officials/{id}")]
pub(super) async fn get_official(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadRegistry)?;
    let row = official::Entity::seen_by(&caller.scope).filter(official::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, row).await?)
}

/// One official as answers show them.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, scope: &Scope, row: official::Model) -> Result<Official> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Officials as answers show them: two statements, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<official::Model>) -> Result<Vec<Official>> {
    let units = refs::briefs(db, scope, rows.iter().filter_map(|row| row.unit_id).collect::<Vec<Uuid>>()).await?;
    let register = Officials::load(db, scope, rows.iter().filter_map(|row| row.successor_id).collect::<Vec<Uuid>>()).await?;
    let official = |row: official::Model| Official {
        unit: units.maybe(row.unit_id),
        successor: register.maybe(row.successor_id),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        code: row.code,
        name: row.name,
        post: row.post,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    };
    Ok(rows.into_iter().map(official).collect())
}
