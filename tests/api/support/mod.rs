//! A service of one's own with a clock to move, and people to talk to it.

pub(crate) mod cycle;
pub(crate) mod db;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod files;
mod people;
pub(crate) mod shape;

use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::dev::Service;
use actix_web::test;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use duban::auth::throttle::Throttle;
use duban::auth::token::Keys;
use duban::clock::Clock;
use duban::config::Config;
use duban::delivery::Log;
use duban::evidence::Evidence;
use duban::state::AppState;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

pub(crate) use people::{Person, Reply};

type Call = Rc<dyn Fn(Request) -> LocalBoxFuture<'static, HttpResponse>>;

/// The service under test.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    call: Call,
    statements: Arc<AtomicUsize>,
    _database: db::TestDatabase,
}

/// Nine in the morning of 1 June 2024 in Yichang.
pub(crate) fn first_of_june() -> DateTime<Utc> {
    "2024-06-01T01:00:00Z".parse().unwrap()
}

impl TestApp {
    /// The demo data: the plan of Yichang, issued, with an account for every unit, and Huzhou beside it.
    pub(crate) async fn demo() -> Self {
        Self::demo_with(|_| {}).await
    }

    /// The demo data, served with other keys or limits.
    pub(crate) async fn demo_with(change: impl FnOnce(&mut AppState)) -> Self {
        Self::on(db::TestDatabase::demo().await, change).await
    }

    async fn on(database: db::TestDatabase, change: impl FnOnce(&mut AppState)) -> Self {
        // A test that fails shows what the service said of its own faults.
        let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        let mut connection = database.connect().await;
        connection.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let mut state = state(connection, Clock::manual(first_of_june()));
        change(&mut state);
        let built = duban::app::build(Data::new(state.clone()), Data::new(duban::app::operations()));
        let service = Rc::new(test::init_service(built).await);
        let call: Call = Rc::new(move |request| {
            let service = service.clone();
            async move {
                match service.call(request).await {
                    Ok(response) => response.map_into_boxed_body().into_parts().1,
                    Err(error) => error.error_response(),
                }
            }
            .boxed_local()
        });
        Self { state, call, statements, _database: database }
    }

    /// Somebody without an account.
    pub(crate) fn stranger(&self) -> Person {
        Person::new(self.call.clone(), None)
    }

    /// Logs in with the demo password.
    pub(crate) async fn login(&self, username: &str) -> Person {
        let reply =
            self.stranger().post("/auth/login", serde_json::json!({"username": username, "password": db::PASSWORD})).await.expect(200);
        Person::new(self.call.clone(), Some(reply.text("accessToken")))
    }

    /// Somebody with this access token.
    pub(crate) fn bearer(&self, token: &str) -> Person {
        Person::new(self.call.clone(), Some(token.to_owned()))
    }

    /// Moves the clock.
    pub(crate) fn set_time(&self, at: &str) {
        self.state.clock.set(at.parse().unwrap());
    }

    /// Does the work behind the requests that is due now; how many jobs that were.
    pub(crate) async fn run_jobs(&self) -> usize {
        duban::jobs::schedule(&self.state).await.unwrap();
        duban::jobs::step(&self.state).await.unwrap()
    }

    /// How many SQL statements `work` needs.
    pub(crate) async fn statements_of<T>(&self, work: impl Future<Output = T>) -> (T, usize) {
        let before = self.statements.load(Ordering::SeqCst);
        let done = work.await;
        (done, self.statements.load(Ordering::SeqCst) - before)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.state.evidence.folder().unwrap());
    }
}

/// The state of a service with test keys and no throttle worth the name.
pub(crate) fn state(db: sea_orm::DatabaseConnection, clock: Clock) -> AppState {
    let config = Config::defaults().unwrap();
    AppState {
        db,
        clock,
        zone: config.business_zone,
        keys: Arc::new(Keys::ephemeral().unwrap()),
        throttle: Arc::new(Throttle::per_minute(NonZeroU32::new(100_000).unwrap())),
        evidence: Evidence::in_folder(&db::evidence_folder()).unwrap(),
        delivery: Arc::new(Log),
        config: Arc::new(config),
    }
}
