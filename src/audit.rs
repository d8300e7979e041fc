//! Refusals leave a trace too: a write that was refused writes one event of its own.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::auth::Caller;
use crate::entity::event;
use crate::http::Code;
use crate::http::answer::RequestId;
use crate::http::path::parse_id;
use crate::http::problem::Carried;
use crate::state::AppState;

/// The layer that notes refused writes. Log-ins note their own refusals, because only they know whose account it was.
///
/// # Errors
/// Those of the layers inside.
pub async fn note_refusals<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let http = response.request();
    let writing = !matches!(*http.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let own_trail = http.path().starts_with("/api/v1/auth/");
    if !(writing && response.status().is_client_error()) || own_trail {
        return Ok(response);
    }
    let Some(app) = http.app_data::<Data<AppState>>() else { return Ok(response) };
    let code = response.response().extensions().get::<Carried>().map_or(Code::of_status(response.status()), |carried| carried.0.code);
    let caller = http.extensions().get::<Caller>().map(|caller| (caller.user.id, caller.user.name.clone(), caller.user.government_id));
    let row = event::ActiveModel {
        id: Set(Uuid::now_v7()),
        government_id: Set(caller.as_ref().map(|(_, _, government)| *government)),
        at: Set(app.clock.now()),
        actor_id: Set(caller.as_ref().map(|(id, _, _)| *id)),
        actor_name: Set(caller.as_ref().map(|(_, name, _)| name.clone())),
        action: Set("write.refused".to_owned()),
        subject_type: Set(http.match_pattern().unwrap_or_else(|| "-".to_owned())),
        subject_id: Set(http.match_info().get("id").and_then(parse_id)),
        data: Set(json!({"method": http.method().as_str(), "code": code.name(), "status": response.status().as_u16()})),
        request_id: Set(RequestId::of(http)),
    };
    if let Err(error) = event::Entity::insert(row).exec_without_returning(&app.db).await {
        tracing::error!(%error, "a refused write left no audit event");
    }
    Ok(response)
}
