//! The ranking, tasks by state and what is due as tables, for people with a spreadsheet.

use super::{names, state_word, told, units, word, yes};
use crate::domain::milestone::MilestoneState;
use crate::features::reports::due::{DueItem, DueSubject};
use crate::features::reports::ranking::shapes::RankedUnit;
use crate::features::reports::task_list::TaskStanding;
use crate::sheet::Table;

/// A row for each unit.
pub(in crate::features::reports) fn ranking(items: &[RankedUnit]) -> Table<'_, RankedUnit> {
    Table::new("单位排名", items)
        .number("rank", "名次", |row| row.rank.map(u64::from))
        .text("unitCode", "单位代码", |row| row.unit.code.as_str())
        .text("unitName", "单位", |row| row.unit.name.as_str())
        .number("points", "得分", |row| row.points)
        .percent("achievement", "指标完成", |row| row.achievement)
        .percent("timeliness", "及时率", |row| row.timeliness)
        .percent("completeness", "完整率", |row| row.completeness)
        .number("full", "正常以上指标", |row| row.credits.full)
        .number("half", "滞后指标", |row| row.credits.half)
        .number("none", "严重滞后、逾期或无数据指标", |row| row.credits.none)
        .number("targets", "指标数", |row| u64::from(row.targets.total))
        .number("expected", "应报", |row| row.reports.counts.expected)
        .number("onTime", "按时", |row| row.reports.counts.on_time)
        .number("late", "迟报", |row| row.reports.counts.late)
        .number("missing", "未报", |row| row.reports.counts.missing)
}

/// A row for each task.
pub(in crate::features::reports) fn tasks(items: &[TaskStanding], english: bool) -> Table<'_, TaskStanding> {
    Table::new("事项进度", items)
        .text("code", "代码", |row| row.code.as_str())
        .text("number", "序号", |row| row.number.as_str())
        .text("title", "事项", |row| row.title.as_str())
        .text("leadUnits", "责任单位", |row| units(&row.lead_units))
        .text("officials", "责任人", |row| names(&row.officials))
        .date("dueOn", "完成时限", |row| row.due_on)
        .text("dueText", "时限表述", |row| row.due_text.as_deref())
        .text("state", "状态", move |row| row.state.map(|state| state_word(state, english)))
        .text("sentence", "说明", move |row| row.sentence.as_ref().map(|sentence| told(sentence, english)))
        .number("overdueSteps", "逾期进度", |row| row.overdue_steps)
        .text("cancelled", "已取消", move |row| yes(row.cancelled, english))
}

/// A row for each thing that is due.
pub(in crate::features::reports) fn due(items: &[DueItem], english: bool) -> Table<'_, DueItem> {
    Table::new("临期和逾期", items)
        .text("kind", "类别", move |row| if english { word(&row.kind) } else { kind(row.kind).to_owned() })
        .text("planCode", "方案代码", |row| row.plan.code.as_str())
        .text("taskCode", "事项代码", |row| row.task.code.as_str())
        .text("taskNumber", "序号", |row| row.task.number.as_str())
        .text("taskTitle", "事项", |row| row.task.title.as_str())
        .text("units", "责任单位", |row| units(&row.units))
        .text("text", "内容", |row| row.text.as_deref())
        .text("period", "报告期", |row| row.period.map(|period| period.to_string()))
        .date("dueOn", "截止日", |row| row.due_on)
        .number("daysLeft", "剩余天数", |row| row.days_left)
        .text("overdue", "逾期", move |row| yes(row.overdue, english))
        .text("state", "状态", move |row| stage(row, english))
}

const fn kind(kind: DueSubject) -> &'static str {
    match kind {
        DueSubject::Obligation => "报送任务",
        DueSubject::Milestone => "进度安排",
        DueSubject::Target => "量化指标",
    }
}

fn stage(row: &DueItem, english: bool) -> Option<String> {
    let report = row.submission_state.map(|state| if english { word(&state) } else { state.zh().to_owned() });
    let step = row.milestone_state.map(|state| if english { word(&state) } else { step_word(state).to_owned() });
    report.or(step).or(row.target_state.map(|state| state_word(state, english)))
}

const fn step_word(state: MilestoneState) -> &'static str {
    match state {
        MilestoneState::NotDue => "未到期",
        MilestoneState::Done => "已完成",
        MilestoneState::AwaitingReport => "待报送",
        MilestoneState::Overdue => "逾期",
    }
}
