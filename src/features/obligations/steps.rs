//! The steps that a report is asked about: those due in its period, and earlier or undated ones that were still open when it began.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::context::{Context, with_those_below};
use crate::domain::due::Due;
use crate::domain::milestone::Occurrence;
use crate::entity::{milestone, obligation, scope};
use crate::http::Result;
use crate::steps::{self, Steps};

/// A step that a report is asked about.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObligationMilestone {
    /// The step.
    pub milestone_id: Uuid,
    /// The task it is written at.
    pub task_id: Uuid,
    /// Its key within that task.
    pub key: String,
    /// What is to be done, as printed.
    pub text: String,
    /// Its deadline, as printed and as it is judged.
    pub due: Due,
    /// Which time, of a step that comes again; to be sent with it.
    pub occurs_on: Option<NaiveDate>,
    /// The day by which it is due; null where there is none.
    pub due_on: Option<NaiveDate>,
    /// When it was done, by the latest accepted report that tells of it.
    pub done_on: Option<NaiveDate>,
}

/// The steps around a page of obligations.
pub(super) struct Asked {
    rows: Vec<milestone::Model>,
    told: Steps,
}

impl Asked {
    /// Reads them: two statements.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, tasks: &[Uuid]) -> Result<Self> {
        let near = || milestone::Entity::find().filter(milestone::Column::TaskId.in_subquery(with_those_below(tasks)));
        let rows = near().order_by_asc(milestone::Column::Ord).order_by_asc(milestone::Column::Id).all(db).await?;
        Ok(Self { rows, told: Steps::now(db, scope::ids(near(), milestone::Column::Id)).await? })
    }

    /// The steps of the tasks told of in a report, the obligation's own first.
    pub(super) fn of(&self, row: &obligation::Model, context: &Context) -> Vec<ObligationMilestone> {
        let (Some(plan), Some(period)) = (context.plans.get(&row.plan_id), context.periods.get(&row.rule_period_id)) else {
            return Vec::new();
        };
        let within = self.rows.iter().filter(|step| step.plan_id == row.plan_id);
        let mut within: Vec<&milestone::Model> = within.filter(|step| context.is_within(step.task_id, row.task_id, plan, period)).collect();
        within.sort_by_key(|step| context.place_of(step.task_id));
        let each = within.into_iter().flat_map(|step| steps::occurrences(step, plan.ends_on).into_iter().map(move |it| (step, it)));
        let all = each.map(|(step, it)| self.shown(step, it));
        all.filter(|step| steps::is_asked(step.done_on, step.due_on, period.starts_on, period.ends_on)).collect()
    }

    fn shown(&self, step: &milestone::Model, it: Occurrence) -> ObligationMilestone {
        ObligationMilestone {
            milestone_id: step.id,
            task_id: step.task_id,
            key: step.key.clone(),
            text: step.text.clone(),
            due: step.due.clone(),
            occurs_on: it.occurs_on,
            due_on: it.due_on,
            done_on: self.told.done_on(step, it.occurs_on),
        }
    }
}
