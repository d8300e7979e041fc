//! Completeness as a table: a row for each group, and a last one for the whole.

use crate::domain::completeness::Completeness;
use crate::features::reports::shapes::{CompletenessGroup, CompletenessReport, GroupBy};
use crate::http::{Reply, Result};
use crate::sheet::{Cell, Table, Wanted};

/// A row: what is counted, and the counts.
struct Row<'r> {
    group: Option<&'r CompletenessGroup>,
    own: Completeness,
}

impl Row<'_> {
    /// With all below: the whole is its own subtree; periods have nothing below them.
    fn subtree(&self) -> Option<&Completeness> {
        self.group.map_or(Some(&self.own), |group| group.subtree.as_ref())
    }
}

/// The report in the format that is wanted.
///
/// # Errors
/// When it cannot be written, which would be our mistake.
pub(in crate::features::reports) fn completeness(report: &CompletenessReport, wanted: Wanted, bom: Option<bool>) -> Result<Reply> {
    let own = |group| Row { group: Some(group), own: group.completeness };
    let mut rows: Vec<Row<'_>> = report.groups.iter().map(own).collect();
    rows.push(Row { group: None, own: report.completeness });
    let whole = if wanted.english { "total" } else { "合计" };
    let table = named(Table::new("报送完整率", &rows), report.group_by, whole);
    let table = counted(table);
    let table = if report.group_by == GroupBy::Period { table } else { with_those_below(table) };
    let period = report.period.map(|period| format!("-{period}")).unwrap_or_default();
    table.reply(wanted, &format!("报送完整率-{}{period}", report.plan.code), report.known_at.0, bom)
}

fn named<'r>(table: Table<'r, Row<'r>>, by: GroupBy, whole: &'static str) -> Table<'r, Row<'r>> {
    let or_whole = move |name: Option<String>, row: &Row<'_>| if row.group.is_none() { Some(whole.to_owned()) } else { name };
    let unit = |row: &'r Row<'r>| row.group.and_then(|group| group.unit.as_ref());
    let section = |row: &'r Row<'r>| row.group.and_then(|group| group.section.as_ref());
    match by {
        GroupBy::Unit => {
            table
                .text("unitCode", "单位代码", move |row| unit(row).map(|unit| unit.code.as_str()))
                .text("unitName", "单位", move |row| or_whole(unit(row).map(|unit| unit.name.clone()), row))
        }
        GroupBy::Section => table.text("sectionNumber", "序号", move |row| section(row).map(|section| section.number.as_str())).text(
            "sectionTitle",
            "标题",
            move |row| or_whole(section(row).map(|section| section.title.clone()), row),
        ),
        GroupBy::Period => table.text("period", "报告期", move |row| {
            or_whole(row.group.and_then(|group| group.period).map(|period| period.to_string()), row)
        }),
    }
}

fn counted<'r>(table: Table<'r, Row<'r>>) -> Table<'r, Row<'r>> {
    table
        .number("expected", "应报", |row| row.own.counts.expected)
        .number("onTime", "按时", |row| row.own.counts.on_time)
        .number("late", "迟报", |row| row.own.counts.late)
        .number("missing", "未报", |row| row.own.counts.missing)
        .percent("onTimeRate", "及时率", |row| row.own.on_time_rate)
        .percent("filedRate", "完整率", |row| row.own.filed_rate)
        .number("onTimeOriginal", "按原期限按时", |row| row.own.counts.on_time_original)
        .number("accepted", "已认定", |row| row.own.counts.accepted)
        .number("returned", "退回", |row| row.own.counts.returned)
        .number("returnedOverdue", "退回逾期", |row| row.own.counts.returned_overdue)
        .number("outstanding", "欠报", |row| row.own.outstanding)
        .number("notYetDue", "未到期", |row| row.own.counts.not_yet_due)
        .number("filedEarly", "提前报送", |row| row.own.counts.filed_early)
        .number("void", "免报", |row| row.own.counts.void)
}

/// The counts with all below: of units, of headings.
fn with_those_below<'r>(table: Table<'r, Row<'r>>) -> Table<'r, Row<'r>> {
    fn of<'r, C: Into<Cell>>(of: impl Fn(&'r Completeness) -> C) -> impl Fn(&'r Row<'r>) -> Option<C> {
        move |row| row.subtree().map(&of)
    }
    table
        .number("subtreeExpected", "含下级应报", of(|whole| whole.counts.expected))
        .number("subtreeOnTime", "含下级按时", of(|whole| whole.counts.on_time))
        .number("subtreeLate", "含下级迟报", of(|whole| whole.counts.late))
        .number("subtreeMissing", "含下级未报", of(|whole| whole.counts.missing))
        .percent("subtreeOnTimeRate", "含下级及时率", of(|whole| whole.on_time_rate))
        .percent("subtreeFiledRate", "含下级完整率", of(|whole| whole.filed_rate))
}
