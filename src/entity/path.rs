//! Tree paths (`/a/b/`): moving a thing moves everything below it in one statement.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func};

/// The path column with its beginning `old` replaced by `new`.
pub fn replace_prefix<C: ColumnTrait>(path: C, old: &str, new: &str) -> Expr {
    let from = i32::try_from(old.chars().count() + 1).unwrap_or(i32::MAX);
    let rest = Func::cust("substr").args([Expr::col(path), Expr::val(from)]);
    Expr::val(new.to_owned()).binary(BinOper::Custom("||"), rest)
}

/// How many characters of a path name the topmost thing: `/` id `/`.
const ROOT: usize = 38;

/// The beginning that the paths of all things in one tree share, as SQL.
pub fn root<C: ColumnTrait>(path: C) -> Expr {
    let most = i32::try_from(ROOT).unwrap_or(i32::MAX);
    Func::cust("substr").args([Expr::col(path.as_column_ref()), Expr::val(1), Expr::val(most)]).into()
}

/// The same of one path.
pub fn root_of(path: &str) -> String {
    path.chars().take(ROOT).collect()
}
