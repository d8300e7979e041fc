//! Measure words with a built-in multiplier: 1.67 万个 is 16 700 个, 400 亿元 is 4 × 10¹⁰ 元.

use crate::domain::quantity::Quantity;

/// Units that begin with a numeral character which is not a multiplier: 千瓦, 千米, 百分点.
const NOT_MULTIPLIED: [(char, &str); 2] = [('千', "克米瓦伏卡帕赫焦安乏升字"), ('百', "分")];

/// The multiplier inside a printed unit of measure: 万个 → 10 000, 亿元 → 10⁸, 万亿元 → 10¹², 个 → 1.
/// Percent, per mille and units that merely begin with a numeral (千瓦, 百分点) are 1; so is one beyond 64 bits.
#[must_use]
pub fn multiplier_of(unit_of_measure: &str) -> i64 {
    split(unit_of_measure).0
}

/// The unit of measure without its multiplier: 万人次 → 人次, 亿千瓦时 → 千瓦时.
#[must_use]
pub fn counted_noun(unit_of_measure: &str) -> &str {
    split(unit_of_measure).1
}

fn split(unit_of_measure: &str) -> (i64, &str) {
    let mut rest = unit_of_measure.trim();
    let mut multiplier: i64 = 1;
    while let Some((factor, after)) = leading_factor(rest) {
        match multiplier.checked_mul(factor) {
            Some(product) => multiplier = product,
            None => return (1, unit_of_measure),
        }
        rest = after;
    }
    (multiplier, rest)
}

fn leading_factor(text: &str) -> Option<(i64, &str)> {
    let mut chars = text.chars();
    let numeral = chars.next()?;
    let factor = match numeral {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    };
    let after = chars.as_str();
    let is_unit =
        after.chars().next().is_some_and(|next| NOT_MULTIPLIED.iter().any(|(first, seconds)| *first == numeral && seconds.contains(next)));
    (!is_unit).then_some((factor, after))
}

/// The value in counted things: 1.67 (万个) → 16 700. `None` when it does not fit a [`Quantity`]
/// (30 000 亿元 is beyond 10¹¹ 元); compare those with [`normalized_e4`].
#[must_use]
pub fn normalized(value: Quantity, multiplier: i64) -> Option<Quantity> {
    Quantity::try_from(normalized_e4(value, multiplier)).ok()
}

/// The value in counted things, in ten-thousandths; 128 bits hold every product.
#[must_use]
pub fn normalized_e4(value: Quantity, multiplier: i64) -> i128 {
    i128::from(value.e4()) * i128::from(multiplier)
}

#[cfg(test)]
mod tests {
    use super::{counted_noun, multiplier_of, normalized, normalized_e4};
    use crate::domain::quantity::Quantity;

    #[test]
    fn the_units_of_the_documents() {
        let table = [
            ("个", 1, "个"),
            ("万个", 10_000, "个"),
            ("万人次", 10_000, "人次"),
            ("万平方米", 10_000, "平方米"),
            ("万亩", 10_000, "亩"),
            ("亩", 1, "亩"),
            ("亿元", 100_000_000, "元"),
            ("亿美元", 100_000_000, "美元"),
            ("万亿元", 1_000_000_000_000, "元"),
            ("千万元", 10_000_000, "元"),
            ("万吨/日", 10_000, "吨/日"),
            ("%", 1, "%"),
            ("‰", 1, "‰"),
            ("套(间)", 1, "套(间)"),
            ("个百分点", 1, "个百分点"),
            ("百分点", 1, "百分点"),
            ("千瓦", 1, "千瓦"),
            ("亿千瓦时", 100_000_000, "千瓦时"),
            ("千米", 1, "千米"),
            ("", 1, ""),
            ("万", 10_000, ""),
        ];
        for (unit, multiplier, noun) in table {
            assert_eq!((multiplier_of(unit), counted_noun(unit)), (multiplier, noun), "{unit}");
        }
        assert_eq!(multiplier_of("亿亿亿元"), 1);
    }

    #[test]
    fn normalized_values() {
        let value = Quantity::from_e4(16_700);
        assert_eq!(normalized(value, 10_000), Some(Quantity::from_whole(16_700)));
        assert_eq!(normalized(Quantity::from_whole(30_000), 100_000_000), None);
        assert_eq!(normalized_e4(Quantity::from_whole(30_000), 100_000_000), 30_000_000_000_000_000);
    }
}
