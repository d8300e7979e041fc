//! A year's reporting discipline: units down, periods across, each field by how many reports came on time.

use maud::{Markup, html};

use super::scale::Px;
use super::{WIDTH, frame, ink, text};

/// What is shown.
pub struct Heat<'a> {
    /// Above the picture.
    pub title: &'a str,
    /// Below the title.
    pub subtitle: &'a str,
    /// Names of the periods, earliest first.
    pub columns: Vec<String>,
    /// Names of the units with a field per period.
    pub rows: Vec<(String, Vec<Option<Cell>>)>,
}

/// The reports of a unit for a period.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    /// Whose due date has passed.
    pub expected: u64,
    /// Filed in time.
    pub on_time: u64,
    /// Filed after it.
    pub late: u64,
    /// Not filed.
    pub missing: u64,
}

const LEFT: i64 = 176;
const TOP: i64 = 122;
const ROW: i64 = 28;

/// The kinds of fields with their colours: what a reader must see first is what is missing.
const KINDS: [(&str, &str); 4] = [("全部按时", "#2e7d32"), ("有迟报", "#f9a825"), ("有缺报", "#ef6c00"), ("多数缺报", "#b71c1c")];

fn kind(cell: Cell) -> usize {
    match cell {
        Cell { missing: 0, late: 0, .. } => 0,
        Cell { missing: 0, .. } => 1,
        Cell { missing, expected, .. } if missing * 2 <= expected => 2,
        _ => 3,
    }
}

/// Draws it.
#[must_use]
pub fn heat(input: &Heat<'_>) -> Markup {
    let columns = i64::try_from(input.columns.len().max(1)).unwrap_or(1);
    let rows = i64::try_from(input.rows.len()).unwrap_or(0);
    let wide = ((WIDTH - 24 - LEFT) / columns).min(64);
    let body = html! {
        text class="dv-head" x="24" y="36" { (text::fit(input.title, 17, WIDTH - 48)) }
        text class="dv-soft" x="24" y="58" { (text::fit(input.subtitle, 13, WIDTH - 48)) }
        (legend())
        @for (name, nth) in input.columns.iter().zip(0..) {
            text class="dv-soft dv-small dv-mid" x=(LEFT + nth * wide + wide / 2) y=(TOP - 8) { (text::fit(name, 11, wide)) }
        }
        @for ((unit, cells), nth) in input.rows.iter().zip(0..) {
            text class="dv-end" x=(LEFT - 12) y=(TOP + nth * ROW + 18) { (text::fit(unit, 13, LEFT - 36)) }
            @for ((cell, column), name) in cells.iter().zip(0..).zip(&input.columns) {
                (field(*cell, LEFT + column * wide, TOP + nth * ROW, wide, &format!("{unit} · {name}")))
            }
        }
    };
    frame(input.title, &description(input), TOP + rows * ROW + 16, &body)
}

fn legend() -> Markup {
    let mut x = Px::of(24);
    let placed: Vec<_> = KINDS
        .iter()
        .map(|(name, colour)| {
            let at = x;
            x = Px(x.0 + text::width(name, 13)).plus(34);
            (name, colour, at)
        })
        .collect();
    html! {
        @for (name, colour, at) in placed {
            rect x=(at) y="74" width="12" height="12" rx="3" fill=(colour) {}
            text class="dv-soft" x=(at.plus(18)) y="85" { (name) }
        }
        text class="dv-soft" x=(x) y="85" { "格内:按时/应报" }
    }
}

fn field(cell: Option<Cell>, x: i64, y: i64, wide: i64, name: &str) -> Markup {
    let due = cell.filter(|cell| cell.expected > 0);
    let colour = due.and_then(|cell| KINDS.get(kind(cell))).map(|(_, colour)| *colour);
    let said = due.map(|cell| format!("{}/{}", cell.on_time, cell.expected));
    html! {
        @if let (Some(colour), Some(said), Some(cell)) = (colour, said, due) {
            rect x=(x + 1) y=(y + 1) width=(wide - 2) height=(ROW - 2) rx="4" fill=(colour) {
                title { (name) ": 应报" (cell.expected) ", 按时" (cell.on_time) ", 迟报" (cell.late) ", 缺报" (cell.missing) }
            }
            @if text::width(&said, 11) < wide * 100 {
                text class={ (ink::on(colour)) " dv-small dv-mid" } x=(x + wide / 2) y=(y + 18) { (said) }
            }
        } @else {
            rect class="dv-none" x=(x + 1) y=(y + 1) width=(wide - 2) height=(ROW - 2) rx="4" {}
        }
    }
}

fn description(input: &Heat<'_>) -> String {
    let of = |(unit, cells): &(String, Vec<Option<Cell>>)| {
        let sum = |part: fn(&Cell) -> u64| cells.iter().flatten().map(part).sum::<u64>();
        let (expected, on_time) = (sum(|cell| cell.expected), sum(|cell| cell.on_time));
        format!("{unit}:应报{expected},按时{on_time},迟报{},缺报{}", sum(|cell| cell.late), sum(|cell| cell.missing))
    };
    format!("{};{}", input.subtitle, input.rows.iter().map(of).collect::<Vec<_>>().join(";"))
}
