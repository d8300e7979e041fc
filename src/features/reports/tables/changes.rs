//! What changed, as one table: a row for each change of whatever kind.

use serde_json::Value;

use super::{either, state_word, told, units};
use crate::domain::quantity::Quantity;
use crate::features::reports::changes::shapes::{
    Amendment, ChangedTarget, ChangedTask, Changes, FieldChange, FigureChange, FigureChangeKind, ReportChange, ReportEvent,
    TargetStateChange, TaskChange, TaskChangeKind, TaskStateChange,
};
use crate::sheet::Table;

/// A change in words.
#[derive(Default)]
pub(in crate::features::reports) struct Row<'r> {
    kind: String,
    task_code: &'r str,
    task_title: Option<&'r str>,
    indicator: Option<&'r str>,
    unit: Option<&'r str>,
    period: Option<String>,
    what: Option<String>,
    before: Option<String>,
    after: Option<String>,
    note: Option<String>,
}

impl<'r> Row<'r> {
    fn of_task(kind: (&'static str, &'static str), english: bool, task: &'r ChangedTask) -> Self {
        Self { task_code: &task.code, task_title: Some(&task.title), ..Self::of_kind(kind, english) }
    }

    fn of_target(kind: (&'static str, &'static str), english: bool, target: &'r ChangedTarget) -> Self {
        Self { task_code: &target.task_code, indicator: Some(&target.indicator), ..Self::of_kind(kind, english) }
    }

    fn of_kind((en, zh): (&'static str, &'static str), english: bool) -> Self {
        Self { kind: if english { en } else { zh }.to_owned(), ..Self::default() }
    }
}

/// A row for each change; given to `with` as a table.
pub(in crate::features::reports) fn changes<T>(report: &Changes, english: bool, with: impl FnOnce(Table<'_, Row<'_>>) -> T) -> T {
    let mut rows: Vec<Row<'_>> = Vec::new();
    rows.extend(report.task_states.iter().map(|one| task_state(one, english)));
    rows.extend(report.target_states.iter().map(|one| target_state(one, english)));
    rows.extend(report.figures.iter().map(|one| figure(one, english)));
    rows.extend(report.amendments.iter().flat_map(|one| one.fields.iter().map(move |field| amendment(one, field, english))));
    rows.extend(report.reports.iter().map(|one| filed(one, english)));
    rows.extend(report.tasks.iter().map(|one| task(one, english)));
    let table = Table::new("变化情况", &rows)
        .text("kind", "类别", |row| row.kind.as_str())
        .text("taskCode", "事项代码", |row| row.task_code)
        .text("taskTitle", "事项", |row| row.task_title)
        .text("indicator", "指标", |row| row.indicator)
        .text("unitName", "单位", |row| row.unit)
        .text("period", "报告期", |row| row.period.clone())
        .text("what", "变化", |row| row.what.clone())
        .text("before", "变化前", |row| row.before.clone())
        .text("after", "变化后", |row| row.after.clone())
        .text("note", "说明", |row| row.note.clone());
    with(table)
}

fn task_state(one: &TaskStateChange, english: bool) -> Row<'_> {
    Row {
        before: one.before.map(|state| state_word(state, english)),
        after: one.after.map(|state| state_word(state, english)),
        note: one.sentence.as_ref().map(|sentence| told(sentence, english)),
        ..Row::of_task(("taskState", "事项状态"), english, &one.task)
    }
}

fn target_state(one: &TargetStateChange, english: bool) -> Row<'_> {
    Row {
        before: one.before.map(|state| state_word(state, english)),
        after: one.after.map(|state| state_word(state, english)),
        note: one.sentence.as_ref().map(|sentence| told(sentence, english)),
        ..Row::of_target(("targetState", "指标状态"), english, &one.target)
    }
}

fn figure(one: &FigureChange, english: bool) -> Row<'_> {
    let kind = match one.kind {
        FigureChangeKind::New => "新增",
        FigureChangeKind::Corrected => "更正",
        FigureChangeKind::Withdrawn => "撤回",
    };
    let number = |value: Option<Quantity>| value.map(|value| value.to_string());
    Row {
        unit: Some(&one.unit.name),
        period: Some(one.period.to_string()),
        what: Some(either(&one.kind, kind, english)),
        before: number(one.before),
        after: number(one.after),
        ..Row::of_target(("figure", "数据"), english, &one.target)
    }
}

fn amendment<'r>(one: &'r Amendment, field: &FieldChange, english: bool) -> Row<'r> {
    let value = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    Row {
        what: Some(field.field.clone()),
        before: value(&field.before),
        after: value(&field.after),
        note: one.reason.clone(),
        ..Row::of_task(("amendment", "调整"), english, &one.task)
    }
}

fn filed(one: &ReportChange, english: bool) -> Row<'_> {
    let word = |event: &ReportEvent| {
        let zh = match event {
            ReportEvent::Filed => "报送",
            ReportEvent::TakenBack => "撤回",
            ReportEvent::Accepted => "认定",
            ReportEvent::Returned => "退回",
            ReportEvent::Void => "免报",
            ReportEvent::Owed => "应报",
        };
        either(event, zh, english)
    };
    let events: Vec<String> = one.events.iter().map(word).collect();
    Row {
        unit: Some(&one.unit.name),
        period: Some(one.period.to_string()),
        what: Some(events.join("、")),
        ..Row::of_task(("report", "报送"), english, &one.task)
    }
}

fn task(one: &TaskChange, english: bool) -> Row<'_> {
    let zh = match one.kind {
        TaskChangeKind::Cancelled => "取消",
        TaskChangeKind::Resumed => "恢复",
        TaskChangeKind::Added => "新增",
        TaskChangeKind::Reassigned => "责任单位变更",
    };
    let named = |leads: &[crate::refs::UnitBrief]| (!leads.is_empty()).then(|| units(leads));
    Row {
        what: Some(either(&one.kind, zh, english)),
        before: named(&one.leads_before),
        after: named(&one.leads_after),
        ..Row::of_task(("task", "事项"), english, &one.task)
    }
}
