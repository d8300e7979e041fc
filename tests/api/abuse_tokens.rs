//! Abuse of tokens and of the log-in: forged, old, foreign and doubled tokens, guessed and overlong passwords.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::Method;
use actix_web::test::TestRequest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use duban::auth::throttle::Throttle;
use duban::auth::token::Keys;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Person, TestApp, db::PASSWORD};

const OWN: &str = "春风又绿江南岸2024年好";

/// A service whose signing key has been stolen.
struct Forge {
    app: TestApp,
    pair: EcdsaKeyPair,
    header: Value,
    claims: Value,
    token: String,
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn forge() -> Forge {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref()).unwrap();
    let text = BASE64_STANDARD.encode(der.as_ref());
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    let app = TestApp::demo_with(|state| state.keys = Arc::new(Keys::from_pem(pem.as_bytes()).unwrap())).await;
    let body = json!({"username": "leader", "password": PASSWORD});
    let token = app.stranger().post("/auth/login", body).await.expect(200).text("accessToken");
    let mut parts = token.split('.');
    let (header, claims) = (decoded(parts.next().unwrap()), decoded(parts.next().unwrap()));
    Forge { app, pair, header, claims, token }
}

impl Forge {
    fn sign(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    /// Signs with one member of the header and one claim changed; null takes it out.
    fn with(&self, header: (&str, Value), claim: (&str, Value)) -> String {
        let change = |whole: &Value, (name, value): (&str, Value)| {
            let mut whole = whole.as_object().unwrap().clone();
            whole.remove(name);
            if !value.is_null() {
                whole.insert(name.to_owned(), value);
            }
            Value::Object(whole).to_string()
        };
        self.sign(&change(&self.header, header), &change(&self.claims, claim))
    }

    async fn refused(&self, token: &str, what: &str) {
        let reply = self.app.bearer(token).get("/me").await;
        assert_eq!((reply.status, reply.json["code"].as_str()), (401, Some("invalid_token")), "{what}");
        assert!(reply.header("www-authenticate").contains("invalid_token"), "{what}");
    }
}

const SAME: (&str, Value) = ("-", Value::Null);

// abuse 17, abuse 18, abuse 22
#[actix_web::test]
async fn no_other_algorithm_and_no_broken_signature_is_taken() {
    let forge = forge().await;
    forge.app.bearer(&forge.with(SAME, SAME)).get("/me").await.expect(200);
    let claims = forge.token.split('.').nth(1).unwrap();
    let jwks = forge.app.stranger().get("//.well-known/jwks.json").await.expect(200);
    let key = &jwks.json["keys"][0];
    let point = [&key["x"], &key["y"]].map(|part| BASE64_URL_SAFE_NO_PAD.decode(part.as_str().unwrap()).unwrap()).concat();
    for alg in ["none", "None", "NONE", "nOnE", "HS256", "RS256", "EdDSA", "ES384", "PS256", ""] {
        let header = forge.header.to_string().replace("ES256", alg);
        let head = BASE64_URL_SAFE_NO_PAD.encode(header.as_bytes());
        for signature in ["", ".", ".AAAA", &format!(".{}", forge.token.rsplit('.').next().unwrap())] {
            forge.refused(&format!("{head}.{claims}{signature}"), alg).await;
        }
        forge.refused(&forge.sign(&header, &forge.claims.to_string()), alg).await;
    }
    let hs256 = jsonwebtoken::Header {
        typ: Some("at+jwt".to_owned()),
        kid: forge.header["kid"].as_str().map(str::to_owned),
        ..jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256)
    };
    for secret in [point, jwks.body.clone(), key.to_string().into_bytes(), key["x"].as_str().unwrap().as_bytes().to_vec(), Vec::new()] {
        let secret = jsonwebtoken::EncodingKey::from_secret(&secret);
        forge.refused(&jsonwebtoken::encode(&hs256, &forge.claims, &secret).unwrap(), "public key as secret").await;
    }
    let cut = forge.token.rsplit_once('.').unwrap().0;
    for bytes in [[0_u8; 64], [255; 64]] {
        forge.refused(&format!("{cut}.{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)), "psychic signature").await;
    }
    forge.refused(&format!("{}=", forge.token), "padding").await;
    forge.refused(&forge.sign(&forge.header.to_string(), &forge.token), "a token in a token").await;
    forge.refused(&"a.".repeat(500_000), "1 MB").await;
    let doubled = forge.claims.to_string().replacen('{', "{\"sub\":\"0197a6f0-c0de-7000-a000-0000000000ff\",", 1);
    forge.refused(&forge.sign(&forge.header.to_string(), &doubled), "sub twice").await;
}

// abuse 19
#[actix_web::test]
async fn nothing_in_the_header_of_a_token_chooses_the_key() {
    let forge = forge().await;
    let long = "k".repeat(3000);
    for kid in ["../../etc/passwd", "' OR 1=1--", "a\u{0}b", "unknown", "", &long] {
        forge.refused(&forge.with(("kid", kid.into()), SAME), kid).await;
    }
    forge.refused(&forge.with(("kid", Value::Null), SAME), "no kid").await;
    forge.refused(&forge.with(("kid", 1.into()), SAME), "a number").await;
    forge.refused(&forge.with(("crit", json!(["exp"])), SAME), "crit").await;
    // Another key, offered by the token itself.
    let thief = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let other = Forge { pair: thief, ..forge };
    let jwk = other.app.stranger().get("//.well-known/jwks.json").await.json["keys"][0].clone();
    for (name, value) in
        [("jwk", jwk), ("jku", json!("http://127.0.0.1/keys")), ("x5u", json!("http://127.0.0.1/x")), ("x5c", json!(["MIIB"]))]
    {
        other.refused(&other.with((name, value), SAME), name).await;
    }
}

// abuse 20, abuse 21
#[actix_web::test]
async fn every_claim_counts() {
    let forge = forge().await;
    let iat = forge.claims["iat"].as_i64().unwrap();
    for (name, value) in [
        ("exp", Value::Null),
        ("exp", json!((iat + 600).to_string())),
        ("exp", json!(1.5)),
        ("iat", json!(iat + 3600)),
        ("iat", Value::Null),
        ("nbf", json!(iat + 60)),
        ("nbf", json!("soon")),
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("aud", json!("another-service")),
        ("aud", json!(["a", "b"])),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("sid", json!("0197a6f0-c0de-7000-a000-0000000000ff")),
        ("sub", json!("0197a6f0-c0de-7000-a000-0000000000ff")),
        ("sub", json!("leader")),
    ] {
        forge.refused(&forge.with(SAME, (name, value.clone())), &format!("{name} {value}")).await;
    }
    let endless = forge.claims.to_string().replace(&(iat + 600).to_string(), "1e400");
    forge.refused(&forge.sign(&forge.header.to_string(), &endless), "exp 1e400").await;
    for typ in [json!("JWT"), json!("id_token"), json!("AT+JWT "), Value::Null] {
        forge.refused(&forge.with(("typ", typ.clone()), SAME), &typ.to_string()).await;
    }
    let late = forge.with(SAME, ("exp", json!(iat - 6)));
    forge.app.bearer(&late).get("/me").await.expect_problem(401, "token_expired");
    for (name, value) in
        [("aud", json!(["x", forge.claims["aud"]])), ("exp", json!(i64::MAX)), ("nbf", json!(iat)), ("extra", json!({"a": 1}))]
    {
        forge.app.bearer(&forge.with(SAME, (name, value))).get("/me").await.expect(200);
    }
    let refresh = forge.app.stranger().post("/auth/login", json!({"username": "leader", "password": PASSWORD})).await.text("refreshToken");
    forge.refused(&refresh, "a refresh token").await;
}

// abuse 23
#[actix_web::test]
async fn one_authorization_header_of_one_kind() {
    let app = TestApp::demo().await;
    let token = app.stranger().post("/auth/login", json!({"username": "leader", "password": PASSWORD})).await.text("accessToken");
    let request = || TestRequest::get().uri("/api/v1/me");
    let bearer = format!("Bearer {token}");
    let twice = request().append_header(("authorization", bearer.as_str())).append_header(("authorization", bearer.as_str()));
    app.stranger().raw(twice).await.expect_problem(400, "invalid_header");
    for (value, code) in [
        ("Basic bGVhZGVyOmE=", "authentication_required"),
        (&format!("Digest {token}"), "authentication_required"),
        (&token, "invalid_token"),
        ("Bearer", "invalid_token"),
        ("Bearer ", "invalid_token"),
        (&format!("Bearer  {token}"), "invalid_token"),
        (&format!("{bearer}, {bearer}"), "invalid_token"),
    ] {
        app.stranger().raw(request().insert_header(("authorization", value))).await.expect_problem(401, code);
    }
    app.stranger().get(&format!("/me?access_token={token}")).await.expect_problem(401, "authentication_required");
    app.bearer(&token).get(&format!("/me?access_token={token}")).await.expect_problem(400, "unknown_parameter");
}

async fn tokens(app: &TestApp) -> (Person, String) {
    let reply = app.stranger().post("/auth/login", json!({"username": "leader", "password": PASSWORD})).await.expect(200);
    (app.bearer(&reply.text("accessToken")), reply.text("refreshToken"))
}

// abuse 25
#[actix_web::test]
async fn twenty_tabs_refresh_at_once_and_stay_one_session() {
    let app = TestApp::demo().await;
    let (person, refresh) = tokens(&app).await;
    let stranger = app.stranger();
    let replies = join_all((0..20).map(|_| stranger.post("/auth/refresh", json!({"refreshToken": refresh})))).await;
    for reply in &replies {
        assert_eq!(reply.status, 200, "{}", reply.json);
        app.bearer(&reply.text("accessToken")).get("/me").await.expect(200);
    }
    assert_eq!(person.get("/auth/sessions").await.expect(200).items().len(), 1);
    app.set_time("2024-06-01T01:00:11Z");
    stranger.post("/auth/refresh", json!({"refreshToken": refresh})).await.expect_problem(400, "invalid_grant");
    person.get("/me").await.expect_problem(401, "invalid_token");
    let sibling = json!({"refreshToken": replies[7].text("refreshToken")});
    stranger.post("/auth/refresh", sibling).await.expect_problem(400, "invalid_grant");
}

// abuse 26
#[actix_web::test]
async fn a_refresh_token_dies_with_its_session() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let user = format!("/users/{}", sys.get("/users?username=leader").await.items()[0]["id"].as_str().unwrap());
    let mut password = PASSWORD;
    for end in ["logout", "everywhere", "disabled", "reset", "changed"] {
        let body = json!({"username": "leader", "password": password});
        let reply = app.stranger().post("/auth/login", body).await.expect(200);
        let (person, refresh) = (app.bearer(&reply.text("accessToken")), reply.text("refreshToken"));
        match end {
            "logout" => person.post("/auth/logout", json!({})).await.expect(204),
            "everywhere" => app.login("leader").await.post("/auth/logout", json!({"everywhere": true})).await.expect(204),
            "disabled" => {
                let tag = sys.get(&user).await.tag();
                let gone = sys.patch(&user, &tag, json!({"disabled": true})).await.expect(200);
                app.stranger().post("/auth/refresh", json!({"refreshToken": refresh})).await.expect_problem(400, "invalid_grant");
                sys.patch(&user, &gone.tag(), json!({"disabled": false})).await.expect(200)
            }
            "reset" => {
                password = "初始口令-请尽快修改-2024";
                sys.act(&user, "reset-password", json!({"password": password})).await.expect(200)
            }
            _ => person.post("/me/password", json!({"currentPassword": password, "newPassword": OWN})).await.expect(204),
        };
        app.stranger().post("/auth/refresh", json!({"refreshToken": refresh})).await.expect_problem(400, "invalid_grant");
        person.get("/me").await.expect_problem(401, "invalid_token");
    }
}

// abuse 27, abuse 79
#[actix_web::test]
async fn one_address_has_so_many_attempts_whatever_it_says_of_itself() {
    let ten = NonZeroU32::new(10).unwrap();
    let app = TestApp::demo_with(|state| state.throttle = Arc::new(Throttle::per_minute(ten))).await;
    let stranger = app.stranger();
    let attempt = |from: &'static str, name: String, forwarded: String| {
        let request = TestRequest::post().uri("/api/v1/auth/login").peer_addr(from.parse().unwrap());
        let request =
            request.insert_header(("x-forwarded-for", forwarded.clone())).insert_header(("forwarded", format!("for={forwarded}")));
        stranger.raw(request.set_json(json!({"username": name, "password": "wrong-password-1"})))
    };
    for n in 0..10 {
        attempt("203.0.113.7:4000", format!("spray{n}"), format!("198.51.100.{n}")).await.expect_problem(401, "invalid_credentials");
    }
    let limited = attempt("203.0.113.7:4001", "spray".into(), "198.51.100.99".into()).await.expect_problem(429, "too_many_requests");
    let wait: u64 = limited.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    attempt("203.0.113.8:4000", "spray".into(), "203.0.113.7".into()).await.expect(401);
}

// abuse 29
#[actix_web::test]
async fn whether_an_account_exists_shows_neither_in_the_answer_nor_in_its_time() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let user = sys.get("/users?username=approver.wjw").await.items()[0]["id"].as_str().unwrap().to_owned();
    sys.patch(&format!("/users/{user}"), "\"1\"", json!({"disabled": true})).await.expect(200);
    let stranger = app.stranger();
    let names = ["nobody.here", "leader", "approver.wjw"];
    let (mut shapes, mut times) = (Vec::new(), [const { Vec::new() }; 3]);
    for round in 0..9 {
        for (at, name) in names.into_iter().enumerate() {
            let begun = Instant::now();
            let mut reply = stranger.post("/auth/login", json!({"username": name, "password": "wrong-password-1"})).await.expect(401);
            times[at].push(begun.elapsed());
            reply.json["requestId"] = Value::Null;
            let headers: Vec<_> = reply.headers.into_iter().filter(|(header, _)| header != "x-request-id").collect();
            shapes.push((reply.json, headers));
            // From the sixth round on the account that exists is locked.
            assert!(round < 20);
        }
    }
    assert!(shapes.iter().all(|shape| shape == &shapes[0]));
    let median = |all: &mut Vec<Duration>| {
        all.sort();
        all[all.len() / 2].as_secs_f64()
    };
    let medians = times.each_mut().map(median);
    let (fastest, slowest) = (medians.iter().copied().fold(f64::MAX, f64::min), medians.iter().copied().fold(0.0, f64::max));
    assert!(slowest / fastest < 3.0, "{medians:?}");
}

// abuse 30
#[actix_web::test]
async fn weak_endless_and_unwritable_passwords() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let create = |password: String| {
        let body = json!({"username": "zhang.san", "name": "张三", "unitCode": "YC-WJW", "password": password});
        let sys = sys.clone();
        async move { sys.post("/users", body).await }
    };
    for weak in ["short1!", "onlylettershere", "ZHANG.SAN-2024-ab", "password-2024-x", "aaaaaaaaaaaa1", "123456789012345"] {
        assert_eq!(create(weak.into()).await.expect(422).faults(), ["/password weak_password"], "{weak}");
    }
    assert_eq!(create("🔒".repeat(200)).await.expect(422).faults(), ["/password too_long"]);
    assert_eq!(create("nul\u{0}nul-2024-abc".into()).await.expect(422).faults(), ["/password invalid_character"]);
    let begun = Instant::now();
    create("a1".repeat(600_000)).await.expect_problem(413, "payload_too_large");
    create("a1".repeat(400_000)).await.expect(422);
    let huge = json!({"username": "leader", "password": "a1".repeat(400_000)});
    app.stranger().post("/auth/login", huge).await.expect(422);
    assert!(begun.elapsed() < Duration::from_secs(5));
    // 128 characters count to the last one, and both ways of writing an é are one.
    let long = format!("{}é2", "abcdefg-".repeat(15) + "abcdef");
    assert_eq!(long.chars().count(), 128);
    create(long.clone()).await.expect(201);
    let login = |password: String| {
        let stranger = app.stranger();
        async move { stranger.post("/auth/login", json!({"username": "zhang.san", "password": password})).await }
    };
    login(long.chars().take(127).collect()).await.expect_problem(401, "invalid_credentials");
    let first = login(long.replace('é', "e\u{301}")).await.expect(200);
    // The first password is not a new one.
    let person = app.bearer(&first.text("accessToken"));
    let same = person.post("/me/password", json!({"currentPassword": long, "newPassword": long})).await.expect(422);
    assert_eq!(same.faults(), ["/newPassword weak_password"]);
    person.send(Method::GET, "/plans", &[], None).await.expect_problem(403, "password_change_required");
}
