//! The files notices come in: every kind is read alike, and what is hostile or no notice is refused with a clear problem.

use std::io::{Cursor, Write};

use actix_web::test::TestRequest;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Reply, TestApp};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    archive(&[("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"))])
}

/// Title, lead and first figure of every task.
fn tasks(import: &Reply) -> Vec<(String, String, Value)> {
    let document = &import.json["document"];
    let sections = document["sections"].as_array().cloned().unwrap_or_default();
    let all = sections.iter().chain([document]).flat_map(|section| section["tasks"].as_array().cloned().unwrap_or_default());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.map(|task| (text(&task["title"]), text(&task["assignments"][0]["unitCode"]), task["targets"][0]["value"].clone())).collect()
}

#[actix_web::test]
async fn every_kind_of_file_is_read_alike() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let wanted = [
        ("改造老旧小区12个".to_owned(), "YC-ZJJ".to_owned(), 12.into()),
        ("发放补贴8000万元".to_owned(), "YC-CZJ".to_owned(), 8000.into()),
    ];
    let rows = [
        ["序号", "实事项目", "责任单位", "完成时限"],
        ["1", "改造老旧小区12个", "市住建局", "2024年10月"],
        ["2", "发放补贴8000万元", "市财政局", "2024年12月"],
    ];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(&rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
    let lines = |parted: &str| rows.map(|cells| cells.join(parted)).join("\n");
    let table = rows.map(|cells| format!("<tr>{}</tr>", cells.map(|cell| format!("<td>{cell}</td>")).concat())).concat();
    let page = format!("<html><head><meta charset=gbk></head><body><h1>清单</h1><nav>首页</nav><table>{table}</table></body></html>");
    let word = rows.map(|cells| {
        let cells = cells.map(|cell| format!("<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>")).concat();
        format!("<w:tr>{cells}</w:tr>")
    });
    let word = format!("<w:document xmlns:w=\"w\"><w:body><w:tbl>{}</w:tbl></w:body></w:document>", word.concat());
    let numbered = ["1.改造老旧小区12个(牵头单位:市住建局)", "2.发放补贴8000万元(牵头单位:市财政局)"];
    for (kind, content) in [
        ("text/csv", lines(",").into_bytes()),
        ("text/csv; charset=gb2312", encoding_rs::GB18030.encode(&lines(";")).0.into_owned()),
        ("text/html", encoding_rs::GBK.encode(&page).0.into_owned()),
        (XLSX, book.save_to_buffer().unwrap()),
        (DOCX, archive(&[("word/document.xml", &word)])),
        (DOCX, document(&numbered)),
        ("text/plain", encoding_rs::GB18030.encode(&numbered.join("\r\n")).0.into_owned()),
        ("Text/Plain; charset=\"UTF-8\"", lines("|").into_bytes()),
    ] {
        let import = supervisor.hand_in(kind, &content).await.expect(201);
        assert_eq!(tasks(&import), wanted, "{kind}: {}", import.json["document"]);
    }
}

#[actix_web::test]
async fn what_is_no_notice_is_refused_with_the_reason() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let zeros = " ".repeat(40 * 1024 * 1024);
    let entity = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d>&x;</d>";
    let deep = format!("{}{}", "<a>".repeat(3_000), "</a>".repeat(3_000));
    for (kind, content, status, code) in [
        ("application/pdf", b"%PDF-1.7".to_vec(), 415, "unsupported_media_type"),
        ("application/json", b"{}".to_vec(), 415, "unsupported_media_type"),
        ("text/plain", b"  \n".to_vec(), 422, "validation_failed"),
        ("text/plain", vec![0xff; 300], 400, "invalid_encoding"),
        ("text/plain", b"GIF89a\x01\x00\x01\x00".to_vec(), 422, "validation_failed"),
        ("text/plain", "民".repeat(500_001).into_bytes(), 413, "payload_too_large"),
        ("text/plain", vec![b'a'; 20 * 1024 * 1024 + 1], 413, "payload_too_large"),
        (DOCX, b"no archive".to_vec(), 422, "validation_failed"),
        (DOCX, archive(&[("word/document.xml", &zeros)]), 413, "payload_too_large"),
        (DOCX, archive(&[("word/document.xml", entity)]), 422, "validation_failed"),
        (DOCX, archive(&[("word/document.xml", &deep)]), 400, "too_deep"),
        (XLSX, document(&["甲"]), 422, "validation_failed"),
        ("text/html", "<table><tr><td>".repeat(1_000).into_bytes(), 400, "too_deep"),
    ] {
        let refused = supervisor.hand_in(kind, &content).await;
        assert_eq!((refused.status, refused.json["code"].as_str()), (status, Some(code)), "{kind} {}: {}", content.len(), refused.json);
        assert!(code == "unsupported_media_type" || refused.json["max"].is_u64() || refused.json["reason"].is_string(), "{}", refused.json);
    }
    assert_eq!(supervisor.get("/plan-imports").await.items().len(), 0);
}

#[actix_web::test]
async fn hostile_texts_end_in_time() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    for content in ["新增1个、".repeat(4_000), "(".repeat(100_000), "一、".repeat(20_000), "市教育局、".repeat(10_000), "|".repeat(100_000)]
    {
        let began = std::time::Instant::now();
        supervisor.hand_in("text/plain", content.as_bytes()).await.expect(201);
        assert!(began.elapsed().as_secs() < 20, "{}", content.chars().take(5).collect::<String>());
    }
}

#[actix_web::test]
async fn a_cut_text_is_read_and_says_what_was_lost() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let text = "1.改造老旧小区12个。(牵头单位:市住建局)\n".repeat(20);
    let import = supervisor.hand_in("text/plain", &text.as_bytes()[..text.len() - 3]).await.expect(201);
    let codes: Vec<&str> = import.json["warnings"].as_array().unwrap().iter().filter_map(|one| one["code"].as_str()).collect();
    assert!(codes.contains(&"charactersLost"), "{codes:?}");
}

#[actix_web::test]
async fn a_name_is_kept_and_a_key_gives_the_same_answer() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let send = |key: &'static str| {
        let request = TestRequest::post().uri("/api/v1/plan-imports?fileName=..%2F%E6%B8%85%E5%8D%95.txt");
        let request = request.insert_header(("content-type", "text/plain")).insert_header(("idempotency-key", key));
        supervisor.signed(request.set_payload("1.改造老旧小区12个。(牵头单位:市住建局)".as_bytes().to_vec()))
    };
    let first = send("one").await.expect(201);
    assert_eq!(first.text("fileName"), "清单.txt");
    let kept = send("one").await.expect(201);
    assert_eq!((kept.header("idempotent-replayed"), kept.id()), ("true", first.id()));
    assert_eq!(send("two").await.expect(200).id(), first.id());
}
