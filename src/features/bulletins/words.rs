//! How a bulletin words things: counts by state, names in a row, places in a ranking, Chinese punctuation.

use crate::domain::rollup::StateCounts;
use crate::features::reports::run::TaskProgress;
use crate::picture::{STATES, state_count, state_name};
use crate::refs::UnitBrief;

/// How many are in which state, as a sentence: 其中已完成2项、正常31项。 Nothing where there are none.
pub(super) fn counted(counts: &StateCounts, measure: &str) -> String {
    let some = STATES.iter().map(|state| (state_name(*state), state_count(counts, *state))).filter(|(_, count)| *count > 0);
    let told: Vec<String> = some.map(|(name, count)| format!("{name}{count}{measure}")).collect();
    if told.is_empty() { String::new() } else { format!("按状态分：{}。", told.join("、")) }
}

/// Units one after the other.
pub(super) fn joined(units: &[UnitBrief]) -> String {
    units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、")
}

/// A task with its printed number.
pub(super) fn named(task: &TaskProgress) -> String {
    format!("第{}项“{}”", task.number, task.title.trim_end_matches(['。', ';', '；']))
}

/// Places by falling keys: equal ones share a place, and as many are left out after it (1, 2, 2, 4).
pub(super) fn rank<K: PartialEq>(keys: impl IntoIterator<Item = K>) -> Vec<usize> {
    let (mut ranks, mut last): (Vec<usize>, Option<(K, usize)>) = (Vec::new(), None);
    for (key, place) in keys.into_iter().zip(1..) {
        let place = last.as_ref().filter(|(held, _)| *held == key).map_or(place, |(_, held)| *held);
        ranks.push(place);
        last = Some((key, place));
    }
    ranks
}

/// Chinese punctuation, as an official document prints it: half-width marks become full-width ones, but for those between two figures (9:30).
pub(super) fn full_width(text: &str) -> String {
    let marks: Vec<char> = text.chars().collect();
    let figure = |at: Option<usize>| at.and_then(|at| marks.get(at)).is_some_and(char::is_ascii_digit);
    let wide = |(at, mark): (usize, &char)| {
        let within = figure(at.checked_sub(1)) && figure(at.checked_add(1));
        match mark {
            ',' if !within => '，',
            ';' => '；',
            ':' if !within => '：',
            '(' => '（',
            ')' => '）',
            other => *other,
        }
    };
    marks.iter().enumerate().map(wide).collect()
}

#[cfg(test)]
mod tests {
    use super::{full_width, rank};

    #[test]
    fn equal_keys_share_a_place() {
        assert_eq!(rank([100, 90, 90, 80, 80, 80, 1]), [1, 2, 2, 4, 4, 4, 7]);
        assert_eq!(rank(Vec::<u8>::new()), Vec::<usize>::new());
    }

    #[test]
    fn marks_between_figures_stay() {
        assert_eq!(
            full_width("应达762.27个(1680×152/335),实报725个;9:30,差:1,000"),
            "应达762.27个（1680×152/335），实报725个；9:30，差：1,000"
        );
    }
}
