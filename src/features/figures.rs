//! Figures (已认定数据): the accepted values, with the time from and until which each was held true.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Action, Caller};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::scope::{self, Scope};
use crate::entity::{figure, revision, target, unit};
use crate::http::query::{Filter, NoParameters};
use crate::http::{Id, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::refs::{self, TargetBrief, UnitBrief};
use crate::sort_keys;
use crate::state::AppState;

crate::routes!(list_figures, get_figure);

/// An accepted value of a target from a unit for a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000801", "planId": "0197a6f0-c0de-7000-a000-000000000100",
    "targetId": "0197a6f0-c0de-7000-a000-000000000504",
    "target": {"id": "0197a6f0-c0de-7000-a000-000000000504", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
        "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个"},
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000030", "code": "YC-WJW", "name": "市卫健委"},
    "period": "2024-05", "asAt": "2024-05-31", "value": 839, "numerator": null, "denominator": null,
    "knownFrom": "2024-06-04T01:30:00.000Z", "knownTo": null,
    "submissionId": "0197a6f0-c0de-7000-a000-000000000401", "revision": 1
}))]
pub struct Figure {
    /// Its id.
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// The target, by id.
    pub target_id: Uuid,
    /// The target.
    pub target: TargetBrief,
    /// The unit that reported it.
    pub unit: UnitBrief,
    /// The period it was reported for.
    pub period: Period,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// The figure, in the target's unit of measure. Where only numerator and denominator were filed: their quotient, half up to four decimals.
    pub value: Quantity,
    /// What was reached, for coverages and ratios.
    pub numerator: Option<Quantity>,
    /// Out of how much.
    pub denominator: Option<Quantity>,
    /// From when it was held true.
    pub known_from: Instant,
    /// Until when; null: still.
    pub known_to: Option<Instant>,
    /// The submission it comes from.
    pub submission_id: Uuid,
    /// The number of the revision it comes from.
    pub revision: i32,
}

/// A page of figures.
#[derive(Serialize, ToSchema)]
pub struct FigurePage {
    /// The figures.
    pub items: Vec<Figure>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How figures are sorted.
    pub FigureSort of figure { "asAt" => AsAt, "period" => Period, "knownFrom" => KnownFrom }
}

/// Which figures.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FigureFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<FigureSort>,
    /// Only those of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those of targets of this very task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only those of this target.
    #[serde(rename = "targetId")]
    pub target_id: Option<Uuid>,
    /// Only those of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only those of this unit and all below it.
    #[serde(rename = "unitId.under")]
    pub under: Option<Uuid>,
    /// Only those of this submission.
    #[serde(rename = "submissionId")]
    pub submission_id: Option<Uuid>,
    /// Only those for this period.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// Only those that speak of this day or an earlier one.
    #[serde(rename = "asAt.lte")]
    pub as_at_lte: Option<Day>,
    /// Only those that speak of this day or a later one.
    #[serde(rename = "asAt.gte")]
    pub as_at_gte: Option<Day>,
    /// What was held true at this instant; default now. Fix it when reading several pages.
    #[serde(rename = "knownAt")]
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
}

impl Filter for FigureFilter {}

/// List the figures that are, or at an instant were, held true.
#[utoipa::path(tag = "figures", operation_id = "list_figures", security(("bearer" = [])),
    params(crate::http::Paging, FigureFilter), responses((status = 200, description = "A page of figures", body = FigurePage)))]
#[get("/figures")]
async fn list_figures(app: Data<AppState>, caller: Caller, query: Query<FigureFilter>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let FigureFilter { sort, plan_id, task_id, target_id, unit_id, under, submission_id, period, as_at_lte, as_at_gte, known_at } =
        query.filter.clone();
    let mut wanted = held_at(known_at.map_or_else(|| app.clock.now(), |at| at.0))
        .add_option(plan_id.map(|id| figure::Column::PlanId.eq(id)))
        .add_option(target_id.map(|id| figure::Column::TargetId.eq(id)))
        .add_option(unit_id.map(|id| figure::Column::UnitId.eq(id)))
        .add_option(submission_id.map(|id| figure::Column::SubmissionId.eq(id)))
        .add_option(period.map(|period| figure::Column::Period.eq(period)))
        .add_option(as_at_lte.map(|day| figure::Column::AsAt.lte(day.0)))
        .add_option(as_at_gte.map(|day| figure::Column::AsAt.gte(day.0)));
    if let Some(task) = task_id {
        let of_task = target::Entity::find().filter(target::Column::TaskId.eq(task));
        wanted = wanted.add(figure::Column::TargetId.in_subquery(scope::ids(of_task, target::Column::Id)));
    }
    if let Some(under) = under {
        let below = unit::Entity::seen_by(&caller.scope).filter(unit::Column::Path.contains(format!("/{under}/")));
        wanted = wanted.add(figure::Column::UnitId.in_subquery(scope::ids(below, unit::Column::Id)));
    }
    let select = figure::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, figure::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&FigurePage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one figure, whether it is still held true or not.
#[utoipa::path(tag = "figures", operation_id = "get_figure", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The figure")), responses((status = 200, description = "The figure", body = Figure)))]
#[get("/figures/{id}")]
async fn get_figure(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = figure::Entity::seen_by(&caller.scope).filter(figure::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    let shown = show(&app.db, &caller.scope, vec![row]).await?.into_iter().next().or_not_found()?;
    Reply::report(&shown)
}

/// Held true at an instant: known from then or before, and not known otherwise by then.
fn held_at(instant: DateTime<Utc>) -> Condition {
    let not_over = Condition::any().add(figure::Column::KnownTo.is_null()).add(figure::Column::KnownTo.gt(instant));
    Condition::all().add(figure::Column::KnownFrom.lte(instant)).add(not_over)
}

/// Figures as answers show them: three statements, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<figure::Model>) -> Result<Vec<Figure>> {
    let targets = refs::target_briefs(db, rows.iter().map(|row| row.target_id)).await?;
    let units = refs::briefs(db, scope, rows.iter().map(|row| row.unit_id)).await?;
    let numbers: HashMap<Uuid, i32> = revision::Entity::find()
        .select_only()
        .columns([revision::Column::Id, revision::Column::N])
        .filter(revision::Column::Id.is_in(rows.iter().map(|row| row.revision_id)))
        .into_tuple::<(Uuid, i32)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let figure = |row: figure::Model| {
        Some(Figure {
            id: row.id,
            plan_id: row.plan_id,
            target_id: row.target_id,
            target: targets.get(&row.target_id)?.clone(),
            unit: units.of(row.unit_id),
            period: row.period,
            as_at: row.as_at,
            value: row.value_e4,
            numerator: row.numerator_e4,
            denominator: row.denominator_e4,
            known_from: row.known_from.into(),
            known_to: row.known_to.map(Into::into),
            submission_id: row.submission_id,
            revision: *numbers.get(&row.revision_id)?,
        })
    };
    let shown: Option<Vec<Figure>> = rows.into_iter().map(figure).collect();
    shown.ok_or_else(|| Problem::internal("a figure without its target or revision"))
}
