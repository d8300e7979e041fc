//! Pictures (图) of reports as SVG: no script, no outside font, legible in Chinese, in light and in dark surroundings.
//!
//! Everything is computed in whole hundredths of a pixel, so that the same report gives the same bytes everywhere. A picture never speaks
//! by colour alone: numbers and names stand beside it. The colours of states are those of the plan's palette.

mod heat;
mod ink;
mod ranking;
mod scale;
mod states;
#[cfg(test)]
mod tests;
mod text;
mod trajectory;

pub use heat::{Cell, Heat, heat};
pub use ink::{STATES, STYLE, count as state_count, name as state_name};
pub use ranking::{Ranked, Ranking, ranking};
pub use states::{Bar, StateBars, state_bars};
pub use trajectory::{Point, Trajectory, trajectory};

use maud::{Markup, html};

use crate::domain::assess::ProgressState;
use crate::domain::palette::Palette;

/// Width of all pictures, pixels.
const WIDTH: i64 = 760;

/// Writes a drawing as a file of its own, with its style.
#[must_use]
pub fn file(drawing: &Markup) -> Vec<u8> {
    let svg = drawing.clone().into_string();
    let style = html! { style { (maud::PreEscaped(STYLE)) } }.into_string();
    // The style stands inside the picture, behind its opening tag.
    match svg.split_once('>') {
        Some((open, rest)) => format!("{open}>{style}{rest}").into_bytes(),
        None => svg.into_bytes(),
    }
}

/// What a state is called, the plan's colour of it, and whether dark ink is legible on that colour.
#[must_use]
pub fn state_ink(palette: &Palette, state: ProgressState) -> (&'static str, String, bool) {
    let colour = ink::colour(palette, state);
    let dark = ink::on(&colour) == "dv-dark";
    (ink::name(state), colour, dark)
}

/// The frame of a picture: its size, its name for those who cannot see it, and its ground.
fn frame(title: &str, description: &str, height: i64, body: &Markup) -> Markup {
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="dv" viewBox=(format!("0 0 {WIDTH} {height}")) width=(WIDTH) height=(height) role="img" {
            title { (title) }
            desc { (description) }
            rect class="dv-ground" width=(WIDTH) height=(height) rx="10" {}
            (body)
        }
    }
}
