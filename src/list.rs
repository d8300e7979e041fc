//! Pages of rows by keyset: a cursor names the last row seen, so that pages neither skip nor repeat when rows come and go.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{ColumnType, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, ModelTrait, Order as Direction, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, Value,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Caller;
use crate::http::{Code, Problem, Query, Result, query};
use crate::state::AppState;

/// Where a page stands in its list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"limit": 50, "nextCursor": null, "total": 70}))]
pub struct PageInfo {
    /// Most rows on this page.
    pub limit: u64,
    /// Send this as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
    /// All rows that match; only with `count=true`.
    pub total: Option<u64>,
}

/// A column to sort by. It must not be null; ties are broken by id.
#[derive(Clone, Copy, Debug)]
pub struct Order<C> {
    /// The column.
    pub column: C,
    /// Largest first.
    pub descending: bool,
}

/// Declares the sort keys of a list: their public names and columns; the first one is the default.
#[macro_export]
macro_rules! sort_keys {
    ($(#[$doc:meta])* $vis:vis $name:ident of $entity:ident { $first:literal => $first_column:ident $(, $key:literal => $column:ident)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        $vis struct $name(pub $crate::list::Order<$entity::Column>);

        impl Default for $name {
            fn default() -> Self {
                Self($crate::list::Order { column: $entity::Column::$first_column, descending: false })
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let (descending, key) = text.strip_prefix('-').map_or((false, text.as_str()), |key| (true, key));
                let column = match key {
                    $first => $entity::Column::$first_column,
                    $($key => $entity::Column::$column,)*
                    _ => return Err(serde::de::Error::custom("unknown sort key")),
                };
                Ok(Self($crate::list::Order { column, descending }))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some("Sort key; `-` for descending. Ties are broken by id."))
                    .default(Some($first.into()))
                    .enum_values(Some([$first, concat!("-", $first) $(, $key, concat!("-", $key))*]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

/// The bounds of a `name.lt`, `.lte`, `.gt`, `.gte` filter as a condition; those left out do not bind.
pub fn within<C: ColumnTrait, V: Into<Value>>(column: C, [lt, lte, gt, gte]: [Option<V>; 4]) -> Condition {
    Condition::all()
        .add_option(lt.map(|bound| column.lt(bound)))
        .add_option(lte.map(|bound| column.lte(bound)))
        .add_option(gt.map(|bound| column.gt(bound)))
        .add_option(gte.map(|bound| column.gte(bound)))
}

/// One page of `select`, sorted by `order` and then by id.
///
/// # Errors
/// 400 for a cursor that was changed or belongs to another list, filter, sort or caller.
pub async fn page<E, F>(
    app: &AppState,
    caller: &Caller,
    select: Select<E>,
    order: Order<E::Column>,
    id: E::Column,
    query: &Query<F>,
) -> Result<(Vec<E::Model>, PageInfo)>
where
    E: EntityTrait,
    E::Model: FromQueryResult + ModelTrait<Entity = E> + Send + Sync,
{
    let seal = Seal { app, caller: caller.user.id, list: &query.fingerprint };
    let limit = query.paging.limit.unwrap_or(50);
    let total = match query.paging.count {
        Some(true) => Some(count(&app.db, select.clone()).await?),
        _ => None,
    };
    let key = sort_key(app.db.get_database_backend(), order.column);
    let mut page = select;
    if let Some(cursor) = &query.paging.cursor {
        page = page.filter(after(&key, order.descending, id, seal.open(cursor)?));
    }
    let direction = if order.descending { Direction::Desc } else { Direction::Asc };
    let page = page.order_by(key, direction.clone()).order_by(id, direction).limit(limit + 1);
    let mut rows = page.all(&app.db).await?;
    let more = u64::try_from(rows.len()).unwrap_or(u64::MAX) > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = match rows.last().filter(|_| more) {
        Some(last) => Some(seal.close(&Position { key: Key::of(last.get(order.column))?, id: id_of(last.get(id))? })?),
        None => None,
    };
    Ok((rows, PageInfo { limit, next_cursor, total }))
}

/// One page of rows that are at hand already, each with the text it is sorted by; no two rows share one.
///
/// # Errors
/// 400 for a cursor that was changed or belongs to another list, filter, sort or caller.
pub fn page_at_hand<T, F>(app: &AppState, caller: &Caller, rows: Vec<(String, T)>, query: &Query<F>) -> Result<(Vec<T>, PageInfo)> {
    let seal = Seal { app, caller: caller.user.id, list: &query.fingerprint };
    let limit = query.paging.limit.unwrap_or(50);
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let total = query.paging.count.filter(|wanted| *wanted).map(|_| number(rows.len()));
    let seen = match query.paging.cursor.as_ref().map(|cursor| seal.open(cursor)).transpose()? {
        Some(Position { key: Key::S(text), .. }) => Some(text),
        Some(_) => return Err(cursor_problem(Code::CursorInvalid)),
        None => None,
    };
    let mut rest: Vec<(String, T)> = rows.into_iter().filter(|(text, _)| seen.as_ref().is_none_or(|seen| text > seen)).collect();
    rest.sort_by(|(one, _), (other, _)| one.cmp(other));
    let more = number(rest.len()) > limit;
    rest.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = match rest.last().filter(|_| more) {
        Some((text, _)) => Some(seal.close(&Position { key: Key::S(text.clone()), id: Uuid::nil() })?),
        None => None,
    };
    Ok((rest.into_iter().map(|(_, row)| row).collect(), PageInfo { limit, next_cursor, total }))
}

async fn count<E>(db: &impl ConnectionTrait, select: Select<E>) -> Result<u64>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    Ok(select.count(db).await?)
}

/// The column as it is sorted by. PostgreSQL would sort text by the collation of its database; both databases shall sort by code point.
fn sort_key<C: ColumnTrait>(backend: DbBackend, column: C) -> Expr {
    let plain = Expr::col(column.as_column_ref());
    let is_text = matches!(column.def().get_column_type(), ColumnType::String(_) | ColumnType::Text);
    if is_text && backend == DbBackend::Postgres { Expr::cust_with_expr("$1 COLLATE \"C\"", plain) } else { plain }
}

fn after<C: ColumnTrait>(key: &Expr, descending: bool, id: C, position: Position) -> Condition {
    let value: Value = position.key.into();
    let (beyond, next) =
        if descending { (key.clone().lt(value.clone()), id.lt(position.id)) } else { (key.clone().gt(value.clone()), id.gt(position.id)) };
    Condition::any().add(beyond).add(Condition::all().add(key.clone().eq(value)).add(next))
}

/// The last row of a page.
#[derive(Serialize, Deserialize)]
struct Position {
    key: Key,
    id: Uuid,
}

/// A sort value in a form that keeps its type.
#[derive(Serialize, Deserialize)]
enum Key {
    S(String),
    I(i64),
    D(NaiveDate),
    T(DateTime<Utc>),
    U(Uuid),
}

impl Key {
    fn of(value: Value) -> Result<Self> {
        Ok(match value {
            Value::String(Some(text)) => Self::S(text),
            Value::Int(Some(number)) => Self::I(i64::from(number)),
            Value::BigInt(Some(number)) => Self::I(number),
            Value::ChronoDate(Some(date)) => Self::D(date),
            Value::ChronoDateTimeUtc(Some(instant)) => Self::T(instant),
            Value::Uuid(Some(id)) => Self::U(id),
            other => return Err(Problem::internal(format!("not a sort key: {other:?}"))),
        })
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::S(text) => text.into(),
            Key::I(number) => number.into(),
            Key::D(date) => date.into(),
            Key::T(instant) => instant.into(),
            Key::U(id) => id.into(),
        }
    }
}

fn id_of(value: Value) -> Result<Uuid> {
    match Key::of(value)? {
        Key::U(id) => Ok(id),
        _ => Err(Problem::internal("id is no uuid")),
    }
}

/// Binds a cursor to its list, filter, sort and caller.
struct Seal<'a> {
    app: &'a AppState,
    caller: Uuid,
    list: &'a str,
}

impl Seal<'_> {
    fn close(&self, position: &Position) -> Result<String> {
        let text = serde_json::to_vec(position).map_err(Problem::internal)?;
        let payload = BASE64_URL_SAFE_NO_PAD.encode(text);
        Ok(format!("{payload}.{}.{}", self.app.keys.seal(payload.as_bytes()), self.bound(&payload)))
    }

    fn bound(&self, payload: &str) -> String {
        self.app.keys.seal(format!("{payload}\n{}\n{}", self.caller, self.list).as_bytes())
    }

    fn open(&self, cursor: &str) -> Result<Position> {
        let invalid = || cursor_problem(Code::CursorInvalid);
        let mut parts = cursor.split('.');
        let (Some(payload), Some(genuine), Some(bound), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(invalid());
        };
        if cursor.len() > 4096 || self.app.keys.seal(payload.as_bytes()) != genuine {
            return Err(invalid());
        }
        if self.bound(payload) != bound {
            return Err(cursor_problem(Code::CursorMismatch));
        }
        let text = BASE64_URL_SAFE_NO_PAD.decode(payload).map_err(|_| invalid())?;
        serde_json::from_slice(&text).map_err(|_| invalid())
    }
}

fn cursor_problem(code: Code) -> Problem {
    Problem { code, ..query::refuse("cursor", code) }
}
