//! Abuse of time: many at once, the same again, callers that hang up, answers meant for others, and what the log and the trail must not say.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Person, Reply, TestApp, db::PASSWORD};

fn with(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

async fn unit(person: &Person, code: &str, parent: Option<&str>) -> String {
    let body = json!({"code": code, "name": code, "kind": "department", "parentCode": parent});
    format!("/units/{}", person.post("/units", body).await.expect(201).id())
}

// abuse 68
#[actix_web::test]
async fn a_tag_counts_by_its_version_alone() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let path = unit(&sys, "A", None).await;
    let patch = |headers: Vec<(&'static str, &'static str)>| {
        let (sys, path) = (sys.clone(), path.clone());
        async move { sys.send(Method::PATCH, &path, &headers, Some(json!({"name": "乙"}).to_string())).await }
    };
    patch(vec![]).await.expect_problem(428, "if_match_required");
    patch(vec![("if-match", "*")]).await.expect_problem(428, "if_match_required");
    for stale in
        ["W/\"1\"", "1", "\"2\"", "\"\"", "\"7\", \"8\"", "\"1", "'1'", "\"99999999999999999999\"", "\"-1\"", "\"1.0\"", "\"*\"", "\"１\""]
    {
        let refused = patch(vec![("if-match", stale)]).await.expect_problem(412, "version_conflict");
        assert_eq!((&refused.json["currentVersion"], &refused.json["changedBy"]), (&1.into(), &"系统管理员".into()), "{stale}");
    }
    patch(vec![("if-match", "\"7\", \"1\"")]).await.expect(200);
    patch(vec![("if-match", "\"2-whatever\"")]).await.expect(200);
    // A tag of an answer in English is as good.
    let english = sys.send(Method::GET, &path, &[("accept-language", "en")], None).await;
    assert_eq!(english.tag(), sys.get(&path).await.tag());
}

// abuse 69
#[actix_web::test]
async fn accepting_races_with_withdrawing_and_editing_and_one_wins() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    for (task, other) in [("4", "withdraw"), ("29", "return")] {
        let path = wjw.file(wjw.owed("YC-WJW", task, "2024-05").await.report(&[60.0])).await;
        let tag = fgw.get(&path).await.tag();
        let rival = if other == "return" { &fgw } else { &wjw };
        let replies = join_all((0..20).map(|n| match n % 2 {
            0 => fgw.act_at(&path, "accept", &tag, json!({})),
            _ => rival.act_at(&path, other, &tag, json!({"reason": "有误"})),
        }))
        .await;
        assert_eq!((with(&replies, 200), replies.len()), (1, 20));
        assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 404 | 409 | 412)), "{other}");
        let accepted = replies.iter().position(|reply| reply.status == 200).unwrap() % 2 == 0;
        let state = wjw.get(&path).await.json["state"].as_str().unwrap().to_owned();
        assert_eq!(
            state,
            if accepted {
                "accepted"
            } else if other == "return" {
                "returned"
            } else {
                "draft"
            }
        );
        assert_eq!(wjw.get(&format!("{path}/events?count=true")).await.json["page"]["total"], 2);
    }
}

// abuse 70
#[actix_web::test]
async fn a_key_holds_for_its_path_and_its_person_also_among_fifty() {
    let app = TestApp::demo().await;
    let (sys, wjw) = (app.login("sysadmin").await, app.login("reporter.wjw").await);
    let key = [("idempotency-key", "k")];
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let begin = owed.report(&[839.0]).to_string();
    let replies = join_all((0..50).map(|_| wjw.send(Method::POST, "/submissions", &key, Some(begin.clone())))).await;
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.json["code"] == "request_in_progress"));
    let ids: std::collections::BTreeSet<String> = replies.iter().filter(|reply| reply.status == 201).map(Reply::id).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(wjw.get("/submissions?count=true").await.json["page"]["total"], 1);
    // The same key for another path is another key; the tag is not part of it, so a step taken is told again.
    let path = format!("/submissions/{}", ids.first().unwrap());
    let step = [("idempotency-key", "k"), ("if-match", "\"1\"")];
    let filed = wjw.send(Method::POST, &format!("{path}/submit"), &step, Some("{}".into())).await.expect(200);
    let again = wjw.send(Method::POST, &format!("{path}/submit"), &step, Some("{}".into())).await.expect(200);
    assert_eq!((filed.body, again.header("idempotent-replayed")), (again.body.clone(), "true"));
    wjw.send(Method::POST, &format!("{path}/submit"), &step, Some("{ }".into())).await.expect_problem(422, "idempotency_mismatch");
    let unit = json!({"code": "K", "name": "K", "kind": "department"}).to_string();
    sys.send(Method::POST, "/units", &key, Some(unit)).await.expect(201);
    let long = "k".repeat(256);
    for bad in ["", long.as_str()] {
        sys.send(Method::POST, "/units", &[("idempotency-key", bad)], Some("{}".into())).await.expect_problem(400, "invalid_header");
    }
}

// abuse 71
#[actix_web::test]
async fn of_two_creations_of_one_name_one_wins_everywhere() {
    let app = TestApp::demo().await;
    let (sys, supervisor, wjw) = (app.login("sysadmin").await, app.login("supervisor").await, app.login("reporter.wjw").await);
    let plan = supervisor.post("/plans", crate::support::drafts::plan("p", json!({}))).await.expect(201).id();
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let task = json!({"planId": plan, "number": "1", "code": "1", "title": "一"});
    let user = json!({"username": "twin", "name": "甲", "unitCode": "YC", "password": "春风又绿江南岸2024年好"});
    for (person, path, body) in [
        (&supervisor, "/plans", crate::support::drafts::plan("twin", json!({}))),
        (&supervisor, "/tasks", task),
        (&sys, "/users", user),
        (&wjw, "/submissions", owed.report(&[839.0])),
    ] {
        let replies = join_all((0..8).map(|_| person.post(path, body.clone()))).await;
        assert_eq!((with(&replies, 201), with(&replies, 409)), (1, 7), "{path}: {:?}", replies.last().map(|it| &it.json));
        assert!(replies.iter().all(|reply| reply.status == 201 || reply.json["code"] == "already_exists"), "{path}");
    }
}

// abuse 72
#[actix_web::test]
async fn two_exclusive_roles_given_at_once_are_not_both_held() {
    let app = TestApp::demo().await;
    let (sys, sec) = (app.login("sysadmin").await, app.login("secadmin").await);
    for n in 0..4 {
        let body = json!({"username": format!("new{n}"), "name": "甲", "unitCode": "YC", "password": "春风又绿江南岸2024年好"});
        let user = sys.post("/users", body).await.expect(201).id();
        let give = |role: &'static str| sec.post("/grants", json!({"userId": user, "role": role, "unitCode": "YC"}));
        let replies = join_all(["systemAdmin", "auditor", "securityAdmin"].map(give)).await;
        assert_eq!((with(&replies, 201), with(&replies, 422)), (1, 2));
        // Nor by making two that follow each other overlap.
        let held = sec.get(&format!("/grants?userId={user}")).await.items()[0]["id"].as_str().unwrap().to_owned();
        sec.patch(&format!("/grants/{held}"), "\"1\"", json!({"validTo": "2024-06-30"})).await.expect(200);
        let role = if replies[1].status == 201 { "systemAdmin" } else { "auditor" };
        let later = json!({"userId": user, "role": role, "unitCode": "YC", "validFrom": "2024-08-01"});
        sec.post("/grants", later.clone()).await.expect(201);
        let soon = crate::support::drafts::over(later, json!({"validFrom": "2024-07-01", "validTo": "2024-07-15"}));
        let held = format!("/grants/{held}");
        let longer = sec.patch(&held, "\"2\"", json!({"validTo": "2024-07-20"}));
        let (longer, soon) = futures_util::future::join(longer, sec.post("/grants", soon)).await;
        assert!([longer.status, soon.status].iter().filter(|status| **status < 300).count() == 1, "{} {}", longer.status, soon.status);
    }
}

// abuse 75
#[actix_web::test]
async fn units_moved_under_each_other_at_once_make_no_circle_and_no_deadlock() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    for n in 0..6 {
        let (a, b) = (format!("A{n}"), format!("B{n}"));
        let (path_a, path_b) = (unit(&sys, &a, None).await, unit(&sys, &b, None).await);
        unit(&sys, &format!("C{n}"), Some(&a)).await;
        let replies =
            join_all([sys.patch(&path_a, "\"1\"", json!({"parentCode": b})), sys.patch(&path_b, "\"1\"", json!({"parentCode": a}))]).await;
        assert_eq!((with(&replies, 200), with(&replies, 409)), (1, 1), "{} {}", replies[0].status, replies[1].status);
        // A child entered while its parent moves is found below both.
        let (top, low) = if replies[0].status == 200 { (&path_b, &path_a) } else { (&path_a, &path_b) };
        let code = sys.get(low).await.text("code");
        let child = json!({"code": format!("D{n}"), "name": "子", "kind": "department", "parentCode": code});
        let tag = sys.get(low).await.tag();
        let (moved, made) = futures_util::future::join(sys.patch(low, &tag, json!({"parentCode": "YC"})), sys.post("/units", child)).await;
        assert_eq!((moved.status, made.status), (200, 201));
        let under = |root: String| {
            let (sys, id) = (sys.clone(), made.id());
            async move { sys.get(&format!("/units?unitId.under={root}&limit=200")).await.items().iter().any(|it| it["id"] == id.as_str()) }
        };
        assert!(under(low.trim_start_matches("/units/").to_owned()).await);
        assert!(!under(top.trim_start_matches("/units/").to_owned()).await);
    }
}

// abuse 80
#[actix_web::test]
async fn callers_who_hang_up_leave_nothing_open() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let before = sys.get("/units?limit=1&count=true").await.json["page"]["total"].as_u64().unwrap();
    let mut done = 0;
    for n in 0..150_u64 {
        let body = json!({"code": format!("H{n}"), "name": "甲", "kind": "department", "aliases": [format!("别名{n}")]});
        let write = sys.post("/units", body);
        if tokio::time::timeout(Duration::from_micros(n * 100), write).await.is_ok_and(|reply| reply.status == 201) {
            done += 1;
        }
    }
    let after = join_all((0..20).map(|_| sys.get("/units?limit=1&count=true"))).await;
    let total = after[0].json["page"]["total"].as_u64().unwrap();
    assert!(after.iter().all(|reply| reply.status == 200));
    // What was cut off between commit and answer may be there, half of it may not.
    assert!((before + done..=before + 150).contains(&total), "{before} {done} {total}");
    unit(&sys, "AFTER", None).await;
    let trail = app.login("auditor").await.get("/audit-events?action=unit.created&count=true").await.expect(200);
    let seeded = trail.items().iter().filter(|event| event["actorName"] != "系统管理员").count();
    assert!(seeded > 0 || trail.json["page"]["total"].as_u64().unwrap() >= total - before);
}

/// Where a test keeps the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

// abuse 81, abuse 82
#[actix_web::test]
async fn neither_log_nor_trail_nor_problem_tells_a_secret_or_takes_a_forged_line() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let app = TestApp::demo().await;
    let (first, second, guess) = ("初始口令-请尽快修改-2024", "春风又绿江南岸2024年好", "Guessed-secret-4711");
    let mut secrets = vec![PASSWORD.to_owned(), first.to_owned(), second.to_owned(), guess.to_owned(), "$argon2id".to_owned()];
    let mut bodies = Vec::new();
    let sys = app.login("sysadmin").await;
    let user = json!({"username": "secret.keeper", "name": "甲", "unitCode": "YC", "password": first});
    let user = sys.post("/users", user).await.expect(201);
    let stranger = app.stranger();
    let login = |password: &'static str| stranger.post("/auth/login", json!({"username": "secret.keeper", "password": password}));
    let tokens = login(first).await.expect(200);
    secrets.extend([tokens.text("accessToken"), tokens.text("refreshToken")]);
    let person = app.bearer(&tokens.text("accessToken"));
    bodies.push(person.post("/me/password", json!({"currentPassword": guess, "newPassword": second})).await.expect(422));
    bodies.push(person.post("/me/password", json!({"currentPassword": first, "newPassword": guess, "x": guess})).await.expect(422));
    person.post("/me/password", json!({"currentPassword": first, "newPassword": second})).await.expect(204);
    bodies.push(app.stranger().post("/auth/login", json!({"username": guess, "password": guess})).await.expect(401));
    bodies.push(login(guess).await.expect(401));
    bodies.push(app.stranger().post("/auth/refresh", json!({"refreshToken": guess})).await.expect(400));
    bodies.push(app.bearer(guess).get("/me").await.expect(401));
    bodies.push(sys.get(&format!("/me?access_token={guess}")).await.expect(400));
    bodies.push(sys.act(&format!("/users/{}", user.id()), "reset-password", json!({"password": [guess]})).await.expect(422));
    let trap =
        [("x-request-id", "x\",\"level\":\"forged"), ("user-agent", "${jndi:ldap://forged}"), ("traceparent", "00-forged-forged-01")];
    for path in ["/units/forged%0a%1b[31m{\"level\":\"forged\"}", "/nothing/${jndi:ldap:forged}"] {
        bodies.push(sys.send(Method::GET, path, &trap, None).await);
    }
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect();
    let requests = ours.iter().filter(|line| line["fields"]["message"] == "request").count();
    assert!(requests >= 14, "{requests}");
    assert!(
        !ours.iter().any(|line| line["level"] == "forged" || line["fields"]["request_id"].as_str().is_some_and(|id| id.contains("forged")))
    );
    let trail = app.login("auditor").await.get("/audit-events?limit=200&sort=-at").await.expect(200);
    bodies.push(trail);
    for secret in &secrets {
        let leak = text.lines().find(|line| line.contains(secret.as_str()));
        assert!(leak.is_none(), "{secret}: {leak:?}");
        for body in &bodies {
            assert!(!String::from_utf8_lossy(&body.body).contains(secret.as_str()), "{secret}: {}", body.json);
        }
    }
}

// abuse 83, abuse 84
#[actix_web::test]
async fn no_other_origin_is_let_in_and_nothing_lies_about() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    for origin in ["null", "https://evil.example", "http://127.0.0.1:8080.evil.example"] {
        let asked = [("origin", origin), ("access-control-request-method", "DELETE"), ("access-control-request-headers", "authorization")];
        for verb in [Method::GET, Method::OPTIONS] {
            let reply = person.send(verb, "/units", &asked, None).await;
            assert!(!reply.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{origin}");
        }
    }
    for path in [
        "//.env",
        "//.git/config",
        "//metrics",
        "//debug",
        "//Cargo.toml",
        "//docs/../Cargo.toml",
        "//docs/..%2f..%2fCargo.toml",
        "//api/v0/units",
    ] {
        let reply = app.stranger().get(path).await;
        assert!(matches!(reply.status, 401 | 404), "{path}: {}", reply.status);
    }
}

// abuse 85
#[actix_web::test]
async fn a_cached_answer_serves_nobody_else() {
    let app = TestApp::demo().await;
    let (wjw, jyj) = (app.login("reporter.wjw").await, app.login("reporter.jyj").await);
    for path in ["/me", "/tasks", "/obligations?limit=5", "/me/obligations"] {
        let mine = wjw.get(path).await.expect(200);
        let theirs = jyj.send(Method::GET, path, &[("if-none-match", &mine.tag())], None).await.expect(200);
        assert_ne!((mine.tag(), &mine.body), (theirs.tag(), &theirs.body));
        assert!(theirs.header("cache-control").starts_with("private"), "{path}");
        for varies in ["Authorization", "Accept-Language", "Accept-Encoding"] {
            assert!(theirs.header("vary").contains(varies), "{path}");
        }
    }
    let login = app.stranger().post("/auth/login", json!({"username": "leader", "password": PASSWORD})).await.expect(200);
    assert_eq!((login.header("cache-control"), login.header("etag")), ("no-store", ""));
}

// abuse 88
#[actix_web::test]
async fn the_last_millisecond_in_the_business_zone_decides_whatever_the_client_says() {
    let app = TestApp::demo().await;
    // Due on 3 June, to 24:00 in Yichang; two tasks, one a millisecond too late.
    for (task, at, on_time) in [("4", "2024-06-03T16:00:00.000Z", true), ("29", "2024-06-03T16:00:00.001Z", false)] {
        app.set_time(at);
        let wjw = app.login("reporter.wjw").await;
        let path = wjw.begin(wjw.owed("YC-WJW", task, "2024-05").await.report(&[60.0])).await;
        let tag = wjw.get(&path).await.tag();
        let early = [("date", "Mon, 03 Jun 2024 00:00:00 GMT"), ("x-timezone", "UTC"), ("if-match", tag.as_str())];
        let filed = wjw.send(Method::POST, &format!("{path}/submit"), &early, Some("{}".into())).await.expect(200);
        assert_eq!((&filed.json["onTime"], filed.json["filedAt"].as_str()), (&on_time.into(), Some(at)), "{task}");
        wjw.send(Method::POST, &format!("{path}/withdraw"), &[("if-match", "\"2\"")], Some(r#"{"at":"2024-06-01T00:00:00Z"}"#.into()))
            .await
            .expect(422);
    }
    // A clock that steps back does not wake the dead: what was ended stays ended.
    let person = app.login("leader").await;
    person.post("/auth/logout", json!({})).await.expect(204);
    app.set_time("2024-06-03T15:59:00Z");
    person.get("/me").await.expect_problem(401, "invalid_token");
    let raw = TestRequest::get().uri("/api/v1/me").insert_header(("date", "Mon, 03 Jun 2024 00:00:00 GMT"));
    app.stranger().raw(raw).await.expect_problem(401, "authentication_required");
}
