//! Reading units, and finding the unit behind a printed name.

use std::collections::{BTreeMap, HashMap};

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::shapes::{Candidate, Matched, Member, Resolution, ResolveFilter, Unit, UnitFilter, UnitPage};
use crate::auth::{Action, Caller};
use crate::entity::scope::Scope;
use crate::entity::{group_member, unit, unit_alias};
use crate::http::query::NoParameters;
use crate::http::text::{contains, normalised};
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs::{self, UnitBrief};
use crate::state::AppState;

/// List the units of the government.
#[utoipa::path(tag = "units", operation_id = "list_units", security(("bearer" = [])),
    params(crate::http::Paging, UnitFilter), responses((status = 200, description = "A page of units", body = UnitPage)))]
#[get("/units")]
pub(super) async fn list_units(app: Data<AppState>, caller: Caller, query: Query<UnitFilter>) -> Result<Reply> {
    caller.require(Action::ReadRegistry)?;
    let UnitFilter { sort, kind, code, parent_id, under, valid_on, q } = query.filter.clone();
    let mut select = unit::Entity::seen_by(&caller.scope);
    if let Some(kind) = kind {
        select = select.filter(unit::Column::Kind.is_in(kind.0));
    }
    if let Some(code) = code {
        select = select.filter(unit::Column::Code.eq(code));
    }
    if let Some(parent) = parent_id {
        select = select.filter(unit::Column::ParentId.eq(parent));
    }
    if let Some(under) = under {
        select = select.filter(unit::Column::Path.contains(format!("/{under}/")));
    }
    if let Some(day) = valid_on {
        let begun = Condition::any().add(unit::Column::ValidFrom.is_null()).add(unit::Column::ValidFrom.lte(day.0));
        let not_ended = Condition::any().add(unit::Column::ValidTo.is_null()).add(unit::Column::ValidTo.gte(day.0));
        select = select.filter(begun).filter(not_ended);
    }
    if let Some(q) = q {
        select = select.filter(contains(unit::Column::Search, &q));
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, unit::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&UnitPage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one unit.
#[utoipa::path(tag = "units", operation_id = "get_unit", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The unit")), responses((status = 200, description = "The unit", body = Unit)))]
#[get("/units/{id}")]
pub(super) async fn get_unit(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadRegistry)?;
    let row = unit::Entity::seen_by(&caller.scope).filter(unit::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, row).await?)
}

/// Find the unit a printed name means, with how sure that is.
#[utoipa::path(tag = "units", operation_id = "resolve_unit", security(("bearer" = [])),
    params(ResolveFilter), responses((status = 200, description = "Units the name may mean, likeliest first", body = Resolution)))]
#[get("/units/resolve")]
pub(super) async fn resolve_unit(app: Data<AppState>, caller: Caller, query: Query<ResolveFilter>) -> Result<Reply> {
    caller.require(Action::ReadRegistry)?;
    let name = query.filter.name.clone();
    let wanted = normalised(&name);
    let aliases = unit_alias::Entity::find()
        .filter(unit_alias::Column::GovernmentId.eq(caller.scope.government))
        .filter(unit_alias::Column::AliasNorm.eq(&wanted))
        .all(&app.db)
        .await?;
    let by_alias: Vec<Uuid> = aliases.iter().map(|alias| alias.unit_id).collect();
    let near = Condition::any().add(contains(unit::Column::Search, &name)).add(unit::Column::Id.is_in(by_alias.iter().copied()));
    let rows = unit::Entity::seen_by(&caller.scope).filter(near).order_by_asc(unit::Column::Code).all(&app.db).await?;
    let mut candidates: Vec<Candidate> = rows.into_iter().map(|unit| candidate(unit, &wanted, &by_alias)).collect();
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.confidence));
    candidates.truncate(20);
    Reply::report(&Resolution { name, candidates })
}

/// How well a unit fits: an own name is certain, a part of one counts by how much of it was given.
fn candidate(unit: unit::Model, wanted: &str, by_alias: &[Uuid]) -> Candidate {
    let name = normalised(&unit.name);
    let is = |text: &str| text == wanted;
    let part = |whole: &str| u8::try_from(wanted.chars().count() * 90 / whole.chars().count().max(1)).unwrap_or(90).min(90);
    let (confidence, matched) = if is(&name) {
        (100, Matched::Name)
    } else if unit.short_name.as_deref().is_some_and(|short| is(&normalised(short))) {
        (100, Matched::ShortName)
    } else if by_alias.contains(&unit.id) {
        (100, Matched::Alias)
    } else {
        (part(&name), Matched::Part)
    };
    Candidate { unit: UnitBrief::from(unit), confidence, matched }
}

/// One unit as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, scope: &Scope, row: unit::Model) -> Result<Unit> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Units as answers show them: three statements, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<unit::Model>) -> Result<Vec<Unit>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut aliases: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    let named = unit_alias::Entity::find().filter(unit_alias::Column::UnitId.is_in(ids.iter().copied()));
    for alias in named.order_by_asc(unit_alias::Column::Alias).all(db).await? {
        aliases.entry(alias.unit_id).or_default().push(alias.alias);
    }
    let mut members: HashMap<Uuid, Vec<group_member::Model>> = HashMap::new();
    let grouped = group_member::Entity::find().filter(group_member::Column::GroupId.is_in(ids));
    for member in grouped.order_by_asc(group_member::Column::Id).all(db).await? {
        members.entry(member.group_id).or_default().push(member);
    }
    let mentioned = rows.iter().flat_map(|row| [row.parent_id, row.successor_id]).flatten();
    let mentioned = mentioned.chain(members.values().flatten().map(|member| member.unit_id));
    let briefs = refs::briefs(db, scope, mentioned.collect::<Vec<_>>()).await?;
    let member = |row: group_member::Model| Member { unit: briefs.of(row.unit_id), valid_from: row.valid_from, valid_to: row.valid_to };
    let unit = |row: unit::Model| Unit {
        aliases: aliases.remove(&row.id).unwrap_or_default(),
        members: members.remove(&row.id).unwrap_or_default().into_iter().map(member).collect(),
        parent: briefs.maybe(row.parent_id),
        successor: briefs.maybe(row.successor_id),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        code: row.code,
        name: row.name,
        short_name: row.short_name,
        kind: row.kind,
        credit_code: row.credit_code,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    };
    Ok(rows.into_iter().map(unit).collect())
}
