//! What is due soon and what is overdue (临期、逾期): reports, steps and targets in one list.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::get;
use actix_web::web::Data;
use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::compose;
use super::dashboard::brief;
use super::dashboard::shapes::TaskBrief;
use super::judged::{JudgedPlan, OpenStep, Row, Slip, Verdict};
use super::load::When;
use super::progress::when;
use super::shapes::ReportedPlan;
use super::{judged_cache, tables};
use crate::auth::{Action, Caller};
use crate::domain::assess::ProgressState;
use crate::domain::completeness::{Timeliness, judge};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::milestone::MilestoneState;
use crate::domain::period::Period;
use crate::domain::review::SubmissionState;
use crate::domain::target::Firmness;
use crate::http::query::{AnyOf, Filter, boolean, number, refuse};
use crate::http::{Code, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::refs::UnitBrief;
use crate::sheet::Wanted;
use crate::state::AppState;

/// How many days ahead the list looks unless asked otherwise.
const DAYS: u64 = 7;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DueSubject {
    /// 报送任务: a report that is not filed, or was sent back
    Obligation,
    /// 进度安排: a step that is not done
    Milestone,
    /// 量化指标: a target that is not reached
    Target,
}

/// Something that is due or overdue. Of `period`, `submissionState`, `milestoneState` and `targetState` those are set that its kind has.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "kind": "obligation", "id": "0197a6f0-c0de-7000-a000-000000000604",
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个"},
    "units": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}], "text": null,
    "dueOn": "2024-06-03", "dueAt": "2024-06-03T16:00:00Z", "daysLeft": -7, "overdue": true, "period": "2024-05", "submissionState": "returned",
    "milestoneState": null, "targetState": null, "firmness": null
}))]
pub struct DueItem {
    /// What it is.
    pub kind: DueSubject,
    /// The obligation, milestone or target.
    pub id: Uuid,
    /// Its plan.
    pub plan: ReportedPlan,
    /// Its task.
    pub task: TaskBrief,
    /// Who owes the report; who leads the task of a step or target, as written.
    pub units: Vec<UnitBrief>,
    /// The step or target as printed; null for reports.
    pub text: Option<String>,
    /// The last day in time.
    pub due_on: NaiveDate,
    /// The instant itself, of a report: extensions and the time given by a return included.
    pub due_at: Option<Instant>,
    /// Days from the date of the report to `dueOn`; negative when it is over.
    pub days_left: i64,
    /// Its time is over; a step or target also needs the reports that would tell that it was reached.
    pub overdue: bool,
    /// The period of a report.
    pub period: Option<Period>,
    /// The stage of a report; null where nothing was begun.
    pub submission_state: Option<SubmissionState>,
    /// How a step stands.
    pub milestone_state: Option<MilestoneState>,
    /// How a target stands.
    pub target_state: Option<ProgressState>,
    /// Whether missing a target is a failure.
    pub firmness: Option<Firmness>,
}

/// A page of what is due.
#[derive(Serialize, ToSchema)]
pub struct DuePage {
    /// What is due, the oldest first.
    pub items: Vec<DueItem>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// Which plan, how far ahead, and what.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DueFilter {
    /// Only this plan; left out: all issued plans that the caller sees.
    pub plan_id: Option<Uuid>,
    /// How many days ahead to look; what is overdue is always listed.
    #[param(minimum = 0, maximum = 366, default = 7)]
    #[serde(default, deserialize_with = "number")]
    pub days: Option<u64>,
    /// Only these kinds, separated by commas.
    #[param(value_type = Option<Vec<DueSubject>>, style = Form, explode = false)]
    pub kind: Option<AnyOf<DueSubject>>,
    /// `true`: only what is overdue; `false`: only what is not.
    #[serde(default, deserialize_with = "boolean")]
    pub overdue: Option<bool>,
    /// Only reports that this unit owes, and steps and targets of tasks it leads, as written.
    pub unit_id: Option<Uuid>,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-06-10")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for DueFilter {}

/// List what is due within some days and what is overdue: reports, steps and targets.
///
/// Reports that are not filed, or were sent back and not filed again; steps that are not done; targets that are not reached. As far as the
/// caller may see them. Without `planId` every issued plan is read.
#[utoipa::path(tag = "reports", operation_id = "list_due", security(("bearer" = [])), params(crate::http::Paging, DueFilter),
    responses((status = 200, description = "A page of what is due; as a table, a row for each",
        content((DuePage = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such plan")))]
#[get("/reports/due")]
pub(super) async fn list_due(app: Data<AppState>, caller: Caller, query: Query<DueFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let DueFilter { plan_id, days, kind, overdue, unit_id, as_of, known_at, bom } = query.filter.clone();
    let days = days.unwrap_or(DAYS);
    if days > 366 {
        return Err(refuse("days", Code::OutOfRange));
    }
    let when = when(&app, as_of, known_at)?;
    let plans: Vec<Arc<JudgedPlan>> = match plan_id {
        Some(plan) => vec![judged_cache::of_plan(&app, &caller.scope, plan, when).await?],
        None => judged_cache::of_issued(&app, &caller.scope, when).await?,
    };
    let until = when.moment.as_of.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let items = plans.iter().flat_map(|judged| Due { judged, when, until }.items());
    let is_asked = |(_, item): &(String, DueItem)| {
        kind.as_ref().is_none_or(|kinds| kinds.0.contains(&item.kind))
            && overdue.is_none_or(|overdue| item.overdue == overdue)
            && unit_id.is_none_or(|unit| item.units.iter().any(|one| one.id == unit))
    };
    let (items, page) = list::page_at_hand(&app, &caller, items.filter(is_asked).collect(), &query)?;
    let next = query.next(page.next_cursor.as_ref());
    if wanted.is_table() {
        let table = tables::due(&items, wanted.english);
        return table.reply(wanted, "临期和逾期", when.moment.known_at, bom).map(|reply| reply.linked(next));
    }
    Reply::page(&DuePage { items, page }, next)
}

/// What of one plan is due until a day.
struct Due<'p> {
    judged: &'p JudgedPlan,
    when: When,
    until: NaiveDate,
}

impl Due<'_> {
    /// Everything that is due, by what it is sorted by: the day, what it is, and the printed order.
    fn items(&self) -> Vec<(String, DueItem)> {
        let tasks: HashMap<Uuid, &Row> = self.judged.index();
        let places: HashMap<Uuid, usize> = self.judged.tasks.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
        let reports = self.judged.slips.iter().filter_map(|slip| self.report(tasks.get(&slip.task)?, slip));
        let live = self.judged.tasks.iter().filter(|row| !row.cancelled);
        let inside = live.flat_map(|row| {
            let steps = row.open_steps.iter().filter_map(move |step| self.step(row, step));
            steps.chain(row.targets.iter().filter_map(move |target| self.target(row, target)))
        });
        let sorted = |item: DueItem| {
            let place = places.get(&item.task.id).copied().unwrap_or_default();
            (format!("{}|{:?}|{}|{place:08}|{}", item.due_on, item.kind, item.plan.code, item.id), item)
        };
        reports.chain(inside).map(sorted).collect()
    }

    fn blank(&self, kind: DueSubject, id: Uuid, row: &Row, due_on: NaiveDate) -> Option<DueItem> {
        (due_on <= self.until).then(|| DueItem {
            kind,
            id,
            plan: compose::brief(&self.judged.plan),
            task: brief(row),
            units: row.leads.iter().map(|unit| self.judged.units.of(*unit)).collect(),
            text: None,
            due_on,
            due_at: None,
            days_left: (due_on - self.when.moment.as_of).num_days(),
            overdue: false,
            period: None,
            submission_state: None,
            milestone_state: None,
            target_state: None,
            firmness: None,
        })
    }

    fn report(&self, row: &Row, slip: &Slip) -> Option<DueItem> {
        let (facts, at) = (&slip.facts, self.when.judged_at);
        let stands = judge(facts, at)?;
        let filed = facts.first_submit.is_some_and(|submit| submit <= at);
        let returned = filed && facts.returned;
        if stands != Timeliness::Missing && filed && !returned {
            return None;
        }
        let again = facts.return_until.filter(|_| returned);
        let due_at = again.map_or(facts.due(), |until| until.max(facts.due()));
        let item = self.blank(DueSubject::Obligation, slip.id, row, self.when.day_of(due_at - TimeDelta::milliseconds(1)))?;
        Some(DueItem {
            units: vec![self.judged.units.of(slip.unit)],
            due_at: Some(due_at.into()),
            overdue: at > due_at,
            period: Some(slip.period),
            submission_state: slip.state,
            ..item
        })
    }

    fn step(&self, row: &Row, step: &OpenStep) -> Option<DueItem> {
        let item = self.blank(DueSubject::Milestone, step.id, row, step.control)?;
        let overdue = step.state == MilestoneState::Overdue;
        Some(DueItem { text: Some(step.text.clone()), overdue, milestone_state: Some(step.state), ..item })
    }

    fn target(&self, row: &Row, target: &Verdict) -> Option<DueItem> {
        let due_on = row.due_on.filter(|_| target.state != ProgressState::Achieved && !target.said_again)?;
        let item = self.blank(DueSubject::Target, target.id, row, due_on)?;
        let overdue = target.state == ProgressState::Overdue;
        let text = Some(target.text.clone());
        Some(DueItem { text, overdue, target_state: Some(target.state), firmness: Some(target.firmness), ..item })
    }
}
