//! Judged plans for those who ask. A plan is judged once and kept as long as nothing of it has changed: what the database notes of changes is
//! compared at every question, so that every replica tells the same. What the daily work has touched since is judged again, the rest is not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::judged::JudgedPlan;
use super::load::When;
use crate::db;
use crate::domain::plan::PlanState;
use crate::entity::scope::Scope;
use crate::entity::{event, plan, plan_change};
use crate::http::{OrNotFound, Result};
use crate::state::AppState;

/// A judged plan with what the database had noted of changes when it was read.
struct Held {
    judged: Arc<JudgedPlan>,
    /// How often the plan was changed, in all.
    changes: i64,
    /// The same by task; `None`: the plan as a whole.
    by_task: HashMap<Option<Uuid>, i64>,
}

/// The judged plan, as the caller may see it at that time.
///
/// # Errors
/// 404 where the caller sees no such plan; those of the database.
pub(super) async fn of_plan(app: &AppState, scope: &Scope, plan: Uuid, when: When) -> Result<Arc<JudgedPlan>> {
    let row = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(&app.db).await?.or_not_found()?;
    let name = name(scope, plan, when);
    if let Some(held) = kept(app, &name, &row, when).await? {
        return Ok(held);
    }
    let turn = app.kept.turn(&name);
    let _turn = turn.lock().await;
    // Somebody else may have judged it meanwhile.
    match kept(app, &name, &row, when).await? {
        Some(held) => Ok(held),
        None => judge(app, scope, plan, name, when).await,
    }
}

/// The plan judged by what is known now, and kept.
async fn judge(app: &AppState, scope: &Scope, plan: Uuid, name: String, when: When) -> Result<Arc<JudgedPlan>> {
    let db = db::snapshot(&app.db).await?;
    let row = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(&db).await?.or_not_found()?;
    let changes = plan_change::Entity::of_plan(&db, &row).await?;
    let by_task: HashMap<Option<Uuid>, i64> = plan_change::Entity::by_task(&db, &row).await?.into_iter().collect();
    let before = app.kept.get::<Held>(&name).filter(|held| held.judged.ground.holds_at(when));
    let patched = match before {
        Some(before) => again(&db, scope, &before, &by_task, when).await?,
        None => None,
    };
    let judged = match patched {
        Some(patched) => patched,
        None => JudgedPlan::load(&db, scope, row, when).await?,
    };
    let keep = when.pinned || !knows_the_future(&db, scope, when).await?;
    db.rollback().await?;
    let judged = Arc::new(judged);
    if keep {
        let weight = judged.weight() + by_task.len() * 48;
        app.kept.put(name, Arc::new(Held { judged: Arc::clone(&judged), changes, by_task }), weight);
    }
    Ok(judged)
}

/// All issued plans that the caller sees, judged, by code.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_issued(app: &AppState, scope: &Scope, when: When) -> Result<Vec<Arc<JudgedPlan>>> {
    let plans = plan::Entity::seen_by(scope).filter(plan::Column::State.eq(PlanState::Issued)).order_by_asc(plan::Column::Code);
    let plans = plans.all(&app.db).await?;
    let mut judged = Vec::with_capacity(plans.len());
    for plan in plans {
        judged.push(of_plan(app, scope, plan.id, when).await?);
    }
    Ok(judged)
}

/// What is kept, where it still holds.
async fn kept(app: &AppState, name: &str, plan: &plan::Model, when: When) -> Result<Option<Arc<JudgedPlan>>> {
    let Some(held) = app.kept.get::<Held>(name).filter(|held| held.judged.ground.holds_at(when)) else { return Ok(None) };
    let same = plan_change::Entity::of_plan(&app.db, plan).await? == held.changes;
    Ok(same.then(|| Arc::clone(&held.judged)))
}

/// What was judged before with the touched tasks judged again; `None` where the plan changed as a whole.
async fn again(
    db: &impl ConnectionTrait,
    scope: &Scope,
    before: &Held,
    by_task: &HashMap<Option<Uuid>, i64>,
    when: When,
) -> Result<Option<JudgedPlan>> {
    let mut touched = HashSet::new();
    for (task, n) in by_task {
        if before.by_task.get(task) != Some(n) {
            let Some(task) = task else { return Ok(None) };
            touched.insert(*task);
        }
    }
    before.judged.patched(db, scope, &touched, when).await
}

/// Whether anything is held that was written after the instant of the report: a clock was set back. What is judged then does not hold later.
async fn knows_the_future(db: &impl ConnectionTrait, scope: &Scope, when: When) -> Result<bool> {
    use event::Column::{At, GovernmentId, Id};
    let later = event::Entity::find().select_only().column(Id);
    let later = later.filter(GovernmentId.eq(scope.government)).filter(At.gt(when.moment.known_at));
    Ok(later.into_tuple::<Uuid>().one(db).await?.is_some())
}

/// Everything that decides what a caller is told, but the facts.
fn name(scope: &Scope, plan: Uuid, when: When) -> String {
    let reach = if scope.everything {
        String::new()
    } else {
        let sorted = |ids: &[Uuid]| {
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids.dedup();
            ids.iter().map(|id| id.simple().to_string()).collect::<String>()
        };
        format!("{}/{}/{}", sorted(&scope.units), sorted(&scope.coordinating), sorted(&scope.officials))
    };
    let known_at = if when.pinned { when.moment.known_at.to_rfc3339() } else { String::new() };
    format!("judged/{}/{plan}/{}/{known_at}/{}/{reach}", scope.government, when.moment.as_of, scope.everything)
}
