//! The trajectory of a target (指标轨迹): what was planned, expected, reached and is foretold, by the ends of the reporting periods.

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::judge::{Case, Judge};
use super::load::{Known, When};
use super::progress::{tagged, when};
use super::shapes::ReportedPlan;
use super::{compose, drawings, tables};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::assess::{Course, course};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::palette::Palette;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Firmness, JudgedAs, Operator, Series, TargetClass};
use crate::domain::thresholds::Thresholds;
use crate::entity::scope::Scope;
use crate::entity::{plan, target};
use crate::http::query::{Filter, boolean};
use crate::http::{Media, OrNotFound, Query, Reply, Result};
use crate::picture;
use crate::refs::UnitBrief;
use crate::sheet::Wanted;
use crate::state::AppState;

/// Whose trajectory, and when the report speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct TrajectoryFilter {
    /// The target.
    pub target_id: Uuid,
    /// Only what this unit reported; left out: what all of them reported together.
    pub unit_id: Option<Uuid>,
    /// The business date the report speaks of; default today. Days after it are planned and foretold, not judged.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given the report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for TrajectoryFilter {
    const PAGED: bool = false;
}

/// The trajectory of a target as of a date: what the plan asks day by day, what was reached, how that was judged, and where it leads.
///
/// Every day is judged by the terms of the target in force on `asOf` and by what was known at `knownAt`. The points are the ends of the
/// reporting periods, the checkpoints, the date of the report and the control date. A target that each member of a group must reach has a
/// course for each member; `course` itself is then that of the plan: what is asked, without figures.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-05-31", "knownAt": "2024-06-10T00:00:00Z", "thresholds": {"ahead": 10, "onTrack": 5, "behind": 20},
    "palette": {"onTrack": "#66bb6a", "behind": "#f9a825", "overdue": "#c62828"},
    "target": {"id": "0197a6f0-c0de-7000-a000-000000000254", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "taskCode": "4",
        "taskNumber": "4", "taskTitle": "新增3岁以下婴幼儿托位1680个", "key": "1", "indicator": "新增3岁以下婴幼儿托位",
        "text": "新增3岁以下婴幼儿托位1680个", "operator": "eq", "judgedAs": "atLeast", "value": 1680, "upper": null, "unitOfMeasure": "个",
        "series": "cumulative", "firmness": "firm", "class": "expected"},
    "unit": null,
    "course": {"startsOn": "2024-01-01", "startsAt": 0, "controlOn": "2024-11-30",
        "assessment": {"state": "onTrack", "actual": 725, "actualAsAt": "2024-05-31", "expected": 762.2687, "basis": "line",
            "gapPercent": 4.8892, "margin": -37.2687, "attainment": 43.15, "asAt": "2024-05-31", "stale": false, "pending": false,
            "late": false, "irrecoverable": false, "exceedsUpper": false, "missingPeriods": [], "pendingPeriods": [], "reason": null,
            "stretch": null,
            "forecast": {"atControl": 1597.8618, "reachesOn": "2024-12-18", "exceedsOn": null, "inTime": false,
                "sentence": {"zh": "按目前进度(152天完成725个)期限11月底预计达1597.86个;预计12月18日达到目标,晚18天。",
                    "en": "At the pace so far (725 个 in 152 days): 1597.86 个 by the deadline of 30 November 2024; the target is reached \
                           on 18 December 2024, 18 days late."}},
            "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
                "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, \
                       37.27 个 short; gap about 4.8892%, tolerated (up to 5%): on track."}},
        "points": [
            {"on": "2024-05-31", "period": "2024-05", "planned": 762.2687, "basis": "line", "checkpoint": false, "expected": 762.2687,
             "actual": 725, "actualAsAt": "2024-05-31", "state": "onTrack", "stale": false, "pending": false, "forecast": null,
             "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
                "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, \
                       37.27 个 short; gap about 4.8892%, tolerated (up to 5%): on track."}},
            {"on": "2024-11-30", "period": "2024-11", "planned": 1680, "basis": "goal", "checkpoint": false, "expected": null,
             "actual": null, "actualAsAt": null, "state": null, "stale": false, "pending": false, "forecast": 1597.8618,
             "sentence": null}]},
    "members": []
}))]
pub struct Trajectory {
    /// The plan of the target.
    pub plan: ReportedPlan,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The lines by which the states were judged.
    pub thresholds: Thresholds,
    /// The colour of every state.
    pub palette: Palette,
    /// The target.
    pub target: TrajectoryTarget,
    /// The unit asked for; null: all together.
    pub unit: Option<UnitBrief>,
    /// What was planned, reached and is foretold.
    pub course: Course,
    /// The course of each member of the group that must reach it, as far as the caller may see their reports; empty for other targets.
    pub members: Vec<MemberCourse>,
}

/// The target whose trajectory it is, in the version in force.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrajectoryTarget {
    /// Its id.
    pub id: Uuid,
    /// The task at which it is written.
    pub task_id: Uuid,
    /// The code of that task.
    pub task_code: String,
    /// The number of that task as printed.
    pub task_number: String,
    /// The title of that task.
    pub task_title: String,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// The phrase as printed.
    pub text: String,
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged.
    pub judged_as: JudgedAs,
    /// The figure to reach; of a relative target that of what it is measured against, once known.
    pub value: Option<Quantity>,
    /// The upper end of a range.
    pub upper: Option<Quantity>,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// What the figures are.
    pub series: Series,
    /// Whether missing it is a failure.
    pub firmness: Firmness,
    /// Whether missing it fails the unit (约束性).
    pub class: TargetClass,
}

/// The course of one member of a group.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberCourse {
    /// The member.
    pub unit: UnitBrief,
    /// Its course.
    pub course: Course,
}

/// Tell the course of a target: planned, expected, reached and foretold, day by day.
///
/// A target in a task without reports of its own takes the figures of the same promise elsewhere, of its parts that add up, or of its
/// numerator and denominator. As a picture (`Accept: image/svg+xml`) it is a chart: the plan's line or printed steps, the figures, and where
/// the pace so far leads; of a target that each member of a group must reach, one member's with `unitId`.
#[utoipa::path(tag = "reports", operation_id = "get_trajectory", security(("bearer" = [])), params(TrajectoryFilter),
    responses((status = 200, description = "The course of the target; as a table, a row for each day; as a picture, a chart",
        content((Trajectory = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "image/svg+xml"))),
        (status = 404, description = "No such target, or no such unit among those who report it")))]
#[get("/reports/trajectory")]
pub(super) async fn get_trajectory(app: Data<AppState>, caller: Caller, query: Query<TrajectoryFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let TrajectoryFilter { target_id, unit_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let db = db::snapshot(&app.db).await?;
    let report = run(&db, &caller.scope, target_id, unit_id, when).await?;
    db.rollback().await?;
    let name = format!("轨迹-{}-{}-{}", report.plan.code, report.target.task_code, report.target.key);
    match wanted.media {
        Media::Svg => Ok(Reply::file(Media::Svg, &name, picture::file(&drawings::trajectory(&report)))),
        Media::Json => tagged(report, known_at, |report, known_at| report.known_at = known_at),
        _ => tables::trajectory(&report, wanted.english, |table| table.reply(wanted, &name, report.known_at.0, bom)),
    }
}

/// The trajectory of a visible target; of one unit where one is named.
///
/// # Errors
/// 404 for a target or a unit the caller does not see; those of the database.
pub async fn run(db: &impl ConnectionTrait, scope: &Scope, target: Uuid, unit: Option<Uuid>, when: When) -> Result<Trajectory> {
    let held = target::Entity::seen_by(scope).filter(target::Column::Id.eq(target)).one(db).await?.or_not_found()?;
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(held.plan_id)).one(db).await?.or_not_found()?;
    let known = Known::around(db, scope, plan, held.task_id, when).await?;
    of(&known, target, unit).or_not_found()
}

/// The trajectory of a target of a plan that is in memory already; `None` where there is no such target or unit.
pub(super) fn of(known: &Known, target: Uuid, unit: Option<Uuid>) -> Option<Trajectory> {
    let judge = Judge::new(known);
    let (node, held) = judge.places.get(&target)?;
    let case = judge.resolved(judge.case_of(node, held));
    let members: Vec<Uuid> = match held.version.per_unit_group_id {
        Some(group) => known.members.iter().filter(|one| one.group_id == group).map(|one| one.unit_id).collect(),
        None => Vec::new(),
    };
    let is_open = |unit: &Uuid| known.is_open(*unit, case.node.row.id);
    let course = match unit {
        Some(unit) => of_unit(&judge, &case, unit).filter(|_| is_open(&unit) && (says(&case, unit) || members.contains(&unit)))?,
        None if held.version.per_unit_group_id.is_some() => bare(&judge, &case),
        None => {
            let (readings, reports) = judge.material(&case);
            course(&judge.question(&case, &readings, &reports))
        }
    };
    let shown = members.iter().filter(|member| unit.is_none() && is_open(member));
    let members = shown.filter_map(|member| Some(MemberCourse { unit: known.units.of(*member), course: of_unit(&judge, &case, *member)? }));
    let plan = &known.outline.plan;
    Some(Trajectory {
        plan: compose::brief(plan),
        as_of: known.when.moment.as_of,
        known_at: known.when.moment.known_at.into(),
        thresholds: plan.thresholds.clone(),
        palette: compose::palette(plan),
        members: members.collect(),
        unit: known.units.maybe(unit),
        target: shown_target(&case),
        course,
    })
}

/// Whether a unit owes reports on a target, or reported it.
fn says(case: &Case<'_>, unit: Uuid) -> bool {
    case.owed.iter().any(|one| one.row.unit_id == unit) || case.figures.iter().any(|figure| figure.unit_id == unit)
}

fn of_unit(judge: &Judge<'_>, case: &Case<'_>, unit: Uuid) -> Option<Course> {
    let (_, readings, reports) = judge.alone(case, unit);
    Some(course(&judge.question(case, &readings, &reports)))
}

/// What is asked of every member, without figures; with the judgement of all of them.
fn bare<'k>(judge: &Judge<'k>, case: &Case<'k>) -> Course {
    let mut bare = course(&judge.question(case, &[], &[]));
    bare.assessment = judge.verdict(case).0;
    for point in &mut bare.points {
        (point.expected, point.state, point.sentence) = (None, None, None);
    }
    bare
}

fn shown_target(case: &Case<'_>) -> TrajectoryTarget {
    let (row, task, terms) = (&case.target.row, case.node, &case.terms);
    TrajectoryTarget {
        id: row.id,
        task_id: row.task_id,
        task_code: task.row.code.clone(),
        task_number: task.row.number.clone(),
        task_title: task.version.title.clone(),
        key: row.key.clone(),
        indicator: row.indicator.clone(),
        text: row.text.clone(),
        operator: terms.operator,
        judged_as: terms.judged_as,
        value: terms.value,
        upper: terms.upper,
        unit_of_measure: terms.unit_of_measure.clone(),
        series: terms.series,
        firmness: terms.firmness,
        class: terms.class,
    }
}
