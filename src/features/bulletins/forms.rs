//! The text of a bulletin in its forms, and whether the database still gives it.

use std::collections::BTreeSet;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Value, json};

use super::freeze::{self, compute};
use super::read::visible;
use super::shapes::{BulletinDifference, BulletinVerification};
use crate::auth::{Action, Caller};
use crate::db;
use crate::document::{self, OfficialDocument};
use crate::domain::bulletin::BulletinState;
use crate::entity::{bulletin, plan};
use crate::http::query::NoParameters;
use crate::http::{Code, Id, Media, Problem, Query, Reply, Result};
use crate::state::AppState;

/// Most differences that are named.
const NAMED: usize = 20;

/// Read the text of a bulletin: as plain structure, as a page to print, or as a file for a word processor.
///
/// A draft is computed anew with every reading. An issued bulletin is what was frozen: its SHA-256 in JSON is its `digest`, and every form has the
/// same bytes whenever it is asked for.
#[utoipa::path(tag = "bulletins", operation_id = "get_bulletin_document", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The bulletin")),
    responses((status = 200, description = "The text, in the form of an official document",
        content((OfficialDocument = "application/json"), (String = "text/html"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")))))]
#[get("/bulletins/{id}/document")]
pub(super) async fn get_bulletin_document(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    _query: Query<NoParameters>,
    media: Media,
) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let (plan, row) = visible(&db, &caller, id.0).await?;
    let content = text(&app, &db, &plan, &row).await?;
    db.rollback().await?;
    if media == Media::Json {
        return Ok(Reply::written(content.into_bytes()));
    }
    let read: OfficialDocument = serde_json::from_str(&content).map_err(Problem::internal)?;
    let mark = match row.state {
        BulletinState::Draft => Some("草稿"),
        BulletinState::Issued => None,
        BulletinState::Withdrawn => Some("已撤回"),
    };
    let bytes = match media {
        Media::Docx => document::docx(&read, mark).map_err(Problem::internal)?,
        _ => document::html(&read, mark),
    };
    let name = read.number.filter(|_| row.serial.is_some()).unwrap_or(read.title);
    Ok(Reply::file(media, &name, bytes))
}

/// The text as JSON: frozen, or computed for a draft.
async fn text(app: &AppState, db: &DatabaseTransaction, plan: &plan::Model, row: &bulletin::Model) -> Result<String> {
    match &row.content {
        Some(content) => Ok(content.clone()),
        None => compute(db, app.zone, plan, row, (row.known_at.unwrap_or_else(|| app.clock.now()), None)).await?.content(),
    }
}

/// Compute an issued bulletin again from the database, and compare it with what was frozen.
///
/// It is computed for the same business date with the knowledge of the same instant. Later corrections, changed targets, moved and renamed units make no
/// difference; a changed history does, and so does a version of this service that words things differently.
#[utoipa::path(tag = "bulletins", operation_id = "verify_bulletin", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The bulletin")),
    responses((status = 200, description = "Whether it is the same", body = BulletinVerification),
        (status = 409, description = "It is a draft: nothing is frozen")))]
#[get("/bulletins/{id}/verification")]
pub(super) async fn verify_bulletin(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let (plan, row) = visible(&db, &caller, id.0).await?;
    let verification = verify(&app, &db, &plan, row).await?;
    db.rollback().await?;
    Reply::report(&verification)
}

async fn verify(app: &AppState, db: &impl ConnectionTrait, plan: &plan::Model, row: bulletin::Model) -> Result<BulletinVerification> {
    let frozen = freeze::kept(&row)?;
    let (Some(known_at), Some(digest), Some(kept), Some(frozen)) = (row.known_at, &row.digest, &row.content, frozen) else {
        return Err(Problem::new(Code::InvalidTransition).with("state", json!(row.state)).with("allowedActions", json!([])));
    };
    let computed = compute(db, app.zone, plan, &row, (known_at, Some(frozen))).await?.content()?;
    let (kept_digest, computed_digest) = (freeze::digest(kept), freeze::digest(&computed));
    let json = |text: &str| serde_json::from_str::<Value>(text).map_err(Problem::internal);
    let mut differences = Vec::new();
    compare(&json(kept)?, &json(&computed)?, &mut String::new(), &mut differences);
    Ok(BulletinVerification {
        bulletin_id: row.id,
        as_of: row.as_of,
        known_at: known_at.into(),
        digest: digest.clone(),
        matches: *digest == kept_digest && *digest == computed_digest,
        kept_digest,
        computed_digest,
        differences,
    })
}

/// Notes where two values differ, depth first.
fn compare(kept: &Value, computed: &Value, pointer: &mut String, found: &mut Vec<BulletinDifference>) {
    if kept == computed || found.len() >= NAMED {
        return;
    }
    let mut step = |name: &str, kept: Option<&Value>, computed: Option<&Value>| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(name);
        match (kept, computed) {
            (Some(kept), Some(computed)) => compare(kept, computed, pointer, found),
            _ => found.push(difference(pointer, kept, computed)),
        }
        pointer.truncate(length);
    };
    match (kept, computed) {
        (Value::Object(old), Value::Object(new)) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            names.into_iter().for_each(|name| step(name, old.get(name), new.get(name)));
        }
        (Value::Array(old), Value::Array(new)) => {
            (0..old.len().max(new.len())).for_each(|at| step(&at.to_string(), old.get(at), new.get(at)));
        }
        _ => found.push(difference(pointer, Some(kept), Some(computed))),
    }
    found.truncate(NAMED);
}

fn difference(pointer: &str, kept: Option<&Value>, computed: Option<&Value>) -> BulletinDifference {
    BulletinDifference { pointer: pointer.to_owned(), kept: kept.map(Value::to_string), computed: computed.map(Value::to_string) }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use serde_json::json;

    #[test]
    fn differences_are_named_by_place() {
        let mut found = Vec::new();
        let (kept, computed) = (json!({"a": [1, 2, 3], "b": "x", "c": 1}), json!({"a": [1, 5], "b": "x", "d": 1}));
        compare(&kept, &computed, &mut String::new(), &mut found);
        let told: Vec<String> = found.iter().map(|it| format!("{} {:?} {:?}", it.pointer, it.kept, it.computed)).collect();
        assert_eq!(told, ["/a/1 Some(\"2\") Some(\"5\")", "/a/2 Some(\"3\") None", "/c Some(\"1\") None", "/d None Some(\"1\")"]);
    }

    #[test]
    fn not_more_are_named_than_people_read() {
        let mut found = Vec::new();
        compare(&json!(vec![0; 40]), &json!(vec![1; 40]), &mut String::new(), &mut found);
        assert_eq!(found.len(), super::NAMED);
    }
}
