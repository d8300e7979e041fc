//! Each step of a submission's review.

use crate::domain::review::{ReviewAction, SubmissionState};
use sea_orm::entity::prelude::*;

/// One step; never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub submission_id: Uuid,
    pub revision_n: i32,
    pub action: ReviewAction,
    pub from_state: SubmissionState,
    pub to_state: SubmissionState,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub at: DateTimeUtc,
    pub reason: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
