//! Work behind the requests: reminders once each, leases, messages signed and tried again, and what is cleared away.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use chrono::{DateTime, Duration, Utc};
use duban::config::Config;
use duban::delivery::{Deliver, Failure, Message, SignedHttp, signature};
use duban::entity::{idempotency_key, job, refresh_token, session};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::files::png;

/// Somebody who takes messages, unless told to refuse the next ones.
#[derive(Debug, Default)]
struct Recorder {
    taken: Mutex<Vec<Message>>,
    refusing: AtomicUsize,
    panicking: AtomicUsize,
}

impl Deliver for Recorder {
    fn deliver<'m>(&'m self, message: &'m Message, _: DateTime<Utc>) -> BoxFuture<'m, Result<(), Failure>> {
        async move {
            assert!(self.panicking.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_err(), "as told");
            if self.refusing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() {
                return Err(Failure("not today".to_owned()));
            }
            self.taken.lock().unwrap().push(message.clone());
            Ok(())
        }
        .boxed()
    }
}

impl Recorder {
    fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

async fn recorded() -> (TestApp, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let delivery = recorder.clone();
    (TestApp::demo_with(|state| state.delivery = delivery).await, recorder)
}

async fn run_all(app: &TestApp) {
    while app.run_jobs().await > 0 {}
}

async fn db_message(app: &TestApp, key: &str) -> Uuid {
    let now = app.state.clock.now();
    let row = job::Model {
        id: Uuid::now_v7(),
        kind: "deliver".to_owned(),
        key: key.to_owned(),
        payload: json!({"type": "test.sent", "data": {"key": key}}),
        created_at: now,
        run_at: now,
        leased_until: None,
        leased_by: None,
        attempts: 0,
        last_error: None,
        done_at: None,
    };
    row.into_active_model().reset_all().insert(&app.state.db).await.unwrap().id
}

async fn db_job(app: &TestApp, id: Uuid) -> job::Model {
    job::Entity::find_by_id(id).one(&app.state.db).await.unwrap().unwrap()
}

#[actix_web::test]
async fn every_report_not_filed_is_reminded_of_once_before_it_is_due() {
    let (app, recorder) = recorded().await;
    let wjw = app.login("reporter.wjw").await;
    let total = app.login("supervisor").await.get("/obligations?period=2024-05&count=true").await.json["page"]["total"].clone();
    assert_eq!(total, 72);
    let filed = wjw.owed("YC-WJW", "4", "2024-05").await;
    wjw.file(filed.report(&[839.0])).await;
    let withdrawn = wjw.file(wjw.owed("YC-WJW", "27", "2024-05").await.report(&[1.0])).await;
    wjw.step(&withdrawn, "withdraw").await;
    let void = wjw.owed("YC-WJW", "29", "2024-05").await;
    app.db_void(&void).await;
    // Due at 24:00 of 3 June: three days before is 31 May, which begins at 16:00 UTC of the 30th.
    app.set_time("2024-05-30T15:59:59.999Z");
    run_all(&app).await;
    assert_eq!(recorder.count(), 0);
    app.set_time("2024-05-30T17:00:00Z");
    run_all(&app).await;
    assert_eq!(recorder.count(), 70, "all but the one filed and the one that is void");
    for later in ["2024-05-30T18:00:00Z", "2024-06-02T01:00:00Z", "2024-06-04T01:00:00Z"] {
        app.set_time(later);
        run_all(&app).await;
    }
    assert_eq!(recorder.count(), 70, "once each");
    let taken = recorder.taken.lock().unwrap().clone();
    let told: BTreeSet<String> = taken.iter().map(|message| message.data["obligationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told.len(), 70);
    assert!(!told.contains(filed.id()) && !told.contains(void.id()));
    let one = taken.iter().find(|one| one.data["taskCode"] == "27").unwrap();
    assert_eq!(
        (one.kind.as_str(), &one.data["period"], &one.data["unitCode"]),
        ("obligation.dueSoon", &"2024-05".into(), &"YC-WJW".into())
    );
    assert_eq!((&one.data["dueAt"], &one.data["planCode"]), (&"2024-06-03T16:00:00.000Z".into(), &"yichang-2024-livelihood".into()));
}

/// Due on 3 June, and for one report on the 10th: that one is reminded of three days before the 10th, by its new deadline.
#[actix_web::test]
async fn an_extended_report_is_reminded_of_before_its_new_deadline() {
    let (app, recorder) = recorded().await;
    let fgw = app.login("coordinator.fgw").await;
    let owed = fgw.owed("YC-WJW", "4", "2024-05").await;
    app.set_time("2024-05-30T01:00:00Z");
    let wish = json!({"obligationId": owed.id(), "untilOn": "2024-06-10", "reason": "数据尚在核实"});
    app.login("coordinator.fgw").await.post("/extensions", wish).await.expect(201);
    for at in ["2024-05-31T01:00:00Z", "2024-06-04T01:00:00Z", "2024-06-06T15:59:59.999Z"] {
        app.set_time(at);
        run_all(&app).await;
    }
    let about = |taken: &[Message]| -> Vec<Message> { taken.iter().filter(|one| one.data["obligationId"] == owed.id()).cloned().collect() };
    assert_eq!((recorder.count(), about(&recorder.taken.lock().unwrap()).len()), (71, 0));
    app.set_time("2024-06-06T17:00:00Z");
    run_all(&app).await;
    let told = about(&recorder.taken.lock().unwrap());
    assert_eq!((told.len(), &told[0].data["dueAt"]), (1, &"2024-06-10T16:00:00.000Z".into()));
    assert!(told[0].data["text"]["zh"].as_str().unwrap().contains("应于2024-06-10 24:00前报送,还有3天"), "{}", told[0].data);
    app.set_time("2024-06-09T01:00:00Z");
    run_all(&app).await;
    assert_eq!(recorder.count(), 72, "once");
}

#[actix_web::test]
async fn nothing_is_reminded_of_when_the_settings_say_so() {
    let recorder = Arc::new(Recorder::default());
    let delivery = recorder.clone();
    let app = TestApp::demo_with(|state| {
        state.delivery = delivery;
        state.config = Arc::new(Config { remind_days_before: 0, ..(*state.config).clone() });
    })
    .await;
    run_all(&app).await;
    assert_eq!(recorder.count(), 0);
}

#[actix_web::test]
async fn a_job_is_run_by_one_replica_and_by_another_when_that_one_died() {
    let (app, recorder) = recorded().await;
    for n in 0..50 {
        db_message(&app, &format!("m-{n}")).await;
    }
    for _ in 0..4 {
        let ran = join_all((0..5).map(|_| duban::jobs::step(&app.state))).await;
        assert!(ran.iter().all(Result::is_ok), "{ran:?}");
    }
    let keys: BTreeSet<String> = recorder.taken.lock().unwrap().iter().map(|one| one.data["key"].to_string()).collect();
    assert_eq!((recorder.count(), keys.len()), (50, 50));
    // Taken by somebody who does not come back.
    let id = db_message(&app, "left").await;
    let until = app.state.clock.now() + Duration::minutes(10);
    let left = job::ActiveModel { id: Set(id), leased_until: Set(Some(until)), leased_by: Set(Some(Uuid::now_v7())), ..Default::default() };
    left.update(&app.state.db).await.unwrap();
    assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 0);
    app.set_time("2024-06-01T01:10:00.001Z");
    assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 1);
    assert_eq!(recorder.count(), 51);
    // A kind that only a newer replica knows is left to that one.
    let id = db_message(&app, "newer").await;
    job::ActiveModel { id: Set(id), kind: Set("later".to_owned()), ..Default::default() }.update(&app.state.db).await.unwrap();
    assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 0);
}

#[actix_web::test]
async fn what_fails_is_tried_again_later_and_given_up_in_the_end() {
    let (app, recorder) = recorded().await;
    recorder.panicking.store(1, Ordering::SeqCst);
    let id = db_message(&app, "m").await;
    assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 1);
    let failed = db_job(&app, id).await;
    assert_eq!((failed.last_error.as_deref(), failed.attempts, failed.leased_until), (Some("panic"), 1, None));
    assert_eq!(failed.run_at, app.state.clock.now() + Duration::seconds(10));
    assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 0, "not before its time");
    recorder.refusing.store(100, Ordering::SeqCst);
    for attempt in 2..=12 {
        app.state.clock.set(db_job(&app, id).await.run_at);
        assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 1, "{attempt}");
    }
    let over = db_job(&app, id).await;
    assert_eq!((over.attempts, over.last_error.as_deref(), over.done_at), (12, Some("not today"), Some(app.state.clock.now())));
    app.state.clock.set(app.state.clock.now() + Duration::days(2));
    assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 0);
    assert_eq!(recorder.count(), 0);
    // What comes round comes round again, also after a failure of its own.
    recorder.refusing.store(0, Ordering::SeqCst);
    assert_eq!(app.run_jobs().await, 2, "reminding and clearing away");
    assert_eq!(app.run_jobs().await, 0);
    app.state.clock.set(app.state.clock.now() + Duration::hours(1));
    assert_eq!(app.run_jobs().await, 2);
}

// abuse 65
/// The example of the specification, as its libraries test it.
#[test]
fn messages_are_signed_as_standard_webhooks_says() {
    let secret = base64_of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#).unwrap();
    assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.decode(text).unwrap()
}

/// Requests as they arrived: headers and body.
type Arrived = Arc<Mutex<Vec<(Vec<(String, String)>, String)>>>;

/// A receiver that answers with these statuses, one after the other, and points elsewhere.
async fn receiver(statuses: &[u16]) -> (String, Arrived, actix_web::dev::ServerHandle) {
    let arrived = Arrived::default();
    let (kept, statuses) = (arrived.clone(), statuses.to_vec());
    let server = HttpServer::new(move || {
        let (kept, statuses) = (kept.clone(), statuses.clone());
        App::new().default_service(web::to(move |request: HttpRequest, body: String| {
            let headers = request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
            let mut kept = kept.lock().unwrap();
            kept.push((headers, body));
            let status = actix_web::http::StatusCode::from_u16(statuses[kept.len() - 1]).unwrap();
            async move { HttpResponse::build(status).insert_header(("location", "/elsewhere")).body("x".repeat(100_000)) }
        }))
    });
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
    let origin = format!("http://{}", server.addrs()[0]);
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (origin, arrived, handle)
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Settings with a secret that is in a file of the folder.
fn settings(config: &Config, folder: &std::path::Path, origins: &str) -> Config {
    std::fs::write(folder.join("secret"), format!("{SECRET}\n")).unwrap();
    Config { delivery_secret_file: Some(folder.join("secret")), egress_origins: origins.to_owned(), ..config.clone() }
}

// abuse 64
#[actix_web::test]
async fn a_message_arrives_signed_and_is_sent_again_until_it_was_taken() {
    let (origin, arrived, handle) = receiver(&[500, 302, 204]).await;
    let app = TestApp::demo_with(|state| {
        let config = settings(&state.config, state.evidence.folder().unwrap(), &origin);
        state.delivery = Arc::new(SignedHttp::open(&config, &format!("{origin}/hooks?from=duban")).unwrap());
    })
    .await;
    let id = db_message(&app, "m").await;
    for wait in [0, 10, 30] {
        app.state.clock.set(app.state.clock.now() + Duration::seconds(wait));
        assert_eq!(duban::jobs::step(&app.state).await.unwrap(), 1);
    }
    handle.stop(false).await;
    let arrived = arrived.lock().unwrap().clone();
    assert_eq!(arrived.len(), 3, "nobody goes where a redirect points");
    let secret = base64_of(SECRET.trim_start_matches("whsec_"));
    for ((headers, body), sent) in arrived.iter().zip([1_717_203_600_i64, 1_717_203_610, 1_717_203_640]) {
        let header = |name: &str| headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
        assert_eq!(body, r#"{"data":{"key":"m"},"timestamp":"2024-06-01T01:00:00.000Z","type":"test.sent"}"#);
        assert_eq!((header("webhook-id"), header("webhook-timestamp")), (id.to_string().as_str(), sent.to_string().as_str()));
        assert_eq!(header("webhook-signature"), signature(&secret, &id.to_string(), sent, body).unwrap());
        assert_eq!(header("content-type"), "application/json");
    }
    let done = db_job(&app, id).await;
    assert_eq!((done.done_at, done.last_error, done.attempts), (Some(app.state.clock.now()), None, 3));
}

// abuse 62
#[actix_web::test]
async fn messages_go_only_where_the_settings_allow() {
    let app = TestApp::demo().await;
    let folder = app.state.evidence.folder().unwrap();
    let config = settings(&app.state.config, folder, "https://oa.yichang.gov.cn, http://10.1.2.3:8080");
    for url in ["https://oa.yichang.gov.cn/hooks", "https://oa.yichang.gov.cn:443/", "http://10.1.2.3:8080/duban?x=1"] {
        SignedHttp::open(&config, url).unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    for url in [
        "http://oa.yichang.gov.cn/",
        "https://oa.yichang.gov.cn:8443/",
        "https://oa.yichang.gov.cn.evil.example/",
        "https://oa.yichang.gov.cn@evil.example/",
        "https://user:secret@oa.yichang.gov.cn/",
        "http://10.1.2.3/",
        "http://127.0.0.1:8080/",
        "http://[::ffff:10.1.2.3]:8080/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "gopher://10.1.2.3:8080/",
        "nonsense",
    ] {
        let refused = SignedHttp::open(&config, url).expect_err(url).to_string();
        assert!(refused.contains("delivery_url"), "{refused}");
    }
    for secret in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!"] {
        std::fs::write(folder.join("secret"), secret).unwrap();
        let refused = SignedHttp::open(&config, "https://oa.yichang.gov.cn/").expect_err(secret).to_string();
        assert!(refused.contains("delivery_secret_file"), "{refused}");
    }
}

#[actix_web::test]
async fn what_is_over_is_cleared_away_and_nothing_else() {
    let (app, _) = recorded().await;
    let db = app.state.db.clone();
    let wjw = app.login("reporter.wjw").await;
    let report = json!({"obligationId": wjw.owed("YC-WJW", "4", "2024-05").await.id()}).to_string();
    wjw.send(Method::POST, "/submissions", &[("idempotency-key", "k")], Some(report)).await.expect(201);
    let mut cut = app.state.evidence.begin(app.state.clock.now()).await.unwrap();
    cut.write(&png(1)).await.unwrap();
    app.state.evidence.keep(&db, app.state.clock.now(), cut).await.unwrap();
    let left = || async {
        (
            idempotency_key::Entity::find().count(&db).await.unwrap(),
            session::Entity::find().count(&db).await.unwrap(),
            refresh_token::Entity::find().count(&db).await.unwrap(),
            duban::entity::blob::Entity::find().count(&db).await.unwrap(),
        )
    };
    assert_eq!(left().await, (1, 1, 1, 1));
    for (at, expected) in [
        ("2024-06-01T01:59:59Z", (1, 1, 1, 1)),
        ("2024-06-01T03:00:00Z", (1, 1, 1, 0)),
        ("2024-06-02T01:00:00Z", (1, 1, 1, 0)),
        ("2024-06-02T02:00:00.001Z", (0, 1, 1, 0)),
        ("2024-06-15T01:00:00.001Z", (0, 1, 0, 0)),
        ("2024-07-15T01:00:00Z", (0, 1, 0, 0)),
    ] {
        app.set_time(at);
        run_all(&app).await;
        assert_eq!(left().await, expected, "{at}");
    }
    app.set_time("2024-07-15T02:00:00.001Z");
    app.login("reporter.wjw").await;
    run_all(&app).await;
    assert_eq!(left().await, (0, 1, 1, 0), "the new log-in stays, the old one is gone");
    let done = job::Entity::find().filter(job::Column::DoneAt.is_not_null()).count(&db).await.unwrap();
    app.set_time("2025-09-01T00:00:00Z");
    run_all(&app).await;
    assert!(done > 0);
    assert_eq!(job::Entity::find().filter(job::Column::DoneAt.is_not_null()).count(&db).await.unwrap(), 0);
}
