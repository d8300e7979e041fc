//! Evidence: what is taken and what is refused, how it is handed out, and that nothing is left behind.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use duban::entity::{attachment, blob};
use duban::evidence;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::files::{Form, package, pdf, png};
use crate::support::{Person, TestApp};

/// A draft of 市卫健委, as its path.
async fn draft(app: &TestApp) -> (Person, String) {
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.begin(owed.report(&[839.0])).await;
    (wjw, path)
}

/// Every file below a folder, with its size.
fn files(folder: &std::path::Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.file_name().unwrap().to_string_lossy().into_owned(), path.metadata().unwrap().len()));
        }
    }
    found
}

fn stored(app: &TestApp) -> Vec<(String, u64)> {
    files(app.state.evidence.folder().unwrap())
}

async fn rows(app: &TestApp) -> (u64, u64) {
    let db = &app.state.db;
    (blob::Entity::find().count(db).await.unwrap(), attachment::Entity::find().count(db).await.unwrap())
}

// abuse 57, 61
#[actix_web::test]
async fn a_file_is_attached_listed_and_downloaded_as_it_was() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    let target = wjw.owed("YC-WJW", "4", "2024-05").await.target(0);
    let content = pdf(7 * 1024 * 1024 + 13);
    let words = [("description", "宜都市12个托位验收报告"), ("targetId", target.as_str())];
    let added = wjw.attach(&path, "../验收 报告\u{202e}.pdf", &content, &words).await.expect(201);
    assert_eq!(added.header("location"), format!("/api/v1/attachments/{}", added.id()));
    let shown = |member: &str| added.json[member].clone();
    assert_eq!((shown("fileName"), shown("fileType"), shown("size")), ("验收 报告.pdf".into(), "pdf".into(), content.len().into()));
    assert_eq!((shown("description"), shown("targetId")), ("宜都市12个托位验收报告".into(), target.into()));
    assert_eq!((shown("revisions"), shown("filed"), shown("uploadedBy")), ([1].into(), false.into(), "卫健委填报员".into()));
    let page = wjw.get(&format!("{path}/attachments?count=true")).await.expect(200);
    assert_eq!((page.items(), &page.json["page"]["total"]), (&vec![added.json.clone()], &1.into()));
    let item = format!("/attachments/{}", added.id());
    assert_eq!(wjw.get(&item).await.expect(200).json, added.json);

    let sha = added.text("sha256");
    let file = wjw.send(Method::GET, &format!("{item}/content"), &[("accept", "application/pdf")], None).await.expect(200);
    assert!(file.body == content);
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename=\"attachment.pdf\"; filename*=UTF-8''%E9%AA%8C%E6%94%B6%20%E6%8A%A5%E5%91%8A.pdf"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-cache"),
        ("etag", &format!("\"{sha}\"")),
    ] {
        assert_eq!(file.header(name), value, "{name}");
    }
    assert_eq!(stored(&app), [(sha.clone(), content.len() as u64)], "under its hash, and nothing else");
    let known = wjw.send(Method::GET, &format!("{item}/content"), &[("if-none-match", &format!("\"{sha}\""))], None).await.expect(304);
    assert!(known.body.is_empty());
    let zipped = wjw.send(Method::GET, &format!("{item}/content"), &[("accept-encoding", "gzip"), ("range", "bytes=0-0,1-1")], None).await;
    assert!(zipped.expect(200).body == content, "whole and as it is");
}

// abuse 58
#[actix_web::test]
async fn a_file_is_taken_by_its_content_and_its_ending_must_agree() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    let (docx, xlsx) = (package(&["[Content_Types].xml", "word/document.xml"]), package(&["[Content_Types].xml", "xl/workbook.xml"]));
    let macros = package(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
    let html = b"<html><script>alert(1)</script>".as_slice();
    for (name, content, refusal) in [
        ("a.png", html, "/file media_type_mismatch"),
        ("a.pdf", &png(1), "/file media_type_mismatch"),
        ("a.png.html", &png(1), "/file media_type_mismatch"),
        ("a.zip", &docx, "/file media_type_mismatch"),
        ("a.xlsx", &docx, "/file media_type_mismatch"),
        ("a.docx", &macros, "/file media_type_mismatch"),
        ("a.docx", &package(&["a.txt"]), "/file media_type_mismatch"),
        ("a.pdf", b"", "/file required"),
    ] {
        let refused = wjw.attach(&path, name, content, &[]).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), [refusal], "{name}");
    }
    for (name, content) in [("a.html", html), (".htaccess", b"Deny from all"), ("a.exe", b"MZ\x90"), ("", html), ("a.svg", b"<svg/>")] {
        let refused = wjw.attach(&path, name, content, &[]).await.expect_problem(415, "unsupported_media_type");
        assert_eq!(refused.faults(), ["/file unsupported_media_type"], "{name}");
        assert_eq!(refused.json["errors"][0]["params"]["accept"][0], "pdf");
    }
    let declared = Form::new().file_as("text/html", "file", "a.png", &png(1));
    assert_eq!(wjw.upload(&path, declared).await.expect(422).faults(), ["/file media_type_mismatch"]);
    assert_eq!((rows(&app).await, stored(&app)), ((0, 0), Vec::new()));
    for (name, content) in [("a.docx", docx), ("a.XLSX", xlsx), ("a.ofd", package(&["OFD.xml"])), ("a.jpeg", b"\xff\xd8\xff\xe0".to_vec())]
    {
        wjw.attach(&path, name, &content, &[]).await.expect(201);
    }
}

#[actix_web::test]
async fn a_form_tells_all_its_faults() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    let form = Form::new()
        .text("description", &"字".repeat(501))
        .text("targetId", "0197A6F0-C0DE-7000-A000-0000000000FF")
        .text("unitId", "x")
        .file("a.png", b"no")
        .file("b.png", &png(2));
    let refused = wjw.upload(&path, form).await.expect_problem(422, "validation_failed");
    let expected =
        ["/description too_long", "/targetId invalid_id", "/unitId unknown_field", "/file duplicate_item", "/file media_type_mismatch"];
    assert_eq!(refused.faults(), expected);
    assert_eq!(wjw.upload(&path, Form::new().text("description", "无")).await.expect(422).faults(), ["/file required"]);
    let nobody = "0197a6f0-c0de-7000-a000-0000000000ff";
    assert_eq!(wjw.attach(&path, "a.png", &png(1), &[("targetId", nobody)]).await.expect(422).faults(), ["/targetId not_found"]);
    let other = wjw.owed("YC-WJW", "27", "2024-05").await.target(0);
    let refused = wjw.attach(&path, "a.png", &png(1), &[("targetId", &other)]).await.expect(422);
    assert_eq!(refused.faults(), ["/targetId target_of_another_task"]);
    let parts = (0..20).fold(Form::new(), |form, n| form.text(&format!("p{n}"), "x"));
    wjw.upload(&path, parts).await.expect_problem(400, "bad_request");
    wjw.post(&format!("{path}/attachments"), serde_json::json!({})).await.expect_problem(415, "unsupported_media_type");
    let packed = Form::new().file("a.png", &png(1));
    let packed = packed.request(&format!("{path}/attachments"), packed.body()).insert_header(("content-encoding", "gzip"));
    wjw.signed(packed).await.expect_problem(415, "unsupported_media_type");
}

// abuse 59
/// The disk of a crashed server is not clean either: what the store cannot list is swept by its name.
#[actix_web::test]
async fn a_cut_upload_leaves_nothing() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    let form = Form::new().file("a.pdf", &pdf(6 * 1024 * 1024));
    let whole = form.body();
    for length in [0, 40, 200, 300_000, whole.len() - 60, whole.len() - 3] {
        let cut = form.request(&format!("{path}/attachments"), whole[..length].to_vec());
        let reply = wjw.signed(cut).await;
        assert!(matches!(reply.status, 400 | 422), "{length}: {}", String::from_utf8_lossy(&reply.body));
    }
    assert_eq!((rows(&app).await, stored(&app)), ((0, 0), Vec::new()));
    // The line breaks while the form is read: the request goes away with what it had begun.
    let broken = Form::new().file("a.pdf", &pdf(100));
    let mut request = broken.request(&format!("{path}/attachments"), Vec::new());
    request = request.insert_header(("content-length", "5000"));
    assert_eq!(wjw.signed(request).await.status, 400);
    // Killed in the middle: one file cut off, one whole but not moved, one content whose attachment was never written.
    let folder = app.state.evidence.folder().unwrap().to_owned();
    let now = app.state.clock.now();
    let name = format!("{:015}-0197a6f0c0de7000a000000000000001", now.timestamp_millis());
    std::fs::write(folder.join("incoming").join(format!("{name}#1")), b"%PDF").unwrap();
    std::fs::write(folder.join("incoming").join(name), b"%PDF").unwrap();
    let mut orphan = app.state.evidence.begin(now).await.unwrap();
    orphan.write(&pdf(100)).await.unwrap();
    app.state.evidence.keep(&app.state.db, now, orphan).await.unwrap();
    wjw.attach(&path, "a.png", &png(1), &[]).await.expect(201);
    let sweep = || evidence::sweep(&app.state.db, &app.state.evidence, app.state.clock.now());
    assert_eq!(sweep().await.unwrap(), evidence::Swept::default(), "it may still be going on");
    app.set_time("2024-06-01T02:00:00.001Z");
    assert_eq!(sweep().await.unwrap(), evidence::Swept { incoming: 2, blobs: 1 });
    assert_eq!((rows(&app).await, stored(&app).len()), ((1, 1), 1), "what is used stays");
    assert_eq!(sweep().await.unwrap(), evidence::Swept::default());
}

// abuse 59, 60
#[actix_web::test]
async fn too_much_is_refused_and_only_this_door_is_wide() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    let at = format!("{path}/attachments");
    let large = Form::new().file("a.pdf", &pdf(21 * 1024 * 1024));
    for declared in [None, Some("22020500")] {
        let mut request = large.request(&at, large.body());
        if let Some(length) = declared {
            request = request.insert_header(("content-length", length));
        }
        let refused = wjw.signed(request).await.expect_problem(413, "payload_too_large");
        assert_eq!(refused.faults(), ["/file payload_too_large"]);
        assert_eq!(refused.json["errors"][0]["params"]["max"], 20 * 1024 * 1024);
    }
    let just = Form::new().file("a.pdf", &pdf(20 * 1024 * 1024 + 1));
    wjw.signed(just.request(&at, just.body())).await.expect_problem(413, "payload_too_large");
    wjw.attach(&path, "a.pdf", &pdf(20 * 1024 * 1024), &[]).await.expect(201);
    // A part whose head never ends.
    let endless = Form::new();
    let head = format!("------duban-test-7MA4YWxkTrZu0gW\r\nX-A: {}", "a".repeat(2 * 1024 * 1024));
    wjw.signed(endless.request(&at, head.into_bytes())).await.expect_problem(413, "payload_too_large");
    let form = Form::new().file("a.pdf", &pdf(2 * 1024 * 1024));
    let elsewhere = wjw.signed(form.request("/submissions", form.body())).await;
    assert_eq!(elsewhere.status, 415);
    let json = TestRequest::post().uri("/api/v1/submissions").insert_header(("content-type", "application/json"));
    let refused = wjw.signed(json.set_payload(vec![b' '; 2 * 1024 * 1024])).await;
    assert_eq!(refused.status, 413);
    assert_eq!(stored(&app).len(), 1);
}

#[actix_web::test]
async fn one_revision_holds_a_content_once_and_fifty_files() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    wjw.attach(&path, "a.png", &png(0), &[]).await.expect(201);
    let again = wjw.attach(&path, "another.png", &png(0), &[]).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/file already_exists"]);
    // In another report it is another attachment of the same content.
    let other = wjw.begin(serde_json::json!({"obligationId": wjw.owed("YC-WJW", "27", "2024-05").await.id()})).await;
    wjw.attach(&other, "a.png", &png(0), &[]).await.expect(201);
    assert_eq!((rows(&app).await, stored(&app).len()), ((1, 2), 1));
    for n in 1..50 {
        wjw.attach(&path, "a.png", &png(n), &[]).await.expect(201);
    }
    wjw.attach(&path, "a.png", &png(50), &[]).await.expect_problem(409, "quota_exceeded");
    let page = wjw.get(&format!("{path}/attachments?limit=20&count=true")).await.expect(200);
    assert_eq!((page.items().len(), &page.json["page"]["total"]), (20, &50.into()));
}

#[actix_web::test]
async fn the_same_upload_again_has_one_effect_whatever_its_boundary() {
    let app = TestApp::demo().await;
    let (wjw, path) = draft(&app).await;
    let send = |boundary: &'static str, key: &'static str, name: &'static str, n: u32| {
        let form = Form::with_boundary(boundary).file(name, &png(n)).text("description", "照片");
        let request = form.request(&format!("{path}/attachments"), form.body()).insert_header(("idempotency-key", key));
        let wjw = wjw.clone();
        async move { wjw.signed(request).await }
    };
    let first = send("aaaa", "k-1", "a.png", 1).await.expect(201);
    let again = send("bbbb", "k-1", "a.png", 1).await.expect(201);
    assert_eq!((again.json.clone(), again.header("idempotent-replayed")), (first.json.clone(), "true"));
    assert_eq!((again.header("location"), again.header("etag")), (first.header("location"), first.header("etag")));
    send("aaaa", "k-1", "a.png", 2).await.expect_problem(422, "idempotency_mismatch");
    send("aaaa", "k-1", "b.png", 1).await.expect_problem(422, "idempotency_mismatch");
    // A refused one leaves no trace of its key.
    send("aaaa", "k-2", "a.pdf", 3).await.expect(422);
    send("aaaa", "k-2", "a.png", 3).await.expect(201);
    let racing = futures_util::future::join_all((0..10).map(|_| send("cccc", "k-3", "a.png", 4))).await;
    assert_eq!(racing.iter().filter(|reply| reply.status == 201 && reply.header("idempotent-replayed").is_empty()).count(), 1);
    assert!(racing.iter().all(|reply| reply.status == 201 || reply.json["code"] == "request_in_progress"));
    assert_eq!((rows(&app).await, stored(&app).len()), ((3, 3), 3));
}
