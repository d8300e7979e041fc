//! Entering a whole plan from its document: one transaction, all or nothing, and as many faults at once as can be found.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;
use validator::Validate;

use super::check::{Known, check};
use super::flat::Flat;
use super::load::{Register, Rows};
use super::shapes::PlanDocumentCounts;
use super::{canonical, show};
use crate::auth::caller::Place as Reach;
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::day::Day;
use crate::domain::plan::{PlanAction, PlanState};
use crate::domain::zone::BusinessZone;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::features::plans;
use crate::http::body::{MAX_FAULTS, violations};
use crate::http::problem::Place;
use crate::http::{Code, Fault, Problem, Result};
use crate::part::place;

pub use super::shapes::{PlanDocument, PlanDocumentResult};

/// The document of a plan as JSON, in canonical form.
///
/// # Errors
/// Those of the database.
pub async fn document_of(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model) -> Result<serde_json::Value> {
    let register = Register::load(db, scope).await?;
    let rows = Rows::load(db, plan).await?;
    serde_json::from_slice(&canonical::bytes(&show::document(&register, &rows))?).map_err(Problem::internal)
}

/// On whose behalf a document is entered.
#[derive(Clone, Copy)]
pub enum On<'c> {
    /// The installation's own: it may do everything.
    Installation,
    /// A caller's, with the rights of their grants.
    Caller(&'c Caller),
}

impl On<'_> {
    pub(super) fn may(&self, action: Action, place: Reach) -> bool {
        match self {
            Self::Installation => true,
            Self::Caller(caller) => caller.may(action, place),
        }
    }
}

/// Enters the plan of a document with everything in it, and takes it to the stage the document says.
///
/// # Errors
/// 409 `already_exists` at `/plan/code`; 403 for units, officials or a stage beyond the rights; 422 with every fault and its pointer into
/// the document.
pub async fn insert(
    tx: &mut Tx,
    zone: BusinessZone,
    scope: &Scope,
    on: On<'_>,
    document: &PlanDocument,
) -> Result<(plan::Model, PlanDocumentResult)> {
    let register = Register::load(tx.db(), scope).await?;
    if register.government.code != document.government.code {
        return Err(Problem::at("/government/code", Code::InvalidValue));
    }
    let flat = Flat::of(document);
    let known = Known {
        units: register.units.iter().map(|unit| unit.code.clone()).collect(),
        officials: register.officials.iter().map(|official| official.code.clone()).collect(),
    };
    let faults = check(document, &flat, &known);
    let mut writer = Writer {
        units: register.units.into_iter().map(|unit| (unit.code, unit.id)).collect(),
        officials: register.officials.into_iter().map(|official| (official.code, official.id)).collect(),
        ..Writer::new(tx, scope, on, document, &flat, faults)
    };
    let plan = writer.plan_with_parts().await?;
    let plan = writer.run(zone, plan).await?;
    let result = PlanDocumentResult {
        plan_id: Some(plan.id),
        code: plan.code.clone(),
        title: plan.title.clone(),
        state: plan.state,
        dry_run: false,
        counts: counts(document, &flat),
        created_units: writer.created_units,
        created_officials: writer.created_officials,
    };
    Ok((plan, result))
}

/// What is known while a document is entered: what became of its parts, and the faults so far.
pub(super) struct Writer<'w> {
    pub tx: &'w mut Tx,
    pub scope: &'w Scope,
    pub on: On<'w>,
    pub document: &'w PlanDocument,
    pub flat: &'w Flat<'w>,
    faults: Vec<Fault>,
    /// Units by code.
    pub units: HashMap<String, Uuid>,
    /// Officials by code.
    pub officials: HashMap<String, Uuid>,
    /// Codes of the units that are new, in the order of the document.
    pub created_units: Vec<String>,
    /// Codes of the officials that are new.
    pub created_officials: Vec<String>,
    /// Headings, tasks and targets by their place in the flat lists; none where one was refused.
    pub sections: Vec<Option<Uuid>>,
    pub tasks: Vec<Option<Uuid>>,
    pub targets: Vec<Option<Uuid>>,
    /// Steps by task and key.
    pub milestones: HashMap<(usize, &'w str), Uuid>,
    /// Sites by task and name.
    pub sites: HashMap<(usize, &'w str), Uuid>,
    /// Checkpoints by target and day.
    pub checkpoints: HashMap<(usize, Day), Uuid>,
}

impl<'w> Writer<'w> {
    fn new(tx: &'w mut Tx, scope: &'w Scope, on: On<'w>, document: &'w PlanDocument, flat: &'w Flat<'w>, faults: Vec<Fault>) -> Self {
        Self {
            tx,
            scope,
            on,
            document,
            flat,
            faults,
            units: HashMap::new(),
            officials: HashMap::new(),
            created_units: Vec::new(),
            created_officials: Vec::new(),
            sections: vec![None; flat.sections.len()],
            tasks: vec![None; flat.tasks.len()],
            targets: vec![None; flat.targets.len()],
            milestones: HashMap::new(),
            sites: HashMap::new(),
            checkpoints: HashMap::new(),
        }
    }

    /// Units, officials and the plan as a draft with all its parts.
    async fn plan_with_parts(&mut self) -> Result<plan::Model> {
        self.not_there_yet().await?;
        self.write_units().await?;
        self.write_officials().await?;
        let Some(plan) = self.write_plan().await? else { return Err(self.refusal()) };
        if !self.on.may(Action::WritePlan, place(&plan)) {
            return Err(Problem::new(Code::Forbidden));
        }
        self.write_sections(&plan).await?;
        self.write_tasks(&plan).await?;
        self.write_targets().await?;
        self.write_references(&plan).await?;
        self.write_statements().await?;
        self.write_links().await?;
        self.write_rules(&plan).await?;
        self.done()?;
        Ok(plan)
    }

    /// Takes the plan to its stage; what became of its parts after issue comes in between.
    async fn run(&mut self, zone: BusinessZone, mut plan: plan::Model) -> Result<plan::Model> {
        let actions: &[PlanAction] = match self.document.plan.state {
            PlanState::Draft => &[],
            PlanState::Issued => &[PlanAction::Issue],
            PlanState::Closed => &[PlanAction::Issue, PlanAction::Close],
            PlanState::Archived => &[PlanAction::Issue, PlanAction::Close, PlanAction::Archive],
        };
        if !actions.is_empty() && !self.on.may(Action::RunPlan, place(&plan)) {
            return Err(Problem { faults: vec![Fault::at("/plan/state", Code::Forbidden)], ..Problem::new(Code::Forbidden) });
        }
        for action in actions {
            let advanced = plans::run::advance(self.tx, zone, self.scope, plan, *action).await;
            let at = |fault: &Fault| matches!(&fault.place, Place::Pointer(at) if at == "/issuedOn");
            let in_plan = advanced.as_ref().is_err_and(|problem| problem.faults.iter().any(at));
            let Some(advanced) = self.keep(if in_plan { "/plan" } else { "" }, advanced)? else { return Err(self.refusal()) };
            plan = advanced;
            if *action == PlanAction::Issue {
                self.write_versions(&plan).await?;
            }
        }
        if actions.is_empty() {
            self.refuse_versions();
        }
        self.done()?;
        Ok(plan)
    }

    async fn not_there_yet(&mut self) -> Result<()> {
        let held = plan::Entity::find()
            .filter(plan::Column::GovernmentId.eq(self.scope.government))
            .filter(plan::Column::Code.eq(&self.document.plan.code));
        match held.one(self.tx.db()).await? {
            Some(_) => Err(Problem::conflict("/plan/code", Code::AlreadyExists)),
            None => Ok(()),
        }
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, at: impl Into<String>, code: Code) {
        self.faults.push(Fault::at(at, code));
    }

    /// Whether the input of a part keeps the rules of its members; its faults are noted at the part.
    pub(super) fn is_valid(&mut self, at: &str, input: &impl Validate) -> bool {
        let found = violations(input);
        let is_valid = found.is_empty();
        self.faults.extend(found.into_iter().map(|fault| moved(at, fault)));
        is_valid
    }

    /// What came of a part: it, or nothing and its faults noted.
    ///
    /// # Errors
    /// What is no fault of the document; and when going on makes no sense: too many faults, or one that the database itself found.
    pub(super) fn keep<T>(&mut self, at: &str, outcome: Result<T>) -> Result<Option<T>> {
        let problem = match outcome {
            Ok(done) => return Ok(Some(done)),
            Err(problem) if problem.code.status().is_server_error() => return Err(problem),
            Err(problem) => problem,
        };
        if problem.faults.is_empty() {
            self.fault(at, problem.code);
        }
        self.faults.extend(problem.faults.into_iter().map(|fault| moved(at, fault)));
        // After a broken rule of the database PostgreSQL takes no further statement.
        if problem.code == Code::AlreadyExists || self.faults.len() >= MAX_FAULTS { Err(self.refusal()) } else { Ok(None) }
    }

    /// Whether a fault lies at a part itself or in a member of it, parts nested in it left aside.
    pub(super) fn is_broken(&self, at: &str, nested: &[&str]) -> bool {
        self.faults.iter().any(|fault| match &fault.place {
            Place::Pointer(place) => place.strip_prefix(at).is_some_and(|rest| {
                let mut below = rest.split('/');
                let (touching, member) = (below.next(), below.next());
                touching == Some("") && member.is_none_or(|member| !nested.contains(&member))
            }),
            _ => false,
        })
    }

    /// The code of a unit, for inputs that take one by code.
    pub(super) fn unit(&self, code: Option<&String>) -> Option<Uuid> {
        code.and_then(|code| self.units.get(code)).copied()
    }

    fn done(&mut self) -> Result<()> {
        if self.faults.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }

    /// All faults so far, each once.
    fn refusal(&mut self) -> Problem {
        let mut faults: Vec<Fault> = Vec::new();
        for fault in self.faults.drain(..) {
            if faults.len() < MAX_FAULTS && !faults.iter().any(|other| other.place == fault.place && other.code == fault.code) {
                faults.push(fault);
            }
        }
        let forbidden = faults.iter().any(|fault| fault.code == Code::Forbidden);
        Problem { faults, ..Problem::new(if forbidden { Code::Forbidden } else { Code::ValidationFailed }) }
    }
}

/// A fault of a part's own input as one of the document.
fn moved(at: &str, fault: Fault) -> Fault {
    let Place::Pointer(pointer) = &fault.place else { return fault };
    let here: String = pointer.split('/').skip(1).map(|member| format!("/{}", renamed(member))).collect();
    Fault { place: Place::Pointer(format!("{at}{here}")), ..fault }
}

/// What the form calls a member of the inputs.
fn renamed(member: &str) -> String {
    match member {
        "partOfId" | "targetId" | "fromId" | "toId" | "siteId" | "milestoneId" | "checkpointId" => member.trim_end_matches("Id").to_owned(),
        "targetIds" => "targets".to_owned(),
        _ => member.strip_suffix("Id").map_or_else(|| member.to_owned(), |noun| format!("{noun}Code")),
    }
}

fn counts(document: &PlanDocument, flat: &Flat<'_>) -> PlanDocumentCounts {
    let measures = flat.tasks.iter().filter(|task| task.parent.is_some()).count();
    let of_tasks = |count: fn(&super::task_shapes::DocumentTask) -> usize| flat.tasks.iter().map(|task| count(task.task)).sum();
    let of_targets =
        |count: fn(&super::task_shapes::DocumentTarget) -> usize| flat.targets.iter().map(|it| count(it.target)).sum::<usize>();
    PlanDocumentCounts {
        sections: flat.sections.len(),
        tasks: flat.tasks.len() - measures,
        measures,
        assignments: of_tasks(|task| task.assignments.len()),
        milestones: of_tasks(|task| task.milestones.len()),
        targets: flat.targets.len(),
        checkpoints: of_targets(|target| target.checkpoints.len()),
        allocations: of_targets(|target| target.allocations.len()),
        statements: of_tasks(|task| task.statements.len()),
        sites: of_tasks(|task| task.sites.len()),
        reporting_rules: document.reporting_rules.len(),
        links: document.links.len(),
        versions: of_tasks(|task| task.versions.len()) + of_targets(|target| target.versions.len()),
    }
}
