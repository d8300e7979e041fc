//! A list inside one sentence: 分别是:(1)…(2)…(3)….

use super::lines::Line;
use super::marker::{Style, marker};
use super::record::{Reading, Record};
use super::text::head;

/// So many items at least: fewer may be anything.
const LEAST: usize = 3;

/// The items of the longest such list.
pub(crate) fn read<'a>(lines: &[Line<'a>]) -> Option<Reading<'a>> {
    let items = lines.iter().map(|line| items(line.text)).max_by_key(Vec::len).filter(|items| items.len() >= LEAST)?;
    let mut reading = Reading::default();
    reading.root.records = items
        .into_iter()
        .map(|(number, title)| Record { number, title, rule: "layout.inlineItem", without_roles: true, ..Record::default() })
        .collect();
    Some(reading)
}

/// One number inside the sentence.
struct Place<'a> {
    style: Style,
    number: &'a str,
    /// Where the number begins, and where its text does.
    at: usize,
    from: usize,
}

/// Number and text of each item: the numbers run from one in one style, each behind a border.
fn items(line: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<Place<'_>> = Vec::new();
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let free = matches!(before, ' ' | '。' | ';' | ':' | ',' | '、');
        before = c;
        if free && (c == '(' || c.is_ascii_digit() || matches!(c, '①'..='⑳')) {
            found.extend(place(line, at, &found));
        }
    }
    let ends = found.iter().skip(1).map(|place| place.at).chain([line.len()]);
    let text = |(place, end): (&Place<'_>, usize)| line.get(place.from..end).map(|text| text.trim().trim_end_matches(['|', ' ', ';', ',']));
    let texts: Vec<Option<&str>> = found.iter().zip(ends).map(text).collect();
    found.iter().zip(texts).filter_map(|(place, text)| Some((place.number, text?))).collect()
}

/// The number that stands here, if it is the next of the list.
fn place<'a>(line: &'a str, at: usize, before: &[Place<'_>]) -> Option<Place<'a>> {
    let window = head(line.get(at..)?, 12);
    let next = marker(window)?;
    let wanted = i64::try_from(before.len()).ok()?.saturating_add(1);
    let same = before.first().is_none_or(|first| first.style == next.style);
    let fits = next.value == wanted && same && matches!(next.style, Style::ParenArabic | Style::Arabic | Style::Circled);
    let from = at.saturating_add(window.len().saturating_sub(next.rest.len()));
    fits.then_some(Place { style: next.style, number: next.number, at, from })
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn a_list_inside_a_sentence_is_cut_at_its_numbers() {
        assert_eq!(
            items("办好三件实事,分别是:(1)新建学校3所。 (2)改造公厕(含旱厕)20座; (3)建成市场1处。 |"),
            [("1", "新建学校3所。"), ("2", "改造公厕(含旱厕)20座"), ("3", "建成市场1处。")]
        );
        assert_eq!(items("完成(1)和(3)项"), []);
        assert_eq!(items("优良天数比例:2.5%;"), []);
    }
}
