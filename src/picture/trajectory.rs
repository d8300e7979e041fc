//! The trajectory of a target: what was planned, expected, reported, and where it is heading.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::scale::{Days, Px, Values};
use super::{WIDTH, frame, ink, text};
use crate::domain::assess::ProgressState;
use crate::domain::palette::Palette;
use crate::domain::quantity::Quantity;

/// What is drawn.
pub struct Trajectory<'a> {
    /// Above the picture.
    pub title: &'a str,
    /// What the values count.
    pub unit_of_measure: &'a str,
    /// The first day of the picture.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// The day the report speaks of.
    pub as_of: NaiveDate,
    /// The printed steps.
    pub planned: Vec<Point>,
    /// What should stand when, at each report.
    pub expected: Vec<Point>,
    /// What stood.
    pub actual: Vec<Point>,
    /// Where the rate of so far leads: from the last report on.
    pub forecast: Vec<Point>,
    /// The figure to reach, and as printed.
    pub goal: Option<(Quantity, String)>,
    /// The verdict.
    pub state: ProgressState,
    /// Why.
    pub sentence: &'a str,
    /// The plan's colours.
    pub palette: &'a Palette,
}

/// A value on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub on: NaiveDate,
    /// The value.
    pub value: Quantity,
}

const LEFT: i64 = 72;
const RIGHT: i64 = WIDTH - 84;
const HIGH: i64 = 244;

struct Field {
    days: Days,
    values: Values,
    top: i64,
    bottom: i64,
}

impl Field {
    fn at(&self, point: &Point) -> (Px, Px) {
        (self.days.x(point.on), self.values.y(point.value))
    }

    fn line(&self, points: &[Point]) -> String {
        let pairs = points.iter().map(|point| self.at(point));
        pairs.map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    }
}

/// Draws it.
#[must_use]
pub fn trajectory(input: &Trajectory<'_>) -> Markup {
    let why = text::wrap(input.sentence, 13, WIDTH - 48, 3);
    let top = 112 + 20 * i64::try_from(why.len()).unwrap_or(0);
    let all = [&input.planned, &input.expected, &input.actual, &input.forecast].into_iter().flatten().map(|point| point.value);
    let field = Field {
        days: Days::over(input.starts_on, input.ends_on, LEFT, RIGHT),
        values: Values::over(all.chain(input.goal.iter().map(|(value, _)| *value)), top, top + HIGH),
        top,
        bottom: top + HIGH,
    };
    let body = html! {
        (head(input, &why))
        (legend(input, top - 28))
        (axes(&field, input.unit_of_measure))
        (goal(&field, input))
        (lines(&field, input))
        (marks(&field, input))
    };
    let description = format!("{};单位:{};截至{}", input.sentence, input.unit_of_measure, input.as_of);
    frame(input.title, &description, field.bottom + 48, &body)
}

fn head(input: &Trajectory<'_>, why: &[String]) -> Markup {
    let (name, colour) = (ink::name(input.state), ink::colour(input.palette, input.state));
    let badge = text::width(name, 13) / 100 + 20;
    html! {
        text class="dv-head" x="24" y="36" { (text::fit(input.title, 17, WIDTH - 68 - badge)) }
        rect x=(WIDTH - 24 - badge) y="19" width=(badge) height="24" rx="12" fill=(colour) {}
        text class={ (ink::on(&colour)) " dv-mid dv-strong" } x=(WIDTH - 24 - badge / 2) y="36" { (name) }
        @for (line, nth) in why.iter().zip(0..) { text class="dv-soft" x="24" y=(60 + 20 * nth) { (line) } }
    }
}

/// What the lines are; only those that are drawn.
fn legend(input: &Trajectory<'_>, y: i64) -> Markup {
    let kinds = [
        (!input.actual.is_empty(), "实际", "dv-actual"),
        (!input.expected.is_empty(), "序时应达", "dv-expected"),
        (!input.forecast.is_empty(), "按现速预测", "dv-forecast"),
    ];
    let mut x = Px::of(LEFT);
    let placed: Vec<_> = kinds
        .into_iter()
        .filter(|(drawn, _, _)| *drawn)
        .map(|(_, name, class)| {
            let at = x;
            x = Px(x.0 + text::width(name, 11)).plus(54);
            (name, class, at)
        })
        .collect();
    html! {
        @for (name, class, at) in placed {
            line class=(class) x1=(at) x2=(at.plus(26)) y1=(y) y2=(y) {}
            text class="dv-soft dv-small" x=(at.plus(34)) y=(y + 4) { (name) }
        }
        @if !input.planned.is_empty() {
            (diamond(x.plus(6), Px::of(y), "节点"))
            text class="dv-soft dv-small" x=(x.plus(18)) y=(y + 4) { "序时节点" }
        }
    }
}

fn axes(field: &Field, unit: &str) -> Markup {
    html! {
        text class="dv-soft dv-small dv-end" x=(LEFT - 10) y=(field.top - 10) { (text::fit(unit, 11, LEFT - 14)) }
        @for mark in field.values.marks() {
            line class="dv-grid" x1=(LEFT) x2=(RIGHT) y1=(field.values.y(mark)) y2=(field.values.y(mark)) {}
            text class="dv-soft dv-small dv-end" x=(LEFT - 10) y=(field.values.y(mark).plus(4)) { (mark) }
        }
        line class="dv-axis" x1=(LEFT) x2=(RIGHT) y1=(field.bottom) y2=(field.bottom) {}
        @for (day, name) in field.days.marks() {
            line class="dv-axis" x1=(field.days.x(day)) x2=(field.days.x(day)) y1=(field.bottom) y2=(field.bottom + 5) {}
            text class="dv-soft dv-small dv-mid" x=(field.days.x(day)) y=(field.bottom + 20) { (name) }
        }
    }
}

fn goal(field: &Field, input: &Trajectory<'_>) -> Markup {
    html! {
        @if let Some((value, printed)) = &input.goal {
            line class="dv-goal" x1=(LEFT) x2=(RIGHT) y1=(field.values.y(*value)) y2=(field.values.y(*value)) {}
            text class="dv-goal-text dv-small" x=(LEFT + 6) y=(field.values.y(*value).plus(-6)) { "目标 " (printed) }
        }
        line class="dv-today" x1=(field.days.x(input.as_of)) x2=(field.days.x(input.as_of)) y1=(field.top) y2=(field.bottom) {}
        text class="dv-soft dv-small dv-mid" x=(field.days.x(input.as_of)) y=(field.bottom + 38) { "截至 " (input.as_of) }
    }
}

fn lines(field: &Field, input: &Trajectory<'_>) -> Markup {
    html! {
        @if input.expected.len() > 1 { polyline class="dv-expected" points=(field.line(&input.expected)) {} }
        @if input.forecast.len() > 1 { polyline class="dv-forecast" points=(field.line(&input.forecast)) {} }
        @if input.actual.len() > 1 { polyline class="dv-actual" points=(field.line(&input.actual)) {} }
    }
}

fn marks(field: &Field, input: &Trajectory<'_>) -> Markup {
    html! {
        @for point in &input.planned { (diamond(field.at(point).0, field.at(point).1, &format!("{} 应达 {}", point.on, point.value))) }
        @for point in &input.actual {
            circle class="dv-dot" cx=(field.at(point).0) cy=(field.at(point).1) r="4.5" { title { (point.on) " 实际 " (point.value) } }
        }
        @if let Some(last) = input.actual.last() {
            text class="dv-strong dv-end" x=(field.at(last).0.plus(-8)) y=(field.at(last).1.plus(-8)) { (last.value) }
        }
        @if let Some(end) = input.forecast.last().filter(|_| input.forecast.len() > 1) { (outlook(field.at(end), end)) }
    }
}

/// Where the forecast leads; its number in two decimals beside it, or above it where there is no room at the right.
fn outlook((x, y): (Px, Px), end: &Point) -> Markup {
    let told = format!("预测 {}", end.value.brief());
    let fits = x.0 + text::width(&told, 11) < Px::of(WIDTH - 16).0;
    let (class, right, down) = if fits { ("dv-soft dv-small", 8, 4) } else { ("dv-soft dv-small dv-end", 4, -10) };
    html! {
        circle class="dv-ring" cx=(x) cy=(y) r="4.5" { title { (end.on) " 预测 " (end.value) } }
        text class=(class) x=(x.plus(right)) y=(y.plus(down)) { (told) }
    }
}

fn diamond(x: Px, y: Px, name: &str) -> Markup {
    let corner = |right: i64, down: i64| format!("{},{}", x.plus(right), y.plus(down));
    html! { polygon class="dv-step" points={ (corner(0, -5)) " " (corner(5, 0)) " " (corner(0, 5)) " " (corner(-5, 0)) } { title { (name) } } }
}
