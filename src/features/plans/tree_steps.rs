//! The steps and statements in the tree of a plan: what is to be done by when, and what became of each phrase with a figure.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::due::Due;
use crate::domain::quantity::Quantity;
use crate::domain::recurrence::Recurrence;
use crate::domain::statement::StatementRole;
use crate::domain::target::{Firmness, Operator};
use crate::entity::{milestone, scope, statement, statement_target};
use crate::http::Result;
use crate::outline::Outline;
use crate::steps;

/// A step of a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeMilestone {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// Its place among the steps of the task.
    pub ord: i32,
    /// Unique within the task.
    pub key: String,
    /// Its deadline, as printed and as it is judged.
    pub due: Due,
    /// The control date of the deadline, else its latest day.
    pub due_on: Option<NaiveDate>,
    /// What is to be done, as printed.
    pub text: String,
    /// How it is to be done (工作措施).
    pub how: Option<String>,
    /// What has to come first.
    pub condition: Option<String>,
    /// When it comes again.
    pub recurrence: Option<Recurrence>,
    /// When it was done, by the latest accepted report that tells of it; null for one that comes again.
    pub done_on: Option<NaiveDate>,
    /// Of a step that comes again: every time it is due within the plan's period.
    pub occurrences: Vec<TreeOccurrence>,
}

/// One time at which a recurring step is due.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeOccurrence {
    /// The day by whose end it is due.
    pub occurs_on: NaiveDate,
    /// The day on which it was done.
    pub done_on: Option<NaiveDate>,
}

/// A phrase with a figure, and what it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeStatement {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// The step in which it is printed.
    pub milestone_id: Option<Uuid>,
    /// Its place among the statements of the task.
    pub ord: i32,
    /// As printed, word for word.
    pub text: String,
    /// What it is.
    pub role: StatementRole,
    /// The comparison as printed in this phrase.
    pub operator: Option<Operator>,
    /// The figure as printed in this phrase.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// The unit of measure as printed in this phrase.
    pub unit_of_measure: Option<String>,
    /// Whether this phrase promises firmly or only aims.
    pub firmness: Option<Firmness>,
    /// The targets it makes, repeats, or sets a checkpoint of.
    pub target_ids: Vec<Uuid>,
    /// The checkpoint it sets.
    pub checkpoint_id: Option<Uuid>,
    /// Our reading in our own words.
    pub note: Option<String>,
    /// Where it begins in the source, in characters from 0.
    pub source_start: Option<i32>,
    /// Where it ends in the source.
    pub source_end: Option<i32>,
}

/// What is told of the steps of a plan, and its statements.
pub(super) struct Steps {
    told: steps::Steps,
    statements: HashMap<Uuid, Vec<statement::Model>>,
    targets: HashMap<Uuid, Vec<Uuid>>,
}

impl Steps {
    /// Reads them: three statements of SQL, however many.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, outline: &Outline) -> Result<Self> {
        let plan = outline.plan.id;
        let of_plan = milestone::Entity::find().filter(milestone::Column::PlanId.eq(plan));
        let told = steps::Steps::now(db, scope::ids(of_plan, milestone::Column::Id)).await?;
        let of_plan = || statement::Entity::find().filter(statement::Column::PlanId.eq(plan));
        let mut statements: HashMap<Uuid, Vec<statement::Model>> = HashMap::new();
        for row in of_plan().order_by_asc(statement::Column::Ord).order_by_asc(statement::Column::Id).all(db).await? {
            statements.entry(row.task_id).or_default().push(row);
        }
        let named = statement_target::Column::StatementId.in_subquery(scope::ids(of_plan(), statement::Column::Id));
        let named = statement_target::Entity::find().filter(named).order_by_asc(statement_target::Column::Id);
        let mut targets: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for row in named.all(db).await? {
            targets.entry(row.statement_id).or_default().push(row.target_id);
        }
        Ok(Self { told, statements, targets })
    }

    /// The steps of a task.
    pub(super) fn milestones(&self, outline: &Outline, task: Uuid) -> Vec<TreeMilestone> {
        outline.milestones_of(task).iter().map(|row| self.milestone(row, outline.plan.ends_on)).collect()
    }

    fn milestone(&self, row: &milestone::Model, plan_end: NaiveDate) -> TreeMilestone {
        let all = steps::occurrences(row, plan_end).into_iter();
        let again =
            all.filter_map(|it| it.occurs_on).map(|day| TreeOccurrence { occurs_on: day, done_on: self.told.done_on(row, Some(day)) });
        TreeMilestone {
            id: row.id,
            version: row.version,
            ord: row.ord,
            key: row.key.clone(),
            due: row.due.clone(),
            due_on: row.due_on,
            text: row.text.clone(),
            how: row.how.clone(),
            condition: row.condition.clone(),
            recurrence: row.recurrence.clone(),
            done_on: if row.recurrence.is_none() { self.told.done_on(row, None) } else { None },
            occurrences: again.collect(),
        }
    }

    /// The statements of a task.
    pub(super) fn statements(&self, task: Uuid) -> Vec<TreeStatement> {
        let shown = |row: &statement::Model| TreeStatement {
            id: row.id,
            version: row.version,
            milestone_id: row.milestone_id,
            ord: row.ord,
            text: row.text.clone(),
            role: row.role,
            operator: row.operator,
            value: row.value_e4,
            upper: row.upper_e4,
            unit_of_measure: row.unit_of_measure.clone(),
            firmness: row.firmness,
            target_ids: self.targets.get(&row.id).cloned().unwrap_or_default(),
            checkpoint_id: row.checkpoint_id,
            note: row.note.clone(),
            source_start: row.source_start,
            source_end: row.source_end,
        };
        self.statements.get(&task).into_iter().flatten().map(shown).collect()
    }
}
