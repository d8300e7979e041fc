//! Codes that identify things outside this service, checked and not just stored.

/// Characters of a unified social credit code, in the order of their values (GB 32100-2015, table 2: no I, O, S, V, Z).
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of the first 17 characters (GB 32100-2015, annex A): 3^(i-1) mod 31.
const CREDIT_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Whether this is a unified social credit code (统一社会信用代码) with the right check character.
pub fn is_credit_code(code: &str) -> bool {
    let values: Option<Vec<usize>> = code.chars().map(|c| CREDIT_ALPHABET.find(c)).collect();
    let Some((check, body)) = values.as_deref().and_then(|values| values.split_last()) else { return false };
    let sum: usize = body.iter().zip(CREDIT_WEIGHTS).map(|(value, weight)| value * weight).sum();
    body.len() == CREDIT_WEIGHTS.len() && (31 - sum % 31) % 31 == *check
}

/// Whether this has the form of a region code (行政区划代码, GB/T 2260): six digits, a province that exists, no city 00 under a county.
pub fn is_region_code(code: &str) -> bool {
    let digits = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    let part = |from: usize| code.get(from..from + 2).and_then(|two| two.parse::<u8>().ok()).unwrap_or(0);
    digits && matches!(part(0), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82) && (part(2) > 0 || part(4) == 0)
}

/// The canonical form of a document number (文号): `宜府办发〔2024〕21号`.
///
/// Other brackets become U+3014/U+3015 and spaces go; the serial has no leading zero. `None` when it is no document number.
pub fn document_number(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '[' | '(' | '［' | '（' | '【' | '〔' => '〔',
            ']' | ')' | '］' | '）' | '】' | '〕' => '〕',
            c => c,
        })
        .collect();
    let (issuer, rest) = plain.split_once('〔')?;
    let (year, rest) = rest.split_once('〕')?;
    let serial = rest.strip_prefix('第').unwrap_or(rest).strip_suffix('号')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let year_fits = year.len() == 4 && number(year) && (year.starts_with("19") || year.starts_with("20"));
    let serial_fits = (1..=5).contains(&serial.len()) && number(serial) && !serial.starts_with('0');
    let issuer_fits = (1..=30).contains(&issuer.chars().count()) && issuer.chars().all(char::is_alphanumeric);
    (issuer_fits && year_fits && serial_fits).then(|| format!("{issuer}〔{year}〕{serial}号"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_codes_carry_their_check() {
        // Published codes of well-known public companies.
        for good in ["91110000100017643K", "91440300708461136T", "914403001922038216"] {
            assert!(is_credit_code(good), "{good}");
        }
        for bad in ["91110000100017643L", "91110000100017643k", "9111000010001764", "91110000I00017643K", "", "９1110000100017643K"] {
            assert!(!is_credit_code(bad), "{bad}");
        }
    }

    #[test]
    fn region_codes_have_a_province() {
        for good in ["420500", "110000", "330502"] {
            assert!(is_region_code(good), "{good}");
        }
        for bad in ["000000", "990000", "42050", "4205001", "42050a", "420001"] {
            assert!(!is_region_code(bad), "{bad}");
        }
    }

    #[test]
    fn document_numbers_are_brought_to_one_form() {
        for text in ["宜府办发〔2024〕21号", "宜府办发[2024]21号", "宜府办发（2024）第21号", "宜府办发 〔2024〕 21 号"]
        {
            assert_eq!(document_number(text).as_deref(), Some("宜府办发〔2024〕21号"), "{text}");
        }
        for bad in ["宜府办发号", "国办发[2024]012号", "宜府办发〔24〕21号", "〔2024〕21号", "宜府办发〔2024〕21", "宜府办发〔2024〕号"]
        {
            assert_eq!(document_number(bad), None, "{bad}");
        }
    }
}
