//! From the bytes of a notice to what is kept of it: its text, what was understood, and the document with the codes of the register.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::shapes::OtherNotice;
use crate::domain::notice::resolve::{KnownOfficial, KnownUnit, Register, Resolved, resolve};
use crate::domain::notice::{FieldSource, Remainder, Warning, read};
use crate::entity::scope::Scope;
use crate::entity::{government, official, unit, unit_alias};
use crate::http::json::forbidden;
use crate::http::{Code, OrNotFound, Problem, Result};
use crate::intake::{Kind, MOST_BYTES, MOST_CHARACTERS, Refusal, Taken, take};

/// So many notices are read at once; the others wait. One may need some 200 MB.
static READERS: Semaphore = Semaphore::const_new(2);

/// What was understood of a notice, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reading {
    /// The document as it was proposed.
    pub(super) proposed: Value,
    /// Where its fields were found.
    pub(super) sources: Vec<FieldSource>,
    /// The units as printed, and who they are taken for.
    pub(super) units: Vec<Resolved>,
    /// The officials.
    pub(super) officials: Vec<Resolved>,
    /// What no field was made of.
    pub(super) remainder: Vec<Remainder>,
    /// What a person should look at.
    pub(super) warnings: Vec<Warning>,
    /// Other texts on the same page.
    pub(super) other_texts: Vec<OtherNotice>,
}

/// A notice that was read.
pub(super) struct Made {
    pub(super) source: String,
    pub(super) encoding: Option<&'static str>,
    pub(super) layout: String,
    pub(super) reading: Reading,
}

/// What the register of the caller's government says, in four statements.
pub(super) async fn register(db: &impl ConnectionTrait, scope: &Scope) -> Result<Register> {
    let own = government::Entity::seen_by(scope).filter(government::Column::Id.eq(scope.government)).one(db).await?.or_not_found()?;
    let mut aliases: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for alias in unit_alias::Entity::find().filter(unit_alias::Column::GovernmentId.eq(scope.government)).all(db).await? {
        aliases.entry(alias.unit_id).or_default().push(alias.alias);
    }
    let units = unit::Entity::seen_by(scope).all(db).await?.into_iter().map(|row| KnownUnit {
        aliases: aliases.remove(&row.id).unwrap_or_default(),
        kind: word(&row.kind),
        is_root: row.parent_id.is_none() && word(&row.kind) == "government",
        code: row.code,
        name: row.name,
        short_name: row.short_name,
    });
    let officials = official::Entity::seen_by(scope).all(db).await?;
    Ok(Register {
        units: units.collect(),
        officials: officials.into_iter().map(|row| KnownOfficial { code: row.code, name: row.name }).collect(),
        government: own.code,
        name: own.name,
    })
}

fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Reads the notice away from the threads that answer requests.
///
/// # Errors
/// What the file is refused for.
pub(super) async fn understand(
    kind: Kind,
    charset: Option<String>,
    bytes: actix_web::web::Bytes,
    register: Register,
    sha256: String,
) -> Result<Made> {
    let _turn = READERS.acquire().await.map_err(Problem::internal)?;
    let work = move || {
        let taken = take(kind, charset.as_deref(), &bytes).map_err(refused)?;
        make(taken, &register, &sha256)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?
}

/// A refusal in the words of the contract.
fn refused(refusal: Refusal) -> Problem {
    let problem = match refusal {
        Refusal::Empty => Problem::at("", Code::Required),
        Refusal::Encoding => Problem::new(Code::InvalidEncoding),
        Refusal::Mismatch => Problem::at("", Code::MediaTypeMismatch),
        Refusal::Entities => Problem::at("", Code::InvalidValue),
        Refusal::TooLarge => Problem::new(Code::PayloadTooLarge).with("max", MOST_BYTES),
        Refusal::TooLong => Problem::new(Code::PayloadTooLarge).with("maxCharacters", MOST_CHARACTERS),
        Refusal::TooDeep => Problem::new(Code::TooDeep),
    };
    problem.with("reason", refusal.to_string())
}

fn make(taken: Taken, register: &Register, sha256: &str) -> Result<Made> {
    let mut proposal = read(&taken.text);
    let (units, officials) = resolve(&mut proposal, register);
    if taken.lost > 0 {
        proposal.warnings.push(lost(taken.lost));
    }
    let mut document = serde_json::to_value(&proposal.document).map_err(Problem::internal)?;
    if let Some(document) = document.as_object_mut() {
        document.insert("government".to_owned(), json!({"code": register.government, "name": register.name}));
    }
    let numbered = document.pointer("/plan/documentNumber").is_some_and(|number| !number.is_null());
    if let Some(plan) = document.pointer_mut("/plan").and_then(Value::as_object_mut).filter(|_| !numbered) {
        let short: String = sha256.chars().take(12).collect();
        plan.insert("code".to_owned(), json!(format!("import-{short}")));
    }
    let document = clean(document);
    let other_texts = proposal.other_texts.into_iter().map(|other| {
        let document = clean(serde_json::to_value(&other.document).map_err(Problem::internal)?);
        Ok(OtherNotice { mark: other.mark, span: other.span, document })
    });
    let reading = Reading {
        proposed: document,
        sources: proposal.sources,
        units,
        officials,
        remainder: proposal.remainder,
        warnings: proposal.warnings,
        other_texts: other_texts.collect::<Result<_>>()?,
    };
    Ok(Made { source: taken.text, encoding: taken.encoding, layout: word(&proposal.layout), reading })
}

fn lost(count: usize) -> Warning {
    Warning {
        code: "charactersLost".to_owned(),
        params: [("count".to_owned(), count.to_string())].into(),
        zh: format!("{count}个字符无法解码,已以“\u{fffd}”代替。"),
        en: format!("{count} characters could not be decoded and stand as \u{fffd}."),
        span: None,
    }
}

/// The texts of a document as texts may be in it: composed, without what nobody can see.
fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.nfc().filter(|c| !forbidden(*c)).collect()),
        Value::Array(items) => items.into_iter().map(clean).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, clean(value))).collect(),
        other => other,
    }
}

/// How many tasks and measures a document has.
pub(super) fn tasks(document: &Value) -> usize {
    let mut open = vec![document];
    let mut count = 0;
    while let Some(here) = open.pop() {
        for (list, counts) in [("sections", 0), ("tasks", 1), ("measures", 1)] {
            let below = here[list].as_array().map(Vec::as_slice).unwrap_or_default();
            count += counts * below.len();
            open.extend(below);
        }
    }
    count
}

/// The title of the plan; empty where none was found.
pub(super) fn title(document: &Value) -> String {
    document.pointer("/plan/title").and_then(Value::as_str).unwrap_or_default().to_owned()
}
