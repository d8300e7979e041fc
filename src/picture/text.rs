//! How wide texts are, near enough to cut and wrap them: a Chinese character is as wide as the font is high, others about half.

/// Width in hundredths of a pixel at a font size in pixels.
pub(super) fn width(text: &str, size: i64) -> i64 {
    text.chars().map(|c| em(c) * size).sum()
}

/// Width of a character in hundredths of the font's size.
const fn em(c: char) -> i64 {
    match c {
        'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '|' | '\'' | ' ' => 32,
        'm' | 'w' | 'M' | 'W' | '%' | '—' => 90,
        '\0'..='\u{24f}' | '≥' | '≤' => 58,
        _ => 100,
    }
}

/// The text, cut with an ellipsis where it is wider than `room` pixels.
pub(super) fn fit(text: &str, size: i64, room: i64) -> String {
    let room = room * 100;
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if width(&cut, size) + size * 100 > room {
            cut.pop();
            break;
        }
    }
    cut + "…"
}

/// The text in lines no wider than `room` pixels, at most `most` of them. No line begins with a closing mark.
pub(super) fn wrap(text: &str, size: i64, room: i64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for c in text.chars() {
        let closing = "，。；：、）)》,.;:!?！？%".contains(c);
        if !closing && width(&line, size) + em(c) * size > room * 100 {
            lines.push(std::mem::take(&mut line));
        }
        line.push(c);
    }
    lines.push(line);
    if lines.len() > most {
        let rest: String = lines.drain(most.saturating_sub(1)..).collect();
        lines.push(fit(&rest, size, room));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{fit, width, wrap};

    #[test]
    fn texts_are_cut_and_wrapped_by_their_width() {
        assert_eq!(width("教育局", 10), 3000);
        assert_eq!(fit("市教育局", 10, 40), "市教育局");
        assert_eq!(fit("市教育局办公室", 10, 40), "市教育…");
        assert_eq!(wrap("一二三四，五六七", 10, 40, 3), ["一二三四，", "五六七"]);
        assert_eq!(wrap("一二三四五六七八九十", 10, 30, 2), ["一二三", "四五…"]);
        assert_eq!(wrap("", 10, 30, 2), [""]);
    }
}
