//! How fast a very large plan answers: `cargo run --release --example bench_reports -- <address of an empty PostgreSQL database> [plans]`.
//!
//! Migrates the database, fills it in bulk with a plan of 10 000 tasks, 100 000 targets, 100 000 obligations and a million figures, and times
//! requests for its reports over the whole service, log-in included: *cold* (nothing kept in memory), *warm* (judged already), and *after a
//! write* (one report was filed or accepted since). Then it puts more such plans beside it (nine unless told otherwise) and times the same
//! requests again. A database that is filled already is only timed. Filling all ten takes some minutes and about 10 GB.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, reason = "a tool on the command line")]

use std::future::Future;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Data;
use duban::auth::password;
use duban::auth::throttle::Throttle;
use duban::auth::token::Keys;
use duban::clock::Clock;
use duban::config::Config;
use duban::delivery::Log;
use duban::evidence::Evidence;
use duban::state::AppState;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};

const GROUND: &str = include_str!("ground.sql");
const PLAN: &str = include_str!("plan.sql");
const PASSWORD: &str = "bench-only-2024";
const TASKS: u32 = 10_000;
const TARGETS: u32 = 10;

/// Tables whose indexes are dropped while they are filled.
const LARGE: &str =
    "'task','task_version','assignment','target','target_version','obligation','submission','revision','submission_event','figure'";

#[actix_web::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().expect("usage: bench_reports <address of an empty PostgreSQL database> [plans]");
    let plans: u32 = arguments.next().map_or(10, |plans| plans.parse().expect("a number of plans"));
    let mut db = duban::db::connect(&address, 4).await.expect("PostgreSQL answers");
    assert_eq!(db.get_database_backend(), DbBackend::Postgres, "the filling is written for PostgreSQL");
    Migrator::up(&db, None).await.expect("an empty database, or one of this tool");
    ground(&db).await;
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    db.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    for plans in [1, plans] {
        fill(&db, plans).await;
        println!("\n{plans} plan(s), figures in all: {}", count(&db, "SELECT count(*) FROM figure").await);
        measure(&db, &statements).await;
    }
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn ground(db: &DatabaseConnection) {
    if count(db, "SELECT count(*) FROM government").await == 0 {
        db.execute_unprepared(GROUND).await.unwrap();
    }
    let hash = password::hash(PASSWORD.to_owned()).await.expect("a hash");
    db.execute_unprepared(&format!("UPDATE app_user SET password_hash = '{hash}' WHERE username = 'leader'")).await.unwrap();
}

/// Adds plans until there are so many. Without indexes, references and notes of changes, which are put back: they hold by construction.
async fn fill(db: &DatabaseConnection, plans: u32) {
    let present = u32::try_from(count(db, "SELECT count(*) FROM plan WHERE code LIKE 'bench-%'").await).unwrap();
    if present >= plans {
        return;
    }
    let begun = Instant::now();
    let wanted = format!("FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ({LARGE}) AND indexname NOT LIKE '%_pkey'");
    let indexes = texts(db, &format!("SELECT indexdef {wanted}")).await;
    for name in texts(db, &format!("SELECT indexname::text {wanted}")).await {
        db.execute_unprepared(&format!("DROP INDEX {name}")).await.unwrap();
    }
    for plan in present + 1..=plans {
        let sql = PLAN.replace(":tasks", &TASKS.to_string()).replace(":targets", &TARGETS.to_string()).replace(":p", &plan.to_string());
        for statement in sql.split(";\n").filter(|statement| !statement.trim().is_empty()) {
            let alone =
                format!("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL session_replication_role = replica; {statement}; COMMIT");
            db.execute_unprepared(&alone).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
    for index in indexes {
        db.execute_unprepared(&format!("BEGIN; SET LOCAL statement_timeout = 0; {index}; COMMIT")).await.unwrap();
    }
    db.execute_unprepared("SET statement_timeout = 0; ANALYZE; SET statement_timeout = '30s'").await.unwrap();
    println!("filled up to {plans} plan(s) in {:.0?}", begun.elapsed());
}

fn state(db: &DatabaseConnection) -> AppState {
    let config = Config::defaults().expect("the defaults");
    AppState {
        db: db.clone(),
        clock: Clock::manual("2024-11-10T01:00:00Z".parse().unwrap()),
        zone: config.business_zone,
        keys: Arc::new(Keys::ephemeral().expect("a key")),
        throttle: Arc::new(Throttle::per_minute(NonZeroU32::new(1_000).unwrap())),
        evidence: Evidence::in_folder(&std::env::temp_dir().join("bench-reports")).expect("a folder"),
        delivery: Arc::new(Log),
        kept: Arc::default(),
        config: Arc::new(config),
    }
}

/// Times the reports of the first plan.
async fn measure(db: &DatabaseConnection, statements: &AtomicUsize) {
    let plan = texts(db, "SELECT bid('plan', 0, 1)::text").await.remove(0);
    println!("{:<12}{:<14}{:>10}{:>10}{:>10}{:>12}{:>10}", "report", "", "median", "best", "worst", "statements", "bytes");
    for (name, path, whole) in [
        ("dashboard", format!("/api/v1/reports/dashboard?planId={plan}"), true),
        ("ranking", format!("/api/v1/reports/ranking?planId={plan}"), false),
        ("tasks", format!("/api/v1/reports/tasks?planId={plan}&state=behind"), false),
        ("due", format!("/api/v1/reports/due?planId={plan}&days=60"), false),
        ("officials", format!("/api/v1/reports/officials?planId={plan}&limit=5"), false),
    ] {
        let line = |what: &str, times: Vec<Duration>, (asked, bytes): (usize, usize)| {
            let mut times = times;
            times.sort_unstable();
            let at = |place: usize| times.get(place).copied().unwrap_or_default();
            let (median, best, worst) = (at(times.len() / 2), at(0), at(times.len() - 1));
            println!("{name:<12}{what:<14}{median:>10.1?}{best:>10.1?}{worst:>10.1?}{asked:>12}{bytes:>10}");
        };
        if whole {
            let mut cold = Vec::new();
            let mut told = (0, 0);
            for _ in 0..3 {
                let service = Service::of(state(db)).await;
                let (time, of) = service.timed(&path, statements).await;
                cold.push(time);
                told = of;
            }
            line("cold", cold, told);
        }
        let service = Service::of(state(db)).await;
        service.timed(&path, statements).await;
        let (times, told) = repeat(20, || service.timed(&path, statements)).await;
        line("warm", times, told);
        if whole {
            let mut times = Vec::new();
            let mut told = (0, 0);
            for at in 0..10 {
                let touch = format!("UPDATE submission SET version = version + 1 WHERE id = bid('submission', 1, {})", (at + 7) * 100 + 5);
                db.execute_unprepared(&touch).await.unwrap();
                let (time, of) = service.timed(&path, statements).await;
                times.push(time);
                told = of;
            }
            line("after a write", times, told);
        }
    }
}

async fn repeat<F: Future<Output = (Duration, (usize, usize))>>(times: usize, work: impl Fn() -> F) -> (Vec<Duration>, (usize, usize)) {
    let mut all = Vec::new();
    let mut told = (0, 0);
    for _ in 0..times {
        let (time, of) = work().await;
        all.push(time);
        told = of;
    }
    (all, told)
}

type Call = Box<dyn Fn(actix_http::Request) -> std::pin::Pin<Box<dyn Future<Output = (StatusCode, Vec<u8>)>>>>;

/// The service with a leader who is logged in.
struct Service {
    call: Call,
    token: String,
}

impl Service {
    async fn of(state: AppState) -> Self {
        let service = std::rc::Rc::new(init_service(duban::app::build(Data::new(state), Data::new(duban::app::operations()))).await);
        let call: Call = Box::new(move |request| {
            let service = std::rc::Rc::clone(&service);
            Box::pin(async move {
                let response = call_service(&*service, request).await;
                let status = response.status();
                (status, to_bytes(response.into_body()).await.map(|body| body.to_vec()).unwrap_or_default())
            })
        });
        let login = json!({"username": "leader", "password": PASSWORD}).to_string();
        let login = TestRequest::post().uri("/api/v1/auth/login").insert_header(("content-type", "application/json")).set_payload(login);
        let (status, body) = call(login.to_request()).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        let body: Value = serde_json::from_slice(&body).unwrap();
        Self { call, token: body.get("accessToken").and_then(Value::as_str).unwrap().to_owned() }
    }

    /// How long a request takes, how many statements it needs, and how long the answer is.
    async fn timed(&self, path: &str, statements: &AtomicUsize) -> (Duration, (usize, usize)) {
        let request = TestRequest::get().uri(path).insert_header(("authorization", format!("Bearer {}", self.token))).to_request();
        let before = statements.load(Ordering::SeqCst);
        let begun = Instant::now();
        let (status, body) = (self.call)(request).await;
        let time = begun.elapsed();
        assert_eq!(status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&body));
        (time, (statements.load(Ordering::SeqCst) - before, body.len()))
    }
}
