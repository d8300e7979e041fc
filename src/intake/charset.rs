//! From bytes to characters: marks first, then UTF-8, then what the sender says, then a guess among the Chinese encodings.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::{Refusal, Taken};

/// Of a thousand characters so many may be lost: a file cut in the middle of a character, one byte broken on the way.
const LOSS: usize = 2;

/// The text of the bytes. A few broken sequences become U+FFFD and are counted; a text that is mostly broken is refused.
pub(super) fn decode(bytes: &[u8], said: Option<&str>) -> Result<Taken, Refusal> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(bytes.get(mark..).unwrap_or_default(), encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Taken { text: text.to_owned(), encoding: Some(UTF_8.name()), lost: 0 });
    }
    let said = said.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = said.filter(|encoding| *encoding != UTF_8) {
        return decoded(bytes, widened(encoding));
    }
    if let Ok(taken) = decoded(bytes, UTF_8)
        && taken.text.chars().any(|c| !c.is_ascii() && c != '\u{fffd}')
    {
        return Ok(taken);
    }
    // A Chinese notice in none of the Chinese encodings is a guess gone wrong; and the detector takes much of Big5 for GBK.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let traditional = detector.guess(Some(b"tw"), Utf8Detection::Deny) == BIG5 && strange(bytes, BIG5) < strange(bytes, GB18030);
    decoded(bytes, if traditional { BIG5 } else { GB18030 })
}

/// How many characters no Chinese text has: broken ones, those nobody has assigned, and Japanese syllables.
fn strange(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let start = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or_default();
    let text = encoding.decode_without_bom_handling(start).0;
    text.chars().filter(|c| matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{3040}'..='\u{30ff}')).count()
}

/// GB2312 and GBK are parts of GB18030, and what says it is one of them often is the whole.
fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Result<Taken, Refusal> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let lost = if broken { text.chars().filter(|c| *c == '\u{fffd}').count() } else { 0 };
    let all = text.chars().count();
    if lost.saturating_mul(1000) > all.saturating_mul(LOSS).saturating_add(1999) {
        return Err(Refusal::Encoding);
    }
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if wide && all > 8 && !text.chars().any(|c| matches!(c, '\n' | '。' | ',' | '，' | ' ' | '、')) {
        return Err(Refusal::Encoding);
    }
    Ok(Taken { text: text.into_owned(), encoding: Some(encoding.name()), lost })
}

#[cfg(test)]
mod tests {
    use super::super::Refusal;
    use super::decode;

    fn told(bytes: &[u8], said: Option<&str>) -> Result<(String, &'static str, usize), Refusal> {
        decode(bytes, said).map(|taken| (taken.text, taken.encoding.unwrap_or_default(), taken.lost))
    }

    #[test]
    fn chinese_encodings_are_told_apart() {
        let text = "云川市2024年民生实事清单。新增公办幼儿园学位三千个,牵头单位:市教育局。";
        let gb = encoding_rs::GB18030.encode(text).0;
        assert_eq!(told(text.as_bytes(), None), Ok((text.to_owned(), "UTF-8", 0)));
        assert_eq!(told(&gb, None), Ok((text.to_owned(), "gb18030", 0)));
        assert_eq!(told(&gb, Some("GB2312")), Ok((text.to_owned(), "gb18030", 0)));
        assert_eq!(told(&gb, Some("utf-8")), Ok((text.to_owned(), "gb18030", 0)), "the bytes know better");
        let traditional = "雲川市新增公辦幼兒園學位三千個,牽頭單位:市教育局。民生實事項目清單。";
        let big5 = encoding_rs::BIG5.encode(traditional).0;
        assert_eq!(told(&big5, None), Ok((traditional.to_owned(), "Big5", 0)));
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(told(&wide, None), Ok((text.to_owned(), "UTF-16LE", 0)));
        let mut wide = vec![0xfe, 0xff];
        wide.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(told(&wide, None), Ok((text.to_owned(), "UTF-16BE", 0)));
    }

    #[test]
    fn a_text_cut_inside_a_character_is_read_and_says_so() {
        let text = "新增公办幼儿园学位三千个,牵头单位:市教育局。".repeat(20);
        let cut = text.as_bytes().get(..text.len() - 1).unwrap();
        let (read, encoding, lost) = told(cut, None).unwrap();
        assert_eq!((encoding, lost), ("UTF-8", 1));
        assert!(read.ends_with("市教育局\u{fffd}"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> = (0_u32..4000).map(|n| u8::try_from((n.wrapping_mul(2_654_435_761) >> 13) & 0xff).unwrap()).collect();
        assert_eq!(told(&noise, None), Err(Refusal::Encoding));
        assert_eq!(told(&[0xff; 64], None), Err(Refusal::Encoding));
    }
}
