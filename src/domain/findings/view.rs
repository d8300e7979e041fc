//! The plan as the rules look at it: plain values without ids, named by codes as in a plan document.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::assess::Step;
use crate::domain::plan::{AssignmentRole, LeadRule};
use crate::domain::quantity::Quantity;
use crate::domain::statement::{LinkKind, StatementRole};
use crate::domain::terms::Terms;

/// A whole plan. The lists may be in any order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the document says who leads.
    pub lead_rule: LeadRule,
    /// The units named in the plan and those of the joint meeting; a group's members too.
    pub units: Vec<Unit>,
    /// Every task and measure.
    pub tasks: Vec<Task>,
    /// What targets are to one another.
    pub links: Vec<Link>,
    /// The joint meeting (联席会议), if the plan has one.
    pub meeting: Option<Meeting>,
}

/// A unit.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its code, unique in the government.
    pub code: String,
    /// The full official name.
    pub name: String,
    /// The name usual in the document.
    pub short_name: String,
    /// The other names entered for it.
    pub aliases: Vec<String>,
    /// A group of which the document does not say who belongs (有关部门).
    pub open: bool,
    /// The codes of a group's members; empty for a single unit.
    pub members: Vec<String>,
}

/// The joint meeting.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// Its name.
    pub name: String,
    /// The unit that convenes it: a member, whether it is listed as one or not.
    pub convener: Option<String>,
    /// The codes of its members.
    pub members: Vec<String>,
}

/// A task or measure.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its code, unique in the plan.
    pub code: String,
    /// Its number as printed.
    pub number: String,
    /// Its place in the whole plan.
    pub ord: i32,
    /// The title.
    pub title: String,
    /// 事项内容
    pub content: Option<String>,
    /// 工作措施
    pub how: Option<String>,
    /// Who is named on it, as written; only those in force.
    pub assignments: Vec<Assignment>,
    /// Its dated steps.
    pub milestones: Vec<Milestone>,
    /// Its targets.
    pub targets: Vec<Target>,
    /// Its figure-bearing phrases.
    pub statements: Vec<Statement>,
}

/// A unit named on a task.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The role as printed.
    pub role: AssignmentRole,
    /// The code of the unit.
    pub unit: String,
    /// The printed role word.
    pub label: Option<String>,
    /// The unit's name as printed, where it differs from its short name.
    pub printed_as: Option<String>,
    /// The place in the printed order.
    pub ord: i32,
    /// Marked with a star in the document.
    pub is_starred: bool,
}

/// A dated step.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its key, unique in the task.
    pub key: String,
    /// The day it is judged by, if it has one.
    pub due_on: Option<NaiveDate>,
    /// What is to be done.
    pub text: String,
    /// 工作措施 of the step
    pub how: Option<String>,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its key, unique in the task.
    pub key: String,
    /// The indicator's name without the figure.
    pub indicator: String,
    /// The printed phrase.
    pub text: String,
    /// What it promises.
    pub terms: Terms,
    /// 20亿元以上: which things are counted.
    pub qualifier: Option<String>,
    /// 每个托管室: over what it holds.
    pub scope: Option<String>,
    /// The code of the group each of whose members has to reach it.
    pub per_unit_group: Option<String>,
    /// The target it is a part of.
    pub part_of: Option<TargetRef>,
    /// The text says that its parts add up to it.
    pub parts_add_up: bool,
    /// The dated steps of its figure.
    pub checkpoints: Vec<Checkpoint>,
}

/// A checkpoint as the judgement knows it: a date, and a figure or a share.
pub type Checkpoint = Step;

/// A target, by the code of its task and its own key; written `20/1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetRef {
    /// The code of the task.
    pub task: String,
    /// The key of the target.
    pub key: String,
}

impl fmt::Display for TargetRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.task, self.key)
    }
}

/// A figure-bearing phrase.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its number in the task.
    pub ord: i32,
    /// The phrase as printed.
    pub text: String,
    /// What it became.
    pub role: StatementRole,
    /// The key of the step in which it is printed.
    pub milestone: Option<String>,
    /// The figure as printed in this phrase.
    pub value: Option<Quantity>,
    /// The upper end of a range.
    pub upper: Option<Quantity>,
    /// The unit of measure as printed in this phrase.
    pub unit_of_measure: Option<String>,
    /// The targets it made, dates or repeats.
    pub targets: Vec<TargetRef>,
}

/// What one target is to another.
#[derive(Clone, Debug)]
pub struct Link {
    /// The one.
    pub from: TargetRef,
    /// The other.
    pub to: TargetRef,
    /// What the one is to the other. Links to the parent plan are passed over.
    pub kind: LinkKind,
}
