//! Revisions of a submission; immutable once filed.

use crate::domain::lint::AcknowledgedList;
use crate::domain::review::RevisionKind;
use sea_orm::entity::prelude::*;

/// One revision.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub submission_id: Uuid,
    pub n: i32,
    pub kind: RevisionKind,
    pub progress: Option<String>,
    pub problems: Option<String>,
    pub suggestions: Option<String>,
    pub filed_at: Option<DateTimeUtc>,
    pub filed_by: Option<Uuid>,
    pub filed_by_name: Option<String>,
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Why it corrects an accepted one.
    pub reason: Option<String>,
    /// What the check found and the reporter acknowledged when filing it.
    #[sea_orm(column_type = "Json")]
    pub acknowledged: AcknowledgedList,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
