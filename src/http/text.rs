//! Spaces, brackets and widths that differ between keyboards and must not make two things of one.

use unicode_normalization::UnicodeNormalization;

use super::code::Code;
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
