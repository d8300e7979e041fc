//! A task of the plan document with everything that stands at it.

use serde::{Deserialize, Serialize};

use super::{is_false, never};
use crate::domain::notice::due::Due;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Operator, QuantityKind, Series};

shape!(
    /// A task or a measure.
    Task {
        /// As printed.
        number: String = "String::is_empty",
        /// Unique in the document.
        code: String = "never",
        /// As printed, at most 500 characters.
        title: String = "never",
        /// What is to be done.
        content: Option<String> = "Option::is_none",
        /// How.
        how: Option<String> = "Option::is_none",
        /// By when.
        due: Option<Due> = "Option::is_none",
        /// Standards, never judged.
        parameters: Vec<Parameter> = "Vec::is_empty",
        /// Who does it.
        assignments: Vec<Assignment> = "Vec::is_empty",
        /// Dated steps.
        milestones: Vec<Milestone> = "Vec::is_empty",
        /// Figures to reach.
        targets: Vec<Target> = "Vec::is_empty",
        /// Every phrase with a figure.
        statements: Vec<Statement> = "Vec::is_empty",
        /// Measures.
        measures: Vec<Task> = "Vec::is_empty",
    }
);

shape!(
    /// A standard or condition.
    Parameter {
        /// As printed.
        text: String = "never",
        /// eligibility, standard, condition, cycle.
        kind: String = "never",
        /// The comparison.
        operator: Option<Operator> = "Option::is_none",
        /// As printed.
        value: Option<Quantity> = "Option::is_none",
        /// Of a range.
        upper: Option<Quantity> = "Option::is_none",
        /// As printed.
        unit_of_measure: Option<String> = "Option::is_none",
    }
);

shape!(
    /// Who does it in which role.
    Assignment {
        /// lead, responsible, cooperating, jointly, principal.
        role: String = "never",
        /// The unit; absent for a person.
        unit_code: Option<String> = "Option::is_none",
        /// The person; absent for a unit.
        official_code: Option<String> = "Option::is_none",
        /// The printed role word.
        label: Option<String> = "Option::is_none",
        /// The printed name where it differs from the unit's.
        printed_as: Option<String> = "Option::is_none",
        /// From 1, in printed order.
        ord: u32 = "never",
        /// `*` stands at it.
        is_starred: bool = "is_false",
    }
);

shape!(
    /// A dated step.
    Milestone {
        /// From 1.
        key: String = "never",
        /// Its deadline.
        due: Option<Due> = "Option::is_none",
        /// What is to be done.
        text: String = "never",
        /// How.
        how: Option<String> = "Option::is_none",
        /// 待…获批后.
        condition: Option<String> = "Option::is_none",
        /// 每两个月.
        recurrence: Option<Recurrence> = "Option::is_none",
    }
);

shape!(
    /// A recurring step.
    Recurrence {
        /// So many months apart.
        every_months: u32 = "never",
        /// The first day.
        from: Option<chrono::NaiveDate> = "Option::is_none",
        /// The last day.
        until: Option<chrono::NaiveDate> = "Option::is_none",
    }
);

shape!(
    /// A figure to reach.
    Target {
        /// Unique in the task.
        key: String = "never",
        /// What is measured.
        indicator: String = "never",
        /// The printed phrase.
        text: String = "never",
        /// The whole, by its key.
        part_of: Option<String> = "Option::is_none",
        /// The parts add up.
        parts_add_up: bool = "is_false",
        /// Which things are counted.
        qualifier: Option<String> = "Option::is_none",
        /// Each of whom.
        scope: Option<String> = "Option::is_none",
        /// The group whose every member must reach it.
        per_unit_group_code: Option<String> = "Option::is_none",
        /// The comparison.
        operator: Option<Operator> = "Option::is_none",
        /// As printed.
        value: Option<Quantity> = "Option::is_none",
        /// Of a range or ratio.
        upper: Option<Quantity> = "Option::is_none",
        /// As printed.
        unit_of_measure: Option<String> = "Option::is_none",
        /// How reports add up.
        series: Option<Series> = "Option::is_none",
        /// What kind of number.
        quantity_kind: Option<QuantityKind> = "Option::is_none",
        /// firm or aspirational.
        firmness: Option<String> = "Option::is_none",
        /// binding or expected.
        class: Option<String> = "Option::is_none",
        /// The higher figure of 力争.
        stretch: Option<StretchFigure> = "Option::is_none",
        /// From where.
        baseline: Option<Baseline> = "Option::is_none",
        /// Must be kept.
        maintain: bool = "is_false",
        /// Against what.
        reference: Option<Reference> = "Option::is_none",
        /// The ordered stages of a qualitative target.
        stages: Vec<Stage> = "Vec::is_empty",
        /// What it should stand at by a date.
        checkpoints: Vec<Checkpoint> = "Vec::is_empty",
    }
);

shape!(
    /// One stage of a qualitative target.
    Stage {
        /// Stable name inside the target.
        key: String = "never",
        /// As shown: 开工.
        title: String = "never",
    }
);

shape!(
    /// The higher figure beside a firm one.
    StretchFigure {
        /// The comparison.
        operator: Option<Operator> = "Option::is_none",
        /// As printed.
        value: Option<Quantity> = "Option::is_none",
        /// Of a range.
        upper: Option<Quantity> = "Option::is_none",
        /// As printed.
        unit_of_measure: Option<String> = "Option::is_none",
    }
);

shape!(
    /// The value at the outset.
    Baseline {
        /// As printed.
        value: Option<Quantity> = "Option::is_none",
        /// As printed.
        text: Option<String> = "Option::is_none",
    }
);

shape!(
    /// What a relative target is held against.
    Reference {
        /// lastYear, provinceAverage, cityAverage, assignedLater, other.
        kind: String = "never",
        /// As printed.
        text: String = "never",
    }
);

shape!(
    /// A value by a date.
    Checkpoint {
        /// The day.
        due_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// As printed.
        value: Option<Quantity> = "Option::is_none",
        /// Percent of the target.
        share: Option<Quantity> = "Option::is_none",
        /// The step that prints it.
        milestone: Option<String> = "Option::is_none",
    }
);

shape!(
    /// A phrase with a figure, in its place.
    Statement {
        /// From 1.
        ord: u32 = "never",
        /// As printed, white space removed.
        text: String = "never",
        /// target, checkpoint, repeat, parameter, fact.
        role: String = "never",
        /// The step that prints it.
        milestone: Option<String> = "Option::is_none",
        /// The comparison.
        operator: Option<Operator> = "Option::is_none",
        /// As printed.
        value: Option<Quantity> = "Option::is_none",
        /// Of a range or ratio.
        upper: Option<Quantity> = "Option::is_none",
        /// As printed.
        unit_of_measure: Option<String> = "Option::is_none",
        /// firm or aspirational.
        firmness: Option<String> = "Option::is_none",
        /// The targets it makes, supports or repeats.
        targets: Vec<String> = "Vec::is_empty",
        /// The day, for a checkpoint.
        checkpoint: Option<chrono::NaiveDate> = "Option::is_none",
        /// First character in the source.
        source_start: Option<u32> = "Option::is_none",
        /// Character after the last.
        source_end: Option<u32> = "Option::is_none",
    }
);
