//! What the workbook tells and asks: the unit's month with the steps it is asked about, and which reports the caller may write now.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::auth::caller::Place;
use crate::auth::{Action, Caller};
use crate::domain::period::Period;
use crate::domain::review::ReviewAction;
use crate::domain::zone::BusinessZone;
use crate::entity::{milestone, plan, scope};
use crate::features::submissions::carried;
use crate::features::submissions::shapes::SubmissionPlan;
use crate::features::submissions::unit::read::Month;
use crate::features::submissions::unit::shapes::{UnitReport, UnitReportItem};
use crate::http::Result;
use crate::refs::UnitBrief;
use crate::steps::{self, Steps};

/// A unit's month, ready to be laid out.
pub(super) struct Book {
    pub(super) plan: SubmissionPlan,
    pub(super) period: Period,
    pub(super) unit: UnitBrief,
    pub(super) made: DateTime<Utc>,
    pub(super) items: Vec<Item>,
}

/// A report owed.
pub(super) struct Item {
    pub(super) told: UnitReportItem,
    /// The caller may write it now.
    pub(super) open: bool,
    /// The last day in time.
    pub(super) due_on: NaiveDate,
    /// What its targets ask, in their order.
    pub(super) asks: Vec<Asks>,
    pub(super) steps: Vec<Step>,
}

/// What a target asks beyond what is told of it.
pub(super) struct Asks {
    /// The titles of the stages of a qualitative target.
    pub(super) stages: Vec<String>,
    /// It is reported by numerator and denominator.
    pub(super) by_parts: bool,
}

/// A step of the schedule that the report is asked about.
pub(super) struct Step {
    pub(super) id: Uuid,
    pub(super) task_code: String,
    pub(super) task_title: String,
    pub(super) text: String,
    pub(super) due: String,
    pub(super) occurs_on: Option<NaiveDate>,
}

impl Book {
    /// Lays a month open: two statements beyond the month's own.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        caller: &Caller,
        (month, report): (&Month, UnitReport),
        unit: UnitBrief,
        (made, zone): (DateTime<Utc>, BusinessZone),
    ) -> Result<Self> {
        let asked = Asked::load(db, &month.plan).await?;
        let files = caller.may(Action::FileReport, Place { unit: Some(unit.id), coordinating: month.plan.coordinating_unit_id });
        let item = |told: UnitReportItem| {
            let open = told.submission.as_ref().map_or(files, |one| one.allowed_actions.contains(&ReviewAction::Edit));
            let due = told.obligation.extended_until.unwrap_or(told.obligation.due_at).max(told.obligation.due_at);
            Item {
                open,
                due_on: zone.date_of(due.0 - TimeDelta::milliseconds(1)),
                asks: asks(month, &told),
                steps: asked.of(month, &told),
                told,
            }
        };
        let UnitReport { plan, period, items } = report;
        Ok(Self { plan, period, unit, made, items: items.into_iter().map(item).collect() })
    }
}

impl Book {
    /// The month as answers show it.
    pub(super) fn report(&self) -> UnitReport {
        UnitReport { plan: self.plan.clone(), period: self.period, items: self.items.iter().map(|item| item.told.clone()).collect() }
    }
}

fn asks(month: &Month, told: &UnitReportItem) -> Vec<Asks> {
    let Some(owed) = month.owed.iter().find(|owed| owed.id == told.obligation.id) else { return Vec::new() };
    let carried = month.desk.near.carried(owed);
    let one = |target: &crate::outline::TargetNode| {
        let stages = target.version.stages.as_ref().map(|stages| stages.0.iter().map(|stage| stage.title.clone()).collect());
        Asks { stages: stages.unwrap_or_default(), by_parts: carried::asked(&target.version).quotient().is_some() }
    };
    let of = |id: Uuid| carried.order.iter().find(|target| target.row.id == id).map(|target| one(target));
    told.targets.iter().map(|target| of(target.target_id).unwrap_or(Asks { stages: Vec::new(), by_parts: false })).collect()
}

/// The steps of a plan, with what accepted reports tell of them.
struct Asked {
    rows: Vec<milestone::Model>,
    told: Steps,
}

impl Asked {
    async fn load(db: &impl ConnectionTrait, plan: &plan::Model) -> Result<Self> {
        let of_plan = || milestone::Entity::find().filter(milestone::Column::PlanId.eq(plan.id));
        let rows = of_plan().order_by_asc(milestone::Column::Ord).order_by_asc(milestone::Column::Id).all(db).await?;
        Ok(Self { rows, told: Steps::now(db, scope::ids(of_plan(), milestone::Column::Id)).await? })
    }

    /// Those a report is asked about, and those its draft tells of already.
    fn of(&self, month: &Month, told: &UnitReportItem) -> Vec<Step> {
        let Some(owed) = month.owed.iter().find(|owed| owed.id == told.obligation.id) else { return Vec::new() };
        let within = month.desk.near.carried(owed).tasks;
        let (begins, ends) = (owed.period.first_day(), owed.period.last_day());
        let drafted = |id: Uuid, occurs_on: Option<NaiveDate>| {
            let mut told = told.submission.iter().flat_map(|one| &one.milestones);
            told.any(|one| one.milestone_id == id && one.occurs_on == occurs_on)
        };
        let mut found = Vec::new();
        for row in self.rows.iter().filter(|row| within.contains(&row.task_id)) {
            let Some(task) = month.desk.near.outline.task(row.task_id) else { continue };
            for it in steps::occurrences(row, month.plan.ends_on) {
                let done_on = self.told.done_on(row, it.occurs_on);
                if drafted(row.id, it.occurs_on) || steps::is_asked(done_on, it.due_on, begins, ends) {
                    found.push(Step {
                        id: row.id,
                        task_code: task.row.code.clone(),
                        task_title: task.version.title.clone(),
                        text: row.text.clone(),
                        due: row.due.text.clone(),
                        occurs_on: it.occurs_on,
                    });
                }
            }
        }
        found
    }
}
