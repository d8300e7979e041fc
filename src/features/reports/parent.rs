//! A parent plan against its children (上下级清单衔接): which items no child takes up, what the children promise together against the
//! parent, and which of them raise the bar (进一步拉高标杆).

use std::collections::{BTreeMap, HashMap, HashSet};

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::judge::{Case, Judge};
use super::load::{Known, When};
use super::parent_shapes::{ChildTarget, ParentFilter, ParentItem, ParentReport, ParentTarget, UntakenTask};
use super::progress::{tagged, when};
use super::{compose, tables};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::bar::{self, Bar};
use crate::domain::matrix::{self, ShareCheck};
use crate::domain::quantity::Quantity;
use crate::domain::statement::LinkKind;
use crate::domain::terms::Terms;
use crate::entity::scope::Scope;
use crate::entity::{plan, target, target_link, target_version, task};
use crate::http::{OrNotFound, Query, Reply, Result};
use crate::outline::{TaskNode, current_at, terms_of};
use crate::sheet::Wanted;
use crate::state::AppState;

/// Tell how the children of a plan take up what it promises: items without a child, sums against the parent, raised bars.
///
/// Children are the plans that name this one as their parent; their targets are joined to those of the parent by links of kind
/// `parentPlan`. Callers see the children they may see.
#[utoipa::path(tag = "reports", operation_id = "get_parent_report", security(("bearer" = [])), params(ParentFilter),
    responses((status = 200, description = "The parent against its children; as a table, a row for each of their targets",
        content((ParentReport = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such plan")))]
#[get("/reports/parent")]
pub(super) async fn get_parent_report(app: Data<AppState>, caller: Caller, query: Query<ParentFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let ParentFilter { plan_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let db = db::snapshot(&app.db).await?;
    let report = run(&db, &caller.scope, plan_id, when).await?;
    db.rollback().await?;
    if wanted.is_table() {
        let name = format!("上下级目标-{}", report.plan.code);
        return tables::parent(&report, wanted.english, |table| table.reply(wanted, &name, report.known_at.0, bom));
    }
    tagged(report, known_at, |report, known_at| report.known_at = known_at)
}

/// A visible plan against those that carry it out: a constant number of statements, however many they are.
///
/// # Errors
/// 404 for a plan the caller does not see; those of the database.
pub async fn run(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid, when: When) -> Result<ParentReport> {
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(db).await?.or_not_found()?;
    let children = plan::Entity::seen_by(scope).filter(plan::Column::ParentId.eq(plan.id)).order_by_asc(plan::Column::Code).all(db).await?;
    let carried = Carried::load(db, scope, &children, when).await?;
    let known = Known::load(db, scope, plan, when).await?;
    Ok(report(&known, &children, &carried))
}

/// The targets of the children that carry out targets of the parent.
struct Carried {
    /// By target of the parent.
    by_target: HashMap<Uuid, Vec<Carrying>>,
}

/// A target of a child with its terms.
struct Carrying {
    row: target::Model,
    task: task::Model,
    version: target_version::Model,
}

impl Carried {
    /// Four statements, whatever there is.
    async fn load(db: &impl ConnectionTrait, scope: &Scope, children: &[plan::Model], when: When) -> Result<Self> {
        use target_link::Column::{FromId, Kind, PlanId, ToId};
        let plans: Vec<Uuid> = children.iter().map(|child| child.id).collect();
        let links = target_link::Entity::seen_by(scope).filter(PlanId.is_in(plans)).filter(Kind.eq(LinkKind::ParentPlan));
        let links: Vec<(Uuid, Uuid)> = links.select_only().columns([FromId, ToId]).into_tuple().all(db).await?;
        let ids: HashSet<Uuid> = links.iter().map(|(from, _)| *from).collect();
        let rows = target::Entity::seen_by(scope).filter(target::Column::Id.is_in(ids.iter().copied())).all(db).await?;
        let tasks: HashSet<Uuid> = rows.iter().map(|row| row.task_id).collect();
        let tasks = task::Entity::seen_by(scope).filter(task::Column::Id.is_in(tasks)).all(db).await?;
        let tasks: HashMap<Uuid, task::Model> = tasks.into_iter().map(|task| (task.id, task)).collect();
        let versions = target_version::Entity::find().filter(target_version::Column::TargetId.is_in(ids)).all(db).await?;
        let mut versions = current_at(versions, when.moment);
        let whole = |row: target::Model| {
            let (task, version) = (tasks.get(&row.task_id)?.clone(), versions.remove(&row.id)?);
            Some((row.id, (row, task, version)))
        };
        let rows: HashMap<Uuid, _> = rows.into_iter().filter_map(whole).collect();
        let mut by_target: HashMap<Uuid, Vec<Carrying>> = HashMap::new();
        for (from, to) in links {
            if let Some((row, task, version)) = rows.get(&from).cloned() {
                by_target.entry(to).or_default().push(Carrying { row, task, version });
            }
        }
        Ok(Self { by_target })
    }

    fn of(&self, target: Uuid) -> &[Carrying] {
        self.by_target.get(&target).map_or(&[], Vec::as_slice)
    }
}

fn report(known: &Known, children: &[plan::Model], carried: &Carried) -> ParentReport {
    let judge = Judge::new(known);
    let outline = &known.outline;
    let codes: HashMap<Uuid, &plan::Model> = children.iter().map(|child| (child.id, child)).collect();
    let live: Vec<&TaskNode> = outline.tasks.iter().filter(|node| !outline.lineage(node).any(|above| above.version.cancelled)).collect();
    let mut targets = Vec::new();
    for node in &live {
        for held in outline.targets_of(node.row.id) {
            let case = judge.resolved(judge.case_of(node, held));
            targets.push(target_row(&case, carried.of(held.row.id), &codes));
        }
    }
    ParentReport {
        plan: compose::brief(&outline.plan),
        as_of: known.when.moment.as_of,
        known_at: known.when.moment.known_at.into(),
        raised: count(&targets, |target| target.bar == Some(Bar::Raised)),
        lowered: count(&targets, |target| target.bar == Some(Bar::Lowered)),
        untaken: untaken(known, &live, carried),
        children: children.iter().map(compose::brief).collect(),
        targets,
    }
}

fn count(targets: &[ParentTarget], wanted: impl Fn(&ParentTarget) -> bool) -> u32 {
    u32::try_from(targets.iter().filter(|target| wanted(target)).count()).unwrap_or(u32::MAX)
}

/// Key works of which no child takes up any figure, their own or those of their measures.
fn untaken(known: &Known, live: &[&TaskNode], carried: &Carried) -> Vec<UntakenTask> {
    let mut figures: BTreeMap<Uuid, (bool, bool)> = BTreeMap::new();
    let top = |node: &TaskNode| known.outline.lineage(node).last().map(|top| top.row.id);
    for node in live {
        let Some(top) = top(node) else { continue };
        let (has, taken) = figures.entry(top).or_default();
        for target in known.outline.targets_of(node.row.id) {
            *has = true;
            *taken |= !carried.of(target.row.id).is_empty();
        }
    }
    let shown = |node: &&&TaskNode| figures.get(&node.row.id).filter(|(_, taken)| !taken).is_some();
    let row = |node: &&TaskNode| UntakenTask {
        task: item(node.row.id, &node.row.code, &node.row.number, &node.version.title),
        has_targets: figures.get(&node.row.id).is_some_and(|(has, _)| *has),
    };
    live.iter().filter(shown).map(row).collect()
}

fn item(id: Uuid, code: &str, number: &str, title: &str) -> ParentItem {
    ParentItem { id, code: code.to_owned(), number: number.to_owned(), title: title.to_owned() }
}

fn target_row(case: &Case<'_>, carrying: &[Carrying], plans: &HashMap<Uuid, &plan::Model>) -> ParentTarget {
    let parent = &case.terms;
    let mut children: Vec<ChildTarget> = carrying.iter().filter_map(|one| child(parent, one, plans)).collect();
    children.sort_by(|one, other| (&one.plan.code, &one.task_code, &one.key).cmp(&(&other.plan.code, &other.task_code, &other.key)));
    let terms: Vec<Terms> = carrying.iter().map(|one| terms_of(&one.version)).collect();
    let sum = sum(case, &terms);
    let check = sum.map(|sum| matrix::check([sum], parent.value));
    ParentTarget {
        task: item(case.node.row.id, &case.node.row.code, &case.node.row.number, &case.node.version.title),
        target_id: case.target.row.id,
        key: case.target.row.key.clone(),
        indicator: case.target.row.indicator.clone(),
        unit_of_measure: parent.unit_of_measure.clone(),
        value: parent.value,
        sum,
        check: match (children.is_empty(), check) {
            (true, _) => ShareCheck::None,
            (false, None) => ShareCheck::NotSummed,
            (false, Some((check, ..))) => check,
        },
        difference: check.and_then(|(.., difference)| difference),
        bar: whole_bar(parent, &children, &terms, sum.is_some()),
        children,
    }
}

/// What the children ask for together, in the parent's unit of measure; none for what is not added up, or counted otherwise.
fn sum(case: &Case<'_>, children: &[Terms]) -> Option<Quantity> {
    let addable = |terms: &Terms| terms.can_be_summed() && terms.stages.is_none();
    let alike = |terms: &Terms| bar::compare(&case.terms, terms, bar::counted(terms)) != Bar::NotComparable;
    let per_unit = case.target.version.per_unit_group_id.is_some();
    if children.is_empty() || per_unit || !addable(&case.terms) || !children.iter().all(|terms| addable(terms) && alike(terms)) {
        return None;
    }
    let counted: Option<Vec<i128>> = children.iter().map(bar::counted).collect();
    bar::in_unit(counted?.into_iter().sum(), case.terms.multiplier)
}

/// The bar of all children: of sums that of the sum; else the lowest of them, since every one has to keep it.
fn whole_bar(parent: &Terms, children: &[ChildTarget], terms: &[Terms], summed: bool) -> Option<Bar> {
    if summed {
        let asked: Option<i128> = terms.iter().map(bar::counted).sum();
        return Some(bar::compare(parent, terms.first()?, asked));
    }
    let rank = |bar: &Bar| match bar {
        Bar::Lowered => 0,
        Bar::NotComparable => 1,
        Bar::Same => 2,
        Bar::Raised => 3,
    };
    children.iter().map(|child| child.bar).min_by_key(rank)
}

fn child(parent: &Terms, one: &Carrying, plans: &HashMap<Uuid, &plan::Model>) -> Option<ChildTarget> {
    let terms = terms_of(&one.version);
    Some(ChildTarget {
        plan: compose::brief(plans.get(&one.row.plan_id)?),
        task_id: one.task.id,
        task_code: one.task.code.clone(),
        task_number: one.task.number.clone(),
        target_id: one.row.id,
        key: one.row.key.clone(),
        indicator: one.row.indicator.clone(),
        bar: bar::compare(parent, &terms, bar::counted(&terms)),
        value: terms.value,
        unit_of_measure: terms.unit_of_measure,
    })
}
