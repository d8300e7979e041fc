//! The ledger as a table: what a person keeps in a spreadsheet.

use super::shapes::{Ledger, LedgerReport, LedgerRow, LedgerTarget};
use crate::domain::assess::{ProgressState, Sentence, state_zh};
use crate::domain::quantity::Quantity;
use crate::http::{Reply, Result};
use crate::refs::UnitBrief;
use crate::sheet::{Table, Wanted};

/// The ledger in the format that is wanted.
///
/// # Errors
/// When it cannot be written, which would be our mistake.
pub(super) fn reply(ledger: &Ledger, wanted: Wanted, bom: Option<bool>) -> Result<Reply> {
    let name = format!("台帐-{}-{}", ledger.plan.code, ledger.as_of);
    let english = wanted.english;
    let table = told(figures(duties(Table::new("台帐", &ledger.rows)), english));
    table.reply(wanted, &name, ledger.known_at.0, bom)
}

type Rows<'r> = Table<'r, LedgerRow>;

fn duties(table: Rows<'_>) -> Rows<'_> {
    table
        .text("section", "章节", |row| lines(row.headings.iter().map(|heading| format!("{}{}", heading.number, heading.title))))
        .text("number", "序号", |row| row.number.as_str())
        .text("code", "编码", |row| row.code.as_str())
        .text("title", "事项", |row| row.title.as_str())
        .text("content", "内容", |row| row.content.as_ref())
        .text("leadUnits", "牵头(责任)单位", |row| names(&row.lead_units))
        .text("cooperatingUnits", "配合单位", |row| names(&row.cooperating_units))
        .text("officials", "责任人", |row| lines(row.officials.iter().map(|official| official.name.clone())))
        .text("dueText", "完成时限", |row| row.due_text.as_ref())
        .date("dueOn", "判定日期", |row| row.due_on)
}

fn figures(table: Rows<'_>, english: bool) -> Rows<'_> {
    let of = |text: fn(&LedgerTarget) -> String| move |row: &LedgerRow| lines(row.targets.iter().map(text));
    let table = table
        .text("targets", "量化指标", of(|target| target.text.clone()))
        .text("values", "目标值", of(|target| figure(target.value, target)))
        .text("actuals", "完成值", of(|target| figure(target.actual, target)))
        .text("expected", "序时应达", of(|target| figure(target.expected, target)))
        .text("attainment", "完成率(%)", of(|target| target.attainment.map(|it| it.to_string()).unwrap_or_default()))
        .text(
            "reachesOn",
            "预计达到",
            of(|target| target.forecast.as_ref().and_then(|forecast| forecast.reaches_on).map(|day| day.to_string()).unwrap_or_default()),
        );
    table
        .text("state", "状态", move |row| {
            if row.cancelled { cancelled(english) } else { row.state.map(|state| word(state, english)).unwrap_or_default() }
        })
        .text("sentence", "研判", move |row| row.sentence.as_ref().map(|sentence| said(sentence, english)))
}

fn told(table: Rows<'_>) -> Rows<'_> {
    let of = |text: fn(&LedgerReport) -> Option<&String>| {
        move |row: &LedgerRow| {
            let several = row.reports.len() > 1;
            let line = |report: &LedgerReport| {
                let text = text(report)?;
                Some(if several { format!("{}:{text}", report.unit.name) } else { text.clone() })
            };
            lines(row.reports.iter().filter_map(line))
        }
    };
    table
        .text("reportedFor", "报告期", |row| lines(row.reports.iter().map(|report| report.period.to_string())))
        .text("progress", "进展情况", of(|report| report.progress.as_ref()))
        .text("problems", "存在问题", of(|report| report.problems.as_ref()))
        .text("suggestions", "下步建议", of(|report| report.suggestions.as_ref()))
        .text(
            "steps",
            "节点完成",
            move |row| if row.steps.total == 0 { String::new() } else { format!("{}/{}", row.steps.done, row.steps.total) },
        )
        .number("overdueSteps", "逾期节点", |row| (row.steps.overdue > 0).then(|| i64::from(row.steps.overdue)))
}

/// A figure with its unit of measure.
fn figure(value: Option<Quantity>, target: &LedgerTarget) -> String {
    value.map(|value| format!("{value}{}", target.unit_of_measure.as_deref().unwrap_or_default())).unwrap_or_else(|| "—".to_owned())
}

fn names(units: &[UnitBrief]) -> String {
    units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、")
}

fn lines(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("\n")
}

fn cancelled(english: bool) -> String {
    if english { "cancelled" } else { "已取消" }.to_owned()
}

fn said(sentence: &Sentence, english: bool) -> String {
    if english { sentence.en.clone() } else { sentence.zh.clone() }
}

/// The state in Chinese, or as the contract calls it.
fn word(state: ProgressState, english: bool) -> String {
    use sea_orm::ActiveEnum;
    if english { state.to_value() } else { state_zh(state).to_owned() }
}
