//! Year on year (同比): every target of a plan beside the same figure a year earlier.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::judge::{Case, Judge};
use super::load::{Known, When};
use super::progress::{tagged, when};
use super::shapes::ReportedPlan;
use super::{compose, tables};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::assess::actual_on;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::target::Series;
use crate::domain::year_on_year::{comparable, compare, year_before};
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::query::{Filter, boolean, refuse};
use crate::http::{Code, OrNotFound, Query, Reply, Result};
use crate::outline::{TargetNode, TaskNode};
use crate::sheet::Wanted;
use crate::state::AppState;

/// Which plan, beside which, and when the report speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct YearOnYearFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// The plan of the year before; left out: the only one of the same kind and issuing unit that ends in the year before this one begins.
    pub previous_plan_id: Option<Uuid>,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given the report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for YearOnYearFilter {
    const PAGED: bool = false;
}

/// Every target of a plan beside the same figure a year earlier.
///
/// What stood a year earlier is, in this order: the target's own figure of that day, in a plan of several years; the figure of that day of the
/// target of the previous plan that has the same name and unit of measure (signs, blanks and years left aside; of several
/// the one of the task of the same name); of a level, the baseline of the year before. Only figures of the same day of the year are compared.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "previous": {"id": "0197a6f0-c0de-7000-a000-000000000100", "code": "yichang-2023-livelihood",
        "title": "宜昌市落实湖北省2023年十大民生项目工作方案", "state": "closed"},
    "candidates": [], "asOf": "2024-05-31", "knownAt": "2024-06-10T00:00:00Z",
    "rows": [{"taskId": "0197a6f0-c0de-7000-a000-000000000204", "taskCode": "4", "taskNumber": "4", "taskTitle": "新增3岁以下婴幼儿托位1680个",
        "targetId": "0197a6f0-c0de-7000-a000-000000000254", "key": "1", "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个",
        "basis": "previousPlan", "previousTargetId": "0197a6f0-c0de-7000-a000-000000000154", "now": 725, "nowAsAt": "2024-05-31",
        "then": 600, "thenAsAt": "2023-05-31", "change": 125, "changePercent": 20.83, "reason": null}]
}))]
pub struct YearOnYear {
    /// The plan.
    pub plan: ReportedPlan,
    /// The plan of the year before; null where there is none, or several.
    pub previous: Option<ReportedPlan>,
    /// Where several plans could be that of the year before: all of them, to choose from.
    pub candidates: Vec<ReportedPlan>,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// Targets in printed order; those of cancelled tasks are left out.
    pub rows: Vec<YearOnYearRow>,
}

/// Where the figure of a year earlier comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum YearBasis {
    /// The same target, in a plan of several years
    SameTarget,
    /// The target of the same name in the plan of the year before
    PreviousPlan,
    /// The baseline that the document gives for the year before
    Baseline,
}

/// Why there is no comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum NoYearReason {
    /// No figure yet
    NoFigureNow,
    /// Nothing of a year earlier to compare with
    NoCounterpart,
    /// There is a counterpart, but without a figure of that very day
    NoFigureThen,
}

/// A target now and a year earlier.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct YearOnYearRow {
    /// The task.
    pub task_id: Uuid,
    /// Stable within the plan.
    pub task_code: String,
    /// As printed.
    pub task_number: String,
    /// Its title.
    pub task_title: String,
    /// The target.
    pub target_id: Uuid,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// Where the figure of a year earlier comes from.
    pub basis: Option<YearBasis>,
    /// The target of the previous plan.
    pub previous_target_id: Option<Uuid>,
    /// What was reached.
    pub now: Option<Quantity>,
    /// The day of the latest figure in it.
    pub now_as_at: Option<NaiveDate>,
    /// What had been reached a year earlier.
    pub then: Option<Quantity>,
    /// The day of that; null of a baseline, which speaks of a period.
    pub then_as_at: Option<NaiveDate>,
    /// Now minus then; of rates in points.
    pub change: Option<Quantity>,
    /// In percent of then, two decimals, half up; null of rates, growth and levels in percent, and unless then is positive.
    pub change_percent: Option<Quantity>,
    /// Why there is no comparison.
    pub reason: Option<NoYearReason>,
}

/// Compare every target of a plan with a year earlier.
#[utoipa::path(tag = "reports", operation_id = "get_year_on_year", security(("bearer" = [])), params(YearOnYearFilter),
    responses((status = 200, description = "Every target, now and then; as a table, a row for each",
        content((YearOnYear = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such plan")))]
#[get("/reports/year-on-year")]
pub(super) async fn get_year_on_year(app: Data<AppState>, caller: Caller, query: Query<YearOnYearFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let YearOnYearFilter { plan_id, previous_plan_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    if previous_plan_id == Some(plan_id) {
        return Err(refuse("previousPlanId", Code::Contradiction));
    }
    let db = db::snapshot(&app.db).await?;
    let report = run(&db, &caller.scope, plan_id, previous_plan_id, when).await?;
    db.rollback().await?;
    if wanted.is_table() {
        let name = format!("同比-{}", report.plan.code);
        return tables::year_on_year(&report.rows, wanted.english).reply(wanted, &name, report.known_at.0, bom);
    }
    tagged(report, known_at, |report, known_at| report.known_at = known_at)
}

/// A visible plan beside the year before.
///
/// # Errors
/// 404 for a plan the caller does not see; those of the database.
pub async fn run(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid, previous: Option<Uuid>, when: When) -> Result<YearOnYear> {
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(db).await?.or_not_found()?;
    let mut found = before(db, scope, &plan, previous).await?;
    let chosen = if found.len() == 1 { found.pop() } else { None };
    let known = Known::load(db, scope, plan, when).await?;
    let day = year_before(when.judged_on).unwrap_or(when.judged_on);
    let earlier = match chosen {
        Some(plan) => Some(Known::load(db, scope, plan, when.on(day)).await?),
        None => None,
    };
    let earlier = earlier.as_ref();
    Ok(YearOnYear {
        plan: compose::brief(&known.outline.plan),
        previous: earlier.map(|known| compose::brief(&known.outline.plan)),
        candidates: found.iter().map(compose::brief).collect(),
        as_of: when.moment.as_of,
        known_at: when.moment.known_at.into(),
        rows: rows(&known, earlier),
    })
}

/// The plan that was named, or all that could be the plan of the year before.
async fn before(db: &impl ConnectionTrait, scope: &Scope, plan: &plan::Model, named: Option<Uuid>) -> Result<Vec<plan::Model>> {
    use plan::Column::{Code, EndsOn, Id, IssuingUnitId, Kind};
    let seen = plan::Entity::seen_by(scope);
    if let Some(named) = named {
        return Ok(vec![seen.filter(Id.eq(named)).one(db).await?.or_not_found()?]);
    }
    let year = plan.starts_on.year() - 1;
    let (Some(first), Some(last)) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)) else {
        return Ok(Vec::new());
    };
    let alike = seen.filter(Id.ne(plan.id)).filter(Kind.eq(plan.kind)).filter(IssuingUnitId.eq(plan.issuing_unit_id));
    Ok(alike.filter(EndsOn.between(first, last)).order_by_asc(Code).all(db).await?)
}

fn rows(known: &Known, earlier: Option<&Known>) -> Vec<YearOnYearRow> {
    let judge = Judge::new(known);
    let then = earlier.map(|known| (Judge::new(known), Names::of(known)));
    let mut rows = Vec::new();
    for node in known.outline.tasks.iter().filter(|node| !known.outline.lineage(node).any(|above| above.version.cancelled)) {
        for target in known.outline.targets_of(node.row.id) {
            rows.push(row(&judge, then.as_ref(), node, target));
        }
    }
    rows
}

/// A figure of a year earlier, with where it comes from.
type Then = (YearBasis, Option<Uuid>, Option<(Quantity, Option<NaiveDate>)>);

fn row<'k>(judge: &Judge<'k>, earlier: Option<&(Judge<'k>, Names<'k>)>, node: &'k TaskNode, target: &'k TargetNode) -> YearOnYearRow {
    let case = judge.case_of(node, target);
    let known = &judge.known;
    let now = figure_on(judge, &case, known.when.judged_on);
    let then = now.and_then(|(_, day)| then(judge, earlier, &case, day));
    let held = then.and_then(|(.., held)| held);
    let change = now.zip(held).and_then(|((now, _), (then, _))| compare(&case.terms, now, then));
    YearOnYearRow {
        task_id: node.row.id,
        task_code: node.row.code.clone(),
        task_number: node.row.number.clone(),
        task_title: node.version.title.clone(),
        target_id: target.row.id,
        key: target.row.key.clone(),
        indicator: target.row.indicator.clone(),
        unit_of_measure: case.terms.unit_of_measure.clone(),
        basis: then.map(|(basis, ..)| basis),
        previous_target_id: then.and_then(|(_, id, _)| id),
        now: now.map(|(value, _)| value),
        now_as_at: now.map(|(_, day)| day),
        then: held.map(|(value, _)| value),
        then_as_at: held.and_then(|(_, day)| day),
        change: change.map(|change| change.change),
        change_percent: change.and_then(|change| change.percent),
        reason: match (now, then, held) {
            (None, ..) => Some(NoYearReason::NoFigureNow),
            (_, None, _) => Some(NoYearReason::NoCounterpart),
            (_, _, None) => Some(NoYearReason::NoFigureThen),
            _ => None,
        },
    }
}

/// The actual of a target as of a day.
fn figure_on<'k>(judge: &Judge<'k>, case: &Case<'k>, day: NaiveDate) -> Option<(Quantity, NaiveDate)> {
    let (readings, reports) = judge.material(case);
    actual_on(&judge.question(case, &readings, &reports), day)
}

fn then<'k>(judge: &Judge<'k>, earlier: Option<&(Judge<'k>, Names<'k>)>, case: &Case<'k>, now: NaiveDate) -> Option<Then> {
    let day = year_before(now)?;
    // Only a figure of that very day: five months are not compared with three.
    let of_day = |found: Option<(Quantity, NaiveDate)>| found.filter(|(_, as_at)| *as_at == day).map(|(value, as_at)| (value, Some(as_at)));
    let own = || of_day(figure_on(judge, case, day));
    if day >= judge.known.outline.plan.starts_on
        && let Some(own) = own()
    {
        return Some((YearBasis::SameTarget, None, Some(own)));
    }
    if let Some((judge, names)) = earlier
        && let Some((node, target)) = names.find(case)
    {
        let other = judge.case_of(node, target);
        return Some((YearBasis::PreviousPlan, Some(target.row.id), of_day(figure_on(judge, &other, day))));
    }
    let baseline = case.terms.baseline.as_ref()?;
    let level = matches!(case.terms.series, Series::Level | Series::Average) && !case.terms.is_change();
    let period: Period = baseline.period.as_deref()?.parse().ok()?;
    let value = baseline.value.filter(|_| level && period.first_day() <= day && day <= period.last_day())?;
    Some((YearBasis::Baseline, None, Some((value, None))))
}

/// The targets of a plan by the names under which another plan can find them.
struct Names<'k>(HashMap<Name<'k>, Vec<(&'k TaskNode, &'k TargetNode)>>);

/// What is counted, and in which unit of measure.
type Name<'k> = (String, Option<&'k str>);

impl<'k> Names<'k> {
    fn of(known: &'k Known) -> Self {
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for node in &known.outline.tasks {
            for target in known.outline.targets_of(node.row.id) {
                let name = (comparable(&target.row.indicator), target.version.unit_of_measure.as_deref());
                names.entry(name).or_default().push((node, target));
            }
        }
        Self(names)
    }

    /// The one target of that name, counted in the same way; of several that of the task of the same name.
    fn find(&self, case: &Case<'_>) -> Option<(&'k TaskNode, &'k TargetNode)> {
        let name = (comparable(&case.target.row.indicator), case.terms.unit_of_measure.as_deref());
        let found = self.0.get(&name)?;
        let alike = |(_, target): &&(&TaskNode, &TargetNode)| {
            let version = &target.version;
            version.series == case.terms.series && version.quantity_kind == case.terms.quantity_kind
        };
        let found: Vec<_> = found.iter().filter(alike).collect();
        let title = comparable(&case.node.version.title);
        let titled: Vec<_> = found.iter().filter(|(node, _)| comparable(&node.version.title) == title).collect();
        match (found.as_slice(), titled.as_slice()) {
            ([one], _) => Some(**one),
            (_, [one]) => Some(***one),
            _ => None,
        }
    }
}
