//! Reporting discipline (报送纪律): units down, periods across, in each field how many reports were due and how they came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::completeness::Counted;
use super::load::When;
use super::progress::{tagged, when};
use super::shapes::ReportedPlan;
use super::{compose, drawings};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::completeness::{Completeness, Tally};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::query::{Filter, boolean};
use crate::http::{Media, OrNotFound, Query, Reply, Result};
use crate::picture;
use crate::refs::UnitBrief;
use crate::sheet::{Table, Wanted};
use crate::state::AppState;

/// The plan, and when the report speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DisciplineFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-12-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2025-01-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for DisciplineFilter {
    const PAGED: bool = false;
}

/// How every unit reported for every period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-06-30", "knownAt": "2024-07-10T00:00:00Z", "periods": ["2024-04"],
    "units": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
        "completeness": {"expected": 9, "onTime": 8, "late": 1, "missing": 0, "notYetDue": 0, "filedEarly": 0, "onTimeOriginal": 8,
            "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0, "outstanding": 0, "onTimeRate": 88.89, "filedRate": 100},
        "periods": [{"period": "2024-04", "completeness": {"expected": 9, "onTime": 8, "late": 1, "missing": 0, "notYetDue": 0,
            "filedEarly": 0, "onTimeOriginal": 8, "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0, "outstanding": 0,
            "onTimeRate": 88.89, "filedRate": 100}}]}]
}))]
pub struct Discipline {
    /// The plan.
    pub plan: ReportedPlan,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The periods for which anything is owed, earliest first.
    pub periods: Vec<Period>,
    /// Units that owe something, in the order of the tree.
    pub units: Vec<UnitDiscipline>,
}

/// How a unit reported.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitDiscipline {
    /// The unit.
    pub unit: UnitBrief,
    /// Over all periods.
    pub completeness: Completeness,
    /// The periods for which it owes something.
    pub periods: Vec<PeriodDiscipline>,
}

/// How a unit reported for a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodDiscipline {
    /// The period.
    pub period: Period,
    /// Its reports.
    pub completeness: Completeness,
}

/// Tell how each unit reported for each period of a plan.
///
/// As a picture (`Accept: image/svg+xml`) it is a heat map: a field for every unit and period, the colour says whether all came on time.
#[utoipa::path(tag = "reports", operation_id = "get_discipline", security(("bearer" = [])), params(DisciplineFilter),
    responses((status = 200, description = "Units by periods; as a table, a row for each unit and period",
        content((Discipline = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "image/svg+xml"))),
        (status = 404, description = "No such plan")))]
#[get("/reports/discipline")]
pub(super) async fn get_discipline(app: Data<AppState>, caller: Caller, query: Query<DisciplineFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let DisciplineFilter { plan_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(plan_id)).one(&db).await?.or_not_found()?;
    let report = discipline(&db, &caller.scope, plan, when).await?;
    db.rollback().await?;
    let name = format!("报送纪律-{}", report.plan.code);
    match wanted.media {
        Media::Svg => Ok(Reply::file(Media::Svg, &name, picture::file(&drawings::discipline(&report, known_at)))),
        Media::Json => tagged(report, known_at, |report, known_at| report.known_at = known_at),
        _ => table(&report, wanted, &name, bom),
    }
}

/// How each unit reported for each period of a visible plan.
///
/// # Errors
/// Those of the database.
pub(super) async fn discipline(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When) -> Result<Discipline> {
    let counted = Counted::load(db, scope, plan, None, when).await?;
    let mut fields: HashMap<Uuid, BTreeMap<Period, Tally>> = HashMap::new();
    for one in &counted.owed {
        let periods = fields.entry(one.row.unit_id).or_default();
        periods.entry(one.row.period).or_default().merge(&counted.tally(one));
    }
    let periods: BTreeSet<Period> = fields.values().flat_map(BTreeMap::keys).copied().collect();
    let units = counted.tree.in_order(fields.keys().copied().collect(), when.instant_of(when.moment.as_of));
    let unit = |id: Uuid| {
        let own = fields.remove(&id).unwrap_or_default();
        let mut whole = Tally::default();
        own.values().for_each(|tally| whole.merge(tally));
        let period = |(period, tally): (Period, Tally)| PeriodDiscipline { period, completeness: tally.into() };
        UnitDiscipline { unit: counted.tree.brief(id), completeness: whole.into(), periods: own.into_iter().map(period).collect() }
    };
    Ok(Discipline {
        units: units.into_iter().map(unit).collect(),
        plan: compose::brief(&counted.outline.plan),
        as_of: when.moment.as_of,
        known_at: when.moment.known_at.into(),
        periods: periods.into_iter().collect(),
    })
}

/// The report as a table: a row for each unit and period.
fn table(report: &Discipline, wanted: Wanted, name: &str, bom: Option<bool>) -> Result<Reply> {
    let of = |unit: &'_ UnitDiscipline| unit.periods.iter().map(|period| (unit.unit.clone(), period.clone())).collect::<Vec<_>>();
    let rows: Vec<(UnitBrief, PeriodDiscipline)> = report.units.iter().flat_map(of).collect();
    let table = Table::new("报送纪律", &rows)
        .text("unitCode", "单位代码", |(unit, _)| unit.code.as_str())
        .text("unitName", "单位", |(unit, _)| unit.name.as_str())
        .text("period", "报告期", |(_, of)| of.period.to_string())
        .number("expected", "应报", |(_, of)| of.completeness.counts.expected)
        .number("onTime", "按时", |(_, of)| of.completeness.counts.on_time)
        .number("late", "迟报", |(_, of)| of.completeness.counts.late)
        .number("missing", "未报", |(_, of)| of.completeness.counts.missing)
        .number("returned", "退回", |(_, of)| of.completeness.counts.returned)
        .number("notYetDue", "未到期", |(_, of)| of.completeness.counts.not_yet_due)
        .percent("onTimeRate", "及时率", |(_, of)| of.completeness.on_time_rate);
    table.reply(wanted, name, report.known_at.0, bom)
}
