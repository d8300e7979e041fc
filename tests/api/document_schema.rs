//! The JSON Schema of plan documents is a file of its own: made of the contract, served, and fulfilled by what is seeded.

use std::path::Path;

use serde_json::{Value, json};

use crate::contract::rewrite;
use crate::support::TestApp;
use crate::support::documents::SEEDS;
use crate::support::shape::Shapes;

#[test]
fn the_committed_schema_is_that_of_the_contract() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/plan-document.schema.json");
    let now = duban::openapi::document::SCHEMA.as_str();
    if rewrite("UPDATE_OPENAPI") {
        std::fs::write(&path, now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "{} differs from the code; look at the difference after UPDATE_OPENAPI=1 cargo test schema", path.display());
    assert!(!now.contains("#/components/"), "a reference leads out of it");
}

#[actix_web::test]
async fn it_is_served_to_everybody() {
    let app = TestApp::demo().await;
    let reply = app.stranger().get("/plan-documents/schema").await.expect(200);
    assert_eq!(reply.json, serde_json::from_str::<Value>(&duban::openapi::document::SCHEMA).unwrap());
    assert_eq!(reply.header("content-type"), "application/schema+json");
}

#[test]
fn every_seeded_document_fulfils_it_and_a_wrong_one_does_not() {
    let schema: Value = serde_json::from_str(&duban::openapi::document::SCHEMA).unwrap();
    let root = json!({"$ref": schema["$ref"]});
    let shapes = Shapes { document: schema, whole: false };
    for seed in SEEDS {
        assert_eq!(shapes.faults(&root, &seed.json()), Vec::<String>::new(), "{}", seed.folder);
    }
    let mut wrong = SEEDS[0].json();
    wrong["plan"]["state"] = json!("finished");
    wrong["plan"]["startsOn"] = json!("2017-1-1");
    wrong["plan"].as_object_mut().unwrap().remove("kind");
    wrong["sections"][0]["tasks"][0]["targetz"] = json!([]);
    assert_eq!(shapes.faults(&root, &wrong).len(), 4);
}
