//! The plan document (duban-plan/1) as a proposal holds it. Absent members mean null, false, empty or the default.

use serde::{Deserialize, Serialize};

use super::due::Due;
use super::figure::{Kind, Operator, Series};
use super::numeral::Decimal;

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty = $skip:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* #[serde(default, skip_serializing_if = $skip)] pub $field: $type,)*
        }
    };
}

shape!(
    /// The whole document.
    PlanDocument {
        /// `duban-plan/1`.
        format: String = "String::is_empty",
        /// Every unit named, the issuing one first.
        units: Vec<Unit> = "Vec::is_empty",
        /// Every person named.
        officials: Vec<Official> = "Vec::is_empty",
        /// The plan itself.
        plan: Plan = "never",
        /// Headings with their tasks.
        sections: Vec<Section> = "Vec::is_empty",
        /// Tasks under no heading.
        tasks: Vec<Task> = "Vec::is_empty",
        /// Who reports to whom, by when.
        reporting_rules: Vec<ReportingRule> = "Vec::is_empty",
    }
);

shape!(
    /// A unit as printed; its code is provisional until it is resolved against the registry.
    Unit {
        /// Unique in the document: U1, U2, …
        code: String = "never",
        /// As printed first.
        name: String = "never",
        /// As usual in the document.
        short_name: String = "String::is_empty",
        /// The kind its name tells: department, group, district, …
        kind: String = "never",
        /// Other printed forms.
        aliases: Vec<String> = "Vec::is_empty",
        /// A group of which the notice does not say who belongs.
        open: bool = "is_false",
    }
);

shape!(
    /// A person as printed.
    Official {
        /// Unique in the document: P1, P2, …
        code: String = "never",
        /// The name.
        name: String = "never",
    }
);

shape!(
    /// The plan.
    Plan {
        /// Provisional code.
        code: String = "never",
        /// As printed.
        title: String = "never",
        /// livelihood, keyWork, outline, batch, narrative.
        kind: String = "never",
        /// Always draft.
        state: String = "never",
        /// First day.
        starts_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// Last day.
        ends_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// 宜府办发〔2024〕21号.
        document_number: Option<String> = "Option::is_none",
        /// The day of issue.
        issued_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// The day of signature.
        signed_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// The day of printing.
        printed_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// To whom it is sent.
        addressees: Option<String> = "Option::is_none",
        /// 此件公开发布.
        is_public: bool = "is_false",
        /// 我为群众办实事.
        campaign: Option<String> = "Option::is_none",
        /// 第二批.
        batch: Option<String> = "Option::is_none",
        /// The plan above, by its name.
        parent_text: Option<String> = "Option::is_none",
        /// Where the text was published.
        source: Option<Source> = "Option::is_none",
        /// labelled, all, sole, first, starred.
        lead_rule: String = "never",
        /// For tasks without a deadline.
        default_due: Option<Due> = "Option::is_none",
        /// Who issued it.
        issuing_unit_code: Option<String> = "Option::is_none",
        /// 汇总.
        coordinating_unit_code: Option<String> = "Option::is_none",
        /// 督查.
        supervising_unit_code: Option<String> = "Option::is_none",
    }
);

shape!(
    /// Where the text was published.
    Source {
        /// The publisher.
        name: String = "never",
        /// The day.
        published_on: Option<chrono::NaiveDate> = "Option::is_none",
        /// Not the issuer itself.
        reprint: bool = "is_false",
    }
);

shape!(
    /// A heading.
    Section {
        /// As printed.
        number: String = "String::is_empty",
        /// As printed.
        title: String = "never",
        /// Headings below it.
        sections: Vec<Section> = "Vec::is_empty",
        /// Its tasks.
        tasks: Vec<Task> = "Vec::is_empty",
    }
);

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
        value: Option<Decimal> = "Option::is_none",
        /// Of a range.
        upper: Option<Decimal> = "Option::is_none",
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
        /// The comparison.
        operator: Option<Operator> = "Option::is_none",
        /// As printed.
        value: Option<Decimal> = "Option::is_none",
        /// Of a range or ratio.
        upper: Option<Decimal> = "Option::is_none",
        /// As printed.
        unit_of_measure: Option<String> = "Option::is_none",
        /// How reports add up.
        series: Option<Series> = "Option::is_none",
        /// What kind of number.
        quantity_kind: Option<Kind> = "Option::is_none",
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
        /// What it should stand at by a date.
        checkpoints: Vec<Checkpoint> = "Vec::is_empty",
    }
);

shape!(
    /// The higher figure beside a firm one.
    StretchFigure {
        /// The comparison.
        operator: Option<Operator> = "Option::is_none",
        /// As printed.
        value: Option<Decimal> = "Option::is_none",
        /// Of a range.
        upper: Option<Decimal> = "Option::is_none",
        /// As printed.
        unit_of_measure: Option<String> = "Option::is_none",
    }
);

shape!(
    /// The value at the outset.
    Baseline {
        /// As printed.
        value: Option<Decimal> = "Option::is_none",
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
        value: Option<Decimal> = "Option::is_none",
        /// Percent of the target.
        share: Option<Decimal> = "Option::is_none",
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
        value: Option<Decimal> = "Option::is_none",
        /// Of a range or ratio.
        upper: Option<Decimal> = "Option::is_none",
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

shape!(
    /// A reporting duty.
    ReportingRule {
        /// From 1.
        n: u32 = "never",
        /// As printed.
        title: String = "never",
        /// To whom.
        receiver_unit_code: Option<String> = "Option::is_none",
        /// everyLead or reportingLead.
        reporters: String = "never",
        /// When.
        calendar: Calendar = "never",
        /// progress, problems, suggestions.
        parts: Vec<String> = "Vec::is_empty",
        /// Characters.
        text_limit: Option<u32> = "Option::is_none",
        /// off, warn, refuse.
        limit_policy: Option<String> = "Option::is_none",
    }
);

shape!(
    /// When reports are due.
    Calendar {
        /// monthly, quarterly, halfYearly, yearly, listed.
        frequency: String = "never",
        /// 每月3日前.
        due_day: Option<u32> = "Option::is_none",
        /// Single dates.
        listed: Vec<Listed> = "Vec::is_empty",
    }
);

shape!(
    /// One listed report.
    Listed {
        /// 2017H1, 2017.
        period: String = "never",
        /// By when.
        due_on: Option<chrono::NaiveDate> = "Option::is_none",
    }
);

const fn never<T>(_: &T) -> bool {
    false
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
