//! Changing the register of units.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use chrono::NaiveDate;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::read;
use super::shapes::{MemberInput, Unit, UnitCreate, UnitUpdate};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::identity::is_credit_code;
use crate::domain::plan::UnitKind;
use crate::entity::path::replace_prefix;
use crate::entity::scope::Scope;
use crate::entity::{government, group_member, unit, unit_alias, unit_move};
use crate::features::obligations;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::text::{is_code, normalised};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Enter a unit.
#[utoipa::path(tag = "units", operation_id = "create_unit", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = UnitCreate, responses((status = 201, description = "The new unit", body = Unit)))]
#[post("/units")]
pub(super) async fn create_unit(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WriteRegistry)?;
    let input: UnitCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let unit = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("units", &unit)?).await
}

/// Change a unit.
///
/// Of a group whose members change, reports are owed by the new members from the first period that begins today or later; those of units
/// that are members no more become void then. What was filed stays.
#[utoipa::path(tag = "units", operation_id = "update_unit", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The unit"), IfMatchHeader), request_body(content = UnitUpdate, content_type = "application/json"),
    responses((status = 200, description = "The unit as it is now", body = Unit)))]
#[patch("/units/{id}")]
pub(super) async fn update_unit(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteRegistry)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller.scope, id.0).await?;
    at.check(row.current())?;
    let row = change(&mut tx, &caller.scope, row, body.read()?, app.today()).await?;
    let unit = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&unit)?).await
}

/// Remove a unit that nothing refers to.
#[utoipa::path(tag = "units", operation_id = "delete_unit", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The unit"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/units/{id}")]
pub(super) async fn delete_unit(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WriteRegistry)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller.scope, id.0).await?;
    at.check(row.current())?;
    unit_alias::Entity::delete_many().filter(unit_alias::Column::UnitId.eq(row.id)).exec(tx.db()).await?;
    group_member::Entity::delete_many().filter(group_member::Column::GroupId.eq(row.id)).exec(tx.db()).await?;
    unit_move::Entity::delete_many().filter(unit_move::Column::UnitId.eq(row.id)).exec(tx.db()).await?;
    tx.record("unit.deleted", "unit", row.id, json!({"code": row.code}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// Changes of a government's register take turns: a path names all units above, so that none of them may move meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn take_turn(tx: &Tx) -> Result<()> {
    government::Entity::find_by_id(tx.actor.government).lock(LockType::NoKeyUpdate).one(tx.db()).await?;
    Ok(())
}

async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<unit::Model> {
    take_turn(tx).await?;
    unit::Entity::seen_by(scope).filter(unit::Column::Id.eq(id)).lock_exclusive().one(tx.db()).await?.or_not_found()
}

/// Enters a unit with its aliases and members.
///
/// # Errors
/// 409 `already_exists` for the code; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: UnitCreate) -> Result<unit::Model> {
    let UnitCreate {
        code,
        name,
        short_name,
        kind,
        parent_id,
        parent_code,
        credit_code,
        aliases,
        members,
        valid_from,
        valid_to,
        successor_id,
    } = input;
    take_turn(tx).await?;
    let wishes = [UnitRef::new("/parent", parent_id, parent_code.as_ref()), UnitRef::new("/successor", successor_id, None)];
    let found = refs::units(tx.db(), scope, &wishes).await?;
    let [parent, successor] = found.try_into().map_err(|_| Problem::internal("two wishes, two answers"))?;
    let id = Uuid::now_v7();
    let row = unit::Model {
        id,
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        search: search_text(&code, &name, short_name.as_deref()),
        path: format!("{}{id}/", parent.as_ref().map_or("/", |parent| parent.path.as_str())),
        parent_id: parent.map(|parent| parent.id),
        successor_id: successor.map(|unit| unit.id),
        code,
        name,
        short_name,
        kind,
        credit_code,
        valid_from: valid_from.map(|day| day.0),
        valid_to: valid_to.map(|day| day.0),
    };
    check(&row, !members.is_empty())?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/code")?;
    replace_aliases(tx, &row, &aliases).await?;
    replace_members(tx, scope, &row, &members).await?;
    tx.record("unit.created", "unit", row.id, json!({"code": row.code, "name": row.name}));
    Ok(row)
}

async fn change(tx: &mut Tx, scope: &Scope, mut row: unit::Model, input: UnitUpdate, today: NaiveDate) -> Result<unit::Model> {
    let UnitUpdate {
        code,
        name,
        short_name,
        kind,
        parent_id,
        parent_code,
        credit_code,
        aliases,
        members,
        valid_from,
        valid_to,
        successor_id,
    } = input;
    let wishes =
        [UnitRef::new("/parent", parent_id.flatten(), parent_code.as_ref()), UnitRef::new("/successor", successor_id.flatten(), None)];
    let found = refs::units(tx.db(), scope, &wishes).await?;
    let [parent, successor] = found.try_into().map_err(|_| Problem::internal("two wishes, two answers"))?;
    if parent_id.is_some() || parent_code.is_some() {
        move_below(tx, &mut row, parent).await?;
    }
    let owing = members.is_some() || kind.is_some_and(|kind| kind != row.kind);
    row.code = code.unwrap_or(row.code);
    row.name = name.unwrap_or(row.name);
    row.short_name = short_name.unwrap_or(row.short_name);
    row.kind = kind.unwrap_or(row.kind);
    row.credit_code = credit_code.unwrap_or(row.credit_code);
    row.valid_from = valid_from.map_or(row.valid_from, |day| day.map(|day| day.0));
    row.valid_to = valid_to.map_or(row.valid_to, |day| day.map(|day| day.0));
    if successor_id.is_some() {
        row.successor_id = successor.map(|unit| unit.id);
    }
    row.search = search_text(&row.code, &row.name, row.short_name.as_deref());
    check(&row, members.as_ref().is_some_and(|members| !members.is_empty()))?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/code")?;
    if let Some(aliases) = aliases {
        replace_aliases(tx, &row, &aliases).await?;
    }
    if let Some(members) = members {
        replace_members(tx, scope, &row, &members).await?;
    }
    let owed = if owing { Some(obligations::write::follow_group(tx, row.id, today).await?) } else { None };
    tx.record("unit.updated", "unit", row.id, json!({"version": row.version, "obligations": owed}));
    Ok(row)
}

/// Hangs the unit and all below it under another parent: one statement for the whole subtree.
async fn move_below(tx: &Tx, row: &mut unit::Model, parent: Option<unit::Model>) -> Result<()> {
    if parent.as_ref().is_some_and(|parent| parent.path.starts_with(&row.path)) {
        return Err(Problem::new(Code::Cycle));
    }
    let new = format!("{}{}/", parent.as_ref().map_or("/", |parent| parent.path.as_str()), row.id);
    unit::Entity::update_many()
        .col_expr(unit::Column::Path, replace_prefix(unit::Column::Path, &row.path, &new))
        .filter(unit::Column::Path.starts_with(&row.path))
        .exec(tx.db())
        .await?;
    let parent_id = parent.map(|parent| parent.id);
    if parent_id != row.parent_id {
        let moved = unit_move::Model {
            id: Uuid::now_v7(),
            government_id: row.government_id,
            unit_id: row.id,
            from_parent_id: row.parent_id,
            moved_at: tx.now,
        };
        moved.into_active_model().reset_all().insert(tx.db()).await?;
    }
    row.path = new;
    row.parent_id = parent_id;
    Ok(())
}

fn check(row: &unit::Model, has_members: bool) -> Result<()> {
    let mut faults = Vec::new();
    if row.credit_code.as_deref().is_some_and(|code| !is_credit_code(code)) {
        faults.push(Fault::at("/creditCode", Code::InvalidCreditCode));
    }
    if ends_before(row.valid_from, row.valid_to) {
        faults.push(Fault::at("/validTo", Code::EndBeforeStart));
    }
    if has_members && row.kind != UnitKind::Group {
        faults.push(Fault::at("/members", Code::MustBeAbsent));
    }
    if !is_code(&row.code) {
        faults.push(Fault::at("/code", Code::InvalidCharacter));
    }
    Problem::unless_empty(faults)
}

fn ends_before(from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.zip(to).is_some_and(|(from, to)| to < from)
}

fn search_text(code: &str, name: &str, short: Option<&str>) -> String {
    normalised(&format!("{code}|{name}|{}", short.unwrap_or_default()))
}

async fn replace_aliases(tx: &Tx, unit: &unit::Model, aliases: &[String]) -> Result<()> {
    unit_alias::Entity::delete_many().filter(unit_alias::Column::UnitId.eq(unit.id)).exec(tx.db()).await?;
    let mut rows: Vec<unit_alias::Model> = Vec::new();
    for (index, alias) in aliases.iter().enumerate() {
        let pointer = format!("/aliases/{index}");
        let alias_norm = normalised(alias);
        if alias_norm.is_empty() || alias.chars().count() > 200 {
            return Err(Problem::at(pointer, Code::InvalidValue));
        }
        if rows.iter().any(|row| row.alias_norm == alias_norm) {
            return Err(Problem::at(pointer, Code::DuplicateItem));
        }
        let (id, alias) = (Uuid::now_v7(), alias.clone());
        rows.push(unit_alias::Model { id, government_id: unit.government_id, unit_id: unit.id, alias, alias_norm });
    }
    if !rows.is_empty() {
        let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
        unit_alias::Entity::insert_many(rows).exec(tx.db()).await?;
    }
    Ok(())
}

async fn replace_members(tx: &Tx, scope: &Scope, group: &unit::Model, members: &[MemberInput]) -> Result<()> {
    group_member::Entity::delete_many().filter(group_member::Column::GroupId.eq(group.id)).exec(tx.db()).await?;
    let pointers: Vec<String> = (0..members.len()).map(|index| format!("/members/{index}/unit")).collect();
    let wish = |(pointer, member): (&'_ String, &'_ MemberInput)| (pointer.clone(), member.unit_id, member.unit_code.clone());
    let wishes: Vec<_> = pointers.iter().zip(members).map(wish).collect();
    let named: Vec<_> = wishes.iter().map(|(pointer, id, code)| UnitRef::new(pointer, *id, code.as_ref())).collect();
    let units = refs::units(tx.db(), scope, &named).await?;
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for ((unit, member), pointer) in units.into_iter().zip(members).zip(&pointers) {
        let (from, to) = (member.valid_from.map(|day| day.0), member.valid_to.map(|day| day.0));
        match unit {
            None => faults.push(Fault::at(format!("{pointer}Id"), Code::Required)),
            Some(unit) if unit.id == group.id => faults.push(Fault::at(format!("{pointer}Id"), Code::Contradiction)),
            Some(_) if ends_before(from, to) => faults.push(Fault::at(format!("{pointer}Id"), Code::EndBeforeStart)),
            Some(unit) => rows.push(group_member::Model {
                id: Uuid::now_v7(),
                government_id: group.government_id,
                group_id: group.id,
                unit_id: unit.id,
                valid_from: from,
                valid_to: to,
            }),
        }
    }
    Problem::unless_empty(faults)?;
    if !rows.is_empty() {
        group_member::Entity::insert_many(rows.into_iter().map(|row| row.into_active_model().reset_all())).exec(tx.db()).await?;
    }
    Ok(())
}
