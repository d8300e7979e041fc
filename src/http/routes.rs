//! One list of handlers per feature makes both its routes and its part of the contract, so that neither can lack one.

/// Declares `configure` (the routes) and `Contract` (their OpenAPI) from one list of handlers.
#[macro_export]
macro_rules! routes {
    ($($handler:path),* $(,)?) => {
        /// Adds this feature's operations to the service.
        pub fn configure(service: &mut actix_web::web::ServiceConfig) {
            service$(.service($handler))*;
        }

        /// This feature's part of the contract.
        #[derive(Debug, utoipa::OpenApi)]
        #[openapi(paths($($handler),*))]
        pub struct Contract;
    };
}
