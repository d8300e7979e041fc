//! Files as people send them, and as an attacker would.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Kind, MOST_CHARACTERS, Refusal, take};

/// An archive with these entries.
fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(body: &str) -> Vec<u8> {
    let whole = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    archive(&[("word/document.xml", &whole)])
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn text(kind: Kind, bytes: &[u8]) -> Result<String, Refusal> {
    take(kind, None, bytes).map(|taken| taken.text)
}

#[test]
fn a_document_gives_its_paragraphs_and_tables() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(text));
    let merged = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>";
    let body = format!(
        "{}<w:p><w:r><w:t>新建</w:t></w:r><w:del><w:r><w:delText>2</w:delText></w:r></w:del><w:ins><w:r><w:t>3</w:t></w:r></w:ins>\
         <w:r><w:t>所&amp;&#20581;。</w:t></w:r></w:p><w:tbl><w:tr>{}{}{}</w:tr><w:tr>{merged}{}{}</w:tr></w:tbl>",
        paragraph("云川市清单"),
        cell("类别"),
        cell("事项"),
        cell("责任单位"),
        cell("改造"),
        cell("市住建局"),
    );
    assert_eq!(text(Kind::Docx, &document(&body)).unwrap(), "云川市清单\n\n新建3所&健。\n\n类别\t事项\t责任单位\n\t改造\t市住建局\n\n");
}

#[test]
fn automatic_numbers_are_printed() {
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/>\
        </w:num></w:numbering>";
    let item = |text: &str| {
        format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{}{}</w:body></w:document>", item("新建学校"), item("改造公厕"));
    let file = archive(&[("word/document.xml", &body), ("word/numbering.xml", numbering)]);
    assert_eq!(text(Kind::Docx, &file).unwrap(), "1.新建学校\n\n2.改造公厕\n\n");
}

#[test]
fn a_workbook_gives_its_rows() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in
        [["序号", "重点任务", "责任单位"], ["1", "新建学校3所", "市教育局"], ["2", "改造公厕15座", "市城管局"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    sheet.write(3, 0, 3.5).unwrap();
    sheet.write(1_000_000, 16_000, "远处").unwrap();
    let file = book.save_to_buffer().unwrap();
    assert_eq!(
        text(Kind::Xlsx, &file).unwrap(),
        "序号\t重点任务\t责任单位\n1\t新建学校3所\t市教育局\n2\t改造公厕15座\t市城管局\n3.5\t\n\n"
    );
    assert_eq!(text(Kind::Docx, &file), Err(Refusal::Mismatch));
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let zeros = " ".repeat(40 * 1024 * 1024);
    assert_eq!(text(Kind::Docx, &archive(&[("word/document.xml", &zeros)])), Err(Refusal::TooLarge));
    assert_eq!(text(Kind::Xlsx, &archive(&[("xl/workbook.xml", "<a/>"), ("xl/media/a", &zeros)])), Err(Refusal::TooLarge));
    let many: Vec<(String, &str)> = (0..2_001).map(|n| (format!("a{n}"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert_eq!(text(Kind::Docx, &archive(&many)), Err(Refusal::TooLarge));
    assert_eq!(text(Kind::Docx, b"PK\x03\x04 and then nothing of the kind"), Err(Refusal::Mismatch));
    assert_eq!(text(Kind::Text, b"PK\x03\x04\x14\x00\x06\x00"), Err(Refusal::Mismatch));
}

#[test]
fn entities_and_depth_are_refused() {
    let outside = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"w\">&x;</w:document>";
    assert_eq!(text(Kind::Docx, &archive(&[("word/document.xml", outside)])), Err(Refusal::Entities));
    assert_eq!(text(Kind::Docx, &document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")), Err(Refusal::Entities));
    assert_eq!(text(Kind::Docx, &document(&format!("{}{}", "<w:sdt>".repeat(5_000), "</w:sdt>".repeat(5_000)))), Err(Refusal::TooDeep));
    assert_eq!(text(Kind::Docx, &document("<w:p><w:r><w:t>甲</w:t>")), Err(Refusal::Mismatch));
}

#[test]
fn texts_have_a_longest_length() {
    assert_eq!(text(Kind::Text, "民".repeat(MOST_CHARACTERS + 1).as_bytes()), Err(Refusal::TooLong));
    assert_eq!(text(Kind::Docx, &document(&paragraph(&"民".repeat(MOST_CHARACTERS + 1)))), Err(Refusal::TooLong));
    assert_eq!(text(Kind::Text, &vec![b'\n'; super::MOST_BYTES + 1]), Err(Refusal::TooLarge));
    assert_eq!(text(Kind::Text, b" \r\n "), Err(Refusal::Empty));
}

#[test]
fn kinds_are_told_by_media_type_and_by_content() {
    assert_eq!(Kind::of_media_type("Text/HTML; charset=gbk"), Some(Kind::Html));
    assert_eq!(Kind::of_media_type("application/pdf"), None);
    assert_eq!(Kind::of_file("通知.docx", &document("")), Kind::Docx);
    assert_eq!(Kind::of_file("a.txt", b"  <!DOCTYPE html><html>"), Kind::Html);
    assert_eq!(Kind::of_file("a.txt", "通知".as_bytes()), Kind::Text);
}
