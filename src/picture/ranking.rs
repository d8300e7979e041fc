//! The ranking of units: bars by points, equal points at one place.

use maud::{Markup, html};

use super::scale::share;
use super::{WIDTH, frame, text};
use crate::domain::quantity::Quantity;

/// What is ranked.
pub struct Ranking<'a> {
    /// Above the picture.
    pub title: &'a str,
    /// Below the title: date and rule.
    pub subtitle: &'a str,
    /// The points of a full bar.
    pub full: Quantity,
    /// Best first.
    pub rows: Vec<Ranked>,
}

/// One unit.
pub struct Ranked {
    /// Its place; none where nothing was expected of it.
    pub rank: Option<u32>,
    /// Its name.
    pub unit: String,
    /// Its points.
    pub points: Option<Quantity>,
    /// What the points are made of, in few words.
    pub detail: String,
}

const LEFT: i64 = 216;
const RIGHT: i64 = WIDTH - 256;
const TOP: i64 = 84;
const ROW: i64 = 30;

/// Draws it.
#[must_use]
pub fn ranking(input: &Ranking<'_>) -> Markup {
    let rows = i64::try_from(input.rows.len()).unwrap_or(0);
    let body = html! {
        text class="dv-head" x="24" y="36" { (text::fit(input.title, 17, WIDTH - 48)) }
        text class="dv-soft" x="24" y="58" { (text::fit(input.subtitle, 13, WIDTH - 48)) }
        @for (ranked, nth) in input.rows.iter().zip(0..) { (row(input, ranked, TOP + nth * ROW)) }
    };
    frame(input.title, &description(input), TOP + rows * ROW + 16, &body)
}

fn row(input: &Ranking<'_>, ranked: &Ranked, y: i64) -> Markup {
    let rank = ranked.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let first = if ranked.rank.is_some_and(|rank| rank <= 3) { "dv-strong" } else { "dv-soft" };
    let length = |points: Quantity| share(i128::from(points.e4()).max(0), i128::from(input.full.e4()), RIGHT - LEFT);
    html! {
        text class={ (first) " dv-end" } x="52" y=(y + 15) { (rank) }
        text x="66" y=(y + 15) { (text::fit(&ranked.unit, 13, LEFT - 80)) }
        rect class="dv-track" x=(LEFT) y=(y + 2) width=(RIGHT - LEFT) height="18" rx="4" {}
        @if let Some(points) = ranked.points {
            rect class="dv-bar" x=(LEFT) y=(y + 2) width=(length(points)) height="18" rx="4" { title { (ranked.unit) " " (points) } }
            text class="dv-strong dv-end" x=(RIGHT + 52) y=(y + 16) { (points) }
        }
        text class="dv-soft dv-small" x=(RIGHT + 64) y=(y + 15) { (text::fit(&ranked.detail, 11, WIDTH - RIGHT - 76)) }
    }
}

fn description(input: &Ranking<'_>) -> String {
    let of = |row: &Ranked| {
        let points = row.points.map_or_else(|| "不排名".to_owned(), |points| format!("{points}分"));
        row.rank.map_or_else(|| format!("{}{points}", row.unit), |rank| format!("第{rank}名{}{points}", row.unit))
    };
    format!("{};{}", input.subtitle, input.rows.iter().map(of).collect::<Vec<_>>().join(";"))
}
