//! Answers kept for repeated requests (Idempotency-Key), 24 hours.

use sea_orm::entity::prelude::*;

/// One claimed key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub method: String,
    pub path: String,
    pub key: String,
    pub body_hash: String,
    pub claimed_at: DateTimeUtc,
    pub status: Option<i32>,
    pub location: Option<String>,
    pub etag: Option<String>,
    pub answer: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
