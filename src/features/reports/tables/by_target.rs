//! Targets as tables: the course of one, the year before, shares against the whole, parents and children.

use super::{either, state_word, told, yes};
use crate::domain::assess::{Basis, CoursePoint};
use crate::domain::bar::Bar;
use crate::domain::matrix::{ShareCheck, ShareOrigin};
use crate::domain::quantity::Quantity;
use crate::features::reports::division_shapes::{AllocationMatrix, MatrixRow};
use crate::features::reports::parent_shapes::{ChildTarget, ParentItem, ParentReport, ParentTarget};
use crate::features::reports::trajectory::Trajectory;
use crate::features::reports::year_on_year::{NoYearReason, YearBasis, YearOnYearRow};
use crate::refs::UnitBrief;
use crate::sheet::Table;

/// A day of a course, and whose it is.
type Day<'r> = (Option<&'r UnitBrief>, &'r CoursePoint);

/// A row for each day, then for each day of each member; given to `with` as a table.
pub(in crate::features::reports) fn trajectory<T>(report: &Trajectory, english: bool, with: impl FnOnce(Table<'_, Day<'_>>) -> T) -> T {
    let whole = report.course.points.iter().map(|point| (report.unit.as_ref(), point));
    let members = report.members.iter().flat_map(|member| member.course.points.iter().map(move |point| (Some(&member.unit), point)));
    let rows: Vec<Day<'_>> = whole.chain(members).collect();
    let table = Table::new("指标轨迹", &rows)
        .text("unitCode", "单位代码", |(unit, _)| unit.map(|unit| unit.code.as_str()))
        .text("unitName", "单位", |(unit, _)| unit.map(|unit| unit.name.as_str()))
        .date("on", "日期", |(_, point)| point.on)
        .text("period", "报告期", |(_, point)| point.period.as_deref())
        .number("planned", "计划", |(_, point)| point.planned)
        .text("basis", "依据", move |(_, point)| point.basis.map(|basis| either(&basis, basis_zh(basis), english)))
        .text("checkpoint", "节点", move |(_, point)| yes(point.checkpoint, english))
        .number("expected", "应达", |(_, point)| point.expected)
        .number("actual", "实际", |(_, point)| point.actual)
        .date("actualAsAt", "实际数据日期", |(_, point)| point.actual_as_at)
        .text("state", "状态", move |(_, point)| point.state.map(|state| state_word(state, english)))
        .number("forecast", "预测", |(_, point)| point.forecast)
        .text("sentence", "说明", move |(_, point)| point.sentence.as_ref().map(|sentence| told(sentence, english)));
    with(table)
}

const fn basis_zh(basis: Basis) -> &'static str {
    match basis {
        Basis::Checkpoint => "节点",
        Basis::Share => "比例节点",
        Basis::Line => "序时",
        Basis::Goal => "目标",
    }
}

/// A row for each target.
pub(in crate::features::reports) fn year_on_year(rows: &[YearOnYearRow], english: bool) -> Table<'_, YearOnYearRow> {
    Table::new("同比", rows)
        .text("taskCode", "事项代码", |row| row.task_code.as_str())
        .text("taskNumber", "序号", |row| row.task_number.as_str())
        .text("taskTitle", "事项", |row| row.task_title.as_str())
        .text("indicator", "指标", |row| row.indicator.as_str())
        .text("unitOfMeasure", "计量单位", |row| row.unit_of_measure.as_deref())
        .text("basis", "对比依据", move |row| row.basis.map(|basis| either(&basis, year_zh(basis), english)))
        .number("now", "本年", |row| row.now)
        .date("nowAsAt", "本年数据日期", |row| row.now_as_at)
        .number("then", "上年同期", |row| row.then)
        .date("thenAsAt", "上年数据日期", |row| row.then_as_at)
        .number("change", "增减", |row| row.change)
        .percent("changePercent", "增减幅度", |row| row.change_percent)
        .text("reason", "无法对比的原因", move |row| row.reason.map(|reason| either(&reason, reason_zh(reason), english)))
}

const fn year_zh(basis: YearBasis) -> &'static str {
    match basis {
        YearBasis::SameTarget => "同一指标",
        YearBasis::PreviousPlan => "上年方案",
        YearBasis::Baseline => "基数",
    }
}

const fn reason_zh(reason: NoYearReason) -> &'static str {
    match reason {
        NoYearReason::NoFigureNow => "本年无数据",
        NoYearReason::NoCounterpart => "上年无对应指标",
        NoYearReason::NoFigureThen => "上年无数据",
    }
}

/// A share of a target: of a unit, a period or a site.
pub(in crate::features::reports) struct Share<'r> {
    row: &'r MatrixRow,
    kind: (&'static str, &'static str),
    name: String,
    share: Quantity,
    check: ShareCheck,
    origin: Option<ShareOrigin>,
    actual: Option<Quantity>,
    attainment: Option<Quantity>,
}

fn shares(row: &MatrixRow) -> Vec<Share<'_>> {
    let plain = |kind, name, share, check| Share { row, kind, name, share, check, origin: None, actual: None, attainment: None };
    let units = row.units.cells.iter().map(|cell| Share {
        origin: Some(cell.origin),
        actual: cell.actual,
        attainment: cell.attainment,
        ..plain(("unit", "单位"), cell.unit.name.clone(), cell.share, row.units.check)
    });
    let periods = row.periods.cells.iter().map(|cell| plain(("period", "报告期"), cell.period.to_string(), cell.share, row.periods.check));
    let sites = row.sites.cells.iter().map(|cell| plain(("site", "点位"), cell.name.clone(), cell.share, row.sites.check));
    units.chain(periods).chain(sites).collect()
}

/// A row for each share; given to `with` as a table.
pub(in crate::features::reports) fn matrix<T>(report: &AllocationMatrix, english: bool, with: impl FnOnce(Table<'_, Share<'_>>) -> T) -> T {
    let rows: Vec<Share<'_>> = report.rows.iter().flat_map(shares).collect();
    let table = Table::new("指标分解", &rows)
        .text("taskCode", "事项代码", |it| it.row.task_code.as_str())
        .text("indicator", "指标", |it| it.row.indicator.as_str())
        .text("unitOfMeasure", "计量单位", |it| it.row.unit_of_measure.as_deref())
        .number("total", "总目标", |it| it.row.total)
        .text("by", "分解方式", move |it| if english { it.kind.0 } else { it.kind.1 })
        .text("name", "名称", |it| it.name.as_str())
        .number("share", "分解目标", |it| it.share)
        .text("origin", "来源", move |it| it.origin.map(|origin| either(&origin, origin_zh(origin), english)))
        .number("actual", "实际", |it| it.actual)
        .percent("attainment", "完成率", |it| it.attainment)
        .text("check", "合计与总目标", move |it| either(&it.check, check_zh(it.check), english));
    with(table)
}

const fn origin_zh(origin: ShareOrigin) -> &'static str {
    match origin {
        ShareOrigin::Entered => "录入",
        ShareOrigin::Summed => "汇总",
        ShareOrigin::Inferred => "推算",
    }
}

const fn check_zh(check: ShareCheck) -> &'static str {
    match check {
        ShareCheck::Below => "不足",
        ShareCheck::Equal => "相符",
        ShareCheck::Above => "超出",
        ShareCheck::None => "未比较",
        ShareCheck::NotSummed => "不可加总",
    }
}

/// A task of the parent: one of its targets with one that carries it out, or none.
pub(in crate::features::reports) struct Carried<'r> {
    task: &'r ParentItem,
    target: Option<&'r ParentTarget>,
    child: Option<&'r ChildTarget>,
}

/// A row for each target that carries one out, for each that nobody carries out, and for each task nobody took; given to `with` as a table.
pub(in crate::features::reports) fn parent<T>(report: &ParentReport, english: bool, with: impl FnOnce(Table<'_, Carried<'_>>) -> T) -> T {
    let mut rows: Vec<Carried<'_>> = Vec::new();
    for target in &report.targets {
        let row = |child| Carried { task: &target.task, target: Some(target), child };
        rows.extend(target.children.iter().map(|child| row(Some(child))));
        if target.children.is_empty() {
            rows.push(row(None));
        }
    }
    rows.extend(report.untaken.iter().filter(|one| !one.has_targets).map(|one| Carried { task: &one.task, target: None, child: None }));
    let table = Table::new("上下级目标", &rows)
        .text("taskCode", "事项代码", |it| it.task.code.as_str())
        .text("taskNumber", "序号", |it| it.task.number.as_str())
        .text("taskTitle", "事项", |it| it.task.title.as_str())
        .text("indicator", "指标", |it| it.target.map(|target| target.indicator.as_str()))
        .text("unitOfMeasure", "计量单位", |it| it.target.and_then(|target| target.unit_of_measure.as_deref()))
        .number("value", "目标", |it| it.target.and_then(|target| target.value))
        .number("sum", "下级合计", |it| it.target.and_then(|target| target.sum))
        .text("check", "合计与目标", move |it| it.target.map(|target| either(&target.check, check_zh(target.check), english)))
        .text("childPlan", "下级方案", |it| it.child.map(|child| child.plan.title.as_str()))
        .text("childTaskCode", "下级事项代码", |it| it.child.map(|child| child.task_code.as_str()))
        .text("childIndicator", "下级指标", |it| it.child.map(|child| child.indicator.as_str()))
        .number("childValue", "下级目标", |it| it.child.and_then(|child| child.value))
        .text("childUnitOfMeasure", "下级计量单位", |it| it.child.and_then(|child| child.unit_of_measure.as_deref()))
        .text("bar", "标杆", move |it| it.child.map(|child| either(&child.bar, bar_zh(child.bar), english)));
    with(table)
}

const fn bar_zh(bar: Bar) -> &'static str {
    match bar {
        Bar::Raised => "拉高",
        Bar::Same => "一致",
        Bar::Lowered => "降低",
        Bar::NotComparable => "不可比",
    }
}
