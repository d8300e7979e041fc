//! The last form of a text: one kind of line end, no characters that nobody can see and a database refuses.

/// Control characters that no text holds, whoever wrote it.
pub(super) fn foreign(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{7f}')
}

/// Line ends become `\n`, other control characters and byte order marks go.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{feff}' => {}
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn line_ends_are_of_one_kind_and_the_invisible_goes() {
        assert_eq!(clean("\u{feff}甲\r\n乙\r丙\u{c}丁\0\u{1a}\t戊"), "甲\n乙\n丙\n丁\t戊");
    }
}
