//! The service put together: which features there are, and in which order the layers lie. The only file that knows them all.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, Error};
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config as DocsConfig, SwaggerUi};

use crate::auth::middleware::authenticate;
use crate::http::fallback::fallback;
use crate::http::operations::Operations;
use crate::state::AppState;
use crate::{audit, contract, features, http, idempotency, openapi};

/// Declares the features below `/api/v1` once, for routes and contract.
macro_rules! features {
    ($($feature:ident),* $(,)?) => {
        fn api(service: &mut ServiceConfig) {
            service$(.configure(features::$feature::configure))*;
        }

        /// The contract of all features, below `head`.
        pub fn document(head: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
            head$(.nest("/api/v1", features::$feature::Contract::openapi()))*
                .nest("", http::problems::Contract::openapi())
                .nest("", features::health::Contract::openapi())
        }
    };
}

features!(
    sessions,
    governments,
    units,
    officials,
    users,
    grants,
    plans,
    plan_documents,
    plan_imports,
    sections,
    tasks,
    assignments,
    targets,
    checkpoints,
    milestones,
    statements,
    target_links,
    sites,
    allocations,
    reporting_rules,
    obligations,
    extensions,
    reminders,
    submissions,
    attachments,
    contributions,
    figures,
    reports,
    bulletins,
    audit_events,
);

/// What the contract offers at every path, for 405 and the choice of formats.
pub fn operations() -> Operations {
    Operations::new(openapi::offers())
}

/// The service with all its layers. A request passes: compression, the common form of answers, the trail of refusals,
/// and below `/api/v1` the content negotiation, the log-in and the idempotency keys.
pub fn build(
    state: Data<AppState>,
    operations: Data<Operations>,
) -> App<impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = Error, InitError = ()>> {
    let api = web::scope("/api/v1")
        .wrap(from_fn(idempotency::idempotent))
        .wrap(from_fn(authenticate))
        .wrap(from_fn(http::negotiate::negotiate))
        .configure(api)
        .service(contract::get_openapi)
        .service(contract::get_plan_document_schema)
        .default_service(web::to(fallback));
    App::new()
        .app_data(state)
        .app_data(operations)
        .wrap(from_fn(audit::note_refusals))
        .wrap(from_fn(http::answer::answer))
        .wrap(Compress::default())
        .configure(features::health::configure)
        .configure(http::problems::configure)
        .service(contract::get_jwks)
        .service(api)
        .service(docs())
        .default_service(web::to(fallback))
}

/// The docs page, served from the binary: government networks are closed, nothing comes from outside.
fn docs() -> SwaggerUi {
    let config = DocsConfig::new(["/api/v1/openapi.json"])
        .validator_url("none")
        .display_operation_id(true)
        .display_request_duration(true)
        .persist_authorization(true)
        .filter(true)
        .doc_expansion("none");
    SwaggerUi::new("/docs/{_:.*}").config(config)
}
