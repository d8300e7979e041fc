//! The consistency of a plan (一致性检查): its document looked at by the rules of `domain/findings`.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::flat::Flat;
use super::load::{Register, Rows};
use super::shapes::{DocumentUnit, PlanDocument};
use super::show;
use super::task_shapes::{DocumentStatement, DocumentTarget, DocumentTask};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::findings::{
    self, Assignment, Checkpoint, Finding, Link, Meeting, Milestone, Plan, Statement, Target, TargetRef, Task, Unit,
};
use crate::domain::measure_word::multiplier_of;
use crate::domain::target::{Firmness, Stages, TargetClass};
use crate::domain::terms::Terms;
use crate::entity::plan;
use crate::http::query::NoParameters;
use crate::http::{Code, Id, OrNotFound, Problem, Query, Reply, Result};
use crate::state::AppState;

/// Where a plan says two things at once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "planId": "0197a6f0-c0de-7000-a000-000000000100",
    "items": [{
        "code": "fallingSteps", "severity": "note", "settled": true, "tasks": ["9.3"], "targets": [{"task": "9.3", "key": "1"}], "units": [],
        "statements": [{"task": "9.3", "ord": 1}, {"task": "9.3", "ord": 2}],
        "sentence": {"zh": "事项9.3“完成投资”6月底4.18亿元,12月底3.23亿元,后期小于前期,按当期数计。",
                     "en": "Task 9.3: 4.18 亿元 by the end of June, then 3.23 亿元 by the end of December; the figures are each period's own."},
        "params": {}
    }]
}))]
pub struct PlanFindings {
    /// The plan.
    pub plan_id: Uuid,
    /// What was found, by code and then in printed order.
    pub items: Vec<Finding>,
}

/// Find where a plan contradicts itself: unit words, steps, sums, operators, ratios, leads and names.
///
/// Each finding has a code and a sentence with its figures. `settled` ones need nobody to act: the plan itself says how the document is to be
/// read. Nothing is repaired. For those who read the whole plan; to others it is refused.
#[utoipa::path(tag = "plan-documents", operation_id = "list_plan_findings", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan")), responses((status = 200, description = "What was found", body = PlanFindings)))]
#[get("/plans/{id}/findings")]
pub(super) async fn list_plan_findings(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let row = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    if !reads_whole(&caller, &row) {
        return Err(Problem::new(Code::Forbidden));
    }
    let register = Register::load(&db, &caller.scope).await?;
    let rows = Rows::load(&db, row).await?;
    db.commit().await?;
    let document = show::document(&register, &rows);
    Reply::report(&PlanFindings { plan_id: id.0, items: findings::findings(&view(&document)) })
}

/// Whether a caller reads all of a plan: what contradicts what can only be said of the whole.
pub(super) fn reads_whole(caller: &Caller, row: &plan::Model) -> bool {
    caller.scope.everything || row.coordinating_unit_id.is_some_and(|unit| caller.scope.coordinating.contains(&unit))
}

/// A document as the rules look at it.
fn view(document: &PlanDocument) -> Plan {
    let flat = Flat::of(document);
    Plan {
        lead_rule: document.plan.lead_rule,
        units: document.units.iter().map(unit).collect(),
        tasks: flat.tasks.iter().zip(1..).map(|(at, ord)| task(at.task, ord)).collect(),
        links: document
            .links
            .iter()
            .filter_map(|link| Some(Link { from: named(&link.from)?, to: named(&link.to)?, kind: link.kind }))
            .collect(),
        meeting: meeting(document),
    }
}

fn unit(unit: &DocumentUnit) -> Unit {
    Unit {
        code: unit.code.clone(),
        name: unit.name.clone(),
        short_name: unit.short_name.clone().unwrap_or_else(|| unit.name.clone()),
        aliases: unit.aliases.clone(),
        open: unit.open,
        members: unit.members.iter().map(|member| member.unit_code.clone()).collect(),
    }
}

/// The joint meeting; the coordinating unit convenes it where it is a member.
fn meeting(document: &PlanDocument) -> Option<Meeting> {
    let code = document.plan.meeting_unit_code.as_ref()?;
    let group = document.units.iter().find(|unit| unit.code == *code)?;
    let members: Vec<String> = group.members.iter().map(|member| member.unit_code.clone()).collect();
    let convener = document.plan.coordinating_unit_code.clone().filter(|unit| members.contains(unit));
    Some(Meeting { name: group.short_name.clone().unwrap_or_else(|| group.name.clone()), convener, members })
}

fn task(task: &DocumentTask, ord: i32) -> Task {
    let assignments = task.assignments.iter().zip(1..).filter(|(duty, _)| duty.effective_to.is_none());
    Task {
        code: task.code.clone(),
        number: task.number.clone(),
        ord,
        title: task.title.clone(),
        content: task.content.clone(),
        how: task.how.clone(),
        assignments: assignments
            .filter_map(|(duty, place)| {
                Some(Assignment {
                    role: duty.role,
                    unit: duty.unit_code.clone()?,
                    label: duty.label.clone(),
                    printed_as: duty.printed_as.clone(),
                    ord: duty.ord.unwrap_or(place),
                    is_starred: duty.is_starred,
                })
            })
            .collect(),
        milestones: task
            .milestones
            .iter()
            .map(|step| Milestone {
                key: step.key.clone(),
                due_on: step.due.control.or(step.due.latest),
                text: step.text.clone(),
                how: step.how.clone(),
            })
            .collect(),
        targets: task.targets.iter().map(|one| target(task, one)).collect(),
        statements: task.statements.iter().zip(1..).map(|(one, place)| statement(task, one, place)).collect(),
    }
}

/// The target with the terms in force: those of its latest version.
fn target(task: &DocumentTask, target: &DocumentTarget) -> Target {
    let last = target.versions.last();
    let operator = last.map_or(target.operator, |last| last.operator);
    let unit_of_measure = last.map_or(&target.unit_of_measure, |last| &last.unit_of_measure).clone();
    let stages = last.map_or(&target.stages, |last| &last.stages);
    let terms = Terms {
        operator,
        judged_as: last.map_or(target.judged_as, |last| last.judged_as).unwrap_or_else(|| operator.default_judged_as()),
        value: last.map_or(target.value, |last| last.value),
        upper: last.map_or(target.upper, |last| last.upper),
        multiplier: unit_of_measure.as_deref().map_or(1, multiplier_of),
        unit_of_measure,
        series: last.map_or(target.series, |last| last.series),
        quantity_kind: last.map_or(target.quantity_kind, |last| last.quantity_kind),
        firmness: last.map_or(target.firmness, |last| last.firmness).unwrap_or(Firmness::Firm),
        class: last.map_or(target.class, |last| last.class).unwrap_or(TargetClass::Expected),
        stretch: last.map_or(&target.stretch, |last| &last.stretch).clone(),
        baseline: last.map_or(&target.baseline, |last| &last.baseline).clone(),
        tolerance: last.map_or(target.tolerance, |last| last.tolerance),
        maintain: last.map_or(target.maintain, |last| last.maintain),
        // What it is measured against plays no part in any rule.
        reference: None,
        stages: (!stages.is_empty()).then(|| Stages(stages.clone())),
    };
    Target {
        key: target.key.clone(),
        indicator: target.indicator.clone(),
        text: target.text.clone(),
        terms,
        qualifier: target.qualifier.clone(),
        scope: target.scope.clone(),
        per_unit_group: last.map_or(&target.per_unit_group_code, |last| &last.per_unit_group_code).clone(),
        part_of: target.part_of.as_deref().map(|name| within(task, name)),
        parts_add_up: target.parts_add_up,
        checkpoints: target
            .checkpoints
            .iter()
            .map(|step| Checkpoint { due_on: step.due_on.0, value: step.value, share: step.share })
            .collect(),
    }
}

fn statement(task: &DocumentTask, statement: &DocumentStatement, place: i32) -> Statement {
    Statement {
        ord: statement.ord.unwrap_or(place),
        text: statement.text.clone(),
        role: statement.role,
        milestone: statement.milestone.clone(),
        value: statement.value,
        upper: statement.upper,
        unit_of_measure: statement.unit_of_measure.clone(),
        targets: statement.targets.iter().map(|name| within(task, name)).collect(),
    }
}

/// A target named from within a task: by its key there, or by task and key.
fn within(task: &DocumentTask, name: &str) -> TargetRef {
    named(name).unwrap_or_else(|| TargetRef { task: task.code.clone(), key: name.to_owned() })
}

/// `<task code>/<key>`; nothing for a target of another plan.
fn named(name: &str) -> Option<TargetRef> {
    let (task, key) = name.rsplit_once('/')?;
    (!task.contains(':')).then(|| TargetRef { task: task.to_owned(), key: key.to_owned() })
}
