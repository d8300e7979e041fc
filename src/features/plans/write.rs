//! Entering, changing and removing plans.

use std::collections::{HashMap, HashSet};

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::check::{canonical_number, check};
use super::guard;
use super::inputs::{PlanCreate, PlanUpdate};
use super::shapes::Plan;
use super::{read, remove};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::plan::{PlanState, UnitKind};
use crate::entity::scope::Scope;
use crate::entity::{plan, reporting_rule, unit};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, Problem, Reply, Result};
use crate::part::{self, place};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Enter a plan as a draft.
#[utoipa::path(tag = "plans", operation_id = "create_plan", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = PlanCreate, responses((status = 201, description = "The new plan", body = Plan)))]
#[post("/plans")]
pub(super) async fn create_plan(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let input: PlanCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    caller.check(Action::WritePlan, place(&row))?;
    let plan = read::one(tx.db(), &caller, row).await?;
    tx.commit(Reply::created("plans", &plan)?).await
}

/// Change a plan.
///
/// A draft may change in everything; an issued plan only in `addressees`, `isPublic`, `lintPolicy`, `palette`, `thresholds` and its supervising unit.
#[utoipa::path(tag = "plans", operation_id = "update_plan", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), IfMatchHeader), request_body(content = PlanUpdate, content_type = "application/json"),
    responses((status = 200, description = "The plan as it is now", body = Plan)))]
#[patch("/plans/{id}")]
pub(super) async fn update_plan(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = guard::locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::WritePlan, place(&row))?;
    at.check(row.current())?;
    let present = json!({
        "defaultDue": row.default_due, "source": row.source, "thresholds": row.thresholds, "palette": row.palette,
        "lintPolicy": row.lint_policy
    });
    let input = body.read_onto(&present)?;
    let row = change(&mut tx, &caller.scope, row, input).await?;
    let plan = read::one(tx.db(), &caller, row).await?;
    tx.commit(Reply::item(&plan)?).await
}

/// Remove a draft plan that has no parts, or one that was made of an import: it goes with its parts, and the import can be applied again.
#[utoipa::path(tag = "plans", operation_id = "delete_plan", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/plans/{id}")]
pub(super) async fn delete_plan(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = guard::locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::WritePlan, place(&row))?;
    at.check(row.current())?;
    part::draft(&row).map_err(|problem| guard::refusal(&row, problem.code))?;
    tx.record("plan.deleted", "plan", row.id, json!({"code": row.code}));
    if remove::is_imported(tx.db(), row.id).await? {
        remove::parts(tx.db(), row.id).await.or_has_children()?;
    }
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// Enters a plan as a draft.
///
/// # Errors
/// 409 `already_exists` for the code; 422 for what is wrong in itself or refers to nothing.
#[expect(clippy::too_many_lines, reason = "a line for every member, twice, so that none is forgotten")]
pub async fn insert(tx: &mut Tx, scope: &Scope, input: PlanCreate) -> Result<plan::Model> {
    let PlanCreate {
        code,
        title,
        kind,
        starts_on,
        ends_on,
        document_number,
        issued_on,
        signed_on,
        printed_on,
        addressees,
        is_public,
        campaign,
        batch,
        source,
        parent_id,
        parent_text,
        lead_rule,
        default_due,
        issuing_unit_id,
        issuing_unit_code,
        coordinating_unit_id,
        coordinating_unit_code,
        supervising_unit_id,
        supervising_unit_code,
        meeting_unit_id,
        meeting_unit_code,
        thresholds,
        palette,
        lint_policy,
    } = input;
    let wishes = [
        UnitRef::new("/issuingUnit", issuing_unit_id, issuing_unit_code.as_ref()),
        UnitRef::new("/coordinatingUnit", coordinating_unit_id, coordinating_unit_code.as_ref()),
        UnitRef::new("/supervisingUnit", supervising_unit_id, supervising_unit_code.as_ref()),
        UnitRef::new("/meetingUnit", meeting_unit_id, meeting_unit_code.as_ref()),
    ];
    let [issuing, coordinating, supervising, meeting] = units(tx, scope, &wishes).await?;
    let row = plan::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        state: PlanState::Draft,
        parent_id: parent(tx, scope, parent_id).await?,
        issuing_unit_id: issuing.ok_or_else(|| Problem::at("/issuingUnitId", Code::Required))?.id,
        coordinating_unit_id: coordinating.map(|unit| unit.id),
        supervising_unit_id: supervising.map(|unit| unit.id),
        meeting_unit_id: meeting.map(|unit| unit.id),
        document_number: document_number.map(canonical_number),
        code,
        title,
        kind,
        starts_on: starts_on.0,
        ends_on: ends_on.0,
        issued_on: issued_on.map(|day| day.0),
        signed_on: signed_on.map(|day| day.0),
        printed_on: printed_on.map(|day| day.0),
        addressees,
        is_public,
        campaign,
        batch,
        source,
        parent_text,
        lead_rule,
        default_due,
        thresholds,
        palette,
        lint_policy,
    };
    check(&row)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/code")?;
    tx.record("plan.created", "plan", row.id, json!({"code": row.code, "title": row.title}));
    Ok(row)
}

async fn change(tx: &mut Tx, scope: &Scope, mut row: plan::Model, input: PlanUpdate) -> Result<plan::Model> {
    may_change(&row, &input)?;
    appoint(tx, scope, &mut row, &input).await?;
    if let Some(wanted) = input.parent_id {
        row.parent_id = parent(tx, scope, wanted).await?;
        refuse_cycle(tx, &row).await?;
    }
    let moved = input.starts_on.map(|_| "/startsOn").or(input.ends_on.map(|_| "/endsOn"));
    rewrite(&mut row, input);
    check(&row)?;
    if let Some(pointer) = moved {
        keeps_rules(tx, &row, pointer).await?;
    }
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/code")?;
    tx.record("plan.updated", "plan", row.id, json!({"version": row.version}));
    Ok(row)
}

/// Which members the state lets change.
fn may_change(row: &plan::Model, input: &PlanUpdate) -> Result<()> {
    if row.state == PlanState::Draft {
        return Ok(());
    }
    if row.state != PlanState::Issued {
        return Err(guard::refusal(row, Code::InvalidTransition));
    }
    let frozen = [
        (input.code.is_some(), "/code"),
        (input.title.is_some(), "/title"),
        (input.kind.is_some(), "/kind"),
        (input.starts_on.is_some(), "/startsOn"),
        (input.ends_on.is_some(), "/endsOn"),
        (input.document_number.is_some(), "/documentNumber"),
        (input.issued_on.is_some(), "/issuedOn"),
        (input.signed_on.is_some(), "/signedOn"),
        (input.printed_on.is_some(), "/printedOn"),
        (input.campaign.is_some(), "/campaign"),
        (input.batch.is_some(), "/batch"),
        (input.source.is_some(), "/source"),
        (input.parent_id.is_some(), "/parentId"),
        (input.parent_text.is_some(), "/parentText"),
        (input.lead_rule.is_some(), "/leadRule"),
        (input.default_due.is_some(), "/defaultDue"),
        (input.issuing_unit_id.is_some(), "/issuingUnitId"),
        (input.issuing_unit_code.is_some(), "/issuingUnitCode"),
        (input.coordinating_unit_id.is_some(), "/coordinatingUnitId"),
        (input.coordinating_unit_code.is_some(), "/coordinatingUnitCode"),
        (input.meeting_unit_id.is_some(), "/meetingUnitId"),
        (input.meeting_unit_code.is_some(), "/meetingUnitCode"),
    ];
    let given = frozen.into_iter().filter(|(given, _)| *given).map(|(_, pointer)| Fault::at(pointer, Code::PlanNotDraft));
    let faults: Vec<Fault> = given.collect();
    if faults.is_empty() { Ok(()) } else { Err(Problem { faults, ..guard::refusal(row, Code::PlanNotDraft) }) }
}

/// Writes the units the body names.
async fn appoint(tx: &Tx, scope: &Scope, row: &mut plan::Model, input: &PlanUpdate) -> Result<()> {
    let wishes = [
        UnitRef::new("/issuingUnit", input.issuing_unit_id, input.issuing_unit_code.as_ref()),
        UnitRef::new("/coordinatingUnit", input.coordinating_unit_id.flatten(), input.coordinating_unit_code.as_ref()),
        UnitRef::new("/supervisingUnit", input.supervising_unit_id.flatten(), input.supervising_unit_code.as_ref()),
        UnitRef::new("/meetingUnit", input.meeting_unit_id.flatten(), input.meeting_unit_code.as_ref()),
    ];
    let [issuing, coordinating, supervising, meeting] = units(tx, scope, &wishes).await?;
    row.issuing_unit_id = issuing.map_or(row.issuing_unit_id, |unit| unit.id);
    if input.coordinating_unit_id.is_some() || input.coordinating_unit_code.is_some() {
        row.coordinating_unit_id = coordinating.map(|unit| unit.id);
    }
    if input.supervising_unit_id.is_some() || input.supervising_unit_code.is_some() {
        row.supervising_unit_id = supervising.map(|unit| unit.id);
    }
    if input.meeting_unit_id.is_some() || input.meeting_unit_code.is_some() {
        row.meeting_unit_id = meeting.map(|unit| unit.id);
    }
    Ok(())
}

/// Writes everything that refers to nothing.
fn rewrite(row: &mut plan::Model, input: PlanUpdate) {
    let PlanUpdate {
        code,
        title,
        kind,
        starts_on,
        ends_on,
        document_number,
        issued_on,
        signed_on,
        printed_on,
        addressees,
        is_public,
        campaign,
        batch,
        source,
        parent_id: _,
        parent_text,
        lead_rule,
        default_due,
        issuing_unit_id: _,
        issuing_unit_code: _,
        coordinating_unit_id: _,
        coordinating_unit_code: _,
        supervising_unit_id: _,
        supervising_unit_code: _,
        meeting_unit_id: _,
        meeting_unit_code: _,
        thresholds,
        palette,
        lint_policy,
    } = input;
    replace(&mut row.code, code);
    replace(&mut row.title, title);
    replace(&mut row.kind, kind);
    replace(&mut row.starts_on, starts_on.map(|day| day.0));
    replace(&mut row.ends_on, ends_on.map(|day| day.0));
    replace(&mut row.document_number, document_number.map(|number| number.map(canonical_number)));
    replace(&mut row.issued_on, issued_on.map(|day| day.map(|day| day.0)));
    replace(&mut row.signed_on, signed_on.map(|day| day.map(|day| day.0)));
    replace(&mut row.printed_on, printed_on.map(|day| day.map(|day| day.0)));
    replace(&mut row.addressees, addressees);
    replace(&mut row.is_public, is_public);
    replace(&mut row.campaign, campaign);
    replace(&mut row.batch, batch);
    replace(&mut row.source, source);
    replace(&mut row.parent_text, parent_text);
    replace(&mut row.lead_rule, lead_rule);
    replace(&mut row.default_due, default_due);
    replace(&mut row.thresholds, thresholds);
    replace(&mut row.palette, palette);
    replace(&mut row.lint_policy, lint_policy);
}

fn replace<T>(held: &mut T, wanted: Option<T>) {
    if let Some(wanted) = wanted {
        *held = wanted;
    }
}

/// The four units of a plan, in one statement; the last one, the meeting, must be a group.
async fn units(tx: &Tx, scope: &Scope, wishes: &[UnitRef<'_>; 4]) -> Result<[Option<unit::Model>; 4]> {
    let found = refs::units(tx.db(), scope, wishes).await?;
    let found: [Option<unit::Model>; 4] = found.try_into().map_err(|_| Problem::internal("four wishes, four answers"))?;
    let [_, _, _, meeting] = wishes;
    if matches!(&found, [_, _, _, Some(unit)] if unit.kind != UnitKind::Group) {
        return Err(Problem::at(if meeting.id.is_some() { "/meetingUnitId" } else { "/meetingUnitCode" }, Code::InvalidValue));
    }
    Ok(found)
}

async fn parent(tx: &Tx, scope: &Scope, wanted: Option<Uuid>) -> Result<Option<Uuid>> {
    let Some(id) = wanted else { return Ok(None) };
    let found = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(id)).one(tx.db()).await?;
    found.map(|plan| Some(plan.id)).ok_or_else(|| Problem::at("/parentId", Code::NotFound))
}

/// A plan does not carry out itself, not even by way of others. All plans of the government in one statement.
async fn refuse_cycle(tx: &Tx, row: &plan::Model) -> Result<()> {
    let above: Vec<(Uuid, Uuid)> = plan::Entity::find()
        .select_only()
        .columns([plan::Column::Id, plan::Column::ParentId])
        .filter(plan::Column::GovernmentId.eq(row.government_id))
        .filter(plan::Column::ParentId.is_not_null())
        .into_tuple()
        .all(tx.db())
        .await?;
    let above: HashMap<Uuid, Uuid> = above.into_iter().collect();
    let mut passed = HashSet::new();
    let mut next = row.parent_id;
    while let Some(id) = next.filter(|id| passed.insert(*id)) {
        if id == row.id {
            return Err(Problem::conflict("/parentId", Code::Cycle));
        }
        next = above.get(&id).copied();
    }
    Ok(())
}

/// A new period must still touch the periods that the reporting rules name.
async fn keeps_rules(tx: &Tx, row: &plan::Model, pointer: &str) -> Result<()> {
    let rules = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.eq(row.id)).all(tx.db()).await?;
    let outside = rules.iter().any(|rule| !rule.calendar.check_within(row.starts_on, row.ends_on).is_empty());
    if outside { Err(Problem::at(pointer, Code::Contradiction)) } else { Ok(()) }
}
