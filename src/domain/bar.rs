//! The bars of a parent plan and those of its children (上下级目标衔接): whether a child asks for less, the same or more (自我加压, 拉高标杆).

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::measure_word::{counted_noun, normalized_e4};
use crate::domain::quantity::Quantity;
use crate::domain::terms::{Direction, Terms};

/// How the bar of a child lies to that of the parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Bar {
    /// 拉高: more is asked than by the parent; of a limit, less is allowed
    Raised,
    /// 一致
    Same,
    /// 降低: less is asked
    Lowered,
    /// One of them has no value, they are counted differently, or look in different directions
    NotComparable,
}

/// Compares what two targets ask for, each in its own unit of measure (1.2 万个 is 12 000 个). `asked` is what the child asks for, its value or a sum.
#[must_use]
pub fn compare(parent: &Terms, child: &Terms, asked: Option<i128>) -> Bar {
    let (Some(bar), Some(asked)) = (counted(parent), asked) else { return Bar::NotComparable };
    let noun = |terms: &Terms| terms.unit_of_measure.as_deref().map(|unit| counted_noun(unit).to_owned());
    if noun(parent) != noun(child) || parent.direction() != child.direction() {
        return Bar::NotComparable;
    }
    let further = match parent.direction() {
        Direction::Up => asked - bar,
        Direction::Down => bar - asked,
    };
    match further {
        0 => Bar::Same,
        more if more > 0 => Bar::Raised,
        _ => Bar::Lowered,
    }
}

/// What a target asks for in counted things, in ten-thousandths.
#[must_use]
pub fn counted(terms: &Terms) -> Option<i128> {
    Some(normalized_e4(terms.value?, terms.multiplier))
}

/// Counted things in a unit of measure with this multiplier, half up to four decimals; `None` beyond the size of quantities.
#[must_use]
pub fn in_unit(counted: i128, multiplier: i64) -> Option<Quantity> {
    let multiplier = i128::from(multiplier);
    let size = (counted.abs() * 2 + multiplier).checked_div(multiplier * 2)?;
    Quantity::try_from(size * counted.signum()).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::domain::target::{JudgedAs, Operator};

    fn terms(value: &str, unit: &str) -> Terms {
        Terms::plain(value.parse().unwrap(), unit)
    }

    fn bar(parent: &Terms, child: &Terms) -> Bar {
        compare(parent, child, counted(child))
    }

    #[test]
    fn more_is_higher_and_of_limits_less_is() {
        assert_eq!(bar(&terms("1.2", "万个"), &terms("12000", "个")), Bar::Same);
        assert_eq!(bar(&terms("1.2", "万个"), &terms("12001", "个")), Bar::Raised);
        assert_eq!(bar(&terms("7.5", "%"), &terms("7", "%")), Bar::Lowered);
        assert_eq!(bar(&terms("7.5", "%"), &terms("7", "个")), Bar::NotComparable);
        let limit = |value: &str| Terms { operator: Operator::Lte, judged_as: JudgedAs::AtMost, ..terms(value, "%") };
        assert_eq!((bar(&limit("4"), &limit("3.5")), bar(&limit("4"), &limit("4.5"))), (Bar::Raised, Bar::Lowered));
        assert_eq!(bar(&limit("4"), &terms("4", "%")), Bar::NotComparable);
        assert_eq!(bar(&Terms { value: None, ..terms("1", "个") }, &terms("1", "个")), Bar::NotComparable);
    }

    #[test]
    fn sums_come_back_in_the_parents_unit() {
        assert_eq!(in_unit(120_010_000, 10_000), Some("1.2001".parse().unwrap()));
        assert_eq!(in_unit(1, 10_000), Some(Quantity::ZERO));
    }
}
