//! Abuse of the parsers: JSON that is doubled, deep, huge or in no encoding, characters that lie, bodies of the wrong kind.

use std::time::{Duration, Instant};

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{Person, Reply, TestApp};

async fn send(person: &Person, path: &str, body: &str) -> Reply {
    person.send(Method::POST, path, &[], Some(body.to_owned())).await
}

async fn units(person: &Person) -> Value {
    person.get("/units?limit=1&count=true").await.expect(200).json["page"]["total"].clone()
}

// abuse 40
#[actix_web::test]
async fn a_member_twice_is_refused_at_every_depth_and_in_patches() {
    let app = TestApp::demo().await;
    let (sys, supervisor) = (app.login("sysadmin").await, app.login("supervisor").await);
    let plan = supervisor.post("/plans", crate::support::drafts::plan("p", json!({}))).await.expect(201);
    let path = format!("/plans/{}", plan.id());
    for body in [
        r#"{"title":"一","title":"二"}"#,
        r#"{"thresholds":{"ahead":10,"ahead":20}}"#,
        r#"{"title":"一","titl\u0065":"二"}"#,
        r#"{"x":[{"y":[{"z":1,"z":2}]}]}"#,
    ] {
        supervisor.send(Method::PATCH, &path, &[("if-match", "\"1\"")], Some(body.to_owned())).await.expect_problem(400, "duplicate_key");
    }
    assert_eq!(supervisor.get(&path).await.json["version"], 1);
    send(&sys, "/units", r#"{"code":"A","name":"甲","kind":"group","members":[{"unitCode":"YC","unitCode":"YC-WJW"}]}"#)
        .await
        .expect_problem(400, "duplicate_key");
}

// abuse 41
#[actix_web::test]
async fn huge_bodies_are_refused_in_no_time() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let before = units(&sys).await;
    let head = r#"{"code":"A","name":"甲","kind":"department""#;
    let keys: String = (0..80_000).map(|n| format!(",\"k{n}\":1")).collect();
    let list = |item: &str, n: usize| format!("{head},\"aliases\":[{}]}}", vec![item; n].join(","));
    for (body, status, what) in [
        (format!("{}{}", "[".repeat(200), "]".repeat(200)), 400, "200 deep"),
        ("[".repeat(100_000), 400, "100 000 deep"),
        ("{\"a\":".repeat(100_000), 400, "100 000 deep in objects"),
        (list("1", 400_000), 422, "an array of wrong items"),
        (list("\"a\"", 250_000), 422, "an array too long"),
        (list(r#""\u0000""#, 100_000), 422, "an array of wrong texts"),
        (format!("{head}{keys}}}"), 422, "80 000 keys"),
        (format!("{head},\"shortName\":\"{}\"}}", "x".repeat(10_000_000)), 413, "a text of 10 MB"),
        (format!("{head},\"shortName\":\"{}\"}}", "x".repeat(1_000_000)), 422, "a text of 1 MB"),
        (format!("{head},\"validFrom\":{}}}", "9".repeat(1_000_000)), 400, "a number of 1 MB"),
    ] {
        let begun = Instant::now();
        let reply = send(&sys, "/units", &body).await;
        assert!(
            reply.status == status || (what.contains("number") && reply.status == 422),
            "{what}: {} {}",
            reply.status,
            reply.json["code"]
        );
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}: {:?}", begun.elapsed());
        assert!(reply.faults().len() <= 60 && reply.body.len() < 20_000, "{what}: {}", reply.body.len());
    }
    assert_eq!(units(&sys).await, before);
}

/// Places are told as the caller numbered them, all at once, also after others were found wrong.
#[actix_web::test]
async fn every_wrong_item_of_a_list_is_called_by_its_own_number() {
    let app = TestApp::demo().await;
    let (sys, wjw) = (app.login("sysadmin").await, app.login("reporter.wjw").await);
    let unit = json!({"code": "", "name": "甲", "kind": "group", "aliases": [1, "a", 2, 3, "b"],
        "members": [{"unitCode": "YC"}, {"unitCode": "YC", "x": 1}, 7, {"unitId": "nonsense", "validFrom": "2024-02-30"}]});
    let mut faults = sys.post("/units", unit).await.expect(422).faults();
    faults.sort();
    let wanted = [
        "/aliases/0 invalid_type",
        "/aliases/2 invalid_type",
        "/aliases/3 invalid_type",
        "/code required",
        "/members/1/x unknown_field",
        "/members/2 invalid_type",
        "/members/3/unitId invalid_type",
        "/members/3/validFrom invalid_date",
    ];
    assert_eq!(faults, wanted);
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let figure = |value: Value| json!({"targetId": owed.target(0), "value": value});
    let long = json!({"targetId": owed.target(0), "whyMissing": "长".repeat(501)});
    let body =
        json!({"obligationId": owed.id(), "figures": [figure(json!("1")), {"value": 1}, figure(json!(1)), figure(json!(0.00001)), long]});
    let mut faults = wjw.post("/submissions", body).await.expect(422).faults();
    faults.sort();
    let wanted = [
        "/figures/0/value invalid_type",
        "/figures/1/targetId required",
        "/figures/3/value precision_exceeded",
        "/figures/4/whyMissing too_long",
    ];
    assert_eq!(faults, wanted);
}

// abuse 42
#[actix_web::test]
async fn text_in_no_encoding_is_not_guessed_at() {
    let app = TestApp::demo().await;
    let token = app.stranger().post("/auth/login", json!({"username": "sysadmin", "password": crate::support::db::PASSWORD})).await;
    let bearer = format!("Bearer {}", token.text("accessToken"));
    let unit = r#"{"code":"A","name":"甲","kind":"department"}"#;
    let utf16: Vec<u8> = unit.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with = |bytes: &[u8]| [b"{\"code\":\"A\",\"name\":\"", bytes, b"\",\"kind\":\"department\"}"].concat();
    for (body, code) in [
        (utf16, "invalid_encoding|malformed_json"),
        ([b"\xef\xbb\xbf", unit.as_bytes()].concat(), "malformed_json"),
        (with(b"\xff\xfe"), "invalid_encoding"),
        (with(b"\xc0\xaf"), "invalid_encoding"),
        (with(b"\xed\xa0\x80"), "invalid_encoding"),
        (with(b"\xf8\x88\x80\x80\x80"), "invalid_encoding"),
        (with(br"\ud800"), "malformed_json"),
        (with(br"\udc00\ud800"), "malformed_json"),
    ] {
        let request = TestRequest::post().uri("/api/v1/units").insert_header(("authorization", bearer.as_str()));
        let reply = app.stranger().raw(request.insert_header(("content-type", "application/json")).set_payload(body)).await.expect(400);
        assert!(code.split('|').any(|code| reply.json["code"] == code), "{}", reply.json);
    }
    for path in ["/api/v1/units/%ff", "/api/v1/units/%c0%af", "/api/v1/units/%00", "/api/v1/units/%ed%a0%80"] {
        let reply = app.stranger().raw(TestRequest::get().uri(path).insert_header(("authorization", bearer.as_str()))).await;
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
    let dirty = actix_web::http::header::HeaderValue::from_bytes(b"\xff\xfe\x80").unwrap();
    for name in [
        "accept",
        "accept-language",
        "if-match",
        "if-none-match",
        "idempotency-key",
        "user-agent",
        "x-request-id",
        "traceparent",
        "content-type",
    ] {
        let request = TestRequest::post().uri("/api/v1/units").insert_header(("authorization", bearer.as_str())).set_payload("{}");
        let request = request.insert_header(("content-type", "application/json")).insert_header((name, dirty.clone()));
        let reply = app.stranger().raw(request).await;
        assert!((400..500).contains(&reply.status), "{name}: {}", reply.status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{name}");
    }
}

// abuse 43, abuse 44
#[actix_web::test]
async fn characters_that_lie_or_cannot_be_stored_are_named() {
    let app = TestApp::demo().await;
    let (sys, supervisor, wjw) = (app.login("sysadmin").await, app.login("supervisor").await, app.login("reporter.wjw").await);
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let whole = [
        (
            "/units",
            json!({"code": "A", "name": "甲", "kind": "department", "shortName": "甲", "creditCode": "x", "parentCode": "YC"}),
            &sys,
        ),
        ("/users", json!({"username": "x", "name": "甲", "unitCode": "YC", "password": "春风又绿江南岸2024年好"}), &sys),
        (
            "/plans",
            crate::support::drafts::plan("p", json!({"documentNumber": "x", "addressees": "x", "batch": "x", "parentText": "x"})),
            &supervisor,
        ),
        ("/submissions", json!({"obligationId": owed.id(), "progress": "x", "problems": "x", "suggestions": "x"}), &wjw),
        ("/auth/login", json!({"username": "leader", "password": "x"}), &sys),
        ("/auth/refresh", json!({"refreshToken": "x"}), &sys),
    ];
    let mut tried = 0;
    for (path, body, person) in &whole {
        for name in body.as_object().unwrap().keys() {
            for bad in
                ['\u{0}', '\u{1b}', '\r', '\u{7f}', '\u{85}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{2028}', '\u{e0041}']
            {
                let mut body = body.clone();
                body[name] = format!("甲{bad}乙").into();
                let reply = person.post(path, body).await.expect_problem(422, "validation_failed");
                assert_eq!(reply.faults(), [format!("/{name} invalid_character")], "{path} U+{:04X}", u32::from(bad));
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
    // Codes that look alike are alike, or are none.
    let unit = |code: &str| json!({"code": code, "name": "甲", "kind": "department"});
    for twin in ["ＹＣ-WJW", "A１", "A\u{200d}B", "A B", "A\u{3000}B", "A\u{a0}B", "A\nB"] {
        assert_eq!(sys.post("/units", unit(twin)).await.expect(422).faults(), ["/code invalid_character"], "{twin:?}");
    }
    sys.post("/units", unit("caf\u{e9}")).await.expect(201);
    sys.post("/units", unit("cafe\u{301}")).await.expect_problem(409, "already_exists");
}

// abuse 50
#[actix_web::test]
async fn a_body_of_another_kind_is_never_taken_for_none() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    let submit = format!("{path}/submit");
    let other = app.login("reporter.wjw").await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "text/json",
        "",
    ] {
        let headers = [("content-type", kind), ("if-match", "\"1\"")];
        let body = || Some(r#"{"everywhere":true}"#.to_owned());
        wjw.send(Method::POST, &submit, &headers, body()).await.expect_problem(415, "unsupported_media_type");
        wjw.send(Method::PATCH, &path, &headers, body()).await.expect_problem(415, "unsupported_media_type");
        wjw.send(Method::POST, "/auth/logout", &headers, body()).await.expect_problem(415, "unsupported_media_type");
    }
    assert_eq!(wjw.get(&path).await.json["version"], 1);
    other.get("/me").await.expect(200);
    for kind in ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"] {
        let tag = wjw.get(&path).await.tag();
        let body = Some(r#"{"problems":"无"}"#.to_owned());
        wjw.send(Method::PATCH, &path, &[("content-type", kind), ("if-match", &tag)], body).await.expect(200);
    }
    let tag = wjw.get(&path).await.tag();
    wjw.send(Method::POST, &submit, &[("if-match", &tag)], None).await.expect(200);
    for verb in [Method::TRACE, Method::OPTIONS, Method::CONNECT, Method::PUT, "BREW".parse().unwrap()] {
        let reply = wjw.send(verb.clone(), &path, &[], None).await.expect_problem(405, "method_not_allowed");
        assert_eq!(reply.header("allow"), "DELETE, GET, HEAD, PATCH", "{verb}");
    }
}

// abuse 51
#[actix_web::test]
async fn what_is_no_object_is_no_body() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    for (body, status) in [
        ("null", 422),
        ("[]", 422),
        ("\"x\"", 422),
        ("1", 422),
        ("true", 422),
        ("", 400),
        (" ", 400),
        ("{}{}", 400),
        ("{} x", 400),
        ("{'a':1}", 400),
        ("{\"progress\":NaN}", 400),
        ("{\"progress\":1,}", 400),
        ("/**/{}", 400),
        ("{\"progress\":Infinity}", 400),
    ] {
        for (verb, to) in [(Method::POST, "/submissions".to_owned()), (Method::PATCH, path.clone())] {
            let reply = wjw.send(verb, &to, &[("if-match", "\"1\"")], Some(body.to_owned())).await;
            assert_eq!(reply.status, status, "{to} {body}: {}", reply.json);
        }
    }
    assert_eq!(wjw.get(&path).await.json["version"], 1);
}
