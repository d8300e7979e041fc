//! A plan judged, kept in the few words of which dashboards, lists and rankings are made: what was read for the judging is not in it.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::errata::{self, Errata};
use super::ground::{self, Ground};
use super::load::{Known, Owed, Part, When};
use super::rows::TargetProgress;
use super::standing::{Board, Standing, facts};
use super::steps::MilestoneProgress;
use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::completeness::Facts;
use crate::domain::milestone::MilestoneState;
use crate::domain::period::Period;
use crate::domain::review::SubmissionState;
use crate::domain::target::{Firmness, TargetClass};
use crate::entity::scope::Scope;
use crate::entity::{plan, section};
use crate::http::{Problem, Result};
use crate::outline::TaskNode;
use crate::refs::{Briefs, Officials};

/// A plan judged, as one caller may see it.
#[derive(Clone, Debug)]
pub(super) struct JudgedPlan {
    pub(super) plan: plan::Model,
    /// Headings, in order.
    pub(super) sections: Vec<section::Model>,
    /// Tasks and measures in printed order, parents before children.
    pub(super) tasks: Vec<Row>,
    /// Reports owed, as far as the caller may see them.
    pub(super) slips: Vec<Slip>,
    pub(super) units: Briefs,
    pub(super) officials: Officials,
    pub(super) errata: Errata,
    /// What is needed to judge a part of it again.
    pub(super) ground: Ground,
}

/// A task or measure judged.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) parent: Option<Uuid>,
    /// The key work at the top of its tree, itself where it is one.
    pub(super) root: Uuid,
    /// No measure, or one of a task that the caller does not see.
    pub(super) is_key_work: bool,
    pub(super) code: String,
    pub(super) number: String,
    pub(super) title: String,
    /// Number and title in comparable form, for `q`.
    pub(super) search: String,
    /// Its heading, own or inherited.
    pub(super) section: Option<Uuid>,
    /// Who leads it, own or inherited, as written.
    pub(super) leads: Vec<Uuid>,
    /// Its leads are written at itself.
    pub(super) has_own_leads: bool,
    /// The officials named for it, at itself or the nearest task above that names any.
    pub(super) principals: Vec<Uuid>,
    /// They are named at itself.
    pub(super) has_own_principals: bool,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) due_text: Option<String>,
    pub(super) cancelled: bool,
    pub(super) state: Option<ProgressState>,
    pub(super) sentence: Option<Sentence>,
    pub(super) targets: Vec<Verdict>,
    /// Steps that have a control date and are not done.
    pub(super) open_steps: Vec<OpenStep>,
}

/// A target judged.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) id: Uuid,
    pub(super) text: String,
    pub(super) state: ProgressState,
    pub(super) firmness: Firmness,
    pub(super) class: TargetClass,
    /// The one unit whose figure counts.
    pub(super) reporter: Option<Uuid>,
    /// The same promise is counted at a key work already.
    pub(super) said_again: bool,
    /// Of a target that each member of a group must reach: every member whose reports the caller may see.
    pub(super) members: Option<Vec<(Uuid, ProgressState)>>,
    /// Of a binding target that is in trouble: why.
    pub(super) sentence: Option<Sentence>,
}

/// A step that is not done.
#[derive(Clone, Debug)]
pub(super) struct OpenStep {
    pub(super) id: Uuid,
    pub(super) text: String,
    pub(super) occurs_on: Option<NaiveDate>,
    pub(super) control: NaiveDate,
    pub(super) state: MilestoneState,
}

/// A report owed.
#[derive(Clone, Debug)]
pub(super) struct Slip {
    pub(super) id: Uuid,
    pub(super) task: Uuid,
    pub(super) unit: Uuid,
    pub(super) period: Period,
    pub(super) as_at: NaiveDate,
    pub(super) facts: Facts,
    /// The stage of the report; none where nothing was begun.
    pub(super) state: Option<SubmissionState>,
}

/// Whether a state is one a leader wants to be told of.
pub(super) const fn is_trouble(state: ProgressState) -> bool {
    matches!(
        state,
        ProgressState::Overdue
            | ProgressState::SeriouslyBehind
            | ProgressState::Behind
            | ProgressState::NoData
            | ProgressState::NotComputable
    )
}

impl JudgedPlan {
    /// Reads a visible plan and judges it: a constant number of statements.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When) -> Result<Self> {
        let part = Part { only: None, for_judging: true };
        Self::judged(db, scope, Known::load_part(db, scope, plan, when, part).await?).await
    }

    /// Judges what was read; beside the requests of others, for it takes a while.
    pub(super) async fn judged(db: &impl ConnectionTrait, scope: &Scope, known: Known) -> Result<Self> {
        let named = known.outline.tasks.iter().flat_map(|node| &node.duties).filter_map(|duty| duty.official_id);
        let officials = Officials::load(db, scope, named).await?;
        let errata = errata::load(db, scope, known.outline.plan.id, known.when).await?;
        let ties = ground::ties(db, &known).await?;
        tokio::task::spawn_blocking(move || Self::of(&known, officials, errata, &ties)).await.map_err(Problem::internal)
    }

    fn of(known: &Known, officials: Officials, errata: Errata, ties: &[(Uuid, Uuid)]) -> Self {
        let board = Board::new(known);
        let again = board.said_again();
        let tasks = known.outline.tasks.iter().filter_map(|node| Some(row(known, node, board.standing(node.row.id)?)));
        let mut tasks: Vec<Row> = tasks.collect();
        for target in tasks.iter_mut().flat_map(|row| &mut row.targets) {
            target.said_again = again.contains(&target.id);
        }
        let open = known.owed.iter().filter(|one| known.is_open(one.row.unit_id, one.row.task_id));
        let ground = Ground::of(known, &tasks, ties);
        Self {
            plan: known.outline.plan.clone(),
            sections: known.outline.sections.clone(),
            tasks,
            slips: open.map(slip).collect(),
            units: known.units.clone(),
            officials,
            errata,
            ground,
        }
    }

    /// The tasks by their ids.
    pub(super) fn index(&self) -> HashMap<Uuid, &Row> {
        self.tasks.iter().map(|row| (row.id, row)).collect()
    }
}

fn row(known: &Known, node: &TaskNode, standing: &Standing) -> Row {
    let (outline, as_of) = (&known.outline, known.when.moment.as_of);
    let (led_at, leads) = outline.effective_leads(node, as_of).unzip();
    let (named_at, principals) = outline.effective_principals(node, as_of).unzip();
    let here = |at: Option<&TaskNode>| at.is_some_and(|at| at.row.id == node.row.id);
    let due = outline.effective_due(node);
    Row {
        id: node.row.id,
        parent: node.row.parent_id,
        root: outline.lineage(node).last().map_or(node.row.id, |top| top.row.id),
        is_key_work: node.row.parent_id.is_none_or(|parent| outline.task(parent).is_none()),
        code: node.row.code.clone(),
        number: node.row.number.clone(),
        title: node.version.title.clone(),
        search: node.version.search.clone(),
        section: outline.section_of(node),
        leads: leads.into_iter().flatten().filter_map(|duty| duty.unit_id).collect(),
        has_own_leads: here(led_at),
        principals: principals.into_iter().flatten().filter_map(|duty| duty.official_id).collect(),
        has_own_principals: here(named_at),
        due_on: due.and_then(|due| due.control),
        due_text: due.map(|due| due.text.clone()),
        cancelled: standing.cancelled,
        state: standing.state,
        sentence: standing.sentence(),
        targets: standing.targets.iter().map(|target| verdict(known, node, target)).collect(),
        open_steps: standing.milestones.iter().filter_map(open_step).collect(),
    }
}

fn verdict(known: &Known, node: &TaskNode, target: &TargetProgress) -> Verdict {
    let assessment = &target.assessment;
    let told = target.class == TargetClass::Binding && is_trouble(assessment.state);
    let group = known.outline.targets_of(node.row.id).iter().find(|held| held.row.id == target.target_id);
    let group = group.and_then(|held| held.version.per_unit_group_id);
    let members = target.members.as_ref().map(|all| {
        let of_group = known.members.iter().filter(|one| Some(one.group_id) == group && known.is_open(one.unit_id, node.row.id));
        of_group.zip(&all.members).map(|(one, told)| (one.unit_id, told.assessment.state)).collect()
    });
    Verdict {
        id: target.target_id,
        text: target.text.clone(),
        state: assessment.state,
        firmness: target.firmness,
        class: target.class,
        reporter: target.reporting_unit.as_ref().map(|unit| unit.id),
        said_again: false,
        members,
        sentence: told.then(|| assessment.sentence.clone()),
    }
}

fn open_step(step: &MilestoneProgress) -> Option<OpenStep> {
    let control = step.control_on.filter(|_| step.state != MilestoneState::Done)?;
    Some(OpenStep { id: step.milestone_id, text: step.text.clone(), occurs_on: step.occurs_on, control, state: step.state })
}

fn slip(one: &Owed) -> Slip {
    Slip {
        id: one.row.id,
        task: one.row.task_id,
        unit: one.row.unit_id,
        period: one.row.period,
        as_at: one.row.as_at,
        facts: facts(one),
        state: one.review.map(|review| review.state),
    }
}
