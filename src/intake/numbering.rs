//! Automatic numbers of Word (`word/numbering.xml`, ECMA-376 part 1, 17.9): which number stands before a paragraph that prints none.

use std::collections::BTreeMap;

use super::Refusal;
use super::xml::{Happening, attribute, number, walk};

/// One level of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Level {
    start: usize,
    format: String,
    /// 第%1条, %1.%2
    text: String,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels by abstract list and level.
    levels: BTreeMap<(String, usize), Level>,
    /// The abstract list of each list.
    lists: BTreeMap<String, String>,
    /// The numbers reached, by abstract list and level.
    reached: BTreeMap<(String, usize), usize>,
}

/// Most levels of a list.
const LEVELS: usize = 9;

impl Numbering {
    /// Reads the part of the document that describes its lists.
    pub(super) fn read(content: &[u8]) -> Result<Self, Refusal> {
        let mut numbering = Self::default();
        let (mut list, mut number_of, mut level) = (String::new(), String::new(), 0);
        walk(content, |happening| {
            let Happening::Start(name, element) = happening else { return Ok(()) };
            match name {
                "abstractNum" => list = attribute(element, "abstractNumId").unwrap_or_default(),
                "num" => number_of = attribute(element, "numId").unwrap_or_default(),
                "abstractNumId" if !number_of.is_empty() => {
                    numbering.lists.insert(number_of.clone(), attribute(element, "val").unwrap_or_default());
                }
                "lvl" if number_of.is_empty() => {
                    level = number(element, "ilvl").unwrap_or(0);
                    if level < LEVELS {
                        numbering.levels.insert((list.clone(), level), Level { start: 1, ..Level::default() });
                    }
                }
                "start" | "numFmt" | "lvlText" if number_of.is_empty() => {
                    if let Some(level) = numbering.levels.get_mut(&(list.clone(), level)) {
                        let value = attribute(element, "val").unwrap_or_default();
                        match name {
                            "start" => level.start = value.parse().unwrap_or(1),
                            "numFmt" => level.format = value,
                            _ => level.text = value.chars().take(40).collect(),
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(numbering)
    }

    /// The number printed before the next paragraph of this list and level; empty for bullets and unknown lists.
    pub(super) fn next(&mut self, list: &str, level: usize) -> String {
        let Some(list) = self.lists.get(list).cloned() else { return String::new() };
        let Some(own) = self.levels.get(&(list.clone(), level)).cloned() else { return String::new() };
        let reached = self.reached.entry((list.clone(), level)).or_insert_with(|| own.start.saturating_sub(1));
        *reached = reached.saturating_add(1);
        // What stands deeper begins anew.
        for deeper in level.saturating_add(1)..LEVELS {
            self.reached.remove(&(list.clone(), deeper));
        }
        let mut text = own.text;
        for at in 0..=level.min(LEVELS) {
            let place = format!("%{}", at.saturating_add(1));
            if text.contains(&place) {
                let start = self.levels.get(&(list.clone(), at)).map_or(1, |level| level.start);
                let value = self.reached.get(&(list.clone(), at)).copied().unwrap_or(start);
                let format = self.levels.get(&(list.clone(), at)).map_or("", |level| level.format.as_str());
                text = text.replace(&place, &written(value, format));
            }
        }
        if own.format == "bullet" || own.format == "none" { String::new() } else { text }
    }
}

/// A number in the form of the list (17.18.59).
fn written(value: usize, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(value),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            let circled =
                u32::try_from(value).ok().filter(|value| (1..=20).contains(value)).and_then(|value| char::from_u32(0x245f + value));
            circled.map_or_else(|| value.to_string(), String::from)
        }
        "upperLetter" => letter(value, 'A'),
        "lowerLetter" => letter(value, 'a'),
        "decimalZero" => format!("{value:02}"),
        _ => value.to_string(),
    }
}

fn letter(value: usize, first: char) -> String {
    let offset = u32::try_from(value.saturating_sub(1) % 26).unwrap_or(0);
    char::from_u32(u32::from(first).saturating_add(offset)).map_or_else(|| value.to_string(), String::from)
}

/// 一 … 九十九; beyond it digits.
fn chinese(value: usize) -> String {
    let digit = |n: usize| "零一二三四五六七八九".chars().nth(n).map(String::from).unwrap_or_default();
    match value {
        0..=9 => digit(value),
        10..=19 => format!("十{}", if value == 10 { String::new() } else { digit(value % 10) }),
        20..=99 => format!("{}十{}", digit(value / 10), if value.is_multiple_of(10) { String::new() } else { digit(value % 10) }),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbering, chinese};

    #[test]
    fn levels_count_and_begin_anew() {
        let xml = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
            <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
            <w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
        let mut numbering = Numbering::read(xml.as_bytes()).unwrap();
        let mut next = |level| numbering.next("5", level);
        assert_eq!([next(0), next(1), next(1), next(0), next(1), next(2)], ["一、", "1.", "2.", "二、", "1.", ""]);
        assert_eq!(numbering.next("6", 0), "");
    }

    #[test]
    fn chinese_numbers() {
        assert_eq!([1, 10, 11, 20, 35, 99].map(chinese), ["一", "十", "十一", "二十", "三十五", "九十九"]);
    }
}
