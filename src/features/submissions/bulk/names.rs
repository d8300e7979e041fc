//! The targets and steps that rows name by key: other systems do not know our ids.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::shapes::{SubmissionBulkAcknowledgement, SubmissionBulkFigure, SubmissionBulkItem, SubmissionBulkMilestone};
use crate::db::{IDS, Tx};
use crate::entity::scope::Scope;
use crate::entity::{milestone, obligation};
use crate::features::submissions::draft::Change;
use crate::features::submissions::inputs::{Acknowledgement, FigureInput};
use crate::features::submissions::lint::Desk;
use crate::features::submissions::steps::MilestoneInput;
use crate::http::problem::Place;
use crate::http::{Code, Fault, Result};

/// How one thing is named: by id, or by key and perhaps the code of its task.
struct Naming<'i> {
    /// Where it is named, and the beginning of the members.
    at: String,
    word: &'static str,
    id: Option<Uuid>,
    key: Option<&'i String>,
    task: Option<&'i String>,
    must: bool,
}

impl Naming<'_> {
    /// It is named once.
    fn faults(&self) -> Vec<Fault> {
        let Self { at, word, .. } = self;
        let fault = |member: &str, code: Code| Fault::at(format!("{at}/{member}"), code);
        match (self.id, self.key, self.task) {
            (Some(_), Some(_), _) => vec![fault(&format!("{word}Key"), Code::Contradiction)],
            (None, None, _) if self.must => vec![fault(&format!("{word}Id"), Code::Required)],
            (_, None, Some(_)) => vec![fault("taskCode", Code::MustBeAbsent)],
            _ => Vec::new(),
        }
    }
}

fn namings(item: &SubmissionBulkItem) -> impl Iterator<Item = Naming<'_>> {
    let figure = |(n, it): (usize, &'_ SubmissionBulkFigure)| (format!("/figures/{n}"), it.target_id);
    let figures = item.figures.iter().flatten().enumerate().map(move |(n, it)| {
        let (at, id) = figure((n, it));
        Naming { at, word: "target", id, key: it.target_key.as_ref(), task: it.task_code.as_ref(), must: true }
    });
    let milestones = item.milestones.iter().flatten().enumerate().map(|(n, it)| Naming {
        at: format!("/milestones/{n}"),
        word: "milestone",
        id: it.milestone_id,
        key: it.milestone_key.as_ref(),
        task: it.task_code.as_ref(),
        must: true,
    });
    let acknowledged = item.acknowledgements.iter().enumerate().map(|(n, it)| Naming {
        at: format!("/acknowledgements/{n}"),
        word: "target",
        id: it.target_id,
        key: it.target_key.as_ref(),
        task: it.task_code.as_ref(),
        must: false,
    });
    figures.chain(milestones).chain(acknowledged)
}

/// What is wrong with how a row names targets and steps: `required`, `contradiction`, `must_be_absent`.
pub(super) fn faults(item: &SubmissionBulkItem) -> Vec<Fault> {
    namings(item).flat_map(|naming| naming.faults()).collect()
}

/// The places at which a row names something by key.
pub(super) struct ByKey(BTreeSet<String>);

impl ByKey {
    pub(super) fn of(item: &SubmissionBulkItem) -> Self {
        let keyed = namings(item).filter(|naming| naming.key.is_some());
        Self(keyed.map(|naming| format!("{}/{}Id", naming.at, naming.word)).collect())
    }

    /// A fault at an id that was not sent, as one at the key that was.
    pub(super) fn as_sent(&self, fault: Fault) -> Fault {
        match &fault.place {
            Place::Pointer(pointer) if self.0.contains(pointer) => {
                let place = Place::Pointer(format!("{}Key", pointer.trim_end_matches("Id")));
                Fault { place, ..fault }
            }
            _ => fault,
        }
    }
}

/// The steps that rows name by key, by task and key: those the caller may see.
pub(super) struct Steps(HashMap<(Uuid, String), Uuid>);

impl Steps {
    /// Looks them up in these plans: one statement for every ten thousand keys.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(tx: &Tx, scope: &Scope, plans: &[Uuid], items: &[&SubmissionBulkItem]) -> Result<Self> {
        use milestone::Column::{Id, Key, PlanId, TaskId};
        let keys = items.iter().flat_map(|item| item.milestones.iter().flatten()).filter_map(|one| one.milestone_key.clone());
        let keys: Vec<String> = keys.collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = HashMap::new();
        for some in keys.chunks(IDS) {
            let named = milestone::Entity::seen_by(scope).filter(PlanId.is_in(plans.iter().copied())).filter(Key.is_in(some));
            let rows: Vec<(Uuid, String, Uuid)> = named.select_only().columns([TaskId, Key, Id]).into_tuple().all(tx.db()).await?;
            found.extend(rows.into_iter().map(|(task, key, id)| ((task, key), id)));
        }
        Ok(Self(found))
    }
}

/// What a report may name, by the code of the task and the key within it.
struct Names<'d> {
    /// The task of the report.
    own: &'d str,
    targets: HashMap<(&'d str, &'d str), Uuid>,
    tasks: HashMap<&'d str, Uuid>,
    steps: &'d Steps,
}

impl<'d> Names<'d> {
    fn of(desk: &'d Desk, owed: &obligation::Model, steps: &'d Steps) -> Self {
        let carried = desk.near.carried(owed);
        let code = |task: Uuid| desk.near.outline.task(task).map(|node| node.row.code.as_str());
        let targets = carried.order.iter().filter_map(|one| Some(((code(one.row.task_id)?, one.row.key.as_str()), one.row.id)));
        let tasks = carried.tasks.iter().filter_map(|task| Some((code(*task)?, *task)));
        Self { own: code(owed.task_id).unwrap_or_default(), targets: targets.collect(), tasks: tasks.collect(), steps }
    }

    fn target(&self, id: Option<Uuid>, key: Option<&String>, task: Option<&String>) -> Option<Uuid> {
        let named = |key: &String| self.targets.get(&(task.map_or(self.own, String::as_str), key.as_str())).copied();
        id.or_else(|| key.map(|key| named(key).unwrap_or_else(nobody)))
    }

    fn step(&self, id: Option<Uuid>, key: Option<&String>, task: Option<&String>) -> Option<Uuid> {
        let task = self.tasks.get(task.map_or(self.own, String::as_str));
        let named = |key: &String| self.steps.0.get(&(*task?, key.clone())).copied();
        id.or_else(|| key.map(|key| named(key).unwrap_or_else(nobody)))
    }
}

/// An id that is nobody's: it will not be found, and so the name it stands for.
fn nobody() -> Uuid {
    Uuid::now_v7()
}

/// A row as a change of the report it means.
pub(super) fn change(item: SubmissionBulkItem, desk: &Desk, owed: &obligation::Model, steps: &Steps) -> Change {
    let names = Names::of(desk, owed, steps);
    let SubmissionBulkItem {
        r#ref: _,
        plan_code: _,
        task_code: _,
        unit_code: _,
        period: _,
        version,
        progress,
        problems,
        suggestions,
        figures,
        milestones,
        acknowledgements,
    } = item;
    Change {
        version,
        progress,
        problems,
        suggestions,
        figures: figures.map(|all| all.into_iter().map(|one| figure(&names, one)).collect()),
        milestones: milestones.map(|all| all.into_iter().map(|one| step(&names, one)).collect()),
        acknowledgements: acknowledgements.into_iter().map(|one| acknowledgement(&names, one)).collect(),
    }
}

fn figure(names: &Names<'_>, one: SubmissionBulkFigure) -> FigureInput {
    let SubmissionBulkFigure { target_id, target_key, task_code, value, numerator, denominator, claimed_total, why_missing } = one;
    let target_id = names.target(target_id, target_key.as_ref(), task_code.as_ref()).unwrap_or_else(nobody);
    FigureInput { target_id, value, numerator, denominator, claimed_total, why_missing }
}

fn step(names: &Names<'_>, one: SubmissionBulkMilestone) -> MilestoneInput {
    let SubmissionBulkMilestone { milestone_id, milestone_key, task_code, occurs_on, done_on, note } = one;
    let milestone_id = names.step(milestone_id, milestone_key.as_ref(), task_code.as_ref()).unwrap_or_else(nobody);
    MilestoneInput { milestone_id, occurs_on, done_on, note }
}

fn acknowledgement(names: &Names<'_>, one: SubmissionBulkAcknowledgement) -> Acknowledgement {
    let SubmissionBulkAcknowledgement { code, target_id, target_key, task_code, reason } = one;
    Acknowledgement { code, target_id: names.target(target_id, target_key.as_ref(), task_code.as_ref()), reason }
}
