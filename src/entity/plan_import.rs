//! Imports (导入): issued notices handed in to be read, each once by its checksum.

use crate::entity::scope::Scope;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// One notice; what is large of it stands in `plan_import_text`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    pub file_name: Option<String>,
    pub media_type: String,
    /// The name of the encoding, where the file is a text.
    pub encoding: Option<String>,
    /// Of the file, in bytes.
    pub size: i64,
    /// Of the text, in Unicode scalars.
    pub characters: i32,
    pub layout: String,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Tasks and measures of the document.
    pub task_count: i32,
    pub warning_count: i32,
    /// The plan made of it, as long as it is there.
    pub plan_id: Option<Uuid>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of the government, for those who read all its plans: what is read from a notice is a draft.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let own = Self::find().filter(Column::GovernmentId.eq(scope.government));
        if scope.everything { own } else { own.filter(Expr::value(false)) }
    }
}
