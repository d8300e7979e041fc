//! Reports as pictures: which values of a report stand where in a drawing.

use chrono::NaiveDate;
use maud::Markup;

use super::dashboard::shapes::{Dashboard, DashboardSection};
use super::discipline::{Discipline, PeriodDiscipline, UnitDiscipline};
use super::ranking::shapes::{RankedUnit, Ranking};
use super::trajectory::Trajectory;
use crate::domain::assess::{Basis, Course};
use crate::domain::completeness::Completeness;
use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;
use crate::picture::{self, Bar, Cell, Heat, Point, Ranked, StateBars, heat, state_bars};

/// How many headings a picture has room for.
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

/// Units by points. All of them: a ranking that leaves the last ones out is none.
pub(super) fn ranking(report: &Ranking, pinned: Option<Instant>) -> Markup {
    let weights = report.weights;
    let period = report.period.map(|period| format!(" · {period}期报送")).unwrap_or_default();
    let rule = format!("达成{}分、及时{}分、完整{}分", weights.achievement, weights.timeliness, weights.completeness);
    let row = |unit: &RankedUnit| Ranked { rank: unit.rank, unit: unit.unit.name.clone(), points: unit.points, detail: merits(unit) };
    picture::ranking(&picture::Ranking {
        title: &format!("单位排名 · {}", report.plan.title),
        subtitle: &format!("{}{period} · {rule}", spoken(report.as_of, pinned)),
        full: Quantity::from_whole(100),
        rows: report.items.iter().map(row).collect(),
    })
}

/// What the points are made of: 达成83.33 及时88.89 完整100.
fn merits(unit: &RankedUnit) -> String {
    let parts = [("达成", unit.achievement), ("及时", unit.timeliness), ("完整", unit.completeness)];
    let told: Vec<_> = parts.into_iter().filter_map(|(name, percent)| Some(format!("{name}{}", percent?))).collect();
    if told.is_empty() { "无应计事项".to_owned() } else { told.join(" ") }
}

/// What was planned, reached and is foretold of a target.
pub(super) fn trajectory(report: &Trajectory) -> Markup {
    let (target, course) = (&report.target, &report.course);
    let unit = report.unit.as_ref().map(|unit| format!(" · {}", unit.name)).unwrap_or_default();
    let measure = target.unit_of_measure.as_deref().unwrap_or_default();
    let goal = format!("{}{measure}", target.operator.written(target.value, target.upper));
    let steps = course.points.iter().filter(|point| point.checkpoint);
    let last = course.points.last().map_or(report.as_of, |point| point.on);
    picture::trajectory(&picture::Trajectory {
        title: &format!("{} {}{unit}", target.task_number, target.text),
        unit_of_measure: measure,
        starts_on: course.starts_on.min(report.as_of),
        ends_on: last.max(report.as_of),
        as_of: report.as_of,
        planned: steps.filter_map(|step| at(step.on, step.planned)).collect(),
        expected: expected(course),
        actual: actual(course),
        forecast: forecast(course),
        goal: target.value.map(|value| (value, goal)),
        state: course.assessment.state,
        sentence: &course.assessment.sentence.zh,
        palette: &report.palette,
    })
}

fn at(on: NaiveDate, value: Option<Quantity>) -> Option<Point> {
    Some(Point { on, value: value? })
}

/// What should stand when: rising day by day along a line, at once on the day of a printed step.
fn expected(course: &Course) -> Vec<Point> {
    let is_step = |basis| matches!(basis, Some(Basis::Checkpoint | Basis::Share));
    let first = course.points.iter().find(|point| point.planned.is_some());
    let start =
        at(course.starts_on, course.starts_at).filter(|start| first.is_some_and(|point| !is_step(point.basis) && start.on < point.on));
    let (mut line, mut stands): (Vec<Point>, bool) = (start.into_iter().collect(), false);
    for point in &course.points {
        let Some(value) = point.planned else { continue };
        if let Some(before) = line.last().copied().filter(|before| (stands || is_step(point.basis)) && before.value != value) {
            line.push(Point { on: point.on, ..before });
        }
        line.push(Point { on: point.on, value });
        stands = is_step(point.basis);
    }
    line
}

/// The figures, each on its own day.
fn actual(course: &Course) -> Vec<Point> {
    let mut points: Vec<Point> = course.points.iter().filter_map(|point| at(point.actual_as_at?, point.actual)).collect();
    points.dedup_by_key(|point| point.on);
    points
}

/// From the latest figure on where its pace leads, up to the control date.
fn forecast(course: &Course) -> Vec<Point> {
    let within = course.points.iter().filter(|point| course.control_on.is_none_or(|control| point.on <= control));
    let ahead = within.filter_map(|point| at(point.on, point.forecast));
    actual(course).last().copied().into_iter().chain(ahead).collect()
}
