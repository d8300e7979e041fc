//! The audit trail, for the auditor (审计).

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Action, Caller};
use crate::domain::instant::Instant;
use crate::entity::event;
use crate::http::query::Filter;
use crate::http::{Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::sort_keys;
use crate::state::AppState;

/// One thing that was done or refused.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000301", "at": "2024-04-02T01:00:00.000Z",
    "actorId": "0197a6f0-c0de-7000-a000-000000000102", "actorName": "督查室督查员", "action": "plan.issued", "subjectType": "plan",
    "subjectId": "0197a6f0-c0de-7000-a000-000000000401", "data": {"obligations": 648}, "requestId": "0197a6f0c0de7000a000000000000001"}))]
pub struct AuditEvent {
    /// Its id.
    id: Uuid,
    /// When.
    at: Instant,
    /// Who; null for nobody known and for the command line.
    actor_id: Option<Uuid>,
    /// Their name at the time.
    actor_name: Option<String>,
    /// What: `plan.issued`, `submission.accepted`, `write.refused`, `login.refused` …
    action: String,
    /// To what kind of thing; for a refused write the route.
    subject_type: String,
    /// To which one.
    subject_id: Option<Uuid>,
    /// What else belongs to it.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    data: serde_json::Value,
    /// In which request.
    request_id: String,
}

impl From<event::Model> for AuditEvent {
    fn from(row: event::Model) -> Self {
        let event::Model { id, government_id: _, at, actor_id, actor_name, action, subject_type, subject_id, data, request_id } = row;
        Self { id, at: at.into(), actor_id, actor_name, action, subject_type, subject_id, data, request_id }
    }
}

/// A page of the trail.
#[derive(Serialize, ToSchema)]
pub struct AuditEventPage {
    /// The events.
    items: Vec<AuditEvent>,
    /// Where this page stands.
    page: PageInfo,
}

sort_keys! {
    /// How the trail is sorted.
    pub AuditEventSort of event { "at" => At, "action" => Action }
}

/// Which events.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditEventFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    sort: Option<AuditEventSort>,
    /// Exactly this action.
    #[param(example = "plan.issued")]
    action: Option<String>,
    /// Only what this account did.
    #[serde(rename = "actorId")]
    actor_id: Option<Uuid>,
    /// Only this kind of thing.
    #[serde(rename = "subjectType")]
    subject_type: Option<String>,
    /// Only this thing.
    #[serde(rename = "subjectId")]
    subject_id: Option<Uuid>,
    /// Only from this instant on.
    #[serde(rename = "at.gte")]
    at_gte: Option<Instant>,
    /// Only before this instant.
    #[serde(rename = "at.lt")]
    at_lt: Option<Instant>,
}

impl Filter for AuditEventFilter {}

/// List what was done and what was refused, for the auditor.
#[utoipa::path(tag = "audit", operation_id = "list_audit_events", security(("bearer" = [])), params(crate::http::Paging, AuditEventFilter),
    responses((status = 200, description = "A page of the trail", body = AuditEventPage)))]
#[get("/audit-events")]
async fn list_audit_events(app: Data<AppState>, caller: Caller, query: Query<AuditEventFilter>) -> Result<Reply> {
    caller.require(Action::ReadAudit)?;
    let AuditEventFilter { sort, action, actor_id, subject_type, subject_id, at_gte, at_lt } = query.filter.clone();
    let mut select = event::Entity::seen_by(&caller.scope);
    if let Some(action) = action {
        select = select.filter(event::Column::Action.eq(action));
    }
    if let Some(actor) = actor_id {
        select = select.filter(event::Column::ActorId.eq(actor));
    }
    if let Some(kind) = subject_type {
        select = select.filter(event::Column::SubjectType.eq(kind));
    }
    if let Some(subject) = subject_id {
        select = select.filter(event::Column::SubjectId.eq(subject));
    }
    let bounds = [at_lt, None, None, at_gte].map(|bound| bound.map(|instant| instant.0));
    select = select.filter(list::within(event::Column::At, bounds));
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, event::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&AuditEventPage { items: rows.into_iter().map(AuditEvent::from).collect(), page }, next)
}

crate::routes!(list_audit_events);
