//! The sheets and columns of the workbook: what is written under a heading is read under the same.

use crate::sheet::Kind;
use crate::sheet::form::Column;

/// Which sheet, in the order of the workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Part {
    /// Figures.
    Figures,
    /// Words.
    Texts,
    /// Steps of the schedule.
    Steps,
    /// Warnings and why the report is right all the same.
    Warnings,
}

impl Part {
    /// All, in the order of the workbook.
    pub(super) const ALL: [Self; 4] = [Self::Figures, Self::Texts, Self::Steps, Self::Warnings];

    /// The name of its sheet.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Figures => "填报",
            Self::Texts => "文字",
            Self::Steps => "进度",
            Self::Warnings => "核查提示",
        }
    }

    /// Its columns.
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Figures => FIGURES,
            Self::Texts => TEXTS,
            Self::Steps => STEPS,
            Self::Warnings => WARNINGS,
        }
    }
}

/// The sheet with what the service must find again.
pub(super) const MARKS: &str = "督办标识";

/// What kind of workbook this is, and in which edition.
pub(super) const FORMAT: &str = "duban-unit-report-1";

pub(super) const OWED: &str = "报送编号";
pub(super) const TARGET: &str = "指标编号";
pub(super) const TASK_CODE: &str = "事项代码";
pub(super) const TARGET_KEY: &str = "指标键";
pub(super) const NUMBER: &str = "序号";
pub(super) const TASK: &str = "事项";
pub(super) const INDICATOR: &str = "指标";
pub(super) const UNIT: &str = "计量单位";
pub(super) const GOAL: &str = "目标值";
pub(super) const LAST_PERIOD: &str = "上期";
pub(super) const LAST: &str = "上期值";
pub(super) const EXPECTED: &str = "本期应达";
pub(super) const VALUE: &str = "本期值";
pub(super) const NUMERATOR: &str = "分子";
pub(super) const DENOMINATOR: &str = "分母";
pub(super) const CLAIMED: &str = "自报累计";
pub(super) const WHY_MISSING: &str = "未报原因";
pub(super) const DUE: &str = "截止日";
pub(super) const STATE: &str = "状态";
pub(super) const PROGRESS: &str = "工作进展";
pub(super) const PROBLEMS: &str = "存在问题";
pub(super) const SUGGESTIONS: &str = "下步打算及建议";
pub(super) const STEP: &str = "进度编号";
pub(super) const OCCURS: &str = "场次";
pub(super) const STEP_TEXT: &str = "进度安排";
pub(super) const STEP_DUE: &str = "时限";
pub(super) const DONE: &str = "是否完成";
pub(super) const DONE_ON: &str = "完成日期";
pub(super) const NOTE: &str = "情况说明";
pub(super) const WARNING: &str = "提示代码";
pub(super) const SENTENCE: &str = "提示";
pub(super) const REASON: &str = "说明理由";
pub(super) const FAULT: &str = "错误";

const fn column(title: &'static str, width: u8, kind: Kind) -> Column {
    Column { title, width, kind }
}

const FIGURES: &[Column] = &[
    column(OWED, 0, Kind::Text),
    column(TARGET, 0, Kind::Text),
    column(TASK_CODE, 9, Kind::Text),
    column(TARGET_KEY, 7, Kind::Text),
    column(NUMBER, 6, Kind::Text),
    column(TASK, 34, Kind::Text),
    column(INDICATOR, 26, Kind::Text),
    column(UNIT, 10, Kind::Text),
    column(GOAL, 12, Kind::Number),
    column(LAST_PERIOD, 9, Kind::Text),
    column(LAST, 12, Kind::Number),
    column(EXPECTED, 12, Kind::Number),
    column(VALUE, 14, Kind::Number),
    column(NUMERATOR, 12, Kind::Number),
    column(DENOMINATOR, 12, Kind::Number),
    column(CLAIMED, 12, Kind::Number),
    column(WHY_MISSING, 24, Kind::Text),
];

const TEXTS: &[Column] = &[
    column(OWED, 0, Kind::Text),
    column(TASK_CODE, 9, Kind::Text),
    column(NUMBER, 6, Kind::Text),
    column(TASK, 34, Kind::Text),
    column(DUE, 12, Kind::Date),
    column(STATE, 9, Kind::Text),
    column(PROGRESS, 50, Kind::Text),
    column(PROBLEMS, 36, Kind::Text),
    column(SUGGESTIONS, 36, Kind::Text),
];

const STEPS: &[Column] = &[
    column(OWED, 0, Kind::Text),
    column(STEP, 0, Kind::Text),
    column(OCCURS, 12, Kind::Date),
    column(TASK_CODE, 9, Kind::Text),
    column(TASK, 30, Kind::Text),
    column(STEP_TEXT, 44, Kind::Text),
    column(STEP_DUE, 16, Kind::Text),
    column(DONE, 10, Kind::Text),
    column(DONE_ON, 14, Kind::Date),
    column(NOTE, 36, Kind::Text),
];

const WARNINGS: &[Column] = &[
    column(OWED, 0, Kind::Text),
    column(TARGET, 0, Kind::Text),
    column(WARNING, 20, Kind::Text),
    column(TASK, 30, Kind::Text),
    column(SENTENCE, 60, Kind::Text),
    column(REASON, 44, Kind::Text),
];
