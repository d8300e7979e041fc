//! Rights: the matrix as a readable file, and every operation of the contract tried by a stranger.

use actix_web::http::Method;

use crate::contract::{is_open, operations, rewrite};
use crate::support::TestApp;

const SOME_ID: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

#[test]
fn the_matrix_of_rights_is_the_committed_one() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/policy_matrix.txt");
    let now = duban::auth::policy::matrix();
    if rewrite("UPDATE_POLICY") {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "tests/api/policy_matrix.txt differs from auth/policy.rs; look at the diff after: UPDATE_POLICY=1 cargo test matrix"
    );
}

#[actix_web::test]
async fn no_operation_works_without_a_token() {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let mut tried = 0;
    for (path, verb, operation) in operations() {
        if is_open(&operation) {
            continue;
        }
        let concrete = path.replace("{id}", SOME_ID).replace("{n}", "1");
        let method: Method = verb.to_uppercase().parse().unwrap();
        let reply = stranger.send(method, &format!("/{concrete}"), &[], None).await;
        assert_eq!((reply.status, reply.json["code"].as_str()), (401, Some("authentication_required")), "{verb} {path}");
        assert!(reply.header("www-authenticate").starts_with("Bearer"), "{verb} {path}");
        tried += 1;
    }
    assert!(tried > 40, "only {tried} operations are protected");
}

/// Somebody who may do nothing of the kind learns nothing about what exists: 403 for real and for invented ids alike.
#[actix_web::test]
async fn who_may_never_write_is_refused_before_anything_is_looked_up() {
    let app = TestApp::demo().await;
    let leader = app.login("leader").await;
    for (path, verb, _) in operations() {
        let writes = verb != "get" && !path.contains("/auth/") && !path.contains("/me");
        if !writes {
            continue;
        }
        let concrete = path.replace("{id}", SOME_ID);
        let method: Method = verb.to_uppercase().parse().unwrap();
        let reply = leader.send(method, &format!("/{concrete}"), &[], Some("{".to_owned())).await;
        assert_eq!((reply.status, reply.json["code"].as_str()), (403, Some("forbidden")), "{verb} {path}");
    }
}
