//! Sites (点位, 项目): the named places at which a task is carried out.

use crate::domain::quantity::Quantity;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One site. `_e4` are ten-thousandths.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    pub ord: i32,
    pub name: String,
    pub unit_id: Option<Uuid>,
    pub place: Option<String>,
    /// 新建, 续建, as printed.
    pub stage: Option<String>,
    /// 万元.
    pub money_e4: Option<Quantity>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The sites of visible tasks.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::tasks(scope, Column::TaskId, Column::PlanId))
    }
}
