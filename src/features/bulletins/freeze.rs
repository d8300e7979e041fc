//! Computing a bulletin from the database, and freezing it: the same bulletin comes out as long as figures, reviews and versions are what they were.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::compose::{self, Head};
use crate::document::OfficialDocument;
use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::bulletin::day_zh;
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{bulletin, plan, unit};
use crate::features::reports::run::{self, Basis, PlanProgress, When};
use crate::http::{OrNotFound, Problem, Result};

/// What is kept beside the frozen text, for computing it again and for telling what corrections change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Frozen {
    /// The issuing unit's name.
    pub(super) organ: String,
    /// What reports read as it is today.
    pub(super) basis: Basis,
    /// Every target as it was judged.
    pub(super) judged: BTreeMap<Uuid, Judged>,
}

/// A target as a bulletin judged it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Judged {
    pub(super) task_id: Uuid,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) state: ProgressState,
    pub(super) sentence: Sentence,
}

/// A bulletin computed.
pub(super) struct Computed {
    pub(super) document: OfficialDocument,
    pub(super) frozen: Frozen,
}

impl Computed {
    /// The document as JSON, byte for byte as it is served and digested. No ids are in it.
    pub(super) fn content(&self) -> Result<String> {
        content(&self.document)
    }
}

/// A document as JSON: members in the order of the contract, no white space.
pub(super) fn content(document: &OfficialDocument) -> Result<String> {
    serde_json::to_string(document).map_err(Problem::internal)
}

/// SHA-256 of a frozen text, in hexadecimal.
pub(super) fn digest(content: &str) -> String {
    Sha256::digest(content.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A reader of everything in a government: a bulletin speaks of all units, whoever looks at it.
fn whole(government: Uuid) -> Scope {
    Scope { government, everything: true, ..Scope::default() }
}

/// Computes a bulletin with the knowledge of `known_at`; once it is frozen, with what was kept of its present.
///
/// # Errors
/// Those of the database.
pub(super) async fn compute(
    db: &impl ConnectionTrait,
    zone: BusinessZone,
    plan: &plan::Model,
    row: &bulletin::Model,
    (known_at, frozen): (DateTime<Utc>, Option<Frozen>),
) -> Result<Computed> {
    let scope = whole(plan.government_id);
    let (organ, basis) = match frozen {
        Some(frozen) => (frozen.organ, Some(frozen.basis)),
        None => {
            let issuer = unit::Entity::seen_by(&scope).filter(unit::Column::Id.eq(row.issuing_unit_id)).one(db).await?;
            (issuer.or_not_found()?.name, None)
        }
    };
    let when = When::new(row.as_of, known_at, zone);
    let (report, ranking, basis) = run::reproducible(db, &scope, plan.clone(), when, basis.as_ref()).await?;
    let head = Head {
        kind: row.kind,
        period: row.period,
        organ: &organ,
        number: row.number(),
        title: &row.title,
        addressees: row.addressees.as_deref(),
        foreword: row.foreword.as_deref(),
        closing: row.closing.as_deref(),
        dated_on: row.dated_on,
        plan_number: plan.document_number.as_deref(),
        known_until: row.known_at.map(|until| minute_zh(zone, until)),
    };
    let document = compose::document(&head, &report, &ranking);
    Ok(Computed { document, frozen: Frozen { judged: judged(report), organ, basis } })
}

/// How the targets of a plan are judged with the knowledge of `known_at`, all else being as when the bulletin was frozen.
///
/// # Errors
/// Those of the database.
pub(super) async fn judged_at(
    db: &impl ConnectionTrait,
    zone: BusinessZone,
    plan: plan::Model,
    row: &bulletin::Model,
    (known_at, basis): (DateTime<Utc>, &Basis),
) -> Result<BTreeMap<Uuid, Judged>> {
    let when = When::new(row.as_of, known_at, zone);
    Ok(judged(run::reproduced(db, &whole(row.government_id), plan, when, basis).await?))
}

fn judged(report: PlanProgress) -> BTreeMap<Uuid, Judged> {
    let each = |task: crate::features::reports::run::TaskProgress| {
        let (task_id, number, title) = (task.id, task.number, task.title);
        task.targets.into_iter().map(move |target| {
            let (state, sentence) = (target.assessment.state, target.assessment.sentence);
            let judged = Judged { task_id, number: number.clone(), title: title.clone(), text: target.text, state, sentence };
            (target.target_id, judged)
        })
    };
    report.tasks.into_iter().flat_map(each).collect()
}

/// What was kept of a frozen bulletin.
///
/// # Errors
/// When it cannot be read any more, which would be our mistake.
pub(super) fn kept(row: &bulletin::Model) -> Result<Option<Frozen>> {
    row.basis.clone().map(serde_json::from_value).transpose().map_err(Problem::internal)
}

/// An instant to the minute, in the business zone: 2024年7月8日9时30分.
fn minute_zh(zone: BusinessZone, at: DateTime<Utc>) -> String {
    let day = zone.date_of(at);
    let minutes = (at - zone.start_of(day)).num_minutes();
    format!("{}{}时{:02}分", day_zh(day), minutes / 60, minutes % 60)
}
