//! Files that are no honest workbook: each is refused with a clear problem, quickly, and nothing is written.

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use actix_web::test::TestRequest;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::workbook::XLSX;
use crate::support::{Person, TestApp};

/// A workbook with some parts replaced or added.
fn with_parts(book: &[u8], parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        if parts.iter().all(|(other, _)| *other != name) {
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            to.start_file(name, SimpleFileOptions::default()).unwrap();
            to.write_all(&content).unwrap();
        }
    }
    for (name, content) in parts {
        to.start_file(*name, SimpleFileOptions::default()).unwrap();
        to.write_all(content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

async fn may(person: &Person) -> String {
    let plans = person.get("/plans?code=yichang-2024-livelihood").await.expect(200);
    format!("/plans/{}/unit-reports/2024-05/workbook", plans.items()[0]["id"].as_str().unwrap())
}

/// Every file here is refused within this: much for a busy machine, little for what they would cost unbounded.
const SOON: Duration = Duration::from_secs(20);

#[actix_web::test]
async fn what_is_no_harmless_workbook_is_refused_soon() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let post = format!("{path}?action=save");
    let book = wjw.get(&path).await.expect(200).body;
    let sheet = |inside: &str| format!("<worksheet><sheetData>{inside}</sheetData></worksheet>").into_bytes();
    let sheet1 = "xl/worksheets/sheet1.xml";
    let bomb = vec![b' '; 40 * 1024 * 1024];
    let million = sheet(&format!("<row>{}</row>", "<c/>".repeat(1_000)).repeat(1_000));
    let names: Vec<String> = (0..10_000).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let laughs =
        b"<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><sst><si><t>&lol2;</t></si></sst>";
    for (what, file, status, code, reason) in [
        ("nothing", Vec::new(), 422, "unsupported_workbook", "damaged"),
        ("a PDF", b"%PDF-1.7\n".to_vec(), 422, "unsupported_workbook", "damaged"),
        ("cut", book[..book.len() / 2].to_vec(), 422, "unsupported_workbook", "damaged"),
        ("a package of something else", with_parts(&book, &[("xl/workbook.xml", b"")]), 422, "unsupported_workbook", "marks"),
        ("a bomb", with_parts(&book, &[(sheet1, &bomb)]), 413, "unpacked_too_large", "tooLarge"),
        ("a million cells", with_parts(&book, &[(sheet1, &million)]), 413, "unpacked_too_large", "tooLarge"),
        ("ten thousand sheets", with_parts(&book, &many), 413, "unpacked_too_large", "tooManyEntries"),
        ("billion laughs", with_parts(&book, &[("xl/sharedStrings.xml", laughs)]), 422, "unsupported_workbook", "documentType"),
        ("a package within", with_parts(&book, &[("xl/media/a.xlsx", &book)]), 422, "unsupported_workbook", "nested"),
        ("macros", with_parts(&book, &[("xl/vbaProject.bin", b"x")]), 422, "unsupported_workbook", "active"),
        (
            "a link to elsewhere",
            with_parts(&book, &[("xl/externalLinks/externalLink1.xml", b"<a/>")]),
            422,
            "unsupported_workbook",
            "active",
        ),
        ("a climbing name", with_parts(&book, &[("../../etc/x", b"x")]), 422, "unsupported_workbook", "badName"),
    ] {
        let started = Instant::now();
        let refused = wjw.upload_book(&post, &[], file).await;
        assert_eq!(
            (refused.status, &refused.json["code"], &refused.json["reason"]),
            (status, &code.into(), &reason.into()),
            "{what}: {}",
            refused.json
        );
        assert!(started.elapsed() < SOON, "{what} took {:?}", started.elapsed());
    }
    // Two cells in opposite corners are two cells.
    let corners = sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#);
    let started = Instant::now();
    let refused = wjw.upload_book(&post, &[], with_parts(&book, &[(sheet1, &corners)])).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.json["errors"][0]["params"]["sheet"], "填报", "its headings are gone");
    assert!(started.elapsed() < SOON);
}

#[actix_web::test]
async fn the_body_must_be_a_workbook_and_not_too_long() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let post = format!("{path}?action=save");
    let send = |kind: &'static str, body: Vec<u8>| {
        wjw.signed(TestRequest::post().uri(&format!("/api/v1{post}")).insert_header(("content-type", kind)).set_payload(body))
    };
    for kind in ["application/json", "application/vnd.ms-excel.sheet.macroEnabled.12", "multipart/form-data; boundary=x", "text/csv"] {
        let refused = send(kind, b"{}".to_vec()).await.expect_problem(415, "unsupported_media_type");
        assert_eq!(refused.json["accept"], XLSX, "{kind}");
    }
    send(XLSX, vec![b'x'; 5 * 1024 * 1024 + 1]).await.expect_problem(413, "payload_too_large");
    // A right that is missing comes before a body that is wrong.
    app.login("leader").await.upload_book(&post, &[], Vec::new()).await.expect_problem(403, "forbidden");
}
