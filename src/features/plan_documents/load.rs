//! Reading all rows of a plan for its document, in a number of statements that does not grow with it.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::entity::scope::{self, Scope};
use crate::entity::{
    allocation, assignment, checkpoint, government, group_member, milestone, official, plan, reporting_rule, section, site, statement,
    statement_target, target, target_link, target_version, task, task_version, unit, unit_alias,
};
use crate::http::{OrNotFound, Result};

/// The register of a government: everything a plan may name by code.
pub(super) struct Register {
    /// The government itself.
    pub government: government::Model,
    /// All units.
    pub units: Vec<unit::Model>,
    /// Other names by unit, sorted.
    pub aliases: HashMap<Uuid, Vec<String>>,
    /// Members by group, in the order in which they were entered.
    pub members: HashMap<Uuid, Vec<group_member::Model>>,
    /// All officials.
    pub officials: Vec<official::Model>,
}

/// The rows of one plan.
pub(super) struct Rows {
    /// The plan.
    pub plan: plan::Model,
    /// The code of the plan it carries out.
    pub parent: Option<String>,
    /// Headings, in order.
    pub sections: Vec<section::Model>,
    /// Tasks and measures, in order.
    pub tasks: Vec<task::Model>,
    /// Versions by task, the first one first.
    pub task_versions: HashMap<Uuid, Vec<task_version::Model>>,
    /// Duties by task, in order.
    pub assignments: HashMap<Uuid, Vec<assignment::Model>>,
    /// Steps by task, in order.
    pub milestones: HashMap<Uuid, Vec<milestone::Model>>,
    /// Targets by task, in the order in which they were entered.
    pub targets: HashMap<Uuid, Vec<target::Model>>,
    /// Versions by target, the first one first.
    pub target_versions: HashMap<Uuid, Vec<target_version::Model>>,
    /// Checkpoints by target, by day.
    pub checkpoints: HashMap<Uuid, Vec<checkpoint::Model>>,
    /// Shares by target, by cell.
    pub allocations: HashMap<Uuid, Vec<allocation::Model>>,
    /// Phrases by task, in order.
    pub statements: HashMap<Uuid, Vec<statement::Model>>,
    /// Targets by phrase.
    pub statement_targets: HashMap<Uuid, Vec<Uuid>>,
    /// Sites by task, in order.
    pub sites: HashMap<Uuid, Vec<site::Model>>,
    /// Reporting rules by number.
    pub rules: Vec<reporting_rule::Model>,
    /// Links from targets of the plan.
    pub links: Vec<target_link::Model>,
    /// How targets of other plans are called that this one refers to: `<plan code>:<task code>/<key>`.
    pub foreign: HashMap<Uuid, String>,
}

/// Groups rows by what they belong to; their order stays.
fn by<T>(rows: Vec<T>, of: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut grouped: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(of(&row)).or_default().push(row);
    }
    grouped
}

impl Register {
    /// Reads the register in five statements.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, scope: &Scope) -> Result<Self> {
        let government = government::Entity::seen_by(scope).filter(government::Column::Id.eq(scope.government)).one(db).await?;
        let members = group_member::Entity::find().filter(group_member::Column::GovernmentId.eq(scope.government));
        let aliases = unit_alias::Entity::find().filter(unit_alias::Column::GovernmentId.eq(scope.government));
        let mut named: HashMap<Uuid, Vec<String>> = HashMap::new();
        for alias in aliases.all(db).await? {
            named.entry(alias.unit_id).or_default().push(alias.alias);
        }
        named.values_mut().for_each(|aliases| aliases.sort_unstable());
        Ok(Self {
            government: government.or_not_found()?,
            units: unit::Entity::seen_by(scope).all(db).await?,
            aliases: named,
            members: by(members.order_by_asc(group_member::Column::Id).all(db).await?, |row| row.group_id),
            officials: official::Entity::seen_by(scope).all(db).await?,
        })
    }
}

impl Rows {
    /// Reads a plan with everything in it.
    ///
    /// # Errors
    /// Those of the database.
    #[expect(clippy::cognitive_complexity, reason = "one line per table, one after the other")]
    pub(super) async fn load(db: &impl ConnectionTrait, plan: plan::Model) -> Result<Self> {
        macro_rules! rows {
            ($table:ident, $($column:ident),+) => {
                $table::Entity::find().filter($table::Column::PlanId.eq(plan.id))$(.order_by_asc($table::Column::$column))+.all(db).await?
            };
        }
        let links = rows!(target_link, Id);
        let versions = rows!(target_version, N);
        let targets = rows!(target, Id);
        let statements = statement::Entity::find().filter(statement::Column::PlanId.eq(plan.id));
        let of_plan = statement_target::Column::StatementId.in_subquery(scope::ids(statements.clone(), statement::Column::Id));
        let pairs = statement_target::Entity::find().filter(of_plan);
        let mut made: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for pair in pairs.order_by_asc(statement_target::Column::Id).all(db).await? {
            made.entry(pair.statement_id).or_default().push(pair.target_id);
        }
        let referred = versions.iter().filter_map(|version| version.reference.as_ref()?.target_id);
        let referred: Vec<Uuid> = referred.chain(links.iter().map(|link| link.to_id)).collect();
        let foreign = foreign(db, referred.into_iter().filter(|id| !targets.iter().any(|target| target.id == *id)).collect()).await?;
        Ok(Self {
            parent: match plan.parent_id {
                None => None,
                Some(id) => plan::Entity::find_by_id(id).one(db).await?.map(|parent| parent.code),
            },
            sections: rows!(section, Ord, Id),
            tasks: rows!(task, Ord, Id),
            task_versions: by(rows!(task_version, N), |row| row.task_id),
            assignments: by(rows!(assignment, Ord, Id), |row| row.task_id),
            milestones: by(rows!(milestone, Ord, Id), |row| row.task_id),
            targets: by(targets, |row| row.task_id),
            target_versions: by(versions, |row| row.target_id),
            checkpoints: by(rows!(checkpoint, DueOn), |row| row.target_id),
            allocations: by(rows!(allocation, Id), |row| row.target_id),
            statements: by(statements.order_by_asc(statement::Column::Ord).all(db).await?, |row| row.task_id),
            statement_targets: made,
            sites: by(rows!(site, Ord, Id), |row| row.task_id),
            rules: rows!(reporting_rule, N),
            links,
            foreign,
            plan,
        })
    }
}

/// How these targets of other plans are called: three statements, and none where there are no such targets.
async fn foreign(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let targets = target::Entity::find().filter(target::Column::Id.is_in(ids)).all(db).await?;
    let tasks = task::Entity::find().filter(task::Column::Id.is_in(targets.iter().map(|target| target.task_id))).all(db).await?;
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(targets.iter().map(|target| target.plan_id))).all(db).await?;
    let tasks: HashMap<Uuid, &str> = tasks.iter().map(|task| (task.id, task.code.as_str())).collect();
    let plans: HashMap<Uuid, &str> = plans.iter().map(|plan| (plan.id, plan.code.as_str())).collect();
    let name = |target: target::Model| {
        Some((target.id, format!("{}:{}/{}", plans.get(&target.plan_id)?, tasks.get(&target.task_id)?, target.key)))
    };
    Ok(targets.into_iter().filter_map(name).collect())
}
