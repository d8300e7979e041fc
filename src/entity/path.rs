//! Tree paths (`/a/b/`): moving a thing moves everything below it in one statement.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func};

/// The path column with its beginning `old` replaced by `new`.
pub fn replace_prefix<C: ColumnTrait>(path: C, old: &str, new: &str) -> Expr {
    let from = i32::try_from(old.chars().count() + 1).unwrap_or(i32::MAX);
    let rest = Func::cust("substr").args([Expr::col(path), Expr::val(from)]);
    Expr::val(new.to_owned()).binary(BinOper::Custom("||"), rest)
}
