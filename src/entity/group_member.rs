//! Members of a group unit over time (各区人民政府, 联席会议成员).

use sea_orm::entity::prelude::*;

/// One membership.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub group_id: Uuid,
    pub unit_id: Uuid,
    pub valid_from: Option<Date>,
    /// Last day of membership.
    pub valid_to: Option<Date>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
