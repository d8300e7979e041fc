//! Bulletins (通报, 专报): what is told of a plan, frozen when it is issued.

use crate::domain::bulletin::{self, BulletinKind, BulletinState};
use crate::domain::period::Period;
use crate::entity::scope::{self, Scope};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// One bulletin. What is `None` in a draft is filled when it is issued.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bulletin")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    /// 发文机关.
    pub issuing_unit_id: Uuid,
    pub kind: BulletinKind,
    pub state: BulletinState,
    pub period: Period,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// 机关代字, such as 宜督办.
    pub number_prefix: Option<String>,
    pub number_year: Option<i32>,
    /// The running number of the prefix in the year.
    pub serial: Option<i32>,
    /// The business date it speaks of.
    pub as_of: Date,
    /// The instant whose knowledge it uses; none in a draft: that of now.
    pub known_at: Option<DateTimeUtc>,
    /// 成文日期.
    pub dated_on: Option<Date>,
    /// 主送机关.
    pub addressees: Option<String>,
    pub foreword: Option<String>,
    pub closing: Option<String>,
    pub issued_at: Option<DateTimeUtc>,
    pub issued_by: Option<String>,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_because: Option<String>,
    /// SHA-256 of `content`, in hexadecimal.
    pub digest: Option<String>,
    /// The document as JSON, byte for byte as it is served.
    #[sea_orm(column_type = "Text", nullable)]
    pub content: Option<String>,
    /// What the document was computed with that the database knows of the present only.
    #[sea_orm(column_type = "Json", nullable)]
    pub basis: Option<Json>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its document number, with an empty place for a serial that is not known yet; `None` without a prefix.
    pub fn number(&self) -> Option<String> {
        Some(bulletin::number(self.number_prefix.as_deref()?, self.number_year?, self.serial))
    }
}

impl Entity {
    /// Those of visible plans: all for those who read all or coordinate the plan, to everybody else what was issued.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let of_government = Self::find().filter(Column::GovernmentId.eq(scope.government));
        if scope.everything {
            return of_government;
        }
        let issued = Condition::all().add(Column::State.ne(BulletinState::Draft)).add(Column::PlanId.in_subquery(scope::plan_ids(scope)));
        let seen = Condition::any().add(issued).add(Column::PlanId.in_subquery(scope::coordinated_plan_ids(scope)));
        of_government.filter(seen)
    }
}
