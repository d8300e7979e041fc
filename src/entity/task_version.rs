//! The content of a task as it stood from a date on; after issue every change adds one, with its reason.

use crate::domain::due::Due;
use crate::domain::plan::Parameters;
use sea_orm::entity::prelude::*;

/// One version of a task.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    pub n: i32,
    pub title: String,
    /// Number, title in comparable form, for `q`.
    pub search: String,
    /// 事项内容.
    pub content: Option<String>,
    /// 工作措施.
    pub how: Option<String>,
    pub starts_on: Option<Date>,
    #[sea_orm(column_type = "Json", nullable)]
    pub due: Option<Due>,
    /// The control date of `due`.
    pub due_on: Option<Date>,
    #[sea_orm(column_type = "Json")]
    pub parameters: Parameters,
    pub cancelled: bool,
    pub effective_on: Date,
    pub recorded_at: DateTimeUtc,
    pub reason: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
