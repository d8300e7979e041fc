//! Attachments (佐证材料): files that show what a report says.

use crate::domain::evidence::FileType;
use crate::entity::scope::{self, Scope};
use crate::entity::{revision, revision_attachment, submission};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

/// One attachment; it never changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub submission_id: Uuid,
    pub unit_id: Uuid,
    pub target_id: Option<Uuid>,
    pub milestone_id: Option<Uuid>,
    pub blob_id: Uuid,
    /// SHA-256 of the content, lower-case hex.
    pub hash: String,
    /// In bytes.
    pub size: i64,
    pub file_name: String,
    pub file_type: FileType,
    pub description: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of visible reports: of the caller's own units all, of others what was filed.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let reports = scope::ids(submission::Entity::seen_by(scope), submission::Column::Id);
        let revision = Expr::col((revision_attachment::Entity, revision_attachment::Column::RevisionId));
        let filed = Query::select()
            .expr(Expr::val(1))
            .from(revision_attachment::Entity)
            .inner_join(revision::Entity, revision.equals((revision::Entity, revision::Column::Id)))
            .and_where(Expr::col((revision_attachment::Entity, revision_attachment::Column::AttachmentId)).equals((Entity, Column::Id)))
            .and_where(Expr::col((revision::Entity, revision::Column::FiledAt)).is_not_null())
            .to_owned();
        let own = Condition::any().add(Column::UnitId.is_in(scope.units.iter().copied()));
        Self::find()
            .filter(Column::GovernmentId.eq(scope.government))
            .filter(Column::SubmissionId.in_subquery(reports))
            .filter(own.add(Expr::exists(filed)))
    }
}
