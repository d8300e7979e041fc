//! What pictures are drawn with: the style sheet, the names and order of states, and which ink is legible on which colour.

use crate::domain::assess::ProgressState::{
    self, Achieved, Ahead, Behind, NoData, NotComputable, NotDue, OnTrack, Overdue, SeriouslyBehind,
};
use crate::domain::palette::Palette;
use crate::domain::rollup::StateCounts;

/// The style sheet of all pictures. Fonts are those a reader's system has for Chinese.
pub const STYLE: &str = "\
.dv{font-family:system-ui,-apple-system,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',\
'Source Han Sans SC','WenQuanYi Micro Hei',sans-serif;font-size:13px;font-variant-numeric:tabular-nums}\
.dv-ground{fill:#fff}.dv text{fill:#1d2733}.dv .dv-soft{fill:#5b6875}.dv .dv-head{font-size:17px;font-weight:600}\
.dv .dv-small{font-size:11px}.dv .dv-strong{font-weight:600}.dv .dv-light{fill:#fff}.dv .dv-dark{fill:#1d2733}\
.dv .dv-end{text-anchor:end}.dv .dv-mid{text-anchor:middle}\
.dv-grid{stroke:#e4e8ec;stroke-width:1}.dv-axis{stroke:#9aa5b1;stroke-width:1}.dv-today{stroke:#5b6875;stroke-width:1;stroke-dasharray:2 3}\
.dv-goal{stroke:#1f5fa8;stroke-width:1.25;stroke-dasharray:8 4}.dv .dv-goal-text{fill:#1f5fa8}\
.dv-expected{fill:none;stroke:#8792a0;stroke-width:2;stroke-dasharray:5 4}.dv-actual{fill:none;stroke:#1f5fa8;stroke-width:3;\
stroke-linejoin:round;stroke-linecap:round}.dv-forecast{fill:none;stroke:#1f5fa8;stroke-width:2;stroke-dasharray:1 5;stroke-linecap:round}\
.dv-dot{fill:#1f5fa8;stroke:#fff;stroke-width:1.5}.dv-ring{fill:#fff;stroke:#1f5fa8;stroke-width:2}.dv-step{fill:#fff;stroke:#5b6875;stroke-width:1.5}\
.dv-track{fill:#eef1f4}.dv-bar{fill:#1f5fa8}.dv-none{fill:#f4f6f8;stroke:#dde2e7}\
@media (prefers-color-scheme:dark){.dv-ground{fill:#151a21}.dv text{fill:#e6eaee}.dv .dv-soft{fill:#a3afbb}.dv-grid{stroke:#29313b}\
.dv-axis{stroke:#5f6b78}.dv-today{stroke:#a3afbb}.dv-goal{stroke:#7db4f0}.dv .dv-goal-text{fill:#7db4f0}.dv-expected{stroke:#8792a0}\
.dv-actual,.dv-forecast{stroke:#7db4f0}.dv-dot{fill:#7db4f0;stroke:#151a21}.dv-ring{fill:#151a21;stroke:#7db4f0}\
.dv-step{fill:#151a21;stroke:#a3afbb}.dv-track{fill:#222a33}.dv-bar{fill:#7db4f0}.dv-none{fill:#1b222a;stroke:#2f3944}\
.dv .dv-light{fill:#fff}.dv .dv-dark{fill:#1d2733}}\
@media print{.dv-ground{fill:#fff}}";

/// The states from best to worst, then those that say nothing yet: the order of bars and legends.
pub const STATES: [ProgressState; 9] = [Achieved, Ahead, OnTrack, Behind, SeriouslyBehind, Overdue, NoData, NotComputable, NotDue];

/// What a state is called.
pub const fn name(state: ProgressState) -> &'static str {
    match state {
        Achieved => "已完成",
        Ahead => "超前",
        OnTrack => "正常",
        Behind => "滞后",
        SeriouslyBehind => "严重滞后",
        Overdue => "逾期",
        NoData => "无数据",
        NotComputable => "无法判定",
        NotDue => "未到期",
    }
}

/// How many are in a state.
pub const fn count(counts: &StateCounts, state: ProgressState) -> u32 {
    match state {
        Achieved => counts.achieved,
        Ahead => counts.ahead,
        OnTrack => counts.on_track,
        Behind => counts.behind,
        SeriouslyBehind => counts.seriously_behind,
        Overdue => counts.overdue,
        NoData => counts.no_data,
        NotComputable => counts.not_computable,
        NotDue => counts.not_due,
    }
}

/// The plan's colour of a state, `#rrggbb`.
pub(super) fn colour(palette: &Palette, state: ProgressState) -> String {
    let own = palette.0.get(&state).cloned();
    own.or_else(|| Palette::default().0.remove(&state)).unwrap_or_else(|| "#9e9e9e".to_owned())
}

/// The class of a text on a colour: white or dark, whichever contrasts more (by the sum of weighted channels, ITU-R BT.601).
pub(super) fn on(colour: &str) -> &'static str {
    let channel = |at: usize| colour.get(at..at + 2).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(255);
    let brightness = (channel(1) * 299 + channel(3) * 587 + channel(5) * 114) / 1000;
    if brightness < 150 { "dv-light" } else { "dv-dark" }
}

#[cfg(test)]
mod tests {
    use super::on;

    #[test]
    fn texts_stand_out_from_their_ground() {
        for (colour, class) in
            [("#1b5e20", "dv-light"), ("#c62828", "dv-light"), ("#f9a825", "dv-dark"), ("#ffffff", "dv-dark"), ("#bdbdbd", "dv-dark")]
        {
            assert_eq!(on(colour), class, "{colour}");
        }
    }
}
