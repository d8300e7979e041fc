//! Reports as pictures: which values of a report stand where in a drawing.

use chrono::NaiveDate;
use maud::Markup;

use super::dashboard::shapes::{Dashboard, DashboardSection};
use super::discipline::{Discipline, PeriodDiscipline, UnitDiscipline};
use crate::domain::completeness::Completeness;
use crate::domain::instant::Instant;
use crate::picture::{Bar, Cell, Heat, StateBars, heat, state_bars};

/// How many headings and units a picture has room for.
const MOST: usize = 60;

/// 截至 2024-05-31; with the instant too where that was asked for: it is another one with every request otherwise.
pub(super) fn spoken(as_of: NaiveDate, pinned: Option<Instant>) -> String {
    pinned.map_or_else(|| format!("截至 {as_of}"), |at| format!("截至 {as_of} · 依据 {at} 前认定的数据"))
}

/// The state bars of a plan: the whole, and its headings of the first level.
pub(super) fn states(report: &Dashboard, pinned: Option<Instant>) -> Markup {
    let whole = Bar { label: "全部".to_owned(), counts: report.whole.counts };
    let headings = report.sections.iter().filter(|section| section.parent_id.is_none());
    let heading =
        |section: &DashboardSection| Bar { label: format!("{}{}", section.number, section.title), counts: section.standing.counts };
    let bars = std::iter::once(whole).chain(headings.map(heading).filter(|bar| bar.counts.total > 0)).take(MOST).collect();
    let subtitle = spoken(report.as_of, pinned);
    state_bars(&StateBars { title: &report.plan.title, subtitle: &subtitle, palette: &report.palette, bars })
}

/// Units by periods.
pub(super) fn discipline(report: &Discipline, pinned: Option<Instant>) -> Markup {
    let cell = |of: &Completeness| Cell {
        expected: of.counts.expected,
        on_time: of.counts.on_time,
        late: of.counts.late,
        missing: of.counts.missing,
    };
    let field = |unit: &UnitDiscipline, period| {
        let of: Option<&PeriodDiscipline> = unit.periods.iter().find(|of| of.period == period);
        of.map(|of| cell(&of.completeness))
    };
    let row = |unit: &UnitDiscipline| (unit.unit.name.clone(), report.periods.iter().map(|period| field(unit, *period)).collect());
    heat(&Heat {
        title: &format!("报送纪律 · {}", report.plan.title),
        subtitle: &spoken(report.as_of, pinned),
        columns: report.periods.iter().map(ToString::to_string).collect(),
        rows: report.units.iter().map(row).collect(),
    })
}
