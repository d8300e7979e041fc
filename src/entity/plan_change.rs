//! How often plans were changed, as the database notes it itself: two readings of the sum that agree had the same plan before them.

use crate::entity::plan;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ConnectionTrait, DbBackend, QuerySelect, Statement};

/// A note of some changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan; the government, where all its plans are concerned.
    pub subject_id: Uuid,
    /// The one task that is concerned; none: the whole plan.
    pub task_id: Option<Uuid>,
    /// How many changes.
    pub n: i64,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// How often a plan was changed, in all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of_plan(db: &impl ConnectionTrait, plan: &plan::Model) -> Result<i64, DbErr> {
        let sum: Option<Option<i64>> = Self::noted(plan).expr(total()).into_tuple().one(db).await?;
        Ok(sum.flatten().unwrap_or_default())
    }

    /// The same by task; none stands for the whole plan.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn by_task(db: &impl ConnectionTrait, plan: &plan::Model) -> Result<Vec<(Option<Uuid>, i64)>, DbErr> {
        Self::noted(plan).column(Column::TaskId).expr(total()).group_by(Column::TaskId).into_tuple().all(db).await
    }

    fn noted(plan: &plan::Model) -> Select<Self> {
        Self::find().select_only().filter(Column::SubjectId.is_in([plan.id, plan.government_id]))
    }

    /// Draws the notes together, so that there are no more of them than tasks; the sums stay what they are.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn draw_together(db: &impl ConnectionTrait) -> Result<(), DbErr> {
        if db.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let sql = "WITH gone AS (DELETE FROM plan_change RETURNING subject_id, task_id, n) \
                   INSERT INTO plan_change (subject_id, task_id, n) SELECT subject_id, task_id, sum(n) FROM gone GROUP BY subject_id, task_id";
        db.execute_raw(Statement::from_string(DbBackend::Postgres, sql)).await.map(|_| ())
    }
}

fn total() -> sea_orm::sea_query::Expr {
    Expr::col(Column::N).sum().cast_as("bigint")
}
