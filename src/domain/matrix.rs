//! Dividing a target (任务分解): what shares add up to against the whole, and the cells that follow from others by the rule that parts add up
//! (其中…). What follows is inferred when it is read and never stored.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;

/// How the shares of a target lie to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ShareCheck {
    /// 不足: less than the whole is given out
    Below,
    /// 相符
    Equal,
    /// 超出: more than the whole is given out (层层加码)
    Above,
    /// Nothing to compare: no shares, or no whole
    None,
    /// Rates and what each has to reach by itself are not added up: every share is compared with the whole by itself
    NotSummed,
}

/// Where a share comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ShareOrigin {
    /// Entered as such
    Entered,
    /// The sum of finer shares: of periods or sites of a unit
    Summed,
    /// It follows from the parts of the target, or from the whole and its other parts
    Inferred,
}

/// A share and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How much.
    pub value: Quantity,
    /// Where it comes from.
    pub origin: ShareOrigin,
}

/// A sum against the whole, and by how much it lies above it; below, negative.
#[must_use]
pub fn check(shares: impl IntoIterator<Item = Quantity>, whole: Option<Quantity>) -> (ShareCheck, Option<Quantity>, Option<Quantity>) {
    let mut shares = shares.into_iter().peekable();
    if shares.peek().is_none() {
        return (ShareCheck::None, None, None);
    }
    let sum = Quantity::sum(shares);
    let allocated = Quantity::try_from(sum).ok();
    let Some(whole) = whole else { return (ShareCheck::None, allocated, None) };
    let difference = sum - i128::from(whole.e4());
    let check = match difference {
        0 => ShareCheck::Equal,
        less if less < 0 => ShareCheck::Below,
        _ => ShareCheck::Above,
    };
    (check, allocated, Quantity::try_from(difference).ok())
}

/// One target of a sum rule: its shares by column (a unit, say).
pub type Row<K> = BTreeMap<K, Share>;

/// Fills what the rule "the parts add up to the whole" determines, column by column: the whole from all its parts; one missing part
/// from the whole and all others, where that is not negative. `rules` are wholes with their parts, by their place in `rows`; what one rule fills may
/// let another fill more, so it goes on until nothing is added. What was entered is never changed.
pub fn infer<K: Ord + Clone>(rows: &mut [Row<K>], rules: &[(usize, Vec<usize>)]) {
    // Every round fills at least one cell, or is the last.
    loop {
        let mut found: Vec<(usize, K, Share)> = Vec::new();
        for (whole, parts) in rules {
            let columns: std::collections::BTreeSet<&K> =
                parts.iter().chain([whole]).filter_map(|at| rows.get(*at)).flat_map(BTreeMap::keys).collect();
            for column in columns {
                if let Some((at, value)) = follows(rows, *whole, parts, column) {
                    found.push((at, column.clone(), Share { value, origin: ShareOrigin::Inferred }));
                }
            }
        }
        let mut grew = false;
        for (at, column, share) in found {
            if let Some(row) = rows.get_mut(at) {
                grew |= row.insert(column, share).is_none();
            }
        }
        if !grew {
            return;
        }
    }
}

/// The one cell of a column that follows from the others, if it is the only one missing.
fn follows<K: Ord>(rows: &[Row<K>], whole: usize, parts: &[usize], column: &K) -> Option<(usize, Quantity)> {
    let cell = |at: usize| rows.get(at).and_then(|row| row.get(column)).map(|share| share.value);
    let known: Vec<Quantity> = parts.iter().filter_map(|part| cell(*part)).collect();
    let missing: Vec<usize> = parts.iter().copied().filter(|part| cell(*part).is_none()).collect();
    match (cell(whole), missing.as_slice()) {
        (None, []) => Some((whole, Quantity::try_from(Quantity::sum(known)).ok()?)),
        (Some(value), [part]) => {
            let rest = i128::from(value.e4()) - Quantity::sum(known);
            let rest = Quantity::try_from(rest).ok().filter(|rest| *rest >= Quantity::ZERO)?;
            Some((*part, rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
    use super::*;
    use proptest::prelude::{prop_assert_eq, proptest};

    fn number(value: i64) -> Quantity {
        Quantity::from_whole(value)
    }

    fn row(cells: &[(char, i64)]) -> Row<char> {
        cells.iter().map(|(column, value)| (*column, Share { value: number(*value), origin: ShareOrigin::Entered })).collect()
    }

    fn at(rows: &[Row<char>], at: usize, column: char) -> Option<(i64, ShareOrigin)> {
        rows[at].get(&column).map(|share| (share.value.e4() / 10_000, share.origin))
    }

    #[test]
    fn sums_against_the_whole() {
        let check = |shares: &[i64], whole: Option<i64>| check(shares.iter().map(|share| number(*share)), whole.map(number));
        assert_eq!(check(&[40, 60], Some(100)), (ShareCheck::Equal, Some(number(100)), Some(number(0))));
        assert_eq!(check(&[40, 50], Some(100)), (ShareCheck::Below, Some(number(90)), Some(number(-10))));
        assert_eq!(check(&[40, 70], Some(100)), (ShareCheck::Above, Some(number(110)), Some(number(10))));
        assert_eq!(check(&[], Some(100)), (ShareCheck::None, None, None));
        assert_eq!(check(&[1], None), (ShareCheck::None, Some(number(1)), None));
    }

    /// 106 = 76 + 30, divided over the districts 甲 and 乙.
    #[test]
    fn the_rule_of_parts_fills_what_it_determines() {
        let mut rows = [row(&[('甲', 60)]), row(&[('甲', 45), ('乙', 31)]), row(&[('乙', 15)])];
        infer(&mut rows, &[(0, vec![1, 2])]);
        assert_eq!(at(&rows, 2, '甲'), Some((15, ShareOrigin::Inferred)), "60 - 45");
        assert_eq!(at(&rows, 0, '乙'), Some((46, ShareOrigin::Inferred)), "31 + 15");
        assert_eq!(at(&rows, 0, '甲'), Some((60, ShareOrigin::Entered)));
    }

    #[test]
    fn nothing_negative_and_nothing_undetermined_is_filled() {
        let mut rows = [row(&[('甲', 40), ('乙', 10)]), row(&[('甲', 45)]), row(&[])];
        infer(&mut rows, &[(0, vec![1, 2])]);
        assert_eq!((at(&rows, 2, '甲'), at(&rows, 1, '乙'), at(&rows, 2, '乙')), (None, None, None));
    }

    #[test]
    fn one_rule_feeds_another_and_circles_end() {
        let mut rows = [row(&[]), row(&[]), row(&[('甲', 1)]), row(&[('甲', 2)]), row(&[('甲', 3)])];
        infer(&mut rows, &[(0, vec![1, 4]), (1, vec![2, 3])]);
        assert_eq!((at(&rows, 1, '甲'), at(&rows, 0, '甲')), (Some((3, ShareOrigin::Inferred)), Some((6, ShareOrigin::Inferred))));
        let mut circle = [row(&[('甲', 1)]), row(&[('甲', 1)])];
        infer(&mut circle, &[(0, vec![1]), (1, vec![0])]);
        assert_eq!(circle[0].len() + circle[1].len(), 2);
    }

    proptest! {
        #[test]
        fn an_inferred_part_and_the_others_are_the_whole(parts in proptest::collection::vec(0_i64..1_000, 1..6), gap in 0_usize..6) {
            let gap = gap % parts.len();
            let whole: i64 = parts.iter().sum();
            let mut rows: Vec<Row<char>> = vec![row(&[('甲', whole)])];
            rows.extend(parts.iter().enumerate().map(|(at, part)| if at == gap { row(&[]) } else { row(&[('甲', *part)]) }));
            infer(&mut rows, &[(0, (1..=parts.len()).collect())]);
            prop_assert_eq!(at(&rows, gap + 1, '甲'), Some((parts[gap], ShareOrigin::Inferred)));
        }
    }
}
