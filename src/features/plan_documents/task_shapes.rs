//! The form of a plan document below its headings: tasks with everything that stands in them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::plan::{AssignmentRole, Parameter};
use crate::domain::quantity::Quantity;
use crate::domain::recurrence::Recurrence;
use crate::domain::statement::StatementRole;
use crate::domain::target::{Baseline, Firmness, JudgedAs, Operator, QuantityKind, ReferenceKind, Series, Stage, Stretch, TargetClass};

/// A task or measure in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentTask {
    /// As printed: 17, 十九, (七)3.
    #[schema(min_length = 1, max_length = 32)]
    pub number: String,
    /// Unique within the plan; no white space.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// What is to be done.
    #[schema(min_length = 1, max_length = 500)]
    pub title: String,
    /// More of it (事项内容).
    #[schema(min_length = 1, max_length = 20_000)]
    pub content: Option<String>,
    /// How it is to be done (工作措施).
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<String>,
    /// The first day; absent: inherited.
    pub starts_on: Option<Day>,
    /// The deadline; absent: inherited.
    pub due: Option<Due>,
    /// Eligibility and benefit standards.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub parameters: Vec<Parameter>,
    /// Who answers for it, in printed order.
    #[serde(default)]
    pub assignments: Vec<DocumentAssignment>,
    /// Its steps, in printed order.
    #[serde(default)]
    pub milestones: Vec<DocumentMilestone>,
    /// Figures to reach.
    #[serde(default)]
    pub targets: Vec<DocumentTarget>,
    /// Every phrase with a figure, in printed order.
    #[serde(default)]
    pub statements: Vec<DocumentStatement>,
    /// The places at which it is carried out.
    #[serde(default)]
    pub sites: Vec<DocumentSite>,
    /// Measures below (工作举措), in printed order.
    #[serde(default)]
    #[schema(no_recursion)]
    pub measures: Vec<DocumentTask>,
    /// What it became after the plan was issued, by number.
    #[serde(default)]
    pub versions: Vec<DocumentTaskVersion>,
}

/// A duty in a document: of exactly one unit or official.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentAssignment {
    /// In which role: `principal` for an official, any other for a unit.
    pub role: AssignmentRole,
    /// The unit, by code.
    pub unit_code: Option<String>,
    /// The official, by code.
    pub official_code: Option<String>,
    /// The word as printed: 牵头单位.
    #[schema(min_length = 1, max_length = 50)]
    pub label: Option<String>,
    /// The name as printed, where it is not the usual short one.
    #[schema(min_length = 1, max_length = 200)]
    pub printed_as: Option<String>,
    /// Its place in the printed order; absent: that in this list, from 1.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// The one lead that reports; at most one at a time.
    #[serde(default)]
    pub is_reporting: bool,
    /// Marked with a star in the document.
    #[serde(default)]
    pub is_starred: bool,
    /// The first day; absent: the plan's first day.
    pub effective_from: Option<Day>,
    /// The last day; absent: until further notice.
    pub effective_to: Option<Day>,
}

/// A step in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentMilestone {
    /// Unique within the task; no white space.
    #[schema(min_length = 1, max_length = 32)]
    pub key: String,
    /// Its deadline.
    pub due: Due,
    /// What is to be done, as printed.
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
    /// How it is to be done (工作措施).
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<String>,
    /// What has to come first: 待…获批后.
    #[schema(min_length = 1, max_length = 500)]
    pub condition: Option<String>,
    /// The day on which it was done.
    pub done_on: Option<Day>,
    /// When it comes again.
    pub recurrence: Option<Recurrence>,
}

/// A target in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentTarget {
    /// Unique within the task; no white space.
    #[schema(min_length = 1, max_length = 32)]
    pub key: String,
    /// What is counted, without the figure.
    #[schema(min_length = 1, max_length = 200)]
    pub indicator: String,
    /// The phrase as printed.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// The target of which this is a part (其中): a key of this task, or `<task code>/<target key>`.
    pub part_of: Option<String>,
    /// Its parts add up to it, as the text says.
    #[serde(default)]
    pub parts_add_up: bool,
    /// Of which kind only: 20亿元以上.
    pub qualifier: Option<String>,
    /// For each of what: 每个托管室, 各县区.
    pub scope: Option<String>,
    /// The one unit whose figure counts, by code.
    pub reporting_unit_code: Option<String>,
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged; absent: as the operator says.
    pub judged_as: Option<JudgedAs>,
    /// The figure as printed.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// As printed: 万人次, 套(间), %.
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<String>,
    /// What the reported figures are.
    pub series: Series,
    /// What kind of number it is.
    pub quantity_kind: QuantityKind,
    /// Whether missing it is a failure; absent: `firm`.
    pub firmness: Option<Firmness>,
    /// Binding or expected; absent: `expected`.
    pub class: Option<TargetClass>,
    /// The further goal beside the firm one.
    pub stretch: Option<Stretch>,
    /// Where it starts from.
    pub baseline: Option<Baseline>,
    /// What 左右 allows on either side, in percent of the value; absent: 5.
    pub tolerance: Option<Quantity>,
    /// Once reached it has to be kept.
    #[serde(default)]
    pub maintain: bool,
    /// The group each of whose members must reach it, by code.
    pub per_unit_group_code: Option<String>,
    /// What a relative target is measured against.
    pub reference: Option<DocumentReference>,
    /// The ordered stages of a qualitative target.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub stages: Vec<Stage>,
    /// What it should stand at by which dates.
    #[serde(default)]
    pub checkpoints: Vec<DocumentCheckpoint>,
    /// The shares that fall to units, sites or periods.
    #[serde(default)]
    pub allocations: Vec<DocumentAllocation>,
    /// What its terms became after the plan was issued, by number.
    #[serde(default)]
    pub versions: Vec<DocumentTargetVersion>,
}

/// What a relative target is measured against, in a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentReference {
    /// What it is measured against.
    pub kind: ReferenceKind,
    /// The wording of the document.
    #[schema(min_length = 1, max_length = 500)]
    pub text: String,
    /// The other target, for kind `target` only: `<task code>/<target key>`, in front of it `<plan code>:` for one of another plan.
    pub target: Option<String>,
}

/// A checkpoint in a document: exactly one of `value` and `share`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentCheckpoint {
    /// The day by whose end it should be reached; once per target.
    pub due_on: Day,
    /// What the target should stand at, in its unit of measure.
    pub value: Option<Quantity>,
    /// What share of the target should be reached, in percent.
    pub share: Option<Quantity>,
    /// The step of the task at which it stands, by key.
    pub milestone: Option<String>,
}

/// The share of a target that falls to a unit, a site or a period, in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentAllocation {
    /// The unit, by code.
    pub unit_code: Option<String>,
    /// The site: its name where it is one of this task, else `<task code>/<name>`.
    pub site: Option<String>,
    /// The period.
    pub period: Option<Period>,
    /// How much, in the target's unit of measure.
    pub value: Quantity,
}

/// A phrase with a figure in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentStatement {
    /// Its place among the statements of the task; absent: that in this list, from 1.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// As printed, word for word, white space removed.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// What it is.
    pub role: StatementRole,
    /// The step of this task in which it is printed, by key.
    pub milestone: Option<String>,
    /// The comparison as printed in this phrase.
    pub operator: Option<Operator>,
    /// The figure as printed in this phrase.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// The unit of measure as printed in this phrase.
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<String>,
    /// Whether this phrase promises firmly or only aims.
    pub firmness: Option<Firmness>,
    /// The targets it makes, sets a checkpoint of, or repeats: keys of this task, or `<task code>/<target key>`.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub targets: Vec<String>,
    /// The day of the checkpoint it sets, of the first of its targets that has one then.
    pub checkpoint: Option<Day>,
    /// Our reading in our own words.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// Where it begins in the source, in characters from 0.
    #[schema(minimum = 0)]
    pub source_start: Option<i32>,
    /// Where it ends in the source: the place of the first character after it.
    #[schema(minimum = 0)]
    pub source_end: Option<i32>,
}

/// A site in a document.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentSite {
    /// Its name, unique within the task.
    pub name: String,
    /// The unit that builds or runs it, by code.
    pub unit_code: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// 新建, 续建, as printed.
    pub stage: Option<String>,
    /// What it costs, in 万元.
    pub money: Option<Quantity>,
    /// Its place among the sites of the task; absent: that in this list, from 1.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
}

/// What a task became after its plan was issued: all that versions hold, whole.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentTaskVersion {
    /// Its number: 2 for the first change, and so on without a gap.
    #[schema(minimum = 2)]
    pub n: i32,
    /// The first day on which it counts, not before that of the version before.
    pub effective_on: Day,
    /// When it was recorded; absent: now.
    pub recorded_at: Option<Instant>,
    /// Why it was changed.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// What is to be done.
    #[schema(min_length = 1, max_length = 500)]
    pub title: String,
    /// More of it (事项内容).
    #[schema(min_length = 1, max_length = 20_000)]
    pub content: Option<String>,
    /// How it is to be done (工作措施).
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<String>,
    /// The first day; absent: inherited.
    pub starts_on: Option<Day>,
    /// The deadline; absent: inherited.
    pub due: Option<Due>,
    /// Eligibility and benefit standards.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub parameters: Vec<Parameter>,
    /// No longer to be done.
    #[serde(default)]
    pub cancelled: bool,
}

/// What the terms of a target became after its plan was issued: all of them, whole.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentTargetVersion {
    /// Its number: 2 for the first change, and so on without a gap.
    #[schema(minimum = 2)]
    pub n: i32,
    /// The first day on which it counts, not before that of the version before.
    pub effective_on: Day,
    /// When it was recorded; absent: now.
    pub recorded_at: Option<Instant>,
    /// Why it was changed.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// The one unit whose figure counts, by code.
    pub reporting_unit_code: Option<String>,
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged; absent: as the operator says.
    pub judged_as: Option<JudgedAs>,
    /// The figure.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// As printed.
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<String>,
    /// What the reported figures are.
    pub series: Series,
    /// What kind of number it is.
    pub quantity_kind: QuantityKind,
    /// Whether missing it is a failure; absent: `firm`.
    pub firmness: Option<Firmness>,
    /// Binding or expected; absent: `expected`.
    pub class: Option<TargetClass>,
    /// The further goal beside the firm one.
    pub stretch: Option<Stretch>,
    /// Where it starts from.
    pub baseline: Option<Baseline>,
    /// What 左右 allows on either side, in percent of the value; absent: 5.
    pub tolerance: Option<Quantity>,
    /// Once reached it has to be kept.
    #[serde(default)]
    pub maintain: bool,
    /// The group each of whose members must reach it, by code.
    pub per_unit_group_code: Option<String>,
    /// What a relative target is measured against.
    pub reference: Option<DocumentReference>,
    /// The ordered stages of a qualitative target.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub stages: Vec<Stage>,
}
