//! Errata (更正): figures that were accepted and later corrected by an accepted correction.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::load::When;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::figure;
use crate::entity::scope::Scope;
use crate::http::Result;

/// Most errata that are told one by one.
pub(super) const TOLD: u64 = 50;

/// Corrections of accepted figures, as known at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Errata {
    /// How many figures were corrected.
    pub(super) total: u64,
    /// The latest of them, the last one first.
    pub(super) latest: Vec<Erratum>,
}

/// One figure corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Erratum {
    pub(super) target: Uuid,
    pub(super) unit: Uuid,
    pub(super) period: Period,
    /// What was held true before.
    pub(super) before: Quantity,
    /// What was held true from then on; none where the correction took the figure away.
    pub(super) after: Option<Quantity>,
    pub(super) corrected_at: DateTime<Utc>,
}

/// A closed figure: target, unit, cell, period, day, value, until when it was held true.
type Closed = (Uuid, Uuid, String, Period, Quantity, DateTime<Utc>);

/// Reads them, as far as the caller may see the figures: three statements.
///
/// # Errors
/// Those of the database.
pub(super) async fn load(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid, when: When) -> Result<Errata> {
    use figure::Column::{AsAt, CellKey, Id, KnownFrom, KnownTo, Period, PlanId, TargetId, UnitId, ValueE4};
    let (as_of, known_at): (NaiveDate, DateTime<Utc>) = (when.moment.as_of, when.moment.known_at);
    let of_plan = figure::Entity::seen_by(scope).filter(PlanId.eq(plan)).filter(AsAt.lte(as_of));
    let closed = of_plan.clone().filter(KnownTo.is_not_null()).filter(KnownTo.lte(known_at));
    let total = closed.clone().count(db).await?;
    let told = closed.order_by_desc(KnownTo).order_by_desc(Id).limit(TOLD).select_only();
    let told: Vec<Closed> = told.columns([TargetId, UnitId, CellKey, Period, ValueE4, KnownTo]).into_tuple().all(db).await?;
    let heirs = told.iter().fold(Condition::any(), |any, (target, unit, .., at)| {
        any.add(Condition::all().add(TargetId.eq(*target)).add(UnitId.eq(*unit)).add(KnownFrom.eq(*at)))
    });
    // Asked even where there is nothing to ask for: as many statements whatever there is.
    let heirs = of_plan.filter(heirs.add(Id.is_null())).select_only();
    let heirs: Vec<Closed> = heirs.columns([TargetId, UnitId, CellKey, Period, ValueE4, KnownFrom]).into_tuple().all(db).await?;
    let erratum = |(target, unit, cell, period, before, at): &Closed| {
        let heir = heirs.iter().find(|heir| (heir.0, heir.1, &heir.2, heir.3, heir.5) == (*target, *unit, cell, *period, *at));
        Erratum { target: *target, unit: *unit, period: *period, before: *before, after: heir.map(|heir| heir.4), corrected_at: *at }
    };
    Ok(Errata { total, latest: told.iter().map(erratum).collect() })
}
