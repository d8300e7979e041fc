//! Counts by group, and what an official answers for, as tables.

use super::{state_word, told, yes};
use crate::features::reports::dashboard::shapes::{Dashboard, GroupStanding};
use crate::features::reports::official_list::{OfficialStanding, OfficialTask};
use crate::sheet::Table;

/// A row of the dashboard: whose counts, by code and name.
pub(in crate::features::reports) struct Group<'r> {
    kind: (&'static str, &'static str),
    code: &'r str,
    name: &'r str,
    standing: &'r GroupStanding,
}

/// The groups of a dashboard: the whole, headings, units, officials.
fn groups(report: &Dashboard) -> Vec<Group<'_>> {
    let whole = Group { kind: ("plan", "方案"), code: &report.plan.code, name: &report.plan.title, standing: &report.whole };
    let sections =
        report.sections.iter().map(|it| Group { kind: ("section", "部分"), code: &it.number, name: &it.title, standing: &it.standing });
    let units =
        report.units.iter().map(|it| Group { kind: ("unit", "单位"), code: &it.unit.code, name: &it.unit.name, standing: &it.standing });
    let officials = report.officials.iter().map(|it| Group {
        kind: ("official", "责任人"),
        code: &it.official.code,
        name: &it.official.name,
        standing: &it.standing,
    });
    std::iter::once(whole).chain(sections).chain(units).chain(officials).collect()
}

/// A row for each group, given to `with` as a table.
pub(in crate::features::reports) fn dashboard<T>(report: &Dashboard, english: bool, with: impl FnOnce(Table<'_, Group<'_>>) -> T) -> T {
    let rows = groups(report);
    let table = Table::new("进展", &rows)
        .text("group", "类别", move |row| if english { row.kind.0 } else { row.kind.1 })
        .text("code", "编号", |row| row.code)
        .text("name", "名称", |row| row.name)
        .text("state", "状态", move |row| row.standing.state.map(|state| state_word(state, english)))
        .number("total", "判定事项", |row| u64::from(row.standing.counts.total))
        .number("achieved", "已完成", |row| u64::from(row.standing.counts.achieved))
        .number("ahead", "超前", |row| u64::from(row.standing.counts.ahead))
        .number("onTrack", "正常", |row| u64::from(row.standing.counts.on_track))
        .number("behind", "滞后", |row| u64::from(row.standing.counts.behind))
        .number("seriouslyBehind", "严重滞后", |row| u64::from(row.standing.counts.seriously_behind))
        .number("overdue", "逾期", |row| u64::from(row.standing.counts.overdue))
        .number("noData", "无数据", |row| u64::from(row.standing.counts.no_data))
        .number("notComputable", "无法判定", |row| u64::from(row.standing.counts.not_computable))
        .number("notDue", "未到期", |row| u64::from(row.standing.counts.not_due))
        .number("withoutFigures", "无量化指标", |row| u64::from(row.standing.without_figures))
        .number("cancelled", "已取消", |row| u64::from(row.standing.cancelled))
        .percent("attainment", "指标达成率", |row| row.standing.attainment)
        .number("expected", "应报", |row| row.standing.completeness.counts.expected)
        .number("onTime", "按时", |row| row.standing.completeness.counts.on_time)
        .number("late", "迟报", |row| row.standing.completeness.counts.late)
        .number("missing", "未报", |row| row.standing.completeness.counts.missing)
        .percent("onTimeRate", "及时率", |row| row.standing.completeness.on_time_rate)
        .percent("filedRate", "完整率", |row| row.standing.completeness.filed_rate);
    with(table)
}

/// A row for each task of each official, given to `with` as a table.
pub(in crate::features::reports) fn officials<T>(
    items: &[OfficialStanding],
    english: bool,
    with: impl FnOnce(Table<'_, (&OfficialStanding, &OfficialTask)>) -> T,
) -> T {
    let rows: Vec<(&OfficialStanding, &OfficialTask)> =
        items.iter().flat_map(|official| official.tasks.iter().map(move |task| (official, task))).collect();
    let table = Table::new("责任人事项", &rows)
        .text("officialCode", "责任人代码", |(it, _)| it.official.code.as_str())
        .text("officialName", "责任人", |(it, _)| it.official.name.as_str())
        .text("post", "职务", |(it, _)| it.official.post.as_deref())
        .text("taskCode", "事项代码", |(_, task)| task.task.code.as_str())
        .text("taskNumber", "序号", |(_, task)| task.task.number.as_str())
        .text("taskTitle", "事项", |(_, task)| task.task.title.as_str())
        .date("dueOn", "完成时限", |(_, task)| task.due_on)
        .text("state", "状态", move |(_, task)| task.state.map(|state| state_word(state, english)))
        .text("sentence", "说明", move |(_, task)| task.sentence.as_ref().map(|sentence| told(sentence, english)))
        .text("cancelled", "已取消", move |(_, task)| yes(task.cancelled, english));
    with(table)
}
