//! The plan document (duban-plan/1) as a proposal holds it. Absent members mean null, false, empty or the default.

use serde::{Deserialize, Serialize};

use super::due::Due;

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

mod task;

pub use task::{
    Assignment, Baseline, Checkpoint, Milestone, Parameter, Recurrence, Reference, Stage, Statement, StretchFigure, Target, Task,
};

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
        /// Targets of measures that are those of the key work.
        links: Vec<Link> = "Vec::is_empty",
    }
);

shape!(
    /// What one target is to another.
    Link {
        /// `<task code>/<target key>`.
        from: String = "never",
        /// `<task code>/<target key>`.
        to: String = "never",
        /// same.
        kind: String = "never",
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
        /// The unit above, once the register is known.
        parent_code: Option<String> = "Option::is_none",
        /// Who belongs to the group, once the register is known.
        members: Vec<Member> = "Vec::is_empty",
    }
);

shape!(
    /// A member of a group.
    Member {
        /// By code.
        unit_code: String = "never",
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
