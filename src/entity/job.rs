//! Jobs: work to be done later, leased by one replica at a time.

use sea_orm::entity::prelude::*;

/// One job.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is to be done; see `domain::job::JobKind`. A newer replica may know more kinds than this one.
    pub kind: String,
    /// What it is about: the same is never entered twice.
    pub key: String,
    pub payload: Json,
    pub created_at: DateTimeUtc,
    /// Not before this.
    pub run_at: DateTimeUtc,
    /// Somebody is at it until then, or died over it.
    pub leased_until: Option<DateTimeUtc>,
    /// The lease: only its holder may say how it ended.
    pub leased_by: Option<Uuid>,
    pub attempts: i32,
    pub last_error: Option<String>,
    /// When it was done, or given up (then `last_error` says why).
    pub done_at: Option<DateTimeUtc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
