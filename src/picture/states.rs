//! The state bars of a plan: how many of its key works are in which state, in all and by heading.

use maud::{Markup, html};

use super::ink::{self, STATES};
use super::scale::{Px, share};
use super::{WIDTH, frame, text};
use crate::domain::palette::Palette;
use crate::domain::rollup::StateCounts;

/// What is counted.
pub struct StateBars<'a> {
    /// Above the picture.
    pub title: &'a str,
    /// Below the title: date and knowledge.
    pub subtitle: &'a str,
    /// The plan's colours.
    pub palette: &'a Palette,
    /// The whole first, then its parts.
    pub bars: Vec<Bar>,
}

/// One whole.
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its parts by state.
    pub counts: StateCounts,
}

const LEFT: i64 = 200;
const RIGHT: i64 = WIDTH - 64;
const TOP: i64 = 108;
const ROW: i64 = 34;

/// Draws it.
#[must_use]
pub fn state_bars(input: &StateBars<'_>) -> Markup {
    let rows = i64::try_from(input.bars.len()).unwrap_or(0);
    let body = html! {
        text class="dv-head" x="24" y="36" { (text::fit(input.title, 17, WIDTH - 48)) }
        text class="dv-soft" x="24" y="58" { (text::fit(input.subtitle, 13, WIDTH - 48)) }
        (legend(input))
        @for (bar, nth) in input.bars.iter().zip(0..) { (row(input.palette, bar, TOP + nth * ROW, nth == 0)) }
    };
    frame(input.title, &description(input), TOP + rows * ROW + 16, &body)
}

/// The states that occur.
fn legend(input: &StateBars<'_>) -> Markup {
    let occurring = STATES.into_iter().filter(|state| input.bars.iter().any(|bar| ink::count(&bar.counts, *state) > 0));
    let mut x = Px::of(24);
    let placed: Vec<_> = occurring
        .map(|state| {
            let at = x;
            x = Px(x.0 + text::width(ink::name(state), 13)).plus(34);
            (state, at)
        })
        .collect();
    html! {
        @for (state, at) in placed {
            rect x=(at) y="74" width="12" height="12" rx="3" fill=(ink::colour(input.palette, state)) {}
            text class="dv-soft" x=(at.plus(18)) y="85" { (ink::name(state)) }
        }
    }
}

fn row(palette: &Palette, bar: &Bar, y: i64, whole: bool) -> Markup {
    let total = bar.counts.total;
    let class = if whole { "dv-strong" } else { "" };
    let mut before = 0;
    let parts: Vec<_> = STATES
        .into_iter()
        .map(|state| (state, ink::count(&bar.counts, state)))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| {
            let from = share(i128::from(before), i128::from(total), RIGHT - LEFT);
            before += count;
            let to = share(i128::from(before), i128::from(total), RIGHT - LEFT);
            (state, count, Px(from.0 + LEFT * 100), Px(to.0 - from.0))
        })
        .collect();
    html! {
        text class={ (class) " dv-end" } x=(LEFT - 14) y=(y + 16) { (text::fit(&bar.label, 13, LEFT - 38)) }
        rect class="dv-track" x=(LEFT) y=(y) width=(RIGHT - LEFT) height="22" rx="4" {}
        @for (state, count, x, width) in parts {
            rect x=(x) y=(y) width=(Px((width.0 - 100).max(50))) height="22" rx="3" fill=(ink::colour(palette, state)) {
                title { (bar.label) " · " (ink::name(state)) " " (count) }
            }
            @if width.0 >= text::width(&count.to_string(), 12) + 600 {
                text class={ (ink::on(&ink::colour(palette, state))) " dv-mid dv-strong" } x=(Px(x.0 + width.0 / 2)) y=(y + 16) { (count) }
            }
        }
        text class={ (class) " dv-soft" } x=(RIGHT + 12) y=(y + 16) { (total) }
    }
}

fn description(input: &StateBars<'_>) -> String {
    let of = |bar: &Bar| {
        let parts: Vec<String> = STATES
            .into_iter()
            .map(|state| (state, ink::count(&bar.counts, state)))
            .filter(|(_, count)| *count > 0)
            .map(|(state, count)| format!("{}{count}", ink::name(state)))
            .collect();
        format!("{}:共{}项,{}", bar.label, bar.counts.total, parts.join("、"))
    };
    format!("{};{}", input.subtitle, input.bars.iter().map(of).collect::<Vec<_>>().join(";"))
}
