//! What a notice was read as: the plan document, and beside it where every field of it was found.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::PlanDocument;
use super::text::Span;

/// How the tasks are laid out in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeLayout)]
pub enum Layout {
    /// Every cell of a table on lines of its own.
    FlattenedTable,
    /// Rows collapsed into lines, perhaps printed again after a page break.
    CollapsedRows,
    /// Numbered items with their units in brackets or behind them.
    NumberedList,
    /// Blocks closed by a sentence: ——由…组织落实.
    ClosedBlocks,
    /// Blocks of labelled lines: 事项内容, 完成时限, 牵头部门.
    LabelledBlocks,
    /// Cells between pipes.
    PipeTable,
    /// Cells between tabs; CSV too.
    DelimitedTable,
    /// Cells between blanks below a head.
    SpacedTable,
    /// Nothing that looks like a list of tasks.
    Unknown,
}

/// Where a field of the document was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeField)]
pub struct FieldSource {
    /// JSON pointer into the document: `/sections/0/tasks/3/title`.
    pub pointer: String,
    /// The place in the source.
    pub span: Span,
    /// From 0 to 1.
    pub confidence: f64,
    /// The name of the rule.
    pub rule: String,
}

/// A unit as printed, each place of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeUnit)]
pub struct PrintedUnit {
    /// Its provisional code in the document.
    pub code: String,
    /// The name the rules compare: half-width, simplified, without stray blanks.
    pub name: String,
    /// 各区人民政府, 市直有关部门.
    pub group: bool,
    /// A group of which the notice does not say who belongs.
    pub open: bool,
    /// Every place where it is printed.
    pub mentions: Vec<Mention>,
}

/// One place where a unit or a person is printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeMention)]
pub struct Mention {
    /// The task, by code.
    pub task: String,
    /// lead, responsible, cooperating, jointly, principal.
    pub role: String,
    /// The printed role word; empty where none is printed.
    pub label: String,
    /// The place in the source.
    pub span: Span,
}

/// A piece of the text no field was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeRemainder)]
pub struct Remainder {
    /// The place in the source.
    pub span: Span,
    /// As printed, at most 200 characters.
    pub text: String,
    /// `frame` (of the web page or printer), `otherText`, `unread`.
    pub reason: String,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeWarning)]
pub struct Warning {
    /// rowRepeated, unitWordsDiffer, sumDoesNotFit, digitsMasked, lastItemCutOff, leadMissing, noTasks.
    pub code: String,
    /// What it is about.
    pub params: std::collections::BTreeMap<String, String>,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The place in the source.
    pub span: Option<Span>,
}

/// Another text on the same page, with the tasks that could be read in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherText {
    /// Its printed mark: 篇1.
    pub mark: String,
    /// The place in the source.
    pub span: Span,
    /// What it was read as.
    pub document: PlanDocument,
    /// Where its fields were found.
    pub sources: Vec<FieldSource>,
}

/// A notice as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proposal {
    /// How its tasks are laid out.
    pub layout: Layout,
    /// The plan document, ready for the door of plan documents once a person has looked at it.
    pub document: PlanDocument,
    /// Where every field of the document was found.
    pub sources: Vec<FieldSource>,
    /// The units as printed.
    pub units: Vec<PrintedUnit>,
    /// The persons as printed: code, name and places.
    pub officials: Vec<PrintedUnit>,
    /// What no field was made of.
    pub remainder: Vec<Remainder>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// Other texts on the same page.
    pub other_texts: Vec<OtherText>,
}
