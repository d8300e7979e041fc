//! Spaces, brackets and widths that differ between keyboards and must not make two things of one.

use unicode_normalization::UnicodeNormalization;

use super::code::Code;
use super::json::forbidden;
use super::problem::Fault;

/// The form in which names are compared: compatibility-composed, lower case, without white space.
pub fn normalised(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
}

/// Whether this can be a code people tell things by: without white space, joiners and full-width twins of ASCII letters and digits, so
/// that two codes that look alike are alike.
pub fn is_code(text: &str) -> bool {
    let twin = |c: char| matches!(c, '\u{200C}' | '\u{200D}' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    !text.chars().any(|c| c.is_whitespace() || twin(c))
}

/// Escapes what LIKE would read as a wildcard; use with `ESCAPE '\'`.
pub fn like_literal(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// Whether a column in comparable form contains the text; wildcards in the text are only characters.
pub fn contains<C: sea_orm::ColumnTrait>(column: C, text: &str) -> sea_orm::sea_query::Expr {
    use sea_orm::sea_query::LikeExpr;
    column.like(LikeExpr::new(format!("%{}%", like_literal(&normalised(text)))).escape('\\'))
}

/// As [`contains`], for a column that is kept as it was written: letters count the same in either case.
pub fn contains_any_case<C: sea_orm::ColumnTrait>(column: C, text: &str) -> sea_orm::sea_query::Expr {
    use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
    let lower = Expr::expr(Func::lower(Expr::col(column)));
    lower.like(LikeExpr::new(format!("%{}%", like_literal(&text.to_lowercase()))).escape('\\'))
}

/// Words that must be there are more than white space: `required` at each member that is not.
pub fn blanks(members: &[(&str, &str)]) -> Vec<Fault> {
    members.iter().filter(|(_, text)| text.trim().is_empty()).map(|(pointer, _)| Fault::at(*pointer, Code::Required)).collect()
}

/// Longest name of a file, in bytes of UTF-8: what common file systems take.
const LONGEST_NAME: usize = 240;

/// The name of a file as it can be kept and handed out again: without folders, characters that cannot be seen or that file systems
/// refuse, in NFC, and not too long; the ending stays. Empty when nothing is left.
pub fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.nfc().filter(|c| !forbidden(*c) && !matches!(c, '\n' | '\t'));
    let plain: String = kept.map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }).collect();
    let name = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 8);
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    let mut short = String::new();
    for c in name.chars() {
        if short.len() + c.len_utf8() + ending.len() > LONGEST_NAME {
            break;
        }
        short.push(c);
    }
    format!("{short}{ending}")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_name_is_a_name_and_no_path() {
        for (sent, kept) in [
            ("验收报告.pdf", "验收报告.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\wjw\\托位.xlsx", "托位.xlsx"),
            ("a\0b\r\nX-Evil: 1.pdf", "abX-Evil_ 1.pdf"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            (".htaccess", "htaccess"),
            (" 报告 .pdf. ", "报告 .pdf"),
            ("..", ""),
            ("e\u{301}.png", "é.png"),
            ("a\"b?.png", "a_b_.png"),
        ] {
            assert_eq!(file_name(sent), kept, "{sent}");
        }
        let long = file_name(&format!("{}.pdf", "长".repeat(300)));
        assert_eq!(long, format!("{}.pdf", "长".repeat(78)));
    }
}
