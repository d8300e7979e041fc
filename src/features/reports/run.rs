//! Reports as plain functions, for those who make something of them: pictures, pages, bulletins. Each reads all it needs on the connection it
//! is given, so that several of them on one snapshot agree.

use sea_orm::ConnectionTrait;

use super::dashboard::shapes::Dashboard;
use super::judged::JudgedPlan;
use super::load::Known;
use super::shapes::{CompletenessReport, GroupBy, PlanProgressFilter};
use super::{compose, dashboard, ranking};
use crate::domain::period::Period;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::Result;

pub use super::basis::Basis;
pub use super::changes::run as changes;
pub use super::division::run as allocations;
pub use super::ledger::run as ledger;
pub use super::load::When;
pub use super::parent::run as parent;
pub use super::ranking::shapes::{RankedUnit, Ranking, RankingWeights};
pub use super::rows::{SectionProgress, TargetProgress, TaskProgress, UnitProgress};
pub use super::shapes::PlanProgress;
pub use super::trajectory::run as trajectory;
pub use super::year_on_year::run as year_on_year;

/// Where a visible plan stands, with every task and target.
///
/// # Errors
/// Those of the database.
pub async fn progress(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When) -> Result<PlanProgress> {
    let known = Known::load(db, scope, plan, when).await?;
    Ok(compose::plan_progress(&known, &PlanProgressFilter::default()))
}

/// Where a visible plan stands, its units by their points, and what that was computed with and is not kept by the database. With a `basis` of
/// earlier it is computed with that instead of the present, and does not change any more.
///
/// # Errors
/// Those of the database.
pub async fn reproducible(
    db: &impl ConnectionTrait,
    scope: &Scope,
    plan: plan::Model,
    when: When,
    basis: Option<&Basis>,
) -> Result<(PlanProgress, Ranking, Basis)> {
    let known = known_with(db, scope, plan, when, basis).await?;
    let (report, basis) = (compose::plan_progress(&known, &PlanProgressFilter::default()), Basis::of(&known));
    let ranking = ranking::ranking(&JudgedPlan::judged(db, scope, known).await?, None, when);
    Ok((report, ranking, basis))
}

/// Where a visible plan stands, computed with a `basis` of earlier.
///
/// # Errors
/// Those of the database.
pub async fn reproduced(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When, basis: &Basis) -> Result<PlanProgress> {
    let known = known_with(db, scope, plan, when, Some(basis)).await?;
    Ok(compose::plan_progress(&known, &PlanProgressFilter::default()))
}

async fn known_with(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When, basis: Option<&Basis>) -> Result<Known> {
    let mut known = Known::load(db, scope, plan, when).await?;
    if let Some(basis) = basis {
        basis.restore(&mut known);
    }
    Ok(known)
}

/// The dashboard of a visible plan; its lists name at most `top`.
///
/// # Errors
/// Those of the database.
pub async fn dashboard(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When, top: usize) -> Result<Dashboard> {
    Ok(dashboard::dashboard(&JudgedPlan::load(db, scope, plan, when).await?, when, top))
}

/// How complete and timely the reports of a visible plan are, for one period or all.
///
/// # Errors
/// Those of the database.
pub async fn completeness(
    db: &impl ConnectionTrait,
    scope: &Scope,
    plan: plan::Model,
    (period, group_by): (Option<Period>, GroupBy),
    when: When,
) -> Result<CompletenessReport> {
    super::completeness::completeness(db, scope, plan, (period, group_by), when).await
}

/// The units of a visible plan by their points, with the reports of one period or all.
///
/// # Errors
/// Those of the database.
pub async fn unit_ranking(
    db: &impl ConnectionTrait,
    scope: &Scope,
    plan: plan::Model,
    period: Option<Period>,
    when: When,
) -> Result<Ranking> {
    Ok(ranking::ranking(&JudgedPlan::load(db, scope, plan, when).await?, period, when))
}
